//! Groundplan: a compiler for infrastructure.
pub mod source;
pub mod diagnostics;
pub mod units;
