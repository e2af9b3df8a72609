//! The port of a component that an entry point dials.

use super::{Context, calls};
use crate::architecture::model::{CalledPort, EntryProtocol, Transport};
use crate::blueprint::spec::RouteSpec;
use crate::blueprint::table::Set;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::names::Name;

/// The port that an entry point dials: as written, else the first that speaks the protocol, else the only one that can carry it.
pub fn entry_port(
    to: &Set<Name>,
    spec: &RouteSpec,
    protocol: EntryProtocol,
    cx: &mut Context<'_>,
) -> Option<CalledPort> {
    let name = to.value.as_str();
    let Some(surface) = cx.surfaces.get(name).cloned() else {
        calls::unknown(name, to.span(), "name the component that answers", cx);
        return None;
    };
    let available: Vec<CalledPort> = surface.called().collect();
    let names: Vec<&str> = available.iter().map(|port| port.name.as_str()).collect();
    let found = match spec.port.set() {
        Some(wanted) => {
            let found = available.iter().find(|port| port.name == wanted.value.0);
            if found.is_none() {
                unknown_port(name, wanted, &names, cx);
                return None;
            }
            found.filter(|port| can_carry(protocol, port.protocol))
        }
        None => chosen(protocol, &available),
    };
    if found.is_none() {
        let mut problem = mismatch(name, protocol);
        problem.span = spec.port.set().and_then(Set::span).or(to.span());
        if let Some(span) = surface.span {
            problem = problem.related(span, calls::ports_of(&names));
        }
        cx.push(problem);
    }
    found.cloned()
}

/// The first port that speaks the protocol best; of what is passed on as it is, also the only port that can carry it.
fn chosen(protocol: EntryProtocol, available: &[CalledPort]) -> Option<&CalledPort> {
    let first = |wanted: &dyn Fn(Transport) -> bool| available.iter().find(|port| wanted(port.protocol));
    let http = |spoken| matches!(spoken, Transport::Http | Transport::Http2 | Transport::Https | Transport::Ws);
    match protocol {
        EntryProtocol::Http => first(&http),
        EntryProtocol::Grpc => first(&|spoken| spoken == Transport::Grpc),
        EntryProtocol::Ws => first(&|spoken| spoken == Transport::Ws).or_else(|| first(&http)),
        EntryProtocol::Udp => first(&|spoken| spoken == Transport::Udp),
        EntryProtocol::Tcp => first(&|spoken| spoken == Transport::Tcp).or_else(|| {
            let mut carried = available.iter().filter(|port| port.protocol != Transport::Udp);
            carried.next().filter(|_| carried.next().is_none())
        }),
    }
}

/// Whether a port that somebody chose can carry the protocol. A program may speak more than its port is named for, but datagrams
/// and connections do not mix.
fn can_carry(protocol: EntryProtocol, spoken: Transport) -> bool {
    (protocol == EntryProtocol::Udp) == (spoken == Transport::Udp)
}

fn unknown_port(name: &str, wanted: &Set<crate::blueprint::table::Text>, names: &[&str], cx: &mut Context<'_>) {
    let message = format!("`{name}` has no port `{}` in its Service", wanted.value.0);
    let mut problem = Diagnostic::nowhere(&codes::UNKNOWN_PORT, message);
    problem.span = wanted.span();
    cx.push(match (nearest(&wanted.value.0, names.iter().copied()), wanted.span()) {
        (Some(meant), Some(span)) => problem.fix(span, meant),
        _ => problem.help(calls::ports_of(names)),
    });
}

fn mismatch(name: &str, protocol: EntryProtocol) -> Diagnostic {
    let (what, help) = match protocol {
        EntryProtocol::Http => ("HTTP", "name a port `http`, or write `protocol: grpc` or `tcp` at the entry point"),
        EntryProtocol::Grpc => ("gRPC", "name a port `grpc`"),
        EntryProtocol::Ws => ("WebSocket", "name a port `ws` or `http`"),
        EntryProtocol::Tcp => ("TCP", "name a port `tcp`, or write `routes: {/: {to: COMPONENT, port: NAME}}`"),
        EntryProtocol::Udp => ("UDP", "name a port `udp`, or write it as `6831/udp`"),
    };
    let message = format!("the entry point speaks {what}, but `{name}` has no port that does");
    Diagnostic::nowhere(&codes::PROTOCOL_MISMATCH, message).help(help)
}
