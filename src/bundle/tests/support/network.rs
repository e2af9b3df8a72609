//! Services, ways in, and network policies.

use super::{labels, metadata};
use crate::kubernetes::Object;
use crate::kubernetes::custom::gateway::{
    BackendRef, CertificateRef, Gateway, GatewaySpec, GrpcRoute, GrpcRouteSpec, GrpcRule, HttpRoute, HttpRouteSpec,
    HttpRule, Listener, ListenerTls, ParentRef,
};
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::LabelSelector;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

pub fn service_port(name: &str, port: i32) -> corev1::ServicePort {
    let target_port = Some(IntOrString::String("http".to_owned()));
    corev1::ServicePort { name: Some(name.to_owned()), port, target_port, ..corev1::ServicePort::default() }
}

pub fn service(name: &str) -> corev1::Service {
    let (ports, selector) = (Some(vec![service_port("http", 80)]), Some(labels(name)));
    let spec = Some(corev1::ServiceSpec { ports, selector, ..corev1::ServiceSpec::default() });
    corev1::Service { metadata: metadata(name), spec, status: None }
}

pub fn headless(name: &str) -> corev1::Service {
    let mut service = service(name);
    service.spec.as_mut().unwrap().cluster_ip = Some("None".to_owned());
    service
}

pub fn policy(name: &str, selector: LabelSelector) -> Object {
    let spec = networkingv1::NetworkPolicySpec { pod_selector: Some(selector), ..Default::default() };
    networkingv1::NetworkPolicy { metadata: metadata(name), spec: Some(spec) }.into()
}

pub fn ingress(name: &str, service: &str, port: networkingv1::ServiceBackendPort) -> Object {
    let service = networkingv1::IngressServiceBackend { name: service.to_owned(), port: Some(port) };
    let path = networkingv1::HTTPIngressPath {
        path: Some("/".to_owned()),
        path_type: "Prefix".to_owned(),
        backend: networkingv1::IngressBackend { service: Some(service), resource: None },
    };
    let http = Some(networkingv1::HTTPIngressRuleValue { paths: vec![path] });
    let rule = networkingv1::IngressRule { host: Some("example.com".to_owned()), http };
    let spec = Some(networkingv1::IngressSpec { rules: Some(vec![rule]), ..Default::default() });
    networkingv1::Ingress { metadata: metadata(name), spec, status: None }.into()
}

pub fn listener(name: &str, host: &str) -> Listener {
    let certificate = CertificateRef { group: String::new(), kind: "Secret".to_owned(), name: "tls".to_owned() };
    Listener {
        name: name.to_owned(),
        hostname: (!host.is_empty()).then(|| host.to_owned()),
        port: 443,
        protocol: "HTTPS".to_owned(),
        tls: Some(ListenerTls {
            certificate_refs: vec![certificate],
            mode: "Terminate".to_owned(),
            ..Default::default()
        }),
        allowed_routes: None,
    }
}

pub fn gateway(name: &str) -> Gateway {
    let spec = GatewaySpec { gateway_class_name: "public".to_owned(), listeners: vec![listener("web", "")] };
    Gateway { metadata: metadata(name), spec }
}

fn backend(name: &str, port: i32) -> BackendRef {
    BackendRef { group: String::new(), kind: "Service".to_owned(), name: name.to_owned(), port, weight: 1 }
}

fn parents() -> Vec<ParentRef> {
    vec![ParentRef { kind: "Gateway".to_owned(), name: "public".to_owned(), ..ParentRef::default() }]
}

pub fn http_route(name: &str, service: &str, port: i32) -> HttpRoute {
    let rule = HttpRule { backend_refs: vec![backend(service, port)], ..HttpRule::default() };
    let spec = HttpRouteSpec { parent_refs: parents(), rules: vec![rule], ..HttpRouteSpec::default() };
    HttpRoute { metadata: metadata(name), spec }
}

pub fn grpc_route(name: &str, service: &str, port: i32) -> Object {
    let rule = GrpcRule { backend_refs: vec![backend(service, port)] };
    let spec = GrpcRouteSpec { parent_refs: parents(), rules: vec![rule], ..GrpcRouteSpec::default() };
    GrpcRoute { metadata: metadata(name), spec }.into()
}
