//! The fields of an object that hold decisions.

use crate::kubernetes::{DecisionId, Recorded};
use crate::plan::Decided;

/// Collects the fields of one object.
#[derive(Debug, Default)]
pub struct Record {
    fields: Vec<Recorded>,
}

impl Record {
    /// Notes that a field holds a decision, and gives its value.
    pub fn hold<'d, T>(&mut self, field: impl Into<String>, decided: &'d Decided<T>) -> &'d T {
        self.note(field, decided.id);
        &decided.value
    }

    /// Notes that a field holds a decision.
    pub fn note(&mut self, field: impl Into<String>, decision: DecisionId) {
        self.fields.push(Recorded { field: field.into(), decision, patch: None });
    }

    /// The fields, sorted.
    pub fn into_fields(mut self) -> Vec<Recorded> {
        self.fields.sort_by(|a, b| a.field.cmp(&b.field));
        self.fields
    }
}
