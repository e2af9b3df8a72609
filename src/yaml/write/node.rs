//! The writer of one node: a scalar, a list or a mapping.

use serde::{Serialize, Serializer};

use super::compound::{List, Mapping};
use super::key;
use super::place::Place;
use super::{WriteError, number, scalar};

/// A node about to be written at its place.
pub(super) struct Node<'a> {
    out: &'a mut Vec<u8>,
    place: Place,
}

impl<'a> Node<'a> {
    /// The node that is the whole document.
    pub(super) fn top(out: &'a mut Vec<u8>) -> Self {
        Self::at(out, Place::Top)
    }

    /// A node at `place`.
    pub(super) fn at(out: &'a mut Vec<u8>, place: Place) -> Self {
        Self { out, place }
    }

    /// Writes a scalar that is known to need no quotes.
    fn bare(self, text: &str) {
        self.place.write_gap(self.out);
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'\n');
    }

    /// Opens a mapping with the single key `variant` and gives the node of its value.
    fn variant(self, variant: &str) -> Node<'a> {
        let column = self.place.mapping_column();
        self.place.open(self.out, column);
        key::write_text(self.out, variant, column);
        Node::at(self.out, Place::Key(column))
    }
}

impl<'a> Serializer for Node<'a> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = List<'a>;
    type SerializeMap = Mapping<'a>;
    type SerializeStruct = Mapping<'a>;
    type SerializeStructVariant = Mapping<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), WriteError> {
        self.bare(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), WriteError> {
        self.bare(&number::int(value)?);
        Ok(())
    }

    fn serialize_i128(self, value: i128) -> Result<(), WriteError> {
        self.bare(&number::int(value)?);
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), WriteError> {
        self.serialize_i64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), WriteError> {
        self.bare(&number::int(value)?);
        Ok(())
    }

    fn serialize_u128(self, value: u128) -> Result<(), WriteError> {
        self.bare(&number::int(value)?);
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), WriteError> {
        self.bare(&number::float(value)?);
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), WriteError> {
        self.bare(&number::float(value)?);
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        scalar::write_value(self.out, value, self.place);
        Ok(())
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), WriteError> {
        Err(WriteError::Bytes)
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        self.bare("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), WriteError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<(), WriteError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self.variant(variant))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<List<'a>, WriteError> {
        Ok(List::at(self.out, self.place))
    }

    fn serialize_tuple(self, _len: usize) -> Result<List<'a>, WriteError> {
        Ok(List::at(self.out, self.place))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<List<'a>, WriteError> {
        Ok(List::at(self.out, self.place))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<List<'a>, WriteError> {
        self.variant(variant).serialize_tuple(len)
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Mapping<'a>, WriteError> {
        Ok(Mapping::at(self.out, self.place))
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Mapping<'a>, WriteError> {
        Ok(Mapping::at(self.out, self.place))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Mapping<'a>, WriteError> {
        self.variant(variant).serialize_map(Some(len))
    }
}
