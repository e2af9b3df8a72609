//! The kinds of object, as one type.

use super::custom::external_secret::ExternalSecret;
use super::custom::gateway::{Gateway, GrpcRoute, HttpRoute, TcpRoute, UdpRoute};
use super::custom::gke::{GcpBackendPolicy, HealthCheckPolicy};
use super::custom::keda::{ScaledObject, TriggerAuthentication};
use super::foreign::Foreign;
use super::shape::{self, Misfit};
use k8s_openapi::api::apps::v1 as appsv1;
use k8s_openapi::api::autoscaling::v2 as autoscalingv2;
use k8s_openapi::api::batch::v1 as batchv1;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::api::policy::v1 as policyv1;
use k8s_openapi::api::rbac::v1 as rbacv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// What tells an object from all others of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity<'o> {
    /// Group and version.
    pub api_version: &'o str,
    /// Kind.
    pub kind: &'o str,
    /// Namespace; none where the object belongs to the cluster.
    pub namespace: Option<&'o str>,
    /// Name.
    pub name: &'o str,
}

impl fmt::Display for Identity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.name)
    }
}

/// Declares the kinds.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $variant:ident($type:ty);)*) => {
        /// One object. Objects are large and live in vectors: each is boxed once.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Object {
            $($(#[doc = $doc])* $variant(Box<$type>),)*
            /// An object of a kind that is never made here.
            Foreign(Box<Foreign>),
        }

        impl Object {
            /// The versions and names of all kinds that are made here.
            pub const KINDS: &[(&str, &str)] = &[
                $((<$type as k8s_openapi::Resource>::API_VERSION, <$type as k8s_openapi::Resource>::KIND),)*
            ];

            /// Group, version and kind.
            #[must_use]
            pub fn type_meta(&self) -> (&str, &str) {
                match self {
                    Self::Foreign(object) => (&object.api_version, &object.kind),
                    $(Self::$variant(_) => (
                        <$type as k8s_openapi::Resource>::API_VERSION,
                        <$type as k8s_openapi::Resource>::KIND,
                    ),)*
                }
            }

            /// The metadata.
            #[must_use]
            pub fn metadata(&self) -> &metav1::ObjectMeta {
                match self {
                    $(Self::$variant(object) => &object.metadata,)*
                    Self::Foreign(object) => &object.metadata,
                }
            }

            /// Reads a value as an object of one of these kinds; none where the kind is another.
            #[must_use]
            pub fn read(api_version: &str, kind: &str, value: &Value) -> Option<Result<Self, Vec<Misfit>>> {
                $(if (api_version, kind)
                    == (<$type as k8s_openapi::Resource>::API_VERSION, <$type as k8s_openapi::Resource>::KIND)
                {
                    return Some(shape::read::<$type>(value).map(Self::from));
                })*
                None
            }
        }

        impl Serialize for Object {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(object) => object.serialize(serializer),)*
                    Self::Foreign(object) => object.serialize(serializer),
                }
            }
        }

        $(impl From<$type> for Object {
            fn from(object: $type) -> Self {
                Self::$variant(Box::new(object))
            }
        })*
    };
}

kinds! {
    /// A namespace.
    Namespace(corev1::Namespace);
    /// Who pods are.
    ServiceAccount(corev1::ServiceAccount);
    /// A disk that several pods mount.
    PersistentVolumeClaim(corev1::PersistentVolumeClaim);
    /// Rights at the API.
    Role(rbacv1::Role);
    /// Who has rights at the API.
    RoleBinding(rbacv1::RoleBinding);
    /// A Secret that comes from a store.
    ExternalSecret(ExternalSecret);
    /// Configuration.
    ConfigMap(corev1::ConfigMap);
    /// Replicas that are alike.
    Deployment(appsv1::Deployment);
    /// Replicas with names and disks.
    StatefulSet(appsv1::StatefulSet);
    /// One on every node.
    DaemonSet(appsv1::DaemonSet);
    /// What runs on a schedule.
    CronJob(batchv1::CronJob);
    /// What runs once.
    Job(batchv1::Job);
    /// A name for pods.
    Service(corev1::Service);
    /// An autoscaler.
    HorizontalPodAutoscaler(autoscalingv2::HorizontalPodAutoscaler);
    /// How many pods may be disturbed.
    PodDisruptionBudget(policyv1::PodDisruptionBudget);
    /// Who may speak with whom.
    NetworkPolicy(networkingv1::NetworkPolicy);
    /// What a namespace may use.
    ResourceQuota(corev1::ResourceQuota);
    /// What a container may use.
    LimitRange(corev1::LimitRange);
    /// A way in.
    Ingress(networkingv1::Ingress);
    /// A way in, of the Gateway API.
    Gateway(Gateway);
    /// Routes of a Gateway.
    HttpRoute(HttpRoute);
    /// Routes of a Gateway for gRPC.
    GrpcRoute(GrpcRoute);
    /// Routes of a Gateway for connections.
    TcpRoute(TcpRoute);
    /// Routes of a Gateway for datagrams.
    UdpRoute(UdpRoute);
    /// How GKE's load balancer finds out whether pods are well.
    HealthCheckPolicy(HealthCheckPolicy);
    /// How GKE's load balancer treats requests to pods.
    GcpBackendPolicy(GcpBackendPolicy);
    /// An autoscaler of KEDA.
    ScaledObject(ScaledObject);
    /// How KEDA's triggers log in.
    TriggerAuthentication(TriggerAuthentication);
}

impl Object {
    /// What tells it from all others.
    #[must_use]
    pub fn identity(&self) -> Identity<'_> {
        let (api_version, kind) = self.type_meta();
        let metadata = self.metadata();
        Identity {
            api_version,
            kind,
            namespace: metadata.namespace.as_deref(),
            name: metadata.name.as_deref().unwrap_or_default(),
        }
    }

    /// The pod template, of kinds that make pods.
    #[must_use]
    pub fn pod_template(&self) -> Option<&corev1::PodTemplateSpec> {
        match self {
            Self::Deployment(object) => Some(&object.spec.template),
            Self::StatefulSet(object) => Some(&object.spec.template),
            Self::DaemonSet(object) => Some(&object.spec.template),
            Self::Job(object) => object.spec.as_ref().map(|spec| &spec.template),
            Self::CronJob(object) => object.spec.job_template.spec.as_ref().map(|spec| &spec.template),
            _ => None,
        }
    }
}
