//! A way through an object, value by value, without writing it out: checks that look at a few fields of thousands of objects
//! need no copy of them.

mod compound;
mod find;
mod node;

pub use find::at;

use node::Node;
use serde::Serialize;
use serde_json::Number;
use std::borrow::Cow;
use std::fmt::Display;

/// What stands at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<'v> {
    /// A mapping; its fields come next.
    Mapping,
    /// A list; its items come next.
    List,
    /// A text.
    Text(&'v str),
    /// A number.
    Number(Number),
    /// Yes or no.
    Truth(bool),
    /// Nothing: `null`.
    Null,
}

impl<'v> Seen<'v> {
    /// A scalar as text; none for what holds more than one value, or nothing.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'v, str>> {
        match self {
            Self::Text(text) => Some(Cow::Borrowed(text)),
            Self::Number(number) => Some(Cow::Owned(number.to_string())),
            Self::Truth(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
            Self::Mapping | Self::List | Self::Null => None,
        }
    }
}

/// Who is shown the values of an object.
pub trait Visit {
    /// Goes into a field of a mapping, or passes by.
    fn field(&mut self, name: &str) -> bool;

    /// Goes to an item of a list, or passes by.
    fn item(&mut self, at: usize) -> bool;

    /// Sees the value that was gone to.
    fn value(&mut self, seen: Seen<'_>);

    /// Goes back from a field or an item.
    fn leave(&mut self);
}

/// Why a value has no form as an object.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct VisitError(String);

impl serde::ser::Error for VisitError {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Shows all values of an object.
///
/// # Errors
/// Fails where the object could not be written out either.
pub fn walk<T: Serialize + ?Sized>(object: &T, visitor: &mut impl Visit) -> Result<(), VisitError> {
    object.serialize(Node::of(visitor))
}

#[cfg(test)]
mod tests;
