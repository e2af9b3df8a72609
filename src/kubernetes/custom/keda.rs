//! KEDA: `keda.sh/v1alpha1`.

use super::kind;
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerBehavior;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

kind!(
    /// An autoscaler that follows events.
    "keda.sh", "v1alpha1", ScaledObject, ScaledObjectSpec, "ScaledObject", "scaledobjects"
);
kind!(
    /// How triggers log in.
    "keda.sh", "v1alpha1", TriggerAuthentication, TriggerAuthenticationSpec, "TriggerAuthentication", "triggerauthentications"
);

/// What a `ScaledObject` is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScaledObjectSpec {
    /// The autoscaler that KEDA makes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advanced: Option<Advanced>,
    /// Seconds without anything before the last pods go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cooldown_period: Option<i32>,
    /// What holds while a trigger does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fallback: Option<Fallback>,
    /// The most pods; KEDA's default is 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_replica_count: Option<i32>,
    /// The fewest pods; KEDA's default is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_replica_count: Option<i32>,
    /// Seconds between two looks at each trigger.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub polling_interval: Option<i32>,
    /// What is scaled.
    pub scale_target_ref: ScaleTarget,
    /// What brings pods.
    pub triggers: Vec<ScaleTrigger>,
}

/// Settings of the autoscaler that KEDA makes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Advanced {
    /// Its settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizontal_pod_autoscaler_config: Option<AutoscalerConfig>,
}

/// Settings of the autoscaler that KEDA makes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AutoscalerConfig {
    /// How fast it moves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behavior: Option<HorizontalPodAutoscalerBehavior>,
}

/// What holds while a trigger does not answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Fallback {
    /// `currentReplicasIfHigher`: never fewer than there are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behavior: Option<String>,
    /// Failures in a row that count.
    pub failure_threshold: i32,
    /// Pods meanwhile.
    pub replicas: i32,
}

/// What is scaled, in the namespace of the `ScaledObject`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScaleTarget {
    /// Its group and version; `apps/v1` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Its kind; `Deployment` where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its name.
    pub name: String,
}

/// What brings pods.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ScaleTrigger {
    /// How it logs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication_ref: Option<AuthenticationRef>,
    /// Its settings, all of them texts.
    pub metadata: BTreeMap<String, String>,
    /// `AverageValue`, `Value` or `Utilization`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metric_type: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A `TriggerAuthentication` of the same namespace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AuthenticationRef {
    /// Its name.
    pub name: String,
}

/// What a `TriggerAuthentication` is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TriggerAuthenticationSpec {
    /// Keys of Secrets of the same namespace.
    pub secret_target_ref: Vec<SecretTarget>,
}

/// A key of a Secret that becomes a parameter of the trigger.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SecretTarget {
    /// The key.
    pub key: String,
    /// The Secret.
    pub name: String,
    /// The parameter.
    pub parameter: String,
}
