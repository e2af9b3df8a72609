//! A deserializer that knows where it is.

use super::{Fault, Misfit, Path};
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor, value::StrDeserializer};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};
use std::cell::RefCell;

/// What is found on the way.
#[derive(Default)]
pub(super) struct Journal {
    /// Fields that records do not have.
    pub unknown: Vec<Misfit>,
    /// The place of the first error.
    pub deepest: Option<Path>,
}

/// A value with its place.
pub(super) struct Tracked<'t> {
    value: &'t Value,
    path: &'t Path,
    journal: &'t RefCell<Journal>,
}

impl<'t> Tracked<'t> {
    pub(super) fn new(value: &'t Value, path: &'t Path, journal: &'t RefCell<Journal>) -> Self {
        Self { value, path, journal }
    }

    /// Notes the fields that a record does not have.
    fn compare(&self, known: &'static [&'static str]) {
        let Value::Object(fields) = self.value else { return };
        // What every object says of itself is checked elsewhere.
        let top = |key: &str| self.path.steps.is_empty() && matches!(key, "apiVersion" | "kind");
        for key in fields.keys().filter(|key| !known.contains(&key.as_str()) && !top(key)) {
            let misfit = Misfit { path: self.path.field(key), fault: Fault::Unknown(names(known)) };
            self.journal.borrow_mut().unknown.push(misfit);
        }
    }
}

fn names(known: &[&str]) -> Vec<String> {
    known.iter().map(|name| (*name).to_owned()).collect()
}

/// Keeps the place of an error, the innermost first.
fn noted<T>(result: Result<T, Error>, path: &Path, journal: &RefCell<Journal>) -> Result<T, Error> {
    if result.is_err() {
        journal.borrow_mut().deepest.get_or_insert_with(|| path.clone());
    }
    result
}

impl<'de> Deserializer<'de> for Tracked<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let result = match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Number(number) => number.deserialize_any(visitor),
            Value::String(text) => visitor.visit_str(text),
            Value::Array(items) => visitor.visit_seq(Items { rest: items.iter(), at: 0, of: &self }),
            Value::Object(fields) => visitor.visit_map(Fields::new(fields, &self)),
        };
        noted(result, self.path, self.journal)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.compare(fields);
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map enum identifier ignored_any
    }
}

/// The items of a list.
struct Items<'i> {
    rest: std::slice::Iter<'i, Value>,
    at: usize,
    of: &'i Tracked<'i>,
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(value) = self.rest.next() else { return Ok(None) };
        let path = self.of.path.item(self.at);
        self.at += 1;
        noted(seed.deserialize(Tracked::new(value, &path, self.of.journal)), &path, self.of.journal).map(Some)
    }
}

/// The fields of a mapping.
struct Fields<'f> {
    rest: serde_json::map::Iter<'f>,
    value: Option<(&'f str, &'f Value)>,
    of: &'f Tracked<'f>,
}

impl<'f> Fields<'f> {
    fn new(fields: &'f Map<String, Value>, of: &'f Tracked<'f>) -> Self {
        Self { rest: fields.iter(), value: None, of }
    }
}

impl<'de> MapAccess<'de> for Fields<'_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        // Own kinds know their version and name by themselves, and take no field for it.
        let is_own = |key: &str| self.of.path.steps.is_empty() && matches!(key, "apiVersion" | "kind");
        let Some((key, value)) = self.rest.find(|(key, _)| !is_own(key)) else { return Ok(None) };
        self.value = Some((key, value));
        let key: StrDeserializer<'_, Error> = StrDeserializer::new(key);
        seed.deserialize(key).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((key, value)) = self.value.take() else { return Err(Error::custom("a value without its key")) };
        let path = self.of.path.field(key);
        noted(seed.deserialize(Tracked::new(value, &path, self.of.journal)), &path, self.of.journal)
    }
}
