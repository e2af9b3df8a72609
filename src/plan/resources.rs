//! CPU, memory and scratch space of containers.

use super::decision::{Basis, Decided, Grade, Ledger, Rejected, Setting};
use super::load::Arrival;
use super::model::ResourcePlan;
use super::reason::Reason;
use super::scaling;
use crate::architecture::model::{Component, Inherits, Operated, Posture, ResourcesAsked};
use crate::source::Sourced;
use crate::units::{Bytes, Duration, MemoryLimit, MilliCpu, Rate};

/// CPU request where nothing is known.
pub const STARTER_CPU: MilliCpu = MilliCpu(100);
/// Memory request where nothing is known.
const STARTER_MEMORY: Bytes = Bytes(128 << 20);
/// Memory limit where nothing is known.
const STARTER_LIMIT: Bytes = Bytes(256 << 20);
/// CPU requests that are considered where load and work are known.
const STEPS: &[u64] = &[100, 250, 500, 1000, 2000, 4000];
/// The most pods that the peak should take; with more, larger pods waste less on what every pod needs for itself.
const MOST_PODS: u32 = 20;
/// Scratch space in the posture strict.
const EPHEMERAL: (Bytes, Bytes) = (Bytes(64 << 20), Bytes(256 << 20));

/// The resources of a component's container.
pub fn resources(
    component: &Component,
    work: Option<&Sourced<Duration>>,
    arrival: &Arrival,
    posture: Posture,
    ledger: &mut Ledger,
) -> Option<ResourcePlan> {
    let pods = component.pods()?;
    let name = component.name.as_str();
    let asked = &pods.resources;
    let cpu_request = cpu_request(component, work, arrival, ledger);
    let (memory_request, memory_limit) = memory(component, asked, ledger);
    Some(finish(
        name,
        asked,
        cpu_request,
        memory_request,
        memory_limit,
        pods.mounted.scratch.iter().map(|volume| volume.size.value.0).sum(),
        posture,
        ledger,
    ))
}

/// The resources of one member of a store that an operator runs: as written, else as we would run it.
pub fn of_member(component: &Component, operated: &Operated, posture: Posture, ledger: &mut Ledger) -> ResourcePlan {
    let name = component.name.as_str();
    let asked = &operated.resources;
    let cpu = match (&asked.cpu, component.engine) {
        (Some(cpu), _) => ledger.show(name, Setting::CpuRequest, cpu.value.request, Basis::written(cpu)),
        (None, Some(engine)) => {
            ledger.show(name, Setting::CpuRequest, engine.cpu.value, Basis::engine(engine.cpu.source))
        }
        (None, None) => {
            let why = "nothing is known of its work: the starter, to be measured";
            ledger.show(name, Setting::CpuRequest, STARTER_CPU, Basis::rule(why))
        }
    };
    let (request, limit) = memory(component, asked, ledger);
    finish(name, asked, cpu, request, limit, 0, posture, ledger)
}

/// The resources of a step: its own, else those of its component.
pub fn of_step(
    name: &str,
    asked: &ResourcesAsked,
    inherits: Inherits,
    main: &ResourcePlan,
    posture: Posture,
    ledger: &mut Ledger,
) -> ResourcePlan {
    if matches!(inherits, Inherits::Volumes | Inherits::All) && asked.cpu.is_none() && asked.memory.is_none() {
        return main.clone();
    }
    let cpu = match &asked.cpu {
        Some(cpu) => ledger.show(name, Setting::CpuRequest, cpu.value.request, Basis::written(cpu)),
        None => ledger.show(
            name,
            Setting::CpuRequest,
            MilliCpu(10),
            Basis::design("a step that only waits needs next to nothing"),
        ),
    };
    let (request, limit) = match &asked.memory {
        Some(memory) => written_memory(name, memory, ledger),
        None => {
            let basis = || Basis::design("a step that only waits needs next to nothing");
            let request = ledger.show(name, Setting::MemoryRequest, Bytes(16 << 20), basis());
            (request, Some(ledger.show(name, Setting::MemoryLimit, Bytes(32 << 20), basis())))
        }
    };
    finish(name, asked, cpu, request, limit, 0, posture, ledger)
}

/// The resources of a sidecar: its own, else the starter.
pub fn of_sidecar(
    name: &str,
    asked: &ResourcesAsked,
    scratch: u64,
    posture: Posture,
    ledger: &mut Ledger,
) -> ResourcePlan {
    let why = "nothing is known of the sidecar: the starter, to be measured";
    let cpu = match &asked.cpu {
        Some(cpu) => ledger.show(name, Setting::CpuRequest, cpu.value.request, Basis::written(cpu)),
        None => ledger.show(name, Setting::CpuRequest, STARTER_CPU, Basis::rule(why)),
    };
    let (request, limit) = match &asked.memory {
        Some(memory) => written_memory(name, memory, ledger),
        None => {
            let request = ledger.show(name, Setting::MemoryRequest, STARTER_MEMORY, Basis::rule(why));
            (request, Some(ledger.show(name, Setting::MemoryLimit, STARTER_LIMIT, Basis::rule(why))))
        }
    };
    finish(name, asked, cpu, request, limit, scratch, posture, ledger)
}

/// Adds what follows from the posture: a CPU limit and scratch space.
#[expect(clippy::too_many_arguments, reason = "one container's figures, gathered from three places")]
fn finish(
    name: &str,
    asked: &ResourcesAsked,
    cpu_request: Decided<MilliCpu>,
    memory_request: Decided<Bytes>,
    memory_limit: Option<Decided<Bytes>>,
    scratch: u64,
    posture: Posture,
    ledger: &mut Ledger,
) -> ResourcePlan {
    let written = asked.cpu.as_ref().and_then(|cpu| Some((cpu, cpu.value.limit?)));
    let cpu_limit = match (written, posture) {
        (Some((source, limit)), _) => Some(ledger.show(name, Setting::CpuLimit, limit, Basis::written(source))),
        (None, Posture::Strict) => {
            let request = cpu_request.value;
            let reason = Reason::LimitOverRequest { request, factor: 4 };
            let origin = crate::source::Origin::Default("the posture strict sets a CPU limit");
            let limit = MilliCpu(request.0.saturating_mul(4));
            Some(ledger.show(name, Setting::CpuLimit, limit, Basis::computed(reason, &origin, Grade::Assumed)))
        }
        (None, Posture::Standard) => None,
    };
    let (ephemeral_request, ephemeral_limit) = ephemeral(name, asked, scratch, posture, ledger);
    ResourcePlan { cpu_request, cpu_limit, memory_request, memory_limit, ephemeral_request, ephemeral_limit }
}

/// The CPU request: as written, else from load and work, else the engine's or the starter.
fn cpu_request(
    component: &Component,
    work: Option<&Sourced<Duration>>,
    arrival: &Arrival,
    ledger: &mut Ledger,
) -> Decided<MilliCpu> {
    let name = component.name.as_str();
    if let Some(cpu) = component.pods().and_then(|pods| pods.resources.cpu.as_ref()) {
        return ledger.show(name, Setting::CpuRequest, cpu.value.request, Basis::written(cpu));
    }
    if let Some(engine) = component.engine {
        return ledger.show(name, Setting::CpuRequest, engine.cpu.value, Basis::engine(engine.cpu.source));
    }
    if let (Some(cpu), true, true) =
        (work, arrival.known, component.pods().is_some_and(|pods| pods.scaling.replicas.is_none()))
    {
        return stepped(name, cpu, arrival, ledger);
    }
    let why = "nothing is known of load and work: the starter, to be measured";
    ledger.show(name, Setting::CpuRequest, STARTER_CPU, Basis::rule(why))
}

/// The smallest step with which few enough pods carry the peak.
fn stepped(name: &str, cpu: &Sourced<Duration>, arrival: &Arrival, ledger: &mut Ledger) -> Decided<MilliCpu> {
    let target = scaling::TARGET;
    let pods_with = |step: u64| scaling::pods_for(arrival.peak, cpu.value, MilliCpu(step), target);
    let chosen = STEPS
        .iter()
        .copied()
        .find(|step| pods_with(*step) <= MOST_PODS)
        .or(STEPS.last().copied())
        .unwrap_or(STARTER_CPU.0);
    let reason =
        Reason::CpuStep { peak: Rate(arrival.peak), cpu: cpu.value, target, pods: pods_with(chosen), most: MOST_PODS };
    let mut basis = Basis::computed(reason, &cpu.origin, Grade::of(&cpu.origin));
    for step in STEPS.iter().copied().filter(|step| *step < chosen) {
        basis
            .rejected
            .push(Rejected::new(MilliCpu(step).to_string(), format!("the peak would take {} pods", pods_with(step))));
    }
    ledger.show(name, Setting::CpuRequest, MilliCpu(chosen), basis)
}

/// Memory is never derived from a rate: written, from a data set, or a starter.
fn memory(
    component: &Component,
    asked: &ResourcesAsked,
    ledger: &mut Ledger,
) -> (Decided<Bytes>, Option<Decided<Bytes>>) {
    let name = component.name.as_str();
    if let Some(memory) = &asked.memory {
        return written_memory(name, memory, ledger);
    }
    let Some(engine) = component.engine else {
        let why = "nothing is known of memory: the starter, to be measured";
        let request = ledger.show(name, Setting::MemoryRequest, STARTER_MEMORY, Basis::rule(why));
        return (request, Some(ledger.show(name, Setting::MemoryLimit, STARTER_LIMIT, Basis::rule(why))));
    };
    let kind = component.kind.store_type();
    if let (Some(dataset), Some(kind)) = (&component.dataset, kind)
        && let (Some(needed), Some(overhead)) = (engine.memory_for(kind, dataset.value), engine.dataset)
    {
        let percent = if kind == crate::catalog::engines::StoreType::Cache {
            overhead.cache_percent
        } else {
            overhead.durable_percent
        };
        let reason = Reason::MemoryForDataset { dataset: dataset.value, engine: engine.name, source: percent.source };
        let basis = Basis::computed(reason, &dataset.origin, Grade::of(&dataset.origin));
        let request = ledger.show(name, Setting::MemoryRequest, needed, basis.clone());
        return (request, Some(ledger.show(name, Setting::MemoryLimit, needed, basis)));
    }
    let range = engine.memory.value;
    let request = ledger.show(name, Setting::MemoryRequest, range.request, Basis::engine(engine.memory.source));
    let limit = match range.limit {
        MemoryLimit::At(limit) => {
            Some(ledger.show(name, Setting::MemoryLimit, limit, Basis::engine(engine.memory.source)))
        }
        MemoryLimit::None => None,
    };
    (request, limit)
}

fn written_memory(
    name: &str,
    memory: &Sourced<crate::units::MemoryRange>,
    ledger: &mut Ledger,
) -> (Decided<Bytes>, Option<Decided<Bytes>>) {
    let request = ledger.show(name, Setting::MemoryRequest, memory.value.request, Basis::written(memory));
    let limit = match memory.value.limit {
        MemoryLimit::At(limit) => Some(ledger.show(name, Setting::MemoryLimit, limit, Basis::written(memory))),
        MemoryLimit::None => None,
    };
    (request, limit)
}

/// Scratch space: as written; in the posture strict also where nothing is written, with room for the writable directories.
fn ephemeral(
    name: &str,
    asked: &ResourcesAsked,
    scratch: u64,
    posture: Posture,
    ledger: &mut Ledger,
) -> (Option<Decided<Bytes>>, Option<Decided<Bytes>>) {
    if let Some(space) = &asked.ephemeral {
        let request = ledger.show(name, Setting::EphemeralRequest, space.value.request, Basis::written(space));
        let limit = match space.value.limit {
            MemoryLimit::At(limit) => Some(ledger.show(name, Setting::EphemeralLimit, limit, Basis::written(space))),
            MemoryLimit::None => None,
        };
        return (Some(request), limit);
    }
    if posture == Posture::Standard {
        return (None, None);
    }
    let why = "the posture strict bounds scratch space: logs, and the writable directories";
    let request = ledger.show(name, Setting::EphemeralRequest, EPHEMERAL.0, Basis::rule(why));
    let limit = Bytes(EPHEMERAL.1.0.saturating_add(scratch));
    (Some(request), Some(ledger.show(name, Setting::EphemeralLimit, limit, Basis::rule(why))))
}
