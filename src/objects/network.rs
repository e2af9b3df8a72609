//! Network policies: nobody speaks with anybody, but for the edges of the graph.

use super::Subject;
use super::container::transport;
use super::labels::{COMPONENT, label_selector, metadata, namespaced, of_the_whole};
use super::mesh;
use super::peers;
use super::record::Record;
use super::shared;
use crate::architecture::model::{
    Access, Architecture, Call, CalledPort, Component, ComponentId, IdentityMode, Peer, Posture, Target, Transport,
};
use crate::kubernetes::Emitted;
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The policy that isolates: all pods of a namespace of ours, else only the pods that are ours.
pub fn default_deny(architecture: &Architecture) -> Emitted {
    let ours = architecture.namespace.managed;
    let name = if ours { "default-deny".to_owned() } else { format!("{}-default-deny", architecture.blueprint) };
    let exists =
        metav1::LabelSelectorRequirement { key: COMPONENT.to_owned(), operator: "Exists".to_owned(), values: None };
    let pod_selector = metav1::LabelSelector { match_expressions: (!ours).then(|| vec![exists]), ..Default::default() };
    let object = networkingv1::NetworkPolicy {
        metadata: namespaced(architecture, &name, of_the_whole(architecture, &name)),
        spec: Some(networkingv1::NetworkPolicySpec {
            pod_selector: Some(pod_selector),
            policy_types: Some(both()),
            ..Default::default()
        }),
    };
    shared(
        object,
        "_shared/networkpolicy-default-deny.yaml".to_owned(),
        &architecture.namespace.origin,
        Record::default(),
    )
}

pub(super) fn both() -> Vec<String> {
    vec!["Ingress".to_owned(), "Egress".to_owned()]
}

/// The policy of one component with all its edges.
pub fn policy(subject: &Subject<'_>) -> Emitted {
    let object = networkingv1::NetworkPolicy {
        metadata: metadata(subject, subject.name()),
        spec: Some(networkingv1::NetworkPolicySpec {
            egress: Some(egress(subject)),
            ingress: ingress(subject),
            pod_selector: Some(label_selector(subject.name())),
            policy_types: Some(both()),
        }),
    };
    subject.emitted(object, "networkpolicy", Record::default())
}

/// Who may come in: callers, and the gateway for what is exposed.
fn ingress(subject: &Subject<'_>) -> Option<Vec<networkingv1::NetworkPolicyIngressRule>> {
    let architecture = subject.architecture;
    let mut rules = from_callers(architecture, subject.id);
    for (entry, route) in architecture.routes_to(subject.id) {
        if let Some(peer) = architecture.peer_of(entry) {
            let ports = policy_ports(std::slice::from_ref(&route.port));
            rules.push(between_pods(architecture, peers::peer(&peer), ports));
        }
    }
    if let (Some(metrics), Some(peer)) = (&subject.pods.metrics, &architecture.platform.metrics_peer) {
        rules.push(between_pods(architecture, peers::peer(&peer.value), Some(vec![tcp(metrics.port)])));
    }
    rules.extend(asked_by_keda(architecture, subject.id, subject.asked));
    rules.extend(let_in(architecture, subject.component));
    rules.extend(mesh::ingress(subject));
    for port in subject.component.ports.iter().filter(|port| port.host_port.is_some()) {
        // Whoever sends to the node keeps its own address, which nobody here knows.
        let from = peers::peer(&Peer::Cidrs(vec!["0.0.0.0/0".to_owned()]));
        rules.push(rule_from(from, Some(vec![policy_port(port.target, port.protocol)])));
    }
    let mut rules = distinct(rules);
    if rules.is_empty() && architecture.posture == Posture::Strict {
        // Scanners count a policy without a rule as none: a component may speak with itself.
        rules.push(rule_from(vec![peers::of_component(subject.name())], None));
    }
    (!rules.is_empty()).then_some(rules)
}

/// Whoever calls a component.
pub(super) fn from_callers(
    architecture: &Architecture,
    id: ComponentId,
) -> Vec<networkingv1::NetworkPolicyIngressRule> {
    let rule = |call: &Call| {
        // Nobody of ours runs the pods of a component that others run; they are still selected where they are.
        let caller = architecture.component(call.from)?;
        let from = peers::answering(caller);
        let ports = mesh::from_caller(architecture, caller, &from, policy_ports(&call.ports));
        Some(rule_from(from, ports))
    };
    architecture.calls_to(id).filter_map(rule).collect()
}

/// KEDA, where it asks a broker for the length of its queues.
pub(super) fn asked_by_keda<'a>(
    architecture: &'a Architecture,
    id: ComponentId,
    asked: &'a [(ComponentId, CalledPort)],
) -> impl Iterator<Item = networkingv1::NetworkPolicyIngressRule> + 'a {
    let peer = architecture.platform.keda_peer.as_ref();
    let ports = asked.iter().filter(move |(broker, _)| *broker == id).map(|(_, port)| port);
    ports.filter_map(move |port| {
        Some(between_pods(architecture, peers::peer(&peer?.value), policy_ports(std::slice::from_ref(port))))
    })
}

/// The parties of the platform that ports let in by name.
pub(super) fn let_in<'a>(
    architecture: &'a Architecture,
    component: &'a Component,
) -> impl Iterator<Item = networkingv1::NetworkPolicyIngressRule> + 'a {
    architecture.let_in(component).map(|(port, _, peer)| {
        let ports = Some(vec![policy_port(port.target, port.protocol)]);
        between_pods(architecture, peers::peer(&peer.value), ports)
    })
}

/// A rule for whoever may be in the mesh as well.
fn between_pods(
    architecture: &Architecture,
    from: Vec<networkingv1::NetworkPolicyPeer>,
    ports: Option<Vec<networkingv1::NetworkPolicyPort>>,
) -> networkingv1::NetworkPolicyIngressRule {
    let ports = mesh::through(architecture, &from, ports);
    rule_from(from, ports)
}

pub(super) fn rule_from(
    from: Vec<networkingv1::NetworkPolicyPeer>,
    ports: Option<Vec<networkingv1::NetworkPolicyPort>>,
) -> networkingv1::NetworkPolicyIngressRule {
    networkingv1::NetworkPolicyIngressRule { from: Some(from), ports }
}

/// Whom it may call: DNS, callees, externals.
fn egress(subject: &Subject<'_>) -> Vec<networkingv1::NetworkPolicyEgressRule> {
    let mut rules = to_callees(subject.architecture, subject.id);
    rules.extend(access(subject));
    rules.extend(mesh::egress(subject));
    distinct(rules)
}

/// DNS, and whatever a component calls.
pub(super) fn to_callees(architecture: &Architecture, id: ComponentId) -> Vec<networkingv1::NetworkPolicyEgressRule> {
    let dns_ports = ["UDP", "TCP"].map(|protocol| networkingv1::NetworkPolicyPort {
        port: Some(IntOrString::Int(53)),
        protocol: Some(protocol.to_owned()),
        ..Default::default()
    });
    let mut rules = vec![networkingv1::NetworkPolicyEgressRule {
        ports: Some(dns_ports.to_vec()),
        to: Some(peers::dns(architecture)),
    }];
    for call in architecture.calls_from(id) {
        let to = match call.to {
            Target::Component(id) => architecture.component(id).map(peers::answering),
            Target::External(id) => architecture.externals.get(id.0).map(peers::outside),
        };
        let Some(to) = to.filter(|to| !to.is_empty()) else { continue };
        let ports = policy_ports(&call.ports);
        let ports = match architecture.component(id) {
            Some(caller) => mesh::from_caller(architecture, caller, &to, ports),
            None => ports,
        };
        rules.push(networkingv1::NetworkPolicyEgressRule { ports, to: Some(to) });
    }
    rules
}

/// The API server, where it is known. Policies look behind the Service: providers listen on 443, others on 6443.
pub(super) fn to_api_server(architecture: &Architecture) -> Option<networkingv1::NetworkPolicyEgressRule> {
    let server = architecture.platform.api_server_peer.as_ref()?;
    Some(rule_to(peers::peer(&server.value), &[443, 6443]))
}

pub(super) fn rule_to(
    to: Vec<networkingv1::NetworkPolicyPeer>,
    ports: &[u16],
) -> networkingv1::NetworkPolicyEgressRule {
    networkingv1::NetworkPolicyEgressRule { ports: Some(all_tcp(ports)), to: Some(to) }
}

/// What rights at the API and an identity of the cloud need: the API server, and whoever on the node tells pods who they are.
fn access(subject: &Subject<'_>) -> Vec<networkingv1::NetworkPolicyEgressRule> {
    let access = subject.pods.access.as_ref();
    let asks = subject.pods.migration.is_some() || access.is_some_and(Access::calls_api);
    let mut rules: Vec<_> = asks.then(|| to_api_server(subject.architecture)).flatten().into_iter().collect();
    if access.is_some_and(|access| access.cloud.is_some()) {
        for (network, port) in tellers(subject.architecture.platform.identity.value) {
            rules.push(rule_to(peers::peer(&Peer::Cidrs(vec![(*network).to_owned()])), &[*port]));
        }
    }
    rules
}

/// Where pods of Google Cloud ask who they are: the metadata server, and the one of Workload Identity behind it
/// (documentation of GKE on network policies and Workload Identity Federation, read 2026-11).
const METADATA_OF_GOOGLE: &[(&str, u16)] = &[("169.254.169.252/32", 988), ("169.254.169.254/32", 80)];

/// Where pods of EKS ask who they are: the agent of Pod Identity on their node (documentation of EKS, "Set up the Amazon EKS Pod
/// Identity Agent", read 2026-11).
const AGENT_OF_EKS: &[(&str, u16)] = &[("169.254.170.23/32", 80), ("fd00:ec2::23/128", 80)];

/// Whom pods ask who they are in the cloud.
fn tellers(mode: IdentityMode) -> &'static [(&'static str, u16)] {
    match mode {
        IdentityMode::GkeWorkloadIdentity => METADATA_OF_GOOGLE,
        IdentityMode::EksPodIdentity => AGENT_OF_EKS,
        // A token for an endpoint of the cloud, which is an external.
        IdentityMode::Irsa | IdentityMode::AzureWorkloadIdentity | IdentityMode::None => &[],
    }
}

/// Ports of TCP.
pub(super) fn all_tcp(ports: &[u16]) -> Vec<networkingv1::NetworkPolicyPort> {
    ports.iter().map(|port| tcp(*port)).collect()
}

fn tcp(port: u16) -> networkingv1::NetworkPolicyPort {
    policy_port(port, Transport::Tcp)
}

fn policy_port(port: u16, protocol: Transport) -> networkingv1::NetworkPolicyPort {
    networkingv1::NetworkPolicyPort {
        port: Some(IntOrString::Int(i32::from(port))),
        protocol: Some(transport(protocol).to_owned()),
        ..Default::default()
    }
}

/// Every rule once, in their order.
pub(super) fn distinct<T: PartialEq>(rules: Vec<T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::with_capacity(rules.len());
    for rule in rules {
        if !kept.contains(&rule) {
            kept.push(rule);
        }
    }
    kept
}

/// Container ports: that is where policies look.
fn policy_ports(ports: &[CalledPort]) -> Option<Vec<networkingv1::NetworkPolicyPort>> {
    let made = |port: &CalledPort| networkingv1::NetworkPolicyPort {
        port: Some(IntOrString::Int(i32::from(port.target))),
        protocol: Some(transport(port.protocol).to_owned()),
        ..Default::default()
    };
    (!ports.is_empty()).then(|| ports.iter().map(made).collect())
}
