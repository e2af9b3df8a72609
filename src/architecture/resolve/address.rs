//! Addresses: the parts of a host and port that references and calls ask for.

use super::Context;
use super::calls::ports_of;
use super::reference::unknown_reference;
use super::text::{Place, Remedy, Scope};
use crate::architecture::model::{CallKind, CalledPort, Target, Transport};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{all_of, nearest};

/// The parts of an address, beside `ports.NAME` and `headless`.
const PARTS: [&str; 4] = ["host", "port", "address", "url"];

/// `${self.host}` and its like, with the word that stands for the component itself; of the ports of a store, its clients' is meant.
pub fn own_address(scope: &Scope<'_>, word: &str, rest: &str, place: Place, cx: &mut Context<'_>) -> Option<String> {
    if rest == "headless" {
        return headless(scope.name, place, cx);
    }
    let surface = cx.surfaces.get(scope.name);
    let mut ports: Vec<CalledPort> = surface.into_iter().flat_map(|surface| surface.called()).collect();
    let client = surface.and_then(|surface| surface.engine?.client_port());
    let client = ports.iter().find(|port| client.is_some_and(|(_, number)| port.target == number)).cloned();
    if let Some(client) = client.filter(|_| !rest.starts_with("ports.")) {
        ports = vec![client];
    }
    if ports.len() != 1 && matches!(rest, "port" | "address" | "url") {
        let names: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
        let message =
            format!("`${{{word}.{rest}}}` is not clear: `{}` has {} ports in its Service", scope.name, ports.len());
        let help = format!("write `${{{word}.ports.NAME}}`; {}", ports_of(&names));
        cx.push_at(&codes::BAD_REFERENCE, place.span, message, help);
        return None;
    }
    // What is wrong is said of the word that is written.
    match rest.strip_prefix("ports.") {
        Some(wanted) => named_port(word, wanted, &ports, place, cx),
        None if PARTS.contains(&rest) => part(scope.name, rest, &ports, place, cx),
        None => {
            unknown_part(word, rest, place, cx);
            None
        }
    }
}

/// `${catalog.host}` and its like: a part of a callee's address.
pub fn address(scope: &Scope<'_>, name: &str, accessor: &str, place: Place, cx: &mut Context<'_>) -> Option<String> {
    let target = cx.ids.get(name).map(|id| Target::Component(*id)).or_else(|| {
        let at = cx.externals.iter().position(|external| external.name == name)?;
        Some(Target::External(crate::architecture::model::ExternalId(at)))
    });
    let Some(target) = target else {
        unknown_callee(scope, name, accessor, place, cx);
        return None;
    };
    if name == scope.name {
        return own_address(scope, name, accessor, place, cx);
    }
    let Some(call) = scope.calls.iter().find(|call| call.to == target) else {
        let message =
            format!("`{}` refers to `{name}`, but does not call it; its policies would cut the connection", scope.name);
        let help = format!("write `calls: {{{name}: 1}}` under `{}`, with the calls per request", scope.name);
        cx.push_at(&codes::REFERENCE_WITHOUT_CALL, place.span, message, help);
        return None;
    };
    let ports = match (accessor.strip_prefix("ports."), call.kind.clone()) {
        (Some(_), _) => cx.surfaces.get(name).into_iter().flat_map(|surface| surface.called()).collect(),
        (None, CallKind::PerRequest(_) | CallKind::AtRate(_) | CallKind::Consumes { .. }) => call.ports.clone(),
    };
    part(name, accessor, &ports, place, cx)
}

/// Reports a reference to what the environment does not have, unless its call has been reported.
fn unknown_callee(scope: &Scope<'_>, name: &str, accessor: &str, place: Place, cx: &mut Context<'_>) {
    let call = scope.spec.calls.get().and_then(|calls| calls.0.get(name));
    let optional = call.is_some_and(|call| call.value.optional.get().is_some_and(|flag| flag.0));
    let consumed = scope.spec.consumes.get().is_some_and(|consumes| consumes.get(name).is_some());
    if cx.broken.contains(name) || consumed || (call.is_some() && !optional) {
        return;
    }
    if cx.removed.contains_key(name) || optional {
        let message =
            format!("`${{{name}.{accessor}}}` has no value: the environment `{}` has no `{name}`", cx.environment);
        let help = "write the variable in the environments that have it, or let the call set it: `addressEnv`";
        cx.push_at(&codes::CALLS_THE_REMOVED, place.span, message, help);
        return;
    }
    let externals = cx.externals.iter().map(|external| external.name.as_str());
    let known: Vec<&str> = cx.ids.keys().map(String::as_str).chain(externals).collect();
    let help = format!("there is no component or external `{name}`; `$${{` writes the text itself");
    let remedy = match nearest(name, known) {
        Some(meant) => Remedy::Meant(format!("${{{meant}.{accessor}}}")),
        None => Remedy::Help(&help),
    };
    unknown_reference(&format!("{name}.{accessor}"), place, remedy, cx);
}

/// A part of an address: host, port, address, url, or a named port.
pub fn part(name: &str, accessor: &str, ports: &[CalledPort], place: Place, cx: &mut Context<'_>) -> Option<String> {
    let surface = cx.surfaces.get(name);
    let external = cx.externals.iter().find(|external| external.name == name);
    let host =
        surface.map(|surface| surface.host.clone()).or_else(|| external.map(|external| external.host.clone()))?;
    let scheme = surface.and_then(|surface| surface.scheme);
    if accessor == "host" {
        return Some(host);
    }
    if accessor == "headless" {
        return headless(name, place, cx);
    }
    if let Some(wanted) = accessor.strip_prefix("ports.") {
        return named_port(name, wanted, ports, place, cx);
    }
    if !PARTS.contains(&accessor) {
        unknown_part(name, accessor, place, cx);
        return None;
    }
    // A call without ports has been reported.
    let port = ports.first()?;
    match accessor {
        "port" => Some(port.port.to_string()),
        "address" => Some(format!("{host}:{}", port.port)),
        _ => Some(format!("{}://{host}:{}", scheme.unwrap_or_else(|| scheme_of(port.protocol)), port.port)),
    }
}

/// `${x.ports.NAME}`, said of the word that stands for `x`.
fn named_port(word: &str, wanted: &str, ports: &[CalledPort], place: Place, cx: &mut Context<'_>) -> Option<String> {
    let found = ports.iter().find(|port| port.name == wanted).map(|port| port.port.to_string());
    if found.is_none() {
        let names: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
        let help = ports_of(&names);
        let remedy = match nearest(wanted, names.iter().copied()) {
            Some(meant) => Remedy::Meant(format!("${{{word}.ports.{meant}}}")),
            None => Remedy::Help(&help),
        };
        unknown_reference(&format!("{word}.ports.{wanted}"), place, remedy, cx);
    }
    found
}

/// `${x.headless}`: the name behind which DNS gives the address of every pod. Only what has stable names has one.
fn headless(name: &str, place: Place, cx: &mut Context<'_>) -> Option<String> {
    let surface = cx.surfaces.get(name);
    if surface.is_some_and(|surface| surface.headless) {
        return Some(format!("{name}-headless"));
    }
    let own = surface.is_some_and(|surface| surface.host == name);
    let message = format!("`${{{name}.headless}}` refers to nothing: `{name}` has no headless Service");
    let help = match surface {
        Some(surface) if own && !surface.kind.is_store() && !surface.kind.is_finite() => {
            format!("write `identity: stable` under `{name}`: its pods get names, and a headless Service")
        }
        _ => "only components with `identity: stable`, or with disks, that run in this namespace have one".to_owned(),
    };
    cx.push_at(&codes::BAD_REFERENCE, place.span, message, help);
    None
}

fn unknown_part(name: &str, accessor: &str, place: Place, cx: &mut Context<'_>) {
    let known = ["host", "port", "address", "url", "ports.NAME", "headless"];
    let help = format!("the parts of an address are {}", all_of(&known));
    let remedy = match nearest(accessor, known) {
        Some(meant) => Remedy::Meant(format!("${{{name}.{meant}}}")),
        None => Remedy::Help(&help),
    };
    unknown_reference(&format!("{name}.{accessor}"), place, remedy, cx);
}

fn scheme_of(protocol: Transport) -> &'static str {
    match protocol {
        Transport::Http | Transport::Http2 => "http",
        Transport::Https => "https",
        Transport::Grpc => "grpc",
        Transport::Ws => "ws",
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    }
}
