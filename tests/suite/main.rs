//! The integration tests, compiled as one program.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by them")]

mod architectures;
mod cases;
#[path = "../checks/mod.rs"]
mod checks;
mod corpus;
mod diagnostics;
mod hostile;
mod layers;
mod needs;
mod schema;
mod shapes;
mod yaml;
