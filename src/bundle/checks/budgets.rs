//! Disruption budgets.

use super::{Scene, beside, problem};
use crate::bundle::index::{Pods, name, namespace};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::policy::v1::PodDisruptionBudgetSpec;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// Budgets select pods, say one thing, leave room for a drain, and never share a pod.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    let mut owners = BTreeMap::new();
    for emitted in scene.objects {
        let Object::PodDisruptionBudget(budget) = &emitted.object else { continue };
        let Some(spec) = &budget.spec else { continue };
        contradiction(emitted, spec, sink);
        let Some(selector) = &spec.selector else { continue };
        let mut selected = scene.index.selected(namespace(emitted), selector).peekable();
        if selected.peek().is_none() {
            let said = "matches the pods of no workload of the bundle";
            let problem = problem(&codes::BUDGET_SELECTS_NOTHING, emitted, "spec.selector", said);
            sink.push(problem.help("repeat labels of the pod template that is meant"));
            continue;
        }
        blocking(scene, emitted, spec, sink);
        // The first pod with two budgets says enough: further ones would only repeat it.
        if let Some((other, pods)) = selected.find_map(|pods| claim(&mut owners, pods, emitted)) {
            overlap(emitted, other, &pods, sink);
        }
    }
}

/// Takes a workload for a budget; gives back the budget that has it already.
fn claim<'a>(
    owners: &mut BTreeMap<(&'a str, Option<&'a str>, &'a str), &'a Emitted>,
    pods: &Pods<'a>,
    budget: &'a Emitted,
) -> Option<(&'a Emitted, Pods<'a>)> {
    let (_, kind) = pods.emitted.object.type_meta();
    let key = (kind, pods.namespace(), name(pods.emitted));
    let owner = *owners.entry(key).or_insert(budget);
    (!std::ptr::eq(owner, budget)).then_some((owner, *pods))
}

fn overlap(emitted: &Emitted, other: &Emitted, pods: &Pods<'_>, sink: &mut Sink) {
    let said = format!(
        "matches the pods of {}, which {} does as well",
        pods.emitted.object.identity(),
        other.object.identity()
    );
    let problem = problem(&codes::BUDGETS_OVERLAP, emitted, "spec.selector", said);
    sink.push(beside(problem, other).help("keep one budget for each pod"));
}

fn contradiction(emitted: &Emitted, spec: &PodDisruptionBudgetSpec, sink: &mut Sink) {
    if spec.max_unavailable.is_some() && spec.min_available.is_some() {
        let said = "has both `minAvailable` and `maxUnavailable`";
        let problem = problem(&codes::BUDGET_CONTRADICTS, emitted, "spec", said);
        sink.push(problem.help("keep `maxUnavailable`"));
    }
}

/// A budget that never lets a pod go.
fn blocking(scene: &Scene<'_>, emitted: &Emitted, spec: &PodDisruptionBudgetSpec, sink: &mut Sink) {
    let (field, said) = match (&spec.max_unavailable, &spec.min_available) {
        (Some(most), _) if is(most, 0, "0%") => ("spec.maxUnavailable", "never lets a pod go".to_owned()),
        (_, Some(IntOrString::String(all))) if all == "100%" => ("spec.minAvailable", "never lets a pod go".to_owned()),
        (_, Some(IntOrString::Int(least))) => {
            let Some(selector) = &spec.selector else { return };
            let pods: i64 =
                scene.index.selected(namespace(emitted), selector).map(|pods| i64::from(fewest(scene, pods))).sum();
            if i64::from(*least) < pods || *least <= 0 {
                return;
            }
            ("spec.minAvailable", format!("is {least}, but there may be only {pods}: it never lets a pod go"))
        }
        _ => return,
    };
    let problem = problem(&codes::BUDGET_BLOCKS, emitted, field, said);
    sink.push(problem.help("use `maxUnavailable: 1`, so that nodes can be drained"));
}

fn is(value: &IntOrString, number: i32, text: &str) -> bool {
    match value {
        IntOrString::Int(found) => *found == number,
        IntOrString::String(found) => found == text,
    }
}

/// The fewest replicas that a workload has at work.
fn fewest(scene: &Scene<'_>, pods: &Pods<'_>) -> i32 {
    let written = match &pods.emitted.object {
        Object::Deployment(object) => object.spec.replicas,
        Object::StatefulSet(object) => object.spec.replicas,
        _ => Some(0),
    };
    if let Some(least) = scene.index.fewest_by_keda(pods.emitted) {
        return least;
    }
    let scaler = scene.index.autoscaler(pods.emitted);
    scaler.map_or(written, |scaler| scaler.spec.min_replicas).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{budget, found, scaler, selector, shop};
    use k8s_openapi::api::policy::v1::PodDisruptionBudgetSpec;
    use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString::{Int, String};

    fn kept(change: impl Fn(&mut PodDisruptionBudgetSpec)) -> Vec<std::string::String> {
        let mut budget = budget("cart");
        change(budget.spec.as_mut().unwrap());
        found(shop().with([budget.into()]))
    }

    #[test]
    fn budgets_select_pods_and_say_one_thing() {
        assert_eq!(kept(|_| ()), [""; 0]);
        assert_eq!(
            kept(|spec| spec.selector = Some(selector("app", "crat"))),
            ["K0208 PodDisruptionBudget/cart: `spec.selector` matches the pods of no workload of the bundle"]
        );
        assert_eq!(
            kept(|spec| spec.min_available = Some(Int(1))),
            ["K0209 PodDisruptionBudget/cart: `spec` has both `minAvailable` and `maxUnavailable`"]
        );
    }

    #[test]
    fn a_pod_has_one_budget() {
        assert_eq!(
            found(shop().with([budget("cart").into(), {
                let mut other = budget("cart");
                other.metadata.name = Some("second".to_owned());
                other.into()
            }])),
            [
                "K0210 PodDisruptionBudget/second: `spec.selector` matches the pods of Deployment/cart, which PodDisruptionBudget/cart does as well"
            ]
        );
    }

    #[test]
    fn budgets_leave_room_for_drains() {
        let least = |least: k8s_openapi::apimachinery::pkg::util::intstr::IntOrString| {
            kept(|spec| {
                spec.max_unavailable = None;
                spec.min_available = Some(least.clone());
            })
        };
        assert_eq!(least(Int(1)), [""; 0]);
        assert_eq!(
            least(Int(2)),
            [
                "K0217 PodDisruptionBudget/cart: `spec.minAvailable` is 2, but there may be only 2: it never lets a pod go"
            ]
        );
        assert_eq!(
            least(String("100%".to_owned())),
            ["K0217 PodDisruptionBudget/cart: `spec.minAvailable` never lets a pod go"]
        );
        assert_eq!(
            kept(|spec| spec.max_unavailable = Some(Int(0))),
            ["K0217 PodDisruptionBudget/cart: `spec.maxUnavailable` never lets a pod go"]
        );
        let mut tight = budget("cart");
        tight.spec = tight.spec.map(|spec| PodDisruptionBudgetSpec {
            min_available: Some(Int(3)),
            max_unavailable: None,
            ..spec
        });
        let scaled = shop().deployment(|cart| cart.spec.replicas = None).with([tight.into(), scaler("cart").into()]);
        assert_eq!(
            found(scaled),
            [
                "K0217 PodDisruptionBudget/cart: `spec.minAvailable` is 3, but there may be only 2: it never lets a pod go"
            ]
        );
    }
}
