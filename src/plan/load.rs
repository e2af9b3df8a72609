//! Load: what arrives at every component, from entry points through calls.

use crate::architecture::graph;
use crate::architecture::model::{Architecture, Call, CallKind, ComponentId, ComponentType, Target};
use crate::diagnostics::codes::plan as codes;
use crate::diagnostics::suggest::{MOST_LISTED, first_of};
use crate::diagnostics::{Diagnostic, Sink};
use crate::units::{Fixed, Rate};
use std::collections::{BTreeMap, BTreeSet};

/// What arrives at a component.
#[derive(Clone, Debug, Default)]
pub struct Arrival {
    /// At the peak.
    pub peak: Fixed,
    /// In the mean.
    pub mean: Fixed,
    /// At the horizon's peak.
    pub grown: Fixed,
    /// From whom, at the peak.
    pub parts: Vec<(String, Rate)>,
    /// From whom, in the mean.
    pub mean_parts: Vec<(String, Rate)>,
    /// Whether anything is known of it.
    pub known: bool,
}

/// Rounds after which a circle whose load still grows counts as diverging.
const MOST_ROUNDS: usize = 400;
/// Rates beyond this are not of this world: a thousand million per second.
const MOST_RATE: Fixed = Fixed::whole(1_000_000_000);

/// One direction in which load flows: so many arrivals per arrival.
struct Flow {
    from: ComponentId,
    to: ComponentId,
    factor: Fixed,
}

/// What arrives at every component, in the order of the architecture.
pub fn arrivals(architecture: &Architecture, sink: &mut Sink) -> Vec<Arrival> {
    let sources = sources(architecture);
    let flows = flows(architecture);
    let peak = solve(architecture, &sources.iter().map(|source| source.peak).collect::<Vec<_>>(), &flows, sink);
    let mut quiet = Sink::default();
    let mean = solve(architecture, &sources.iter().map(|source| source.mean).collect::<Vec<_>>(), &flows, &mut quiet);
    let grown = solve(architecture, &sources.iter().map(|source| source.grown).collect::<Vec<_>>(), &flows, &mut quiet);
    let known = known(architecture, &sources, &flows);
    let mut arrivals = sources;
    let into = by_callee(arrivals.len(), &flows);
    for (at, (arrival, into)) in arrivals.iter_mut().zip(into).enumerate() {
        for flow in into {
            let Some(caller) = architecture.component(flow.from) else { continue };
            for (rates, parts) in [(&peak, &mut arrival.parts), (&mean, &mut arrival.mean_parts)] {
                let rate = rates.get(flow.from.0).copied().unwrap_or_default().times(flow.factor);
                if rate > Fixed::ZERO {
                    parts.push((caller.name.to_string(), Rate(rate)));
                }
            }
        }
        arrival.peak = peak.get(at).copied().unwrap_or_default();
        arrival.mean = mean.get(at).copied().unwrap_or_default();
        arrival.grown = grown.get(at).copied().unwrap_or_default();
        arrival.known = known.get(at).copied().unwrap_or(false);
    }
    arrivals
}

/// Load that does not depend on other load: entry points, and calls at a fixed rate.
fn sources(architecture: &Architecture) -> Vec<Arrival> {
    let mut sources = vec![Arrival::default(); architecture.components.len()];
    for entry in &architecture.entry_points {
        let Some(load) = &entry.load else { continue };
        let mean = load.mean.as_ref().map_or(load.peak.value, |mean| mean.value);
        let growth = load.growth_factor();
        for route in &entry.routes {
            let Some(source) = sources.get_mut(route.to.0) else { continue };
            let peak = load.peak.value.0.times(route.share.0);
            source.peak = source.peak.plus(peak);
            let mean = mean.0.times(route.share.0);
            source.mean = source.mean.plus(mean);
            source.mean_parts.push((format!("entry point {}", entry.name), Rate(mean)));
            source.grown = source.grown.plus(peak.times(growth));
            source.parts.push((format!("entry point {}", entry.name), Rate(peak)));
            source.known = true;
        }
    }
    for (id, component) in architecture.ids() {
        let (Some(load), Some(source)) = (&component.load, sources.get_mut(id.0)) else { continue };
        let (peak, mean) = (load.peak.value, load.mean.as_ref().map_or(load.peak.value, |mean| mean.value));
        source.peak = source.peak.plus(peak.0);
        source.mean = source.mean.plus(mean.0);
        source.grown = source.grown.plus(peak.0);
        source.parts.push(("its own load".to_owned(), peak));
        source.mean_parts.push(("its own load".to_owned(), mean));
        source.known = true;
    }
    let consumers = consumers(architecture);
    for call in &architecture.calls {
        let (CallKind::AtRate(rate), Target::Component(to)) = (&call.kind, call.to) else { continue };
        let Some(caller) = architecture.component(call.from) else { continue };
        // A job runs once, and a cron now and then: its calls are no load that lasts. What pods of one component tell each other
        // is none of the requests that its work and its calls are counted by.
        if caller.kind.is_finite() || call.from == to {
            continue;
        }
        let rate = rate.value.0.times(call.let_through());
        let takers = takers(call, to, &consumers);
        let share = shared(rate, takers.len());
        for (to, rate) in std::iter::once((to, rate)).chain(takers.into_iter().map(|taker| (taker, share))) {
            let Some(source) = sources.get_mut(to.0) else { continue };
            source.peak = source.peak.plus(rate);
            source.mean = source.mean.plus(rate);
            source.grown = source.grown.plus(rate);
            source.parts.push((caller.name.to_string(), Rate(rate)));
            source.mean_parts.push((caller.name.to_string(), Rate(rate)));
            source.known = true;
        }
    }
    sources
}

/// The directions of load: from callers to callees, and from those who put messages into a queue to those who take them.
fn flows(architecture: &Architecture) -> Vec<Flow> {
    let consumers = consumers(architecture);
    let mut flows = Vec::new();
    for call in &architecture.calls {
        let (Target::Component(to), CallKind::PerRequest(factor)) = (call.to, &call.kind) else { continue };
        let factor = factor.value.0.times(call.let_through());
        flows.push(Flow { from: call.from, to, factor });
        let takers = takers(call, to, &consumers);
        let share = shared(factor, takers.len());
        flows.extend(takers.into_iter().map(|taker| Flow { from: call.from, to: taker, factor: share }));
    }
    flows
}

/// A factor divided among some.
fn shared(factor: Fixed, among: usize) -> Fixed {
    Fixed::from_micros(factor.micros() / u64::try_from(among.max(1)).unwrap_or(u64::MAX))
}

/// The consumers of every broker, each with the queue that it takes from.
type Consumers<'a> = BTreeMap<ComponentId, Vec<(&'a str, ComponentId)>>;

fn consumers(architecture: &Architecture) -> Consumers<'_> {
    let mut consumers: Consumers<'_> = BTreeMap::new();
    for call in &architecture.calls {
        if let (CallKind::Consumes { queue, .. }, Target::Component(to)) = (&call.kind, call.to) {
            consumers.entry(to).or_default().push((queue, call.from));
        }
    }
    consumers
}

/// Who takes the messages of a call: the consumers of its queue, or all of the broker where it names none.
fn takers(call: &Call, broker: ComponentId, consumers: &Consumers<'_>) -> Vec<ComponentId> {
    let all = consumers.get(&broker).into_iter().flatten();
    let meant = |queue: &str| call.queue.as_ref().is_none_or(|wanted| wanted.value == queue);
    all.filter(|(queue, _)| meant(queue)).map(|(_, taker)| *taker).collect()
}

/// The flows into every component.
fn by_callee(count: usize, flows: &[Flow]) -> Vec<Vec<&Flow>> {
    let mut into = vec![Vec::new(); count];
    for flow in flows {
        if let Some(list) = into.get_mut(flow.to.0) {
            list.push(flow);
        }
    }
    into
}

/// The rates that satisfy all flows. Without circles one pass in topological order; in a circle until nothing changes.
fn solve(architecture: &Architecture, sources: &[Fixed], flows: &[Flow], sink: &mut Sink) -> Vec<Fixed> {
    let count = architecture.components.len();
    let into = by_callee(count, flows);
    let mut out: Vec<Vec<ComponentId>> = vec![Vec::new(); count];
    for flow in flows {
        if let Some(list) = out.get_mut(flow.from.0) {
            list.push(flow.to);
        }
    }
    let next = |id: ComponentId| out.get(id.0).into_iter().flatten().copied();
    let mut rates = sources.to_vec();
    // Strongly connected components come callees first; load flows the other way.
    for members in graph::strongly_connected(count, &next).into_iter().rev() {
        settle(architecture, &members, sources, &into, &mut rates, sink);
    }
    rates
}

/// Settles the rates of one circle, or of one component outside of circles.
fn settle(
    architecture: &Architecture,
    members: &[ComponentId],
    sources: &[Fixed],
    into: &[Vec<&Flow>],
    rates: &mut [Fixed],
    sink: &mut Sink,
) {
    for _ in 0..MOST_ROUNDS {
        let mut changed = false;
        for id in members {
            let start = sources.get(id.0).copied().unwrap_or_default();
            let flows = into.get(id.0).into_iter().flatten();
            let sum = flows.fold(start, |sum, flow| {
                sum.plus(rates.get(flow.from.0).copied().unwrap_or_default().times(flow.factor))
            });
            if let Some(rate) = rates.get_mut(id.0)
                && *rate != sum
            {
                *rate = sum;
                changed = true;
            }
        }
        if !changed || members.iter().any(|id| rates.get(id.0).is_some_and(|rate| *rate > MOST_RATE)) {
            if !changed {
                return;
            }
            break;
        }
        if members.len() == 1 && !into.first().is_some_and(|_| loops(members, into)) {
            return;
        }
    }
    diverges(architecture, members, sink);
}

/// Whether a single component flows into itself.
fn loops(members: &[ComponentId], into: &[Vec<&Flow>]) -> bool {
    members.iter().any(|id| into.get(id.0).is_some_and(|flows| flows.iter().any(|flow| flow.from == *id)))
}

fn diverges(architecture: &Architecture, members: &[ComponentId], sink: &mut Sink) {
    let names: Vec<String> =
        members.iter().filter_map(|id| architecture.component(*id)).map(|found| format!("`{}`", found.name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let inside_of: BTreeSet<ComponentId> = members.iter().copied().collect();
    let inside = |call: &&Call| {
        inside_of.contains(&call.from)
            && matches!(call.to, Target::Component(to) if inside_of.contains(&to))
            && matches!(call.kind, CallKind::PerRequest(_))
    };
    let message = format!(
        "the load of {} never settles: each round of the circle adds at least as many calls as it began with",
        first_of(&names)
    );
    let mut problem = Diagnostic::nowhere(&codes::LOAD_DIVERGES, message)
        .help("lower a `perRequest` of the circle, or write `rate: 5/s` for calls that do not depend on requests");
    let mut places = architecture.calls.iter().filter(inside).filter_map(|call| {
        let CallKind::PerRequest(factor) = &call.kind else { return None };
        Some((
            call.origin.span()?,
            format!("{} for each request of `{}`", factor.value, architecture.component(call.from)?.name),
        ))
    });
    if let Some((span, label)) = places.next() {
        problem.span = Some(span);
        problem.label = label;
    }
    for (span, label) in places.take(MOST_LISTED) {
        problem = problem.related(span, label);
    }
    sink.push(problem);
}

/// Where load is known: at sources, and everywhere it flows from there. A scheduled run is no rate.
fn known(architecture: &Architecture, sources: &[Arrival], flows: &[Flow]) -> Vec<bool> {
    let mut known: Vec<bool> = sources.iter().map(|source| source.known).collect();
    let mut open: Vec<usize> = (0..known.len()).filter(|at| known.get(*at) == Some(&true)).collect();
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); known.len()];
    for flow in flows {
        if let Some(list) = out.get_mut(flow.from.0) {
            list.push(flow.to.0);
        }
    }
    while let Some(at) = open.pop() {
        for &to in out.get(at).into_iter().flatten() {
            if let Some(slot) = known.get_mut(to).filter(|slot| !**slot) {
                *slot = true;
                open.push(to);
            }
        }
    }
    for (slot, component) in known.iter_mut().zip(&architecture.components) {
        *slot &= !matches!(component.kind, ComponentType::Job | ComponentType::Cron);
    }
    known
}
