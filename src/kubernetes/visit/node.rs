//! One value that is shown.

use super::compound::Compound;
use super::{Seen, Visit, VisitError};
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::Number;

/// A value that a visitor has gone to.
pub(super) struct Node<'v, V>(&'v mut V);

impl<'v, V: Visit> Node<'v, V> {
    /// A value that is about to be shown.
    pub(super) fn of(visitor: &'v mut V) -> Self {
        Self(visitor)
    }

    fn opened(self, seen: Seen<'_>) -> Compound<'v, V> {
        self.0.value(seen);
        Compound::of(self.0)
    }

    /// What a variant of an enum holds: the one field of a mapping.
    fn variant(self, variant: &str, seen: Seen<'_>) -> Compound<'v, V> {
        self.0.value(Seen::Mapping);
        if !self.0.field(variant) {
            return Compound::passed(self.0);
        }
        self.0.value(seen);
        Compound::within(self.0)
    }
}

impl<'v, V: Visit> Serializer for Node<'v, V> {
    type Ok = ();
    type Error = VisitError;
    type SerializeSeq = Compound<'v, V>;
    type SerializeTuple = Compound<'v, V>;
    type SerializeTupleStruct = Compound<'v, V>;
    type SerializeTupleVariant = Compound<'v, V>;
    type SerializeMap = Compound<'v, V>;
    type SerializeStruct = Compound<'v, V>;
    type SerializeStructVariant = Compound<'v, V>;

    fn serialize_bool(self, value: bool) -> Result<(), VisitError> {
        self.0.value(Seen::Truth(value));
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), VisitError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), VisitError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), VisitError> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), VisitError> {
        self.0.value(Seen::Number(value.into()));
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), VisitError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), VisitError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), VisitError> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), VisitError> {
        self.0.value(Seen::Number(value.into()));
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), VisitError> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), VisitError> {
        self.0.value(Number::from_f64(value).map_or(Seen::Null, Seen::Number));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), VisitError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), VisitError> {
        self.0.value(Seen::Text(value));
        Ok(())
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), VisitError> {
        Err(VisitError::custom("raw bytes are no value of an object"))
    }

    fn serialize_none(self) -> Result<(), VisitError> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), VisitError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), VisitError> {
        self.0.value(Seen::Null);
        Ok(())
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), VisitError> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _name: &'static str, _index: u32, variant: &'static str) -> Result<(), VisitError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<(), VisitError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), VisitError> {
        self.opened(Seen::Mapping).field(variant, value)
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.opened(Seen::List))
    }

    fn serialize_tuple(self, _len: usize) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.opened(Seen::List))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.opened(Seen::List))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.variant(variant, Seen::List))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.opened(Seen::Mapping))
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.opened(Seen::Mapping))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        variant: &'static str,
        _len: usize,
    ) -> Result<Compound<'v, V>, VisitError> {
        Ok(self.variant(variant, Seen::Mapping))
    }
}
