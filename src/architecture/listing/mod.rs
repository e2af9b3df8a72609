//! The resolved architecture as text: one line for a fact, with the place where it is written.

mod component;
mod outside;
mod page;
mod words;

use super::model::{Architecture, EntryPoint, External, Gateway, Platform, Pool, Recorded, Route, Tls};
use crate::source::Sources;
use page::Page;
use std::fmt::Write as _;

/// An architecture as people read it. The same architecture gives the same text.
#[must_use]
pub fn listing(architecture: &Architecture, sources: &Sources) -> String {
    let mut page = Page::new(sources);
    page.line(0, "architecture", architecture.blueprint.as_str(), Some(&architecture.origin));
    page.line(0, "environment", &architecture.environment, None);
    page.line(0, "edition", architecture.edition, None);
    page.line(0, "posture", architecture.posture, None);
    let namespace = &architecture.namespace;
    let owner = if namespace.managed { "ours" } else { "of others" };
    page.line(0, "namespace", format!("{} ({owner})", namespace.name), Some(&namespace.origin));
    page.sourced(0, "budget", architecture.budget.as_ref());
    platform(&architecture.platform, &mut page);
    page.head(0, "components", architecture.components.is_empty());
    for (id, part) in architecture.ids() {
        component::component(architecture, id, part, &mut page);
    }
    page.head(0, "external", architecture.externals.is_empty());
    for party in &architecture.externals {
        external(party, &mut page);
    }
    page.head(0, "entrypoints", architecture.entry_points.is_empty());
    for entry in &architecture.entry_points {
        entry_point(architecture, entry, &mut page);
    }
    outside::of_all(architecture, &mut page);
    page.head(0, "exceptions", architecture.exceptions.is_empty());
    for exception in &architecture.exceptions {
        let what = format!("{}, because {}", exception.what, exception.because);
        page.line(1, &exception.subject, what, Some(&exception.origin));
    }
    page.into_text()
}

fn platform(platform: &Platform, page: &mut Page<'_>) {
    page.head(0, "platform", false);
    page.line(1, "provider", platform.provider.value, Some(&platform.provider.origin));
    page.sourced(1, "region", platform.region.as_ref());
    page.line(1, "zones", words::list(&platform.zones.value), Some(&platform.zones.origin));
    page.line(1, "kubernetes", platform.kubernetes.value, Some(&platform.kubernetes.origin));
    page.line(1, "gatewayApi", platform.gateway_api.value, Some(&platform.gateway_api.origin));
    page.line(1, "gateway", gateway(&platform.gateway.value), Some(&platform.gateway.origin));
    if let Some(class) = &platform.storage_class {
        page.line(1, "storageClass", class, None);
    }
    page.line(1, "identity", platform.identity.value, Some(&platform.identity.origin));
    let peers = [
        ("peers.gateway", &platform.gateway_peer),
        ("peers.keda", &platform.keda_peer),
        ("peers.nodeLocalDns", &platform.dns_peer),
        ("peers.metrics", &platform.metrics_peer),
        ("peers.apiServer", &platform.api_server_peer),
        ("peers.webhooks", &platform.webhooks_peer),
    ];
    for (key, peer) in peers {
        if let Some(peer) = peer {
            page.line(1, key, words::peer(&peer.value), Some(&peer.origin));
        }
    }
    for (name, peer) in &platform.other_peers {
        page.line(1, &format!("peers.others.{name}"), words::peer(&peer.value), Some(&peer.origin));
    }
    if let Some(mesh) = &platform.mesh {
        page.line(1, "mesh", mesh.kind.value, Some(&mesh.origin));
        page.line(2, "controlPlane", words::peer(&mesh.control_plane), None);
        if let Some(revision) = &mesh.revision {
            page.line(2, "revision", revision, None);
        }
    }
    if let Some(store) = &platform.secret_store {
        page.line(1, "secretStore", store, None);
    }
    for pool in &platform.pools {
        node_pool(pool, page);
    }
}

fn node_pool(pool: &Pool, page: &mut Page<'_>) {
    let mut text = words::list(&pool.instance_types);
    if let Some(nodes) = pool.nodes {
        // Writing to a string cannot fail.
        let _ = write!(text, ", {nodes} nodes");
    }
    if let (Some(cpu), Some(memory)) = (pool.cpu, pool.memory) {
        let _ = write!(text, ", {cpu} CPU and {memory} for pods on each");
    }
    page.line(1, &format!("nodePools.{}", pool.name), text, Some(&pool.origin));
}

fn gateway(gateway: &Gateway) -> String {
    match gateway {
        Gateway::None => "none".to_owned(),
        Gateway::LoadBalancer => "load-balancer".to_owned(),
        Gateway::NodePort => "node-port".to_owned(),
        Gateway::Class(class) => format!("class {class}"),
        Gateway::Parent { namespace, name, listener: None } => format!("parent {namespace}/{name}"),
        Gateway::Parent { namespace, name, listener: Some(listener) } => {
            format!("parent {namespace}/{name}, listener {listener}")
        }
        Gateway::Ingress(class) => format!("ingressClass {class}"),
    }
}

fn external(external: &External, page: &mut Page<'_>) {
    let address = format!("{}:{} {}", external.host, external.port, external.protocol);
    page.line(1, &external.name, address, Some(&external.origin));
    if !external.cidrs.is_empty() {
        page.line(2, "cidrs", words::list(&external.cidrs), None);
    }
    page.sourced(2, "latency", external.latency.as_ref());
    page.sourced(2, "availability", external.availability.as_ref());
    page.sourced(2, "rateLimit", external.rate_limit.as_ref());
    page.sourced(2, "connections", external.connections.as_ref());
}

fn entry_point(architecture: &Architecture, entry: &EntryPoint, page: &mut Page<'_>) {
    page.line(1, &entry.name, entry.protocol.to_string(), Some(&entry.origin));
    page.sourced(2, "host", entry.host.as_ref());
    page.line(2, "gateway", gateway(&entry.gateway.value), Some(&entry.gateway.origin));
    let tls = match &entry.tls {
        Tls::Unsaid => "unsaid".to_owned(),
        Tls::None => "none".to_owned(),
        Tls::Provider => "provider".to_owned(),
        Tls::Issuer(issuer) => format!("issuer {issuer}"),
        Tls::Secret(secret) => format!("secret {secret}"),
    };
    page.line(2, "tls", tls, None);
    page.sourced(2, "port", entry.port.as_ref());
    page.sourced(2, "timeout", entry.timeout.as_ref());
    page.sourced(2, "rateLimit", entry.rate_limit.as_ref());
    for route in &entry.routes {
        self::route(architecture, route, page);
    }
    if let Some(load) = &entry.load {
        page.sourced(2, "load.peak", Some(&load.peak));
        if let Some(users) = &load.users {
            let text = format!("{}, {} from an answer to the next request", users.value.count, users.value.think_time);
            page.line(2, "load.users", text, Some(&users.origin));
        }
        if let Some(recorded) = &load.trace {
            let Recorded { file, trace, scale } = &recorded.value;
            let text = format!("{file}, {} bins of {}, times {scale}", trace.bins, trace.bin);
            page.line(2, "load.trace", text, Some(&recorded.origin));
        }
        page.sourced(2, "load.mean", load.mean.as_ref());
        page.sourced(2, "load.shape", load.shape.as_ref());
        page.sourced(2, "load.growth", load.growth.as_ref());
        page.sourced(2, "load.horizon", load.horizon.as_ref());
        page.sourced(2, "load.arrivalVariation", load.arrival_variation.as_ref());
    }
    if let Some(objective) = &entry.objective {
        page.sourced(2, "slo.availability", objective.availability.as_ref());
        page.sourced(2, "slo.latency", objective.latency.as_ref());
        page.sourced(2, "slo.window", Some(&objective.window));
    }
}

fn route(architecture: &Architecture, route: &Route, page: &mut Page<'_>) {
    let to = architecture.component(route.to).map_or("", |component| component.name.as_str());
    let text = format!("{to}:{}, {} of the load", route.port.port, route.share);
    page.line(2, &format!("routes.{}", route.path), text, Some(&route.origin));
}
