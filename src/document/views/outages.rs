//! Tests that take something away: a zone, a cache, consumers, optional callees.

use super::scaling;
use super::trials::{TrialView, promise, watch};
use crate::architecture::model::{CallKind, ComponentType, Target};
use crate::document::escape::word;
use crate::document::facts::Facts;
use crate::plan::{Grade, PodPlan, Reason, Scale, Workload};

/// The loss of a zone, where there are several.
pub fn zone(facts: &Facts<'_>) -> Option<TrialView> {
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
            Scale::Auto(auto) => facts.decision(auto.max.id).filter(|decision| decision.grade != Grade::Assumed),
            _ => None,
        };
        match reason.map(|decision| &decision.reason) {
            Some(Reason::PodsForGrownPeak { zones, .. } | Reason::PodsForRequests { zones, .. }) if *zones > 1 => {
                with.push(component.name.to_string());
            }
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
pub fn caches(facts: &Facts<'_>) -> Vec<TrialView> {
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
        let Some(plan) = facts.pods_of(&cache) else { continue };
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
pub fn backlogs(facts: &Facts<'_>) -> Vec<TrialView> {
    let mut trials = Vec::new();
    for call in &facts.architecture().calls {
        let CallKind::Consumes { queue, lag, .. } = &call.kind else { continue };
        let name = facts.target(Target::Component(call.from));
        let Some(plan) = facts.pods_of(name).filter(|plan| plan.workload.value == Workload::Deployment) else {
            continue;
        };
        let namespace = facts.namespace();
        let (hold, release) = hold(namespace, name, &plan.scale);
        let pause = lag.as_ref().map_or_else(|| "60s".to_owned(), |lag| lag.value.to_string());
        let rate = facts.rate(call).map_or_else(|| "an unknown rate".to_owned(), |rate| rate.to_string());
        trials.push(TrialView {
            test: format!("Backlog of {queue}"),
            load: format!("{rate} into {}, nobody taking for {pause}", facts.target(call.to)),
            rationale: plan_reason(facts, plan),
            run: vec![hold.clone(), format!("sleep {}", pause.trim_end_matches('s')), release.clone()],
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
            undo: vec![release],
        });
    }
    trials
}

/// The commands that take all pods of a consumer away, and bring them back. KEDA would undo the first at once: it is paused.
fn hold(namespace: &str, name: &str, scale: &Scale) -> (String, String) {
    if matches!(scale, Scale::Auto(auto) if auto.events.is_some()) {
        let annotate =
            format!("kubectl -n {namespace} annotate scaledobject/{name} autoscaling.keda.sh/paused-replicas");
        return (format!("{annotate}=0 --overwrite"), format!("{annotate}-"));
    }
    let scaled = |count: u32| format!("kubectl -n {namespace} scale deployment/{name} --replicas={count}");
    (scaled(0), scaled(scale.bounds().0))
}

fn plan_reason(facts: &Facts<'_>, plan: &PodPlan) -> String {
    let id = match &plan.scale {
        Scale::Fixed(count) => Some(count.id),
        Scale::Auto(auto) => Some(auto.max.id),
        Scale::PerNode(nodes) => Some(nodes.id),
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
pub fn without_optional(facts: &Facts<'_>) -> Vec<TrialView> {
    let mut trials = Vec::new();
    for call in facts.architecture().calls.iter().filter(|call| call.optional) {
        // Nobody can be tried without itself.
        if call.to == Target::Component(call.from) {
            continue;
        }
        let (from, to) = (facts.target(Target::Component(call.from)), facts.target(call.to));
        let Some(plan) = facts.pods_of(to).filter(|plan| plan.workload.value == Workload::Deployment) else {
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
            undo: vec![scale(plan.scale.bounds().0.max(1))],
        });
    }
    trials
}
