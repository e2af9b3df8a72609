//! The blueprint as written: key table, records, files.

mod parse;
pub mod spec;
pub mod table;

pub use parse::{Blueprint, Layout, parse};
