//! Objects and files that are there twice.

use super::{Scene, beside, problem};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Emitted;
use std::collections::BTreeMap;

/// Two objects with one identity: the second would overwrite the first.
pub(super) fn identities(scene: &Scene<'_>, sink: &mut Sink) {
    if scene.index.distinct() == scene.objects.len() {
        return;
    }
    let mut seen = BTreeMap::new();
    for emitted in scene.objects {
        let Some(first) = seen.insert(emitted.object.identity(), emitted) else { continue };
        let said =
            format!("is taken already: `{}` and `{}` are the same object to a cluster", first.path, emitted.path);
        let problem = problem(&codes::SAME_OBJECT, emitted, "metadata.name", said);
        sink.push(beside(problem, first).help("give one of them another name"));
    }
}

/// Two objects for one file. On disks that do not tell capitals from small letters, one of the files would be lost.
/// The objects are sorted by their file.
pub fn files(objects: &[Emitted], sink: &mut Sink) {
    let is_lower = |emitted: &Emitted| emitted.path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if objects.iter().all(is_lower) && objects.is_sorted_by(|a, b| a.path < b.path) {
        return;
    }
    let mut seen: BTreeMap<String, &Emitted> = BTreeMap::new();
    for emitted in objects {
        let Some(first) = seen.insert(emitted.path.to_lowercase(), emitted) else { continue };
        let field = &emitted.path;
        let said = if first.path == emitted.path {
            format!("is the file of {}, too", first.object.identity())
        } else {
            format!("and `{}` of {} are one file on many disks", first.path, first.object.identity())
        };
        let problem = problem(&codes::SAME_FILE, emitted, field, said);
        sink.push(beside(problem, first).help("give one of the objects another name"));
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{config_map, emitted, found, found_in, shop};

    #[test]
    fn one_identity_is_one_object() {
        let twice = [config_map("settings"), config_map("settings")];
        assert_eq!(
            found(shop().with(twice)),
            [
                "K0101 ConfigMap/settings: `metadata.name` is taken already: `5.yaml` and `6.yaml` are the same object to a cluster"
            ]
        );
        assert_eq!(found(shop().with([config_map("settings"), config_map("others")])), [""; 0]);
    }

    #[test]
    fn one_file_holds_one_object() {
        let pair = |first, second| {
            let objects = [emitted(config_map("a"), first), emitted(config_map("b"), second)];
            found_in(objects.into())
        };
        assert_eq!(pair("a.yaml", "a.yaml"), ["K0102 ConfigMap/b: `a.yaml` is the file of ConfigMap/a, too"]);
        assert_eq!(
            pair("A.yaml", "a.yaml"),
            ["K0102 ConfigMap/b: `a.yaml` and `A.yaml` of ConfigMap/a are one file on many disks"]
        );
        assert_eq!(pair("a.yaml", "b.yaml"), [""; 0]);
    }
}
