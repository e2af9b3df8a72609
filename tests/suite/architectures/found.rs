//! What a blueprint makes, in the form of the facts.

use super::container::{self, Names};
use super::{Aspects, System, WHOLE};
use groundplan::architecture::model::{Architecture, Body, ComponentId, Target};
use groundplan::document::Compiled;
use groundplan::kubernetes::Object;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::rbac::v1::PolicyRule;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// Everything that is compared.
pub fn system(compiled: &Compiled) -> System {
    let architecture = &compiled.architecture;
    let names = Names::of(compiled);
    let mut system: System = architecture
        .ids()
        .filter(|(_, component)| component.pods().is_some())
        .map(|(id, component)| (component.name.to_string(), component_aspects(compiled, &names, id)))
        .collect();
    let whole = whole(architecture);
    if !whole.is_empty() {
        system.insert(WHOLE.to_owned(), whole);
    }
    system
}

/// What belongs to no single component: parties outside, and ways in.
fn whole(architecture: &Architecture) -> Aspects {
    let mut aspects = Aspects::new();
    for external in &architecture.externals {
        aspects.insert(format!("externals.{}", external.host), external.port.to_string());
    }
    for component in &architecture.components {
        let port = match &component.body {
            Body::Pods(_) => continue,
            Body::Managed(managed) => Some(managed.port),
            Body::Operated(operated) => Some(operated.port),
            Body::Observed(_) => component.ports.first().and_then(|port| port.port),
        };
        aspects.insert(format!("externals.{}", component.host()), port.unwrap_or_default().to_string());
    }
    for route in architecture.entry_points.iter().flat_map(|entry| &entry.routes) {
        if let Some(component) = architecture.component(route.to) {
            aspects.insert(format!("entrypoints.{}", route.path), component.name.to_string());
        }
    }
    aspects
}

/// What is compared of a component: its objects, and whom it calls.
fn component_aspects(compiled: &Compiled, names: &Names, id: ComponentId) -> Aspects {
    let architecture = &compiled.architecture;
    let mut aspects = Aspects::new();
    let component = architecture.component(id).expect("a component with this id");
    let own =
        |emitted: &&groundplan::kubernetes::Emitted| emitted.component.as_deref() == Some(component.name.as_str());
    let objects: Vec<&Object> = compiled.bundle.objects().iter().filter(own).map(|emitted| &emitted.object).collect();
    let pod = objects.iter().find_map(|object| object.pod_template()).and_then(|template| template.spec.as_ref());
    for object in &objects {
        workload(object, names, &mut aspects);
        match object {
            Object::Service(service) => service_aspects(service, pod, &mut aspects),
            Object::HorizontalPodAutoscaler(scaler) => {
                let bounds = (scaler.spec.min_replicas.unwrap_or(1), scaler.spec.max_replicas);
                aspects.insert("scaling".to_owned(), format!("{}..{}", bounds.0, bounds.1));
            }
            Object::Role(role) => rights(role.rules.as_deref().unwrap_or_default(), &mut aspects),
            _ => {}
        }
    }
    for call in architecture.calls_from(id) {
        let callee = match call.to {
            Target::Component(id) => architecture.component(id).map(|callee| callee.name.to_string()),
            Target::External(id) => architecture.externals.get(id.0).map(|external| external.host.clone()),
        };
        aspects.insert(format!("calls.{}", callee.expect("a callee")), "yes".to_owned());
    }
    aspects
}

/// The kind, the replicas and the pods of a workload.
fn workload(object: &Object, names: &Names, aspects: &mut Aspects) {
    let Some(template) = object.pod_template() else { return };
    let mut put = |key: &str, value: String| aspects.insert(key.to_owned(), value);
    let (_, kind) = object.type_meta();
    put("workload", kind.to_owned());
    let (replicas, rollout) = match object {
        Object::Deployment(it) => {
            (it.spec.replicas, it.spec.strategy.as_ref().and_then(|strategy| strategy.type_.clone()))
        }
        Object::StatefulSet(it) => (it.spec.replicas, None),
        _ => (None, None),
    };
    if let Some(replicas) = replicas {
        put("replicas", replicas.to_string());
    }
    if rollout.as_deref() == Some("Recreate") {
        put("rollout", "recreate".to_owned());
    }
    if let Object::CronJob(cron) = object {
        put("schedule", cron.spec.schedule.clone());
    }
    let annotations = template.metadata.as_ref().and_then(|metadata| metadata.annotations.as_ref());
    aspects.extend(annotations.into_iter().flatten().map(|(key, _)| (format!("annotations.{key}"), "yes".to_owned())));
    let claims = match object {
        Object::StatefulSet(it) => it.spec.volume_claim_templates.clone(),
        _ => None,
    };
    let pod = template.spec.as_ref().expect("a pod");
    container::pod(pod, &claims.unwrap_or_default(), names, aspects);
}

/// The ports of a Service by number with the port of the container behind each, and how it is reached.
fn service_aspects(service: &corev1::Service, pod: Option<&corev1::PodSpec>, aspects: &mut Aspects) {
    let Some(spec) = &service.spec else { return };
    let name = service.metadata.name.clone().unwrap_or_default();
    if spec.cluster_ip.as_deref() == Some("None") {
        aspects.insert(format!("headless.{name}"), "yes".to_owned());
    } else {
        aspects.insert("service".to_owned(), name);
    }
    if let Some(kind) = spec.type_.as_deref().filter(|kind| *kind != "ClusterIP") {
        aspects.insert("expose".to_owned(), kind.to_owned());
    }
    for port in spec.ports.iter().flatten() {
        let transport = if port.protocol.as_deref() == Some("UDP") { "/udp" } else { "" };
        let target = match &port.target_port {
            Some(IntOrString::Int(number)) => *number,
            Some(IntOrString::String(name)) => container::port_number(pod, name).unwrap_or_default(),
            None => port.port,
        };
        aspects.insert(format!("ports.{}{transport}", port.port), target.to_string());
    }
    let annotations = service.metadata.annotations.iter().flatten();
    aspects.extend(annotations.map(|(key, _)| (format!("annotations.{key}"), "yes".to_owned())));
}

/// Rights at the API, by kind of object.
fn rights(rules: &[PolicyRule], aspects: &mut Aspects) {
    for rule in rules {
        for resource in rule.resources.iter().flatten() {
            let mut verbs = rule.verbs.clone();
            verbs.sort();
            aspects.insert(format!("rights.{resource}"), verbs.join(" "));
        }
    }
}
