//! Selectors of workloads, which have to select their own pods.

use super::{Scene, problem};
use crate::bundle::index::{Pods, matches};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Object;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

/// A workload selects the pods that its template makes.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        let selector = match &pods.emitted.object {
            Object::Deployment(object) => &object.spec.selector,
            Object::StatefulSet(object) => &object.spec.selector,
            Object::DaemonSet(object) => &object.spec.selector,
            // Jobs get their selector from the cluster.
            _ => continue,
        };
        one(pods, selector, sink);
    }
}

fn one(pods: &Pods<'_>, selector: &LabelSelector, sink: &mut Sink) {
    let labels = selector.match_labels.as_ref().is_none_or(std::collections::BTreeMap::is_empty);
    let expressions = selector.match_expressions.as_ref().is_none_or(Vec::is_empty);
    let said = if labels && expressions {
        "is empty: it would select every pod of the namespace"
    } else if matches(selector, pods.labels) {
        return;
    } else {
        "does not match the labels of the pod template"
    };
    let help = "repeat one label of `spec.template.metadata.labels` that no other workload has";
    sink.push(problem(&codes::SELECTOR_MISSES_TEMPLATE, pods.emitted, "spec.selector", said).help(help));
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{expression, found, selector, shop};
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;

    fn selecting(selector: &LabelSelector) -> Vec<String> {
        found(shop().deployment(|cart| cart.spec.selector = selector.clone()))
    }

    #[test]
    fn a_workload_selects_its_own_pods() {
        assert_eq!(selecting(&selector("app", "cart")), [""; 0]);
        assert_eq!(
            selecting(&selector("app", "crat")),
            ["K0201 Deployment/cart: `spec.selector` does not match the labels of the pod template"]
        );
        assert_eq!(
            selecting(&LabelSelector::default()),
            ["K0201 Deployment/cart: `spec.selector` is empty: it would select every pod of the namespace"]
        );
    }

    #[test]
    fn expressions_are_understood() {
        for (operator, value, matches) in [
            ("In", "cart", true),
            ("In", "web", false),
            ("NotIn", "web", true),
            ("NotIn", "cart", false),
            ("Exists", "", true),
            ("DoesNotExist", "", false),
            ("Gt", "1", false),
        ] {
            assert_eq!(selecting(&expression("app", operator, value)).is_empty(), matches, "{operator} {value}");
        }
    }
}
