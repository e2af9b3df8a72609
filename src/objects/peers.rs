//! Parties of network policies.

use super::labels::label_selector;
use crate::architecture::model::{Architecture, Body, Component, External, Peer};
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// Addresses that are not public (RFC 1918, RFC 6598, link-local): what an external without networks is not.
const NOT_PUBLIC: &[&str] = &["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"];

/// Pods of a component of ours.
pub fn of_component(name: &str) -> networkingv1::NetworkPolicyPeer {
    networkingv1::NetworkPolicyPeer { pod_selector: Some(label_selector(name)), ..Default::default() }
}

/// Whoever answers for a component.
pub fn answering(component: &Component) -> Vec<networkingv1::NetworkPolicyPeer> {
    match &component.body {
        Body::Pods(_) => vec![of_component(component.name.as_str())],
        Body::Managed(managed) => managed.cidrs.iter().map(|network| block(network, None)).collect(),
        Body::Operated(operated) => vec![labeled(&operated.selector)],
        Body::Observed(observed) => vec![networkingv1::NetworkPolicyPeer {
            namespace_selector: observed.namespace.as_ref().map(|name| namespace(name)),
            pod_selector: Some(labels(&observed.selector)),
            ..Default::default()
        }],
    }
}

/// Pods of our namespace with some labels.
pub fn labeled(given: &BTreeMap<String, String>) -> networkingv1::NetworkPolicyPeer {
    networkingv1::NetworkPolicyPeer { pod_selector: Some(labels(given)), ..Default::default() }
}

/// The addresses of an external; all public ones where its networks are not known.
pub fn outside(external: &External) -> Vec<networkingv1::NetworkPolicyPeer> {
    if external.cidrs.is_empty() {
        let except = NOT_PUBLIC.iter().map(|network| (*network).to_owned()).collect();
        return vec![block("0.0.0.0/0", Some(except))];
    }
    external.cidrs.iter().map(|network| block(network, None)).collect()
}

/// A party outside of the graph.
pub fn peer(peer: &Peer) -> Vec<networkingv1::NetworkPolicyPeer> {
    match peer {
        Peer::Cidrs(networks) => networks.iter().map(|network| block(network, None)).collect(),
        Peer::Pods { namespace: name, labels: given } => vec![networkingv1::NetworkPolicyPeer {
            namespace_selector: Some(namespace(name)),
            pod_selector: (!given.is_empty()).then(|| labels(given)),
            ..Default::default()
        }],
    }
}

/// The cluster's DNS.
pub fn dns(architecture: &Architecture) -> Vec<networkingv1::NetworkPolicyPeer> {
    let selector = BTreeMap::from([("k8s-app".to_owned(), "kube-dns".to_owned())]);
    let mut peers = vec![networkingv1::NetworkPolicyPeer {
        namespace_selector: Some(namespace("kube-system")),
        pod_selector: Some(labels(&selector)),
        ..Default::default()
    }];
    peers.extend(architecture.platform.dns_peer.iter().flat_map(|known| peer(&known.value)));
    peers
}

fn block(network: &str, except: Option<Vec<String>>) -> networkingv1::NetworkPolicyPeer {
    networkingv1::NetworkPolicyPeer {
        ip_block: Some(networkingv1::IPBlock { cidr: network.to_owned(), except }),
        ..Default::default()
    }
}

/// A namespace by its name: the label that the API server sets.
fn namespace(name: &str) -> metav1::LabelSelector {
    labels(&BTreeMap::from([("kubernetes.io/metadata.name".to_owned(), name.to_owned())]))
}

pub fn labels(given: &BTreeMap<String, String>) -> metav1::LabelSelector {
    metav1::LabelSelector { match_labels: Some(given.clone()), ..Default::default() }
}
