//! What the two Markdown documents show.

use super::decisions::{self, Row, Topic, rows};
use super::{Summary, SystemView, isolation, summary, system};
use super::{
    components, connections, containers, demand, environments, measures, network, platform, risks, scaling, security,
    trials,
};
use crate::document::facts::Facts;
use crate::document::mermaid::{self, Diagram};
use crate::plan::{Grade, Setting};
use serde::Serialize;
use std::collections::BTreeMap;

/// A picture of the path of requests.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PathPicture {
    /// The entry point.
    pub entry: String,
    /// What it reaches.
    pub diagram: Diagram,
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
    images: Vec<containers::ImageView>,
    container_decisions: Vec<Row>,
    orchestration: Vec<Row>,
    connections: Vec<connections::ConnectionView>,
    entries: Vec<network::EntryView>,
    externals: Vec<network::ExternalView>,
    identities: Vec<containers::IdentityView>,
    secrets: Vec<security::SecretView>,
    exceptions: Vec<security::ExceptionView>,
    deviations: Vec<security::DeviationView>,
    changes: Option<super::changes::ChangesView>,
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
    safeguards: Vec<containers::SafeguardView>,
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
        images: containers::images(facts),
        container_decisions: rows(facts, decisions::of(facts, Topic::Containers)),
        orchestration: rows(facts, decisions::of(facts, Topic::Orchestration)),
        connections: connections::connections(facts),
        entries: network::entries(facts),
        externals: network::externals(facts),
        identities: containers::identities(facts),
        secrets: security::secrets(facts),
        exceptions: security::exceptions(facts),
        deviations: security::deviations(facts),
        changes: Some(super::changes::changes(facts)).filter(|changes| changes.summary != "none"),
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
        safeguards: containers::safeguards(facts),
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
        targets: rows(facts, scaling::targets(facts)),
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
