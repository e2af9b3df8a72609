//! What workloads ask of a quota when they have all their replicas and roll out a new version.

use crate::bundle::amount::Amount;
use crate::bundle::checks::Scene;
use crate::bundle::effective::{self, Resources};
use crate::bundle::index::Pods;
use crate::kubernetes::Object;
use k8s_openapi::api::apps::v1::DeploymentSpec;
use k8s_openapi::api::batch::v1::JobSpec;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// Amounts by the name that a quota has for them.
pub(super) type Demand = BTreeMap<String, Amount>;

/// Replicas that a workload has at most, and pods that a rollout adds to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Count {
    replicas: u64,
    surge: u64,
}

/// Adds what a workload asks for.
pub(super) fn add(scene: &Scene<'_>, pods: &Pods<'_>, defaults: &Resources<'_>, demand: &mut Demand) {
    let count = count(scene, pods);
    let number = count.replicas.saturating_add(count.surge);
    let mut grow = |name: String, amount: Amount| {
        let sum = demand.entry(name).or_default();
        *sum = *sum + amount;
    };
    grow("pods".to_owned(), Amount::count(number));
    let resources = effective::of_pod(pods, defaults);
    for (resource, amount) in resources.requests {
        grow(format!("requests.{resource}"), amount.times(number));
    }
    for (resource, amount) in resources.limits {
        grow(format!("limits.{resource}"), amount.times(number));
    }
    let Object::StatefulSet(set) = &pods.emitted.object else { return };
    for claim in set.spec.volume_claim_templates.iter().flatten() {
        let asked = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
        grow("persistentvolumeclaims".to_owned(), Amount::count(count.replicas));
        for (resource, amount) in effective::amounts(asked.and_then(|asked| asked.requests.as_ref())) {
            grow(format!("requests.{resource}"), amount.times(count.replicas));
        }
    }
}

fn count(scene: &Scene<'_>, pods: &Pods<'_>) -> Count {
    let scaled = |written: Option<i32>| {
        let most = scene.index.autoscaler(pods.emitted).map(|scaler| scaler.spec.max_replicas);
        u64::try_from(most.or(written).unwrap_or(1)).unwrap_or(0)
    };
    match &pods.emitted.object {
        Object::Deployment(object) => {
            let replicas = scaled(object.spec.replicas);
            Count { replicas, surge: surge(&object.spec, replicas) }
        }
        Object::StatefulSet(object) => Count { replicas: scaled(object.spec.replicas), surge: 0 },
        Object::Job(object) => Count { replicas: parallel(object.spec.as_ref()), surge: 0 },
        Object::CronJob(object) => Count { replicas: parallel(object.spec.job_template.spec.as_ref()), surge: 0 },
        _ => Count { replicas: 0, surge: 0 },
    }
}

/// Pods that a rollout of a Deployment adds: a quarter, rounded up, where nothing is said.
fn surge(spec: &DeploymentSpec, replicas: u64) -> u64 {
    let strategy = spec.strategy.as_ref();
    if strategy.and_then(|strategy| strategy.type_.as_deref()) == Some("Recreate") {
        return 0;
    }
    let written = strategy.and_then(|strategy| strategy.rolling_update.as_ref()?.max_surge.as_ref());
    let share = |percent: u64| replicas.saturating_mul(percent).div_ceil(100);
    match written {
        None => share(25),
        Some(IntOrString::Int(pods)) => u64::try_from(*pods).unwrap_or(0),
        Some(IntOrString::String(text)) => text.strip_suffix('%').and_then(|text| text.parse().ok()).map_or(0, share),
    }
}

/// Pods of a Job that run at the same time.
fn parallel(spec: Option<&JobSpec>) -> u64 {
    let Some(spec) = spec else { return 0 };
    let at_once = spec.parallelism.unwrap_or(1);
    let all = spec.completions.unwrap_or(at_once);
    u64::try_from(at_once.min(all)).unwrap_or(0)
}
