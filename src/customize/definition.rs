//! Definitions of custom resources: the schema of a kind, and what a value has that it does not take.
//!
//! What the API server checks by a structural schema is checked here: fields, types, required fields, words and bounds. Patterns
//! and rules in CEL are left to the cluster.

use crate::architecture::model::{Definition, Extra};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::customize as codes;
use crate::kubernetes::builtin::group;
use crate::kubernetes::shape::{Fault, Misfit, Path};
use serde_json::{Map, Value};

/// The text at a JSON pointer; empty where there is none.
fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Whether a schema switches something on.
fn says(schema: &Value, key: &str) -> bool {
    schema.get(key) == Some(&Value::Bool(true))
}

/// The list under a key.
fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn is_definition(document: &Value) -> bool {
    text(document, "/kind") == "CustomResourceDefinition"
}

/// The definition of the object's kind.
fn of_kind<'d>(definition: &'d Definition, extra: &Extra) -> Option<&'d Value> {
    definition.documents.iter().filter(|document| is_definition(document)).find(|document| {
        text(document, "/spec/group") == group(&extra.api_version) && text(document, "/spec/names/kind") == extra.kind
    })
}

/// `Namespaced` or `Cluster`, where the definition is of the object's kind.
pub fn scope<'d>(definition: &'d Definition, extra: &Extra) -> Option<&'d str> {
    of_kind(definition, extra).map(|found| text(found, "/spec/scope"))
}

/// The schema of the object's version.
pub fn schema<'d>(definition: &'d Definition, extra: &Extra) -> Result<&'d Value, Box<Diagnostic>> {
    let Extra { api_version, kind, .. } = extra;
    let unfit = |message: String, help: String| {
        Box::new(Diagnostic::new(&codes::BAD_DEFINITION, definition.span, message).help(help))
    };
    let Some(found) = of_kind(definition, extra) else {
        let defined = definition.documents.iter().filter(|document| is_definition(document));
        let name = |found: &Value| format!("{} of {}", text(found, "/spec/names/kind"), text(found, "/spec/group"));
        let names: Vec<String> = defined.map(name).collect();
        let holds = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        let message = format!("`{}` does not define {kind} of {}", definition.path, group(api_version));
        return Err(unfit(message, format!("it defines {holds}")));
    };
    let versions = found.get("spec").map(|spec| list(spec, "versions")).unwrap_or_default();
    let wanted = api_version.rsplit('/').next().unwrap_or_default();
    let mut served = versions.iter().filter(|version| version.get("served") != Some(&Value::Bool(false)));
    match served.clone().find(|version| text(version, "/name") == wanted) {
        Some(version) => Ok(version.pointer("/schema/openAPIV3Schema").unwrap_or(&Value::Null)),
        None => {
            let names: Vec<&str> = served.by_ref().map(|version| text(version, "/name")).collect();
            let message = format!("`{}` does not serve {kind} in the version {wanted}", definition.path);
            Err(unfit(message, format!("it serves {}", names.join(", "))))
        }
    }
}

/// A value, its place and its schema.
type Open<'v> = Vec<(Path, &'v Value, &'v Value)>;

/// Everything in a value that a schema does not take.
pub fn misfits(value: &Value, schema: &Value) -> Vec<Misfit> {
    let mut found = Vec::new();
    let mut open: Open<'_> = vec![(Path::default(), value, schema)];
    while let Some((path, value, schema)) = open.pop() {
        if value.is_null() && says(schema, "nullable") {
            continue;
        }
        if let Some(said) = refused(value, schema) {
            found.push(Misfit { path, fault: Fault::Refused(said) });
            continue;
        }
        match (value, schema.get("items")) {
            (Value::Object(fields), _) => record(&path, fields, schema, &mut open, &mut found),
            (Value::Array(items), Some(schema)) => {
                open.extend(items.iter().enumerate().map(|(at, item)| (path.item(at), item, schema)));
            }
            _ => {}
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The fields of a mapping against its schema; what lies below is looked at later.
fn record<'v>(
    path: &Path,
    fields: &'v Map<String, Value>,
    schema: &'v Value,
    open: &mut Open<'v>,
    found: &mut Vec<Misfit>,
) {
    let required = list(schema, "required").iter().filter_map(Value::as_str);
    for name in required.filter(|name| !fields.contains_key(*name)) {
        found.push(Misfit { path: path.field(name), fault: Fault::Missing });
    }
    let known = schema.get("properties").and_then(Value::as_object);
    let free = schema.get("additionalProperties");
    let keeps = says(schema, "x-kubernetes-preserve-unknown-fields") || says(schema, "additionalProperties");
    for (key, value) in fields {
        // What every object has, and is checked for all kinds.
        if path.steps.is_empty() && matches!(key.as_str(), "apiVersion" | "kind" | "metadata") {
            continue;
        }
        let own = known.and_then(|known| known.get(key));
        match (own.or(free.filter(|free| free.is_object())), known) {
            (Some(schema), _) => open.push((path.field(key), value, schema)),
            (None, Some(known)) if !keeps => {
                let names = known.keys().cloned().collect();
                found.push(Misfit { path: path.field(key), fault: Fault::Unknown(names) });
            }
            _ => {}
        }
    }
}

/// Why a schema refuses a value as such: its type, its word, its bounds.
fn refused(value: &Value, schema: &Value) -> Option<String> {
    let whole = value.is_i64() || value.is_u64();
    let (what, fits) = match text(schema, "/type") {
        _ if says(schema, "x-kubernetes-int-or-string") => ("a whole number or a text", whole || value.is_string()),
        "object" => ("a mapping", value.is_object()),
        "array" => ("a list", value.is_array()),
        "string" => ("a text", value.is_string()),
        "boolean" => ("`true` or `false`", value.is_boolean()),
        "integer" => ("a whole number", whole),
        "number" => ("a number", value.is_number()),
        _ => ("", true),
    };
    if !fits {
        return Some(format!("takes {what}, not {}", described(value)));
    }
    let words = list(schema, "enum");
    if !words.is_empty() && !words.contains(value) {
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
        let bound = |key: &str| schema.get(key).and_then(Value::as_u64).and_then(|bound| usize::try_from(bound).ok());
        return match (bound(least), bound(most)) {
            (Some(least), _) if size < least => Some(format!("has {size} {what}, at least {least} are needed")),
            (_, Some(most)) if size > most => Some(format!("has {size} {what}, at most {most} are allowed")),
            _ => None,
        };
    }
    let number = value.as_f64()?;
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    match (bound("minimum"), bound("maximum")) {
        (Some(least), _) if number < least => Some(format!("is {value}, at least {least} is needed")),
        (_, Some(most)) if number > most => Some(format!("is {value}, at most {most} is allowed")),
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
