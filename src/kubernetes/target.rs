//! The cluster that objects are made for.

use crate::catalog::{GatewayApi, Minor};

/// What a cluster serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// The Kubernetes minor version.
    pub kubernetes: Minor,
    /// The Gateway API bundle.
    pub gateway_api: GatewayApi,
    /// Whether Pod Security `restricted` is enforced on the namespace.
    pub restricted: bool,
}
