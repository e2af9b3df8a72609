//! How many pods: fixed, or between bounds that an autoscaler keeps.

mod cpu;
mod limits;
mod messages;
mod requests;

pub use cpu::{TARGET, pods_for};
pub use messages::peak_of_messages;

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::events;
use super::load::Arrival;
use super::model::{AutoScale, Behavior, ResourcePlan, Scale};
use super::reason::Reason;
use crate::architecture::backlog::measured;
use crate::architecture::model::{Architecture, Component, ComponentId, ComponentType, Load, Window};
use crate::diagnostics::Sink;
use crate::source::Sourced;
use crate::units::{Fixed, ReplicaRange};
use cpu::{maximum, memory, minimum, target, target_ratio};
use limits::{check_capacity, short_of_peak, unbounded, within_reason};
use messages::{by_messages, consumer, messages};
use requests::by_requests;

/// The fewest pods where nothing is said: one may be drained or die.
const FLOOR: u32 = 2;
/// The most pods that are ever derived.
const CEILING: u32 = 10_000;

/// What the scale of one component is decided from.
pub struct Question<'a> {
    /// The whole.
    pub architecture: &'a Architecture,
    /// Which component.
    pub id: ComponentId,
    /// The component.
    pub component: &'a Component,
    /// What arrives.
    pub arrival: &'a Arrival,
    /// Its container.
    pub resources: &'a ResourcePlan,
}

/// How many pods a component has.
pub fn scale(question: &Question<'_>, ledger: &mut Ledger, sink: &mut Sink) -> Scale {
    let component = question.component;
    let name = component.name.as_str();
    let Some(pods) = component.pods() else { return Scale::Runs };
    if component.kind.is_finite() {
        return Scale::Runs;
    }
    if component.kind == ComponentType::Daemon {
        return Scale::PerNode(per_node(question, ledger));
    }
    if component.kind.is_store() {
        return Scale::Fixed(members(question, ledger));
    }
    match &pods.scaling.replicas {
        Some(range) if range.value.min == range.value.max => {
            check_capacity(question, range.value.max, range, sink);
            Scale::Fixed(ledger.show(name, Setting::Replicas, range.value.min, Basis::written(range)))
        }
        Some(range) => {
            check_capacity(question, range.value.max, range, sink);
            given_range(question, range, ledger, sink)
        }
        None => {
            let scaling = &pods.scaling;
            let counted = scaling.requests.is_some() || scaling.queue.is_some() || scaling.query.is_some();
            let held = counted || !scaling.windows.is_empty();
            let scale = if held { bounded_by_load(question, ledger, sink) } else { derived(question, ledger) };
            if let (Scale::Fixed(_), Some(memory)) = (&scale, &scaling.memory) {
                unbounded(question, Some(&memory.origin), sink);
            }
            within_reason(question, &scale, sink);
            scale
        }
    }
}

/// Nodes that are counted where the platform says nothing of them.
const UNKNOWN_NODES: (u32, u32) = (1, 100);

/// One on every node of its pool, or of all pools.
fn per_node(question: &Question<'_>, ledger: &mut Ledger) -> Decided<(u32, u32)> {
    let name = question.component.name.as_str();
    let wanted = question.component.pods().and_then(|pods| pods.placement.pool.as_ref()).map(|pool| &pool.value);
    let pools = question.architecture.platform.pools.iter().filter(|pool| wanted.is_none_or(|name| pool.name == *name));
    let bounds: Option<Vec<ReplicaRange>> = pools.map(|pool| pool.nodes).collect();
    let (nodes, basis) = match bounds.filter(|bounds| !bounds.is_empty()) {
        Some(bounds) => {
            let sum = |pick: fn(&ReplicaRange) -> u32| bounds.iter().map(pick).fold(0, u32::saturating_add);
            let basis = Basis::design("one on every node: as many as the bounds of the node pools allow")
                .not("a Deployment", "nothing makes sure that each node has one of its pods");
            ((sum(|bounds| bounds.min), sum(|bounds| bounds.max)), basis)
        }
        None => {
            let why = "nothing is known of the nodes: room for a hundred of them";
            (
                UNKNOWN_NODES,
                Basis::rule(why).not("a Deployment", "nothing makes sure that each node has one of its pods"),
            )
        }
    };
    let shown = format!("one on each of {}..{} nodes", nodes.0, nodes.1);
    ledger.decide(name, Setting::Replicas, nodes, shown, basis)
}

/// Members of a store: one, unless a bootstrap exists.
fn members(question: &Question<'_>, ledger: &mut Ledger) -> Decided<u32> {
    let name = question.component.name.as_str();
    match question.component.pods().and_then(|pods| pods.members.as_ref()) {
        Some(members) => ledger.show(name, Setting::Replicas, members.value, Basis::written(members)),
        None => {
            let basis = Basis::design("a self-hosted store has one member: more need a bootstrap of the engine")
                .not("a managed store", "nothing says that a provider runs it")
                .not("several members", "no engine's bootstrap is built yet");
            ledger.show(name, Setting::Replicas, 1, basis)
        }
    }
}

/// An autoscaler within given bounds.
fn given_range(question: &Question<'_>, range: &Sourced<ReplicaRange>, ledger: &mut Ledger, sink: &mut Sink) -> Scale {
    let name = question.component.name.as_str();
    let bounds = Bounds {
        min: ledger.show(name, Setting::MinReplicas, range.value.min, Basis::written(range)),
        max: ledger.show(name, Setting::MaxReplicas, range.value.max, Basis::written(range)),
    };
    short_of_peak(question, range, sink);
    Scale::Auto(Box::new(held(question, bounds, ledger)))
}

/// The fewest and the most.
struct Bounds {
    min: Decided<u32>,
    max: Decided<u32>,
}

/// What an autoscaler holds within its bounds, and who does it: KEDA where a queue or the clock decides, else Kubernetes' own.
fn held(question: &Question<'_>, bounds: Bounds, ledger: &mut Ledger) -> AutoScale {
    let Bounds { min, max } = bounds;
    let queues = measured(question.architecture, question.id);
    let asked = question.component.pods().map(|pods| &pods.scaling);
    let windows = asked.map(|asked| asked.windows.as_slice()).unwrap_or_default();
    let requests = asked.and_then(|asked| asked.requests.as_ref()).map(|requests| {
        let basis = Basis::written(requests)
            .not("CPU use alone", "requests that wait for others use none, and are still as many");
        ledger.show(question.component.name.as_str(), Setting::RequestsTarget, requests.value, basis)
    });
    let query = asked.and_then(|asked| asked.query.as_ref());
    let highest = windows.iter().map(|window| window.value.replicas).max().unwrap_or(0);
    let by_cpu = asked.is_some_and(|asked| asked.cpu.is_some())
        || (queues.is_empty() && requests.is_none() && query.is_none() && highest < max.value);
    let cpu = by_cpu.then(|| target(question, ledger));
    let memory = memory(question, ledger);
    let behavior = behavior(question.component.name.as_str(), ledger);
    let by_keda = !queues.is_empty() || !windows.is_empty() || query.is_some();
    let events = by_keda.then(|| events::events(question, &queues, (min.value, max.value), ledger));
    AutoScale { min, max, cpu, memory, requests, behavior, events }
}

/// Without bounds, but with something to hold: bounds from load and work.
fn bounded_by_load(question: &Question<'_>, ledger: &mut Ledger, sink: &mut Sink) -> Scale {
    let asked = question.component.pods().map(|pods| &pods.scaling);
    let requests = asked.and_then(|asked| asked.requests.as_ref());
    let queue = asked.and_then(|asked| asked.queue.as_ref());
    let bounds = match (requests, queue) {
        (Some(requests), _) if question.arrival.known => by_requests(question, requests, ledger),
        (None, Some(_)) if consumer(question).is_some() => by_messages(question, ledger),
        (Some(_), _) | (None, Some(_)) => {
            let origin = requests.map(|held| &held.origin).or(queue.map(|held| &held.origin));
            unbounded(question, origin, sink);
            guessed(question, FLOOR + 1, ledger)
        }
        (None, None) => {
            if let Some(query) = asked.and_then(|asked| asked.query.as_ref()) {
                unbounded(question, Some(&query.origin), sink);
            }
            by_windows(question, ledger)
        }
    };
    Scale::Auto(Box::new(held(question, bounds, ledger)))
}

/// Bounds without a load: the floor, and what is needed anyway.
fn guessed(question: &Question<'_>, most: u32, ledger: &mut Ledger) -> Bounds {
    let name = question.component.name.as_str();
    let rule = || Basis::rule("at least two pods, so that one may be drained or die");
    let min = ledger.show(name, Setting::MinReplicas, FLOOR, rule());
    let basis = match highest_window(question) {
        Some(window) if window.value.replicas == most => Basis::computed(
            Reason::Rule("the most that a window of time asks for"),
            &window.origin,
            Grade::of(&window.origin),
        ),
        _ => rule(),
    };
    Bounds { min, max: ledger.show(name, Setting::MaxReplicas, most, basis) }
}

/// The window that asks for the most pods.
fn highest_window<'a>(question: &Question<'a>) -> Option<&'a Sourced<Window>> {
    question.component.pods()?.scaling.windows.iter().max_by_key(|window| window.value.replicas)
}

/// Bounds around windows of time: what load and work ask for besides, and never less than the windows do.
fn by_windows(question: &Question<'_>, ledger: &mut Ledger) -> Bounds {
    let highest = highest_window(question).map_or(FLOOR, |window| window.value.replicas).max(FLOOR);
    let work = question.component.work.as_ref().and_then(|work| work.cpu.as_ref());
    let (Some(cpu), true) = (work, question.arrival.known) else { return guessed(question, highest, ledger) };
    let (aim, request) = (target_ratio(question), question.resources.cpu_request.value);
    let (_, by_load) = reserve(question, pods_for(question.arrival.grown, cpu.value, request, aim));
    if by_load < highest {
        return guessed(question, highest, ledger);
    }
    let min = minimum(question, cpu, request, aim, ledger);
    let max = maximum(question, cpu, request, aim, min.value, ledger);
    Bounds { min, max }
}

/// Growth to the horizon, as a factor.
fn growth(question: &Question<'_>) -> Fixed {
    let entries = question.architecture.entry_points.iter().filter_map(|entry| entry.load.as_ref());
    entries.map(Load::growth_factor).max().unwrap_or(Fixed::ONE)
}

/// Without bounds: from load and work where both are known, else the starter.
fn derived(question: &Question<'_>, ledger: &mut Ledger) -> Scale {
    let name = question.component.name.as_str();
    let work = question.component.work.as_ref().and_then(|work| work.cpu.as_ref());
    if let Some(consumer) = consumer(question) {
        return Scale::Fixed(messages(question, &consumer, ledger));
    }
    let (Some(cpu), true) = (work, question.arrival.known) else {
        let missing = if question.arrival.known { "its work per request (`perRequest.cpu`)" } else { "its load" };
        let basis = Basis::rule("at least two pods, so that one may be drained or die")
            .not("an autoscaler", format!("{missing} is not known"));
        return Scale::Fixed(ledger.show(name, Setting::Replicas, FLOOR, basis));
    };
    let target_ratio = target_ratio(question);
    let request = question.resources.cpu_request.value;
    let min = minimum(question, cpu, request, target_ratio, ledger);
    let max = maximum(question, cpu, request, target_ratio, min.value, ledger);
    Scale::Auto(Box::new(held(question, Bounds { min, max }, ledger)))
}

/// Zones, and pods of which those in all but one zone still suffice.
fn reserve(question: &Question<'_>, pods: u32) -> (u32, u32) {
    let zones = u32::try_from(question.architecture.platform.zones.value.len()).unwrap_or(0);
    let held =
        if zones > 1 { (u64::from(pods) * u64::from(zones)).div_ceil(u64::from(zones) - 1) } else { u64::from(pods) };
    (zones, u32::try_from(held).unwrap_or(CEILING).min(CEILING))
}

/// Growth at once, shrinking slowly.
fn behavior(name: &str, ledger: &mut Ledger) -> Decided<Behavior> {
    let behavior =
        Behavior { up_percent: 100, up_pods: 4, up_period: 15, down_window: 300, down_percent: 10, down_period: 60 };
    let shown = "up at once by 100% or 4 pods in 15s, down by 10% or 1 pod a minute after 300s";
    let basis = Basis::design(
        "load that comes fast must be met fast; pods that leave too early come back, so they leave slowly",
    )
    .not("no behavior", "without it a fixed rule of the controller applies that grows in other steps");
    ledger.decide(name, Setting::ScalingBehavior, behavior, shown, basis)
}
