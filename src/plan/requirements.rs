//! What must exist in the cluster before the manifests are applied.

use super::model::{AutoScale, ComponentPlan, REQUESTS_METRIC, Requirement, Scale};
use crate::architecture::model::{Architecture, Disk, Gateway, Piece, Text, Tls, WholeMap};
use crate::catalog::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// What is needed, by kind and name, with details and users collected.
#[derive(Default)]
struct Needs {
    all: BTreeMap<(String, String), (BTreeSet<String>, BTreeSet<String>)>,
}

impl Needs {
    fn add(&mut self, kind: &str, name: &str, detail: &str, user: &str) {
        let (details, users) = self.all.entry((kind.to_owned(), name.to_owned())).or_default();
        if !detail.is_empty() {
            details.insert(detail.to_owned());
        }
        users.insert(user.to_owned());
    }
}

/// All requirements of an environment, sorted.
pub fn requirements(architecture: &Architecture, components: &[ComponentPlan], catalog: &Catalog) -> Vec<Requirement> {
    let mut needs = Needs::default();
    if !architecture.namespace.managed {
        needs.add("Namespace", &architecture.namespace.name, "", &architecture.environment);
    }
    for name in &architecture.pull_secrets {
        needs.add("Secret", name, "type kubernetes.io/dockerconfigjson", "image pulls");
    }
    for component in &architecture.components {
        let Some(pods) = component.pods() else { continue };
        let user = component.name.as_str();
        for text in pods.texts() {
            secrets(text, user, &mut needs);
        }
        for map in pods.whole_maps() {
            if let WholeMap::Secret(secret) = map {
                needs.add("Secret", secret, "all keys, as variables", user);
            }
        }
        for files in pods.all_mounted().flat_map(|mounted| &mounted.secrets) {
            if files.items.is_empty() {
                needs.add("Secret", &files.secret, "all keys, as files", user);
            }
            for (key, _) in &files.items {
                needs.add("Secret", &files.secret, &format!("key {key}"), user);
            }
        }
        if let Some(gpu) = &pods.gpu {
            needs.add("Device", &gpu.value.resource, "on nodes with its device plugin", user);
        }
        if let Some(priority) = &pods.priority
            && !priority.value.starts_with("system-")
        {
            needs.add("PriorityClass", &priority.value, "", user);
        }
        let shared = |disk: &&Disk| pods.shared_disks.iter().any(|mount| mount.disk == disk.name);
        for disk in pods.disks.iter().chain(architecture.shared_disks.iter().filter(shared)) {
            match &disk.class {
                Some(class) => needs.add("StorageClass", class, if disk.shared { "ReadWriteMany" } else { "" }, user),
                None => needs.add("StorageClass", "(default)", "the cluster's default class", user),
            }
        }
    }
    needs.add("NetworkPolicy", "(enforced)", "by the network plugin of the cluster", &architecture.environment);
    for (component, plan) in architecture.components.iter().zip(components) {
        if let Some(Scale::Auto(auto)) = plan.pods.as_ref().map(|plan| &plan.scale) {
            autoscaling(auto, component.name.as_str(), &mut needs);
        }
    }
    for entry in &architecture.entry_points {
        exposure(architecture, entry, catalog, &mut needs);
    }
    let joined = |set: BTreeSet<String>| set.into_iter().collect::<Vec<_>>();
    needs
        .all
        .into_iter()
        .map(|((kind, name), (details, users))| Requirement {
            kind,
            name,
            detail: joined(details).join(", "),
            used_by: joined(users),
        })
        .collect()
}

/// What an autoscaler measures, and who measures it.
fn autoscaling(auto: &AutoScale, user: &str, needs: &mut Needs) {
    if auto.cpu.is_some() {
        needs.add("APIService", "v1beta1.metrics.k8s.io", "CPU of pods, as metrics-server gives it", user);
    }
    if auto.requests.is_some() {
        let detail = format!("the metric {REQUESTS_METRIC} of pods, as prometheus-adapter gives it");
        needs.add("APIService", "v1beta1.custom.metrics.k8s.io", &detail, user);
    }
    let Some(events) = &auto.events else { return };
    let version = format!("KEDA {} or later", crate::catalog::keda::VERSION);
    needs.add("APIService", "v1beta1.external.metrics.k8s.io", "served by KEDA, and by nobody else", user);
    needs.add("CustomResourceDefinition", "scaledobjects.keda.sh", &version, user);
    for (_, parameters) in events.triggers.iter().filter_map(|trigger| trigger.authentication.as_ref()) {
        needs.add("CustomResourceDefinition", "triggerauthentications.keda.sh", &version, user);
        for parameter in parameters {
            needs.add("Secret", &parameter.secret, &format!("key {}", parameter.key), user);
        }
    }
}

/// The Secrets that a text refers to.
fn secrets(text: &Text, user: &str, needs: &mut Needs) {
    for piece in &text.pieces {
        if let Piece::Secret { secret, key } = piece {
            needs.add("Secret", secret, &format!("key {key}"), user);
        }
    }
}

/// What the way in of an entry point needs.
fn exposure(
    architecture: &Architecture,
    entry: &crate::architecture::model::EntryPoint,
    catalog: &Catalog,
    needs: &mut Needs,
) {
    let user = format!("entry point {}", entry.name);
    let bundle = architecture.platform.gateway_api.value.to_string();
    let route =
        if entry.grpc { "grpcroutes.gateway.networking.k8s.io" } else { "httproutes.gateway.networking.k8s.io" };
    let definition = |name: &str, needs: &mut Needs| {
        needs.add("CustomResourceDefinition", name, &format!("Gateway API {bundle}"), &user);
    };
    match &entry.gateway.value {
        Gateway::None => return,
        Gateway::LoadBalancer => {}
        Gateway::Class(class) => {
            let facts = catalog.provider(architecture.platform.provider.value);
            let known = facts.gateway_classes.iter().find(|known| known.name == class);
            needs.add("GatewayClass", class, known.map_or("", |known| known.controller), &user);
            definition("gateways.gateway.networking.k8s.io", needs);
            definition(route, needs);
        }
        Gateway::Parent { namespace, name, listener } => {
            let detail = listener.as_ref().map_or_else(String::new, |listener| format!("listener {listener}"));
            needs.add("Gateway", &format!("{namespace}/{name}"), &detail, &user);
            definition(route, needs);
        }
        Gateway::Ingress(class) => needs.add("IngressClass", class, "", &user),
    }
    match &entry.tls {
        Tls::Issuer(issuer) => {
            needs.add(
                "ClusterIssuer",
                issuer,
                "cert-manager.io/v1 with DNS-01: the policies cut HTTP-01 solvers",
                &user,
            );
        }
        Tls::Secret(secret) => needs.add("Secret", secret, "type kubernetes.io/tls", &user),
        Tls::Provider => needs.add("Certificate", &entry.name, "at the provider's load balancer", &user),
        Tls::None | Tls::Unsaid => {}
    }
}
