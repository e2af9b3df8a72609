//! Definitions of custom resources: the schema of a kind, and what a value has that it does not take.
//!
//! What the API server checks by a structural schema is checked here: fields, types, required fields, words and bounds. Patterns
//! and rules in CEL are left to the cluster.

use crate::architecture::model::{Definition, Extra};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::customize as codes;
use crate::kubernetes::builtin::group;
use crate::kubernetes::shape::{Fault, Misfit, Path};
use serde_json::Value;

/// The definition of the object's kind.
fn of_kind<'d>(definition: &'d Definition, extra: &Extra) -> Option<&'d Value> {
    definition.documents.iter().find(|document| {
        document["kind"] == "CustomResourceDefinition"
            && document["spec"]["group"] == group(&extra.api_version)
            && document["spec"]["names"]["kind"] == extra.kind.as_str()
    })
}

/// `Namespaced` or `Cluster`, where the definition is of the object's kind.
pub fn scope<'d>(definition: &'d Definition, extra: &Extra) -> Option<&'d str> {
    of_kind(definition, extra)?["spec"]["scope"].as_str()
}

/// The schema of the object's version.
pub fn schema<'d>(definition: &'d Definition, extra: &Extra) -> Result<&'d Value, Diagnostic> {
    let Extra { api_version, kind, .. } = extra;
    let unfit =
        |message: String, help: String| Diagnostic::new(&codes::BAD_DEFINITION, definition.span, message).help(help);
    let Some(found) = of_kind(definition, extra) else {
        let defined = definition.documents.iter().filter(|document| document["kind"] == "CustomResourceDefinition");
        let names: Vec<String> = defined
            .map(|document| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                format!("{} of {}", text(&document["spec"]["names"]["kind"]), text(&document["spec"]["group"]))
            })
            .collect();
        let holds = if names.is_empty() { "no definition".to_owned() } else { names.join(", ") };
        let message = format!("`{}` does not define {kind} of {}", definition.path, group(api_version));
        return Err(unfit(message, format!("it defines {holds}")));
    };
    let versions = found["spec"]["versions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let wanted = api_version.split_once('/').map_or(api_version.as_str(), |(_, version)| version);
    let served = |version: &&Value| version["served"] != false;
    let version = versions.iter().filter(served).find(|version| version["name"] == wanted);
    let Some(version) = version else {
        let names: Vec<&str> = versions.iter().filter(served).filter_map(|version| version["name"].as_str()).collect();
        let message = format!("`{}` does not serve {kind} in the version {wanted}", definition.path);
        return Err(unfit(message, format!("it serves {}", names.join(", "))));
    };
    Ok(&version["schema"]["openAPIV3Schema"])
}

/// Everything in a value that a schema does not take.
pub fn misfits(value: &Value, schema: &Value) -> Vec<Misfit> {
    let mut found = Vec::new();
    let mut open = vec![(Path::default(), value, schema)];
    while let Some((path, value, schema)) = open.pop() {
        if value.is_null() && schema["nullable"] == true {
            continue;
        }
        let mut say = |path: &Path, fault| found.push(Misfit { path: path.clone(), fault });
        if let Some(said) = refused(value, schema) {
            say(&path, Fault::Refused(said));
            continue;
        }
        match value {
            Value::Object(fields) => {
                let top = path.steps.is_empty();
                let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
                for name in required.filter(|name| !fields.contains_key(*name)) {
                    say(&path.field(name), Fault::Missing);
                }
                let known = schema["properties"].as_object();
                let free = &schema["additionalProperties"];
                let keeps = schema["x-kubernetes-preserve-unknown-fields"] == true || free == true;
                for (key, value) in fields {
                    // What every object has, and is checked for all kinds.
                    if top && matches!(key.as_str(), "apiVersion" | "kind" | "metadata") {
                        continue;
                    }
                    match known.and_then(|known| known.get(key)) {
                        Some(schema) => open.push((path.field(key), value, schema)),
                        None if free.is_object() => open.push((path.field(key), value, free)),
                        None if keeps || known.is_none() => {}
                        None => {
                            let names = known.into_iter().flat_map(|known| known.keys().cloned()).collect();
                            say(&path.field(key), Fault::Unknown(names));
                        }
                    }
                }
            }
            Value::Array(items) if schema["items"].is_object() => {
                open.extend(items.iter().enumerate().map(|(at, item)| (path.item(at), item, &schema["items"])));
            }
            _ => {}
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Why a schema refuses a value as such: its type, its word, its bounds.
fn refused(value: &Value, schema: &Value) -> Option<String> {
    let (what, fits) = match schema["type"].as_str() {
        _ if schema["x-kubernetes-int-or-string"] == true => {
            ("a whole number or a text", value.is_i64() || value.is_u64() || value.is_string())
        }
        Some("object") => ("a mapping", value.is_object()),
        Some("array") => ("a list", value.is_array()),
        Some("string") => ("a text", value.is_string()),
        Some("boolean") => ("`true` or `false`", value.is_boolean()),
        Some("integer") => ("a whole number", value.is_i64() || value.is_u64()),
        Some("number") => ("a number", value.is_number()),
        _ => ("", true),
    };
    if !fits {
        return Some(format!("takes {what}, not {}", described(value)));
    }
    if let Some(words) = schema["enum"].as_array().filter(|words| !words.contains(value)) {
        let words: Vec<String> = words.iter().map(Value::to_string).collect();
        return Some(format!("is {value}, but takes one of {}", words.join(", ")));
    }
    bounds(value, schema)
}

/// The bound that a value passes.
fn bounds(value: &Value, schema: &Value) -> Option<String> {
    let size = match value {
        Value::String(text) => Some((text.chars().count(), "minLength", "maxLength", "characters")),
        Value::Array(items) => Some((items.len(), "minItems", "maxItems", "items")),
        Value::Object(fields) => Some((fields.len(), "minProperties", "maxProperties", "entries")),
        _ => None,
    };
    if let Some((size, least, most, what)) = size {
        let bound = |key: &str| schema[key].as_u64().and_then(|bound| usize::try_from(bound).ok());
        return match (bound(least), bound(most)) {
            (Some(least), _) if size < least => Some(format!("has {size} {what}, at least {least} are needed")),
            (_, Some(most)) if size > most => Some(format!("has {size} {what}, at most {most} are allowed")),
            _ => None,
        };
    }
    let number = value.as_f64()?;
    let bound = |key: &str| schema[key].as_f64();
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if number < least => Some(format!("is {value}, at least {} is needed", schema["minimum"])),
        (_, Some(most)) if number > most => Some(format!("is {value}, at most {} is allowed", schema["maximum"])),
        _ => None,
    }
}

fn described(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(value: &Value) -> Vec<String> {
        let schema = json!({"type": "object", "required": ["spec"], "properties": {"spec": {
            "type": "object",
            "required": ["size"],
            "properties": {
                "size": {"type": "integer", "minimum": 1, "maximum": 9},
                "mode": {"type": "string", "enum": ["fast", "slow"]},
                "port": {"x-kubernetes-int-or-string": true},
                "names": {"type": "array", "maxItems": 2, "items": {"type": "string", "minLength": 1}},
                "labels": {"type": "object", "additionalProperties": {"type": "string"}},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                "none": {"type": "string", "nullable": true},
            },
        }}});
        let said = |Misfit { path, fault }| match fault {
            Fault::Refused(said) => format!("{path} {said}"),
            Fault::Unknown(_) => format!("{path} is unknown"),
            Fault::Missing => format!("{path} is missing"),
            Fault::Type(said) => said,
        };
        misfits(value, &schema).into_iter().map(said).collect()
    }

    #[test]
    fn what_a_schema_takes_is_taken() {
        let value = json!({"kind": "A", "metadata": {}, "spec": {
            "size": 3, "mode": "fast", "port": "http", "names": ["a"], "labels": {"x": "y"}, "free": {"x": [1]}, "none": null,
        }});
        assert_eq!(told(&value), [""; 0]);
    }

    #[test]
    fn everything_else_is_told() {
        let value = json!({"spec": {
            "size": 10, "mode": "warp", "port": 1.5, "names": ["", "b", "c"], "labels": {"x": 1}, "colour": 1,
        }});
        assert_eq!(
            told(&value),
            [
                "spec.colour is unknown",
                "spec.labels.x takes a text, not a number",
                "spec.mode is \"warp\", but takes one of \"fast\", \"slow\"",
                "spec.names has 3 items, at most 2 are allowed",
                "spec.port takes a whole number or a text, not a number",
                "spec.size is 10, at most 9 is allowed",
            ]
        );
        assert_eq!(
            told(&json!({"spec": {"names": [""]}})),
            ["spec.names[0] has 0 characters, at least 1 are needed", "spec.size is missing"]
        );
        assert_eq!(told(&json!({})), ["spec is missing"]);
    }
}
