//! The key table's machinery: one declaration of a record makes its reader, its merge, its JSON Schema and its
//! reference entry, so that they cannot disagree.

mod appended;
mod choice;
mod elsewhere;
mod entries;
mod field;
mod placed;
mod raw;
mod reader;
mod record;
mod scalar;
mod schema;

pub use appended::Appended;
pub(crate) use choice::choices;
pub use entries::Named;
pub use entries::{ByName, Entries, Expanded, KeyKind, NamedList};
pub use field::{Field, Set};
pub use placed::Placed;
pub use raw::{Raw, RawEntry, RawKind};
pub use reader::{Reader, WrittenKey};
pub(crate) use record::record;
pub use record::{Key, Places, Record, Short, give_way, read as read_record};
pub use scalar::{Flag, Text, Whole};
pub use schema::{About, SchemaBook, paragraph};

use crate::yaml::node::Node;

/// What may stand under a key.
pub trait Shape: Sized {
    /// Reads a value; what is wrong goes to the reader, and nothing comes back.
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self>;

    /// The JSON Schema of the value.
    fn schema(book: &mut SchemaBook) -> serde_json::Value;

    /// What the value is, in words, for the reference: "a duration (`30s`)".
    fn describe() -> String;

    /// This value with another one written over it. Scalars, lists and variants replace.
    #[must_use]
    fn merged(self, over: Self) -> Self {
        let _ = self;
        over
    }
}
