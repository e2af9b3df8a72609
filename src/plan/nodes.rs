//! Nodes: how many of each pool hold the requests.

use super::decision::{Basis, Grade, Ledger, Setting};
use super::model::{ComponentPlan, PoolPlan, Scale};
use super::reason::Reason;
use crate::architecture::model::{Architecture, Pool};
use crate::diagnostics::codes::plan as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Span;
use crate::units::{Bytes, MilliCpu};
use std::collections::BTreeMap;

/// Requests of the pods on one pool, at the fewest and the most pods.
#[derive(Clone, Copy, Debug, Default)]
struct Demand {
    cpu: (u64, u64),
    memory: (u64, u64),
    pods: (u64, u64),
    devices: (u64, u64),
}

impl Demand {
    /// Adds the fewest and the most of some pods.
    fn add(&mut self, (fewest, most): (u64, u64), cpu: u64, memory: u64) {
        for (pair, figure) in [(&mut self.cpu, cpu), (&mut self.memory, memory), (&mut self.pods, 1)] {
            pair.0 = pair.0.saturating_add(figure.saturating_mul(fewest));
            pair.1 = pair.1.saturating_add(figure.saturating_mul(most));
        }
    }
}

/// The nodes of every pool; pods that name no pool are counted where most of them will be.
pub fn nodes(
    architecture: &Architecture,
    components: &[ComponentPlan],
    ledger: &mut Ledger,
    sink: &mut Sink,
) -> Vec<PoolPlan> {
    let first = general(architecture);
    let mut demands: BTreeMap<String, Demand> = BTreeMap::new();
    let overheads = overheads(architecture, components);
    for (component, plan) in architecture.components.iter().zip(components) {
        let (Some(pods), Some(plan)) = (component.pods(), &plan.pods) else { continue };
        // What runs on every node makes its nodes smaller instead.
        if matches!(plan.scale, Scale::PerNode(_)) {
            continue;
        }
        let devices = pods.gpu.as_ref().map_or(0, |gpu| u64::from(gpu.value.count));
        let unplaced = || if devices > 0 { with_devices(architecture).unwrap_or(&first) } else { &first };
        let pool = pods.placement.pool.as_ref().map_or_else(unplaced, |pool| &pool.value).clone();
        let demand = demands.entry(pool).or_default();
        let (fewest, most) = plan.scale.bounds();
        let cpu = plan.whole(&|container| container.cpu_request.value.0);
        let memory = plan.whole(&|container| container.memory_request.value.0);
        let each = (u64::from(fewest), u64::from(most));
        demand.add(each, cpu, memory);
        demand.devices.0 = demand.devices.0.saturating_add(devices.saturating_mul(each.0));
        demand.devices.1 = demand.devices.1.saturating_add(devices.saturating_mul(each.1));
        let pod = Pod {
            cpu,
            memory,
            devices,
            pool: pods.placement.pool.as_ref().map(|pool| pool.value.as_str()),
            sized: pods.resources.cpu.as_ref().and_then(|cpu| cpu.origin.span()).or(component.origin.span()),
            equipped: pods.gpu.as_ref().and_then(|gpu| gpu.origin.span()),
        };
        fits(component.name.as_str(), &pod, architecture, sink);
    }
    for (component, members) in architecture.components.iter().zip(components) {
        let (Some(operated), Some(members)) = (component.operated(), &members.members) else { continue };
        let (count, resources) = (u64::from(members.count.value), &members.resources);
        let (cpu, memory) = (resources.cpu_request.value.0, resources.memory_request.value.0);
        demands.entry(first.clone()).or_default().add((count, count), cpu, memory);
        let sized = operated.resources.cpu.as_ref().and_then(|cpu| cpu.origin.span()).or(operated.origin.span());
        let pod = Pod { cpu, memory, devices: 0, pool: None, sized, equipped: None };
        fits(component.name.as_str(), &pod, architecture, sink);
    }
    let none = [None];
    let left: Vec<Pool> = architecture.platform.pools.iter().map(|pool| overheads.left(pool)).collect();
    let pools: Vec<Option<&Pool>> = left.iter().map(Some).collect();
    let pools = if pools.is_empty() { &none[..] } else { &pools };
    let mut plans = Vec::new();
    for pool in pools {
        let name = pool.map(|pool| pool.name.clone()).unwrap_or_default();
        let demand = demands.get(&name).copied().unwrap_or_default();
        plans.push(pool_plan(*pool, name, demand, ledger, sink));
    }
    plans
}

/// What runs on every node of a pool, or of all pools (under the empty name): CPU, memory, pods.
struct Overheads(BTreeMap<String, (u64, u64, u32)>);

impl Overheads {
    /// A pool whose nodes have only what is left for others.
    fn left(&self, pool: &Pool) -> Pool {
        let mut pool = pool.clone();
        for (cpu, memory, pods) in [self.0.get(""), self.0.get(&pool.name)].into_iter().flatten() {
            pool.cpu = pool.cpu.map(|room| MilliCpu(room.0.saturating_sub(*cpu)));
            pool.memory = pool.memory.map(|room| Bytes(room.0.saturating_sub(*memory)));
            pool.max_pods = pool.max_pods.map(|most| most.saturating_sub(*pods));
        }
        pool
    }
}

fn overheads(architecture: &Architecture, components: &[ComponentPlan]) -> Overheads {
    let mut all: BTreeMap<String, (u64, u64, u32)> = BTreeMap::new();
    for (component, plan) in architecture.components.iter().zip(components) {
        let (Some(pods), Some(plan)) = (component.pods(), &plan.pods) else { continue };
        if !matches!(plan.scale, Scale::PerNode(_)) {
            continue;
        }
        let pool = pods.placement.pool.as_ref().map(|pool| pool.value.clone()).unwrap_or_default();
        let (cpu, memory, count) = all.entry(pool).or_default();
        *cpu = cpu.saturating_add(plan.whole(&|container| container.cpu_request.value.0));
        *memory = memory.saturating_add(plan.whole(&|container| container.memory_request.value.0));
        *count = count.saturating_add(1);
    }
    Overheads(all)
}

/// The pool whose nodes have devices, for pods that ask for some and name no pool.
fn with_devices(architecture: &Architecture) -> Option<&String> {
    architecture.platform.pools.iter().find(|pool| pool.gpus.is_some_and(|gpus| gpus > 0)).map(|pool| &pool.name)
}

/// The pool in which pods are counted that name none: the one with most room at its most nodes, and without devices, whose nodes
/// are kept free for pods that ask for them.
fn general(architecture: &Architecture) -> String {
    let room = |pool: &Pool| {
        let nodes = pool.nodes.map_or(1, |nodes| u64::from(nodes.max));
        pool.cpu.map_or(0, |cpu| cpu.0).saturating_mul(nodes)
    };
    let pools = architecture.platform.pools.iter();
    pools
        .max_by_key(|pool| (pool.gpus.is_none_or(|gpus| gpus == 0), room(pool), std::cmp::Reverse(&pool.name)))
        .map(|pool| pool.name.clone())
        .unwrap_or_default()
}

fn pool_plan(pool: Option<&Pool>, name: String, demand: Demand, ledger: &mut Ledger, sink: &mut Sink) -> PoolPlan {
    let mut plan = PoolPlan {
        pool: name,
        at_least: None,
        at_most: None,
        cpu: (MilliCpu(demand.cpu.0), MilliCpu(demand.cpu.1)),
        memory: (Bytes(demand.memory.0), Bytes(demand.memory.1)),
    };
    let Some((pool, cpu, memory)) = pool.and_then(|pool| Some((pool, pool.cpu?, pool.memory?))) else { return plan };
    let mut nodes_for = |setting: Setting, cpu_sum: u64, memory_sum: u64, pods: u64, devices: u64| {
        let by_cpu = cpu_sum.div_ceil(cpu.0.max(1));
        let by_memory = memory_sum.div_ceil(memory.0.max(1));
        let by_pods = pool.max_pods.map_or(0, |most| pods.div_ceil(u64::from(most.max(1))));
        let by_devices = pool.gpus.map_or(0, |each| devices.div_ceil(u64::from(each.max(1))));
        let most = by_cpu.max(by_memory).max(by_pods).max(by_devices);
        let bound_by = if most == by_cpu {
            "CPU"
        } else if most == by_memory {
            "memory"
        } else if most == by_pods {
            "the number of pods"
        } else {
            "the number of devices"
        };
        let reason = Reason::NodesForRequests {
            cpu: MilliCpu(cpu_sum),
            memory: Bytes(memory_sum),
            node_cpu: cpu,
            node_memory: memory,
            bound_by,
        };
        let basis = Basis::computed(reason, &pool.origin, Grade::Assumed)
            .not("packing without gaps", "the sum is a lower bound: spread and the size of pods may take a node more");
        ledger.show(&pool.name, setting, u32::try_from(most).unwrap_or(u32::MAX), basis)
    };
    let least = nodes_for(Setting::FewestNodes, demand.cpu.0, demand.memory.0, demand.pods.0, demand.devices.0);
    let most = nodes_for(Setting::MostNodes, demand.cpu.1, demand.memory.1, demand.pods.1, demand.devices.1);
    if let (Some(bounds), Some(span)) = (pool.nodes, pool.origin.span())
        && most.value > bounds.max
    {
        let message = format!(
            "at their most the pods of `{}` take {} nodes; its maximum is {}",
            pool.name, most.value, bounds.max
        );
        sink.push(
            Diagnostic::new(&codes::POOL_TOO_SMALL, span, message)
                .help(format!("raise the maximum to {}, or lower the maxima of pods", most.value)),
        );
    }
    plan.at_least = Some(least);
    plan.at_most = Some(most);
    plan
}

/// What one pod asks a node for.
struct Pod<'a> {
    cpu: u64,
    memory: u64,
    devices: u64,
    pool: Option<&'a str>,
    /// Where its size is written, or the component.
    sized: Option<Span>,
    /// Where its devices are written.
    equipped: Option<Span>,
}

/// So many devices, behind CPU and memory.
fn and_devices(number: u64) -> String {
    match number {
        0 => ", and no device".to_owned(),
        1 => ", and one device".to_owned(),
        more => format!(", and {more} devices"),
    }
}

/// A pod that no node can hold is never scheduled.
fn fits(name: &str, pod: &Pod<'_>, architecture: &Architecture, sink: &mut Sink) {
    let all = architecture.platform.pools.iter();
    let pools: Vec<&Pool> = all.filter(|known| pod.pool.is_none_or(|name| known.name == name)).collect();
    let has_devices = |pool: &&Pool| pool.gpus.is_none_or(|gpus| pod.devices <= u64::from(gpus));
    let has_room = |pool: &&Pool| {
        pool.cpu.is_none_or(|room| pod.cpu <= room.0) && pool.memory.is_none_or(|room| pod.memory <= room.0)
    };
    if pools.is_empty() || pools.iter().any(|pool| has_room(pool) && has_devices(pool)) {
        return;
    }
    let rooms: Vec<String> = pools
        .iter()
        .filter_map(|pool| {
            let devices =
                pool.gpus.filter(|_| pod.devices > 0).map_or_else(String::new, |gpus| and_devices(gpus.into()));
            Some(format!("a node of `{}` has {} CPU and {} for pods{devices}", pool.name, pool.cpu?, pool.memory?))
        })
        .collect();
    let devices = if pod.devices > 0 { and_devices(pod.devices) } else { String::new() };
    let message = format!(
        "a pod of `{name}` asks for {} CPU and {}{devices}; no node has room for it",
        MilliCpu(pod.cpu),
        Bytes(pod.memory)
    );
    let mut problem = Diagnostic::nowhere(&codes::POD_TOO_LARGE, message)
        .help(format!("ask for less, or take larger nodes: {}", rooms.join(", ")));
    problem.span = pod.equipped.filter(|_| pools.iter().any(has_room)).or(pod.sized);
    sink.push(problem);
}
