//! The way in: Gateway API, Ingress, load balancer.

use super::labels::{namespaced, of_the_whole};
use super::record::Record;
use super::{shared, streams};
use crate::architecture::model::{
    Architecture, Check, EntryPoint, EntryProtocol, Gateway as Way, Provider, Route, Tls,
};
use crate::kubernetes::Emitted;
use crate::kubernetes::custom::gateway::{
    AllowedRoutes, BackendRef, CertificateRef, Gateway, GatewaySpec, GrpcRoute, GrpcRouteSpec, GrpcRule, HttpMatch,
    HttpRoute, HttpRouteSpec, HttpRule, Listener, ListenerTls, ParentRef, PathMatch, RouteNamespaces, Timeouts,
};
use crate::names::{digest8, with_digest};
use crate::plan::{Decided, Plan, WayIn};
use k8s_openapi::api::networking::v1 as networkingv1;
use std::collections::BTreeMap;

/// All objects that lead in.
pub fn objects(architecture: &Architecture, plan: &Plan) -> Vec<Emitted> {
    let mut objects = gateways(architecture);
    for (entry, way) in architecture.entry_points.iter().zip(&plan.ways_in) {
        objects.extend(match &entry.gateway.value {
            Way::None => None,
            Way::LoadBalancer | Way::NodePort => streams::service_of(architecture, entry, way),
            Way::Class(_) | Way::Parent { .. } if entry.protocol.is_raw() => {
                Some(streams::route(architecture, entry, way))
            }
            Way::Class(_) | Way::Parent { .. } => Some(route(architecture, entry, way)),
            Way::Ingress(class) => Some(ingress(architecture, entry, class, way)),
        });
    }
    objects
}

/// What the entry points of one Gateway of ours have in common: its class, and who issues its certificates, because it can name
/// but one, who then renews the Secrets of all its listeners.
type Shared<'a> = (&'a str, Option<&'a String>);

/// The Gateways of ours, with a listener for each entry point.
fn gateways(architecture: &Architecture) -> Vec<Emitted> {
    let mut all: BTreeMap<Shared<'_>, Vec<&EntryPoint>> = BTreeMap::new();
    for entry in &architecture.entry_points {
        if let Way::Class(class) = &entry.gateway.value {
            all.entry((class, entry.issuer())).or_default().push(entry);
        }
    }
    all.into_iter().map(|(shared, entries)| gateway(architecture, shared, &entries)).collect()
}

/// The name of a Gateway: the blueprint's, with a digest of what its entry points have in common.
fn gateway_name(architecture: &Architecture, (class, issuer): Shared<'_>) -> String {
    let common = issuer.map_or_else(|| class.to_owned(), |issuer| format!("{class} {issuer}"));
    with_digest(architecture.blueprint.as_str(), &digest8(common.as_bytes()))
}

fn gateway(architecture: &Architecture, (class, issuer): Shared<'_>, entries: &[&EntryPoint]) -> Emitted {
    let name = gateway_name(architecture, (class, issuer));
    let mut metadata = namespaced(architecture, &name, of_the_whole(architecture, &name));
    metadata.annotations = issuer.map(|issuer| issuer_annotation(issuer));
    let object = Gateway {
        metadata,
        spec: GatewaySpec {
            gateway_class_name: class.to_owned(),
            listeners: entries.iter().map(|entry| listener(architecture, entry)).collect(),
        },
    };
    let file = issuer.map_or_else(|| class.to_owned(), |issuer| format!("{class}-{issuer}"));
    shared(object, format!("_shared/gateway-{file}.yaml"), &architecture.origin, Record::default())
}

/// cert-manager makes a certificate for what carries this.
fn issuer_annotation(issuer: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("cert-manager.io/cluster-issuer".to_owned(), issuer.to_owned())])
}

fn listener(architecture: &Architecture, entry: &EntryPoint) -> Listener {
    // Encryption of what is passed on as it is is not the gateway's.
    let tls = listener_tls(architecture, entry).filter(|_| !entry.protocol.is_raw());
    let own = if tls.is_some() { 443 } else { 80 };
    let protocol = match entry.protocol {
        EntryProtocol::Tcp => "TCP",
        EntryProtocol::Udp => "UDP",
        EntryProtocol::Http | EntryProtocol::Grpc | EntryProtocol::Ws if tls.is_some() => "HTTPS",
        EntryProtocol::Http | EntryProtocol::Grpc | EntryProtocol::Ws => "HTTP",
    };
    Listener {
        allowed_routes: Some(AllowedRoutes { namespaces: RouteNamespaces { from: "Same".to_owned() } }),
        hostname: entry.host.as_ref().filter(|_| !entry.protocol.is_raw()).map(|host| host.value.clone()),
        name: entry.name.clone(),
        port: entry.port.as_ref().map_or(own, |port| i32::from(port.value)),
        protocol: protocol.to_owned(),
        tls,
    }
}

/// The Secret of an entry point's certificate.
fn certificate(entry: &EntryPoint) -> Option<String> {
    match &entry.tls {
        Tls::Issuer(_) => Some(format!("{}-tls", entry.name)),
        Tls::Secret(secret) => Some(secret.clone()),
        Tls::Provider | Tls::None | Tls::Unsaid => None,
    }
}

fn listener_tls(architecture: &Architecture, entry: &EntryPoint) -> Option<ListenerTls> {
    if entry.tls == Tls::Provider {
        // The provider's certificate is found by its name; the Gateway API wants to be told how.
        let key = match architecture.platform.provider.value {
            crate::catalog::Provider::Gcp => "networking.gke.io/pre-shared-certs",
            _ => "groundplan.dev/provider-certificate",
        };
        let options = BTreeMap::from([(key.to_owned(), entry.name.clone())]);
        return Some(ListenerTls { certificate_refs: Vec::new(), mode: "Terminate".to_owned(), options });
    }
    let name = certificate(entry)?;
    let reference = CertificateRef { group: String::new(), kind: "Secret".to_owned(), name };
    Some(ListenerTls { certificate_refs: vec![reference], mode: "Terminate".to_owned(), options: BTreeMap::new() })
}

/// A route of an entry point, on a Gateway of ours or of others.
fn route(architecture: &Architecture, entry: &EntryPoint, way: &WayIn) -> Emitted {
    let mut record = Record::default();
    record.note("spec.parentRefs[0]", way.exposure.id);
    let mut metadata = namespaced(architecture, &entry.name, of_the_whole(architecture, &entry.name));
    metadata.annotations = super::labels::annotations(&entry.annotations);
    let hostnames: Vec<String> = entry.host.iter().map(|host| host.value.clone()).collect();
    let parent_refs = vec![parent(architecture, entry)];
    if entry.protocol == EntryProtocol::Grpc {
        let rules =
            entry.routes.iter().map(|route| GrpcRule { backend_refs: vec![backend(architecture, route)] }).collect();
        let object = GrpcRoute { metadata, spec: GrpcRouteSpec { hostnames, parent_refs, rules } };
        return shared(object, format!("_shared/grpcroute-{}.yaml", entry.name), &entry.origin, record);
    }
    let timeouts = way.timeouts.iter().enumerate();
    let rules = entry.routes.iter().zip(timeouts);
    let rules = rules.map(|(route, timeout)| http_rule(architecture, route, timeout, &mut record)).collect();
    let object = HttpRoute { metadata, spec: HttpRouteSpec { hostnames, parent_refs, rules } };
    shared(object, format!("_shared/httproute-{}.yaml", entry.name), &entry.origin, record)
}

pub(super) fn parent(architecture: &Architecture, entry: &EntryPoint) -> ParentRef {
    let (name, namespace, section_name) = match &entry.gateway.value {
        Way::Parent { namespace, name, listener } => (name.clone(), Some(namespace.clone()), listener.clone()),
        Way::Class(class) => (gateway_name(architecture, (class, entry.issuer())), None, Some(entry.name.clone())),
        Way::None | Way::LoadBalancer | Way::NodePort | Way::Ingress(_) => (String::new(), None, None),
    };
    ParentRef {
        group: "gateway.networking.k8s.io".to_owned(),
        kind: "Gateway".to_owned(),
        name,
        namespace,
        section_name,
    }
}

fn http_rule(
    architecture: &Architecture,
    route: &Route,
    (at, timeout): (usize, &Option<Decided<String>>),
    record: &mut Record,
) -> HttpRule {
    let field = || format!("spec.rules[{at}].timeouts.request");
    HttpRule {
        backend_refs: vec![backend(architecture, route)],
        matches: vec![HttpMatch { path: PathMatch { kind: "PathPrefix".to_owned(), value: route.path.clone() } }],
        timeouts: timeout.as_ref().map(|timeout| Timeouts { request: record.hold(field(), timeout).clone() }),
    }
}

pub(super) fn backend(architecture: &Architecture, route: &Route) -> BackendRef {
    BackendRef {
        group: String::new(),
        kind: "Service".to_owned(),
        name: service_name(architecture, route),
        port: i32::from(route.port.port),
        weight: 1,
    }
}

fn service_name(architecture: &Architecture, route: &Route) -> String {
    architecture.component(route.to).map(|component| component.name.to_string()).unwrap_or_default()
}

/// An Ingress of an entry point.
fn ingress(architecture: &Architecture, entry: &EntryPoint, class: &str, way: &WayIn) -> Emitted {
    let mut record = Record::default();
    record.note("spec.ingressClassName", way.exposure.id);
    let mut metadata = namespaced(architecture, &entry.name, of_the_whole(architecture, &entry.name));
    let mut annotations = entry.issuer().map(|issuer| issuer_annotation(issuer)).unwrap_or_default();
    if architecture.platform.provider.value == Provider::Aws && class == "alb" {
        annotations.extend(of_the_alb(architecture, entry));
    }
    let provider = architecture.platform.provider.value;
    if provider == Provider::Gcp && entry.tls == Tls::Provider && provider.finds_certificates(class) {
        annotations.insert("ingress.gcp.kubernetes.io/pre-shared-cert".to_owned(), entry.name.clone());
    }
    if let Some(told) = &way.annotations {
        annotations.extend(record.hold("metadata.annotations", told).clone());
    }
    // What somebody wrote holds over what is usual.
    annotations.extend(entry.annotations.clone());
    metadata.annotations = super::labels::annotations(&annotations);
    let host = entry.host.as_ref().map(|host| host.value.clone());
    let encrypted = !matches!(entry.tls, Tls::None | Tls::Unsaid);
    let tls = networkingv1::IngressTLS { hosts: host.clone().map(|host| vec![host]), secret_name: certificate(entry) };
    let paths = entry.routes.iter().map(|route| ingress_path(architecture, route)).collect();
    let object = networkingv1::Ingress {
        metadata,
        spec: Some(networkingv1::IngressSpec {
            ingress_class_name: Some(class.to_owned()),
            rules: Some(vec![networkingv1::IngressRule {
                host,
                http: Some(networkingv1::HTTPIngressRuleValue { paths }),
            }]),
            tls: encrypted.then(|| vec![tls]),
            ..Default::default()
        }),
        ..Default::default()
    };
    shared(object, format!("_shared/ingress-{}.yaml", entry.name), &entry.origin, record)
}

/// What the AWS load balancer controller takes otherwise than an entry point means it: by default it dials ports of nodes,
/// which a Service of type ClusterIP does not have, answers only inside of the network, and checks `/`.
fn of_the_alb(architecture: &Architecture, entry: &EntryPoint) -> BTreeMap<String, String> {
    let mut annotations = BTreeMap::from([
        ("alb.ingress.kubernetes.io/scheme".to_owned(), "internet-facing".to_owned()),
        ("alb.ingress.kubernetes.io/target-type".to_owned(), "ip".to_owned()),
    ]);
    let first =
        entry.routes.first().and_then(|route| architecture.component(route.to)).and_then(|component| component.pods());
    if let Some(Check::Http { path, .. }) =
        first.and_then(|pods| pods.probes.readiness.as_ref()).map(|probe| &probe.value.check)
    {
        annotations.insert("alb.ingress.kubernetes.io/healthcheck-path".to_owned(), path.clone());
    }
    annotations
}

fn ingress_path(architecture: &Architecture, route: &Route) -> networkingv1::HTTPIngressPath {
    networkingv1::HTTPIngressPath {
        backend: networkingv1::IngressBackend {
            service: Some(networkingv1::IngressServiceBackend {
                name: service_name(architecture, route),
                port: Some(networkingv1::ServiceBackendPort { number: Some(i32::from(route.port.port)), name: None }),
            }),
            ..Default::default()
        },
        path: Some(route.path.clone()),
        path_type: "Prefix".to_owned(),
    }
}
