//! Items of lists with their places, so that a problem names the item and not the list.

use super::{Reader, SchemaBook, Shape};
use crate::source::{Origin, Span};
use crate::yaml::node::Node;
use serde_json::Value;
use std::ops::Deref;

/// A value with the place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed<T> {
    value: T,
    /// The place.
    pub span: Span,
}

impl<T> Placed<T> {
    /// The place as an origin.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::Written(self.span)
    }
}

impl<T> Deref for Placed<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Shape> Shape for Placed<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        T::read(node, reader).map(|value| Self { value, span: node.span })
    }

    fn schema(book: &mut SchemaBook) -> Value {
        T::schema(book)
    }

    fn describe() -> String {
        T::describe()
    }
}
