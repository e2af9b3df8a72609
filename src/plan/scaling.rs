//! How many pods: fixed, or between bounds that an autoscaler keeps.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::events;
use super::load::Arrival;
use super::model::{AutoScale, Behavior, ResourcePlan, Scale};
use super::reason::Reason;
use crate::architecture::backlog::{measurable, measured};
use crate::architecture::model::{Architecture, CallKind, Component, ComponentId, ComponentType, Load, Window};
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
            given_range(question, range, ledger, sink)
        }
        None => {
            let scaling = &pods.scaling;
            let held = scaling.requests.is_some() || scaling.queue.is_some() || !scaling.windows.is_empty();
            let scale = if held { bounded_by_load(question, ledger, sink) } else { derived(question, ledger) };
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
    let highest = windows.iter().map(|window| window.value.replicas).max().unwrap_or(0);
    let by_cpu = asked.is_some_and(|asked| asked.cpu.is_some())
        || (queues.is_empty() && requests.is_none() && highest < max.value);
    let cpu = by_cpu.then(|| target(question, ledger));
    let behavior = behavior(question.component.name.as_str(), ledger);
    let by_keda = !queues.is_empty() || !windows.is_empty();
    let events = by_keda.then(|| events::events(question, &queues, (min.value, max.value), ledger));
    AutoScale { min, max, cpu, requests, behavior, events }
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
        (None, None) => by_windows(question, ledger),
    };
    Scale::Auto(Box::new(held(question, bounds, ledger)))
}

/// Says that nothing tells where to stop.
fn unbounded(question: &Question<'_>, origin: Option<&Origin>, sink: &mut Sink) {
    let name = &question.component.name;
    let message =
        format!("nothing says how many pods of `{name}` there may be at most: its load or its work is not known");
    let mut problem = Diagnostic::nowhere(&codes::NO_MAXIMUM, message)
        .help("write bounds: `replicas: 2..10`; or the load of an entry point, and the work per request or message");
    problem.span = origin.and_then(Origin::span);
    sink.push(problem);
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

/// Bounds from the requests that one pod should get.
fn by_requests(question: &Question<'_>, per_pod: &Sourced<Rate>, ledger: &mut Ledger) -> Bounds {
    let name = question.component.name.as_str();
    let arrival = question.arrival;
    let reason = |rate: Fixed, growth: Fixed, pods: u32, zones: u32, with_reserve: u32, floor: u32| {
        let rate = Rate(rate);
        Reason::PodsForRequests { rate, growth, per_pod: per_pod.value, pods, zones, with_reserve, floor }
    };
    let least = pods_at(arrival.mean, per_pod.value);
    let basis = Basis::computed(
        reason(arrival.mean, Fixed::ONE, least, 0, least, FLOOR),
        &per_pod.origin,
        Grade::of(&per_pod.origin),
    )
    .not("1", "a drain or a crash would leave nobody");
    let min = ledger.show(name, Setting::MinReplicas, least.max(FLOOR), basis);
    let most = pods_at(arrival.grown, per_pod.value);
    let (zones, with_reserve) = reserve(question, most);
    let floor = min.value + 1;
    let why = reason(arrival.peak, growth(question), most, zones, with_reserve, floor);
    let basis = Basis::computed(why, &per_pod.origin, Grade::of(&per_pod.origin));
    Bounds { min, max: ledger.show(name, Setting::MaxReplicas, with_reserve.max(floor), basis) }
}

/// Bounds from the work on messages.
fn by_messages(question: &Question<'_>, ledger: &mut Ledger) -> Bounds {
    let name = question.component.name.as_str();
    let Some(consumer) = consumer(question) else { return guessed(question, FLOOR + 1, ledger) };
    let (least, reason) = taken(question, &consumer, (question.arrival.mean, Fixed::ONE), false);
    let grade = Grade::of(&consumer.origin);
    let basis = Basis::computed(reason, &consumer.origin, grade).not("1", "a drain or a crash would leave nobody");
    let min = ledger.show(name, Setting::MinReplicas, least.max(FLOOR), basis);
    let (most, reason) = taken(question, &consumer, (question.arrival.peak, growth(question)), true);
    let basis = Basis::computed(reason, &consumer.origin, grade);
    let max = ledger.show(name, Setting::MaxReplicas, most.max(min.value + 1), basis);
    Bounds { min, max }
}

/// Pods of which each gets so many requests per second, rounded up.
#[must_use]
pub fn pods_at(rate: Fixed, per_pod: Rate) -> u32 {
    u32::try_from(rate.micros().div_ceil(per_pod.0.micros().max(1))).unwrap_or(CEILING).min(CEILING)
}

/// Growth to the horizon, as a factor.
fn growth(question: &Question<'_>) -> Fixed {
    let entries = question.architecture.entry_points.iter().filter_map(|entry| entry.load.as_ref());
    entries.map(Load::growth_factor).max().unwrap_or(Fixed::ONE)
}

/// Bounds that are too low for the requests or messages of the peak.
fn short_of_peak(question: &Question<'_>, range: &Sourced<ReplicaRange>, sink: &mut Sink) {
    let Some(span) = range.origin.span() else { return };
    let asked = question.component.pods().map(|pods| &pods.scaling);
    let requests = asked.and_then(|asked| asked.requests.as_ref()).filter(|_| question.arrival.known);
    let queued = !measured(question.architecture, question.id).is_empty();
    let needed = match requests {
        Some(requests) => {
            Some((pods_at(question.arrival.peak, requests.value), format!("{} for each", requests.value)))
        }
        None if queued => consumer(question).map(|consumer| {
            let (by_time, by_cpu) = pods_for_messages(question, &consumer, question.arrival.peak);
            (by_time.max(by_cpu), format!("{} for each message", consumer.time))
        }),
        None => None,
    };
    if let Some((needed, each)) = needed.filter(|(needed, _)| *needed > range.value.max) {
        let (name, most, rate) = (&question.component.name, range.value.max, Rate(question.arrival.peak));
        let message = format!("at {rate} `{name}` needs {needed} pods, with {each}; its maximum is {most}");
        let problem = Diagnostic::new(&codes::SHORT_OF_CAPACITY, span, message);
        sink.push(problem.help(format!("raise the maximum to {needed}")));
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
    Scale::Auto(Box::new(held(question, Bounds { min, max }, ledger)))
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
    let factor = growth(question);
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
    let consumes = measurable(question.architecture, question.id).next().is_some();
    let by_queue = !measured(question.architecture, question.id).is_empty();
    let basis = match given {
        None if consumes && !by_queue && question.architecture.platform.keda_peer.is_none() => {
            basis.not("the length of the queue", "the platform names no KEDA (`platform.peers.keda`)")
        }
        _ => basis,
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

/// Pods that take messages as fast as they come, by time and by CPU.
fn pods_for_messages(question: &Question<'_>, consumer: &Consumer, rate: Fixed) -> (u32, u32) {
    let busy_seconds = u128::from(rate.micros()) * u128::from(consumer.time.0) / 1_000_000_000;
    let per_pod = u128::from(BUSY.0.micros()) * u128::from(consumer.concurrency.max(1));
    let pods = u32::try_from(busy_seconds.div_ceil(per_pod.max(1))).unwrap_or(CEILING).min(CEILING);
    let request = question.resources.cpu_request.value;
    (pods, consumer.cpu.map_or(0, |cpu| pods_for(rate, cpu, request, BUSY)))
}

/// Pods that take messages at a rate that has grown by a factor, with or without a reserve for a zone, and why.
fn taken(
    question: &Question<'_>,
    consumer: &Consumer,
    (rate, growth): (Fixed, Fixed),
    reserved: bool,
) -> (u32, Reason) {
    let grown = if growth == Fixed::ONE { rate } else { question.arrival.grown };
    let (pods, by_cpu) = pods_for_messages(question, consumer, grown);
    let needed = pods.max(by_cpu);
    let (zones, with_reserve) = if reserved { reserve(question, needed) } else { (0, needed) };
    let reason = match consumer.cpu.filter(|_| by_cpu > pods) {
        Some(cpu) => Reason::PodsForGrownPeak {
            peak: Rate(rate),
            growth,
            cpu,
            request: question.resources.cpu_request.value,
            target: BUSY,
            pods: by_cpu,
            zones,
            with_reserve,
            floor: FLOOR,
        },
        None => Reason::PodsForMessages {
            rate: Rate(grown),
            time: consumer.time,
            concurrency: consumer.concurrency,
            busy: BUSY,
            lag: consumer.lag,
            pods,
            zones,
            with_reserve,
        },
    };
    (with_reserve, reason)
}

/// Pods that take the messages of the peak, where it is known.
pub fn peak_of_messages(question: &Question<'_>) -> Option<(u32, Reason, Origin)> {
    let consumer = consumer(question)?;
    let (pods, reason) = taken(question, &consumer, (question.arrival.peak, Fixed::ONE), false);
    Some((pods, reason, consumer.origin))
}

/// A fixed number of pods that take messages as fast as they come.
fn messages(question: &Question<'_>, consumer: &Consumer, ledger: &mut Ledger) -> Decided<u32> {
    let (pods, reason) = taken(question, consumer, (question.arrival.peak, Fixed::ONE), true);
    let basis = Basis::computed(reason, &consumer.origin, Grade::of(&consumer.origin)).not(
        "scaling on the length of the queue",
        "nothing asks for it: `scaling.queue`, or bounds together with a `lag`, would",
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

    #[test]
    fn requests_are_shared_among_enough_pods() {
        let per_pod = Rate(Fixed::whole(80));
        assert_eq!(pods_at(Fixed::whole(800), per_pod), 10);
        assert_eq!(pods_at(Fixed::from_micros(800_000_001), per_pod), 11);
        assert_eq!(pods_at(Fixed::ZERO, per_pod), 0);
        assert_eq!(pods_at(Fixed::whole(1_000_000_000), Rate(Fixed::ZERO)), CEILING);
    }

    proptest! {
        #[test]
        fn no_pod_gets_more_requests_than_it_should(rate in 0u64..1 << 40, per_pod in 1_000_000u64..1 << 40) {
            let pods = pods_at(Fixed::from_micros(rate), Rate(Fixed::from_micros(per_pod)));
            prop_assert!(pods == CEILING || u128::from(pods) * u128::from(per_pod) >= u128::from(rate));
            prop_assert!(pods == 0 || u128::from(pods - 1) * u128::from(per_pod) < u128::from(rate));
        }

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
