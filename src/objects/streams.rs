//! Ways in that read nothing of what they pass on: load balancers, and routes for connections and datagrams.

use super::labels::{annotations, namespaced, of_the_whole, selector};
use super::record::Record;
use super::routing::{backend, parent};
use super::service;
use super::shared;
use crate::architecture::model::{Architecture, EntryPoint, EntryProtocol, Gateway, Tls};
use crate::kubernetes::Emitted;
use crate::kubernetes::custom::gateway::{StreamRouteSpec, StreamRule, TcpRoute, UdpRoute};
use crate::plan::WayIn;
use k8s_openapi::api::core::v1 as corev1;

/// A route for connections or datagrams, on a Gateway of ours or of others.
pub fn route(architecture: &Architecture, entry: &EntryPoint, way: &WayIn) -> Emitted {
    let mut record = Record::default();
    record.note("spec.parentRefs[0]", way.exposure.id);
    let mut metadata = namespaced(architecture, &entry.name, of_the_whole(architecture, &entry.name));
    metadata.annotations = annotations(&entry.annotations);
    let rules =
        entry.routes.iter().map(|route| StreamRule { backend_refs: vec![backend(architecture, route)] }).collect();
    let spec = StreamRouteSpec { parent_refs: vec![parent(architecture, entry)], rules };
    let (name, origin) = (&entry.name, &entry.origin);
    if entry.protocol == EntryProtocol::Udp {
        return shared(UdpRoute { metadata, spec }, format!("_shared/udproute-{name}.yaml"), origin, record);
    }
    shared(TcpRoute { metadata, spec }, format!("_shared/tcproute-{name}.yaml"), origin, record)
}

/// A Service that a load balancer stands in front of, the provider's or one of the house, beside the one that callers use.
pub fn service_of(architecture: &Architecture, entry: &EntryPoint, way: &WayIn) -> Option<Emitted> {
    let mut record = Record::default();
    record.note("spec.type", way.exposure.id);
    let route = entry.routes.first()?;
    let component = architecture.component(route.to)?;
    let name = format!("{}-external", entry.name);
    let leads_to = component.ports.iter().find(|port| port.name == route.port.name)?;
    let own = if matches!(entry.tls, Tls::Provider) { 443 } else { i32::from(route.port.port) };
    let written = entry.port.as_ref().map(|port| i32::from(port.value));
    let on_nodes = entry.gateway.value == Gateway::NodePort;
    let port = written.filter(|_| !on_nodes).unwrap_or(own);
    let node_port = written.filter(|_| on_nodes);
    let mut told = way.annotations.as_ref().map(|told| record.hold("metadata.annotations", told).clone());
    if let Some(pods) = component.pods().filter(|pods| !pods.service_annotations.is_empty()) {
        // What somebody wrote for this Service holds over what is usual.
        told.get_or_insert_default().extend(pods.service_annotations.clone());
    }
    if !entry.annotations.is_empty() {
        told.get_or_insert_default().extend(entry.annotations.clone());
    }
    let mut metadata = namespaced(architecture, &name, of_the_whole(architecture, &name));
    metadata.annotations = told.as_ref().and_then(annotations);
    let object = corev1::Service {
        metadata,
        spec: Some(corev1::ServiceSpec {
            external_traffic_policy: way
                .traffic_policy
                .as_ref()
                .map(|policy| (*record.hold("spec.externalTrafficPolicy", policy)).to_owned()),
            load_balancer_class: way.class.as_ref().map(|class| record.hold("spec.loadBalancerClass", class).clone()),
            ports: Some(vec![corev1::ServicePort { port, node_port, ..service::port(leads_to)? }]),
            selector: Some(selector(component.name.as_str())),
            type_: Some(if on_nodes { "NodePort" } else { "LoadBalancer" }.to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    Some(shared(object, format!("_shared/service-{name}.yaml"), &entry.origin, record))
}
