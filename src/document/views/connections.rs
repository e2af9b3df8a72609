//! Who may speak with whom: calls, and parties of the platform.

use super::network::party;
use crate::architecture::model::{Call, CallKind, CalledPort, Component, IdentityMode, Peer, Port, Target, Transport};
use crate::document::facts::Facts;
use crate::source::{Origin, Sourced};
use serde::Serialize;

/// One pair that may speak.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Who opens the connection.
    pub from: String,
    /// Who takes it.
    pub to: String,
    /// Ports as the policies see them, with what is spoken.
    pub ports: Vec<String>,
    /// What for: calls per request, a fixed rate, messages.
    pub purpose: String,
    /// The rate at the peak.
    pub peak_rate: String,
    /// When the caller gives up, and how often it tries again.
    pub patience: String,
    /// The `NetworkPolicies` that allow it.
    pub policies: Vec<String>,
    /// Where it is written.
    pub source: String,
}

/// All pairs, by caller; those with parties of the platform come last.
pub fn connections(facts: &Facts<'_>) -> Vec<ConnectionView> {
    let calls = facts.architecture().calls.iter().map(|call| connection(facts, call));
    let of_parties =
        of_the_platform(facts).into_iter().chain(of_operators(facts)).chain(let_in(facts)).chain(of_the_mesh(facts));
    calls.chain(asked_by_keda(facts)).chain(of_parties).collect()
}

/// Ways to and from parties of the platform: the API server, the metadata of the cloud, the scraper of metrics, the node.
fn of_the_platform(facts: &Facts<'_>) -> Vec<ConnectionView> {
    let platform = &facts.architecture().platform;
    let mut views = Vec::new();
    for (_, component, _, _) in facts.running() {
        let Some(pods) = component.pods() else { continue };
        let name = component.name.to_string();
        let mut add = |from: &str, to: &str, ports: Vec<String>, purpose: String, origin: &Origin| {
            views.push(ConnectionView {
                from: from.to_owned(),
                to: to.to_owned(),
                ports,
                purpose,
                peak_rate: "unknown".to_owned(),
                patience: "not said".to_owned(),
                policies: facts.objects("NetworkPolicy", Some(&name)),
                source: facts.place(origin),
            });
        };
        let access = pods.access.as_ref();
        let asks = access.filter(|access| access.calls_api()).map(|access| &access.origin);
        if let (Some(origin), Some(server)) =
            (asks.or(pods.migration.map(|_| &component.origin)), &platform.api_server_peer)
        {
            let purpose = if pods.migration.is_some() { "waits for its migration" } else { "its rights at the API" };
            let ports = vec!["443/TCP".to_owned(), "6443/TCP".to_owned()];
            add(&name, &format!("API server ({})", party(&server.value)), ports, purpose.to_owned(), origin);
        }
        let asks = access.filter(|access| access.cloud.is_some());
        if let (Some(access), Some((teller, ports))) = (asks, teller(platform.identity.value)) {
            let ports = ports.iter().map(|port| (*port).to_owned()).collect();
            add(&name, teller, ports, "asks who it is".to_owned(), &access.origin);
        }
        if let (Some(metrics), Some(scraper)) = (&pods.metrics, &platform.metrics_peer) {
            let purpose = format!("scrapes {}", metrics.path);
            let from = format!("scraper ({})", party(&scraper.value));
            add(&from, &name, vec![format!("{}/TCP", metrics.port)], purpose, &metrics.origin);
        }
        for port in component.ports.iter().filter(|port| port.host_port.is_some()) {
            let purpose = "whatever is sent to the node".to_owned();
            add("any address", &name, vec![format!("{}/{}", port.target, transport(port))], purpose, &port.origin);
        }
    }
    views
}

/// Whom pods ask who they are in the cloud, and on which ports.
fn teller(mode: IdentityMode) -> Option<(&'static str, &'static [&'static str])> {
    match mode {
        IdentityMode::GkeWorkloadIdentity => Some(("metadata server of Google Cloud", &["80/TCP", "988/TCP"])),
        IdentityMode::EksPodIdentity => Some(("agent of EKS Pod Identity", &["80/TCP"])),
        IdentityMode::Irsa | IdentityMode::AzureWorkloadIdentity | IdentityMode::None => None,
    }
}

/// Ways among the members of what operators run, and to and from their operators and the API server.
fn of_operators(facts: &Facts<'_>) -> Vec<ConnectionView> {
    let mut views = Vec::new();
    for (_, component, _) in facts.components() {
        let Some(operated) = component.operated() else { continue };
        let name = component.name.to_string();
        let mut add = |from: String, to: String, ports: &str, purpose: &str, origin: &Origin| {
            views.push(ConnectionView {
                from,
                to,
                ports: vec![ports.to_owned()],
                purpose: purpose.to_owned(),
                peak_rate: "unknown".to_owned(),
                patience: "not said".to_owned(),
                policies: facts.objects("NetworkPolicy", Some(&name)),
                source: facts.place(origin),
            });
        };
        add(name.clone(), name.clone(), "all", "its members, among each other", &operated.origin);
        if let Some(controller) = &operated.controller {
            let from = format!("operator ({})", party(&controller.value));
            add(from, name.clone(), "all", "looks after its members", &controller.origin);
        }
        if let Some(server) = &facts.architecture().platform.api_server_peer {
            let to = format!("API server ({})", party(&server.value));
            add(name.clone(), to, "443/TCP, 6443/TCP", "agree on who leads", &operated.origin);
        }
    }
    views
}

/// Ways to the control plane of the mesh, and to the proxies of pods; those between pods are the calls themselves.
fn of_the_mesh(facts: &Facts<'_>) -> Vec<ConnectionView> {
    let platform = &facts.architecture().platform;
    let Some(mesh) = &platform.mesh else { return Vec::new() };
    let mut views = Vec::new();
    for (_, component, _, plan) in facts.running() {
        if plan.mesh.as_ref().is_none_or(|joins| !joins.value) {
            continue;
        }
        let name = component.name.to_string();
        let mut add = |from: String, to: String, ports: Vec<String>, purpose: &str| {
            views.push(ConnectionView {
                from,
                to,
                ports,
                purpose: purpose.to_owned(),
                peak_rate: "unknown".to_owned(),
                patience: "not said".to_owned(),
                policies: facts.objects("NetworkPolicy", Some(&name)),
                source: facts.place(&mesh.origin),
            });
        };
        let mesh_facts = mesh.facts();
        let ports: Vec<String> = mesh_facts.control_ports.iter().map(|port| format!("{port}/TCP")).collect();
        if !ports.is_empty() {
            let to = format!("control plane of {} ({})", mesh.kind.value, party(&mesh.control_plane));
            add(name.clone(), to, ports, "its proxy asks who it is and whom it may reach");
        }
        if let (Some(port), Some(scraper)) = (mesh_facts.metrics, &platform.metrics_peer) {
            let from = format!("scraper ({})", party(&scraper.value));
            add(from, name.clone(), vec![format!("{port}/TCP")], "scrapes its proxy");
        }
        if let Some(network) = mesh_facts.checks_from {
            add(format!("node ({network})"), name.clone(), vec!["all".to_owned()], "checks of the kubelet");
        }
    }
    views
}

/// Parties of the platform that ports let in by name.
fn let_in(facts: &Facts<'_>) -> Vec<ConnectionView> {
    let architecture = facts.architecture();
    let of_one = |component: &Component| {
        let name = component.name.to_string();
        let view = |(port, from, peer): (&Port, &Sourced<String>, &Sourced<Peer>)| ConnectionView {
            from: format!("{} ({})", from.value, party(&peer.value)),
            to: name.clone(),
            ports: vec![format!("{}/{}", port.target, transport(port))],
            purpose: "let in by name".to_owned(),
            peak_rate: "unknown".to_owned(),
            patience: "not said".to_owned(),
            policies: facts.objects("NetworkPolicy", Some(&name)),
            source: facts.place(&from.origin),
        };
        architecture.let_in(component).map(view).collect::<Vec<_>>()
    };
    architecture.components.iter().flat_map(of_one).collect()
}

/// The transport of a port, as policies name it.
fn transport(port: &Port) -> &'static str {
    if port.protocol == Transport::Udp { "UDP" } else { "TCP" }
}

/// Brokers of ours that KEDA asks for the messages that wait.
fn asked_by_keda(facts: &Facts<'_>) -> Vec<ConnectionView> {
    let architecture = facts.architecture();
    let Some(keda) = &architecture.platform.keda_peer else { return Vec::new() };
    let asked = facts.plan().asked_by_keda().into_iter();
    let views = asked.filter_map(|(id, asked)| {
        let broker = architecture.component(id)?.name.to_string();
        Some(ConnectionView {
            from: "KEDA".to_owned(),
            ports: vec![port(&asked)],
            purpose: format!("asks how many messages wait, from {}", party(&keda.value)),
            peak_rate: "once for each trigger every few seconds".to_owned(),
            patience: "falls back after failures in a row".to_owned(),
            policies: facts.objects("NetworkPolicy", Some(&broker)),
            source: facts.place(&keda.origin),
            to: broker,
        })
    });
    views.collect()
}

fn connection(facts: &Facts<'_>, call: &Call) -> ConnectionView {
    let from = facts.target(Target::Component(call.from)).to_owned();
    let to = facts.target(call.to).to_owned();
    let mut policies = facts.objects("NetworkPolicy", Some(&from));
    if matches!(call.to, Target::Component(_)) {
        policies.extend(facts.objects("NetworkPolicy", Some(&to)));
    }
    ConnectionView {
        ports: call.ports.iter().map(port).collect(),
        purpose: purpose(call),
        peak_rate: facts.rate(call).map_or_else(|| "unknown".to_owned(), |rate| rate.to_string()),
        patience: patience(call),
        policies,
        source: facts.place(&call.origin),
        from,
        to,
    }
}

fn port(port: &CalledPort) -> String {
    if port.port == port.target {
        format!("{} {}", port.target, port.protocol)
    } else {
        format!("{} {} (Service port {})", port.target, port.protocol, port.port)
    }
}

fn purpose(call: &Call) -> String {
    let optional = if call.optional { ", optional" } else { "" };
    let behind =
        call.behind.as_ref().map_or_else(String::new, |(_, hit)| format!(", {} answered by a cache", hit.value));
    match &call.kind {
        CallKind::PerRequest(factor) => format!("{} per request{behind}{optional}", factor.value),
        CallKind::AtRate(rate) => format!("{} whatever arrives{behind}{optional}", rate.value),
        CallKind::Consumes { queue, concurrency, .. } => {
            format!("takes messages of {queue}, {} at a time in a pod", concurrency.value)
        }
    }
}

fn patience(call: &Call) -> String {
    let timeout = call.timeout.as_ref().map_or_else(|| "no timeout given".to_owned(), |time| time.value.to_string());
    match call.retries {
        0 => timeout,
        1 => format!("{timeout}, 1 retry"),
        retries => format!("{timeout}, {retries} retries"),
    }
}
