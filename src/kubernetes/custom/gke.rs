//! What GKE's gateways are told about a Service: `networking.gke.io/v1`.
//!
//! Source of the fields and their bounds: the Go types of `GoogleCloudPlatform/gke-gateway-api`.

use super::kind;
use serde::{Deserialize, Serialize};

kind!(
    /// How the load balancer finds out whether pods are well.
    "networking.gke.io", "v1", HealthCheckPolicy, HealthCheckPolicySpec, "HealthCheckPolicy", "healthcheckpolicies"
);
kind!(
    /// How the load balancer treats requests to pods.
    "networking.gke.io", "v1", GcpBackendPolicy, GcpBackendPolicySpec, "GCPBackendPolicy", "gcpbackendpolicies"
);

/// What a policy is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PolicyTarget {
    /// Its group; empty for a Service.
    pub group: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A health check and what it is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HealthCheckPolicySpec {
    /// The check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<HealthCheckConfig>,
    /// The Service.
    pub target_ref: PolicyTarget,
}

/// A health check.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HealthCheckConfig {
    /// Seconds between checks: 1 to 300.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_interval_sec: Option<i64>,
    /// What is checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<HealthCheck>,
    /// Successes in a row that count: 1 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub healthy_threshold: Option<i64>,
    /// Whether checks are logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_config: Option<Logging>,
    /// Seconds until a check has failed: 1 to 300, and no more than lie between checks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_sec: Option<i64>,
    /// Failures in a row that count: 1 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unhealthy_threshold: Option<i64>,
}

/// Whether something is logged.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Logging {
    /// Whether it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// How many of a million requests; of health checks there is no such field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sample_rate: Option<i32>,
}

/// What is checked: the type, and the one field that belongs to it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HealthCheck {
    /// The gRPC health protocol.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grpc_health_check: Option<CheckedPort>,
    /// A request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_health_check: Option<CheckedPort>,
    /// A request by HTTP/2.
    #[serde(skip_serializing_if = "Option::is_none", rename = "http2HealthCheck")]
    pub http2_health_check: Option<CheckedPort>,
    /// A request by TLS.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub https_health_check: Option<CheckedPort>,
    /// A connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tcp_health_check: Option<CheckedPort>,
    /// `TCP`, `HTTP`, `HTTPS`, `HTTP2` or `GRPC`.
    pub r#type: String,
}

/// Where a check goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CheckedPort {
    /// The service that the gRPC health protocol is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grpc_service_name: Option<String>,
    /// The Host header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// The container port.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<i64>,
    /// A name of ports of machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port_name: Option<String>,
    /// `USE_FIXED_PORT`, `USE_NAMED_PORT` or `USE_SERVING_PORT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port_specification: Option<String>,
    /// `NONE` or `PROXY_V1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_header: Option<String>,
    /// What is sent over a connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The path.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_path: Option<String>,
    /// What must stand in the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
}

/// How requests are treated, and to what Service they go.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GcpBackendPolicySpec {
    /// How they are treated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<BackendConfig>,
    /// The Service.
    pub target_ref: PolicyTarget,
}

/// How requests are treated.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackendConfig {
    /// What happens to connections of a pod that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection_draining: Option<ConnectionDraining>,
    /// Who must log in first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iap: Option<serde_json::Value>,
    /// Whether requests are logged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logging: Option<Logging>,
    /// The most requests per second for a pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_rate_per_endpoint: Option<i64>,
    /// A policy of Cloud Armor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security_policy: Option<String>,
    /// Whether a client stays with a pod.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_affinity: Option<serde_json::Value>,
    /// Seconds after which a request is given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_sec: Option<i64>,
}

/// What happens to connections of a pod that goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ConnectionDraining {
    /// Seconds for which they are left alone: 0 to 3600.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub draining_timeout_sec: Option<i64>,
}
