//! External Secrets: `external-secrets.io/v1`.

use super::kind;
use serde::{Deserialize, Serialize};

kind!(
    /// A Secret that comes from a store.
    "external-secrets.io", "v1", ExternalSecret, ExternalSecretSpec, "ExternalSecret", "externalsecrets"
);

/// What a Secret is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct ExternalSecretSpec {
    /// Single properties under names of ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Vec<SecretData>>,
    /// Whole entries of the store.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_from: Option<Vec<DataFrom>>,
    /// How often the store is asked.
    pub refresh_interval: String,
    /// Which store.
    pub secret_store_ref: StoreRef,
    /// The Secret that is made.
    pub target: SecretTarget,
}

/// One key of the Secret.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SecretData {
    /// Where it comes from.
    pub remote_ref: RemoteRef,
    /// Its name in the Secret.
    pub secret_key: String,
}

/// A place in the store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct RemoteRef {
    /// How names that no Secret takes are changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversion_strategy: Option<String>,
    /// How values are decoded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decoding_strategy: Option<String>,
    /// The path.
    pub key: String,
    /// Whether the metadata of the entry is taken instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata_policy: Option<String>,
    /// The property of what lies there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
}

/// All properties of an entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct DataFrom {
    /// The entry.
    pub extract: RemoteRef,
}

/// A store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct StoreRef {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// The Secret that is made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct SecretTarget {
    /// Who owns it.
    pub creation_policy: String,
    /// Its name.
    pub name: String,
}
