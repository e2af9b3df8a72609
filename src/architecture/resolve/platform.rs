//! The platform of an environment.

use super::external::{cidrs, texts};
use super::{Context, sourced, words};
use crate::architecture::model::{Gateway, Peer, Platform, Pool, Prices, Provider};
use crate::blueprint::spec::{
    ByProduct, GatewayMode, GatewaySpec, IdentityMode, NodePoolSpec, PeerSpec, PeersSpec, PlatformSpec, PricesSpec,
};
use crate::blueprint::table::{Entries, Field, Placed, Record as _, Set, Text};
use crate::catalog::GatewayApi;
use crate::catalog::kubernetes::Minor;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use crate::source::{Origin, Sourced};
use crate::units::Money;
use std::collections::{BTreeMap, BTreeSet};

/// The platform of an environment.
pub fn platform(cx: &mut Context<'_>) -> Platform {
    let spec = cx.top.platform.get().cloned().unwrap_or_default();
    let provider = spec.provider.set().map_or_else(
        || {
            Sourced::new(
                Provider::Generic,
                Origin::Default("nothing is assumed of a cluster whose provider is not named"),
            )
        },
        sourced,
    );
    let kubernetes = minor(&spec, cx);
    let zones = zones(&spec, provider.value, cx);
    let gateway_api = gateway_api(&spec, provider.value, kubernetes.value, cx);
    Platform {
        region: spec.region.set().map(|set| sourced(&set.with(set.value.0.clone()))),
        zones,
        kubernetes,
        gateway_api,
        gateway: gateway(&spec.gateway, cx).unwrap_or_else(|| {
            Sourced::new(Gateway::None, Origin::Default("nothing is exposed unless the platform says how"))
        }),
        pools: pools(&spec, provider.value, cx),
        storage_class: words(&spec.storage_class),
        identity: identity(&spec, provider.value, cx),
        gateway_peer: gateway_peer(&spec, provider.value, cx),
        dns_peer: spec.peers.get().and_then(|peers| peer(&peers.node_local_dns, cx)),
        metrics_peer: spec.peers.get().and_then(|peers| peer(&peers.metrics, cx)),
        api_server_peer: spec.peers.get().and_then(|peers| peer(&peers.api_server, cx)),
        prices: spec.prices.set().map(|set| sourced(&set.with(prices(&set.value)))),
        secret_store: spec.secret_store.set().map(|set| object_name(set, "ClusterSecretStore", cx)),
        keda_peer: spec.peers.get().and_then(|peers| peer(&peers.keda, cx)),
        webhooks_peer: spec.peers.get().and_then(|peers| peer(&peers.webhooks, cx)),
        other_peers: other_peers(&spec, cx),
        mesh: super::mesh::mesh(&spec, cx),
        provider,
    }
}

/// The Kubernetes minor version.
fn minor(spec: &PlatformSpec, cx: &mut Context<'_>) -> Sourced<Minor> {
    let oldest = || Sourced::new(Minor::OLDEST, Origin::Default("the edition 2026 assumes Kubernetes 1.33"));
    let Some(set) = spec.kubernetes.set() else { return oldest() };
    match Minor::parse(&set.value.0) {
        Ok(minor) => sourced(&set.with(minor)),
        Err(error) => {
            cx.push_at(
                &codes::UNKNOWN_KUBERNETES,
                set.span(),
                error.to_string(),
                "write a minor version from \"1.33\" to \"1.37\"",
            );
            oldest()
        }
    }
}

/// The Gateway API bundle: as written, else the one that comes with the provider and the minor version.
fn gateway_api(spec: &PlatformSpec, provider: Provider, minor: Minor, cx: &mut Context<'_>) -> Sourced<GatewayApi> {
    let bundle = cx.catalog.gateway_api_default(provider, minor).version;
    let assumed =
        || Sourced::new(bundle, Origin::Default("the bundle that comes with the provider and the Kubernetes minor"));
    let Some(set) = spec.gateway_api.set() else { return assumed() };
    match GatewayApi::parse(&set.value.0) {
        Ok(version) => sourced(&set.with(version)),
        Err(error) => {
            cx.push_at(
                &codes::UNKNOWN_KUBERNETES,
                set.span(),
                error.to_string(),
                format!("write a version such as \"{bundle}\""),
            );
            assumed()
        }
    }
}

/// The zones, checked against the region.
fn zones(spec: &PlatformSpec, provider: Provider, cx: &mut Context<'_>) -> Sourced<Vec<String>> {
    let Some(set) = spec.zones.set() else {
        return Sourced::new(Vec::new(), Origin::Default("nothing is known of zones unless the platform names them"));
    };
    let (mut zones, mut seen) = (Vec::new(), BTreeSet::new());
    for zone in &set.value {
        let region = spec.region.get().map(|region| region.0.as_str());
        if let Some(region) = region
            && let Err(error) = provider.check_zone(region, &zone.0)
        {
            cx.push_at(
                &codes::ZONE_OUTSIDE_REGION,
                Some(zone.span),
                error.to_string(),
                "name zones of the region, or correct the region",
            );
        }
        if !seen.insert(&zone.0) {
            cx.push_at(
                &codes::NAME_USED_TWICE,
                Some(zone.span),
                format!("the zone `{}` is named twice", zone.0),
                "name it once",
            );
        }
        zones.push(zone.0.clone());
    }
    sourced(&set.with(zones))
}

/// How entry points are exposed.
pub fn gateway(field: &Field<GatewaySpec>, cx: &mut Context<'_>) -> Option<Sourced<Gateway>> {
    let set = field.set()?;
    let spec = &set.value;
    let gateway = if let Some(mode) = spec.mode.get() {
        match mode {
            GatewayMode::None => Gateway::None,
            GatewayMode::LoadBalancer => Gateway::LoadBalancer,
            GatewayMode::NodePort => Gateway::NodePort,
        }
    } else if let Some(class) = spec.class.set() {
        Gateway::Class(object_name(class, "GatewayClass", cx))
    } else if let Some(class) = spec.ingress_class.set() {
        Gateway::Ingress(object_name(class, "IngressClass", cx))
    } else if let Some(parent) = spec.parent.set() {
        let Some((namespace, name)) = parent.value.0.split_once('/') else {
            let message = format!("`{}` does not say in which namespace the Gateway is", parent.value.0);
            cx.push_at(&codes::BAD_OBJECT_NAME, parent.span(), message, "write `parent: namespace/name`");
            return None;
        };
        let listener = words(&spec.listener);
        Gateway::Parent { namespace: namespace.to_owned(), name: name.to_owned(), listener }
    } else {
        cx.push_at(
            &codes::INCOMPLETE,
            set.span(),
            "the gateway says nothing",
            "write `none`, `load-balancer`, `node-port`, `{class: NAME}`, `{parent: namespace/name}` or `{ingressClass: NAME}`",
        );
        return None;
    };
    Some(sourced(&set.with(gateway)))
}

/// The name of an object that exists in the cluster, checked.
pub fn object_name(set: &Set<Text>, kind: &str, cx: &mut Context<'_>) -> String {
    if !names::is_subdomain(&set.value.0) {
        let message = format!("`{}` cannot be the name of a {kind}", set.value.0);
        cx.push_at(&codes::BAD_OBJECT_NAME, set.span(), message, "write the name as `kubectl get` shows it");
    }
    set.value.0.clone()
}

/// What is paid.
fn prices(spec: &PricesSpec) -> Prices {
    let by_name = |field: &Field<Entries<ByProduct, Money>>| {
        let entries = field.get().into_iter().flat_map(Entries::iter);
        entries.map(|(name, set)| (name.to_owned(), set.value)).collect()
    };
    Prices {
        nodes: by_name(&spec.nodes),
        disk: spec.disk.get().copied(),
        load_balancer: spec.load_balancer.get().copied(),
        managed: by_name(&spec.managed),
    }
}

/// The pools of nodes.
fn pools(spec: &PlatformSpec, provider: Provider, cx: &mut Context<'_>) -> Vec<Pool> {
    let mut pools = Vec::new();
    for (name, set) in spec.node_pools.get().into_iter().flat_map(Entries::iter) {
        pools.push(pool(name, set, provider, cx));
    }
    pools
}

fn pool(name: &str, set: &Set<NodePoolSpec>, provider: Provider, cx: &mut Context<'_>) -> Pool {
    let spec = &set.value;
    let mut cpu = spec.cpu.get().copied();
    let mut memory = spec.memory.get().copied();
    let mut max_pods = None;
    let mut gpus = spec.gpus.get().map(|gpus| gpus.0);
    let described = cpu.is_some() && memory.is_some();
    let types = spec.instance_types.get().cloned().unwrap_or_default();
    for instance_type in &types {
        let Some(instance) = cx.catalog.instance(provider, &instance_type.0) else {
            if !described {
                unknown_instance(instance_type, provider, cx);
            }
            continue;
        };
        // Pods may land on any of the types: the smallest decides.
        cpu = Some(cpu.map_or(instance.allocatable_cpu, |known| known.min(instance.allocatable_cpu)));
        memory = Some(memory.map_or(instance.allocatable_memory, |known| known.min(instance.allocatable_memory)));
        max_pods = Some(max_pods.map_or(instance.max_pods, |known: u32| known.min(instance.max_pods)));
        gpus = Some(gpus.map_or(instance.gpus, |known: u32| known.min(instance.gpus)));
    }
    let mut labels = texts(&spec.labels);
    if labels.is_empty() {
        labels = BTreeMap::from([(provider.facts().pool_label.to_owned(), name.to_owned())]);
    }
    Pool {
        name: name.to_owned(),
        instance_types: types.iter().map(|text| text.0.clone()).collect(),
        nodes: spec.nodes.get().copied(),
        cpu,
        memory,
        max_pods,
        gpus,
        labels,
        origin: set.origin.clone(),
    }
}

/// Reports an instance type that the provider lacks.
fn unknown_instance(written: &Placed<Text>, provider: Provider, cx: &mut Context<'_>) {
    let (name, span) = (written.0.as_str(), written.span);
    if provider == Provider::Generic {
        let message = format!("the instance type `{name}` means nothing without a provider");
        cx.push(
            Diagnostic::new(&codes::UNKNOWN_INSTANCE, span, message)
                .help("write `provider: aws`, or `cpu` and `memory` of a node"),
        );
        return;
    }
    let message = format!("{} has no instance type `{name}` that is known here", provider.name());
    let described =
        "where it is right, write `cpu` and `memory` that such a node has for pods beside it, and `gpus` if it has any";
    let problem = Diagnostic::new(&codes::UNKNOWN_INSTANCE, span, message).help(described);
    cx.push(match cx.catalog.nearest_instance(provider, name) {
        Some(meant) => problem.fix(span, meant),
        None => problem,
    });
}

/// How pods take an identity of the cloud: as written, else the provider's own way.
fn identity(spec: &PlatformSpec, provider: Provider, cx: &mut Context<'_>) -> Sourced<IdentityMode> {
    let usual = match provider {
        Provider::Aws => IdentityMode::Irsa,
        Provider::Gcp => IdentityMode::GkeWorkloadIdentity,
        Provider::Azure => IdentityMode::AzureWorkloadIdentity,
        Provider::Generic => IdentityMode::None,
    };
    let Some(set) = spec.identity.set() else {
        let why = match provider {
            Provider::Generic => "nothing is assumed of a cluster whose provider is not named",
            _ => "the provider's own way, which its clusters have or can switch on",
        };
        return Sourced::new(usual, Origin::Default(why));
    };
    // These two are parts of the provider's nodes; the others are webhooks, which any cluster may have.
    let only = match set.value {
        IdentityMode::EksPodIdentity => Some(Provider::Aws),
        IdentityMode::GkeWorkloadIdentity => Some(Provider::Gcp),
        IdentityMode::Irsa | IdentityMode::AzureWorkloadIdentity | IdentityMode::None => None,
    };
    if let Some(only) = only.filter(|only| *only != provider) {
        let message = format!("`{}` is a part of {}, which clusters of others do not have", set.value, only.name());
        let help = format!("write `provider: {}` if the cluster is there, or another way", only.name());
        cx.push_at(&codes::NO_CLOUD_IDENTITY, set.span(), message, help);
    }
    sourced(set)
}

/// Where traffic of entry points comes from. On Google Cloud the health checks' ranges are known, and those of global load
/// balancers are the same; a regional one speaks from a subnet of the network's owner, which has to be named.
fn gateway_peer(spec: &PlatformSpec, provider: Provider, cx: &mut Context<'_>) -> Option<Sourced<Peer>> {
    let written = spec.peers.get().and_then(|peers| peer(&peers.gateway, cx));
    let ranges = provider.facts().load_balancer_sources.iter().map(|range| (*range).to_owned());
    let mut known: Vec<String> = ranges.collect();
    let origin =
        Origin::Default("Google Cloud's load balancers and health checks come from 35.191.0.0/16 and 130.211.0.0/22");
    match written {
        Some(Sourced { value: Peer::Cidrs(networks), origin, overridden }) => {
            known.extend(networks);
            known.sort();
            known.dedup();
            Some(Sourced { value: Peer::Cidrs(known), origin, overridden })
        }
        Some(pods) => Some(pods),
        None if known.is_empty() || is_regional(spec) => None,
        None => Some(Sourced::new(Peer::Cidrs(known), origin)),
    }
}

/// Whether the platform's gateway is a regional load balancer of Google Cloud, whose proxies have a subnet of their own.
fn is_regional(spec: &PlatformSpec) -> bool {
    let class = spec.gateway.get().and_then(|gateway| gateway.class.get());
    class.is_some_and(|class| class.0.contains("regional") || class.0.contains("rilb"))
}

/// Parties with names of the user's own.
fn other_peers(spec: &PlatformSpec, cx: &mut Context<'_>) -> BTreeMap<String, Sourced<Peer>> {
    let mut others = BTreeMap::new();
    let written = spec.peers.get().and_then(|peers| peers.others.get());
    for (name, set) in written.into_iter().flat_map(Entries::iter) {
        if PeersSpec::KEYS.iter().any(|key| key.name == name) {
            let message = format!("`{name}` is a party of every platform, and another one of this");
            let help = format!("choose another name, or write it as `peers: {{{name}: …}}`");
            cx.push_at(&codes::NAME_USED_TWICE, set.key.or(set.span()), message, help);
        }
        others.extend(party(set, cx).map(|peer| (name.to_owned(), peer)));
    }
    others
}

/// A party outside of the graph.
pub fn peer(field: &Field<PeerSpec>, cx: &mut Context<'_>) -> Option<Sourced<Peer>> {
    party(field.set()?, cx)
}

fn party(set: &Set<PeerSpec>, cx: &mut Context<'_>) -> Option<Sourced<Peer>> {
    let spec = &set.value;
    // A rule of a policy that lists nobody would admit everybody.
    if spec.cidrs.get().is_some_and(|networks| !networks.is_empty()) {
        return Some(sourced(&set.with(Peer::Cidrs(cidrs(&spec.cidrs, cx)))));
    }
    let Some(namespace) = spec.namespace.set() else {
        cx.push_at(
            &codes::INCOMPLETE,
            set.span(),
            "the peer says nothing",
            "write `{cidrs: [10.0.0.0/24]}` or `{namespace: NAME}`",
        );
        return None;
    };
    let namespace = object_name(namespace, "Namespace", cx);
    Some(sourced(&set.with(Peer::Pods { namespace, labels: texts(&spec.pod_selector) })))
}
