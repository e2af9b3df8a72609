//! Components as tables show them, every figure as the plan has it.

use crate::architecture::model::{Body, Component, Disruption};
use crate::document::facts::Facts;
use crate::plan::{ComponentPlan, PodPlan, Scale};
use serde::Serialize;
use std::collections::BTreeMap;

/// One component.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ComponentView {
    /// Service, worker, database and so on.
    pub kind: String,
    /// The store's product.
    pub engine: Option<String>,
    /// Who runs it, and as what.
    pub runs: String,
    /// How many pods: `3`, `2..9`, `per run`.
    pub replicas: String,
    /// What its container is given; none where others run it.
    pub container: Option<ContainerView>,
    /// Arrivals at the peak.
    pub peak_rate: String,
    /// Arrivals in the mean.
    pub mean_rate: String,
    /// Where it is written.
    pub source: String,
}

/// The container of a component.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerView {
    /// The image.
    pub image: String,
    /// CPU request.
    pub cpu_request: String,
    /// CPU limit.
    pub cpu_limit: String,
    /// Memory request.
    pub memory_request: String,
    /// Memory limit.
    pub memory_limit: String,
    /// Disks, each with its path and size.
    pub disks: Vec<String>,
    /// Readiness check.
    pub readiness: String,
    /// Disruption budget.
    pub disruption: String,
    /// How new pods replace old ones.
    pub rollout: String,
    /// Over what pods are spread.
    pub spread: String,
    /// Seconds to end.
    pub grace: String,
    /// User, group and group of volumes.
    pub user: String,
    /// Whether the root file system can be written.
    pub root: String,
}

/// All components of the lead environment, by name.
pub fn components(facts: &Facts<'_>) -> BTreeMap<String, ComponentView> {
    facts.components().map(|(_, component, plan)| (component.name.to_string(), view(facts, component, plan))).collect()
}

fn view(facts: &Facts<'_>, component: &Component, plan: &ComponentPlan) -> ComponentView {
    let load = plan.load.as_ref();
    let unknown = || "unknown".to_owned();
    ComponentView {
        kind: component.kind.to_string(),
        engine: component.engine.map(|engine| engine.name.to_owned()),
        runs: runs(component, plan),
        replicas: replicas(component, plan),
        container: plan.pods.as_ref().and_then(|pods| container(facts, component, pods)),
        peak_rate: load.map_or_else(unknown, |load| load.peak.value.to_string()),
        mean_rate: load.map_or_else(unknown, |load| load.mean.value.to_string()),
        source: facts.place(&component.origin),
    }
}

/// Who runs a component, and as what.
pub fn runs(component: &Component, plan: &ComponentPlan) -> String {
    match (&component.body, &plan.pods) {
        (Body::Pods(pods), Some(plan)) => {
            let zone = pods.time_zone.as_ref().map_or_else(String::new, |zone| format!(" {}", zone.value));
            let schedule = pods.schedule.as_ref().map(|schedule| format!(", {}{zone}", schedule.value));
            format!("{}{}", plan.workload.value.kind(), schedule.unwrap_or_default())
        }
        (Body::Pods(_), None) => "pods".to_owned(),
        (Body::Managed(managed), _) => {
            let tier = managed.tier.as_ref().map_or_else(String::new, |tier| format!(", {tier}"));
            format!("managed by the provider at {}:{}{tier}", managed.host, managed.port)
        }
        (Body::Operated(operated), _) => {
            format!("run by an operator in our namespace, reached as {}:{}", operated.host, operated.port)
        }
        (Body::Observed(observed), _) => format!("run by others, reached as {}", observed.host),
    }
}

/// How many pods a component has.
pub fn replicas(component: &Component, plan: &ComponentPlan) -> String {
    match (&component.body, plan.pods.as_ref().map(|pods| &pods.scale)) {
        (_, Some(Scale::Fixed(count))) => count.value.to_string(),
        (_, Some(Scale::Auto(auto))) => format!("{}..{}", auto.min.value, auto.max.value),
        (_, Some(Scale::PerNode(nodes))) => format!("one on each of {}..{} nodes", nodes.value.0, nodes.value.1),
        (_, Some(Scale::Runs)) => "per run".to_owned(),
        (Body::Observed(observed), None) => {
            observed.replicas.map_or_else(|| "unknown".to_owned(), |count| count.to_string())
        }
        (Body::Operated(operated), None) => operated.replicas.value.to_string(),
        (_, None) => "not ours".to_owned(),
    }
}

fn container(facts: &Facts<'_>, component: &Component, plan: &PodPlan) -> Option<ContainerView> {
    let pods = component.pods()?;
    let none = || "none".to_owned();
    let decided = |id| facts.decision(id).map_or_else(none, |decision| decision.value.clone());
    let resources = &plan.resources;
    let sizes = pods.disks.iter().zip(&plan.disks);
    Some(ContainerView {
        image: pods.image.value.to_string(),
        cpu_request: resources.cpu_request.value.to_string(),
        cpu_limit: resources.cpu_limit.as_ref().map_or_else(none, |limit| limit.value.to_string()),
        memory_request: resources.memory_request.value.to_string(),
        memory_limit: resources.memory_limit.as_ref().map_or_else(none, |limit| limit.value.to_string()),
        disks: sizes.map(|(disk, size)| format!("{} {}", disk.path, size.value)).collect(),
        readiness: plan.readiness.as_ref().map_or_else(none, |probe| decided(probe.id)),
        disruption: plan.disruption.as_ref().map_or_else(none, |budget| amount(budget.value)),
        rollout: plan.rollout.as_ref().map_or_else(none, |rollout| decided(rollout.id)),
        spread: plan.spread.as_ref().map_or_else(none, |spread| decided(spread.id)),
        grace: format!("{}s", plan.grace.value),
        user: decided(plan.user),
        root: if pods.mounted.writable_root { "writable" } else { "read-only" }.to_owned(),
    })
}

/// A number of pods or a percentage, as Kubernetes writes it.
fn amount(amount: Disruption) -> String {
    match amount {
        Disruption::Pods(count) => count.to_string(),
        Disruption::Percent(percent) => format!("{percent}%"),
    }
}
