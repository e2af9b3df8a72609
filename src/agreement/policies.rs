//! Calls against policies: who is declared to speak with whom must be able to.

use crate::architecture::model::{Architecture, Body, Call, CalledPort, Peer, Port, Target, Transport};
use crate::bundle::Bundle;
use crate::diagnostics::codes::agreement as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::kubernetes::Object;
use crate::plan::Plan;
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// Labels of pods.
type Labels = BTreeMap<String, String>;

/// What the bundle says of pods and policies.
struct Network<'a> {
    /// Labels of the pods of every component.
    pods: BTreeMap<&'a str, &'a Labels>,
    /// Policies by the component that they are for, and those for all.
    own: BTreeMap<&'a str, Vec<&'a networkingv1::NetworkPolicySpec>>,
    /// Policies that belong to no component.
    shared: Vec<&'a networkingv1::NetworkPolicySpec>,
}

/// The other end of a connection.
enum End<'a> {
    /// Pods of our namespace with these labels.
    Pods(&'a Labels),
    /// Pods of another namespace.
    Elsewhere(&'a str, &'a Labels),
    /// A network.
    Network(&'a str),
    /// Any public address.
    Public,
}

/// Checks every call, every route, every question that KEDA asks, and whom ports let in by name.
pub fn check(architecture: &Architecture, plan: &Plan, bundle: &Bundle, sink: &mut Sink) {
    let network = Network::of(architecture, bundle);
    for call in &architecture.calls {
        check_call(architecture, call, &network, sink);
    }
    asked_by_keda(architecture, plan, &network, sink);
    let_in(architecture, &network, sink);
    for entry in &architecture.entry_points {
        let Some(peer) = architecture.peer_of(entry) else { continue };
        for route in &entry.routes {
            let Some(component) = architecture.component(route.to) else { continue };
            let name = component.name.as_str();
            let ends = gateway_ends(&peer);
            let passes = ends.iter().all(|end| network.admits(name, end, std::slice::from_ref(&route.port)));
            if !passes {
                cut(&format!("entry point {}", entry.name), name, route.origin.span(), sink);
            }
        }
    }
}

/// Who asks brokers for the length of their queues must reach them.
fn asked_by_keda(architecture: &Architecture, plan: &Plan, network: &Network<'_>, sink: &mut Sink) {
    for (id, port) in plan.asked_by_keda() {
        let Some(broker) = architecture.component(id) else { continue };
        let ends = architecture.platform.keda_peer.as_ref().map(|peer| gateway_ends(&peer.value)).unwrap_or_default();
        let name = broker.name.as_str();
        let passes = ends.iter().all(|end| network.admits(name, end, std::slice::from_ref(&port)));
        if ends.is_empty() || !passes {
            cut("KEDA", name, broker.origin.span(), sink);
        }
    }
}

/// Whom a port lets in by name must reach it.
fn let_in(architecture: &Architecture, network: &Network<'_>, sink: &mut Sink) {
    for component in &architecture.components {
        let name = component.name.as_str();
        for (port, party, peer) in architecture.let_in(component) {
            let Port { name: port_name, target, protocol, .. } = port;
            let port = CalledPort { name: port_name.clone(), port: *target, target: *target, protocol: *protocol };
            let passes =
                gateway_ends(&peer.value).iter().all(|end| network.admits(name, end, std::slice::from_ref(&port)));
            if !passes {
                cut(&party.value, name, party.origin.span(), sink);
            }
        }
    }
}

fn gateway_ends(peer: &Peer) -> Vec<End<'_>> {
    match peer {
        Peer::Cidrs(networks) => networks.iter().map(|network| End::Network(network)).collect(),
        Peer::Pods { namespace, labels } => vec![End::Elsewhere(namespace, labels)],
    }
}

/// Both ends of a call must let it pass.
fn check_call(architecture: &Architecture, call: &Call, network: &Network<'_>, sink: &mut Sink) {
    let Some(caller) = architecture.component(call.from) else { return };
    let from = caller.name.as_str();
    let (to, ends) = match call.to {
        Target::Component(id) => {
            let Some(answering) = architecture.component(id) else { return };
            let to = answering.name.as_str();
            let ends: Vec<End<'_>> = match &answering.body {
                Body::Pods(_) => network.pods.get(to).map(|labels| End::Pods(labels)).into_iter().collect(),
                Body::Managed(managed) => managed.cidrs.iter().map(|network| End::Network(network)).collect(),
                Body::Operated(operated) => vec![End::Pods(&operated.selector)],
                Body::Observed(observed) => match &observed.namespace {
                    Some(namespace) => vec![End::Elsewhere(namespace, &observed.selector)],
                    None => vec![End::Pods(&observed.selector)],
                },
            };
            (to, ends)
        }
        Target::External(id) => {
            let Some(external) = architecture.externals.get(id.0) else { return };
            let networks: Vec<End<'_>> = external.cidrs.iter().map(|network| End::Network(network)).collect();
            (external.name.as_str(), if networks.is_empty() { vec![End::Public] } else { networks })
        }
    };
    let ours = caller.pods().is_some() || caller.operated().is_some();
    let leaves = !ours || ends.iter().all(|end| network.releases(from, end, &call.ports));
    let arrives = match (network.pods.get(to), network.pods.get(from)) {
        (Some(_), Some(labels)) => network.admits(to, &End::Pods(labels), &call.ports),
        _ => true,
    };
    if !(leaves && arrives) {
        cut(from, to, call.origin.span(), sink);
    }
}

fn cut(from: &str, to: &str, span: Option<crate::source::Span>, sink: &mut Sink) {
    let message = format!("the emitted policies would cut `{from}` off from `{to}`");
    let mut problem = Diagnostic::nowhere(&codes::CALL_CUT, message)
        .help("mend the patch or the extra object that changes the policies; without one, report it as a fault of the compiler");
    problem.span = span;
    sink.push(problem);
}

impl<'a> Network<'a> {
    fn of(architecture: &'a Architecture, bundle: &'a Bundle) -> Self {
        let mut network = Self { pods: BTreeMap::new(), own: BTreeMap::new(), shared: Vec::new() };
        // Of pods that an operator makes nothing is known but what selects them.
        let operated = architecture.components.iter();
        let operated = operated.filter_map(|one| Some((one.name.as_str(), &one.operated()?.selector)));
        network.pods.extend(operated);
        for emitted in bundle.objects() {
            if let (Some(name), Some(labels)) = (
                &emitted.component,
                emitted.object.pod_template().and_then(|template| template.metadata.as_ref()?.labels.as_ref()),
            ) {
                network.pods.insert(name, labels);
            }
            let Object::NetworkPolicy(policy) = &emitted.object else { continue };
            let Some(spec) = &policy.spec else { continue };
            match &emitted.component {
                Some(name) => network.own.entry(name).or_default().push(spec),
                None => network.shared.push(spec),
            }
        }
        network
    }

    /// The policies that select the pods of a component.
    fn policies(&self, name: &str) -> impl Iterator<Item = &'a networkingv1::NetworkPolicySpec> {
        let labels = self.pods.get(name).copied();
        let candidates = self.own.get(name).into_iter().flatten().chain(&self.shared);
        candidates.copied().filter(move |spec| {
            spec.pod_selector.as_ref().is_none_or(|selector| labels.is_some_and(|labels| selects(selector, labels)))
        })
    }

    /// Whether pods of a component may open connections to an end.
    fn releases(&self, name: &str, end: &End<'_>, ports: &[CalledPort]) -> bool {
        let rules: Vec<_> = self.policies(name).filter_map(|spec| spec.egress.as_ref()).flatten().collect();
        ports
            .iter()
            .all(|port| rules.iter().any(|rule| open(rule.ports.as_ref(), port) && meets(rule.to.as_ref(), end)))
    }

    /// Whether pods of a component take connections from an end.
    fn admits(&self, name: &str, end: &End<'_>, ports: &[CalledPort]) -> bool {
        let rules: Vec<_> = self.policies(name).filter_map(|spec| spec.ingress.as_ref()).flatten().collect();
        ports
            .iter()
            .all(|port| rules.iter().any(|rule| open(rule.ports.as_ref(), port) && meets(rule.from.as_ref(), end)))
    }
}

/// Whether a rule is about a port.
fn open(ports: Option<&Vec<networkingv1::NetworkPolicyPort>>, port: &CalledPort) -> bool {
    let transport = if port.protocol == Transport::Udp { "UDP" } else { "TCP" };
    ports.is_none_or(|ports| {
        ports.iter().any(|open| {
            let number = matches!(&open.port, Some(IntOrString::Int(number)) if *number == i32::from(port.target));
            (open.port.is_none() || number) && open.protocol.as_deref().unwrap_or("TCP") == transport
        })
    })
}

/// Whether a rule is about an end.
fn meets(peers: Option<&Vec<networkingv1::NetworkPolicyPeer>>, end: &End<'_>) -> bool {
    peers.is_none_or(|peers| peers.iter().any(|peer| meets_one(peer, end)))
}

fn meets_one(peer: &networkingv1::NetworkPolicyPeer, end: &End<'_>) -> bool {
    let pods = |labels: &Labels| peer.pod_selector.as_ref().is_none_or(|selector| selects(selector, labels));
    match end {
        End::Pods(labels) => peer.ip_block.is_none() && peer.namespace_selector.is_none() && pods(labels),
        End::Elsewhere(namespace, labels) => {
            let name = Labels::from([("kubernetes.io/metadata.name".to_owned(), (*namespace).to_owned())]);
            peer.ip_block.is_none()
                && peer.namespace_selector.as_ref().is_some_and(|selector| selects(selector, &name))
                && pods(labels)
        }
        End::Network(network) => {
            peer.ip_block.as_ref().is_some_and(|block| block.cidr == *network && block.except.is_none())
        }
        End::Public => peer.ip_block.as_ref().is_some_and(|block| block.cidr == "0.0.0.0/0"),
    }
}

/// Whether a selector selects labels.
fn selects(selector: &metav1::LabelSelector, labels: &Labels) -> bool {
    let equal = selector.match_labels.iter().flatten().all(|(key, value)| labels.get(key) == Some(value));
    let expressed = selector.match_expressions.iter().flatten().all(|rule| {
        let value = labels.get(&rule.key);
        let listed = value.is_some_and(|value| rule.values.iter().flatten().any(|known| known == value));
        match rule.operator.as_str() {
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            "In" => listed,
            "NotIn" => !listed,
            _ => false,
        }
    });
    equal && expressed
}
