//! Emitters: decisions written down as typed objects.

use crate::architecture::model::Architecture;
use crate::kubernetes::Emitted;
use crate::plan::Plan;

/// All objects of an environment. It cannot fail: names and quantities were checked at the border.
#[must_use]
pub fn emit(architecture: &Architecture, plan: &Plan) -> Vec<Emitted> {
    let _ = (architecture, plan);
    Vec::new()
}
