//! The catalog: facts about machine types, Kubernetes versions, engines and providers, compiled in.
//!
//! Figures carry their source where they stand. Nothing is read or fetched at run time.

mod allocatable;
mod api_kinds;
pub mod api_resources;
pub mod engines;
mod field_path;
pub mod gateway_api;
mod instances;
pub mod keda;
pub mod kubernetes;
pub mod meshes;
pub mod providers;
pub mod storage;

pub use allocatable::NodeShape;
pub use api_kinds::{ApiKind, Since};
pub use engines::Engine;
pub use gateway_api::GatewayApi;
pub use instances::{Arch, CpuClass, Instance};
pub use kubernetes::Minor;
pub use providers::{
    BackendSettings, GatewayClass, LoadBalancer, Provider, ProviderFacts, WEB_SOCKET_IDLE, web_socket_idle,
};

use crate::diagnostics::suggest;
use std::sync::LazyLock;

/// All facts, as one object that the stages are handed.
#[derive(Clone, Debug)]
pub struct Catalog {
    instances: Vec<Instance>,
}

/// The facts that are compiled in, read once.
static EMBEDDED: LazyLock<Catalog> = LazyLock::new(|| Catalog { instances: instances::embedded() });

impl Catalog {
    /// The facts that are compiled in.
    #[must_use]
    pub fn embedded() -> &'static Self {
        &EMBEDDED
    }

    /// A machine type, by the name that its provider gives it.
    #[must_use]
    pub fn instance(&self, provider: Provider, name: &str) -> Option<&Instance> {
        self.instances(provider).find(|instance| instance.name == name)
    }

    /// The machine types of a provider, families together.
    pub fn instances(&self, provider: Provider) -> impl Iterator<Item = &Instance> {
        self.instances.iter().filter(move |instance| instance.provider == provider)
    }

    /// The machine type whose name is nearest to an unknown one.
    #[must_use]
    pub fn nearest_instance(&self, provider: Provider, name: &str) -> Option<&'static str> {
        suggest::nearest(name, self.instances(provider).map(|instance| instance.name))
    }

    /// An engine that a store can be built from.
    #[must_use]
    pub fn engine(&self, name: &str) -> Option<&'static Engine> {
        engines::engine(name)
    }

    /// What is known about a provider.
    #[must_use]
    pub fn provider(&self, provider: Provider) -> &'static ProviderFacts {
        provider.facts()
    }

    /// A kind of object, by its name alone.
    #[must_use]
    pub fn kind(&self, name: &str) -> Option<&'static ApiKind> {
        api_kinds::KINDS.iter().find(|kind| kind.kind == name)
    }

    /// The kinds of objects that are known.
    pub fn kinds(&self) -> impl Iterator<Item = &'static ApiKind> {
        api_kinds::KINDS.iter()
    }

    /// Whether a field is served by default; see [`kubernetes::served`].
    #[must_use]
    pub fn served(&self, kind: &str, field_path: &str, minor: Minor) -> bool {
        kubernetes::served(kind, field_path, minor)
    }

    /// The Gateway API bundle to expect; see [`gateway_api::default_bundle`].
    #[must_use]
    pub fn gateway_api_default(&self, provider: Provider, minor: Minor) -> gateway_api::Bundle {
        gateway_api::default_bundle(provider, minor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instances_are_found_or_suggested() {
        let catalog = Catalog::embedded();
        let found = catalog.instance(Provider::Aws, "m5.large").unwrap();
        assert_eq!((found.cpu.to_string(), found.memory.to_string(), found.max_pods), ("2".into(), "8Gi".into(), 29));
        assert_eq!((found.allocatable_cpu.0, found.allocatable_memory.0 >> 20), (1930, 6903));
        assert_eq!(catalog.instance(Provider::Gcp, "m5.large"), None);
        assert_eq!(catalog.nearest_instance(Provider::Aws, "m5.xlrage"), Some("m5.xlarge"));
        assert_eq!(catalog.instances(Provider::Generic).count(), 0);
    }

    #[test]
    fn one_object_answers_for_all_tables() {
        let catalog = Catalog::embedded();
        assert!(catalog.engine("postgres").is_some());
        assert_eq!(catalog.kind("Deployment").map(|kind| kind.api_version), Some("apps/v1"));
        assert!(!catalog.served("Pod", "spec.resources", Minor::OLDEST));
        assert_eq!(catalog.provider(Provider::Gcp).pool_label, "cloud.google.com/gke-nodepool");
        assert!(catalog.gateway_api_default(Provider::Azure, Minor::OLDEST).pinned);
    }
}
