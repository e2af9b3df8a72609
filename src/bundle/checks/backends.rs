//! Backends of ways in: Services and their ports.

use super::{Scene, problem};
use crate::bundle::index::namespace;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::custom::gateway::{BackendRef, StreamRouteSpec};
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::core::v1::ServicePort;
use k8s_openapi::api::networking::v1::{IngressBackend, IngressSpec};

/// Every backend is a Service of the bundle, and its port one of the Service's.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        match &emitted.object {
            Object::Ingress(object) => {
                object.spec.iter().for_each(|spec| ingress(scene, emitted, spec, sink));
            }
            Object::HttpRoute(object) => {
                for (at, rule) in object.spec.rules.iter().enumerate() {
                    route(scene, emitted, at, &rule.backend_refs, sink);
                }
            }
            Object::GrpcRoute(object) => {
                for (at, rule) in object.spec.rules.iter().enumerate() {
                    route(scene, emitted, at, &rule.backend_refs, sink);
                }
            }
            Object::TcpRoute(object) => streams(scene, emitted, &object.spec, sink),
            Object::UdpRoute(object) => streams(scene, emitted, &object.spec, sink),
            _ => {}
        }
    }
}

fn streams(scene: &Scene<'_>, emitted: &Emitted, spec: &StreamRouteSpec, sink: &mut Sink) {
    for (at, rule) in spec.rules.iter().enumerate() {
        route(scene, emitted, at, &rule.backend_refs, sink);
    }
}

fn route(scene: &Scene<'_>, emitted: &Emitted, rule: usize, backends: &[BackendRef], sink: &mut Sink) {
    for (at, backend) in backends.iter().enumerate() {
        if backend.kind == "Service" && backend.group.is_empty() {
            let field = format!("spec.rules[{rule}].backendRefs[{at}]");
            backed(scene, emitted, &field, &backend.name, &Wanted::Number(backend.port), sink);
        }
    }
}

fn ingress(scene: &Scene<'_>, emitted: &Emitted, spec: &IngressSpec, sink: &mut Sink) {
    if let Some(backend) = &spec.default_backend {
        one(scene, emitted, "spec.defaultBackend", backend, sink);
    }
    for (rule, host) in spec.rules.iter().flatten().enumerate() {
        for (at, path) in host.http.iter().flat_map(|http| &http.paths).enumerate() {
            one(scene, emitted, &format!("spec.rules[{rule}].http.paths[{at}].backend"), &path.backend, sink);
        }
    }
}

fn one(scene: &Scene<'_>, emitted: &Emitted, field: &str, backend: &IngressBackend, sink: &mut Sink) {
    let Some(service) = &backend.service else { return };
    let port = service.port.as_ref();
    let wanted = match (port.and_then(|port| port.name.as_deref()), port.and_then(|port| port.number)) {
        (Some(name), _) => Wanted::Name(name),
        (None, Some(number)) => Wanted::Number(number),
        (None, None) => Wanted::Nothing,
    };
    backed(scene, emitted, field, &service.name, &wanted, sink);
}

/// The port that a backend names.
enum Wanted<'a> {
    Name(&'a str),
    Number(i32),
    Nothing,
}

impl Wanted<'_> {
    fn is(&self, port: &ServicePort) -> bool {
        match self {
            Self::Name(name) => port.name.as_deref() == Some(*name),
            Self::Number(number) => port.port == *number,
            Self::Nothing => false,
        }
    }
}

impl std::fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => write!(f, "names port `{name}`, which this Service does not have"),
            Self::Number(number) => write!(f, "names port {number}, which this Service does not have"),
            Self::Nothing => write!(f, "names no port"),
        }
    }
}

fn backed(scene: &Scene<'_>, emitted: &Emitted, field: &str, name: &str, wanted: &Wanted<'_>, sink: &mut Sink) {
    let Some(service) = scene.index.service(namespace(emitted), name) else {
        let said = format!("leads to Service/{name}, which the bundle does not have: every request would fail");
        sink.push(problem(&codes::BACKEND_MISSING, emitted, field, said).help("name a Service of the bundle"));
        return;
    };
    let ports: Vec<_> = service.spec.iter().flat_map(|spec| spec.ports.iter().flatten()).collect();
    if !ports.iter().any(|port| wanted.is(port)) {
        let known = ports.iter().map(|port| port.port.to_string()).collect::<Vec<_>>().join(", ");
        let said = format!("leads to Service/{name}, but {wanted}");
        let problem = problem(&codes::BACKEND_PORT_MISSING, emitted, field, said);
        sink.push(problem.help(if known.is_empty() {
            "give the Service a port".to_owned()
        } else {
            format!("its ports are {known}")
        }));
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, gateway, grpc_route, http_route, ingress, shop};
    use k8s_openapi::api::networking::v1::ServiceBackendPort;

    fn routed(name: &str, port: i32) -> [Vec<String>; 3] {
        let port_ref = ServiceBackendPort { number: Some(port), name: None };
        [
            found(shop().with([ingress("web", name, port_ref)])),
            found(shop().with([gateway("public").into(), http_route("web", name, port).into()])),
            found(shop().with([gateway("public").into(), grpc_route("web", name, port)])),
        ]
    }

    #[test]
    fn backends_are_services_of_the_bundle() {
        assert_eq!(routed("cart", 80), [(); 3].map(|()| Vec::<String>::new()));
        let said = "leads to Service/crat, which the bundle does not have: every request would fail";
        assert_eq!(
            routed("crat", 80),
            [
                [format!("K0301 Ingress/web: `spec.rules[0].http.paths[0].backend` {said}")],
                [format!("K0301 HTTPRoute/web: `spec.rules[0].backendRefs[0]` {said}")],
                [format!("K0301 GRPCRoute/web: `spec.rules[0].backendRefs[0]` {said}")],
            ]
        );
    }

    #[test]
    fn ports_of_backends_exist() {
        assert_eq!(
            routed("cart", 81)[1],
            [
                "K0302 HTTPRoute/web: `spec.rules[0].backendRefs[0]` leads to Service/cart, but names port 81, which this Service does not have"
            ]
        );
        let named = |name: Option<&str>| {
            found(shop().with([ingress(
                "web",
                "cart",
                ServiceBackendPort { name: name.map(str::to_owned), number: None },
            )]))
        };
        assert_eq!(named(Some("http")), [""; 0]);
        assert_eq!(
            named(Some("grpc")),
            [
                "K0302 Ingress/web: `spec.rules[0].http.paths[0].backend` leads to Service/cart, but names port `grpc`, which this Service does not have"
            ]
        );
        assert_eq!(
            named(None),
            ["K0302 Ingress/web: `spec.rules[0].http.paths[0].backend` leads to Service/cart, but names no port"]
        );
    }
}
