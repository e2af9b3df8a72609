//! The plan: every choice, with its reason. The only place where something is chosen.

mod decision;
mod deviations;
mod load;
mod model;
mod namespace;
mod nodes;
mod pins;
mod pods;
mod probes;
mod reason;
mod requirements;
mod resources;
mod scaling;
mod ways_in;

pub use decision::{Decided, Decision, Grade, Rejected, Setting};
pub use model::{
    Behavior, ComponentPlan, ContainerDefaults, Deviation, JobPlan, LoadPlan, Plan, PodPlan, PoolPlan, ProbePlan,
    Quota, Requirement, ResourcePlan, RolloutPlan, Scale, SidecarPlan, SpreadPlan, WayIn, Workload,
};
pub use pins::Pins;
pub use reason::Reason;

use crate::architecture::model::{Architecture, ComponentType};
use crate::catalog::Catalog;
use crate::diagnostics::Sink;
use crate::units::Rate;
use decision::{Basis, Ledger};
use load::Arrival;

/// Decides everything for one environment. There is always a plan; what cannot be kept goes to the sink.
pub fn plan(architecture: &Architecture, catalog: &Catalog, pins: &Pins, sink: &mut Sink) -> Plan {
    let Pins {} = pins;
    let mut ledger = Ledger::default();
    let platform = platform(architecture, &mut ledger);
    let arrivals = load::arrivals(architecture, sink);
    let mut components = Vec::new();
    for ((id, component), arrival) in architecture.ids().zip(&arrivals) {
        let load = load_plan(component.name.as_str(), component.origin.clone(), arrival, &mut ledger);
        let pods = pods::pods(&pods::Subject { architecture, id, component, arrival }, &mut ledger, sink).map(Box::new);
        components.push(ComponentPlan { load, pods });
    }
    let shared_disks: Vec<_> = architecture
        .shared_disks
        .iter()
        .map(|disk| ledger.show(&disk.name, Setting::DiskSize, disk.size.value, Basis::written(&disk.size)))
        .collect();
    let quota = namespace::quota(architecture, &components, &mut ledger);
    let container_defaults = namespace::container_defaults(architecture, &components, &mut ledger);
    let nodes = nodes::nodes(architecture, &components, &mut ledger, sink);
    let ways_in = ways_in::ways_in(architecture, &mut ledger);
    Plan {
        requires: requirements::requirements(architecture, &components, catalog),
        assumptions: assumptions(architecture, &arrivals, &components),
        deviations: deviations::deviations(architecture, &components),
        decisions: ledger.into_decisions(),
        components,
        quota,
        container_defaults,
        nodes,
        shared_disks,
        ways_in,
        platform,
    }
}

/// The version and the namespace.
fn platform(architecture: &Architecture, ledger: &mut Ledger) -> Vec<crate::kubernetes::DecisionId> {
    let subject = architecture.environment.as_str();
    let version = &architecture.platform.kubernetes;
    let namespace = &architecture.namespace;
    let source = crate::source::Sourced::new((), namespace.origin.clone());
    let shown = format!("{} ({})", namespace.name, if namespace.managed { "ours" } else { "of others" });
    vec![
        ledger.show(subject, Setting::KubernetesVersion, version.value, Basis::written(version)).id,
        ledger.decide(subject, Setting::Namespace, (), shown, Basis::written(&source)).id,
    ]
}

/// What arrives at a component, where it is known.
fn load_plan(name: &str, origin: crate::source::Origin, arrival: &Arrival, ledger: &mut Ledger) -> Option<LoadPlan> {
    if !arrival.known {
        return None;
    }
    let basis = |parts| Basis::computed(Reason::Propagated { parts }, &origin, Grade::Declared);
    let peak = ledger.show(name, Setting::PeakRate, Rate(arrival.peak), basis(arrival.parts.clone()));
    let mean = ledger.show(name, Setting::MeanRate, Rate(arrival.mean), basis(arrival.mean_parts.clone()));
    Some(LoadPlan { peak, mean, grown: Rate(arrival.grown) })
}

/// What is assumed because nothing was said.
fn assumptions(architecture: &Architecture, arrivals: &[Arrival], components: &[ComponentPlan]) -> Vec<String> {
    let mut assumptions = Vec::new();
    let default = |origin: &crate::source::Origin| matches!(origin, crate::source::Origin::Default(_));
    if default(&architecture.platform.kubernetes.origin) {
        assumptions.push(format!(
            "Kubernetes {}: the edition's version, because `platform.kubernetes` is missing",
            architecture.platform.kubernetes.value
        ));
    }
    if architecture.platform.zones.value.is_empty() {
        assumptions.push(
            "nothing is known of zones: pods are spread over nodes, and nothing is claimed about the loss of a zone"
                .to_owned(),
        );
    }
    if architecture.platform.dns_peer.is_none() {
        assumptions.push(
            "names are resolved by pods labeled `k8s-app: kube-dns` in `kube-system`; a cache on the nodes or a DNS of the provider needs `platform.peers.nodeLocalDns`"
                .to_owned(),
        );
    }
    for (component, arrival) in architecture.components.iter().zip(arrivals) {
        let Some(pods) = component.pods() else { continue };
        if component.kind.is_finite() || component.kind.is_store() {
            continue;
        }
        let worked = component.work.as_ref().is_some_and(|work| work.cpu.is_some());
        if arrival.known && !worked && component.kind == ComponentType::Service && pods.scaling.replicas.is_none() {
            assumptions.push(format!("{}: `perRequest.cpu` is missing, so its replicas are the starter's and nothing is claimed about its latency", component.name));
        }
        if pods.resources.memory.is_none() {
            assumptions.push(format!(
                "{}: `resources.memory` is missing, so its memory is the starter's 128Mi..256Mi",
                component.name
            ));
        }
    }
    assumptions.extend(ways_in::sockets_that_end(architecture, components));
    assumptions
}
