//! Environments side by side.

use super::components::replicas;
use crate::document::Compiled;
use crate::plan::Scale;
use crate::units::MilliCpu;
use serde::Serialize;
use std::collections::BTreeMap;

/// One environment among the others.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnvironmentView {
    /// Whether it is the one described in depth.
    pub lead: bool,
    /// Its namespace.
    pub namespace: String,
    /// Whether the namespace is made by the manifests.
    pub namespace_managed: bool,
    /// Whose cloud it is.
    pub provider: String,
    /// The region.
    pub region: String,
    /// The zones.
    pub zones: Vec<String>,
    /// The Kubernetes minor version.
    pub kubernetes: String,
    /// The folder that is applied.
    pub directory: String,
    /// Pods at the fewest and the most.
    pub pods: String,
    /// CPU requests at the fewest and the most pods, by pool.
    pub cpu_requests: Vec<String>,
    /// Memory requests at the fewest and the most pods, by pool.
    pub memory_requests: Vec<String>,
    /// Nodes, by pool.
    pub nodes: Vec<String>,
    /// Load of the entry points.
    pub entry_points: BTreeMap<String, String>,
    /// Components: replicas and requests.
    pub components: BTreeMap<String, String>,
    /// What is changed by hand.
    pub changes: String,
    /// What it may cost.
    pub budget: String,
    /// What it costs.
    pub cost: String,
    /// The number of assumptions.
    pub assumptions: usize,
}

/// All environments by name.
pub fn environments(all: &[Compiled], lead: &str) -> BTreeMap<String, EnvironmentView> {
    let one = |compiled: &Compiled| {
        let name = compiled.architecture.environment.clone();
        (name.clone(), view(compiled, name == lead))
    };
    all.iter().map(one).collect()
}

fn view(compiled: &Compiled, lead: bool) -> EnvironmentView {
    let (architecture, plan) = (&compiled.architecture, &compiled.plan);
    let platform = &architecture.platform;
    let unknown = || "unknown".to_owned();
    EnvironmentView {
        lead,
        namespace: architecture.namespace.name.clone(),
        namespace_managed: architecture.namespace.managed,
        provider: platform.provider.value.to_string(),
        region: platform.region.as_ref().map_or_else(unknown, |region| region.value.clone()),
        zones: platform.zones.value.clone(),
        kubernetes: platform.kubernetes.value.to_string(),
        directory: directory(compiled),
        pods: pods(compiled),
        cpu_requests: plan.nodes.iter().map(|pool| cores(&pool.pool, pool.cpu)).collect(),
        memory_requests: plan.nodes.iter().map(|pool| pooled(&pool.pool, pool.memory.0, pool.memory.1)).collect(),
        nodes: plan.nodes.iter().filter_map(nodes).collect(),
        entry_points: architecture.entry_points.iter().map(|entry| (entry.name.clone(), load(entry))).collect(),
        components: sizes(compiled),
        changes: super::changes::summary(architecture),
        budget: architecture.budget.as_ref().map_or_else(|| "none given".to_owned(), |money| money.value.to_string()),
        cost: super::platform::cost(plan),
        assumptions: plan.assumptions.len(),
    }
}

/// The folder of an environment below the output directory.
pub fn directory(compiled: &Compiled) -> String {
    format!("output/{}/{}", compiled.architecture.blueprint, compiled.architecture.environment)
}

fn pods(compiled: &Compiled) -> String {
    let bounds = compiled.plan.components.iter().filter_map(|component| component.pods.as_ref());
    let lasting = bounds.filter(|pods| !matches!(pods.scale, Scale::Runs));
    // As for the requests, the members that an operator runs count among them.
    let members = compiled.plan.components.iter().filter_map(|component| component.members.as_ref());
    let members = members.map(|members| (members.count.value, members.count.value));
    let steady = lasting.map(|pods| pods.scale.bounds()).chain(members);
    let (fewest, most) =
        steady.fold((0u64, 0u64), |sum, bounds| (sum.0 + u64::from(bounds.0), sum.1 + u64::from(bounds.1)));
    between(fewest, most)
}

/// One figure where both ends are equal, else both.
pub fn between<T: PartialEq + Copy + std::fmt::Display>(low: T, high: T) -> String {
    if low == high { low.to_string() } else { format!("{low}..{high}") }
}

fn pooled<T: PartialEq + Copy + std::fmt::Display>(pool: &str, low: T, high: T) -> String {
    let figure = between(low, high);
    if pool.is_empty() { figure } else { format!("{pool} {figure}") }
}

/// CPU at the fewest and the most pods, both in the same unit.
fn cores(pool: &str, (low, high): (MilliCpu, MilliCpu)) -> String {
    if low.0 % 1000 == 0 && high.0 % 1000 == 0 {
        return pooled(pool, low, high);
    }
    pooled(pool, format!("{}m", low.0).as_str(), format!("{}m", high.0).as_str())
}

fn nodes(pool: &crate::plan::PoolPlan) -> Option<String> {
    Some(pooled(&pool.pool, pool.at_least.as_ref()?.value, pool.at_most.as_ref()?.value))
}

fn load(entry: &crate::architecture::model::EntryPoint) -> String {
    match &entry.load {
        Some(load) => {
            let mean = load.mean.as_ref().map_or_else(String::new, |mean| format!(", mean {}", mean.value));
            format!("peak {}{mean}", load.peak.value)
        }
        None => "load unknown".to_owned(),
    }
}

/// Replicas and requests of every component.
fn sizes(compiled: &Compiled) -> BTreeMap<String, String> {
    let all = compiled.architecture.components.iter().zip(&compiled.plan.components);
    all.map(|(component, plan)| {
        let count = replicas(component, plan);
        let of_members = plan.members.as_ref().map(|members| &members.resources);
        let resources = plan.pods.as_ref().map(|pods| &pods.resources).or(of_members);
        let size = resources.map_or_else(String::new, |resources| {
            format!(" x {} / {}", resources.cpu_request.value, resources.memory_request.value)
        });
        (component.name.to_string(), format!("{count}{size}"))
    })
    .collect()
}
