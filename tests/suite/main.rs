//! The integration tests, compiled as one program.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by them")]

mod architectures;
mod cases;
mod diagnostics;
mod layers;
mod schema;
mod shapes;
mod yaml;
