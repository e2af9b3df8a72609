//! Scalability tests: which rate at which entry point, what to watch, and when the test has passed.

use super::{demand, scaling};
use crate::architecture::model::{CallKind, ComponentType, EntryPoint, Target};
use crate::document::escape::word;
use crate::document::facts::Facts;
use crate::plan::{Grade, PodPlan, Reason, Scale, Workload};
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
    trials.extend(zone(facts));
    trials.extend(caches(facts));
    trials.extend(backlogs(facts));
    trials.extend(without_optional(facts));
    trials
}

/// Each step lasts three times the window in which an autoscaler looks back.
const STEP: &str = "15m";

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
    entry.routes.iter().map(|route| attack(entry, &route.path, Rate(rate.0.times(route.share.0)))).collect()
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

/// A command that sends a rate, rounded up to whole requests per second.
fn attack(entry: &EntryPoint, path: &str, rate: Rate) -> String {
    let rate = rate.0.micros().div_ceil(1_000_000);
    let scheme = if entry.tls == crate::architecture::model::Tls::None { "http" } else { "https" };
    let host = entry.host.as_ref().map_or_else(|| "\"$HOST\"".to_owned(), |host| word(&host.value, "HOST"));
    let url = format!("{scheme}://{host}{}", word(path, "REQUEST_PATH"));
    if entry.grpc {
        return format!("ghz --rps {rate} --duration {STEP} --call \"$METHOD\" {host}:443");
    }
    format!("echo GET {url} | vegeta attack -rate {rate}/s -duration {STEP} | vegeta report")
}

/// What was promised, as criteria.
fn promise(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<String> {
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
    let scale = &pods_of(facts, name)?.scale;
    matches!(scale, Scale::Auto { .. }).then(|| scale.bounds())
}

fn pods_of<'a>(facts: &Facts<'a>, name: &str) -> Option<&'a PodPlan> {
    facts.running().find(|(_, component, _, _)| component.name.as_str() == name).map(|(.., plan)| plan)
}

fn watch(facts: &Facts<'_>, scaled: &[String]) -> Vec<String> {
    let namespace = facts.namespace();
    let mut watch = Vec::new();
    if !scaled.is_empty() {
        watch.push(format!("kubectl -n {namespace} get hpa {} --watch", scaled.join(" ")));
    }
    watch.push(format!("kubectl -n {namespace} get pods --watch"));
    watch
}

/// A new set of pods of what answers the entry point, at the mean.
fn rollout(facts: &Facts<'_>, entry: &EntryPoint) -> Option<TrialView> {
    let first = entry.routes.first()?;
    let name = facts.target(Target::Component(first.to));
    let plan = pods_of(facts, name)?;
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

/// The loss of a zone, where there are several.
fn zone(facts: &Facts<'_>) -> Option<TrialView> {
    let platform = &facts.architecture().platform;
    let zones = &platform.zones.value;
    let (first, true) = (zones.first()?, zones.len() > 1) else { return None };
    let region = platform.region.as_ref().map_or("", |region| region.value.as_str());
    let value = word(&platform.provider.value.zone_value(region, first), "ZONE");
    let selector = format!("-l topology.kubernetes.io/zone={value}");
    let entry = facts.architecture().entry_points.iter().find(|entry| entry.load.is_some());
    let load = entry.and_then(|entry| Some(format!("{} at {}", entry.load.as_ref()?.peak.value, entry.name)));
    Some(TrialView {
        test: format!("Loss of zone {first}"),
        load: load.unwrap_or_else(|| "none: no entry point has a load".to_owned()),
        rationale: reserve(facts, zones.len()),
        run: vec![format!("kubectl drain {selector} --ignore-daemonsets --delete-emptydir-data")],
        watch: vec![format!("kubectl -n {} get pods -o wide --watch", facts.namespace())],
        pass: entry.map_or_else(|| vec!["all pods are ready again".to_owned()], |entry| promise(facts, entry)),
        undo: vec![format!("kubectl uncordon {selector}")],
    })
}

/// Who has a reserve for the loss of a zone, and for whom nothing is claimed.
fn reserve(facts: &Facts<'_>, zones: usize) -> String {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for (_, component, _, plan) in facts.running().filter(|(_, component, ..)| !component.kind.is_finite()) {
        let reason = match &plan.scale {
            Scale::Auto { max, .. } => facts.decision(max.id).filter(|decision| decision.grade != Grade::Assumed),
            _ => None,
        };
        match reason.map(|decision| &decision.reason) {
            Some(Reason::PodsForGrownPeak { zones, .. }) if *zones > 1 => with.push(component.name.to_string()),
            _ => without.push(component.name.to_string()),
        }
    }
    let mut text = format!("one of {zones} zones is drained, for everybody who has pods there");
    if !with.is_empty() {
        text = format!("{text}; the maxima of {} hold a reserve for it", with.join(", "));
    }
    if !without.is_empty() {
        text = format!("{text}; nothing is claimed for {}", without.join(", "));
    }
    text
}

/// The loss of what a cache holds.
fn caches(facts: &Facts<'_>) -> Vec<TrialView> {
    let mut trials = Vec::new();
    for (cache, view) in scaling::caches(facts) {
        let spared: Vec<String> = view
            .spares
            .iter()
            .map(|spared| {
                format!(
                    "{} gets {} from {} instead of {}",
                    spared.store, spared.peak_rate_without, spared.caller, spared.peak_rate
                )
            })
            .collect();
        let Some(plan) = pods_of(facts, &cache) else { continue };
        let kind = plan.workload.value.kind().to_lowercase();
        let namespace = facts.namespace();
        trials.push(TrialView {
            test: format!("Cold {cache}"),
            load: at_peak(facts, &format!("{} arrive at {cache}", view.peak_rate)),
            rationale: if spared.is_empty() {
                format!("{} lose what it holds: no `behind` says who is asked instead", view.users.join(", "))
            } else {
                spared.join("; ")
            },
            run: vec![format!("kubectl -n {namespace} rollout restart {kind}/{cache}")],
            watch: watch(facts, &[]),
            pass: survived(&cache, &view),
            undo: vec![format!("nothing to undo: {cache} fills again with use")],
        });
    }
    trials
}

/// Users go on, and what was spared stands what it is now asked.
fn survived(cache: &str, view: &scaling::CacheView) -> Vec<String> {
    let users =
        view.users.iter().map(|user| format!("{user} answers while {cache} is away, and no pod of it restarts"));
    let stores = view.spares.iter().map(|spared| {
        format!("{} answers {} of {} without a restart", spared.store, spared.peak_rate_without, spared.caller)
    });
    users.chain(stores).collect()
}

/// A backlog of messages.
fn backlogs(facts: &Facts<'_>) -> Vec<TrialView> {
    let mut trials = Vec::new();
    for call in &facts.architecture().calls {
        let CallKind::Consumes { queue, lag, .. } = &call.kind else { continue };
        let name = facts.target(Target::Component(call.from));
        let Some(plan) = pods_of(facts, name).filter(|plan| plan.workload.value == Workload::Deployment) else {
            continue;
        };
        let namespace = facts.namespace();
        let count = plan.scale.bounds().0;
        let pause = lag.as_ref().map_or_else(|| "60s".to_owned(), |lag| lag.value.to_string());
        let rate = facts.rate(call).map_or_else(|| "an unknown rate".to_owned(), |rate| rate.to_string());
        trials.push(TrialView {
            test: format!("Backlog of {queue}"),
            load: format!("{rate} into {}, nobody taking for {pause}", facts.target(call.to)),
            rationale: plan_reason(facts, plan),
            run: vec![
                format!("kubectl -n {namespace} scale deployment/{name} --replicas=0"),
                format!("sleep {}", pause.trim_end_matches('s')),
                format!("kubectl -n {namespace} scale deployment/{name} --replicas={count}"),
            ],
            watch: vec![
                format!("the number of messages in {queue}"),
                format!("kubectl -n {namespace} get deployment {name} --watch"),
            ],
            pass: vec![match lag {
                Some(lag) => {
                    format!("the oldest message is younger than {} again ({})", lag.value, facts.place(&lag.origin))
                }
                None => format!("the backlog shrinks; no lag is given for {name}"),
            }],
            undo: vec![format!("kubectl -n {namespace} scale deployment/{name} --replicas={count}")],
        });
    }
    trials
}

fn plan_reason(facts: &Facts<'_>, plan: &PodPlan) -> String {
    let id = match &plan.scale {
        Scale::Fixed(count) => Some(count.id),
        Scale::Auto { max, .. } => Some(max.id),
        Scale::Runs => None,
    };
    id.and_then(|id| facts.decision(id)).map_or_else(String::new, |decision| decision.reason.to_string())
}

/// The peak at the entry points, so that something follows inside.
fn at_peak(facts: &Facts<'_>, so_that: &str) -> String {
    let entries = facts.architecture().entry_points.iter();
    let peaks: Vec<String> =
        entries.filter_map(|entry| Some(format!("{} at {}", entry.load.as_ref()?.peak.value, entry.name))).collect();
    if peaks.is_empty() { so_that.to_owned() } else { format!("{}, so that {so_that}", peaks.join(" and ")) }
}

/// Callees that are declared optional, taken away.
fn without_optional(facts: &Facts<'_>) -> Vec<TrialView> {
    let mut trials = Vec::new();
    for call in facts.architecture().calls.iter().filter(|call| call.optional) {
        let (from, to) = (facts.target(Target::Component(call.from)), facts.target(call.to));
        let Some(plan) = pods_of(facts, to).filter(|plan| plan.workload.value == Workload::Deployment) else {
            continue;
        };
        if facts.architecture().find(to).is_some_and(|(_, component)| component.kind == ComponentType::Cache) {
            continue;
        }
        let namespace = facts.namespace();
        let scale = |count: u32| format!("kubectl -n {namespace} scale deployment/{to} --replicas={count}");
        let rate = facts.rate(call).map_or_else(|| "an unknown rate".to_owned(), |rate| rate.to_string());
        trials.push(TrialView {
            test: format!("{from} without {to}"),
            load: at_peak(facts, &format!("{from} calls {to} {rate}")),
            rationale: format!("the call is declared optional at {}", facts.place(&call.origin)),
            run: vec![scale(0)],
            watch: vec![format!("kubectl -n {namespace} get pods -l groundplan.dev/component={from} --watch")],
            pass: vec![match &call.timeout {
                Some(time) => format!("{from} keeps answering, later by {} at most", time.value),
                None => format!("{from} keeps answering; no timeout bounds how much later"),
            }],
            undo: vec![scale(plan.scale.bounds().0)],
        });
    }
    trials
}
