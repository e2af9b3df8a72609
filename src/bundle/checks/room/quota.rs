//! Quotas: that they admit all workloads at their most, and that containers say what a quota counts.

use super::demand::{self, Demand};
use crate::bundle::amount::Amount;
use crate::bundle::checks::{Scene, problem};
use crate::bundle::effective::{self, Resources, amounts};
use crate::bundle::index::{Namespace, Pods, namespace};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::{Emitted, Object};
use std::collections::BTreeMap;

/// The resources that every container has to state once a quota counts them, by the quota's names for them.
const STATED: &[(&str, &str, bool)] = &[
    ("cpu", "cpu", false),
    ("requests.cpu", "cpu", false),
    ("memory", "memory", false),
    ("requests.memory", "memory", false),
    ("limits.cpu", "cpu", true),
    ("limits.memory", "memory", true),
];

/// Every quota of the bundle. One with scopes counts some pods only, and is not looked at.
pub(in super::super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    let mut demands: BTreeMap<Namespace<'_>, Demand> = BTreeMap::new();
    for emitted in scene.objects {
        let Object::ResourceQuota(quota) = &emitted.object else { continue };
        let Some(spec) = quota.spec.as_ref().filter(|spec| spec.scopes.is_none() && spec.scope_selector.is_none())
        else {
            continue;
        };
        let hard = amounts(spec.hard.as_ref());
        let space = namespace(emitted);
        let demand = demands.entry(space).or_insert_with(|| of_namespace(scene, space));
        for (name, most) in &hard {
            exceeded(emitted, name, *most, demand, sink);
        }
        for pods in scene.index.pods_in(space) {
            unstated(scene, emitted, pods, &hard, sink);
        }
    }
}

fn of_namespace(scene: &Scene<'_>, space: Namespace<'_>) -> Demand {
    let defaults = scene.index.defaults(space);
    let mut demand = Demand::new();
    for pods in scene.index.pods_in(space) {
        demand::add(scene, pods, &defaults, &mut demand);
    }
    for (name, kind) in [("services", "Service"), ("configmaps", "ConfigMap")] {
        demand.insert(name.to_owned(), Amount::count(scene.index.count(kind, space)));
    }
    demand
}

fn exceeded(emitted: &Emitted, name: &str, most: Amount, demand: &Demand, sink: &mut Sink) {
    // Quotas have short names for some requests.
    let known = match name {
        "cpu" | "memory" | "ephemeral-storage" => format!("requests.{name}"),
        _ => name.strip_prefix("count/").unwrap_or(name).to_owned(),
    };
    let Some(&needed) = demand.get(&known) else { return };
    if needed > most {
        let said = format!("is {}, but the bundle needs {} at its most", most.shown(name), needed.shown(name));
        let problem = problem(&codes::QUOTA_EXCEEDED, emitted, &format!("spec.hard.{name}"), said);
        sink.push(problem.help(format!("raise it to {}, or lower replicas, surge or requests", needed.shown(name))));
    }
}

fn unstated(scene: &Scene<'_>, emitted: &Emitted, pods: &Pods<'_>, hard: &effective::Amounts<'_>, sink: &mut Sink) {
    let level = pods.spec.resources.as_ref();
    let defaults = scene.index.defaults(pods.namespace());
    for at in pods.containers() {
        let found = effective::of_container(at.container, &defaults);
        let missing: Vec<_> = STATED.iter().filter(|(name, ..)| hard.contains_key(name)).collect();
        for (name, resource, limit) in missing {
            let of_pod = level.and_then(|level| if *limit { level.limits.as_ref() } else { level.requests.as_ref() });
            if states(&found, resource, *limit) || of_pod.is_some_and(|said| said.contains_key(*resource)) {
                continue;
            }
            let kind = if *limit { "limits" } else { "requests" };
            let field = at.field(format!("resources.{kind}.{resource}"));
            let said = format!("is missing, but {} counts {name}: no pod would be made", emitted.object.identity());
            let problem = problem(&codes::QUOTA_UNSTATED, pods.emitted, &field, said);
            sink.push(problem.help("state it, or give the namespace a default with a LimitRange"));
        }
    }
}

fn states(resources: &Resources<'_>, resource: &str, limit: bool) -> bool {
    let amounts = if limit { &resources.limits } else { &resources.requests };
    amounts.contains_key(resource)
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{
        Shop, account, found, headless, limit_range, quantities, quota, scaler, shop, stateful,
    };
    use k8s_openapi::api::apps::v1::{DeploymentStrategy, RollingUpdateDeployment};
    use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

    fn said(field: &str, most: &str, needed: &str) -> Vec<String> {
        vec![format!(
            "K0601 ResourceQuota/shop: `spec.hard.{field}` is {most}, but the bundle needs {needed} at its most"
        )]
    }

    /// What is found when a quota allows this much.
    fn under(shop: Shop, field: &str, most: &str) -> Vec<String> {
        found(shop.with([quota("shop", &[(field, most)])]))
    }

    #[test]
    fn quotas_admit_replicas_and_surge() {
        // Two replicas of 100m and 128Mi, and a quarter more, rounded up.
        assert_eq!(under(shop(), "pods", "3"), [""; 0]);
        assert_eq!(under(shop(), "pods", "2"), said("pods", "2", "3"));
        assert_eq!(under(shop(), "requests.cpu", "300m"), [""; 0]);
        assert_eq!(under(shop(), "cpu", "299m"), said("cpu", "299m", "300m"));
        assert_eq!(under(shop(), "limits.memory", "384Mi"), [""; 0]);
        assert_eq!(under(shop(), "limits.memory", "256Mi"), said("limits.memory", "256Mi", "384Mi"));
        assert_eq!(under(shop(), "services", "0"), said("services", "0", "1"));
    }

    #[test]
    fn rollouts_are_counted_as_they_are() {
        let rolling = |kind: &str, surge: Option<IntOrString>| {
            shop().deployment(|cart| {
                let rolling_update = Some(RollingUpdateDeployment { max_surge: surge.clone(), max_unavailable: None });
                cart.spec.strategy = Some(DeploymentStrategy { type_: Some(kind.to_owned()), rolling_update });
            })
        };
        assert_eq!(under(rolling("Recreate", None), "pods", "2"), [""; 0]);
        assert_eq!(under(rolling("RollingUpdate", Some(IntOrString::Int(0))), "pods", "2"), [""; 0]);
        let all = Some(IntOrString::String("100%".to_owned()));
        assert_eq!(under(rolling("RollingUpdate", all), "pods", "3"), said("pods", "3", "4"));
        let scaled = shop().deployment(|cart| cart.spec.replicas = None).with([scaler("cart").into()]);
        assert_eq!(under(scaled, "pods", "5"), said("pods", "5", "10"));
    }

    #[test]
    fn claims_are_counted() {
        let stored = || shop().with([account("db"), stateful("db"), headless("db").into()]);
        assert_eq!(under(stored(), "persistentvolumeclaims", "3"), [""; 0]);
        assert_eq!(under(stored(), "persistentvolumeclaims", "2"), said("persistentvolumeclaims", "2", "3"));
        assert_eq!(under(stored(), "requests.storage", "29Gi"), said("requests.storage", "29Gi", "30Gi"));
    }

    #[test]
    fn steps_and_sidecars_are_counted_as_the_scheduler_does() {
        let stepped = |cpu: &str, sidecar: bool| {
            shop().pod(|pod| {
                let mut step = pod.containers[0].clone();
                (step.name, step.ports, step.readiness_probe) = ("step".to_owned(), None, None);
                step.restart_policy = sidecar.then(|| "Always".to_owned());
                step.resources.as_mut().unwrap().requests = Some(quantities(&[("cpu", cpu)]));
                pod.init_containers = Some(vec![step]);
            })
        };
        assert_eq!(under(stepped("50m", false), "requests.cpu", "300m"), [""; 0]);
        assert_eq!(under(stepped("200m", false), "requests.cpu", "300m"), said("requests.cpu", "300m", "600m"));
        assert_eq!(under(stepped("50m", true), "requests.cpu", "300m"), said("requests.cpu", "300m", "450m"));
    }

    #[test]
    fn containers_state_what_a_quota_counts() {
        let bare = || shop().container(|app| app.resources = None);
        assert_eq!(
            under(bare(), "requests.cpu", "9"),
            [
                "K0602 Deployment/cart: `spec.template.spec.containers[0].resources.requests.cpu` is missing, but ResourceQuota/shop counts requests.cpu: no pod would be made"
            ]
        );
        assert_eq!(
            under(shop(), "limits.cpu", "9"),
            [
                "K0602 Deployment/cart: `spec.template.spec.containers[0].resources.limits.cpu` is missing, but ResourceQuota/shop counts limits.cpu: no pod would be made"
            ]
        );
        let given = bare().with([limit_range("shop", |item| item.default_request = Some(quantities(&[("cpu", "1")])))]);
        assert_eq!(under(given, "requests.cpu", "9"), [""; 0]);
        assert_eq!(under(bare(), "pods", "9"), [""; 0]);
    }
}
