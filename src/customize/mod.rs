//! What is changed by hand: patches of objects that were made, and objects beside them. Everything here is checked as if the compiler had made it.

pub mod acceptance;
mod definition;
pub mod expiry;
mod extra;
mod fields;
mod json_patch;
mod merge;
mod misfits;
mod patch;
mod protected;
mod target;
#[cfg(test)]
mod tests;

use crate::architecture::model::Architecture;
use crate::diagnostics::{Diagnostic, Sink};
use crate::kubernetes::Emitted;
use crate::source::Span;

/// Applies what the blueprint changes by hand. What cannot be applied goes to the sink, and leaves its object as it was.
pub fn apply(mut objects: Vec<Emitted>, architecture: &Architecture, sink: &mut Sink) -> Vec<Emitted> {
    for (number, patch) in architecture.patches.iter().enumerate() {
        match target::find(&objects, patch) {
            Ok(at) => {
                if let Some(emitted) = objects.get_mut(at) {
                    patch::apply(emitted, number, patch, sink);
                }
            }
            Err(problem) => sink.push(*problem),
        }
    }
    extra::add(&mut objects, architecture, sink);
    objects
}

/// Why a change cannot be applied, at its place.
#[derive(Debug, PartialEq, Eq)]
struct Flaw {
    span: Span,
    message: String,
    help: &'static str,
}

impl Flaw {
    fn new(span: Span, message: impl Into<String>, help: &'static str) -> Self {
        Self { span, message: message.into(), help }
    }

    fn into_diagnostic(self) -> Diagnostic {
        let code = &crate::diagnostics::codes::customize::BAD_PATCH;
        Diagnostic::new(code, self.span, self.message).help(self.help)
    }
}
