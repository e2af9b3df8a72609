//! Load from outside: for each protocol the command that sends it.

use super::trials::STEP;
use crate::architecture::model::{EntryPoint, EntryProtocol, Gateway, Route, Tls};
use crate::document::escape::word;
use crate::units::Rate;

/// A command that sends a rate over a route, rounded up to whole requests per second.
pub fn attack(entry: &EntryPoint, route: &Route, rate: Rate) -> String {
    let rate = rate.0.micros().div_ceil(1_000_000);
    match entry.protocol {
        EntryProtocol::Grpc => {
            let (host, port) = (host(entry), entry.port.as_ref().map_or(443, |port| port.value));
            format!("ghz --rps {rate} --duration {STEP} --call \"$METHOD\" {host}:{port}")
        }
        EntryProtocol::Tcp | EntryProtocol::Udp => {
            let protocol = entry.protocol;
            format!(
                "no general tool: a client of the program's own protocol, {rate}/s for {STEP} over {protocol} to {}",
                address(entry, route, ":")
            )
        }
        EntryProtocol::Http | EntryProtocol::Ws if entry.is_web_socket(route) => sockets(entry, route, rate),
        EntryProtocol::Http | EntryProtocol::Ws => {
            let url = url(entry, route, "http");
            format!("echo GET {url} | vegeta attack -rate {rate}/s -duration {STEP} | vegeta report")
        }
    }
}

/// New `WebSockets` at a rate, each with one message and its answer; k6 reads its script from the standard input.
fn sockets(entry: &EntryPoint, route: &Route, rate: u64) -> String {
    // A socket that gets no answer ends after five seconds, so five times the rate are open at most.
    let most = rate.saturating_mul(5);
    let url = url(entry, route, "ws");
    format!(
        "echo \"import ws from 'k6/ws'; \
         export const options = {{scenarios: {{s: {{executor: 'constant-arrival-rate', rate: {rate}, duration: '{STEP}', preAllocatedVUs: {most}}}}}}}; \
         export default () => ws.connect(__ENV.URL, (s) => {{ s.on('open', () => s.send(__ENV.MESSAGE)); s.on('message', () => s.close()); s.setTimeout(() => s.close(), 5000) }})\" \
         | k6 run -e URL={url} -e MESSAGE=\"$MESSAGE\" -"
    )
}

/// The host, or a variable where there is none.
fn host(entry: &EntryPoint) -> String {
    entry.host.as_ref().map_or_else(|| "\"$HOST\"".to_owned(), |host| word(&host.value, "HOST"))
}

/// A port of the nodes that the cluster chooses.
const CHOSEN_PORT: &str = "\"$NODE_PORT\"";

/// The URL of a route, with the port where clients have to know it.
pub fn url(entry: &EntryPoint, route: &Route, scheme: &str) -> String {
    // Whether a Gateway of others encrypts is not known here; most do.
    let unsaid = entry.tls == Tls::Unsaid && !matches!(entry.gateway.value, Gateway::Parent { .. } | Gateway::None);
    let clear = entry.tls == Tls::None || unsaid;
    let own = if clear { 80 } else { 443 };
    let port = match port(entry, route) {
        Some(port) if port != own => format!(":{port}"),
        None if entry.gateway.value == Gateway::NodePort => format!(":{CHOSEN_PORT}"),
        _ => String::new(),
    };
    let secure = if clear { "" } else { "s" };
    format!("{scheme}{secure}://{}{port}{}", host(entry), word(&route.path, "REQUEST_PATH"))
}

/// The port that clients dial, where it is said.
fn port(entry: &EntryPoint, route: &Route) -> Option<u16> {
    let written = entry.port.as_ref().map(|port| port.value);
    match (&entry.gateway.value, &entry.tls) {
        (Gateway::LoadBalancer, Tls::Provider) => written.or(Some(443)),
        (Gateway::LoadBalancer, _) => written.or(Some(route.port.port)),
        _ => written,
    }
}

/// Host and port as clients dial them, with something between them.
pub fn address(entry: &EntryPoint, route: &Route, between: &str) -> String {
    let port = match port(entry, route) {
        None if entry.gateway.value == Gateway::NodePort => CHOSEN_PORT.to_owned(),
        port => port.unwrap_or(route.port.port).to_string(),
    };
    format!("{}{between}{port}", host(entry))
}
