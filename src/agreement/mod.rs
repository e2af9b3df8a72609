//! Whether architecture, plan and bundle say the same.

use crate::architecture::model::Architecture;
use crate::bundle::Bundle;
use crate::diagnostics::Sink;
use crate::plan::Plan;

/// Checks what only the three together can show.
pub fn check(architecture: &Architecture, plan: &Plan, bundle: &Bundle, sink: &mut Sink) {
    let _ = (architecture, plan, bundle, sink);
}
