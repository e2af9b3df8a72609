//! What should be gone by a date. Only a command that is told the date asks: a build has no clock.

use crate::architecture::model::Architecture;
use crate::diagnostics::codes::customize as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Sourced;
use crate::units::Date;

/// Reports everything of an environment that should be gone on a day. Findings whose acceptance has ended are reported again.
pub fn check(architecture: &Architecture, waived: &[Diagnostic], today: Date, sink: &mut Sink) {
    let mut say = |what: String, until: Option<&Sourced<Date>>| {
        let Some(until) = until.filter(|until| until.value < today) else { return };
        let message = format!("{what} should have been gone after {}", until.value);
        let mut problem = Diagnostic::nowhere(&codes::EXPIRED, message).help("remove it, or argue for a later date");
        problem.span = until.origin.span();
        sink.push(problem);
    };
    for patch in &architecture.patches {
        say(format!("the patch of `{}`", patch.target_name()), patch.until.as_ref());
    }
    for extra in &architecture.extra {
        say(format!("the extra object `{}/{}`", extra.kind, extra.name), extra.until.as_ref());
    }
    for found in waived {
        let accepted = architecture.accepted.iter().find(|accepted| accepted.code == found.code);
        let Some(until) = accepted.and_then(|accepted| accepted.until.as_ref()) else { continue };
        if until.value < today {
            let label = format!("it was accepted until {}", until.value);
            sink.push(match until.origin.span() {
                Some(span) => found.clone().related(span, label),
                None => found.clone(),
            });
        }
    }
}
