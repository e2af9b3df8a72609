//! The writers of lists and mappings.

use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant,
};

use super::WriteError;
use super::key::{self, Key};
use super::node::Node;
use super::place::{Place, write_spaces};

/// A list being written.
pub(super) struct List<'a>(Collection<'a>);

/// A mapping being written.
pub(super) struct Mapping<'a>(Collection<'a>);

/// What lists and mappings share: entries below each other in one column.
///
/// Nothing is written before the first entry, because only then is it clear that
/// the collection is not empty.
struct Collection<'a> {
    out: &'a mut Vec<u8>,
    place: Place,
    column: usize,
    empty: bool,
}

impl Collection<'_> {
    /// Goes to where the next entry starts.
    fn start_entry(&mut self) {
        if self.empty {
            self.place.open(self.out, self.column);
            self.empty = false;
        } else {
            write_spaces(self.out, self.column);
        }
    }

    /// Writes `empty_form` if there was no entry.
    fn end(self, empty_form: &[u8]) {
        if self.empty {
            self.place.write_gap(self.out);
            self.out.extend_from_slice(empty_form);
        }
    }
}

impl<'a> List<'a> {
    /// A list at `place`.
    pub(super) fn at(out: &'a mut Vec<u8>, place: Place) -> Self {
        let column = place.list_column();
        Self(Collection { out, place, column, empty: true })
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.0.start_entry();
        self.0.out.push(b'-');
        value.serialize(Node::at(self.0.out, Place::Dash(self.0.column)))
    }

    fn finish(self) {
        self.0.end(b"[]\n");
    }
}

impl<'a> Mapping<'a> {
    /// A mapping at `place`.
    pub(super) fn at(out: &'a mut Vec<u8>, place: Place) -> Self {
        let column = place.mapping_column();
        Self(Collection { out, place, column, empty: true })
    }

    fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), WriteError> {
        self.0.start_entry();
        key::write_text(self.0.out, name, self.0.column);
        self.value(value)
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        value.serialize(Node::at(self.0.out, Place::Key(self.0.column)))
    }

    fn finish(self) {
        self.0.end(b"{}\n");
    }
}

impl SerializeSeq for List<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.item(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}

impl SerializeTuple for List<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.item(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}

impl SerializeTupleStruct for List<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.item(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}

impl SerializeTupleVariant for List<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.item(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}

impl SerializeMap for Mapping<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        self.0.start_entry();
        key.serialize(Key::at(self.0.out, self.0.column))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}

impl SerializeStruct for Mapping<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), WriteError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}

impl SerializeStructVariant for Mapping<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), WriteError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), WriteError> {
        self.finish();
        Ok(())
    }
}
