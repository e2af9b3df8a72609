//! What must exist in the cluster before the manifests are applied.

use super::model::{ComponentPlan, Requirement, Scale};
use crate::architecture::model::{Architecture, EnvVar, Extra, Gateway, Piece, Text, Tls};
use crate::catalog::Catalog;
use crate::kubernetes::builtin::is_own_group;
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
        let texts =
            pods.command.iter().chain(&pods.args).chain(pods.env.iter().map(|variable: &EnvVar| &variable.value));
        let steps = pods.init.iter().flat_map(|step| step.env.iter().map(|variable| &variable.value));
        for text in texts.chain(steps) {
            secrets(text, user, &mut needs);
        }
        if let Some(priority) = &pods.priority
            && !priority.value.starts_with("system-")
        {
            needs.add("PriorityClass", &priority.value, "", user);
        }
        for disk in &pods.disks {
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
    for extra in &architecture.extra {
        definition(extra, &mut needs);
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

/// The definition that a custom resource beside the objects that are made needs.
fn definition(extra: &Extra, needs: &mut Needs) {
    let (group, version) = extra.api_version.split_once('/').unwrap_or(("", extra.api_version.as_str()));
    if is_own_group(group) {
        return;
    }
    let at = |value: &'_ serde_json::Value, pointer: &str| value.pointer(pointer)?.as_str().map(str::to_owned);
    let mut documents = extra.definition.iter().flat_map(|definition| &definition.documents);
    let of_kind = documents.find(|document| at(document, "/spec/names/kind").as_deref() == Some(&extra.kind));
    let name = of_kind.and_then(|document| at(document, "/metadata/name"));
    let name = name.unwrap_or_else(|| format!("({} of {group})", extra.kind));
    let user = format!("{}/{}", extra.kind, extra.name);
    needs.add("CustomResourceDefinition", &name, &format!("serves {version}"), &user);
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
