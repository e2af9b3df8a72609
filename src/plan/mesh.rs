//! Which pods join the mesh of the platform, and what their proxies take.

use super::decision::{Basis, Decided, Ledger, Setting};
use super::model::ResourcePlan;
use super::resources;
use crate::architecture::model::{Architecture, Component};

/// What the proxy in a pod asks for, where the mesh puts one there.
pub fn proxy(architecture: &Architecture, ledger: &mut Ledger) -> Option<ResourcePlan> {
    let mesh = architecture.platform.mesh.as_ref()?;
    mesh.facts().proxy.as_ref()?;
    let subject = format!("{}/proxy of the mesh", architecture.environment);
    Some(resources::of_sidecar(&subject, &mesh.proxy, 0, architecture.posture, ledger))
}

/// Whether the pods of a component join the mesh; nothing where there is none.
pub fn joins(architecture: &Architecture, component: &Component, ledger: &mut Ledger) -> Option<Decided<bool>> {
    let mesh = architecture.platform.mesh.as_ref()?;
    let name = component.name.as_str();
    if !mesh.takes(component) {
        let why = "what runs to its end stays out: its first call would race with the start of a proxy, and its end with the proxy's";
        return Some(ledger.decide(
            name,
            Setting::Mesh,
            false,
            format!("not in {}", mesh.kind.value),
            Basis::design(why),
        ));
    }
    let shown = format!("in {}", mesh.kind.value);
    Some(ledger.decide(name, Setting::Mesh, true, shown, Basis::written(&mesh.kind)))
}

/// What holds in a mesh and cannot be seen in the manifests.
pub fn assumptions(architecture: &Architecture) -> Vec<String> {
    let Some(mesh) = &architecture.platform.mesh else { return Vec::new() };
    let mut assumptions = Vec::new();
    if let Some(tunnel) = mesh.facts().tunnel {
        assumptions.push(format!(
            "{}: pods of the mesh speak by port {tunnel}, whatever port they ask for, so between them network policies tell callers apart, but not ports",
            mesh.kind.value
        ));
    }
    if architecture.components.iter().any(|component| !mesh.takes(component)) {
        assumptions.push(format!(
            "{}: jobs and crons speak in clear, so whatever they call takes that (no STRICT, no deny by default)",
            mesh.kind.value
        ));
    }
    assumptions
}
