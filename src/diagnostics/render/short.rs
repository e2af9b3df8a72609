//! Problems for lists and editors: one line each.

use super::human::not_shown;
use super::place::Place;
use super::{Options, text};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Sources;
use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE};

/// Renders problems up to the limit and counts the rest.
pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources, options: &Options) -> String {
    let shown = diagnostics.iter().take(options.limit);
    let lines = shown.map(|diagnostic| line(diagnostic, sources, options.color));
    lines.chain(not_shown(diagnostics, options)).map(|line| line + "\n").collect()
}

/// `path:line:column: error[A0101]: message`, without a place where there is none.
fn line(diagnostic: &Diagnostic, sources: &Sources, color: bool) -> String {
    let place = diagnostic.span.and_then(|span| Place::of(span, sources)).map(|place| {
        let (line, column) = place.from();
        format!("{}:{line}:{column}: ", text::one_line(&place.file.path))
    });
    let severity = diagnostic.severity();
    let style = match severity {
        _ if !color => annotate_snippets::renderer::Style::new(),
        Severity::Error => DEFAULT_ERROR_STYLE,
        Severity::Warning => DEFAULT_WARNING_STYLE,
        Severity::Note => DEFAULT_NOTE_STYLE,
    };
    let place = place.unwrap_or_default();
    let message = text::one_line(diagnostic.message.trim_end());
    format!("{place}{style}{}[{}]{style:#}: {message}", severity.word(), diagnostic.code.id)
}
