//! The documents keep to their schema, and the small validator to the real one.

use super::support::{SHOP, SMALLEST, documents};
use crate::document::{schema, validate};
use serde_json::{Map, Value, json};

fn validator() -> jsonschema::Validator {
    jsonschema::draft202012::new(&schema()).unwrap()
}

fn json_documents(text: &str) -> Vec<Value> {
    let files = documents(text).into_iter().filter(|(name, _)| name.ends_with("json"));
    files.map(|(_, text)| serde_json::from_str(&text).unwrap()).collect()
}

#[test]
fn both_documents_keep_to_the_schema() {
    let validator = validator();
    for text in [SHOP, SMALLEST] {
        for document in json_documents(text) {
            let problems: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
            assert_eq!(problems, Vec::<String>::new());
            assert_eq!(validate(&document), Vec::<String>::new());
        }
    }
}

#[test]
fn the_schema_is_one() {
    assert!(jsonschema::draft202012::meta::is_valid(&schema()));
}

#[test]
fn top_level_keys_are_the_four_in_order() {
    for (name, text) in documents(SHOP) {
        if !name.ends_with("json") {
            continue;
        }
        let keys: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("  \"")?.split_once('"')).map(|(key, _)| key).collect();
        assert_eq!(keys, ["infrastructure", "deployment", "scalability", "performance"], "{name}");
        let document: Value = serde_json::from_str(&text).unwrap();
        let full = |key: &str| document[key]["depth"] == "full";
        let deployment = name.starts_with("Deployment");
        assert_eq!(
            ["infrastructure", "deployment", "scalability", "performance"].map(full),
            [deployment, deployment, !deployment, !deployment]
        );
    }
}

/// Every way to break a document a little: a field gone, a field more, a value of another type.
fn broken(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let mut less = fields.clone();
                less.remove(name);
                all.push(Value::Object(less));
                for one in broken(field).into_iter().take(12) {
                    let mut changed: Map<String, Value> = fields.clone();
                    changed.insert(name.clone(), one);
                    all.push(Value::Object(changed));
                }
            }
            let mut more = fields.clone();
            more.insert("extra".to_owned(), json!(1));
            all.push(Value::Object(more));
            all.push(json!([]));
            all.push(json!({}));
        }
        Value::Array(items) => {
            all.push(json!({}));
            all.push(json!([]));
            if let Some(first) = items.first() {
                all.extend(broken(first).into_iter().take(12).map(|one| json!([one])));
            }
        }
        _ => all.extend([json!(null), json!(-1), json!("text"), json!(true), json!(1.5)]),
    }
    all
}

#[test]
fn the_small_validator_agrees_with_the_real_one() {
    let validator = validator();
    for document in json_documents(SMALLEST) {
        for broken in broken(&document).into_iter().chain([json!(null), json!([])]) {
            let problems = validate(&broken);
            assert_eq!(problems.is_empty(), validator.is_valid(&broken), "{problems:?}");
        }
    }
}

#[test]
fn problems_name_their_place() {
    let mut document = json_documents(SHOP).remove(0);
    document["deployment"]["steps"][0]["step"] = json!(7);
    document.as_object_mut().unwrap().remove("performance");
    assert_eq!(validate(&document), ["the document: lacks `performance`", "deployment.steps[0].step: is no string"]);
}
