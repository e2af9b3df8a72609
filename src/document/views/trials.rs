//! Scalability tests: which rate at which entry point, what to watch, and when the test has passed.

use super::{attacks, demand, outages, scaling};
use crate::architecture::model::{EntryPoint, Target};
use crate::document::facts::Facts;
use crate::plan::Scale;
use crate::units::Rate;
use serde::Serialize;

/// One test.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrialView {
    /// What is tried.
    pub test: String,
    /// The rates that are sent, in order, and where.
    pub load: String,
    /// Why these figures.
    pub rationale: String,
    /// Commands that do it.
    pub run: Vec<String>,
    /// What to watch meanwhile.
    pub watch: Vec<String>,
    /// When it has passed.
    pub pass: Vec<String>,
    /// Commands that end it.
    pub undo: Vec<String>,
}

/// All tests.
pub fn trials(facts: &Facts<'_>) -> Vec<TrialView> {
    let entries = &facts.architecture().entry_points;
    let mut trials: Vec<TrialView> = entries.iter().map(|entry| rates(facts, entry)).collect();
    trials.extend(entries.iter().filter_map(|entry| rollout(facts, entry)));
    trials.extend(outages::zone(facts));
    trials.extend(outages::caches(facts));
    trials.extend(outages::backlogs(facts));
    trials.extend(outages::without_optional(facts));
    trials
}

/// Each step lasts three times the window in which an autoscaler looks back.
pub(super) const STEP: &str = "15m";

fn rates(facts: &Facts<'_>, entry: &EntryPoint) -> TrialView {
    let steps = steps(entry);
    let on_path = on_path(facts, entry);
    let mut pass = promise(facts, entry);
    for name in &on_path {
        let Some((min, max)) = bounds(facts, name) else { continue };
        let Some(pods) = scaling::pods_at_horizon(facts, name).map(|pods| pods.clamp(min, max)) else { continue };
        pass.push(format!("{name} settles at {pods} pods or fewer at the last step, below its maximum of {max}"));
    }
    let rates: Vec<String> = steps.iter().map(Rate::to_string).collect();
    let load = match &steps[..] {
        [] => format!("unknown: entrypoints.{}.load is missing", entry.name),
        _ => format!("{} at {}, {STEP} each", rates.join(", then "), entry.name),
    };
    TrialView {
        test: format!("Rates at {}", entry.name),
        load,
        rationale: rationale(facts, entry),
        run: steps.iter().flat_map(|rate| attacks(entry, *rate)).collect(),
        watch: watch(facts, &on_path),
        pass,
        undo: vec!["nothing to undo: the autoscalers shrink by themselves".to_owned()],
    }
}

/// The mean, the peak, the peak at the horizon.
fn steps(entry: &EntryPoint) -> Vec<Rate> {
    let Some(load) = &entry.load else { return Vec::new() };
    let mut steps: Vec<Rate> = load.mean.iter().map(|mean| mean.value).collect();
    steps.push(load.peak.value);
    steps.extend(demand::grown(entry));
    steps.dedup();
    steps
}

/// The commands of one step: each route gets its share at the same time.
fn attacks(entry: &EntryPoint, rate: Rate) -> Vec<String> {
    entry.routes.iter().map(|route| attacks::attack(entry, route, Rate(rate.0.times(route.share.0)))).collect()
}

fn rationale(facts: &Facts<'_>, entry: &EntryPoint) -> String {
    match &entry.load {
        Some(load) => {
            let source = facts.place(&load.peak.origin);
            format!(
                "mean, peak and the peak at the horizon as {source} gives them; {STEP} is three times the autoscalers' window of 300s; the commands of one rate run at the same time"
            )
        }
        None => "the entry point has no load in the blueprint, so no rate can be derived".to_owned(),
    }
}

/// What was promised, as criteria.
pub fn promise(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<String> {
    let mut pass = Vec::new();
    let objective = entry.objective.as_ref();
    if let Some(latency) = demand::latency(entry) {
        let place =
            objective.and_then(|objective| objective.latency.as_ref()).map(|latency| facts.place(&latency.origin));
        pass.push(format!("{latency} ({})", place.unwrap_or_default()));
    }
    if let Some(availability) = objective.and_then(|objective| objective.availability.as_ref()) {
        let place = facts.place(&availability.origin);
        pass.push(format!("at least {} of requests succeed ({place})", availability.value));
    }
    if pass.is_empty() {
        pass.push(format!("none can be derived: entrypoints.{}.slo is missing", entry.name));
    }
    pass
}

/// What the requests of an entry point reach and we run.
fn on_path(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<String> {
    let visits = demand::visits(facts, entry, |_| true);
    let reached = visits.keys().filter(|target| matches!(target, Target::Component(_)));
    reached.map(|target| facts.target(*target).to_owned()).filter(|name| bounds(facts, name).is_some()).collect()
}

/// The bounds of an autoscaled component.
fn bounds(facts: &Facts<'_>, name: &str) -> Option<(u32, u32)> {
    let scale = &facts.pods_of(name)?.scale;
    matches!(scale, Scale::Auto { .. }).then(|| scale.bounds())
}

pub fn watch(facts: &Facts<'_>, scaled: &[String]) -> Vec<String> {
    let namespace = facts.namespace();
    let mut watch: Vec<String> = Vec::new();
    if !scaled.is_empty() {
        watch.push(format!("kubectl -n {namespace} get hpa --watch"));
    }
    watch.push(format!("kubectl -n {namespace} get pods --watch"));
    watch
}

/// A new set of pods of what answers the entry point, at the mean.
fn rollout(facts: &Facts<'_>, entry: &EntryPoint) -> Option<TrialView> {
    let first = entry.routes.first()?;
    let name = facts.target(Target::Component(first.to));
    let plan = facts.pods_of(name)?;
    let rollout = facts.decision(plan.rollout.as_ref()?.id)?;
    let kind = plan.workload.value.kind().to_lowercase();
    let namespace = facts.namespace();
    let load = entry.load.as_ref()?;
    let rate = load.mean.as_ref().unwrap_or(&load.peak).value;
    Some(TrialView {
        test: format!("Rollout of {name} under load"),
        load: format!("{rate} at {}", entry.name),
        rationale: format!("rollout {}: {}", rollout.value, rollout.reason),
        run: vec![format!("kubectl -n {namespace} rollout restart {kind}/{name}")],
        watch: vec![format!("kubectl -n {namespace} rollout status {kind}/{name}")],
        pass: promise(facts, entry),
        undo: vec![format!("kubectl -n {namespace} rollout undo {kind}/{name}")],
    })
}
