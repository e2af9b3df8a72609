//! Objects of kinds that are never made here: the user writes them.

use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};
use serde_json::{Map, Value};

/// What an object was checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checked {
    /// A kind of Kubernetes itself.
    Kubernetes,
    /// The definition of its resource, which the blueprint names.
    Definition,
    /// Nothing: its definition is not known.
    Nothing,
}

/// An object as the user wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Foreign {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// The metadata.
    pub metadata: metav1::ObjectMeta,
    /// Everything but version, kind and metadata, by field.
    pub rest: Map<String, Value>,
    /// What it was checked against.
    pub checked: Checked,
}

impl Serialize for Foreign {
    /// Version and kind first, the rest by name, as the typed kinds do.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        object.serialize_entry("apiVersion", &self.api_version)?;
        object.serialize_entry("kind", &self.kind)?;
        let (before, after): (Vec<_>, Vec<_>) = self.rest.iter().partition(|(key, _)| key.as_str() < "metadata");
        for (key, value) in before {
            object.serialize_entry(key, value)?;
        }
        object.serialize_entry("metadata", &self.metadata)?;
        for (key, value) in after {
            object.serialize_entry(key, value)?;
        }
        object.end()
    }
}
