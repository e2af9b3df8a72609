//! Routes and the listeners that they are attached to.

use super::{Scene, problem};
use crate::bundle::index::namespace;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::custom::gateway::{Gateway, Listener, ParentRef};
use crate::kubernetes::{Emitted, Object};

/// What listeners of HTTP speak.
const HTTP: &[&str] = &["HTTP", "HTTPS"];

/// What a route needs of a listener.
struct Wanted<'w> {
    hosts: &'w [String],
    spoken: &'w [&'w str],
}

/// Routes find a listener on Gateways of the bundle, and are not longer than a route may be.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let (parents, hosts, spoken): (_, &[String], &[&str]) = match &emitted.object {
            Object::HttpRoute(route) => (&route.spec.parent_refs, &route.spec.hostnames, HTTP),
            Object::GrpcRoute(route) => (&route.spec.parent_refs, &route.spec.hostnames, HTTP),
            Object::TcpRoute(route) => (&route.spec.parent_refs, &[], &["TCP"]),
            Object::UdpRoute(route) => (&route.spec.parent_refs, &[], &["UDP"]),
            _ => continue,
        };
        for (at, parent) in parents.iter().enumerate() {
            attached(scene, emitted, at, parent, &Wanted { hosts, spoken }, sink);
        }
        lengths(emitted, parents.len(), hosts.len(), sink);
    }
}

fn attached(scene: &Scene<'_>, emitted: &Emitted, at: usize, parent: &ParentRef, wanted: &Wanted<'_>, sink: &mut Sink) {
    let home = namespace(emitted);
    let space = parent.namespace.as_deref().or(home);
    // A Gateway outside of the bundle belongs to somebody else.
    let Some(Object::Gateway(gateway)) = scene.index.find("Gateway", space, &parent.name).map(|found| &found.object)
    else {
        return;
    };
    let said = match fault(gateway, parent, wanted, home == space) {
        Some(said) => format!("is Gateway/{}, {said}", parent.name),
        None => return,
    };
    let field = format!("spec.parentRefs[{at}]");
    let names: Vec<_> = gateway.spec.listeners.iter().map(|listener| listener.name.as_str()).collect();
    let help = format!("its listeners are {}", names.join(", "));
    sink.push(problem(&codes::LISTENER_MISSING, emitted, &field, said).help(help));
}

/// Why no listener takes the route.
fn fault(gateway: &Gateway, parent: &ParentRef, wanted: &Wanted<'_>, same: bool) -> Option<String> {
    let named = |listener: &&Listener| parent.section_name.as_ref().is_none_or(|name| *name == listener.name);
    let listeners: Vec<_> = gateway.spec.listeners.iter().filter(named).collect();
    let takes = |fits: &dyn Fn(&Listener) -> bool| listeners.iter().any(|listener| fits(listener));
    let speaks = |listener: &Listener| wanted.spoken.contains(&listener.protocol.as_str());
    if listeners.is_empty() {
        let name = parent.section_name.as_deref().unwrap_or_default();
        return Some(format!("which has no listener `{name}`"));
    }
    if !takes(&speaks) {
        return Some(format!("whose listener does not speak {}", wanted.spoken.first().unwrap_or(&"HTTP")));
    }
    if !takes(&|listener| speaks(listener) && admits(listener, same)) {
        return Some("whose listener takes no routes of this namespace".to_owned());
    }
    let fits = |listener: &Listener| speaks(listener) && admits(listener, same) && hears(listener, wanted.hosts);
    (!takes(&fits)).then(|| format!("whose listener does not hear {}", wanted.hosts.join(", ")))
}

/// Whether a listener takes routes of a namespace. Labels of namespaces are not known here.
fn admits(listener: &Listener, same: bool) -> bool {
    let from = listener.allowed_routes.as_ref().map_or("Same", |routes| routes.namespaces.from.as_str());
    match from {
        "All" | "Selector" => true,
        _ => same,
    }
}

fn hears(listener: &Listener, hosts: &[String]) -> bool {
    let Some(own) = listener.hostname.as_deref().filter(|own| !own.is_empty()) else { return true };
    hosts.is_empty() || hosts.iter().any(|host| host == own || covers(own, host) || covers(host, own))
}

/// Whether a wildcard such as `*.example.com` covers a host.
fn covers(wildcard: &str, host: &str) -> bool {
    wildcard.strip_prefix('*').is_some_and(|suffix| host.len() > suffix.len() && host.ends_with(suffix))
}

/// Lists that the resource definitions cut off.
fn lengths(emitted: &Emitted, parents: usize, hosts: usize, sink: &mut Sink) {
    let mut tell = |field: &str, count: usize, most: usize| {
        if count > most {
            let said = format!("has {count} entries, at most {most} are allowed");
            let help = "split the route: routes with the same host are joined";
            sink.push(problem(&codes::TOO_MANY_ENTRIES, emitted, field, said).help(help));
        }
    };
    tell("spec.parentRefs", parents, 32);
    tell("spec.hostnames", hosts, 16);
    match &emitted.object {
        Object::HttpRoute(route) => {
            tell("spec.rules", route.spec.rules.len(), 16);
            let matches = route.spec.rules.iter().map(|rule| rule.matches.len()).sum();
            tell("spec.rules[].matches", matches, 128);
            for (at, rule) in route.spec.rules.iter().enumerate() {
                tell(&format!("spec.rules[{at}].matches"), rule.matches.len(), 64);
                tell(&format!("spec.rules[{at}].backendRefs"), rule.backend_refs.len(), 16);
            }
        }
        Object::GrpcRoute(route) => {
            tell("spec.rules", route.spec.rules.len(), 16);
            for (at, rule) in route.spec.rules.iter().enumerate() {
                tell(&format!("spec.rules[{at}].backendRefs"), rule.backend_refs.len(), 16);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, gateway, http_route, listener, shop};
    use crate::kubernetes::custom::gateway::{
        AllowedRoutes, Listener, ParentRef, RouteNamespaces, StreamRouteSpec, StreamRule, TcpRoute,
    };

    fn parent(section: Option<&str>) -> ParentRef {
        ParentRef { name: "public".to_owned(), section_name: section.map(str::to_owned), ..ParentRef::default() }
    }

    fn routed(listener: Listener, parent: ParentRef, host: Option<&str>) -> Vec<String> {
        let mut gateway = gateway("public");
        gateway.spec.listeners = vec![listener];
        let mut route = http_route("web", "cart", 80);
        route.spec.parent_refs = vec![parent];
        route.spec.hostnames = host.map(str::to_owned).into_iter().collect();
        found(shop().with([gateway.into(), route.into()]))
    }

    fn told(said: &str) -> Vec<String> {
        vec![format!("K0303 HTTPRoute/web: `spec.parentRefs[0]` is Gateway/public, {said}")]
    }

    #[test]
    fn routes_find_their_listener() {
        let own = || listener("web", "*.example.com");
        for host in [None, Some("a.example.com"), Some("*.example.com"), Some("*.a.example.com")] {
            assert_eq!(routed(own(), parent(Some("web")), host), [""; 0], "{host:?}");
        }
        assert_eq!(routed(own(), parent(Some("api")), None), told("which has no listener `api`"));
        assert_eq!(routed(own(), parent(None), Some("example.com")), told("whose listener does not hear example.com"));
        let raw = Listener { protocol: "TCP".to_owned(), tls: None, ..own() };
        assert_eq!(routed(raw, parent(None), None), told("whose listener does not speak HTTP"));
    }

    #[test]
    fn connections_and_datagrams_need_listeners_of_their_own() {
        let listening = |protocol: &str| {
            let raw = Listener { protocol: protocol.to_owned(), tls: None, hostname: None, ..listener("raw", "") };
            let mut gateway = gateway("public");
            gateway.spec.listeners = vec![raw];
            let rules =
                vec![StreamRule { backend_refs: http_route("web", "cart", 80).spec.rules[0].backend_refs.clone() }];
            let metadata = http_route("raw", "cart", 80).metadata;
            let spec = StreamRouteSpec { parent_refs: vec![parent(None)], rules };
            found(shop().with([gateway.into(), TcpRoute { metadata, spec }.into()]))
        };
        assert_eq!(listening("TCP"), [""; 0]);
        let said = "K0303 TCPRoute/raw: `spec.parentRefs[0]` is Gateway/public, whose listener does not speak TCP";
        assert_eq!(listening("UDP"), [said]);
    }

    #[test]
    fn listeners_choose_namespaces() {
        let from = |from: &str| {
            let namespaces = RouteNamespaces { from: from.to_owned() };
            let open = Listener { allowed_routes: Some(AllowedRoutes { namespaces }), ..listener("web", "") };
            let mut gateway = gateway("public");
            gateway.metadata.namespace = Some("edge".to_owned());
            gateway.spec.listeners = vec![open];
            let mut route = http_route("web", "cart", 80);
            route.spec.parent_refs = vec![ParentRef { namespace: Some("edge".to_owned()), ..parent(None) }];
            let edge = crate::bundle::tests::support::namespace("edge");
            found(shop().with([edge, gateway.into(), route.into()]))
        };
        assert_eq!(from("All"), [""; 0]);
        assert_eq!(from("Same"), told("whose listener takes no routes of this namespace"));
    }

    #[test]
    fn routes_have_a_length() {
        let ruled = |count: usize| {
            let mut route = http_route("web", "cart", 80);
            route.spec.rules = vec![route.spec.rules[0].clone(); count];
            found(shop().with([gateway("public").into(), route.into()]))
        };
        assert_eq!(ruled(16), [""; 0]);
        assert_eq!(ruled(17), ["K0306 HTTPRoute/web: `spec.rules` has 17 entries, at most 16 are allowed"]);
    }
}
