//! Views: what the documents show, as typed records of plain text.

pub mod components;
pub mod decisions;
pub mod delivery;
pub mod demand;
pub mod environments;
pub mod measures;
pub mod network;
pub mod platform;
pub mod risks;
pub mod scaling;
pub mod security;
pub mod trials;

use super::facts::Facts;
use super::mermaid::{self, Diagram};
use crate::plan::{Grade, Setting};
use decisions::{Row, Topic, rows};
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

/// A picture of the path of requests.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathPicture {
    /// The entry point.
    pub entry: String,
    /// What it reaches.
    pub diagram: Diagram,
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

/// Everything that `Infrastructure_Requirements.md` shows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InfrastructureView {
    system: SystemView,
    summary: Summary,
    environments: BTreeMap<String, EnvironmentColumn>,
    sizes: Vec<SizeRow>,
    platform: platform::PlatformView,
    services: Vec<platform::ServiceView>,
    others: Vec<platform::OtherProvider>,
    platform_decisions: Vec<Row>,
    components: BTreeMap<String, components::ComponentView>,
    pools: Vec<platform::PoolView>,
    images: Vec<security::ImageView>,
    container_decisions: Vec<Row>,
    orchestration: Vec<Row>,
    connections: Vec<network::ConnectionView>,
    entries: Vec<network::EntryView>,
    externals: Vec<network::ExternalView>,
    identities: Vec<security::IdentityView>,
    secrets: Vec<security::SecretView>,
    exceptions: Vec<security::ExceptionView>,
    deviations: Vec<security::DeviationView>,
    requires: Vec<security::RequirementView>,
    assumptions: Vec<String>,
    assumed: String,
    risks: Vec<risks::RiskView>,
    diagram: Diagram,
    grouped: bool,
    paths: Vec<PathPicture>,
    isolation: String,
    encryption: String,
    pod_security: String,
    safeguards: Vec<security::SafeguardView>,
}

type EnvironmentColumn = environments::EnvironmentView;

/// A component's size in every environment.
#[derive(Clone, Debug, Serialize)]
pub struct SizeRow {
    /// The component.
    pub name: String,
    /// Replicas and requests, in the order of the environments.
    pub sizes: Vec<String>,
}

/// Gathers the infrastructure document.
pub fn infrastructure(facts: &Facts<'_>) -> InfrastructureView {
    let architecture = facts.architecture();
    let environments = environments::environments(facts.all, &architecture.environment);
    let nodes = architecture.components.len() + architecture.externals.len() + architecture.entry_points.len();
    let grouped = nodes > mermaid::MOST_NODES;
    InfrastructureView {
        system: system(facts),
        summary: summary(facts),
        sizes: sizes(&environments),
        environments,
        platform: platform::platform(facts),
        services: platform::services(facts),
        others: platform::others(facts),
        platform_decisions: rows(facts, decisions::of(facts, Topic::Platform)),
        components: components::components(facts),
        pools: platform::pools(facts),
        images: security::images(facts),
        container_decisions: rows(facts, decisions::of(facts, Topic::Containers)),
        orchestration: rows(facts, decisions::of(facts, Topic::Orchestration)),
        connections: network::connections(facts),
        entries: network::entries(facts),
        externals: network::externals(facts),
        identities: security::identities(facts),
        secrets: security::secrets(facts),
        exceptions: security::exceptions(facts),
        deviations: security::deviations(facts),
        requires: security::requirements(facts),
        assumptions: facts.plan().assumptions.clone(),
        assumed: assumed(facts),
        risks: risks::risks(facts),
        diagram: mermaid::architecture(facts),
        paths: if grouped { paths(facts) } else { Vec::new() },
        grouped,
        isolation: isolation(facts),
        encryption: network::encryption(facts),
        pod_security: pod_security(facts),
        safeguards: security::safeguards(facts),
    }
}

/// Every component of any environment, with its size in each.
fn sizes(environments: &BTreeMap<String, EnvironmentColumn>) -> Vec<SizeRow> {
    let mut names: Vec<&String> = environments.values().flat_map(|column| column.components.keys()).collect();
    names.sort();
    names.dedup();
    let size = |name: &String| {
        let columns = environments.values().map(|column| column.components.get(name));
        columns.map(|size| size.cloned().unwrap_or_else(|| "absent".to_owned())).collect()
    };
    names.into_iter().map(|name| SizeRow { name: name.clone(), sizes: size(name) }).collect()
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

/// How many decisions of each kind are graded assumed; empty where none is.
fn assumed(facts: &Facts<'_>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for decision in facts.plan().decisions.iter().filter(|decision| decision.grade == Grade::Assumed) {
        *counts.entry(decision.setting.word()).or_default() += 1;
    }
    let total: usize = counts.values().sum();
    let each: Vec<String> = counts.iter().map(|(word, count)| format!("{word} {count}")).collect();
    match total {
        0 => String::new(),
        _ => format!("{total} decisions rest on defaults and figures of the catalog: {}", each.join(", ")),
    }
}

/// The Pod Security level of the namespace.
fn pod_security(facts: &Facts<'_>) -> String {
    let namespace = &facts.architecture().namespace;
    if namespace.managed {
        format!("Pod Security `{}` is enforced on {}", facts.architecture().pod_security(), namespace.name)
    } else {
        format!("the Pod Security level of {} is its owner's", namespace.name)
    }
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

fn paths(facts: &Facts<'_>) -> Vec<PathPicture> {
    let entries = facts.architecture().entry_points.iter().enumerate();
    entries
        .map(|(at, entry)| PathPicture { entry: entry.name.clone(), diagram: mermaid::path(facts, at, entry) })
        .collect()
}

/// Everything that `Scalability_Architecture_Design.md` shows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScalabilityView {
    system: SystemView,
    summary: Summary,
    demand: BTreeMap<String, demand::DemandView>,
    rates: Vec<Row>,
    paths: Vec<PathPicture>,
    entries: Vec<network::EntryView>,
    autoscalers: BTreeMap<String, scaling::AutoscalerView>,
    behavior: Vec<Row>,
    targets: Vec<Row>,
    fixed: Vec<Row>,
    caches: BTreeMap<String, scaling::CacheView>,
    resources: Vec<Row>,
    allowance: scaling::AllowanceView,
    pools: Vec<platform::PoolView>,
    externals: Vec<network::ExternalView>,
    hot_spots: Vec<demand::HotSpot>,
    measures: Vec<measures::MeasureView>,
    delivery: Vec<Row>,
    spread: Vec<Row>,
    tests: Vec<trials::TrialView>,
    risks: Vec<risks::RiskView>,
    assumptions: Vec<String>,
    assumed: String,
}

/// Gathers the scalability document.
pub fn scalability(facts: &Facts<'_>) -> ScalabilityView {
    ScalabilityView {
        system: system(facts),
        summary: summary(facts),
        demand: demand::demand(facts),
        rates: rows(facts, decisions::about(facts, Setting::PeakRate)),
        paths: paths(facts),
        entries: network::entries(facts),
        autoscalers: scaling::autoscalers(facts),
        behavior: rows(facts, decisions::about(facts, Setting::ScalingBehavior)),
        targets: rows(facts, decisions::about(facts, Setting::CpuTarget)),
        fixed: rows(facts, scaling::fixed(facts)),
        caches: scaling::caches(facts),
        resources: rows(facts, decisions::of(facts, Topic::Resources)),
        allowance: scaling::allowance(facts),
        pools: platform::pools(facts),
        externals: network::externals(facts),
        hot_spots: demand::hot_spots(facts),
        measures: measures::measures(facts),
        delivery: rows(facts, decisions::of(facts, Topic::Delivery)),
        spread: rows(facts, decisions::about(facts, Setting::Spread)),
        tests: trials::trials(facts),
        risks: risks::risks(facts),
        assumptions: facts.plan().assumptions.clone(),
        assumed: assumed(facts),
    }
}
