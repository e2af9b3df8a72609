//! The service mesh of a platform.

use super::{PeerSpec, ResourcesSpec};
use crate::blueprint::table::{Reader, SchemaBook, Short, Text, choices, record};
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

choices! {
    /// Service meshes.
    pub enum MeshKind = "a mesh" {
        /// Istio with a proxy in every pod.
        Istio = "istio",
        /// Istio with proxies on the nodes.
        IstioAmbient = "istio-ambient",
        /// Linkerd.
        Linkerd = "linkerd",
    }
}

record! {
    /// The service mesh that pods join. Jobs and crons stay out where the mesh puts a proxy beside them.
    pub struct MeshSpec = "mesh" {
        /// Which mesh.
        kind: MeshKind = "kind";
        /// Where its control plane is, which proxies ask. Default: `app: istiod` in `istio-system`, or all pods of `linkerd`.
        control_plane: PeerSpec = "controlPlane";
        /// The revision of Istio that pods take. Default: the cluster's default.
        revision: Text = "revision";
        /// What the proxy in every pod asks for; quota and nodes count it. Default: the starter, 100m and 128Mi..256Mi.
        proxy: ResourcesSpec = "proxy";
    }
}

impl Short for MeshSpec {
    const SHORT: &'static [&'static str] = MeshKind::WORDS;

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|kind| Self { kind, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"enum": MeshKind::WORDS})]
    }
}
