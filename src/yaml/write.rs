//! A writer of block-style YAML, straight from typed values.
//!
//! The output is what kubectl users expect: two spaces a level, the dashes of a
//! list in the column of its key, texts of several lines as literal blocks, and
//! quotes only where a reader would otherwise see something else. The same value
//! always gives the same bytes. Keys keep the order in which the value gives them.

mod block;
mod class;
mod compound;
mod error;
mod key;
mod node;
mod number;
mod place;
mod scalar;

use serde::Serialize;

pub use error::WriteError;
use node::Node;

/// Writes `value` as one YAML document that ends with a line break.
///
/// # Errors
///
/// Fails where a value has no form that every reader takes back unchanged: raw
/// bytes, numbers that are not finite, whole numbers beyond 64 signed bits, and
/// mapping keys other than text, whole numbers and truth values. An error of the
/// value's own `Serialize` implementation is passed on.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, WriteError> {
    let mut out = Vec::with_capacity(1024);
    append(value, &mut out)?;
    Ok(out)
}

/// Writes `value` as [`to_vec`] does, behind what `out` already holds: one buffer can serve many documents.
///
/// # Errors
///
/// Fails as [`to_vec`] does.
pub fn append<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Result<(), WriteError> {
    value.serialize(Node::top(out))
}

/// Writes `value` as [`to_vec`] does, into a string.
///
/// # Errors
///
/// Fails as [`to_vec`] does.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, WriteError> {
    String::from_utf8(to_vec(value)?).map_err(|error| WriteError::Custom(error.to_string()))
}
