//! What must exist in the cluster before the manifests are applied.

use super::model::{ComponentPlan, Requirement, Scale};
use crate::architecture::model::{Architecture, Disk, EntryProtocol, Gateway, Piece, Text, Tls, WholeMap};
use crate::catalog::{Catalog, LoadBalancer};
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
        if plan.pods.as_ref().is_some_and(|plan| matches!(plan.scale, Scale::Auto { .. })) {
            needs.add(
                "APIService",
                "v1beta1.metrics.k8s.io",
                "CPU of pods, as metrics-server gives it",
                component.name.as_str(),
            );
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
    let route = match entry.protocol {
        EntryProtocol::Grpc => "grpcroutes.gateway.networking.k8s.io",
        EntryProtocol::Http | EntryProtocol::Ws => "httproutes.gateway.networking.k8s.io",
        EntryProtocol::Tcp => "tcproutes.gateway.networking.k8s.io",
        EntryProtocol::Udp => "udproutes.gateway.networking.k8s.io",
    };
    let definition = |name: &str, needs: &mut Needs| {
        needs.add("CustomResourceDefinition", name, &format!("Gateway API {bundle}"), &user);
    };
    match &entry.gateway.value {
        Gateway::None => return,
        Gateway::LoadBalancer => {
            let told = LoadBalancer::of(architecture.platform.provider.value, 0, false, false);
            if let Some(class) = told.class {
                needs.add("LoadBalancerClass", class, told.controller, &user);
            }
        }
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
