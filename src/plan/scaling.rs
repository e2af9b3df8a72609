//! How many pods: fixed, or between bounds that an autoscaler keeps.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::load::Arrival;
use super::model::{Behavior, ResourcePlan, Scale};
use super::reason::Reason;
use crate::architecture::model::{Architecture, CallKind, Component, ComponentId, ComponentType, Load};
use crate::diagnostics::codes::plan as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{Origin, Sourced};
use crate::units::{Duration, Fixed, MilliCpu, Rate, Ratio, ReplicaRange};

/// CPU utilization that is aimed at where nothing is said: with the autoscaler's tolerance of 10 % pods may stay at 66 %, which
/// leaves a third for growth during the time that metrics, decision and start of a pod take.
pub const TARGET: Ratio = Ratio(Fixed::from_micros(600_000));
/// Share of its time that a consumer may be busy, so that a backlog is worked off.
const BUSY: Ratio = Ratio(Fixed::from_micros(800_000));
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
            given_range(question, range, ledger)
        }
        None => {
            let scale = derived(question, ledger);
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

/// What would take more pods than are ever derived is said, not cut.
fn within_reason(question: &Question<'_>, scale: &Scale, sink: &mut Sink) {
    if scale.bounds().1 < CEILING {
        return;
    }
    let component = question.component;
    let message = format!("at {} `{}` would need {CEILING} pods or more", Rate(question.arrival.grown), component.name);
    let mut problem = Diagnostic::nowhere(&codes::BEYOND_COUNTING, message)
        .help("check the rate, the growth and the work per request; or write `scaling` and `resources`");
    problem.span = component.origin.span();
    sink.push(problem);
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
fn given_range(question: &Question<'_>, range: &Sourced<ReplicaRange>, ledger: &mut Ledger) -> Scale {
    let name = question.component.name.as_str();
    Scale::Auto {
        min: ledger.show(name, Setting::MinReplicas, range.value.min, Basis::written(range)),
        max: ledger.show(name, Setting::MaxReplicas, range.value.max, Basis::written(range)),
        target: target(question, ledger),
        behavior: behavior(name, ledger),
    }
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
    Scale::Auto { min, max, target: target(question, ledger), behavior: behavior(name, ledger) }
}

/// The fewest: what the mean load takes, at least two.
fn minimum(
    question: &Question<'_>,
    cpu: &Sourced<Duration>,
    request: MilliCpu,
    target: Ratio,
    ledger: &mut Ledger,
) -> Decided<u32> {
    let pods = pods_for(question.arrival.mean, cpu.value, request, target);
    let reason =
        Reason::PodsForRate { rate: Rate(question.arrival.mean), cpu: cpu.value, request, target, pods, floor: FLOOR };
    let basis = Basis::computed(reason, &cpu.origin, grade(question, &cpu.origin, ledger))
        .not("1", "a drain or a crash would leave nobody")
        .not(
            format!("{}", pods_for(question.arrival.peak, cpu.value, request, target).max(FLOOR)),
            "the peak is what the autoscaler is for",
        );
    ledger.show(question.component.name.as_str(), Setting::MinReplicas, pods.max(FLOOR), basis)
}

/// The most: what the grown peak takes, with a reserve for a zone where there are several.
fn maximum(
    question: &Question<'_>,
    cpu: &Sourced<Duration>,
    request: MilliCpu,
    target: Ratio,
    min: u32,
    ledger: &mut Ledger,
) -> Decided<u32> {
    let arrival = question.arrival;
    let pods = pods_for(arrival.grown, cpu.value, request, target);
    let (zones, with_reserve) = reserve(question, pods);
    let factor = question
        .architecture
        .entry_points
        .iter()
        .filter_map(|entry| entry.load.as_ref())
        .map(Load::growth_factor)
        .max()
        .unwrap_or(Fixed::ONE);
    let reason = Reason::PodsForGrownPeak {
        peak: Rate(arrival.peak),
        growth: factor,
        cpu: cpu.value,
        request,
        target,
        pods,
        zones,
        with_reserve,
        floor: min + 1,
    };
    let most = with_reserve.max(min + 1);
    let mut basis = Basis::computed(reason, &cpu.origin, grade(question, &cpu.origin, ledger));
    let today = pods_for(arrival.peak, cpu.value, request, target);
    if today < most {
        basis = basis.not(today.to_string(), "enough for today's peak alone: no growth, and no zone may be lost");
    }
    ledger.show(question.component.name.as_str(), Setting::MaxReplicas, most, basis)
}

/// Zones, and pods of which those in all but one zone still suffice.
fn reserve(question: &Question<'_>, pods: u32) -> (u32, u32) {
    let zones = u32::try_from(question.architecture.platform.zones.value.len()).unwrap_or(0);
    let held =
        if zones > 1 { (u64::from(pods) * u64::from(zones)).div_ceil(u64::from(zones) - 1) } else { u64::from(pods) };
    (zones, u32::try_from(held).unwrap_or(CEILING).min(CEILING))
}

/// The worst grade of what a number of pods rests on: work, CPU request and target.
fn grade(question: &Question<'_>, cpu: &Origin, ledger: &Ledger) -> Grade {
    let given = question.component.pods().and_then(|pods| pods.scaling.cpu.as_ref());
    let target = given.map_or(Grade::Assumed, |given| Grade::of(&given.origin));
    Grade::of(cpu).max(target).max(ledger.grade(question.resources.cpu_request.id))
}

/// CPU utilization that the autoscaler holds.
fn target(question: &Question<'_>, ledger: &mut Ledger) -> Decided<u32> {
    let name = question.component.name.as_str();
    let percent = u32::try_from(target_ratio(question).0.micros() / 10_000).unwrap_or(60);
    let shown = format!("{percent}%");
    let given = question.component.pods().and_then(|pods| pods.scaling.cpu.as_ref());
    let basis = match given {
        Some(given) => Basis::written(given),
        None => Basis::rule(
            "60 % of the request: with the tolerance of 10 % a third stays for growth while a new pod starts",
        )
        .not("80%", "leaves less than a fifth while metrics, decision and start of a pod take a minute")
        .not("40%", "more than half of what is reserved would stand idle"),
    };
    ledger.decide(name, Setting::CpuTarget, percent, shown, basis)
}

fn target_ratio(question: &Question<'_>) -> Ratio {
    question.component.pods().and_then(|pods| pods.scaling.cpu.as_ref()).map_or(TARGET, |given| given.value)
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

/// A consumer's work, if the component is one.
struct Consumer {
    cpu: Option<Duration>,
    time: Duration,
    concurrency: u32,
    lag: Option<Duration>,
    origin: Origin,
}

fn consumer(question: &Question<'_>) -> Option<Consumer> {
    question.architecture.calls_from(question.id).find_map(|call| {
        let CallKind::Consumes { work, concurrency, lag, .. } = &call.kind else { return None };
        let part = |part: &Option<Sourced<Duration>>| part.as_ref().map_or(0, |time| time.value.0);
        let time = Duration(part(&work.cpu).saturating_add(part(&work.wait)));
        (question.arrival.known && time.0 > 0).then(|| Consumer {
            cpu: work.cpu.as_ref().map(|cpu| cpu.value),
            time,
            concurrency: concurrency.value,
            lag: lag.as_ref().map(|lag| lag.value),
            origin: call.origin.clone(),
        })
    })
}

/// Pods that take messages as fast as they come.
fn messages(question: &Question<'_>, consumer: &Consumer, ledger: &mut Ledger) -> Decided<u32> {
    let rate = question.arrival.peak;
    let busy_seconds = u128::from(rate.micros()) * u128::from(consumer.time.0) / 1_000_000_000;
    let per_pod = u128::from(BUSY.0.micros()) * u128::from(consumer.concurrency.max(1));
    let pods = u32::try_from(busy_seconds.div_ceil(per_pod.max(1))).unwrap_or(CEILING).min(CEILING);
    let request = question.resources.cpu_request.value;
    let by_cpu = consumer.cpu.map_or(0, |cpu| pods_for(rate, cpu, request, BUSY));
    let (zones, with_reserve) = reserve(question, pods.max(by_cpu));
    let reason = match consumer.cpu.filter(|_| by_cpu > pods) {
        Some(cpu) => Reason::PodsForGrownPeak {
            peak: Rate(rate),
            growth: Fixed::ONE,
            cpu,
            request,
            target: BUSY,
            pods: by_cpu,
            zones,
            with_reserve,
            floor: FLOOR,
        },
        None => Reason::PodsForMessages {
            rate: Rate(rate),
            time: consumer.time,
            concurrency: consumer.concurrency,
            busy: BUSY,
            lag: consumer.lag,
            pods,
            zones,
            with_reserve,
        },
    };
    let pods = with_reserve;
    let basis = Basis::computed(reason, &consumer.origin, Grade::of(&consumer.origin)).not(
        "scaling on the length of the queue",
        "this version does not build it yet: the number is fixed for the peak",
    );
    ledger.show(question.component.name.as_str(), Setting::Replicas, pods.max(FLOOR), basis)
}

/// Pods that carry a rate at a utilization, rounded up.
#[must_use]
pub fn pods_for(rate: Fixed, cpu: Duration, request: MilliCpu, target: Ratio) -> u32 {
    // rate in 1e-6/s, CPU in 1e-9 s: the product is in 1e-15 cores; request in 1e-3 cores, target in 1e-6.
    let demand = u128::from(rate.micros()).saturating_mul(u128::from(cpu.0));
    let per_pod = u128::from(request.0) * u128::from(target.0.micros()) * 1_000_000;
    if per_pod == 0 {
        return CEILING;
    }
    u32::try_from(demand.div_ceil(per_pod)).unwrap_or(CEILING).min(CEILING)
}

/// Demand over the hard capacity of the maximum is impossible; over what is aimed at, improbable to go well.
fn check_capacity(question: &Question<'_>, most: u32, range: &Sourced<ReplicaRange>, sink: &mut Sink) {
    let component = question.component;
    let work = component.work.as_ref().and_then(|work| work.cpu.as_ref());
    let (Some(cpu), true, Some(span)) = (work, question.arrival.known, range.origin.span()) else { return };
    let resources = question.resources;
    let target = target_ratio(question);
    let peak = question.arrival.peak;
    let needed = pods_for(peak, cpu.value, resources.cpu_request.value, target);
    let hard = resources.cpu_limit.as_ref().map(|limit| pods_for(peak, cpu.value, limit.value, Ratio(Fixed::ONE)));
    let name = &component.name;
    if let Some(hard) = hard.filter(|hard| *hard > most) {
        let message =
            format!("at {} `{name}` needs {hard} pods even at its CPU limit; its maximum is {most}", Rate(peak));
        let problem = Diagnostic::new(&codes::OVER_CAPACITY, span, message);
        sink.push(
            related(problem, cpu, format!("{} of CPU for each request", cpu.value))
                .help(format!("raise the maximum to {needed}, or the CPU of a pod")),
        );
    } else if needed > most {
        let message = format!(
            "at {} `{name}` needs {needed} pods to stay at {target} of its CPU request; its maximum is {most}",
            Rate(peak)
        );
        let problem = Diagnostic::new(&codes::SHORT_OF_CAPACITY, span, message);
        sink.push(
            related(problem, cpu, format!("{} of CPU for each request", cpu.value))
                .help(format!("raise the maximum to {needed}, or the CPU request of a pod")),
        );
    }
}

fn related(problem: Diagnostic, source: &Sourced<Duration>, label: String) -> Diagnostic {
    match source.origin.span() {
        Some(span) => problem.related(span, label),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rate_is_carried_by_enough_pods() {
        let ten_ms = Duration(10_000_000);
        assert_eq!(pods_for(Fixed::whole(300), ten_ms, MilliCpu(500), TARGET), 10);
        assert_eq!(pods_for(Fixed::whole(301), ten_ms, MilliCpu(500), TARGET), 11);
        assert_eq!(pods_for(Fixed::ZERO, ten_ms, MilliCpu(500), TARGET), 0);
        assert_eq!(pods_for(Fixed::whole(u64::MAX), ten_ms, MilliCpu(1), TARGET), CEILING);
    }

    proptest! {
        #[test]
        fn more_load_never_means_fewer_pods(a in 0u64..1 << 40, b in 0u64..1 << 40, cpu in 1u64..1 << 33, request in 1u64..8000) {
            let (low, high) = (a.min(b), a.max(b));
            let pods = |rate| pods_for(Fixed::from_micros(rate), Duration(cpu), MilliCpu(request), TARGET);
            prop_assert!(pods(low) <= pods(high));
        }

        #[test]
        fn a_larger_pod_never_means_more_pods(rate in 0u64..1 << 40, cpu in 1u64..1 << 33, a in 1u64..8000, b in 1u64..8000) {
            let pods = |request| pods_for(Fixed::from_micros(rate), Duration(cpu), MilliCpu(request), TARGET);
            prop_assert!(pods(a.max(b)) <= pods(a.min(b)));
        }
    }
}
