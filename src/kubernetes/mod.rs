//! Objects of Kubernetes: the kinds that are made here, what was decided about their fields, and the cluster they are for.

pub mod builtin;
pub mod custom;
mod emitted;
mod foreign;
mod object;
pub mod shape;
mod target;
pub mod visit;

pub use emitted::{DecisionId, Emitted, Patched, Recorded};
pub use foreign::{Checked, Foreign};
pub use object::{Identity, Object};
pub use target::Target;
