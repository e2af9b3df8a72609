//! The JSON Schema (draft 2020-12) of the language, collected record by record.

use super::{Key, Places, Record, Short};
use serde_json::{Map, Value, json};

/// What is known of a record: the material of its reference entry.
#[derive(Clone, Copy)]
pub struct About {
    /// The record's name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Keys of which at most one holds.
    pub variants: &'static [&'static str],
    /// Its short forms.
    pub short: &'static [&'static str],
}

impl About {
    fn of<R: Record + Short>() -> Self {
        Self { name: R::NAME, doc: R::DOC, keys: R::KEYS, variants: R::VARIANTS, short: R::SHORT }
    }
}

/// Collects the definitions that records refer to.
pub struct SchemaBook {
    definitions: Map<String, Value>,
    records: Vec<About>,
    /// Which keys of a record are allowed where the book is.
    pub place: Places,
}

impl SchemaBook {
    /// An empty book.
    #[must_use]
    pub fn new(place: Places) -> Self {
        Self { definitions: Map::new(), records: Vec::new(), place }
    }

    /// All definitions.
    #[must_use]
    pub fn into_definitions(self) -> Map<String, Value> {
        self.definitions
    }

    /// All records that were met, in the order in which keys lead to them.
    #[must_use]
    pub fn records(&self) -> &[About] {
        &self.records
    }

    /// A schema that also allows `~`.
    pub fn removable(&mut self, schema: fn(&mut Self) -> Value) -> Value {
        json!({"anyOf": [schema(self), {"type": "null"}]})
    }

    /// A reference to a record's definition, which is made on first use.
    pub fn record<R: Record + Short>(&mut self) -> Value {
        self.named(&R::NAME.replace(' ', "-"), Self::definition::<R>)
    }

    /// A reference to a definition, which is made on first use.
    pub fn named(&mut self, name: &str, definition: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            // A placeholder first: records may contain themselves.
            self.definitions.insert(name.to_owned(), Value::Bool(true));
            let definition = definition(self);
            self.definitions.insert(name.to_owned(), definition);
        }
        json!({"$ref": format!("#/$defs/{name}")})
    }

    /// The definition of a record, short forms included.
    pub fn definition<R: Record + Short>(&mut self) -> Value {
        if !self.records.iter().any(|known| known.name == R::NAME) {
            self.records.push(About::of::<R>());
        }
        let long = self.long_form::<R>();
        let mut forms = R::short_schemas(self);
        if forms.is_empty() {
            return long;
        }
        forms.push(long);
        json!({"anyOf": forms})
    }

    fn long_form<R: Record>(&mut self) -> Value {
        let mut properties = Map::new();
        let place = self.place;
        for key in R::KEYS.iter().filter(|key| key.places.allows(place)) {
            let mut schema = self.removable(key.schema);
            if let Some(object) = schema.as_object_mut() {
                object.insert("description".to_owned(), json!(paragraph(key.doc)));
            }
            properties.insert(key.name.to_owned(), schema);
        }
        let mut schema = json!({
            "type": "object",
            "description": paragraph(R::DOC),
            "properties": properties,
            "additionalProperties": false,
        });
        let pairs = R::VARIANTS
            .iter()
            .enumerate()
            .flat_map(|(at, one)| R::VARIANTS.iter().skip(at + 1).map(move |other| json!({"required": [one, other]})));
        let pairs: Vec<Value> = pairs.collect();
        if let (Some(object), false) = (schema.as_object_mut(), pairs.is_empty()) {
            object.insert("not".to_owned(), json!({"anyOf": pairs}));
        }
        schema
    }
}

/// Doc lines joined into one paragraph.
#[must_use]
pub fn paragraph(doc: &str) -> String {
    doc.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
