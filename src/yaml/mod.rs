//! YAML: strict reading with spans, deterministic writing.

pub mod foreign;
pub mod node;
pub mod read;
pub mod write;
pub mod yaml11;
