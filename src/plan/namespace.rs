//! What a namespace of ours may use: quota and container defaults.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::model::{ComponentPlan, ContainerDefaults, MembersPlan, PodPlan, Quota, ResourcePlan, Workload};
use super::reason::Reason;
use crate::architecture::model::{Architecture, Disruption, Posture};
use crate::source::Origin;
use crate::units::{Bytes, MilliCpu};
use std::collections::BTreeMap;

/// Sums of what pods ask for.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    pods: u64,
    surge: u64,
    cpu: u64,
    cpu_limit: u64,
    memory: u64,
    memory_limit: u64,
    ephemeral: u64,
    ephemeral_limit: u64,
    claims: u64,
    storage: u64,
}

/// The quota: all pods at their most, with those that rollouts and jobs add.
pub fn quota(architecture: &Architecture, components: &[ComponentPlan], ledger: &mut Ledger) -> Option<Decided<Quota>> {
    if !architecture.namespace.managed {
        return None;
    }
    let mut sum = Sum::default();
    for plan in components.iter().filter_map(|component| component.pods.as_ref()) {
        add(&mut sum, plan);
    }
    for members in components.iter().filter_map(|component| component.members.as_ref()) {
        add_members(&mut sum, members);
    }
    let mut devices: BTreeMap<&str, u64> = BTreeMap::new();
    for (component, plan) in architecture.components.iter().zip(components) {
        let (Some(gpu), Some(plan)) = (component.pods().and_then(|pods| pods.gpu.as_ref()), &plan.pods) else {
            continue;
        };
        let most = u64::from(plan.scale.bounds().1);
        *devices.entry(&gpu.value.resource).or_default() += (most + surge(plan, most)) * u64::from(gpu.value.count);
    }
    for disk in &architecture.shared_disks {
        sum.claims += 1;
        sum.storage = sum.storage.saturating_add(disk.size.value.0);
    }
    let strict = architecture.posture == Posture::Strict;
    let unlimited = containers(components).any(|container| container.memory_limit.is_none());
    // The disks of an operator's members stand in its custom resource: without them a sum would refuse some.
    let disks_known = components.iter().all(|component| component.members.is_none());
    let mut hard = BTreeMap::from([
        ("pods".to_owned(), (sum.pods + sum.surge).to_string()),
        ("requests.cpu".to_owned(), MilliCpu(sum.cpu).to_string()),
        ("requests.memory".to_owned(), Bytes(sum.memory).to_string()),
    ]);
    if !unlimited {
        hard.insert("limits.memory".to_owned(), Bytes(sum.memory_limit).to_string());
    }
    if strict {
        hard.insert("limits.cpu".to_owned(), MilliCpu(sum.cpu_limit).to_string());
        hard.insert("requests.ephemeral-storage".to_owned(), Bytes(sum.ephemeral).to_string());
        hard.insert("limits.ephemeral-storage".to_owned(), Bytes(sum.ephemeral_limit).to_string());
    }
    for (device, count) in devices {
        hard.insert(format!("requests.{device}"), count.to_string());
    }
    if sum.claims > 0 && disks_known {
        hard.insert("persistentvolumeclaims".to_owned(), sum.claims.to_string());
        hard.insert("requests.storage".to_owned(), Bytes(sum.storage).to_string());
    }
    let shown = hard.iter().map(|(resource, amount)| format!("{resource} {amount}")).collect::<Vec<_>>().join(", ");
    let reason = Reason::QuotaSum { pods: sum.pods, surge: sum.surge };
    let origin = Origin::Default("a namespace of ours may use what its plan needs, and no more");
    let basis = Basis::computed(reason, &origin, Grade::Declared)
        .not("no quota", "a runaway would take the room of its neighbors");
    Some(ledger.decide(&architecture.environment, Setting::Quota, Quota { hard }, shown, basis))
}

/// Adds the pods of one component at their most.
fn add(sum: &mut Sum, plan: &PodPlan) {
    let (_, most) = plan.scale.bounds();
    let most = u64::from(most);
    let surge = surge(plan, most);
    let pods = most + surge;
    sum.pods += most;
    sum.surge += surge;
    let times = |figure: u64| figure.saturating_mul(pods);
    sum.cpu = sum.cpu.saturating_add(times(plan.whole(&|plan| plan.cpu_request.value.0)));
    sum.cpu_limit = sum
        .cpu_limit
        .saturating_add(times(plan.whole(&|plan| plan.cpu_limit.as_ref().map_or(0, |limit| limit.value.0))));
    sum.memory = sum.memory.saturating_add(times(plan.whole(&|plan| plan.memory_request.value.0)));
    sum.memory_limit = sum
        .memory_limit
        .saturating_add(times(plan.whole(&|plan| plan.memory_limit.as_ref().map_or(0, |limit| limit.value.0))));
    sum.ephemeral = sum
        .ephemeral
        .saturating_add(times(plan.whole(&|plan| plan.ephemeral_request.as_ref().map_or(0, |space| space.value.0))));
    sum.ephemeral_limit = sum
        .ephemeral_limit
        .saturating_add(times(plan.whole(&|plan| plan.ephemeral_limit.as_ref().map_or(0, |space| space.value.0))));
    for disk in &plan.disks {
        sum.claims += most;
        sum.storage = sum.storage.saturating_add(disk.value.0.saturating_mul(most));
    }
}

/// Adds the members of a store that an operator runs, and one pod of a job by which it makes, joins or saves a member.
fn add_members(sum: &mut Sum, plan: &MembersPlan) {
    let most = u64::from(plan.count.value);
    sum.pods += most;
    sum.surge += 1;
    let plan = &plan.resources;
    let times = |figure: u64| figure.saturating_mul(most + 1);
    let limit = |limit: Option<u64>| times(limit.unwrap_or(0));
    sum.cpu = sum.cpu.saturating_add(times(plan.cpu_request.value.0));
    sum.cpu_limit = sum.cpu_limit.saturating_add(limit(plan.cpu_limit.as_ref().map(|cpu| cpu.value.0)));
    sum.memory = sum.memory.saturating_add(times(plan.memory_request.value.0));
    sum.memory_limit = sum.memory_limit.saturating_add(limit(plan.memory_limit.as_ref().map(|memory| memory.value.0)));
    sum.ephemeral = sum.ephemeral.saturating_add(limit(plan.ephemeral_request.as_ref().map(|space| space.value.0)));
    sum.ephemeral_limit =
        sum.ephemeral_limit.saturating_add(limit(plan.ephemeral_limit.as_ref().map(|space| space.value.0)));
}

/// All containers of the namespace, those of operators' members included.
fn containers(components: &[ComponentPlan]) -> impl Iterator<Item = &ResourcePlan> {
    let ours = components.iter().filter_map(|component| component.pods.as_ref()).flat_map(|plan| plan.containers());
    ours.chain(components.iter().filter_map(|component| component.members.as_ref()).map(|members| &members.resources))
}

/// Pods that a rollout adds: its surge, and one that still ends; a job may be tried again while the last try ends.
fn surge(plan: &PodPlan, most: u64) -> u64 {
    let Some(rollout) = &plan.rollout else { return 1 };
    match (rollout.value.recreate, plan.workload.value) {
        (true, _) | (_, Workload::StatefulSet) => 0,
        (false, _) => {
            let surge = match rollout.value.surge {
                Disruption::Pods(count) => u64::from(count),
                Disruption::Percent(percent) => (most * u64::from(percent)).div_ceil(100),
            };
            // Pods that end still count: as many as came.
            surge.saturating_mul(2)
        }
    }
}

/// What a container gets that says nothing, and the most that one may have.
pub fn container_defaults(
    architecture: &Architecture,
    components: &[ComponentPlan],
    ledger: &mut Ledger,
) -> Option<Decided<ContainerDefaults>> {
    if !architecture.namespace.managed {
        return None;
    }
    let plans = || containers(components);
    let most = |figure: &dyn Fn(&ResourcePlan) -> u64, least: u64| plans().map(figure).max().unwrap_or(0).max(least);
    let text = |pairs: Vec<(&str, String)>| {
        pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<BTreeMap<_, _>>()
    };
    let memory_max =
        most(&|plan| plan.memory_limit.as_ref().map_or(plan.memory_request.value.0, |limit| limit.value.0), 256 << 20);
    let unlimited = plans().any(|plan| plan.memory_limit.is_none());
    let mut defaults = ContainerDefaults {
        requests: text(vec![("cpu", "100m".to_owned()), ("memory", "128Mi".to_owned())]),
        limits: text(vec![("memory", "256Mi".to_owned())]),
        max: text(vec![("memory", Bytes(memory_max).to_string())]),
        min: text(vec![("cpu", "1m".to_owned()), ("memory", "4Mi".to_owned())]),
    };
    if unlimited {
        // A default limit would be given to the container that is meant to have none.
        defaults.limits.clear();
        defaults.max.clear();
    }
    if architecture.posture == Posture::Strict {
        let cpu_max =
            most(&|plan| plan.cpu_limit.as_ref().map_or(plan.cpu_request.value.0, |limit| limit.value.0), 400);
        defaults.limits.insert("cpu".to_owned(), "400m".to_owned());
        defaults.max.insert("cpu".to_owned(), MilliCpu(cpu_max).to_string());
        // The quota counts scratch space here, so a container that says nothing of it must be given some.
        defaults.requests.insert("ephemeral-storage".to_owned(), "64Mi".to_owned());
        defaults.limits.insert("ephemeral-storage".to_owned(), "256Mi".to_owned());
    }
    let shown = format!("requests 100m CPU and 128Mi, at most {}", Bytes(memory_max));
    let basis = Basis::design(
        "a container that somebody adds by hand gets the starter's figures, and no more than the largest of the plan",
    );
    Some(ledger.decide(&architecture.environment, Setting::ContainerDefaults, defaults, shown, basis))
}
