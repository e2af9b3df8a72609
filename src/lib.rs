//! Groundplan: a compiler for infrastructure.
//!
//! Text becomes a [`blueprint`], a blueprint the [`architecture`] of each environment, an architecture a [`plan`]; the plan is
//! written down as [`objects`], which become a checked [`bundle`], and as planning documents ([`document`]). [`compile`] names
//! all stages in order. The modules stand in the order in which to read them, each on the floor of those above it.

pub mod source;
pub mod diagnostics;
pub mod units;
pub mod names;
pub mod threads;
pub mod yaml;
pub mod tree;
pub mod catalog;
pub mod kubernetes;
pub mod blueprint;
pub mod project;
pub mod architecture;
pub mod plan;
pub mod objects;
pub mod bundle;
pub mod customize;
pub mod agreement;
pub mod standards;
pub mod document;
pub mod output;
pub mod task;
pub mod compile;
