//! The planning documents.

use crate::architecture::model::Architecture;
use crate::bundle::Bundle;
use crate::plan::Plan;

/// One environment, compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// What it is.
    pub architecture: Architecture,
    /// What was decided.
    pub plan: Plan,
    /// What is applied.
    pub bundle: Bundle,
}
