//! Networking: ways in, and what lies outside.

use crate::architecture::model::{Call, EntryPoint, EntryProtocol, Gateway, Peer, Target, Tls, Transport};
use crate::document::facts::Facts;
use crate::kubernetes::Object;
use crate::plan::WayIn;
use serde::Serialize;

/// One way in.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryView {
    /// Its name.
    pub name: String,
    /// The host name.
    pub host: String,
    /// What comes in.
    pub protocol: String,
    /// How it is exposed.
    pub exposure: String,
    /// Why, and what was not chosen.
    pub rationale: String,
    /// What was not chosen.
    pub rejected: Vec<super::decisions::Candidate>,
    /// Who has the certificate.
    pub tls: String,
    /// Paths and who answers.
    pub routes: Vec<String>,
    /// After how long the gateway gives up.
    pub timeout: String,
    /// The most that is let in.
    pub rate_limit: String,
    /// Where its traffic comes from.
    pub peer: String,
    /// The objects that carry it.
    pub objects: Vec<String>,
    /// Where it is written.
    pub source: String,
}

/// Something outside that is called.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExternalView {
    /// Its name.
    pub name: String,
    /// Its host and port.
    pub address: String,
    /// Where packets may go.
    pub networks: String,
    /// Its mean latency.
    pub latency: String,
    /// Its promised availability.
    pub availability: String,
    /// The most that it takes.
    pub rate_limit: String,
    /// What is sent to it at the peak.
    pub peak_rate: String,
    /// Who calls it.
    pub callers: Vec<String>,
    /// Where it is written.
    pub source: String,
}

/// All ways in.
pub fn entries(facts: &Facts<'_>) -> Vec<EntryView> {
    let ways = &facts.plan().ways_in;
    facts
        .architecture()
        .entry_points
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let way = ways.get(at);
            let decision = way.and_then(|way| facts.decision(way.exposure.id));
            let group = decision.map(|decision| super::decisions::single(facts, decision));
            EntryView {
                name: entry.name.clone(),
                host: entry.host.as_ref().map_or_else(|| "none given".to_owned(), |host| host.value.clone()),
                protocol: spoken(entry),
                exposure: way.map_or_else(String::new, |way| way.exposure.value.clone()),
                rationale: group.as_ref().map_or_else(String::new, |group| group.rationale.clone()),
                rejected: group.map(|group| group.rejected).unwrap_or_default(),
                tls: tls(&entry.tls),
                routes: routes(facts, entry),
                timeout: way.map_or_else(String::new, |way| timeout(facts, entry, way)),
                rate_limit: entry.rate_limit.as_ref().map_or_else(|| "none".to_owned(), |rate| rate.value.to_string()),
                peer: peer(facts, entry),
                objects: carriers(facts, entry),
                source: facts.place(&entry.origin),
            }
        })
        .collect()
}

/// What comes in; of HTTP also where `WebSockets` begin.
fn spoken(entry: &EntryPoint) -> String {
    let sockets = entry.routes.iter().filter(|route| entry.is_web_socket(route)).map(|route| route.path.as_str());
    match (entry.protocol, sockets.collect::<Vec<_>>().join(", ")) {
        (EntryProtocol::Http, paths) if !paths.is_empty() => format!("http, ws at {paths}"),
        (protocol, _) => protocol.to_string(),
    }
}

/// After how long the gateway gives up, as far as it is told.
fn timeout(facts: &Facts<'_>, entry: &EntryPoint, way: &WayIn) -> String {
    let raw = entry.protocol.is_raw() || entry.gateway.value.is_service();
    let enforced = entry.gateway.value == Gateway::None || way.timeouts.iter().any(Option::is_some);
    let unenforced = if enforced { "" } else { ", which nothing enforces" };
    let written = entry.timeout.as_ref().map(|time| format!("{}{unenforced}", time.value));
    let base =
        written.unwrap_or_else(|| if raw { "none: bytes are passed on" } else { "the gateway's own" }.to_owned());
    let shown = |id| facts.decision(id).map(|decision| decision.value.clone());
    let told = way.timeouts.iter().flatten().filter_map(|decided| shown(decided.id));
    let mut parts: Vec<String> = told.collect();
    if parts.len() < way.timeouts.len() {
        parts.insert(0, base);
    }
    if let (Gateway::Ingress(_), Some(told)) = (&entry.gateway.value, &way.annotations) {
        parts.extend(shown(told.id));
    }
    parts.join("; ")
}

fn tls(tls: &Tls) -> String {
    match tls {
        Tls::Unsaid => "nothing said: there is no host".to_owned(),
        Tls::None => "none, an exception".to_owned(),
        Tls::Provider => "certificate at the provider's load balancer".to_owned(),
        Tls::Issuer(issuer) => format!("cert-manager, ClusterIssuer {issuer}"),
        Tls::Secret(secret) => format!("Secret {secret}"),
    }
}

fn routes(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<String> {
    let shown = entry.routes.iter().map(|route| {
        let to = facts.target(Target::Component(route.to));
        let share = if entry.routes.len() > 1 { format!(", {} of the load", route.share) } else { String::new() };
        match (&entry.port, entry.protocol.is_raw()) {
            (Some(port), true) => format!("port {} to {to}:{}", port.value, route.port.port),
            _ => format!("{} to {to}:{}{share}", route.path, route.port.port),
        }
    });
    shown.collect()
}

/// Where the traffic of an entry point comes from.
fn peer(facts: &Facts<'_>, entry: &EntryPoint) -> String {
    if entry.gateway.value == Gateway::None {
        return "nowhere: it is not exposed".to_owned();
    }
    if entry.gateway.value == Gateway::LoadBalancer {
        return "any address: packets keep that of their sender".to_owned();
    }
    if entry.gateway.value == Gateway::NodePort {
        return "any address: packets come from the nodes".to_owned();
    }
    let known = facts.architecture().peer_of(entry);
    known.map_or_else(|| "not said".to_owned(), |peer| party(&peer))
}

/// A party outside of the graph, in words.
pub fn party(peer: &Peer) -> String {
    match peer {
        Peer::Cidrs(cidrs) => cidrs.join(", "),
        Peer::Pods { namespace, labels } if labels.is_empty() => format!("all pods of namespace {namespace}"),
        Peer::Pods { namespace, labels } => {
            let labels: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
            format!("pods of namespace {namespace} with {}", labels.join(", "))
        }
    }
}

/// The objects that lead in: what records the decision about the exposure, and the Gateway of its class.
fn carriers(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<String> {
    let carries = |object: &Object| match object {
        Object::Gateway(gateway) => {
            let ours = entry.gateway.value == Gateway::Class(gateway.spec.gateway_class_name.clone());
            ours && gateway.spec.listeners.iter().any(|listener| listener.name == entry.name)
        }
        Object::HttpRoute(_)
        | Object::GrpcRoute(_)
        | Object::TcpRoute(_)
        | Object::UdpRoute(_)
        | Object::Ingress(_) => object.metadata().name.as_deref() == Some(entry.name.as_str()),
        Object::Service(_) => object.metadata().name.as_deref() == Some(format!("{}-external", entry.name).as_str()),
        _ => false,
    };
    let objects = facts.lead.bundle.objects().iter().map(|emitted| &emitted.object);
    objects.filter(|object| carries(object)).map(|object| object.identity().to_string()).collect()
}

/// How many connections are encrypted, as far as the blueprint says.
pub fn encryption(facts: &Facts<'_>) -> String {
    let calls = &facts.architecture().calls;
    let clear = |call: &&Call| !call.ports.iter().any(|port| port.protocol == Transport::Https);
    let (inside, outside): (Vec<&Call>, Vec<&Call>) =
        calls.iter().partition(|call| matches!(call.to, Target::Component(_)));
    let part =
        |calls: &[&Call]| format!("{} of {}", calls.iter().copied().filter(|call| clear(call)).count(), calls.len());
    format!(
        "By their declared protocol {} connections between components and {} to externals are not HTTPS: whether the programs encrypt them is unknown.",
        part(&inside),
        part(&outside)
    )
}

/// All that lies outside.
pub fn externals(facts: &Facts<'_>) -> Vec<ExternalView> {
    let architecture = facts.architecture();
    let mut views = Vec::new();
    for (at, external) in architecture.externals.iter().enumerate() {
        let calls: Vec<&Call> =
            architecture.calls.iter().filter(|call| matches!(call.to, Target::External(id) if id.0 == at)).collect();
        let unknown = || "unknown".to_owned();
        views.push(ExternalView {
            name: external.name.clone(),
            address: format!("{}:{} {}", external.host, external.port, external.protocol),
            networks: if external.cidrs.is_empty() {
                format!("all public addresses on port {}: no `cidrs` are given", external.port)
            } else {
                external.cidrs.join(", ")
            },
            latency: external.latency.as_ref().map_or_else(unknown, |time| time.value.to_string()),
            availability: external.availability.as_ref().map_or_else(unknown, |share| share.value.to_string()),
            rate_limit: external.rate_limit.as_ref().map_or_else(unknown, |rate| rate.value.to_string()),
            peak_rate: sum(facts, &calls).map_or_else(unknown, |rate| rate.to_string()),
            callers: calls.iter().map(|call| facts.target(Target::Component(call.from)).to_owned()).collect(),
            source: facts.place(&external.origin),
        });
    }
    views
}

/// The sum of the rates of calls, where all are known.
pub fn sum(facts: &Facts<'_>, calls: &[&Call]) -> Option<crate::units::Rate> {
    let rates: Option<Vec<_>> = calls.iter().map(|call| facts.rate(call)).collect();
    let rates = rates.filter(|rates| !rates.is_empty())?;
    Some(rates.into_iter().fold(crate::units::Rate::default(), |sum, rate| crate::units::Rate(sum.0.plus(rate.0))))
}
