//! Secrets from the platform's store.

use super::labels::{namespaced, of_the_whole};
use super::record::Record;
use super::shared;
use crate::architecture::model::Architecture;
use crate::kubernetes::Emitted;
use crate::kubernetes::custom::external_secret::{
    DataFrom, ExternalSecret, ExternalSecretSpec, RemoteRef, SecretData, SecretTarget, StoreRef,
};

/// How often the store is asked for a new value; pods see it when they start again.
const REFRESH: &str = "1h0m0s";

/// An `ExternalSecret` for each secret that comes from the store.
pub fn external_secrets(architecture: &Architecture) -> Vec<Emitted> {
    let Some(store) = &architecture.platform.secret_store else { return Vec::new() };
    let mut objects = Vec::new();
    for (name, secret) in &architecture.stored_secrets {
        // The defaults of the definition. Where they are not written, the server fills them in, and every comparison of the manifest
        // with the cluster finds a list that differs.
        let remote = |property: Option<&String>| RemoteRef {
            conversion_strategy: Some("Default".to_owned()),
            decoding_strategy: Some("None".to_owned()),
            key: secret.path.clone(),
            metadata_policy: Some("None".to_owned()),
            property: property.cloned(),
        };
        let data = secret
            .keys
            .iter()
            .map(|(ours, theirs)| SecretData { remote_ref: remote(Some(theirs)), secret_key: ours.clone() });
        let object = ExternalSecret {
            metadata: namespaced(architecture, name, of_the_whole(architecture, name)),
            spec: ExternalSecretSpec {
                data: (!secret.keys.is_empty()).then(|| data.collect()),
                data_from: secret.keys.is_empty().then(|| vec![DataFrom { extract: remote(None) }]),
                refresh_interval: REFRESH.to_owned(),
                secret_store_ref: StoreRef { kind: "ClusterSecretStore".to_owned(), name: store.clone() },
                target: SecretTarget { creation_policy: "Owner".to_owned(), name: name.clone() },
            },
        };
        objects.push(shared(object, format!("_shared/externalsecret-{name}.yaml"), &secret.origin, Record::default()));
    }
    objects
}
