//! The kinds of object, as one type.

use super::custom::gateway::{Gateway, GrpcRoute, HttpRoute};
use super::custom::keda::{ScaledObject, TriggerAuthentication};
use k8s_openapi::api::apps::v1 as appsv1;
use k8s_openapi::api::autoscaling::v2 as autoscalingv2;
use k8s_openapi::api::batch::v1 as batchv1;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::api::policy::v1 as policyv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use serde::Serialize;
use std::fmt;

/// What tells an object from all others of a cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Namespace; none where the object belongs to the cluster.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
}

impl fmt::Display for Identity {
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
        }

        impl Object {
            /// Group, version and kind.
            #[must_use]
            pub fn type_meta(&self) -> (&'static str, &'static str) {
                match self {
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
                }
            }
        }

        impl Serialize for Object {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(object) => object.serialize(serializer),)*
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
    /// Configuration.
    ConfigMap(corev1::ConfigMap);
    /// Replicas that are alike.
    Deployment(appsv1::Deployment);
    /// Replicas with names and disks.
    StatefulSet(appsv1::StatefulSet);
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
    /// An autoscaler of KEDA.
    ScaledObject(ScaledObject);
    /// How KEDA's triggers log in.
    TriggerAuthentication(TriggerAuthentication);
}

impl Object {
    /// What tells it from all others.
    #[must_use]
    pub fn identity(&self) -> Identity {
        let (api_version, kind) = self.type_meta();
        let metadata = self.metadata();
        Identity {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            namespace: metadata.namespace.clone(),
            name: metadata.name.clone().unwrap_or_default(),
        }
    }

    /// The pod template, of kinds that make pods.
    #[must_use]
    pub fn pod_template(&self) -> Option<&corev1::PodTemplateSpec> {
        match self {
            Self::Deployment(object) => Some(&object.spec.template),
            Self::StatefulSet(object) => Some(&object.spec.template),
            Self::Job(object) => object.spec.as_ref().map(|spec| &spec.template),
            Self::CronJob(object) => object.spec.job_template.spec.as_ref().map(|spec| &spec.template),
            _ => None,
        }
    }
}
