//! Lists and mappings that are shown.

use super::node::Node;
use super::{Seen, Visit, VisitError};
use serde::Serialize;
use serde::ser::{
    SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
    SerializeTupleVariant,
};

/// A list or a mapping whose values are shown one after the other.
pub(super) struct Compound<'v, V> {
    visitor: &'v mut V,
    /// The number of the next item.
    at: usize,
    /// Whether the visitor went by: nothing inside is shown.
    passed: bool,
    /// Whether it lies in a field that has to be left at the end.
    inner: bool,
    /// Whether the visitor went into the field whose key came last.
    entered: bool,
}

impl<'v, V: Visit> Compound<'v, V> {
    /// What a visitor has gone to.
    pub(super) fn of(visitor: &'v mut V) -> Self {
        Self { visitor, at: 0, passed: false, inner: false, entered: false }
    }

    /// The same in a field of its own.
    pub(super) fn within(visitor: &'v mut V) -> Self {
        Self { inner: true, ..Self::of(visitor) }
    }

    /// What a visitor passed by.
    pub(super) fn passed(visitor: &'v mut V) -> Self {
        Self { passed: true, ..Self::of(visitor) }
    }

    /// Shows a field.
    pub(super) fn field<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), VisitError> {
        if !self.passed && self.visitor.field(name) {
            value.serialize(Node::of(self.visitor))?;
            self.visitor.leave();
        }
        Ok(())
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), VisitError> {
        let at = self.at;
        self.at += 1;
        if !self.passed && self.visitor.item(at) {
            value.serialize(Node::of(self.visitor))?;
            self.visitor.leave();
        }
        Ok(())
    }

    fn close(self) {
        if self.inner {
            self.visitor.leave();
        }
    }
}

/// Shows a key as a field.
struct KeyOf<'v> {
    visitor: &'v mut dyn Visit,
    entered: &'v mut bool,
}

impl Visit for KeyOf<'_> {
    fn field(&mut self, _name: &str) -> bool {
        false
    }

    fn item(&mut self, _at: usize) -> bool {
        false
    }

    fn value(&mut self, seen: Seen<'_>) {
        if let Some(name) = seen.text() {
            *self.entered = self.visitor.field(&name);
        }
    }

    fn leave(&mut self) {}
}

impl<V: Visit> SerializeSeq for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), VisitError> {
        self.item(value)
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}

impl<V: Visit> SerializeTuple for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), VisitError> {
        self.item(value)
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}

impl<V: Visit> SerializeTupleStruct for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), VisitError> {
        self.item(value)
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}

impl<V: Visit> SerializeTupleVariant for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), VisitError> {
        self.item(value)
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}

impl<V: Visit> SerializeMap for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), VisitError> {
        self.entered = false;
        if self.passed {
            return Ok(());
        }
        key.serialize(Node::of(&mut KeyOf { visitor: self.visitor, entered: &mut self.entered }))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), VisitError> {
        if self.entered {
            value.serialize(Node::of(self.visitor))?;
            self.visitor.leave();
        }
        Ok(())
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}

impl<V: Visit> SerializeStruct for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), VisitError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}

impl<V: Visit> SerializeStructVariant for Compound<'_, V> {
    type Ok = ();
    type Error = VisitError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), VisitError> {
        self.field(name, value)
    }

    fn end(self) -> Result<(), VisitError> {
        self.close();
        Ok(())
    }
}
