//! Whether architecture, plan and bundle say the same: every declared call passes the policies, every recorded field holds
//! its decision. Here the three meet, so that none of them has to trust the others.

mod fields;
mod policies;

use crate::architecture::model::Architecture;
use crate::bundle::Bundle;
use crate::diagnostics::Sink;
use crate::plan::Plan;

/// Checks what only the three together can show.
pub fn check(architecture: &Architecture, plan: &Plan, bundle: &Bundle, sink: &mut Sink) {
    sink.both(|sink| policies::check(architecture, plan, bundle, sink), |sink| fields::check(plan, bundle, sink));
}
