//! Kinds of Kubernetes that are never made here, for objects that the user writes.

use super::shape::{self, Misfit};
use k8s_openapi::api::apps::v1 as appsv1;
use k8s_openapi::api::autoscaling::v1 as autoscalingv1;
use k8s_openapi::api::coordination::v1 as coordinationv1;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::discovery::v1 as discoveryv1;
use k8s_openapi::api::rbac::v1 as rbacv1;
use k8s_openapi::api::resource::v1 as resourcev1;
use serde_json::Value;

/// The groups that Kubernetes itself serves; the core group has no name.
const GROUPS: [&str; 21] = [
    "",
    "admissionregistration.k8s.io",
    "apiextensions.k8s.io",
    "apiregistration.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "flowcontrol.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// Kinds whose objects belong to the whole cluster, with their group. Source: kubernetes/api 1.37.
const OF_THE_CLUSTER: &[(&str, &str)] = &[
    ("", "Namespace"),
    ("", "Node"),
    ("", "PersistentVolume"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "MutatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicyBinding"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ("apiregistration.k8s.io", "APIService"),
    ("certificates.k8s.io", "CertificateSigningRequest"),
    ("certificates.k8s.io", "ClusterTrustBundle"),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"),
    ("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration"),
    ("gateway.networking.k8s.io", "GatewayClass"),
    ("networking.k8s.io", "IPAddress"),
    ("networking.k8s.io", "IngressClass"),
    ("networking.k8s.io", "ServiceCIDR"),
    ("node.k8s.io", "RuntimeClass"),
    ("rbac.authorization.k8s.io", "ClusterRole"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
    ("resource.k8s.io", "DeviceClass"),
    ("resource.k8s.io", "ResourceSlice"),
    ("scheduling.k8s.io", "PriorityClass"),
    ("storage.k8s.io", "CSIDriver"),
    ("storage.k8s.io", "CSINode"),
    ("storage.k8s.io", "StorageClass"),
    ("storage.k8s.io", "VolumeAttachment"),
    ("storage.k8s.io", "VolumeAttributesClass"),
];

/// The group of a version: `apps` of `apps/v1`.
#[must_use]
pub fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// Whether Kubernetes itself serves a group.
#[must_use]
pub fn is_own_group(group: &str) -> bool {
    GROUPS.contains(&group)
}

/// Whether objects of a kind belong to the whole cluster, as far as that is known.
#[must_use]
pub fn is_of_the_cluster(api_version: &str, kind: &str) -> bool {
    OF_THE_CLUSTER.contains(&(group(api_version), kind))
}

/// Declares the kinds with their types.
macro_rules! kinds {
    ($($type:ty,)*) => {
        /// The names of the kinds, with their versions.
        pub const KINDS: &[(&str, &str)] = &[
            $((<$type as k8s_openapi::Resource>::API_VERSION, <$type as k8s_openapi::Resource>::KIND),)*
        ];

        /// Reads a value as one of these kinds and gives it back in its canonical form; none where the kind is another.
        #[must_use]
        pub fn read(api_version: &str, kind: &str, value: &Value) -> Option<Result<Value, Vec<Misfit>>> {
            $(if (api_version, kind)
                == (<$type as k8s_openapi::Resource>::API_VERSION, <$type as k8s_openapi::Resource>::KIND)
            {
                let object = shape::read::<$type>(value);
                return Some(object.map(|object| serde_json::to_value(object).unwrap_or_default()));
            })*
            None
        }
    };
}

kinds! {
    appsv1::ReplicaSet,
    autoscalingv1::HorizontalPodAutoscaler,
    coordinationv1::Lease,
    corev1::Endpoints,
    corev1::PersistentVolumeClaim,
    corev1::Pod,
    corev1::PodTemplate,
    corev1::Secret,
    discoveryv1::EndpointSlice,
    rbacv1::Role,
    rbacv1::RoleBinding,
    resourcev1::ResourceClaim,
    resourcev1::ResourceClaimTemplate,
}
