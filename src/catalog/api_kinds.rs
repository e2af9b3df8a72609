//! Kinds of objects: the API that serves them, and since when.

use super::gateway_api::version;
use super::{GatewayApi, Minor};

/// A kind of object.
#[derive(Debug, PartialEq, Eq)]
pub struct ApiKind {
    /// Its name; unique in this table.
    pub kind: &'static str,
    /// The group and version in which it is emitted.
    pub api_version: &'static str,
    /// Whether objects of it live in a namespace.
    pub namespaced: bool,
    /// What a cluster needs for it.
    pub since: Since,
}

/// What a cluster needs to serve a kind in its version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Nothing: every supported version of Kubernetes has it.
    Always,
    /// A version of Kubernetes.
    Kubernetes(Minor),
    /// A bundle of the Gateway API.
    GatewayApi(GatewayApi),
    /// Resource definitions of a project that is installed beside Kubernetes.
    Project(&'static str),
}

impl ApiKind {
    /// Whether a cluster with this version and bundle serves the kind. `has_project` tells about projects.
    #[must_use]
    pub fn is_served(&self, minor: Minor, bundle: Option<GatewayApi>, has_project: impl Fn(&str) -> bool) -> bool {
        match self.since {
            Since::Always => true,
            Since::Kubernetes(since) => since <= minor,
            Since::GatewayApi(since) => bundle.is_some_and(|bundle| since <= bundle),
            Since::Project(name) => has_project(name),
        }
    }
}

/// A kind that lives in a namespace.
const fn inside(api_version: &'static str, kind: &'static str, since: Since) -> ApiKind {
    ApiKind { kind, api_version, namespaced: true, since }
}

/// A kind that belongs to the whole cluster.
const fn cluster(api_version: &'static str, kind: &'static str, since: Since) -> ApiKind {
    ApiKind { kind, api_version, namespaced: false, since }
}

/// A version of Kubernetes.
const fn kubernetes(minor: u8) -> Since {
    Since::Kubernetes(Minor::at(minor))
}

/// A bundle of the Gateway API.
const fn gateway(minor: u16) -> Since {
    Since::GatewayApi(version(1, minor, 0))
}

/// The Gateway API. `ReferenceGrant` is emitted as v1beta1, which every bundle serves; v1 came with 1.5.
const GATEWAY: &str = "gateway.networking.k8s.io/v1";

/// Sources: kubernetes/api up to 1.37, resource definitions of the projects as of 2026-08.
pub(super) const KINDS: &[ApiKind] = &[
    cluster("v1", "Namespace", Since::Always),
    inside("v1", "Service", Since::Always),
    inside("v1", "ServiceAccount", Since::Always),
    inside("v1", "ConfigMap", Since::Always),
    inside("v1", "Secret", Since::Always),
    inside("v1", "PersistentVolumeClaim", Since::Always),
    inside("v1", "Pod", Since::Always),
    inside("v1", "ResourceQuota", Since::Always),
    inside("v1", "LimitRange", Since::Always),
    inside("apps/v1", "Deployment", Since::Always),
    inside("apps/v1", "StatefulSet", Since::Always),
    inside("apps/v1", "DaemonSet", Since::Always),
    inside("batch/v1", "Job", Since::Always),
    inside("batch/v1", "CronJob", Since::Always),
    inside("autoscaling/v2", "HorizontalPodAutoscaler", Since::Always),
    inside("policy/v1", "PodDisruptionBudget", Since::Always),
    inside("networking.k8s.io/v1", "Ingress", Since::Always),
    cluster("networking.k8s.io/v1", "IngressClass", Since::Always),
    inside("networking.k8s.io/v1", "NetworkPolicy", Since::Always),
    inside("rbac.authorization.k8s.io/v1", "Role", Since::Always),
    inside("rbac.authorization.k8s.io/v1", "RoleBinding", Since::Always),
    cluster("rbac.authorization.k8s.io/v1", "ClusterRole", Since::Always),
    cluster("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", Since::Always),
    cluster("storage.k8s.io/v1", "StorageClass", Since::Always),
    cluster("storage.k8s.io/v1", "VolumeAttributesClass", kubernetes(34)),
    cluster("scheduling.k8s.io/v1", "PriorityClass", Since::Always),
    cluster("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", kubernetes(36)),
    cluster("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", Since::Always),
    inside("resource.k8s.io/v1", "ResourceClaim", kubernetes(34)),
    inside("resource.k8s.io/v1", "ResourceClaimTemplate", kubernetes(34)),
    cluster(GATEWAY, "GatewayClass", gateway(2)),
    inside(GATEWAY, "Gateway", gateway(2)),
    inside(GATEWAY, "HTTPRoute", gateway(2)),
    inside(GATEWAY, "GRPCRoute", gateway(2)),
    inside(GATEWAY, "BackendTLSPolicy", gateway(4)),
    inside(GATEWAY, "TLSRoute", gateway(5)),
    inside(GATEWAY, "ListenerSet", gateway(5)),
    inside(GATEWAY, "TCPRoute", gateway(6)),
    inside(GATEWAY, "UDPRoute", gateway(6)),
    inside("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", gateway(2)),
    inside("keda.sh/v1alpha1", "ScaledObject", Since::Project("keda")),
    inside("keda.sh/v1alpha1", "TriggerAuthentication", Since::Project("keda")),
    inside("monitoring.coreos.com/v1", "ServiceMonitor", Since::Project("prometheus-operator")),
    inside("monitoring.coreos.com/v1", "PodMonitor", Since::Project("prometheus-operator")),
    inside("monitoring.coreos.com/v1", "PrometheusRule", Since::Project("prometheus-operator")),
    inside("cert-manager.io/v1", "Certificate", Since::Project("cert-manager")),
    inside("cert-manager.io/v1", "Issuer", Since::Project("cert-manager")),
    inside("external-secrets.io/v1", "ExternalSecret", Since::Project("external-secrets")),
    inside("external-secrets.io/v1", "SecretStore", Since::Project("external-secrets")),
    inside("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy", Since::Project("envoy-gateway")),
    inside("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy", Since::Project("envoy-gateway")),
    inside("networking.gke.io/v1", "HealthCheckPolicy", Since::Project("gke")),
    inside("networking.gke.io/v1", "GCPBackendPolicy", Since::Project("gke")),
    inside("networking.gke.io/v1", "GCPGatewayPolicy", Since::Project("gke")),
    inside("cloud.google.com/v1", "BackendConfig", Since::Project("gke")),
    inside("gateway.k8s.aws/v1", "LoadBalancerConfiguration", Since::Project("aws-load-balancer-controller")),
    inside("gateway.k8s.aws/v1", "TargetGroupConfiguration", Since::Project("aws-load-balancer-controller")),
    inside("argoproj.io/v1alpha1", "Application", Since::Project("argo-cd")),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn kinds_are_unique_and_written_as_kubernetes_does() {
        let names: BTreeSet<_> = KINDS.iter().map(|kind| kind.kind).collect();
        assert_eq!(names.len(), KINDS.len());
        for kind in KINDS {
            let version = kind.api_version.rsplit('/').next().unwrap_or_default();
            assert!(
                version.starts_with('v') && kind.kind.starts_with(|c: char| c.is_ascii_uppercase()),
                "{}",
                kind.kind
            );
        }
    }

    #[test]
    fn kinds_need_versions_bundles_or_projects() {
        let find = |name| KINDS.iter().find(|kind| kind.kind == name).unwrap();
        let (old, new) = (Minor::OLDEST, Minor::NEWEST);
        let none = |_: &str| false;
        assert!(find("Deployment").is_served(old, None, none));
        assert!(!find("VolumeAttributesClass").is_served(old, None, none));
        assert!(find("VolumeAttributesClass").is_served(new, None, none));
        assert!(!find("HTTPRoute").is_served(new, None, none));
        assert!(!find("TLSRoute").is_served(new, Some(version(1, 4, 1)), none));
        assert!(find("TLSRoute").is_served(new, Some(version(1, 5, 0)), none));
        assert!(find("ScaledObject").is_served(new, None, |name| name == "keda"));
    }
}
