//! The YAML writer as other programs read it.

mod round_trip;
mod style;
mod table;
