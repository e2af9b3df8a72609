//! The kustomization of an environment: a list of its manifests.

use serde::Serialize;

/// What `kubectl apply -k`, Argo CD and Flux read.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Kustomization {
    api_version: &'static str,
    kind: &'static str,
    resources: Vec<String>,
}

impl Kustomization {
    /// The kustomization of these files, sorted.
    pub(super) fn of(mut resources: Vec<String>) -> Self {
        resources.sort();
        Self { api_version: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources }
    }
}
