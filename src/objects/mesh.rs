//! What a mesh asks of pods and policies.

use super::Subject;
use super::network::{all_tcp, rule_from, rule_to};
use super::peers;
use crate::architecture::model::{Architecture, Component, Mesh, Peer, Transport};
use crate::catalog::meshes::REVISION;
use k8s_openapi::api::networking::v1 as networkingv1;
use std::collections::{BTreeMap, BTreeSet};

/// The mesh, and whether the pods of a component join it.
fn of<'a>(subject: &Subject<'a>) -> Option<(&'a Mesh, bool)> {
    Some((subject.architecture.platform.mesh.as_ref()?, subject.plan.mesh.as_ref()?.value))
}

/// The labels by which pods join or stay out.
pub fn labels(subject: &Subject<'_>) -> Vec<(&'static str, String)> {
    let Some((mesh, joins)) = of(subject) else { return Vec::new() };
    let mark = &mesh.facts().mark;
    let mut labels = Vec::new();
    if mark.label {
        labels.push((mark.key, if joins { mark.joins } else { mark.stays_out }.to_owned()));
    }
    labels.extend(mesh.revision.clone().filter(|_| joins).map(|revision| (REVISION, revision)));
    labels
}

/// What pods and Services of a mesh say of ports that speak a protocol of their own.
pub fn opaque_ports(subject: &Subject<'_>) -> Option<(String, String)> {
    let (mesh, true) = of(subject)? else { return None };
    let key = mesh.facts().opaque?;
    let ports = subject.component.ports.iter().filter(|port| port.protocol == Transport::Tcp);
    let ports: BTreeSet<u16> = ports.flat_map(|port| port.port.into_iter().chain([port.target])).collect();
    let listed: Vec<String> = ports.iter().map(u16::to_string).collect();
    (!listed.is_empty()).then(|| (key.to_owned(), listed.join(",")))
}

/// The annotations by which pods join or stay out, and those that size their proxy.
pub fn annotations(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    let Some((mesh, joins)) = of(subject) else { return all };
    let facts = mesh.facts();
    if !facts.mark.label {
        let value = if joins { facts.mark.joins } else { facts.mark.stays_out };
        all.insert(facts.mark.key.to_owned(), value.to_owned());
    }
    all.extend(opaque_ports(subject));
    if let (Some(keys), Some(plan)) = (&facts.proxy, &subject.plan.proxy) {
        all.insert(keys.cpu_request.to_owned(), plan.cpu_request.value.to_string());
        all.insert(keys.memory_request.to_owned(), plan.memory_request.value.to_string());
        let limits = [
            (keys.cpu_limit, plan.cpu_limit.as_ref().map(|limit| limit.value.to_string())),
            (keys.memory_limit, plan.memory_limit.as_ref().map(|limit| limit.value.to_string())),
        ];
        for (key, limit) in limits {
            all.extend(limit.map(|limit| (key.to_owned(), limit)));
        }
    }
    all
}

/// Whom a pod of the mesh takes connections from beside its callers: the scraper of its proxy, and the checks of its node.
pub fn ingress(subject: &Subject<'_>) -> Vec<networkingv1::NetworkPolicyIngressRule> {
    let Some((mesh, true)) = of(subject) else { return Vec::new() };
    let (facts, platform) = (mesh.facts(), &subject.architecture.platform);
    let mut rules = Vec::new();
    if let (Some(port), Some(scraper)) = (facts.metrics, &platform.metrics_peer) {
        rules.push(rule_from(peers::peer(&scraper.value), Some(all_tcp(&[port]))));
    }
    if let Some(network) = facts.checks_from {
        rules.push(rule_from(peers::peer(&Peer::Cidrs(vec![network.to_owned()])), None));
    }
    rules
}

/// Whom a pod of the mesh connects to beside its callees: the control plane.
pub fn egress(subject: &Subject<'_>) -> Option<networkingv1::NetworkPolicyEgressRule> {
    let (mesh, true) = of(subject)? else { return None };
    let ports = mesh.facts().control_ports;
    (!ports.is_empty()).then(|| rule_to(peers::peer(&mesh.control_plane), ports))
}

/// The same from a caller of ours, which may be out of the mesh.
pub fn from_caller(
    architecture: &Architecture,
    caller: &Component,
    ends: &[networkingv1::NetworkPolicyPeer],
    ports: Option<Vec<networkingv1::NetworkPolicyPort>>,
) -> Option<Vec<networkingv1::NetworkPolicyPort>> {
    let out = architecture.platform.mesh.as_ref().is_some_and(|mesh| !mesh.takes(caller));
    if out { ports } else { through(architecture, ends, ports) }
}

/// Ports between pods, with the one by which pods of a mesh speak.
pub fn through(
    architecture: &Architecture,
    ends: &[networkingv1::NetworkPolicyPeer],
    ports: Option<Vec<networkingv1::NetworkPolicyPort>>,
) -> Option<Vec<networkingv1::NetworkPolicyPort>> {
    let tunnel = architecture.platform.mesh.as_ref().and_then(|mesh| mesh.facts().tunnel);
    let (Some(mut ports), Some(tunnel)) = (ports.clone(), tunnel) else { return ports };
    // Beyond pods there is no mesh.
    if ends.iter().all(|end| end.ip_block.is_none()) {
        ports.extend(all_tcp(&[tunnel]));
    }
    Some(ports)
}
