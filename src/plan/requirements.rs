//! What must exist in the cluster before the manifests are applied.

use super::model::{AutoScale, ComponentPlan, REQUESTS_METRIC, Requirement, Scale};
use super::operated;
use crate::architecture::model::{
    Access, Architecture, Cloud, Disk, EntryProtocol, Extra, Gateway, IdentityMode, Piece, Platform, Provider,
    SecretFiles, Text, Tls, WholeMap,
};
use crate::catalog::{BackendSettings, Catalog, LoadBalancer};
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
        for text in pods.texts() {
            secrets(text, architecture, user, &mut needs);
        }
        for map in pods.whole_maps() {
            if let WholeMap::Secret(secret) = map
                && !architecture.stored_secrets.contains_key(secret)
            {
                needs.add("Secret", secret, "all keys, as variables", user);
            }
        }
        let made_here = |files: &&SecretFiles| architecture.stored_secrets.contains_key(&files.secret);
        for files in pods.all_mounted().flat_map(|mounted| &mounted.secrets).filter(|files| !made_here(files)) {
            if files.items.is_empty() {
                needs.add("Secret", &files.secret, "all keys, as files", user);
            }
            for (key, _) in &files.items {
                needs.add("Secret", &files.secret, &format!("key {key}"), user);
            }
        }
        if let Some(access) = &pods.access {
            rights(access, component.name.as_str(), &architecture.namespace.name, &architecture.platform, &mut needs);
        }
        if let Some(gpu) = &pods.gpu {
            needs.add("Device", &gpu.value.resource, "on nodes with its device plugin", user);
        }
        if let Some(priority) = &pods.priority
            && !priority.value.starts_with("system-")
        {
            needs.add("PriorityClass", &priority.value, "", user);
        }
        if let Some(class) = &pods.runtime_class {
            needs.add("RuntimeClass", &class.value, "with its runtime on the nodes", user);
        }
        let shared = |disk: &&Disk| pods.shared_disks.iter().any(|mount| mount.disk == disk.name);
        for disk in pods.disks.iter().chain(architecture.shared_disks.iter().filter(shared)) {
            match &disk.class {
                Some(class) => needs.add("StorageClass", class, if disk.shared { "ReadWriteMany" } else { "" }, user),
                None => needs.add("StorageClass", "(default)", "the cluster's default class", user),
            }
        }
    }
    for (component, plan) in architecture.components.iter().zip(components) {
        let Some(members) = &plan.members else { continue };
        if let Some(detail) = operated::requirement(architecture, component, members) {
            let name = component.name.as_str();
            needs.add("custom resource", name, &detail, name);
        }
    }
    if let Some(mesh) = &architecture.platform.mesh {
        needs.add("mesh", mesh.kind.value.word(), mesh.facts().needs, &architecture.environment);
    }
    if let (Some(store), false) = (&architecture.platform.secret_store, architecture.stored_secrets.is_empty()) {
        let user = architecture.environment.as_str();
        needs.add("ClusterSecretStore", store, "External Secrets, external-secrets.io/v1", user);
        needs.add("CustomResourceDefinition", "externalsecrets.external-secrets.io", "external-secrets.io/v1", user);
        for (name, secret) in &architecture.stored_secrets {
            needs.add("entry of the store", &secret.path, &format!("becomes the Secret {name}"), user);
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

/// What an autoscaler measures, and who measures it.
fn autoscaling(auto: &AutoScale, user: &str, needs: &mut Needs) {
    if auto.cpu.is_some() {
        needs.add("APIService", "v1beta1.metrics.k8s.io", "CPU of pods, as metrics-server gives it", user);
    }
    if auto.memory.is_some() {
        needs.add("APIService", "v1beta1.metrics.k8s.io", "memory of pods, as metrics-server gives it", user);
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

/// What somebody else must grant: rights beyond the namespace, and an identity of the cloud.
fn rights(access: &Access, component: &str, namespace: &str, platform: &Platform, needs: &mut Needs) {
    let account = access.account.as_deref().unwrap_or(component);
    for right in &access.cluster_rights {
        let group = if right.group.is_empty() { "the core group" } else { &right.group };
        let (verbs, resources) = (right.verbs.join(", "), right.resources.join(", "));
        let detail = format!("{verbs} on {resources} of {group}, bound to the ServiceAccount {namespace}/{account}");
        needs.add("ClusterRole", &format!("{namespace}-{account}"), &detail, component);
    }
    if let Some(cloud) = &access.cloud {
        identity(cloud, &format!("{namespace}:{account}"), platform, component, needs);
    }
}

/// What an identity of the cloud needs, by the way in which the platform gives it.
fn identity(cloud: &Cloud, account: &str, platform: &Platform, component: &str, needs: &mut Needs) {
    let slashed = account.replace(':', "/");
    let webhook = "MutatingWebhookConfiguration";
    match cloud {
        Cloud::Aws(role) if platform.identity.value == IdentityMode::EksPodIdentity => {
            needs.add("IAM role", role, "trusts pods.eks.amazonaws.com", component);
            let detail = format!("to the role {role}, made in the API of EKS");
            needs.add("pod identity association", &slashed, &detail, component);
            needs.add("add-on of EKS", "eks-pod-identity-agent", "runs on every node", component);
        }
        Cloud::Aws(role) => {
            let detail = format!("trusts system:serviceaccount:{account} of the cluster's OIDC provider");
            needs.add("IAM role", role, &detail, component);
            if platform.provider.value != Provider::Aws {
                needs.add(webhook, "pod-identity-webhook", "aws/amazon-eks-pod-identity-webhook", component);
            }
        }
        Cloud::Gcp(email) => {
            let detail = format!("roles/iam.workloadIdentityUser for {slashed}");
            needs.add("service account of Google Cloud", email, &detail, component);
        }
        Cloud::Azure(client) => {
            let detail = format!("a federated credential for system:serviceaccount:{account}");
            needs.add("managed identity", client, &detail, component);
            if platform.provider.value != Provider::Azure {
                let name = "azure-wi-webhook-mutating-webhook-configuration";
                needs.add(webhook, name, "Azure/azure-workload-identity", component);
            }
        }
    }
}

/// The Secrets that a text refers to; those that come from a store are made there.
fn secrets(text: &Text, architecture: &Architecture, user: &str, needs: &mut Needs) {
    for piece in &text.pieces {
        if let Piece::Secret { secret, key } = piece
            && !architecture.stored_secrets.contains_key(secret)
        {
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
        Gateway::None | Gateway::NodePort => return,
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
    if architecture.gateway_class(entry).is_some_and(|class| class.backends == BackendSettings::GkePolicies) {
        for name in ["healthcheckpolicies.networking.gke.io", "gcpbackendpolicies.networking.gke.io"] {
            needs.add("CustomResourceDefinition", name, "comes with the Gateway API of GKE", &user);
        }
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
