//! What the fuzz targets share with the test suite: checks of what must hold for every input, and mutations.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a check fails by them")]

#[path = "../../tests/checks/mod.rs"]
pub mod checks;
