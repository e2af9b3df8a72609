//! Demand: what arrives, what it costs in CPU, and what is promised.

use crate::architecture::model::{Call, CallKind, ComponentId, EntryPoint, ExternalId, Target};
use crate::document::facts::Facts;
use crate::units::{Duration, Fixed, MilliCpu, Rate};
use serde::Serialize;
use std::collections::BTreeMap;

/// Demand and promise of an entry point.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DemandView {
    /// The highest rate.
    pub peak: String,
    /// The mean rate.
    pub mean: String,
    /// How it moves.
    pub shape: String,
    /// Growth, and how far the plan looks ahead.
    pub growth: String,
    /// The peak at the horizon.
    pub peak_at_horizon: String,
    /// The share of requests that succeed.
    pub availability: String,
    /// The share of requests answered within a time.
    pub latency: String,
    /// Over which time it is measured.
    pub window: String,
    /// Where the load is written.
    pub source: String,
    /// What one request takes on its way.
    pub path: PathView,
}

/// What one request takes on its way.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathView {
    /// Mean time of all work, one step after the other, without queueing; or why it is unknown.
    pub own_time: String,
    /// How it is made up, the largest part first.
    pub parts: Vec<String>,
    /// What is missing.
    pub missing: Vec<String>,
}

/// CPU that a component takes at the peak.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HotSpot {
    /// The component.
    pub component: String,
    /// CPU at the peak.
    pub cpu: String,
    /// How it is computed.
    pub formula: String,
    /// Where the work per request is written.
    pub source: String,
}

/// All entry points.
pub fn demand(facts: &Facts<'_>) -> BTreeMap<String, DemandView> {
    facts.architecture().entry_points.iter().map(|entry| (entry.name.clone(), view(facts, entry))).collect()
}

fn view(facts: &Facts<'_>, entry: &EntryPoint) -> DemandView {
    let unknown = || "unknown".to_owned();
    let load = entry.load.as_ref();
    let objective = entry.objective.as_ref();
    let mean = load.and_then(|load| load.mean.as_ref());
    let shape = load.and_then(|load| load.shape.as_ref());
    let availability = objective.and_then(|objective| objective.availability.as_ref());
    DemandView {
        peak: load.map_or_else(unknown, |load| load.peak.value.to_string()),
        mean: mean.map_or_else(unknown, |mean| mean.value.to_string()),
        shape: shape.map_or_else(unknown, |shape| shape.value.to_string()),
        growth: growth(entry),
        peak_at_horizon: grown(entry).map_or_else(unknown, |rate| rate.to_string()),
        availability: availability.map_or_else(|| "no objective".to_owned(), |share| share.value.to_string()),
        latency: latency(entry).unwrap_or_else(|| "no objective".to_owned()),
        window: objective.map_or_else(unknown, |objective| objective.window.value.to_string()),
        source: facts.place(load.map_or(&entry.origin, |load| &load.peak.origin)),
        path: path(facts, entry),
    }
}

/// The latency objective in words, without a mark that HTML would read.
pub fn latency(entry: &EntryPoint) -> Option<String> {
    let latency = entry.objective.as_ref()?.latency.as_ref()?;
    Some(format!("{} within {}", latency.value.share, latency.value.within))
}

fn growth(entry: &EntryPoint) -> String {
    let load = entry.load.as_ref();
    match (load.and_then(|load| load.growth.as_ref()), load.and_then(|load| load.horizon.as_ref())) {
        (Some(growth), Some(horizon)) => format!("{} for {}", growth.value, horizon.value),
        _ => "none given".to_owned(),
    }
}

/// The peak at the horizon.
pub fn grown(entry: &EntryPoint) -> Option<Rate> {
    let load = entry.load.as_ref()?;
    Some(Rate(load.peak.value.0.times(load.growth_factor())))
}

/// Mean time of all work that one request causes.
fn path(facts: &Facts<'_>, entry: &EntryPoint) -> PathView {
    let visits = visits(facts, entry, |_| true);
    let mut parts: Vec<(u64, String)> = Vec::new();
    let mut missing = Vec::new();
    for (target, count) in &visits {
        let name = facts.target(*target);
        match own_time(facts, *target) {
            Some(time) => {
                let total = Fixed::from_micros(time.0 / 1000).times(*count).micros();
                parts.push((total, format!("{name}: {count} x {time}")));
            }
            None => missing.push(missing_key(facts, *target)),
        }
    }
    parts.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let total: u64 = parts.iter().map(|(micros, _)| micros).sum();
    let own_time = match missing.first() {
        Some(first) => format!("unknown: {first} is missing"),
        None => rounded(total),
    };
    PathView { own_time, parts: parts.into_iter().map(|(_, part)| part).collect(), missing }
}

/// Microseconds as milliseconds with one digit.
fn rounded(micros: u64) -> String {
    let tenths = micros.div_ceil(100);
    format!("{}.{}ms", tenths / 10, tenths % 10)
}

/// CPU and wait of one visit, or the latency of an external.
fn own_time(facts: &Facts<'_>, target: Target) -> Option<Duration> {
    match target {
        Target::External(id) => Some(facts.architecture().externals.get(id.0)?.latency.as_ref()?.value),
        Target::Component(id) => {
            let work = facts.architecture().component(id)?.work.as_ref()?;
            let wait = work.wait.as_ref().map_or(0, |wait| wait.value.0);
            Some(Duration(work.cpu.as_ref()?.value.0.saturating_add(wait)))
        }
    }
}

fn missing_key(facts: &Facts<'_>, target: Target) -> String {
    match target {
        Target::External(_) => format!("{}.latency", facts.target(target)),
        Target::Component(_) => format!("{}.perRequest.cpu", facts.target(target)),
    }
}

/// Rounds after which a circle of calls is taken as settled.
const MOST_ROUNDS: usize = 64;

/// Mean visits per request of what answers it, through calls that are wanted; messages are not waited for.
pub fn visits(facts: &Facts<'_>, entry: &EntryPoint, wanted: impl Fn(&Call) -> bool) -> BTreeMap<Target, Fixed> {
    let components = facts.architecture().components.len();
    let place = |target: Target| match target {
        Target::Component(id) => id.0,
        Target::External(id) => components + id.0,
    };
    let calls = facts.architecture().calls.iter().filter(|call| wanted(call));
    let steps: Vec<(usize, usize, Fixed)> = calls
        .filter_map(|call| match &call.kind {
            CallKind::PerRequest(factor) => {
                Some((call.from.0, place(call.to), factor.value.0.times(call.let_through())))
            }
            _ => None,
        })
        .collect();
    let mut start: Vec<Option<Fixed>> = vec![None; components + facts.architecture().externals.len()];
    for route in &entry.routes {
        add(&mut start, route.to.0, route.share.0);
    }
    let mut visits = start.clone();
    for _ in 0..MOST_ROUNDS {
        let mut next = start.clone();
        for (from, to, factor) in &steps {
            if let Some(count) = visits.get(*from).copied().flatten() {
                add(&mut next, *to, count.times(*factor));
            }
        }
        if next == visits {
            break;
        }
        visits = next;
    }
    let target = |at: usize| match at.checked_sub(components) {
        None => Target::Component(ComponentId(at)),
        Some(at) => Target::External(ExternalId(at)),
    };
    visits.into_iter().enumerate().filter_map(|(at, count)| Some((target(at), count?))).collect()
}

fn add(visits: &mut [Option<Fixed>], at: usize, more: Fixed) {
    if let Some(sum) = visits.get_mut(at) {
        *sum = Some(sum.unwrap_or_default().plus(more));
    }
}

/// Components by the CPU that they take at the peak, most first.
pub fn hot_spots(facts: &Facts<'_>) -> Vec<HotSpot> {
    let mut spots: Vec<(u64, HotSpot)> = Vec::new();
    for (id, component, plan) in facts.components() {
        let (Some(load), Some(cpu)) = (&plan.load, work(facts, id)) else { continue };
        let rate = load.peak.value;
        // Millionths per second times nanoseconds are 1e-15 cores.
        let milli = (u128::from(rate.0.micros()) * u128::from(cpu.0.0)).div_ceil(1_000_000_000_000);
        let milli = u64::try_from(milli).unwrap_or(u64::MAX);
        spots.push((
            milli,
            HotSpot {
                component: component.name.to_string(),
                cpu: MilliCpu(milli).to_string(),
                formula: format!("{rate} x {} of CPU", cpu.0),
                source: facts.place(&cpu.1),
            },
        ));
    }
    spots.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.component.cmp(&b.1.component)));
    spots.into_iter().map(|(_, spot)| spot).collect()
}

/// CPU time per request or message, with its origin.
fn work(facts: &Facts<'_>, id: ComponentId) -> Option<(Duration, crate::source::Origin)> {
    let own = facts.architecture().component(id)?.work.as_ref().and_then(|work| work.cpu.as_ref());
    let consumed = facts.architecture().calls_from(id).find_map(|call| match &call.kind {
        CallKind::Consumes { work, .. } => work.cpu.as_ref(),
        _ => None,
    });
    own.or(consumed).map(|cpu| (cpu.value, cpu.origin.clone()))
}
