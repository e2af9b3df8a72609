//! The architecture of one environment: names resolved to ids, layers merged, nothing left open.

pub mod backlog;
pub mod graph;
pub mod listing;
pub mod model;
mod resolve;

pub use resolve::resolve;
