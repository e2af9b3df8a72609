//! Services: names for pods.

use super::Subject;
use super::container::transport;
use super::labels::{annotations, metadata, namespaced, of_the_whole, selector};
use super::mesh;
use super::record::Record;
use super::shared;
use crate::architecture::model::{Architecture, Component, Managed, Port, Transport};
use crate::kubernetes::Emitted;
use crate::plan::Workload;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The Services of a component: one under its name, and a headless one that gives each pod of a StatefulSet a name.
pub fn services(subject: &Subject<'_>) -> Vec<Emitted> {
    let mut services = Vec::new();
    // What ends answers nobody; the sidecars of a migration listen for it alone.
    if subject.component.kind.is_finite() {
        return services;
    }
    let ports: Vec<corev1::ServicePort> =
        subject.component.ports.iter().filter_map(|found| Some(upgraded(subject, found, port(found)?))).collect();
    if !ports.is_empty() {
        services.push(service(subject, subject.name().to_owned(), ports.clone(), false));
    }
    if subject.plan.workload.value == Workload::StatefulSet {
        services.push(service(subject, headless_name(subject), ports, true));
    }
    services
}

/// A port as gateways have to see it: some pass no WebSocket on to a port that is not said to speak it. The port may speak HTTP, too:
/// that is how a WebSocket begins.
fn upgraded(subject: &Subject<'_>, port: &Port, made: corev1::ServicePort) -> corev1::ServicePort {
    let mut routes = subject.architecture.routes_to(subject.id);
    let sockets = routes.any(|(entry, route)| route.port.name == port.name && entry.is_web_socket(route));
    // A mesh would guess it, and wait for bytes of a client where the server speaks first.
    let guessed = subject.architecture.platform.mesh.is_some() && port.protocol == Transport::Tcp;
    let protocol = match () {
        () if sockets => app_protocol(Transport::Ws).map(str::to_owned),
        () if guessed => Some("tcp".to_owned()),
        () => made.app_protocol,
    };
    corev1::ServicePort { app_protocol: protocol, ..made }
}

/// The name of the headless Service.
pub fn headless_name(subject: &Subject<'_>) -> String {
    format!("{}-headless", subject.name())
}

fn service(subject: &Subject<'_>, name: String, ports: Vec<corev1::ServicePort>, headless: bool) -> Emitted {
    let mut metadata = metadata(subject, &name);
    let mut record = Record::default();
    let peers = subject.plan.peers.as_ref().filter(|_| headless);
    if !headless {
        let mut all = subject.pods.service_annotations.clone();
        if let Some((key, ports)) = mesh::opaque_ports(subject) {
            all.entry(key).or_insert(ports);
        }
        metadata.annotations = annotations(&all);
    }
    let object = corev1::Service {
        metadata,
        spec: Some(corev1::ServiceSpec {
            cluster_ip: headless.then(|| "None".to_owned()),
            ports: (!ports.is_empty()).then_some(ports),
            publish_not_ready_addresses: peers.map(|found| *record.hold("spec.publishNotReadyAddresses", found)),
            selector: Some(selector(subject.name())),
            type_: Some("ClusterIP".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    subject.emitted(object, if headless { "service-headless" } else { "service" }, record)
}

/// A port of a Service; none where only the container has it.
pub fn port(port: &Port) -> Option<corev1::ServicePort> {
    Some(corev1::ServicePort {
        app_protocol: app_protocol(port.protocol).map(str::to_owned),
        name: Some(port.name.clone()),
        port: i32::from(port.port?),
        protocol: Some(transport(port.protocol).to_owned()),
        // Not every version of Kubernetes looks for names among the ports of sidecars.
        target_port: Some(match port.sidecar {
            Some(_) => IntOrString::Int(i32::from(port.target)),
            None => IntOrString::String(port.name.clone()),
        }),
        ..Default::default()
    })
}

/// What gateways and meshes read; gRPC is HTTP/2 in clear text to them.
pub fn app_protocol(protocol: Transport) -> Option<&'static str> {
    match protocol {
        Transport::Http => Some("http"),
        Transport::Https => Some("https"),
        Transport::Http2 | Transport::Grpc => Some("kubernetes.io/h2c"),
        Transport::Ws => Some("kubernetes.io/ws"),
        Transport::Tcp | Transport::Udp => None,
    }
}

/// A name of ours for a host of a provider.
pub fn alias(architecture: &Architecture, component: &Component, managed: &Managed) -> Emitted {
    let name = component.name.as_str();
    let object = corev1::Service {
        metadata: namespaced(architecture, name, of_the_whole(architecture, name)),
        spec: Some(corev1::ServiceSpec {
            external_name: Some(managed.host.clone()),
            type_: Some("ExternalName".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let mut emitted = shared(object, format!("{name}/service.yaml"), &component.origin, Record::default());
    emitted.component = Some(name.to_owned());
    emitted
}
