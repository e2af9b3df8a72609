//! The blueprint as written: key table, records, files.

mod beside;
pub mod examples;
pub mod image_lines;
mod parse;
pub mod reference;
pub mod schema;
pub mod spec;
pub mod table;

pub use parse::{Blueprint, Layout, parse};
