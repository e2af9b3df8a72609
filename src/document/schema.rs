//! The JSON Schema of both JSON documents, from one table of their records.

mod records;

use records::{Fields, Holds, RECORDS};
use serde_json::{Map, Value, json};

/// The four sections, in their order.
const SECTIONS: [&str; 4] = ["infrastructure", "deployment", "scalability", "performance"];

/// The JSON Schema (draft 2020-12) of both JSON documents.
#[must_use]
pub fn schema() -> Value {
    let sections: Map<String, Value> = SECTIONS.iter().map(|name| ((*name).to_owned(), section(name))).collect();
    let records: Map<String, Value> =
        RECORDS.iter().map(|(name, fields)| ((*name).to_owned(), record(fields))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Groundplan planning document",
        "description": "Deployment_Architecture_Plan.json and Performance_Optimization_Plan.json: each is full in the two sections that it is named for and sums up the others.",
        "type": "object",
        "properties": sections,
        "required": SECTIONS,
        "additionalProperties": false,
        "$defs": records,
    })
}

/// A section is full, or a brief of the other document's.
fn section(name: &str) -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "required": ["depth"],
        "if": {"properties": {"depth": {"const": "summary"}}},
        "then": reference("brief"),
        "else": reference(name),
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn record(fields: Fields) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, holds)| ((*name).to_owned(), field(*holds))).collect();
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": names, "additionalProperties": false})
}

fn field(holds: Holds) -> Value {
    let text = || json!({"type": "string"});
    match holds {
        Holds::Text => text(),
        Holds::TextOrNull => json!({"type": ["string", "null"]}),
        Holds::Whole => json!({"type": "integer", "minimum": 0}),
        Holds::Flag => json!({"type": "boolean"}),
        Holds::Texts => json!({"type": "array", "items": text()}),
        Holds::Named => json!({"type": "object", "additionalProperties": text()}),
        Holds::One(name) => reference(name),
        Holds::OneOrNull(name) => json!({"anyOf": [{"type": "null"}, reference(name)]}),
        Holds::List(name) => json!({"type": "array", "items": reference(name)}),
        Holds::AtLeastOne(name) => json!({"type": "array", "items": reference(name), "minItems": 1}),
        Holds::By(name) => json!({"type": "object", "additionalProperties": reference(name)}),
        Holds::Word(word) => json!({"const": word}),
    }
}
