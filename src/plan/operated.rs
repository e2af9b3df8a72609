//! Stores that an operator runs in our namespace: how many members, what each asks for, and what must be there.

use super::decision::{Basis, Ledger, Setting};
use super::model::{MembersPlan, ResourcePlan};
use super::resources;
use crate::architecture::model::{Architecture, Component, Extra, Operated, RawKind};

/// The members of a store; none of what we, a provider or others run.
pub fn members(architecture: &Architecture, component: &Component, ledger: &mut Ledger) -> Option<MembersPlan> {
    let operated = component.operated()?;
    let name = component.name.as_str();
    let basis = Basis::written(&operated.replicas);
    Some(MembersPlan {
        count: ledger.show(name, Setting::Replicas, operated.replicas.value, basis),
        resources: resources::of_member(component, operated, architecture.posture, ledger),
    })
}

/// What is assumed of operators of which nothing is said.
pub fn assumptions(architecture: &Architecture) -> Vec<String> {
    let served = architecture.platform.api_server_peer.is_some();
    let mut assumptions = Vec::new();
    for component in &architecture.components {
        let (Some(operated), name) = (component.operated(), &component.name) else { continue };
        if operated.controller.is_none() {
            assumptions.push(format!(
                "{name}: its operator has no need to connect to the members, because `operator.controller` names nobody whom their policy would admit"
            ));
        }
        if !served {
            assumptions.push(format!(
                "{name}: its members have no need of the API server, because `platform.peers.apiServer` says no address that their policy would let them reach"
            ));
        }
    }
    assumptions
}

/// What the custom resource has to say, where none of the objects beside ours seems to be it.
pub fn requirement(architecture: &Architecture, component: &Component, plan: &MembersPlan) -> Option<String> {
    let operated = component.operated()?;
    if architecture.extra.iter().any(|extra| is_tied(extra, component.name.as_str(), operated)) {
        return None;
    }
    let labels: Vec<String> = operated.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let ResourcePlan { cpu_request, memory_request, .. } = &plan.resources;
    let (count, cpu, memory) = (plan.count.value, cpu_request.value, memory_request.value);
    let pods = if count == 1 { "1 pod".to_owned() } else { format!("{count} pods") };
    Some(format!(
        "makes the Service {} and {pods} labeled {}, each with requests of {cpu} CPU and {memory}",
        operated.host,
        labels.join(", ")
    ))
}

/// Whether an object seems to be the custom resource of a store: it is named as the component or as a label of the pods says, or
/// has the labels of the pods.
fn is_tied(extra: &Extra, name: &str, operated: &Operated) -> bool {
    let labels = extra.object.get("metadata").and_then(|metadata| metadata.get("labels"));
    let has = |key: &str, value: &str| {
        labels.and_then(|labels| labels.get(key)).is_some_and(|found| found.kind == RawKind::Text(value.to_owned()))
    };
    extra.name == name
        || operated.selector.values().any(|value| *value == extra.name)
        || operated.selector.iter().all(|(key, value)| has(key, value))
}
