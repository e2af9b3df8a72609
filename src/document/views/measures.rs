//! Measures: what makes the system fast, what is in place and what is still to do.

use super::{call_measures, demand, scaling};
use crate::architecture::model::{CallKind, Component, ComponentId};
use crate::document::facts::Facts;
use crate::plan::{ComponentPlan, Grade};
use serde::Serialize;
use std::collections::BTreeMap;

/// One measure.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MeasureView {
    /// What is done.
    pub measure: String,
    /// `in place`, or `to do`.
    pub status: String,
    /// The objects that it changes.
    pub objects: Vec<String>,
    /// The settings that it changes.
    pub settings: Vec<String>,
    /// Who is affected.
    pub affected: Vec<String>,
    /// Why, in figures of this system.
    pub rationale: String,
    /// Commands that show that it works.
    pub verify: Vec<String>,
    /// How it is taken back.
    pub undo: String,
}

/// All measures: those in place first.
pub fn measures(facts: &Facts<'_>) -> Vec<MeasureView> {
    let mut measures = autoscaling(facts);
    measures.extend(caching(facts));
    measures.extend(call_measures::optional(facts));
    measures.extend(hottest(facts));
    measures.extend(unknown_work(facts));
    measures.extend(unknown_memory(facts));
    measures.extend(call_measures::timeouts(facts));
    measures.extend(call_measures::retries(facts));
    measures.extend(call_measures::balance(facts));
    measures
}

pub fn top(facts: &Facts<'_>, names: &[String]) -> Vec<String> {
    let shown = names.iter().take(MOST_SHOWN);
    shown.map(|name| format!("kubectl -n {} top pod -l groundplan.dev/component={name}", facts.namespace())).collect()
}

/// Commands for the same thing are shown for so many components at most.
const MOST_SHOWN: usize = 5;

/// Autoscalers with the same target are one measure.
fn autoscaling(facts: &Facts<'_>) -> Vec<MeasureView> {
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut measures = Vec::new();
    for (name, view) in scaling::autoscalers(facts) {
        if view.triggers.is_empty() {
            alike.entry(view.cpu_target).or_default().push(name);
        } else {
            measures.push(by_triggers(facts, name, &view));
        }
    }
    let namespace = facts.namespace();
    for (target, names) in alike {
        let bounds = names.iter().filter_map(|name| {
            let (min, max) = facts.pods_of(name)?.scale.bounds();
            Some(format!("{name} {min}..{max}"))
        });
        measures.push(MeasureView {
            measure: format!("Add pods when CPU use passes {target} of the request"),
            status: "in place".to_owned(),
            objects: names.iter().map(|name| format!("HorizontalPodAutoscaler/{name}")).collect(),
            settings: names.iter().map(|name| format!("components.{name}.scaling")).collect(),
            rationale: format!(
                "between bounds that the autoscalers give with their reasons: {}",
                bounds.collect::<Vec<_>>().join(", ")
            ),
            verify: vec![format!("kubectl -n {namespace} get hpa {}", names.join(" "))],
            undo: format!(
                "write `scaling: N` at {} and build again: the autoscaler goes, the number stays",
                or_each(&names)
            ),
            affected: names,
        });
    }
    measures
}

/// An autoscaler that holds something else than CPU alone.
fn by_triggers(facts: &Facts<'_>, name: String, view: &scaling::AutoscalerView) -> MeasureView {
    let namespace = facts.namespace();
    let mut verify = vec![format!("kubectl -n {namespace} get hpa --selector groundplan.dev/component={name}")];
    if view.object.starts_with("ScaledObject/") {
        verify.insert(0, format!("kubectl -n {namespace} get scaledobject {name}"));
    }
    MeasureView {
        measure: format!("Let pods of {name} follow {}", view.triggers.join(" and ")),
        status: "in place".to_owned(),
        objects: vec![view.object.clone()],
        settings: vec![format!("components.{name}.scaling")],
        rationale: format!("between {} and {} pods: {}", view.minimum, view.maximum, view.maximum_formula),
        verify,
        undo: format!("write `scaling: N` at `{name}` and build again: the autoscaler goes, the number stays"),
        affected: vec![name],
    }
}

fn or_each(names: &[String]) -> String {
    match names {
        [one] => format!("`{one}`"),
        _ => "the component".to_owned(),
    }
}

/// A cache in front of a store.
fn caching(facts: &Facts<'_>) -> Vec<MeasureView> {
    let mut measures = Vec::new();
    for (cache, view) in scaling::caches(facts) {
        for spared in &view.spares {
            measures.push(MeasureView {
                measure: format!(
                    "Answer {} of the calls from {} to {} from {cache}",
                    spared.hit_ratio, spared.caller, spared.store
                ),
                status: "in place".to_owned(),
                objects: vec![cache.clone()],
                settings: vec![format!(
                    "components.{}.calls.{}.behind, hitRatio ({})",
                    spared.caller, spared.store, spared.source
                )],
                affected: vec![spared.caller.clone(), spared.store.clone()],
                rationale: format!(
                    "{} gets {} at the peak instead of {}",
                    spared.store, spared.peak_rate, spared.peak_rate_without
                ),
                verify: hits(facts, &cache, &view.engine, &view.runs),
                undo: format!(
                    "remove `behind` at that call: {} is then planned for {}",
                    spared.store, spared.peak_rate_without
                ),
            });
        }
    }
    measures
}

/// The command that shows hits and misses.
fn hits(facts: &Facts<'_>, cache: &str, engine: &str, runs: &str) -> Vec<String> {
    let client = match engine {
        "redis" => "redis-cli",
        "valkey" => "valkey-cli",
        "memcached" => return memcached_hits(facts, cache, runs),
        _ => return vec![format!("hits and misses in the statistics of {cache}")],
    };
    match runs {
        "Deployment" | "StatefulSet" => {
            let kind = runs.to_lowercase();
            vec![format!("kubectl -n {} exec {kind}/{cache} -- {client} info stats", facts.namespace())]
        }
        _ => vec![format!("keyspace_hits and keyspace_misses of {cache}, in the provider's console")],
    }
}

/// The statistics of memcached, whose image has no client.
fn memcached_hits(facts: &Facts<'_>, cache: &str, runs: &str) -> Vec<String> {
    if runs != "Deployment" {
        return vec![format!("get_hits and get_misses of {cache}, in the provider's console")];
    }
    let talk = r"exec 3<>/dev/tcp/127.0.0.1/11211; printf 'stats\r\nquit\r\n' >&3; cat <&3";
    vec![format!("kubectl -n {} exec deployment/{cache} -- bash -c \"{talk}\"", facts.namespace())]
}

/// The component that takes the most CPU at the peak.
fn hottest(facts: &Facts<'_>) -> Option<MeasureView> {
    let spots = demand::hot_spots(facts);
    let first = spots.first()?;
    let others: Vec<String> =
        spots.iter().skip(1).take(2).map(|spot| format!("{} {}", spot.component, spot.cpu)).collect();
    let rest = if others.is_empty() { String::new() } else { format!("; next are {}", others.join(", ")) };
    Some(MeasureView {
        measure: format!("Profile {} first", first.component),
        status: "to do".to_owned(),
        objects: vec![first.component.clone()],
        settings: vec![format!("components.{}.perRequest.cpu ({})", first.component, first.source)],
        affected: vec![first.component.clone()],
        rationale: format!("it takes most of the CPU at the peak: {} = {}{rest}", first.formula, first.cpu),
        verify: top(facts, std::slice::from_ref(&first.component)),
        undo: "write the old figure back: replicas and requests follow from it".to_owned(),
    })
}

/// Services whose work per request nobody has written down.
fn unknown_work(facts: &Facts<'_>) -> Option<MeasureView> {
    let unknown = |(_, component, plan): &(ComponentId, &Component, &ComponentPlan)| {
        let services = !component.kind.is_finite() && !component.kind.is_store() && component.pods().is_some();
        services && plan.load.is_some() && component.work.as_ref().is_none_or(|work| work.cpu.is_none())
    };
    let consumes = |id: ComponentId| {
        facts.architecture().calls_from(id).any(|call| matches!(call.kind, CallKind::Consumes { .. }))
    };
    let names: Vec<String> = facts
        .components()
        .filter(unknown)
        .filter(|(id, _, _)| !consumes(*id))
        .map(|(_, component, _)| component.name.to_string())
        .collect();
    (!names.is_empty()).then(|| MeasureView {
        measure: "Measure the CPU time of a request where it is unknown".to_owned(),
        status: "to do".to_owned(),
        objects: names.clone(),
        settings: names.iter().map(|name| format!("components.{name}.perRequest.cpu")).collect(),
        rationale:
            "their replicas do not follow from the load, and nothing is claimed about the latency of paths through them"
                .to_owned(),
        verify: top(facts, &names),
        undo: "remove the figure: the number of pods no longer follows from the load".to_owned(),
        affected: names,
    })
}

/// Components whose memory is a figure of the starter or the catalog.
fn unknown_memory(facts: &Facts<'_>) -> Option<MeasureView> {
    let assumed = |id| facts.decision(id).is_some_and(|decision| decision.grade == Grade::Assumed);
    let unknown = facts.running().filter(|(_, _, _, plan)| assumed(plan.resources.memory_request.id));
    let names: Vec<String> = unknown.map(|(_, component, _, _)| component.name.to_string()).collect();
    (!names.is_empty()).then(|| MeasureView {
        measure: "Measure memory where it is assumed".to_owned(),
        status: "to do".to_owned(),
        objects: names.clone(),
        settings: names.iter().map(|name| format!("components.{name}.resources.memory")).collect(),
        rationale: "a limit that is too low kills the pod under load; one that is too high takes nodes for nothing"
            .to_owned(),
        verify: top(facts, &names),
        undo: "remove the figure: request and limit go back to the assumed ones".to_owned(),
        affected: names,
    })
}
