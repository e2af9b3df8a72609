//! Rules of the ways in: what is exposed, what can carry it, and what nobody enforces.

use crate::architecture::model::{Architecture, EntryPoint, EntryProtocol, Gateway, Provider, Route, Tls};
use crate::catalog::{BackendSettings, Catalog, web_socket_idle};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Span;

/// What is exposed needs to be told where its traffic comes from; what is not exposed is said.
pub fn ways_in(architecture: &Architecture, sink: &mut Sink) {
    for entry in &architecture.entry_points {
        let Some(span) = entry.origin.span() else { continue };
        if entry.gateway.value == Gateway::None {
            let message =
                format!("the entry point `{}` is not exposed: its load counts, but nothing leads in", entry.name);
            let help = "write `platform: {gateway: {class: GATEWAY-CLASS}}` to expose it";
            sink.push(Diagnostic::new(&codes::NOT_EXPOSED, span, message).help(help));
        } else if architecture.peer_of(entry).is_none() {
            let message =
                format!("the entry point `{}` is exposed, but nothing says where its traffic comes from", entry.name);
            let help = "write `platform: {peers: {gateway: {namespace: NAME}}}` for a gateway in the cluster, or `{cidrs: […]}` for the load balancer's networks";
            sink.push(Diagnostic::new(&codes::NO_GATEWAY_PEER, span, message).help(help));
        }
        carried(architecture, entry, span, sink);
        certificate(architecture, entry, span, sink);
        unenforced(architecture, entry, sink);
    }
}

/// Connections and datagrams need a way in that passes them on.
fn carried(architecture: &Architecture, entry: &EntryPoint, span: Span, sink: &mut Sink) {
    let kind = match entry.protocol {
        EntryProtocol::Tcp => "TCPRoute",
        EntryProtocol::Udp => "UDPRoute",
        EntryProtocol::Http | EntryProtocol::Grpc | EntryProtocol::Ws => return,
    };
    let bundle = architecture.platform.gateway_api.value;
    let kubernetes = architecture.platform.kubernetes.value;
    let known = Catalog::embedded().kind(kind);
    let served = known.is_some_and(|known| known.is_served(kubernetes, Some(bundle), |_| false));
    let why = match &entry.gateway.value {
        Gateway::Ingress(_) => "an Ingress carries HTTP alone".to_owned(),
        Gateway::Class(_) | Gateway::Parent { .. } if !served => {
            format!("the Gateway API {bundle} has no {kind} in its standard channel")
        }
        Gateway::Class(name) if architecture.gateway_class(entry).is_some_and(|class| !class.streams) => {
            format!("gateways of class {name} take no {kind}")
        }
        Gateway::None | Gateway::LoadBalancer | Gateway::NodePort | Gateway::Class(_) | Gateway::Parent { .. } => {
            return;
        }
    };
    let message = format!("the entry point `{}` speaks {}, but {why}", entry.name, entry.protocol);
    let mut problem = Diagnostic::new(&codes::NOT_CARRIED, span, message)
        .help("write `gateway: load-balancer` at the entry point: a Service of type LoadBalancer passes it on");
    if let Some(gateway) = entry.gateway.origin.span() {
        problem = problem.related(gateway, "its way in is chosen here");
    }
    sink.push(problem);
}

/// What is written at an entry point, but has no place in the objects that lead in, is said.
fn unenforced(architecture: &Architecture, entry: &EntryPoint, sink: &mut Sink) {
    let mut say = |message: String, span: Option<Span>, help: String| {
        let mut problem = Diagnostic::nowhere(&codes::NOT_ENFORCED, message).help(help);
        problem.span = span;
        sink.push(problem);
    };
    let nothing = |what: &str| {
        format!(
            "nothing enforces the {what} of the entry point `{}`: its gateway has no portable setting for it",
            entry.name
        )
    };
    if let Some(limit) = &entry.rate_limit {
        let help = "set it at the gateway; here it is only documented";
        say(nothing("rate limit"), limit.origin.span(), help.to_owned());
    }
    let settings = architecture.gateway_class(entry).map_or(BackendSettings::Routes, |class| class.backends);
    let help = match settings {
        BackendSettings::Elsewhere(place) => Some(format!("set {place}")),
        _ if has_timeouts(entry) => None,
        _ => Some("set it by an annotation of the controller, or expose by the Gateway API".to_owned()),
    };
    if let Some(help) = help {
        let timeouts = entry.timeout.iter().chain(entry.routes.iter().filter_map(|route| route.timeout.as_ref()));
        for timeout in timeouts {
            say(nothing("timeout"), timeout.origin.span(), help.clone());
        }
    }
    if settings == BackendSettings::GkePolicies {
        for route in entry.routes.iter().filter(|route| is_outlasted(architecture, entry, route)) {
            let Some(timeout) = route.timeout.as_ref().or(entry.timeout.as_ref()) else { continue };
            let message = format!(
                "the timeout of `{}` at the entry point `{}` does not hold: a Service has one, and the longest of its routes counts",
                route.path, entry.name
            );
            say(
                message,
                timeout.origin.span(),
                "write the same for all routes to the component, or leave it out".to_owned(),
            );
        }
    }
    if let Some(help) = cut_sockets(architecture, entry) {
        let message = format!(
            "nothing keeps WebSocket connections of the entry point `{}` open: its gateway ends them when its own time is up",
            entry.name
        );
        say(message, entry.origin.span(), help);
    }
    if let (true, Some(what)) = (entry.gateway.value.is_service(), unused_certificate(architecture, entry)) {
        let help = "let the program encrypt, or expose the entry point by a gateway or an Ingress";
        let message = format!("nothing uses the certificate of the entry point `{}`: {what}", entry.name);
        say(message, entry.origin.span(), help.to_owned());
    }
}

/// Whether another route to the same component lasts longer.
fn is_outlasted(architecture: &Architecture, entry: &EntryPoint, route: &Route) -> bool {
    let time = |entry: &EntryPoint, route: &Route| {
        let written = route.timeout.as_ref().or(entry.timeout.as_ref()).map(|timeout| timeout.value);
        (written.is_none() && entry.is_web_socket(route), written)
    };
    let own = time(entry, route);
    architecture.routes_to(route.to).any(|(other, route)| time(other, route) > own)
}

/// A certificate of the provider has to be found by its load balancer.
fn certificate(architecture: &Architecture, entry: &EntryPoint, span: Span, sink: &mut Sink) {
    let provider = architecture.platform.provider.value;
    let found = match &entry.gateway.value {
        // Google's are named by an option or an annotation; Amazon's are found by the host.
        Gateway::Class(_) => matches!(provider, Provider::Gcp | Provider::Aws),
        Gateway::Ingress(class) => provider.finds_certificates(class),
        Gateway::None | Gateway::LoadBalancer | Gateway::NodePort | Gateway::Parent { .. } => true,
    };
    if entry.tls != Tls::Provider || entry.protocol.is_raw() || found {
        return;
    }
    let message = format!(
        "nothing finds the provider's certificate of the entry point `{}`: its gateway knows Secrets alone",
        entry.name
    );
    let help = "write `tls: {issuer: NAME}` for a ClusterIssuer of cert-manager, or `tls: {secret: NAME}`";
    sink.push(Diagnostic::new(&codes::CERTIFICATE_UNUSED, span, message).help(help));
}

/// Whether the objects that lead in have a field for timeouts.
fn has_timeouts(entry: &EntryPoint) -> bool {
    let route = matches!(entry.gateway.value, Gateway::Class(_) | Gateway::Parent { .. } | Gateway::None);
    route && matches!(entry.protocol, EntryProtocol::Http | EntryProtocol::Ws)
}

/// What has to be set by hand so that `WebSockets` are not cut; nothing where the objects say it, or there are none.
fn cut_sockets(architecture: &Architecture, entry: &EntryPoint) -> Option<String> {
    let open = |route| entry.is_web_socket(route) && route.timeout.is_none() && entry.timeout.is_none();
    if !entry.routes.iter().any(open) {
        return None;
    }
    let provider = architecture.platform.provider.value;
    match &entry.gateway.value {
        Gateway::None | Gateway::LoadBalancer | Gateway::NodePort => None,
        Gateway::Class(_) | Gateway::Parent { .. } => match architecture.gateway_class(entry)?.backends {
            BackendSettings::Elsewhere(place) => Some(format!("set {place}; it is not emitted")),
            BackendSettings::Routes | BackendSettings::GkePolicies => None,
        },
        Gateway::Ingress(class) if web_socket_idle(provider, class).is_some() => None,
        Gateway::Ingress(_) if provider == Provider::Gcp => {
            Some("set `timeoutSec` of a BackendConfig for the Service (30s by itself); it is not emitted".to_owned())
        }
        Gateway::Ingress(_) => {
            Some("set the time of silence at the controller: its class is not known here".to_owned())
        }
    }
}

/// Why a Service has no use for the certificate that is written.
fn unused_certificate(architecture: &Architecture, entry: &EntryPoint) -> Option<String> {
    let provider = architecture.platform.provider.value;
    match &entry.tls {
        Tls::Unsaid | Tls::None => None,
        Tls::Issuer(_) | Tls::Secret(_) => Some("a load balancer reads no Secret".to_owned()),
        Tls::Provider if entry.gateway.value == Gateway::NodePort => {
            Some("a port of the nodes passes connections on as they are".to_owned())
        }
        Tls::Provider if provider == Provider::Aws => None,
        Tls::Provider => Some(format!("the load balancer of {provider} passes connections on as they are")),
    }
}
