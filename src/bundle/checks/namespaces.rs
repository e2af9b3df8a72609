//! The namespaces that objects say they live in.

use super::{Scene, problem};
use crate::bundle::index::{name, namespace};
use crate::catalog::Catalog;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::diagnostics::suggest::one_of;
use crate::kubernetes::{Emitted, Object};

/// Objects name their namespace, and it is one of the bundle's where the bundle brings some.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    let spaces = scene.objects.iter().filter(|emitted| matches!(emitted.object, Object::Namespace(_)));
    let mut known: Vec<&str> = spaces.map(name).collect();
    known.sort_unstable();
    for emitted in scene.objects {
        one(emitted, &known, sink);
    }
}

fn one(emitted: &Emitted, known: &[&str], sink: &mut Sink) {
    let (_, kind) = emitted.object.type_meta();
    let Some(kind) = Catalog::embedded().kind(kind) else { return };
    let field = "metadata.namespace";
    match namespace(emitted) {
        Some(space) if !kind.namespaced => {
            let said = format!("is `{space}`, but objects of this kind belong to the whole cluster");
            sink.push(problem(&codes::NAMESPACE_ON_CLUSTER_KIND, emitted, field, said).help("remove it"));
        }
        None if kind.namespaced => {
            let said = "is missing: the object goes wherever the one who applies it happens to be";
            sink.push(problem(&codes::NO_NAMESPACE, emitted, field, said).help("name the namespace"));
        }
        Some(space) if !known.is_empty() && known.binary_search(&space).is_err() => {
            let said = format!("is `{space}`, but the bundle brings {}", one_of(known));
            sink.push(problem(&codes::OTHER_NAMESPACE, emitted, field, said).help("use the namespace of the bundle"));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{config_map, found, moved, namespace, shop};

    #[test]
    fn objects_live_in_the_namespace_of_their_bundle() {
        let settings = || config_map("settings");
        assert_eq!(found(shop().with([settings()])), [""; 0]);
        assert_eq!(
            found(shop().with([moved(settings(), None)])),
            [
                "K0106 ConfigMap/settings: `metadata.namespace` is missing: the object goes wherever the one who applies it happens to be"
            ]
        );
        assert_eq!(
            found(shop().with([moved(settings(), Some("shp"))])),
            ["K0107 ConfigMap/settings: `metadata.namespace` is `shp`, but the bundle brings shop"]
        );
        assert_eq!(
            found(shop().with([moved(namespace("other"), Some("shop"))])),
            [
                "K0108 Namespace/other: `metadata.namespace` is `shop`, but objects of this kind belong to the whole cluster"
            ]
        );
    }
}
