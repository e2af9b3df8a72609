//! Problems for programs: one JSON array, described at [`Format::Json`](super::Format::Json).

use super::place::Range;
use crate::diagnostics::Diagnostic;
use crate::source::Sources;
use serde::Serialize;
use std::collections::BTreeSet;

/// Renders all problems.
pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let problems: Vec<Problem<'_>> = diagnostics.iter().map(|known| Problem::of(known, sources)).collect();
    document(&problems)
}

/// A value as a JSON text that ends with a line break.
pub(super) fn document(value: &impl Serialize) -> String {
    // Nothing that is written here can fail: all keys are strings, and memory is no stream.
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}

/// A problem.
#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    severity: &'static str,
    title: &'static str,
    message: &'a str,
    #[serde(flatten)]
    range: Range<'a>,
    label: &'a str,
    related: Vec<Related<'a>>,
    help: &'a [String],
    fix: Option<Fix<'a>>,
    environments: &'a BTreeSet<String>,
}

/// Another place.
#[derive(Serialize)]
struct Related<'a> {
    #[serde(flatten)]
    range: Range<'a>,
    message: &'a str,
}

/// A correction.
#[derive(Serialize)]
struct Fix<'a> {
    #[serde(flatten)]
    range: Range<'a>,
    replacement: &'a str,
}

impl<'a> Problem<'a> {
    fn of(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Self {
        let related = diagnostic.related.iter();
        Self {
            code: diagnostic.code.id,
            severity: diagnostic.severity().word(),
            title: diagnostic.code.title,
            message: &diagnostic.message,
            range: Range::of(diagnostic.span, sources),
            label: &diagnostic.label,
            related: related
                .map(|known| Related { range: Range::of(Some(known.span), sources), message: &known.label })
                .collect(),
            help: &diagnostic.help,
            fix: diagnostic
                .fix
                .as_ref()
                .map(|fix| Fix { range: Range::of(Some(fix.span), sources), replacement: &fix.replacement }),
            environments: &diagnostic.environments,
        }
    }
}
