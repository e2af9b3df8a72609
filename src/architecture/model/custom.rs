//! What is changed by hand.

use super::{OperationKind, Raw};
use crate::diagnostics::Code;
use crate::source::{Origin, Sourced, Span};
use crate::units::Date;
use serde_json::Value;
use std::fmt;

/// A change of one generated object.
#[derive(Clone, Debug, PartialEq)]
pub struct Patch {
    /// The kind of the object.
    pub kind: String,
    /// Its name; without the digest where the name ends in one.
    pub name: String,
    /// Where the target is written.
    pub target: Span,
    /// What changes.
    pub change: Change,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub because: String,
    /// The last day on which it may be there.
    pub until: Option<Sourced<Date>>,
    /// Where it is written.
    pub origin: Origin,
}

impl Patch {
    /// The target as it is written.
    #[must_use]
    pub fn target_name(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

/// A finding that is accepted.
#[derive(Clone, Debug, PartialEq)]
pub struct Acceptance {
    /// Its code.
    pub code: &'static Code,
    /// Why it may stay.
    pub because: String,
    /// The last day on which it is accepted.
    pub until: Option<Sourced<Date>>,
    /// Whether it is written for all environments.
    pub for_all: bool,
    /// Where it is written.
    pub origin: Origin,
}

/// A finding that was there and is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waived {
    /// The number of its acceptance.
    pub acceptance: usize,
    /// What was found.
    pub message: String,
    /// Where.
    pub origin: Origin,
}

/// An object beside those that are made.
#[derive(Clone, Debug, PartialEq)]
pub struct Extra {
    /// Group and version.
    pub api_version: String,
    /// Kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// The object as it is written.
    pub object: Raw,
    /// What a custom resource is checked against.
    pub definition: Option<Definition>,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub because: String,
    /// The last day on which it may be there.
    pub until: Option<Sourced<Date>>,
    /// Where it is written.
    pub origin: Origin,
}

/// The documents of a file with definitions of custom resources.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The path as it is written.
    pub path: String,
    /// Where it is written.
    pub span: Span,
    /// The documents.
    pub documents: Vec<Value>,
}

/// What a patch changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// A strategic merge patch.
    Merge(Raw),
    /// A JSON patch.
    Json(Vec<Operation>),
}

/// One operation of a JSON patch.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// What it does.
    pub kind: OperationKind,
    /// Where.
    pub path: Pointer,
    /// From where; `move` and `copy` have it.
    pub from: Option<Pointer>,
    /// The value; `add`, `replace` and `test` have it.
    pub value: Option<Raw>,
}

/// A JSON pointer (RFC 6901) with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// The steps, unescaped.
    pub tokens: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

impl Pointer {
    /// Reads a pointer; the empty one is the whole object.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str, span: Span) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self { tokens: Vec::new(), span });
        }
        let Some(rest) = text.strip_prefix('/') else {
            return Err(format!("`{text}` is no JSON pointer: it begins with `/`"));
        };
        let mut tokens = Vec::new();
        for part in rest.split('/') {
            // `~` may only stand in `~0` and `~1`.
            if part.replace("~0", "").replace("~1", "").contains('~') {
                return Err(format!("`{text}` is no JSON pointer: write `~0` for `~` and `~1` for `/` in a name"));
            }
            tokens.push(part.replace("~1", "/").replace("~0", "~"));
        }
        Ok(Self { tokens, span })
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tokens.iter().try_for_each(|token| write!(f, "/{}", token.replace('~', "~0").replace('/', "~1")))
    }
}
