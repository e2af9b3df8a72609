//! Rules about the blueprint as a whole.

use super::{Scene, broken};
use crate::architecture::model::{Demand, Guardrail, Posture};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::standards as codes;

/// Who answers for it, and how strict it is.
pub(super) fn check(guardrail: &Guardrail, scene: &Scene<'_>, sink: &mut Sink) {
    let architecture = scene.architecture;
    let at = architecture.origin.span();
    match guardrail.demand {
        Demand::Owner if architecture.owner.is_none() => {
            let message = "the blueprint has no owner".to_owned();
            sink.push(broken(guardrail, &codes::NO_OWNER, at, message, "write `owner: TEAM` at its top"));
        }
        Demand::Strict if architecture.posture != Posture::Strict => {
            let message = format!("the posture is `{}`", architecture.posture);
            sink.push(broken(guardrail, &codes::NOT_STRICT, at, message, "write `posture: strict` at its top"));
        }
        _ => {}
    }
}
