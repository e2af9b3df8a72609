//! Groundplan: a compiler for infrastructure.
pub mod blueprint;
pub mod diagnostics;
pub mod names;
pub mod catalog;
pub mod architecture;
pub mod source;
pub mod units;
pub mod yaml;
