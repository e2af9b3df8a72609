//! What others see of a component before its inside is resolved: its kind, host and ports.

use super::Context;
use super::layers::Layered;
use crate::architecture::model::{Body, CalledPort, ComponentType, Port, Transport};
use crate::blueprint::spec::{Accessor, ByEnvName, DiskSpec, PortSpec, PortsSpec};
use crate::blueprint::table::{Entries, Field, Named, Set};
use crate::catalog::engines::{self, DataHome, Engine, StoreType};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{all_of, nearest, one_of};
use crate::source::{Origin, Span};
use std::collections::BTreeMap;

/// What others see of a component.
#[derive(Clone, Debug)]
pub struct Surface {
    /// What kind of thing it is.
    pub kind: ComponentType,
    /// The store's product.
    pub engine: Option<&'static Engine>,
    /// The name by which it is reached.
    pub host: String,
    /// Its ports.
    pub ports: Vec<Port>,
    /// Whether a headless Service gives the address of every pod.
    pub headless: bool,
    /// The scheme of its URL, where the engine has one.
    pub scheme: Option<&'static str>,
    /// Variables that every caller gets.
    pub client_env: Field<Entries<ByEnvName, Accessor>>,
    /// The place of its name.
    pub span: Option<Span>,
}

impl Surface {
    /// The ports that can be called.
    pub fn called(&self) -> impl Iterator<Item = CalledPort> {
        self.ports.iter().filter_map(|port| {
            let number = port.port?;
            Some(CalledPort { name: port.name.clone(), port: number, target: port.target, protocol: port.protocol })
        })
    }
}

/// The surface of a component, with the body that others run where that is known already.
pub fn surface(name: &str, layered: &Layered, body: Option<&Body>, cx: &mut Context<'_>) -> Surface {
    let engine = engine(name, layered, cx);
    let mut ports = ports(name, layered, engine, cx);
    let host = match body {
        Some(Body::Managed(managed)) => {
            ports = for_clients(ports, engine, managed.port);
            if managed.alias { name.to_owned() } else { managed.host.clone() }
        }
        Some(Body::Observed(observed)) => observed.host.clone(),
        Some(Body::Operated(operated)) => {
            ports = for_clients(ports, engine, operated.port);
            if ports.is_empty() {
                ports.push(unnamed(operated.port, &operated.origin));
            }
            operated.host.clone()
        }
        _ => name.to_owned(),
    };
    let encrypted = matches!(body, Some(Body::Managed(managed)) if managed.tls == Some(true));
    Surface {
        kind: layered.kind,
        engine,
        host,
        ports,
        headless: body.is_none() && has_names(layered, engine),
        client_env: layered.body.client_env.clone(),
        scheme: engine.map(|engine| if encrypted { over_tls(engine.url_scheme) } else { engine.url_scheme }),
        span: layered.span,
    }
}

/// The port of clients alone, at its number: who runs a store for others shows no other.
fn for_clients(ports: Vec<Port>, engine: Option<&'static Engine>, number: u16) -> Vec<Port> {
    let client = engine.and_then(Engine::client_port).map(|(_, number)| number);
    let at = ports.iter().position(|port| Some(port.target) == client).unwrap_or(0);
    let shown = ports.into_iter().nth(at).into_iter();
    shown.map(|port| Port { port: Some(number), target: number, ..port }).collect()
}

/// The port of a store of which neither engine nor `ports` says one.
fn unnamed(number: u16, origin: &Origin) -> Port {
    Port {
        name: "tcp".to_owned(),
        port: Some(number),
        target: number,
        protocol: Transport::Tcp,
        host_port: None,
        sidecar: None,
        peers: Vec::new(),
        origin: origin.clone(),
    }
}

/// Whether its pods have names that stay: said so, with disks of its own, or with an engine that keeps data on one.
fn has_names(layered: &Layered, engine: Option<&'static Engine>) -> bool {
    let spec = &layered.body;
    let disks = || spec.disks.get().into_iter().flat_map(Entries::iter);
    let own = |disk: &DiskSpec| !disk.host.is_set() && !disk.shared.is_set();
    let keeps = engine
        .zip(layered.kind.store_type())
        .and_then(|(engine, kind)| engine.data.filter(|_| engine.data_home(kind) != DataHome::EmptyDir));
    let elsewhere = |path: &str| disks().any(|(at, set)| at.trim_end_matches('/') == path && !own(&set.value));
    spec.identity.is_set()
        || (!layered.kind.is_finite() && disks().any(|(_, set)| own(&set.value)))
        || keeps.is_some_and(|data| !elsewhere(data.path))
}

/// The scheme of the same protocol over TLS; databases say it in their parameters instead.
fn over_tls(scheme: &'static str) -> &'static str {
    match scheme {
        "redis" => "rediss",
        "amqp" => "amqps",
        "http" => "https",
        "nats" => "tls",
        other => other,
    }
}

/// The engine of a store.
fn engine(name: &str, layered: &Layered, cx: &mut Context<'_>) -> Option<&'static Engine> {
    // That another type of component has no engine is said of the key.
    layered.kind.store_type()?;
    let set = layered.body.engine.set()?;
    let span = set.span()?;
    let word = set.value.0.as_str();
    let Some(engine) = cx.catalog.engine(word) else {
        let known: Vec<&str> = engines::all().map(|engine| engine.name).collect();
        let problem = Diagnostic::new(&codes::UNKNOWN_ENGINE, span, format!("`{word}` is no engine"));
        let help = format!("the engines are {}; without `engine` it is a store of its `image`", all_of(&known));
        cx.push(match nearest(word, known) {
            Some(meant) => problem.fix(span, meant),
            None => problem.help(help),
        });
        return None;
    };
    if !layered.kind.store_type().is_some_and(|kind| engine.types.contains(&kind)) {
        let message = format!("`{name}` is a {}; {word} is none", layered.kind);
        cx.push(Diagnostic::new(&codes::ENGINE_OF_OTHER_TYPE, span, message).help(format!(
            "{word} can be a {}",
            one_of(&engine.types.iter().map(|kind| kind_word(*kind)).collect::<Vec<_>>())
        )));
    }
    Some(engine)
}

fn kind_word(kind: StoreType) -> &'static str {
    match kind {
        StoreType::Database => "database",
        StoreType::Cache => "cache",
        StoreType::Queue => "queue",
    }
}

/// The ports of a component: as written, else as the engine has them; on a store written ports rename by number.
fn ports(name: &str, layered: &Layered, engine: Option<&'static Engine>, cx: &mut Context<'_>) -> Vec<Port> {
    let mut ports = written_ports(name, layered, cx);
    let engine_ports = engine.map(|engine| engine.ports).unwrap_or_default();
    for &(name, number) in engine_ports {
        if ports.iter().all(|port| port.target != number && port.name != name) {
            let protocol = protocol_of(name);
            let origin = Origin::Engine("the engine's port");
            ports.push(Port {
                name: name.to_owned(),
                port: Some(number),
                target: number,
                protocol,
                host_port: None,
                sidecar: None,
                peers: Vec::new(),
                origin,
            });
        }
    }
    ports
}

/// The ports of the component's own container and of its sidecars, which share one address and one Service.
fn written_ports(component: &str, layered: &Layered, cx: &mut Context<'_>) -> Vec<Port> {
    let own = std::iter::once((None, &layered.body.ports));
    let sidecars = layered.body.sidecars.get().into_iter().flat_map(|list| list.iter());
    let all: Vec<(Option<&str>, &Field<PortsSpec>)> =
        own.chain(sidecars.map(|set| (Named::name(&set.value), &set.value.0.ports))).collect();
    let mut ports: Vec<Port> = Vec::new();
    let mut services = BTreeMap::new();
    let mut targets = BTreeMap::new();
    let entries = all.into_iter().flat_map(|(sidecar, field)| {
        field.get().into_iter().flat_map(|ports| ports.0.iter()).map(move |(name, set)| (sidecar, name, set))
    });
    for (sidecar, name, set) in entries {
        let Some(mut port) = written_port(component, name, set, cx) else { continue };
        port.sidecar = sidecar.map(str::to_owned);
        if let Some(twin) = ports.iter().find(|known| known.name == name) {
            let message = format!("two ports of `{component}` are named `{name}`");
            let mut problem = Diagnostic::nowhere(&codes::NAME_USED_TWICE, message).help("rename one of them");
            problem.span = set.key.or(set.span());
            if let Some(span) = twin.origin.span() {
                problem = problem.related(span, "the name is used here, too");
            }
            cx.push(problem);
            continue;
        }
        let place = set.key.or(set.span());
        let udp = port.protocol == Transport::Udp;
        // A number that the Service has twice is the container's, too.
        if unique(&mut services, port.port.map(|number| (number, udp)), place, "the Service", cx) {
            unique(&mut targets, Some((port.target, udp)), place, "the container", cx);
        }
        ports.push(port);
    }
    ports
}

fn written_port(component: &str, name: &str, set: &Set<PortSpec>, cx: &mut Context<'_>) -> Option<Port> {
    let spec = &set.value;
    let number = |field: &Field<crate::blueprint::table::Whole<1, 65_535>>| {
        field.get().and_then(|whole| u16::try_from(whole.0).ok())
    };
    let (port, target) = (number(&spec.port), number(&spec.target));
    let Some(target) = target.or(port) else {
        let message = format!("the port `{name}` has no number");
        cx.push_at(
            &codes::INCOMPLETE,
            set.span(),
            message,
            "write `port: 8080`, or `target: 8080` for the container alone",
        );
        return None;
    };
    let protocol = spec.protocol.get().copied().unwrap_or_else(|| protocol_of(name));
    let host_port = number(&spec.host_port);
    if let Some(host_port) = host_port {
        let what = format!("takes port {host_port} of its node");
        cx.exception(component, &what, spec.because.set(), &set.origin);
    }
    let peers = super::let_in::names(&spec.peers, cx);
    Some(Port {
        name: name.to_owned(),
        port,
        target,
        protocol,
        host_port,
        sidecar: None,
        peers,
        origin: set.origin.clone(),
    })
}

/// Reports a port number that is used twice; says whether it is not.
fn unique(
    seen: &mut BTreeMap<(u16, bool), Option<Span>>,
    number: Option<(u16, bool)>,
    place: Option<Span>,
    whose: &str,
    cx: &mut Context<'_>,
) -> bool {
    let Some(number) = number else { return true };
    let Some(first) = seen.insert(number, place) else { return true };
    if let (Some(one), Some(other)) = (first, place) {
        let (first, second) = (one.min(other), one.max(other));
        let message = format!("port {} of {whose} is used twice", number.0);
        cx.push(Diagnostic::new(&codes::PORT_USED_TWICE, second, message).related(first, "it is used here, too"));
    }
    false
}

/// A port's protocol is its name up to the first `-`, if that is one, else TCP.
fn protocol_of(name: &str) -> Transport {
    let word = name.split('-').next().unwrap_or(name);
    Transport::from_word(word).unwrap_or(Transport::Tcp)
}
