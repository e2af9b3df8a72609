//! The Gateway API: `gateway.networking.k8s.io/v1`.

use super::kind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

kind!(
    /// A way in.
    "gateway.networking.k8s.io", "v1", Gateway, GatewaySpec, "Gateway", "gateways"
);
kind!(
    /// Routes for HTTP.
    "gateway.networking.k8s.io", "v1", HttpRoute, HttpRouteSpec, "HTTPRoute", "httproutes"
);
kind!(
    /// Routes for gRPC.
    "gateway.networking.k8s.io", "v1", GrpcRoute, GrpcRouteSpec, "GRPCRoute", "grpcroutes"
);

kind!(
    /// Routes for connections.
    "gateway.networking.k8s.io", "v1", TcpRoute, StreamRouteSpec, "TCPRoute", "tcproutes"
);
kind!(
    /// Routes for datagrams.
    "gateway.networking.k8s.io", "v1", UdpRoute, StreamRouteSpec, "UDPRoute", "udproutes"
);

/// What a Gateway is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GatewaySpec {
    /// Its class.
    pub gateway_class_name: String,
    /// Its listeners.
    pub listeners: Vec<Listener>,
}

/// One listener.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Listener {
    /// From where routes may be attached.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allowed_routes: Option<AllowedRoutes>,
    /// The host name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// Its name.
    pub name: String,
    /// Its port.
    pub port: i32,
    /// `HTTP`, `HTTPS`, `TCP` or `UDP`.
    pub protocol: String,
    /// The certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<ListenerTls>,
}

/// From where routes may be attached.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct AllowedRoutes {
    /// The namespaces.
    pub namespaces: RouteNamespaces,
}

/// Namespaces of routes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RouteNamespaces {
    /// `Same`: only those of the Gateway.
    pub from: String,
}

/// The certificate of a listener.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ListenerTls {
    /// Secrets that hold it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub certificate_refs: Vec<CertificateRef>,
    /// `Terminate`.
    pub mode: String,
    /// What the implementation wants to know.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub options: BTreeMap<String, String>,
}

/// A Secret with a certificate. Group and kind are written because the API server would write them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct CertificateRef {
    /// The core group.
    pub group: String,
    /// `Secret`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// What a route for HTTP is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HttpRouteSpec {
    /// The host names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hostnames: Vec<String>,
    /// The Gateways.
    pub parent_refs: Vec<ParentRef>,
    /// The rules.
    pub rules: Vec<HttpRule>,
}

/// What a route for gRPC is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GrpcRouteSpec {
    /// The host names.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub hostnames: Vec<String>,
    /// The Gateways.
    pub parent_refs: Vec<ParentRef>,
    /// The rules.
    pub rules: Vec<GrpcRule>,
}

/// What a route for connections or datagrams is: it has exactly one rule, which matches everything.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StreamRouteSpec {
    /// The Gateways.
    pub parent_refs: Vec<ParentRef>,
    /// The rules.
    pub rules: Vec<StreamRule>,
}

/// The rule of a route for connections or datagrams.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StreamRule {
    /// Who answers.
    pub backend_refs: Vec<BackendRef>,
}

/// A Gateway that a route is attached to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ParentRef {
    /// The group of Gateways.
    pub group: String,
    /// `Gateway`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its namespace, where it is not ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Its listener.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section_name: Option<String>,
}

/// One rule of a route for HTTP.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HttpRule {
    /// Who answers.
    pub backend_refs: Vec<BackendRef>,
    /// What is matched.
    pub matches: Vec<HttpMatch>,
    /// After how long the gateway gives up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeouts: Option<Timeouts>,
}

/// One rule of a route for gRPC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct GrpcRule {
    /// Who answers.
    pub backend_refs: Vec<BackendRef>,
}

/// A Service that answers. Group, kind and weight are written because the API server would write them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct BackendRef {
    /// The core group.
    pub group: String,
    /// `Service`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Its port.
    pub port: i32,
    /// Its weight.
    pub weight: i32,
}

/// What a rule matches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct HttpMatch {
    /// The path.
    pub path: PathMatch,
}

/// A path.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct PathMatch {
    /// `PathPrefix`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The prefix.
    pub value: String,
}

/// Timeouts of a rule.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Timeouts {
    /// For the whole request; `0s` is no limit.
    pub request: String,
}
