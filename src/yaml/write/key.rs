//! The writer of mapping keys.

use serde::ser::Impossible;
use serde::{Serialize, Serializer};

use super::place::write_spaces;
use super::{WriteError, number, scalar};

/// The longest key, in characters, that YAML lets stand before its colon.
const LONGEST_SIMPLE: usize = 1024;

/// The compound types that a key cannot be.
type NoKey = Impossible<(), WriteError>;

/// A key about to be written, in a mapping that starts in `column`.
pub(super) struct Key<'a> {
    out: &'a mut Vec<u8>,
    column: usize,
}

impl<'a> Key<'a> {
    /// A key in a mapping that starts in `column`.
    pub(super) fn at(out: &'a mut Vec<u8>, column: usize) -> Self {
        Self { out, column }
    }

    /// Writes a key that is known to need no quotes.
    fn bare(self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b':');
    }
}

/// Writes the key `text` and its colon, in a mapping that starts in `column`.
pub(super) fn write_text(out: &mut Vec<u8>, text: &str, column: usize) {
    let start = out.len();
    scalar::write_key(out, text);
    // Bytes are at least as many as characters, so this errs on the safe side.
    if out.len() - start > LONGEST_SIMPLE {
        drop(out.splice(start..start, *b"? "));
        out.push(b'\n');
        write_spaces(out, column);
    }
    out.push(b':');
}

impl Serializer for Key<'_> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = NoKey;
    type SerializeTuple = NoKey;
    type SerializeTupleStruct = NoKey;
    type SerializeTupleVariant = NoKey;
    type SerializeMap = NoKey;
    type SerializeStruct = NoKey;
    type SerializeStructVariant = NoKey;

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

    fn serialize_f32(self, _value: f32) -> Result<(), WriteError> {
        Err(WriteError::Key("a float"))
    }

    fn serialize_f64(self, _value: f64) -> Result<(), WriteError> {
        Err(WriteError::Key("a float"))
    }

    fn serialize_char(self, value: char) -> Result<(), WriteError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), WriteError> {
        write_text(self.out, value, self.column);
        Ok(())
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<(), WriteError> {
        Err(WriteError::Bytes)
    }

    fn serialize_none(self) -> Result<(), WriteError> {
        Err(WriteError::Key("nothing"))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), WriteError> {
        Err(WriteError::Key("nothing"))
    }

    fn serialize_unit_struct(self, _name: &'static str) -> Result<(), WriteError> {
        Err(WriteError::Key("nothing"))
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
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), WriteError> {
        Err(WriteError::Key("a mapping"))
    }

    fn serialize_seq(self, _len: Option<usize>) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a list"))
    }

    fn serialize_tuple(self, _len: usize) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a list"))
    }

    fn serialize_tuple_struct(self, _name: &'static str, _len: usize) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a list"))
    }

    fn serialize_tuple_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a mapping"))
    }

    fn serialize_map(self, _len: Option<usize>) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a mapping"))
    }

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a mapping"))
    }

    fn serialize_struct_variant(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _len: usize,
    ) -> Result<NoKey, WriteError> {
        Err(WriteError::Key("a mapping"))
    }
}
