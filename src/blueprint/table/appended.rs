//! Lists to which a higher layer adds.

use super::{Placed, Reader, SchemaBook, Shape};
use crate::yaml::node::Node;
use serde_json::Value;

/// A list whose items stand beside those of lower layers instead of replacing them; `~` in place of the list removes all.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended<T>(pub Vec<Placed<T>>);

impl<T: Shape> Shape for Appended<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Vec::<Placed<T>>::read(node, reader).map(Self)
    }

    fn schema(book: &mut SchemaBook) -> Value {
        Vec::<Placed<T>>::schema(book)
    }

    fn describe() -> String {
        format!("a list to which an environment adds, each item {}", T::describe())
    }

    fn merged(mut self, over: Self) -> Self {
        self.0.extend(over.0);
        self
    }
}
