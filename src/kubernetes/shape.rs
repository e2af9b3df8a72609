//! The shape of an object: whether a value is what a typed kind takes, field by field.
//!
//! The typed API of Kubernetes drops fields that it does not know. Here a value is read through a deserializer that keeps the
//! path and asks every record for its fields, so that nothing is dropped silently and every misfit has its place.

mod deserialize;
mod path;
#[cfg(test)]
mod tests;

pub use path::{Path, Step};

use deserialize::{Journal, Tracked};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::cell::RefCell;

/// Where a value is not what a kind takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The place.
    pub path: Path,
    /// What is wrong there.
    pub fault: Fault,
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The record has no such field; these are its fields.
    Unknown(Vec<String>),
    /// Another type is expected: what the reader says.
    Type(String),
    /// A required field is missing.
    Missing,
    /// A schema refuses it: the end of a sentence that begins with the field.
    Refused(String),
}

/// Reads a value as a typed object, and says everything that is wrong with it.
///
/// # Errors
/// Gives all unknown fields; if there is none, the first value of a wrong type or all required fields that are missing.
pub fn read<T: DeserializeOwned + Serialize>(value: &Value) -> Result<T, Vec<Misfit>> {
    let journal = RefCell::new(Journal::default());
    let result = T::deserialize(Tracked::new(value, &Path::default(), &journal));
    let journal = journal.into_inner();
    if !journal.unknown.is_empty() {
        return Err(journal.unknown);
    }
    match result {
        Ok(object) => {
            let missing = missing(value, &object);
            if missing.is_empty() { Ok(object) } else { Err(missing) }
        }
        Err(error) => {
            let path = journal.deepest.unwrap_or_default();
            Err(vec![Misfit { path, fault: Fault::Type(error.to_string()) }])
        }
    }
}

/// Required fields that the value lacks: the typed API fills them with nothing, and writes them out.
fn missing<T: Serialize>(value: &Value, object: &T) -> Vec<Misfit> {
    let Ok(written) = serde_json::to_value(object) else { return Vec::new() };
    let mut found = Vec::new();
    let mut open = vec![(Path::default(), value, &written)];
    while let Some((path, given, written)) = open.pop() {
        match (given, written) {
            (Value::Object(given), Value::Object(written)) => {
                for (key, written) in written {
                    let path = path.field(key);
                    match given.get(key) {
                        Some(given) => open.push((path, given, written)),
                        // Kind and version are known from elsewhere; metadata may be empty.
                        None if path.is_type_meta() => {}
                        None => found.push(Misfit { path, fault: Fault::Missing }),
                    }
                }
            }
            (Value::Array(given), Value::Array(written)) => {
                let pairs = given.iter().zip(written).enumerate();
                open.extend(pairs.map(|(at, (given, written))| (path.item(at), given, written)));
            }
            _ => {}
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}
