//! Validation: the few keywords of JSON Schema that the documents' schema uses, read from that schema.

use super::schema::schema;
use serde_json::{Map, Value};

/// What is wrong with a JSON document, each with its place; nothing when it is sound.
#[must_use]
pub fn validate(document: &Value) -> Vec<String> {
    let schema = schema();
    let mut check = Check { root: &schema, problems: Vec::new() };
    check.value(document, &schema, "");
    check.problems
}

struct Check<'s> {
    root: &'s Value,
    problems: Vec<String>,
}

impl Check<'_> {
    fn problem(&mut self, place: &str, what: impl AsRef<str>) {
        let place = if place.is_empty() { "the document" } else { place };
        self.problems.push(format!("{place}: {}", what.as_ref()));
    }

    /// Whether a value fits, without a word about it.
    fn fits(&self, value: &Value, schema: &Value) -> bool {
        let mut check = Check { root: self.root, problems: Vec::new() };
        check.value(value, schema, "");
        check.problems.is_empty()
    }

    fn value(&mut self, value: &Value, schema: &Value, place: &str) {
        let Some(rules) = schema.as_object() else { return };
        if let Some(target) = rules.get("$ref").and_then(Value::as_str)
            && let Some(target) = target.strip_prefix('#').and_then(|pointer| self.root.pointer(pointer))
        {
            self.value(value, target, place);
        }
        if let Some(known) = rules.get("type")
            && !has_type(value, known)
        {
            return self.problem(place, format!("is no {}", types(known)));
        }
        if let Some(wanted) = rules.get("const").filter(|wanted| *wanted != value) {
            self.problem(place, format!("is not {wanted}"));
        }
        self.choices(value, rules, place);
        match value {
            Value::Object(fields) => self.object(fields, rules, place),
            Value::Array(items) => self.array(items, rules, place),
            Value::Number(number) => self.number(number.as_f64(), rules, place),
            _ => {}
        }
    }

    /// `anyOf`, and `if` with `then` and `else`.
    fn choices(&mut self, value: &Value, rules: &Map<String, Value>, place: &str) {
        if let Some(choices) = rules.get("anyOf").and_then(Value::as_array)
            && !choices.iter().any(|choice| self.fits(value, choice))
        {
            self.problem(place, "is none of what may stand here");
        }
        if let Some(condition) = rules.get("if") {
            let branch = if self.fits(value, condition) { "then" } else { "else" };
            if let Some(branch) = rules.get(branch) {
                self.value(value, branch, place);
            }
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, rules: &Map<String, Value>, place: &str) {
        if rules.get("minProperties").and_then(Value::as_u64).is_some_and(|least| (fields.len() as u64) < least) {
            self.problem(place, "is empty");
        }
        for name in rules.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !fields.contains_key(name) {
                self.problem(place, format!("lacks `{name}`"));
            }
        }
        let known = rules.get("properties").and_then(Value::as_object);
        for (name, field) in fields {
            let place = if place.is_empty() { name.clone() } else { format!("{place}.{name}") };
            match (known.and_then(|known| known.get(name)), rules.get("additionalProperties")) {
                (None, Some(Value::Bool(false))) => self.problem(&place, "is not known here"),
                (Some(schema), _) | (None, Some(schema)) => self.value(field, schema, &place),
                (None, None) => {}
            }
        }
    }

    fn number(&mut self, number: Option<f64>, rules: &Map<String, Value>, place: &str) {
        if rules.get("minimum").and_then(Value::as_f64).is_some_and(|least| number < Some(least)) {
            self.problem(place, "is negative");
        }
    }

    fn array(&mut self, items: &[Value], rules: &Map<String, Value>, place: &str) {
        if rules.get("minItems").and_then(Value::as_u64).is_some_and(|least| (items.len() as u64) < least) {
            self.problem(place, "is empty");
        }
        let Some(schema) = rules.get("items") else { return };
        for (at, item) in items.iter().enumerate() {
            self.value(item, schema, &format!("{place}[{at}]"));
        }
    }
}

fn has_type(value: &Value, known: &Value) -> bool {
    match known {
        Value::String(word) => is(value, word),
        Value::Array(words) => words.iter().filter_map(Value::as_str).any(|word| is(value, word)),
        _ => true,
    }
}

fn is(value: &Value, word: &str) -> bool {
    match word {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    }
}

fn types(known: &Value) -> String {
    match known {
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        other => other.as_str().unwrap_or_default().to_owned(),
    }
}
