//! The standards of an organization: guardrails, judged on what would be applied, patches and extra objects included.

mod entry_points;
mod pods;
mod whole;

use crate::architecture::model::{Architecture, Guardrail};
use crate::bundle::Bundle;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::source::Span;

/// What rules look at.
struct Scene<'a> {
    architecture: &'a Architecture,
    bundle: &'a Bundle,
}

/// Checks every rule of every standard of an environment.
pub fn check(architecture: &Architecture, bundle: &Bundle, sink: &mut Sink) {
    let scene = Scene { architecture, bundle };
    for guardrail in &architecture.guardrails {
        whole::check(guardrail, &scene, sink);
        entry_points::check(guardrail, &scene, sink);
        pods::check(guardrail, &scene, sink);
    }
}

/// A broken rule, with the place of the rule and its reason.
fn broken(guardrail: &Guardrail, code: &'static Code, at: Option<Span>, message: String, help: &str) -> Diagnostic {
    let message = format!("{message}, against the standard `{}`", guardrail.standard);
    let mut problem = Diagnostic::nowhere(code, message).help(help);
    problem.span = at;
    if guardrail.mild {
        problem = problem.as_warning();
    }
    match guardrail.origin.span() {
        Some(span) => problem.related(span, format!("because: {}", guardrail.because)),
        None => problem,
    }
}
