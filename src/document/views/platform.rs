//! The platform: cluster, nodes, services of the provider, and what another provider would ask for.

use crate::architecture::model::{Body, Gateway, Pool};
use crate::catalog::{Catalog, Instance, Provider};
use crate::document::facts::Facts;
use crate::plan::{Plan, Reason};
use serde::Serialize;

/// What the lead environment runs on.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlatformView {
    /// Whose cloud it is.
    pub provider: String,
    /// Where that is written.
    pub provider_source: String,
    /// The region.
    pub region: String,
    /// The zones.
    pub zones: Vec<String>,
    /// Where the zones are written.
    pub zones_source: String,
    /// The Kubernetes minor version.
    pub kubernetes: String,
    /// The Gateway API bundle.
    pub gateway_api: String,
    /// The namespace.
    pub namespace: String,
    /// Whether the manifests make it.
    pub namespace_managed: bool,
    /// How strict the manifests are.
    pub posture: String,
    /// What it may cost.
    pub budget: String,
    /// What it costs.
    pub cost: String,
}

/// The nodes of a pool.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolView {
    /// The pool.
    pub name: String,
    /// Instance types.
    pub instance_types: Vec<String>,
    /// What pods may use of the smallest node: CPU and memory.
    pub node_cpu: String,
    /// What pods may use of the smallest node.
    pub node_memory: String,
    /// The fewest and the most nodes that are allowed.
    pub allowed: String,
    /// Nodes that the requests of the fewest pods take.
    pub at_fewest_pods: String,
    /// Nodes that the requests of the most pods take.
    pub at_most_pods: String,
    /// How the latter is computed.
    pub formula: String,
    /// CPU requests at the fewest and the most pods.
    pub cpu_requests: String,
    /// Memory requests at the fewest and the most pods.
    pub memory_requests: String,
    /// Where it is written.
    pub source: String,
}

/// A service of the provider, or what stands in its place.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// What it is for.
    pub purpose: String,
    /// What was chosen.
    pub choice: String,
    /// Why.
    pub rationale: String,
    /// Where it is written.
    pub source: String,
}

/// What a move to another provider would change.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OtherProvider {
    /// The provider.
    pub provider: String,
    /// What of this blueprint does not fit there.
    pub changes: Vec<String>,
    /// What it would cost.
    pub cost: String,
}

/// The platform of the lead environment.
pub fn platform(facts: &Facts<'_>) -> PlatformView {
    let architecture = facts.architecture();
    let platform = &architecture.platform;
    PlatformView {
        provider: platform.provider.value.to_string(),
        provider_source: facts.place(&platform.provider.origin),
        region: platform.region.as_ref().map_or_else(|| "unknown".to_owned(), |region| region.value.clone()),
        zones: platform.zones.value.clone(),
        zones_source: facts.place(&platform.zones.origin),
        kubernetes: platform.kubernetes.value.to_string(),
        gateway_api: platform.gateway_api.value.to_string(),
        namespace: architecture.namespace.name.clone(),
        namespace_managed: architecture.namespace.managed,
        posture: architecture.posture.to_string(),
        budget: architecture.budget.as_ref().map_or_else(|| "none given".to_owned(), |money| money.value.to_string()),
        cost: cost(facts.plan()),
    }
}

/// What a month costs, and what is not in it.
pub fn cost(plan: &Plan) -> String {
    let decision = plan.cost.as_ref().and_then(|cost| plan.decision(cost.id));
    match decision.map(|decision| (&decision.value, &decision.reason)) {
        Some((shown, Reason::SumOfPrices { unpriced, .. })) => format!("{shown}, without {}", unpriced.join(", ")),
        _ => "unknown".to_owned(),
    }
}

/// The pools of the lead environment.
pub fn pools(facts: &Facts<'_>) -> Vec<PoolView> {
    facts.architecture().platform.pools.iter().map(|pool| view(facts, pool)).collect()
}

fn view(facts: &Facts<'_>, pool: &Pool) -> PoolView {
    let unknown = || "unknown".to_owned();
    let plan = facts.plan().nodes.iter().find(|plan| plan.pool == pool.name);
    let least = plan.and_then(|plan| plan.at_least.as_ref());
    let most = plan.and_then(|plan| plan.at_most.as_ref());
    let formula = most.and_then(|most| facts.decision(most.id)).map(|decision| decision.reason.to_string());
    PoolView {
        name: pool.name.clone(),
        instance_types: pool.instance_types.clone(),
        node_cpu: pool.cpu.map_or_else(unknown, |cpu| cpu.to_string()),
        node_memory: pool.memory.map_or_else(unknown, |memory| memory.to_string()),
        allowed: pool.nodes.map_or_else(unknown, |nodes| nodes.to_string()),
        at_fewest_pods: least.map_or_else(unknown, |nodes| nodes.value.to_string()),
        at_most_pods: most.map_or_else(unknown, |nodes| nodes.value.to_string()),
        formula: formula.unwrap_or_else(unknown),
        cpu_requests: plan.map_or_else(unknown, |plan| super::environments::between(plan.cpu.0, plan.cpu.1)),
        memory_requests: plan.map_or_else(unknown, |plan| super::environments::between(plan.memory.0, plan.memory.1)),
        source: facts.place(&pool.origin),
    }
}

/// The provider's services that are used, one by one.
pub fn services(facts: &Facts<'_>) -> Vec<ServiceView> {
    let platform = &facts.architecture().platform;
    let mut services = vec![ServiceView {
        purpose: "cluster".to_owned(),
        choice: cluster(platform.provider.value, &platform.kubernetes.value.to_string()),
        rationale: format!("`platform.provider: {}` of the blueprint", platform.provider.value),
        source: facts.place(&platform.provider.origin),
    }];
    for pool in &platform.pools {
        services.push(ServiceView {
            purpose: format!("nodes of pool {}", pool.name),
            choice: if pool.instance_types.is_empty() { "as given".to_owned() } else { pool.instance_types.join(", ") },
            rationale: "the instance types that the blueprint names, the smallest of which has to hold every pod"
                .to_owned(),
            source: facts.place(&pool.origin),
        });
    }
    services.extend(stores(facts));
    services
}

fn cluster(provider: Provider, minor: &str) -> String {
    let product = match provider {
        Provider::Aws => "Amazon EKS",
        Provider::Gcp => "Google GKE",
        Provider::Azure => "Azure AKS",
        Provider::Generic => "a conformant cluster",
    };
    format!("{product}, Kubernetes {minor}")
}

/// Stores: managed ones, and disks of those that run here.
fn stores(facts: &Facts<'_>) -> Vec<ServiceView> {
    let mut services = Vec::new();
    for (_, component, _) in facts.components() {
        let source = facts.place(&component.origin);
        match &component.body {
            Body::Managed(managed) => services.push(ServiceView {
                purpose: format!("{} {}", component.kind, component.name),
                choice: format!(
                    "managed{} at {}:{}",
                    managed.tier.as_ref().map_or_else(String::new, |tier| format!(" {tier}")),
                    managed.host,
                    managed.port
                ),
                rationale: "the provider runs it, so no pod and no disk here; whether it is replicated and backed up depends on its tier, and nothing is claimed about that"
                    .to_owned(),
                source,
            }),
            Body::Operated(operated) => services.push(ServiceView {
                purpose: format!("{} {}", component.kind, component.name),
                choice: format!("run by an operator at {}:{}", operated.host, operated.port),
                rationale: "an operator makes pods and disks from its custom resource; how it replicates and takes over is its own, and nothing is claimed about that"
                    .to_owned(),
                source,
            }),
            Body::Pods(pods) if !pods.disks.is_empty() => services.push(ServiceView {
                purpose: format!("disks of {}", component.name),
                choice: pods
                    .disks
                    .iter()
                    .map(|disk| {
                        disk.class.as_ref().map_or("the cluster's default StorageClass", |class| class.as_str())
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
                rationale: "a disk must follow its pod to another node".to_owned(),
                source,
            }),
            _ => {}
        }
    }
    services
}

/// What each other provider would ask of this blueprint.
pub fn others(facts: &Facts<'_>) -> Vec<OtherProvider> {
    let chosen = facts.architecture().platform.provider.value;
    let candidates = Provider::ALL.into_iter().filter(|provider| *provider != chosen);
    candidates
        .map(|provider| OtherProvider {
            provider: provider.to_string(),
            changes: changes(facts, provider),
            cost: "unknown".to_owned(),
        })
        .collect()
}

fn changes(facts: &Facts<'_>, provider: Provider) -> Vec<String> {
    let platform = &facts.architecture().platform;
    let mut changes = Vec::new();
    if let Some(region) = platform.region.as_ref().filter(|region| !provider.is_region(&region.value)) {
        changes.push(format!("another region than {}, and its zones", region.value));
    }
    for pool in &platform.pools {
        changes.extend(nodes(provider, platform.provider.value, pool));
    }
    changes.extend(gateways(facts, provider));
    for component in &facts.architecture().components {
        if let Body::Managed(_) = component.body {
            changes.push(format!("{}: a managed store there, and its data moved", component.name));
        }
    }
    changes
}

/// The smallest machine that offers pods as much as the pool's.
fn nodes(provider: Provider, chosen: Provider, pool: &Pool) -> Option<String> {
    let types = pool.instance_types.first()?;
    let (cpu, memory) = (pool.cpu?, pool.memory?);
    if provider == Provider::Generic {
        return Some(format!("pool {}: {cpu} CPU and {memory} for pods on a node instead of {types}", pool.name));
    }
    let now = Catalog::embedded().instance(chosen, types)?;
    let enough = |other: &&Instance| {
        let kind = (other.arch, other.class, other.gpus) == (now.arch, now.class, now.gpus);
        kind && other.cpu >= now.cpu && other.memory >= now.memory
    };
    let smallest = Catalog::embedded()
        .instances(provider)
        .filter(enough)
        .min_by_key(|other| (other.cpu, other.memory, std::cmp::Reverse(other.allocatable_cpu), other.name));
    Some(match smallest {
        Some(other) => format!(
            "pool {}: {} ({} CPU, {} for pods) instead of {types} ({cpu}, {memory})",
            pool.name, other.name, other.allocatable_cpu, other.allocatable_memory
        ),
        None => format!("pool {}: no known machine has {} cores and {}", pool.name, now.cpu, now.memory),
    })
}

/// Ways in whose class does not exist there.
fn gateways(facts: &Facts<'_>, provider: Provider) -> Vec<String> {
    let known = provider.facts().gateway_classes;
    let mut changes = Vec::new();
    for entry in &facts.architecture().entry_points {
        let Gateway::Class(class) = &entry.gateway.value else { continue };
        if known.iter().any(|known| known.name == class) {
            continue;
        }
        let names: Vec<&str> = known.iter().filter(|known| known.public).map(|known| known.name).collect();
        changes.push(format!("{}: a Gateway class of {} instead of {class}", entry.name, names.join(" or ")));
    }
    changes
}
