//! The JSON Schema and the reader agree: on every blueprint that is well, and on every mistake of shape.

use crate::diagnostics::cases;
use groundplan::blueprint::schema::schema;
use std::fs;
use std::path::Path;

/// Mistakes that a schema cannot see, by the beginning of their folder's name, each with its reason.
const UNSEEN: &[(&str, &str)] = &[
    ("B0108-infini", "JSON has no infinity"),
    ("B0108-too-large", "a pattern knows no sizes"),
    ("B0111", "it compares two numbers of one text"),
    ("B0112", "a warning about other readers, not a mistake"),
    ("B0117", "it lies between two files"),
    ("B0118", "it lies between the name of a component and its body"),
    ("B020", "it lies in another file"),
];

/// What the schema says of a blueprint of one file; nothing where it is well.
fn complaints(validator: &jsonschema::Validator, path: &Path) -> Option<Vec<String>> {
    let text = fs::read_to_string(path).ok()?;
    let value: serde_json::Value = serde_yaml::from_str(&text).ok()?;
    Some(validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect())
}

#[test]
fn the_schema_takes_what_the_reader_takes() {
    let validator = jsonschema::draft202012::new(&schema()).expect("a schema");
    let mut wrong = Vec::new();
    for case in cases::all() {
        let Some(found) = complaints(&validator, &case.folder.join("good.yaml")) else { continue };
        wrong.extend(found.into_iter().map(|complaint| format!("{}: {complaint}", case.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_schema_refuses_mistakes_of_shape() {
    let validator = jsonschema::draft202012::new(&schema()).expect("a schema");
    let unseen = |name: &str| UNSEEN.iter().any(|(known, _)| name.starts_with(known));
    let mut wrong = Vec::new();
    for case in cases::all().into_iter().filter(|case| case.code().starts_with('B') && !unseen(&case.name)) {
        if complaints(&validator, &case.folder.join("bad.yaml")).is_some_and(|found| found.is_empty()) {
            wrong.push(case.name);
        }
    }
    assert!(wrong.is_empty(), "the schema takes {}", wrong.join(", "));
}
