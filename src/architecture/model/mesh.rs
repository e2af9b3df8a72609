//! The service mesh that pods join.

use super::{Component, MeshKind, Peer, ResourcesAsked};
use crate::catalog::meshes::{self, MeshFacts};
use crate::source::{Origin, Sourced};

/// The service mesh of a platform.
#[derive(Clone, Debug)]
pub struct Mesh {
    /// Which one.
    pub kind: Sourced<MeshKind>,
    /// Where its control plane is.
    pub control_plane: Peer,
    /// The revision that pods take.
    pub revision: Option<String>,
    /// What the proxy in a pod asks for.
    pub proxy: ResourcesAsked,
    /// Where it is written.
    pub origin: Origin,
}

impl Mesh {
    /// What is known of it.
    #[must_use]
    pub fn facts(&self) -> &'static MeshFacts {
        facts(self.kind.value)
    }

    /// Whether pods of a component can be in it: a proxy beside what runs to its end would outlive or outrun it.
    #[must_use]
    pub fn takes(&self, component: &Component) -> bool {
        !component.kind.is_finite() || self.facts().proxy.is_none()
    }
}

/// What is known of a mesh.
#[must_use]
pub fn facts(kind: MeshKind) -> &'static MeshFacts {
    match kind {
        MeshKind::Istio => &meshes::ISTIO,
        MeshKind::IstioAmbient => &meshes::AMBIENT,
        MeshKind::Linkerd => &meshes::LINKERD,
    }
}
