//! Views: what the documents show, as typed records of plain text.

pub mod attacks;
pub mod call_measures;
pub mod changes;
pub mod components;
pub mod connections;
pub mod containers;
pub mod decisions;
pub mod delivery;
pub mod demand;
pub mod environments;
pub mod markdown;
pub mod measures;
pub mod network;
pub mod outages;
pub mod platform;
pub mod risks;
pub mod scaling;
pub mod security;
pub mod trials;

use super::facts::Facts;
use serde::Serialize;
use std::collections::BTreeMap;

/// What the whole is called.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SystemView {
    /// The blueprint's name.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Version of the whole.
    pub version: String,
    /// The team that answers for it.
    pub owner: String,
    /// What it is for.
    pub description: String,
    /// The environment that is described in depth.
    pub lead: String,
    /// All environments.
    pub environments: Vec<String>,
}

/// The whole in one paragraph of figures.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Components by kind.
    pub parts: String,
    /// Where it runs.
    pub place: String,
    /// What arrives and what is promised, for each entry point.
    pub demand: Vec<String>,
    /// Pods and nodes.
    pub size: String,
    /// How well founded it is.
    pub grades: String,
}

/// What the whole is called.
pub fn system(facts: &Facts<'_>) -> SystemView {
    let architecture = facts.architecture();
    let said = |text: &Option<String>| text.clone().unwrap_or_else(|| "not said".to_owned());
    SystemView {
        name: architecture.blueprint.to_string(),
        title: architecture.title.clone().unwrap_or_else(|| architecture.blueprint.to_string()),
        version: said(&architecture.version),
        owner: said(&architecture.owner),
        description: said(&architecture.description),
        lead: architecture.environment.clone(),
        environments: facts.all.iter().map(|compiled| compiled.architecture.environment.clone()).collect(),
    }
}

/// The figures of the whole.
pub fn summary(facts: &Facts<'_>) -> Summary {
    let architecture = facts.architecture();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    for component in &architecture.components {
        *kinds.entry(component.kind.word()).or_default() += 1;
    }
    let mut parts: Vec<String> = kinds.iter().map(|(word, count)| counted(*count, word)).collect();
    parts.push(counted(architecture.externals.len(), "external"));
    let platform = platform::platform(facts);
    let zones = platform.zones.len();
    let zones = if zones == 0 { "zones unknown".to_owned() } else { counted(zones, "zone") };
    let mut grades: BTreeMap<String, usize> = BTreeMap::new();
    for decision in &facts.plan().decisions {
        *grades.entry(decision.grade.to_string()).or_default() += 1;
    }
    let grades: Vec<String> = grades.iter().map(|(grade, count)| format!("{count} {grade}")).collect();
    Summary {
        parts: parts.join(", "),
        place: format!("{} {}, {zones}, namespace {}", platform.provider, platform.region, platform.namespace),
        demand: demands(facts),
        size: size(facts),
        grades: format!("{} decisions: {}", facts.plan().decisions.len(), grades.join(", ")),
    }
}

fn counted(count: usize, word: &str) -> String {
    match (count, word.strip_suffix('y')) {
        (1, _) => format!("1 {word}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {word}s"),
    }
}

fn demands(facts: &Facts<'_>) -> Vec<String> {
    let all = demand::demand(facts).into_iter();
    all.map(|(name, view)| {
        let mean = if view.mean == "unknown" { String::new() } else { format!(" ({} in the mean)", view.mean) };
        let later = if view.growth == "none given" {
            String::new()
        } else {
            format!(", {} after {}", view.peak_at_horizon, view.growth)
        };
        format!("{name}: peak {}{mean}{later}; availability {}, latency {}", view.peak, view.availability, view.latency)
    })
    .collect()
}

fn size(facts: &Facts<'_>) -> String {
    let all = environments::environments(std::slice::from_ref(facts.lead), &facts.architecture().environment);
    let Some(lead) = all.values().next() else { return String::new() };
    let nodes = if lead.nodes.is_empty() { "unknown".to_owned() } else { lead.nodes.join(", ") };
    format!(
        "{} pods, CPU requests {}, memory requests {}, nodes {nodes}",
        lead.pods,
        lead.cpu_requests.join(", "),
        lead.memory_requests.join(", ")
    )
}

/// What the plan assumes, and every value that rests on a default or a figure of the catalog.
pub fn assumptions(facts: &Facts<'_>) -> Vec<String> {
    let mut all = facts.plan().assumptions.clone();
    for group in decisions::assumed(facts) {
        let whom = facts.scope(&group.subjects);
        let whom = if whom.is_empty() { group.subjects.join(", ") } else { whom };
        all.push(format!("{} {} for {whom}: {}", group.setting, group.value, group.rationale));
    }
    all
}

/// How the namespace is closed.
pub fn isolation(facts: &Facts<'_>) -> String {
    let shared = |emitted: &&crate::kubernetes::Emitted| {
        emitted.component.is_none() && emitted.object.type_meta().1 == "NetworkPolicy"
    };
    let objects = facts.lead.bundle.objects().iter();
    let denies: Vec<String> =
        objects.filter(shared).map(|emitted| format!("`{}`", emitted.object.identity())).collect();
    let whom = if facts.architecture().namespace.managed {
        "every pod of the namespace"
    } else {
        "the pods of this blueprint"
    };
    match denies.as_slice() {
        [] => "No object closes the namespace.".to_owned(),
        names => format!("{} denies {whom} everything that the tables below do not allow.", names.join(", ")),
    }
}
