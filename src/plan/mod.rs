//! The plan: every choice, with its reason. The only place where something is chosen.

mod backends;
mod cost;
mod decision;
mod deviations;
mod events;
mod load;
mod mesh;
mod model;
mod namespace;
mod nodes;
mod operated;
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
    AutoScale, BackendPlan, Behavior, ComponentPlan, ContainerDefaults, Cost, Deviation, Events, Fallback, JobPlan,
    LoadPlan, MembersPlan, Parameter, Plan, PodPlan, PoolPlan, ProbePlan, Quota, REQUESTS_METRIC, Requirement,
    ResourcePlan, RolloutPlan, Scale, SidecarPlan, SpreadPlan, Trigger, WayIn, Workload,
};
pub use pins::Pins;
pub use reason::Reason;

use crate::architecture::backlog::measured;
use crate::architecture::model::{Architecture, CallKind, Component, ComponentId, ComponentType, Pods};
use crate::catalog::Catalog;
use crate::diagnostics::Sink;
use crate::source::Origin;
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
    let proxy = mesh::proxy(architecture, &mut ledger);
    for ((id, component), arrival) in architecture.ids().zip(&arrivals) {
        let load = load_plan(component.name.as_str(), component.origin.clone(), arrival, &mut ledger);
        let pods = pods::pods(
            &pods::Subject { architecture, id, component, arrival, proxy: proxy.as_ref() },
            &mut ledger,
            sink,
        )
        .map(Box::new);
        let members = operated::members(architecture, component, &mut ledger).map(Box::new);
        components.push(ComponentPlan { load, pods, members });
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
    let cost = cost::cost(architecture, &components, &nodes, &mut ledger, sink);
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
        cost,
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
    let mut decisions = vec![
        ledger.show(subject, Setting::KubernetesVersion, version.value, Basis::written(version)).id,
        ledger.decide(subject, Setting::Namespace, (), shown, Basis::written(&source)).id,
    ];
    let asks = |pods: &Pods| pods.access.as_ref().is_some_and(|access| access.cloud.is_some());
    if architecture.components.iter().filter_map(Component::pods).any(asks) {
        let identity = &architecture.platform.identity;
        decisions.push(ledger.show(subject, Setting::CloudIdentity, identity.value, Basis::written(identity)).id);
    }
    decisions
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
    for ((id, component), arrival) in architecture.ids().zip(arrivals) {
        let Some(pods) = component.pods() else { continue };
        if component.kind.is_finite() || component.kind.is_store() {
            continue;
        }
        assumed_of_scaling(architecture, id, component, &mut assumptions);
        let by_starter = pods.scaling.replicas.is_none() && pods.scaling.requests.is_none();
        let worked = component.work.as_ref().is_some_and(|work| work.cpu.is_some());
        if arrival.known && !worked && component.kind == ComponentType::Service && by_starter {
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
    assumptions.extend(operated::assumptions(architecture));
    assumptions.extend(mesh::assumptions(architecture));
    assumptions
}

/// What programs must do so that their autoscaler sees something.
fn assumed_of_scaling(
    architecture: &Architecture,
    id: ComponentId,
    component: &Component,
    assumptions: &mut Vec<String>,
) {
    let name = &component.name;
    if component.pods().is_some_and(|pods| pods.scaling.requests.is_some()) {
        assumptions.push(format!(
            "{name}: its pods count requests, and an adapter gives them as `{REQUESTS_METRIC}`: without the metric the number of pods stays"
        ));
    }
    for backlog in measured(architecture, id) {
        let CallKind::Consumes { queue, group, .. } = &backlog.call.kind else { continue };
        let broker = &backlog.broker.name;
        if let (Some(what), Origin::Default(_)) = (backlog.meter.group, &group.origin) {
            assumptions.push(format!(
                "{name}: its program takes from `{queue}` of {broker} as the {what} `{}`: `consumes.{broker}.group` says otherwise",
                group.value
            ));
        }
        match backlog.meter.trigger {
            "kafka" => assumptions.push(format!(
                "{name}: `{queue}` of {broker} has as many partitions as {name} may have pods: KEDA starts no more consumers than there are partitions"
            )),
            "rabbitmq" if backlog.asks_engine_port() => assumptions.push(format!(
                "{broker}: its image has the management plugin, which KEDA asks at port {} for the messages that wait, as a user who may monitor",
                backlog.port.port
            )),
            _ => {}
        }
    }
}
