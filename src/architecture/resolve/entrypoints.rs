//! Entry points: routes, hosts, certificates, demand and promises.

use super::entry_ports::entry_port;
use super::external::{check_host, share};
use super::load::load;
use super::{Context, sourced};
use crate::architecture::model::{EntryPoint, Gateway, Objective, Platform, Route, Tls, Transport};
use crate::blueprint::spec::{EntryPointSpec, EntryProtocol, ObjectiveSpec, RouteSpec, TlsMode, TlsSpec};
use crate::blueprint::table::{Field, Set};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::source::{Origin, Sourced, Span};
use crate::units::{Duration, Fixed, Ratio};
use std::collections::BTreeMap;

use super::platform::{gateway, object_name};

/// All entry points, by name.
pub fn entry_points(platform: &Platform, cx: &mut Context<'_>) -> Vec<EntryPoint> {
    let specs = cx.top.entrypoints.get().cloned().unwrap_or_default();
    let mut entries = Vec::new();
    for (name, set) in specs.iter() {
        entries.extend(entry_point(name, set, platform, cx));
    }
    no_shared_routes(&entries, cx);
    entries
}

/// Ports of the nodes that Services may have, where the API server is not told otherwise.
const NODE_PORTS: std::ops::RangeInclusive<u16> = 30_000..=32_767;

fn entry_point(name: &str, set: &Set<EntryPointSpec>, platform: &Platform, cx: &mut Context<'_>) -> Option<EntryPoint> {
    let spec = &set.value;
    let place = set.key.or(set.span());
    let protocol = spec.protocol.get().copied().unwrap_or(EntryProtocol::Http);
    let routes = routes(name, spec, protocol, place, cx)?;
    if let Some(host) = spec.host.set() {
        check_host(host.value.0.trim_start_matches("*."), host.span(), cx);
    }
    let gateway = gateway(&spec.gateway, cx).unwrap_or_else(|| platform.gateway.clone());
    told_apart(name, spec, &gateway.value, protocol, &routes, cx);
    let port = spec.port.set().and_then(|set| Some(sourced(&set.with(u16::try_from(set.value.0).ok()?))));
    if protocol.is_raw() && port.is_none() {
        let message = format!("the entry point `{name}` speaks {protocol}, which has no port of its own");
        cx.push_at(&codes::INCOMPLETE, place, message, "write `port: NUMBER`: the port that clients dial");
    }
    if let (Gateway::NodePort, Some(port)) = (&gateway.value, &port)
        && !NODE_PORTS.contains(&port.value)
    {
        let message = format!("{} is no port of the nodes that `{name}` could have", port.value);
        let help = "write one from 30000 to 32767, or leave `port` out: the cluster chooses then";
        cx.push_at(&codes::OUT_OF_RANGE, port.origin.span(), message, help);
    }
    Some(EntryPoint {
        name: name.to_owned(),
        host: spec.host.set().map(|host| sourced(&host.with(host.value.0.clone()))),
        tls: tls(name, spec, &gateway.value, place, cx),
        gateway,
        port,
        protocol,
        timeout: spec.timeout.set().map(sourced),
        rate_limit: spec.rate_limit.set().map(sourced),
        routes,
        load: spec.load.set().and_then(|set| load(name, set, cx)),
        annotations: super::rules::free_labels(name, &spec.annotations, false, cx),
        objective: spec.slo.set().map(|set| objective(set, cx)),
        origin: place.map_or(Origin::Default("added by a layer"), Origin::Written),
    })
}

/// Paths are read by what speaks HTTP; everything else leads to one component.
fn told_apart(
    name: &str,
    spec: &EntryPointSpec,
    gateway: &Gateway,
    protocol: EntryProtocol,
    routes: &[Route],
    cx: &mut Context<'_>,
) {
    let place = spec.routes.place();
    if protocol.is_raw() {
        if let Some(route) = routes.iter().find(|route| routes.len() > 1 || route.path != "/") {
            let message = format!("`{name}` has a route for `{}`, but {protocol} has no paths", route.path);
            let help = "write `to: COMPONENT`, and an entry point with a port of its own for each of the others";
            cx.push_at(&codes::UNTOLD_ROUTES, route.origin.span().or(place), message, help);
        }
    } else if gateway.is_service() && routes.len() > 1 {
        let message = format!("`{name}` has {} routes, but a load balancer reads no path", routes.len());
        let help = "write an entry point for each, or expose it by `gateway: {class: NAME}` or `{ingressClass: NAME}`";
        cx.push_at(&codes::UNTOLD_ROUTES, place, message, help);
    }
}

/// The routes: one for `to`, else one per path prefix; shares add up to one.
fn routes(
    name: &str,
    spec: &EntryPointSpec,
    protocol: EntryProtocol,
    place: Option<Span>,
    cx: &mut Context<'_>,
) -> Option<Vec<Route>> {
    if let Some(to) = spec.to.set() {
        let route = RouteSpec { to: Field::Set(Box::new(to.clone())), ..RouteSpec::default() };
        let built = route_to("/", &to.with(route), protocol, cx)?;
        return Some(vec![Route { share: Ratio(Fixed::ONE), ..built }]);
    }
    let Some(specs) = spec.routes.get().filter(|routes| !routes.0.is_empty()) else {
        let message = format!("the entry point `{name}` leads nowhere");
        cx.push_at(&codes::INCOMPLETE, place, message, "write `to: COMPONENT`, or `routes: {/: COMPONENT}`");
        return None;
    };
    let mut routes = Vec::new();
    let mut said = Fixed::ZERO;
    let mut unsaid = 0u64;
    let mut broken = false;
    for (path, set) in specs.0.iter() {
        let route = route_to(path, set, protocol, cx);
        broken |= route.is_none();
        let Some(route) = route else { continue };
        match set.value.share.get() {
            Some(share) => said = said.plus(share.0),
            None => unsaid += 1,
        }
        routes.push((route, set.value.share.is_set()));
    }
    if !broken && (said > Fixed::ONE || (unsaid == 0 && said != Fixed::ONE)) {
        let message = format!("the shares of the routes of `{name}` add up to {}, not to 100%", Ratio(said));
        let place = specs.0.iter().filter_map(|(_, set)| set.value.share.set()?.span()).last().or(place);
        cx.push_at(&codes::OUT_OF_RANGE, place, message, "correct them, or leave one out: it gets the rest");
    }
    let rest = Fixed::ONE.micros().saturating_sub(said.micros());
    let each = Ratio(Fixed::from_micros(rest / unsaid.max(1)));
    Some(routes.into_iter().map(|(route, has)| if has { route } else { Route { share: each, ..route } }).collect())
}

fn route_to(path: &str, set: &Set<RouteSpec>, protocol: EntryProtocol, cx: &mut Context<'_>) -> Option<Route> {
    let spec = &set.value;
    let place = set.key.or(set.span());
    let Some(to) = spec.to.set() else {
        cx.push_at(&codes::INCOMPLETE, place, format!("the route `{path}` leads nowhere"), "write `to: COMPONENT`");
        return None;
    };
    let port = entry_port(to, spec, protocol, cx)?;
    if let Some(said) = spec.protocol.set()
        && !(protocol == EntryProtocol::Http
            && matches!(port.protocol, Transport::Http | Transport::Https | Transport::Ws))
    {
        let message = format!("the route `{path}` cannot take WebSockets: they begin as HTTP");
        cx.push_at(
            &codes::OUT_OF_RANGE,
            said.span(),
            message,
            "leave `protocol` out, or lead it to a port that speaks HTTP",
        );
    }
    Some(Route {
        sockets: spec.protocol.is_set(),
        path: path.to_owned(),
        to: cx.ids.get(to.value.as_str()).copied()?,
        port,
        share: spec.share.get().copied().unwrap_or_default(),
        timeout: spec.timeout.set().map(sourced),
        origin: place.map_or(Origin::Default("added by a layer"), Origin::Written),
    })
}

/// Who has the certificate.
fn tls(name: &str, spec: &EntryPointSpec, gateway: &Gateway, place: Option<Span>, cx: &mut Context<'_>) -> Tls {
    let Some(set) = spec.tls.set() else {
        let encrypts = !matches!(spec.protocol.get(), Some(EntryProtocol::Tcp | EntryProtocol::Udp));
        if encrypts && spec.host.is_set() && *gateway != Gateway::None && !matches!(gateway, Gateway::Parent { .. }) {
            let message = format!("the entry point `{name}` has a host, but nothing says who has its certificate");
            cx.push_at(
                &codes::NO_TLS,
                place,
                message,
                "write `tls: {issuer: NAME}`, `tls: {secret: NAME}`, `tls: provider`, or `tls: none` with `because`",
            );
        }
        return Tls::Unsaid;
    };
    let protocol = spec.protocol.get().copied().unwrap_or(EntryProtocol::Http);
    carried(name, protocol, set, cx);
    if let Some(issuer) = set.value.issuer.set() {
        return Tls::Issuer(object_name(issuer, "ClusterIssuer", cx));
    }
    if let Some(secret) = set.value.secret.set() {
        return Tls::Secret(object_name(secret, "Secret", cx));
    }
    match set.value.mode.get() {
        Some(TlsMode::Provider) => Tls::Provider,
        Some(TlsMode::None) => {
            cx.exception(&format!("entry point {name}"), "is not encrypted", spec.because.set(), &set.origin);
            Tls::None
        }
        None => {
            cx.push_at(
                &codes::INCOMPLETE,
                set.span(),
                "`tls` says nothing",
                "write `{issuer: NAME}`, `{secret: NAME}`, `provider` or `none`",
            );
            Tls::Unsaid
        }
    }
}

/// Of what is passed on as it is, only the provider's load balancer can end the encryption, and of datagrams nobody.
fn carried(name: &str, protocol: EntryProtocol, set: &Set<TlsSpec>, cx: &mut Context<'_>) {
    let ours = set.value.issuer.is_set() || set.value.secret.is_set();
    let provider = set.value.mode.get() == Some(&TlsMode::Provider);
    let help = match protocol {
        EntryProtocol::Tcp if ours => "write `tls: provider`, or `tls: none` with `because` where the program encrypts",
        EntryProtocol::Udp if ours || provider => {
            "write `tls: none` with `because`: the program encrypts, or nobody does"
        }
        _ => return,
    };
    let message =
        format!("nothing on the way could use the certificate of the entry point `{name}`, which speaks {protocol}");
    cx.push_at(&codes::CERTIFICATE_UNUSED, set.span(), message, help);
}

/// The promise; its window is 30 days unless it says more.
fn objective(set: &Set<ObjectiveSpec>, cx: &mut Context<'_>) -> Objective {
    let spec = &set.value;
    if let Some(availability) = spec.availability.set() {
        share(availability, "availability", cx);
    }
    let month =
        || Sourced::new(Duration::from_secs(30 * 86_400), Origin::Default("objectives are measured over 30 days"));
    Objective {
        availability: spec.availability.set().map(sourced),
        latency: spec.latency.set().map(sourced),
        window: spec.window.set().map_or_else(month, sourced),
    }
}

/// Two entry points cannot share a host, a port and a path.
fn no_shared_routes(entries: &[EntryPoint], cx: &mut Context<'_>) {
    let mut seen: BTreeMap<(String, u16, String), &Origin> = BTreeMap::new();
    // Without a host a load balancer has an address of its own for every entry point.
    let alone = |entry: &&EntryPoint| match entry.gateway.value {
        Gateway::None => true,
        Gateway::LoadBalancer => entry.host.is_none() || entry.protocol.is_raw(),
        // The nodes have one address for all, and every port once.
        Gateway::NodePort => entry.port.is_none(),
        _ => false,
    };
    for entry in entries.iter().filter(|entry| !alone(entry)) {
        let by_port = entry.protocol.is_raw() || entry.gateway.value == Gateway::NodePort;
        let named = entry.host.as_ref().filter(|_| !by_port);
        let host = named.map_or_else(String::new, |host| host.value.clone());
        let port = entry.port.as_ref().map_or(0, |port| port.value);
        for route in &entry.routes {
            let path = if route.path == "/" { "/" } else { route.path.trim_end_matches('/') };
            let Some(first) = seen.insert((host.clone(), port, path.to_owned()), &entry.origin) else { continue };
            if let (Some(one), Some(other)) = (first.span(), entry.origin.span()) {
                let (first, second) = (one.min(other), one.max(other));
                let (message, help) = if by_port {
                    (format!("two entry points take the port {port}"), "give them different ports")
                } else {
                    (format!("two entry points take `{host}{}`", route.path), "give them different hosts or paths")
                };
                let problem = Diagnostic::new(&codes::ROUTE_USED_TWICE, second, message);
                cx.push(problem.related(first, "it is taken here, too").help(help));
            }
        }
    }
}
