//! Fields that no patch may change: they hold an object and a component together.

use crate::kubernetes::shape::Path;
use serde_json::Value;

/// The label that selects.
const COMPONENT: &str = "groundplan.dev/component";

/// What to do instead.
const RENAME: &str = "what needs another name or place is another object: write it under `extra`";
const SELECT: &str = "selectors cannot be changed in a cluster, and tie the objects of a component together";
const LABEL: &str = "the label selects the pods of the component: Services, policies and budgets rely on it";
const CONTENT: &str = "the content is in the name, so that pods notice a change: change what `files` refer to";

/// Fields of every kind.
const IDENTITY: [&[&str]; 4] = [&["apiVersion"], &["kind"], &["metadata", "name"], &["metadata", "namespace"]];
/// Selectors, wherever a kind has one.
const SELECTORS: [&[&str]; 2] = [&["spec", "selector"], &["spec", "podSelector"]];
/// Where labels stand.
const LABELS: [&[&str]; 4] = [
    &["metadata", "labels"],
    &["spec", "template", "metadata", "labels"],
    &["spec", "jobTemplate", "metadata", "labels"],
    &["spec", "jobTemplate", "spec", "template", "metadata", "labels"],
];
/// What the name of an immutable ConfigMap is made from.
const CONTENTS: [&[&str]; 3] = [&["data"], &["binaryData"], &["immutable"]];

/// The first protected field that differs, with the remedy.
pub fn violated(kind: &str, before: &Value, after: &Value) -> Option<(Path, &'static str)> {
    let differs = |names: &[&str]| {
        let path = names.iter().fold(Path::default(), |path, name| path.field(name));
        (path.find(before) != path.find(after)).then_some(path)
    };
    let first = |fields: &[&[&str]], why| fields.iter().find_map(|names| differs(names)).map(|path| (path, why));
    let labels = || {
        LABELS.iter().find_map(|names| {
            let names: Vec<&str> = names.iter().copied().chain([COMPONENT]).collect();
            differs(&names)
        })
    };
    first(&IDENTITY, RENAME)
        .or_else(|| first(&SELECTORS, SELECT))
        .or_else(|| labels().map(|path| (path, LABEL)))
        .or_else(|| if kind == "ConfigMap" { first(&CONTENTS, CONTENT) } else { None })
}
