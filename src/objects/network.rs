//! Network policies: nobody speaks with anybody, but for the edges of the graph.

use super::Subject;
use super::container::transport;
use super::labels::{COMPONENT, label_selector, metadata, namespaced, of_the_whole};
use super::peers;
use super::record::Record;
use super::shared;
use crate::architecture::model::{Architecture, CalledPort, Gateway, Posture, Target};
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

fn both() -> Vec<String> {
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
    let mut rules = Vec::new();
    for call in architecture.calls_to(subject.id) {
        let Some(caller) = architecture.component(call.from) else { continue };
        // Nobody of ours runs the pods of a component that others run; they are still selected where they are.
        rules.push(rule_from(peers::answering(caller), policy_ports(&call.ports)));
    }
    for (entry, route) in architecture.routes_to(subject.id) {
        if entry.gateway.value == Gateway::None {
            continue;
        }
        if let Some(peer) = &architecture.platform.gateway_peer {
            rules.push(rule_from(peers::peer(&peer.value), policy_ports(std::slice::from_ref(&route.port))));
        }
    }
    rules.extend(asked_by_keda(subject));
    let mut rules = distinct(rules);
    if rules.is_empty() && architecture.posture == Posture::Strict {
        // Scanners count a policy without a rule as none: a component may speak with itself.
        rules.push(rule_from(vec![peers::of_component(subject.name())], None));
    }
    (!rules.is_empty()).then_some(rules)
}

/// KEDA, where it asks this broker for the length of its queues.
fn asked_by_keda(subject: &Subject<'_>) -> impl Iterator<Item = networkingv1::NetworkPolicyIngressRule> {
    let peer = subject.architecture.platform.keda_peer.as_ref();
    let ports = subject.asked.iter().filter(|(broker, _)| *broker == subject.id).map(|(_, port)| port);
    ports.filter_map(move |port| Some(rule_from(peers::peer(&peer?.value), policy_ports(std::slice::from_ref(port)))))
}

fn rule_from(
    from: Vec<networkingv1::NetworkPolicyPeer>,
    ports: Option<Vec<networkingv1::NetworkPolicyPort>>,
) -> networkingv1::NetworkPolicyIngressRule {
    networkingv1::NetworkPolicyIngressRule { from: Some(from), ports }
}

/// Whom it may call: DNS, callees, externals.
fn egress(subject: &Subject<'_>) -> Vec<networkingv1::NetworkPolicyEgressRule> {
    let architecture = subject.architecture;
    let dns_ports = ["UDP", "TCP"].map(|protocol| networkingv1::NetworkPolicyPort {
        port: Some(IntOrString::Int(53)),
        protocol: Some(protocol.to_owned()),
        ..Default::default()
    });
    let mut rules = vec![networkingv1::NetworkPolicyEgressRule {
        ports: Some(dns_ports.to_vec()),
        to: Some(peers::dns(architecture)),
    }];
    for call in architecture.calls_from(subject.id) {
        let to = match call.to {
            Target::Component(id) => architecture.component(id).map(peers::answering),
            Target::External(id) => architecture.externals.get(id.0).map(peers::outside),
        };
        let Some(to) = to.filter(|to| !to.is_empty()) else { continue };
        rules.push(networkingv1::NetworkPolicyEgressRule { ports: policy_ports(&call.ports), to: Some(to) });
    }
    distinct(rules)
}

/// Every rule once, in their order.
fn distinct<T: PartialEq>(rules: Vec<T>) -> Vec<T> {
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
