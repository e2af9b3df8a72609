//! Effective resources: what containers and pods ask for, once a cluster has filled in the defaults.

use super::amount::Amount;
use super::index::Pods;
use k8s_openapi::api::core::v1::{Container, LimitRangeItem};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

/// Amounts by resource.
pub type Amounts<'a> = BTreeMap<&'a str, Amount>;
/// Quantities by resource, as objects have them.
pub type Quantities = BTreeMap<String, Quantity>;

/// What a container or a pod asks for, and what it is held to.
#[derive(Clone, Debug, Default)]
pub struct Resources<'a> {
    /// What a node keeps free for it.
    pub requests: Amounts<'a>,
    /// The most that it gets.
    pub limits: Amounts<'a>,
}

/// The amounts that can be read; the others are reported where quantities are checked.
pub fn amounts(quantities: Option<&Quantities>) -> Amounts<'_> {
    let pairs = quantities.into_iter().flatten();
    pairs.filter_map(|(resource, text)| Some((resource.as_str(), Amount::parse(&text.0)?))).collect()
}

/// What a `LimitRange` gives to containers that say nothing: the API server completes it from its other fields.
pub fn defaults(item: &LimitRangeItem) -> Resources<'_> {
    let mut limits = amounts(item.default.as_ref());
    complete(&mut limits, &amounts(item.max.as_ref()));
    let mut requests = amounts(item.default_request.as_ref());
    complete(&mut requests, &limits);
    complete(&mut requests, &amounts(item.min.as_ref()));
    Resources { requests, limits }
}

/// The resources of a container after the defaults: a limit without a request is its request as well.
pub fn of_container<'a>(container: &'a Container, defaults: &Resources<'a>) -> Resources<'a> {
    let said = container.resources.as_ref();
    let mut limits = amounts(said.and_then(|said| said.limits.as_ref()));
    let mut requests = amounts(said.and_then(|said| said.requests.as_ref()));
    complete(&mut requests, &limits);
    complete(&mut limits, &defaults.limits);
    complete(&mut requests, &defaults.requests);
    Resources { requests, limits }
}

/// The resources of a pod, as the scheduler and quotas count them.
pub fn of_pod<'a>(pods: &Pods<'a>, defaults: &Resources<'a>) -> Resources<'a> {
    let all: Vec<_> =
        pods.containers().map(|at| (at.init, at.is_sidecar(), of_container(at.container, defaults))).collect();
    let level = pods.spec.resources.as_ref();
    let requests = all.iter().map(|(init, sidecar, resources)| (*init, *sidecar, &resources.requests));
    let limits = all.iter().map(|(init, sidecar, resources)| (*init, *sidecar, &resources.limits));
    let mut resources = Resources { requests: sum(requests), limits: sum(limits) };
    // What the pod says as a whole counts instead of what its containers say.
    resources.requests.extend(amounts(level.and_then(|level| level.requests.as_ref())));
    resources.limits.extend(amounts(level.and_then(|level| level.limits.as_ref())));
    for (resource, amount) in amounts(pods.spec.overhead.as_ref()) {
        let sum = resources.requests.entry(resource).or_default();
        *sum = *sum + amount;
    }
    resources
}

/// Containers and sidecars together, or the largest of the steps before them with the sidecars that run by then.
fn sum<'r, 'a: 'r>(containers: impl Iterator<Item = (bool, bool, &'r Amounts<'a>)>) -> Amounts<'a> {
    let (mut running, mut sidecars, mut steps) = (Amounts::new(), Amounts::new(), Amounts::new());
    for (init, sidecar, amounts) in containers {
        for (&resource, &amount) in amounts {
            let before = *sidecars.entry(resource).or_default();
            if !init || sidecar {
                let sum = running.entry(resource).or_default();
                *sum = *sum + amount;
            }
            if sidecar {
                sidecars.insert(resource, before + amount);
            }
            if init {
                let most = steps.entry(resource).or_default();
                *most = (*most).max(before + amount);
            }
        }
    }
    for (resource, amount) in steps {
        let sum = running.entry(resource).or_default();
        *sum = (*sum).max(amount);
    }
    running
}

/// Takes over what is missing.
fn complete<'a>(amounts: &mut Amounts<'a>, others: &Amounts<'a>) {
    for (&resource, &amount) in others {
        amounts.entry(resource).or_insert(amount);
    }
}
