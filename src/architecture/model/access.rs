//! What pods may do outside of themselves.

use super::IdentityMode;
use crate::source::Origin;

/// What the pods of a component may do at the API of Kubernetes and in the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// The name of a ServiceAccount that it shares with all that write the same.
    pub account: Option<String>,
    /// Rights within the namespace.
    pub rights: Vec<Right>,
    /// Rights beyond the namespace, which somebody else must grant.
    pub cluster_rights: Vec<Right>,
    /// Who it is in the cloud.
    pub cloud: Option<Cloud>,
    /// Where it is written.
    pub origin: Origin,
}

impl Access {
    /// Whether pods speak with the API of Kubernetes.
    #[must_use]
    pub fn calls_api(&self) -> bool {
        !self.rights.is_empty() || !self.cluster_rights.is_empty()
    }
}

/// One right at the API of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Right {
    /// The API group; empty for the core group.
    pub group: String,
    /// The kinds, in the plural.
    pub resources: Vec<String>,
    /// What may be done.
    pub verbs: Vec<String>,
    /// Only objects of these names; all where there is none.
    pub names: Vec<String>,
}

/// Who a component is in the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cloud {
    /// A role of AWS, by its ARN.
    Aws(String),
    /// A service account of Google Cloud, by its e-mail address.
    Gcp(String),
    /// A managed identity of Azure, by its client id.
    Azure(String),
}

impl Cloud {
    /// Whether pods can take it in this way.
    #[must_use]
    pub fn is_taken_by(&self, mode: IdentityMode) -> bool {
        match self {
            Self::Aws(_) => matches!(mode, IdentityMode::Irsa | IdentityMode::EksPodIdentity),
            Self::Gcp(_) => mode == IdentityMode::GkeWorkloadIdentity,
            Self::Azure(_) => mode == IdentityMode::AzureWorkloadIdentity,
        }
    }

    /// The key of the language that says so, and its value.
    #[must_use]
    pub fn written(&self) -> (&'static str, &str) {
        match self {
            Self::Aws(role) => ("aws", role),
            Self::Gcp(account) => ("gcp", account),
            Self::Azure(client) => ("azure", client),
        }
    }

    /// The annotation of the ServiceAccount that says so.
    #[must_use]
    pub fn annotation(&self) -> (&'static str, &str) {
        match self {
            Self::Aws(role) => ("eks.amazonaws.com/role-arn", role),
            Self::Gcp(account) => ("iam.gke.io/gcp-service-account", account),
            Self::Azure(client) => ("azure.workload.identity/client-id", client),
        }
    }
}

/// Where metrics are scraped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metrics {
    /// The container port.
    pub port: u16,
    /// The path.
    pub path: String,
    /// How often, as the scraper reads it.
    pub interval: Option<String>,
    /// Where it is written.
    pub origin: Origin,
}
