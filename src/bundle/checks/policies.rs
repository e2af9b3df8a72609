//! Network policies.

use super::{Scene, problem};
use crate::bundle::index::namespace;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Object;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

/// A policy for some pods protects pods of the bundle, or those that an operator makes in the cluster.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let Object::NetworkPolicy(policy) = &emitted.object else { continue };
        if emitted.of_others {
            continue;
        }
        let Some(selector) = policy.spec.as_ref().and_then(|spec| spec.pod_selector.as_ref()) else { continue };
        // A policy for the whole namespace is right before its first pod is there.
        if *selector != LabelSelector::default() && scene.index.selected(namespace(emitted), selector).next().is_none()
        {
            let said = "matches the pods of no workload of the bundle: the policy protects nothing";
            let problem = problem(&codes::POLICY_SELECTS_NOTHING, emitted, "spec.podSelector", said);
            sink.push(problem.help("repeat labels of the pod template that is meant"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, policy, selector, shop};
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

    #[test]
    fn policies_protect_pods() {
        let with = |selector: LabelSelector| found(shop().with([policy("cart", selector)]));
        assert_eq!(with(selector("app", "cart")), [""; 0]);
        assert_eq!(with(LabelSelector::default()), [""; 0]);
        assert_eq!(
            with(selector("app", "crat")),
            [
                "K0216 NetworkPolicy/cart: `spec.podSelector` matches the pods of no workload of the bundle: the policy protects nothing"
            ]
        );
    }
}
