//! JSON by span: where the members of an object are, and how to put one in without moving a byte
//! of the others.

mod layout;
mod object;
mod scanner;
mod write;

pub(super) use layout::Layout;
pub(super) use object::{Object, nested, top_level};
pub(super) use write::{Node, inserted, replaced, written};
