//! The service mesh of a platform.

use super::platform::peer;
use super::resources::resources;
use super::{Context, sourced};
use crate::architecture::model::{Mesh, Peer, mesh_facts};
use crate::blueprint::spec::{MeshKind, PlatformSpec};
use crate::diagnostics::codes::architecture as codes;
use crate::names;

/// The mesh of a platform; none where none is named.
pub fn mesh(spec: &PlatformSpec, cx: &mut Context<'_>) -> Option<Mesh> {
    let set = spec.mesh.set()?;
    let spec = &set.value;
    let Some(kind) = spec.kind.set() else {
        let help = format!("write `kind: {}`, or one of {}", MeshKind::Istio, MeshKind::WORDS.join(", "));
        cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), "the mesh has no kind", help);
        return None;
    };
    let facts = mesh_facts(kind.value);
    let mut useless = |span, what: &str, why: &str| {
        let message = format!("`{what}` says nothing about {}: {why}", kind.value);
        cx.push_at(&codes::OUT_OF_RANGE, span, message, format!("leave `{what}` out"));
    };
    if let (Some(revision), MeshKind::Linkerd) = (spec.revision.set(), kind.value) {
        useless(revision.key.or(revision.span()), "revision", "revisions are Istio's");
    }
    if let (Some(proxy), None) = (spec.proxy.set(), &facts.proxy) {
        useless(proxy.key.or(proxy.span()), "proxy", "its proxies are those of the nodes");
    }
    let revision = spec.revision.set();
    if let Some(revision) = revision.filter(|revision| !names::is_label_value(&revision.value.0)) {
        let message = format!("`{}` cannot be a revision", revision.value.0);
        cx.push_at(&codes::BAD_LABEL, revision.span(), message, "write it as the label `istio.io/rev` has it");
    }
    let labels = facts.labels.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    let usual = Peer::Pods { namespace: facts.namespace.to_owned(), labels };
    Some(Mesh {
        control_plane: peer(&spec.control_plane, cx).map_or(usual, |peer| peer.value),
        revision: revision.map(|revision| revision.value.0.clone()),
        proxy: resources("the proxy of the mesh", &spec.proxy, cx),
        kind: sourced(kind),
        origin: set.origin.clone(),
    })
}
