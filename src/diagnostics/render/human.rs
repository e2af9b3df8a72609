//! Problems for people: the lines of the source with marks below them, as compilers do.

use super::{Options, correction, marks, text};
use crate::diagnostics::{Diagnostic, Severity};
use crate::source::Sources;
use annotate_snippets::{Group, Level, Message, Renderer};
use std::collections::BTreeSet;

/// Renders problems up to the limit and counts all of them.
pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources, options: &Options) -> String {
    let renderer = if options.color { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
    let mut out = String::new();
    for diagnostic in diagnostics.iter().take(options.limit) {
        out.push_str(&renderer.render(&report(diagnostic, sources)));
        out.push_str("\n\n");
    }
    if !diagnostics.is_empty() {
        out.push_str(&summary(diagnostics));
        if let Some(more) = not_shown(diagnostics, options) {
            out.extend([" (", &more, ")"]);
        }
        out.push('\n');
    }
    out
}

/// "4 more not shown", if there are more than the limit.
pub(super) fn not_shown(diagnostics: &[Diagnostic], options: &Options) -> Option<String> {
    let rest = diagnostics.len().saturating_sub(options.limit);
    (rest > 0).then(|| format!("{rest} more not shown"))
}

/// "2 errors, 1 warning".
fn summary(diagnostics: &[Diagnostic]) -> String {
    let count = |severity: Severity| {
        let found = diagnostics.iter().filter(|known| known.severity() == severity).count();
        let plural = if found == 1 { "" } else { "s" };
        (found > 0).then(|| format!("{found} {}{plural}", severity.word()))
    };
    let counts: Vec<String> =
        [Severity::Error, Severity::Warning, Severity::Note].into_iter().filter_map(count).collect();
    counts.join(", ")
}

/// What is said about one problem.
fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let correction = diagnostic.fix.as_ref().and_then(|fix| correction::group(fix, diagnostic, sources));
    let title = level.primary_title(text::paragraph(&diagnostic.message)).id(diagnostic.code.id);
    let problem = title
        .elements(marks::elements(diagnostic, sources))
        .elements(environments(&diagnostic.environments))
        .elements(diagnostic.help.iter().map(|help| Level::HELP.message(text::paragraph(help))));
    std::iter::once(problem).chain(correction).collect()
}

/// "in the environments development and staging".
fn environments<'a>(names: &BTreeSet<String>) -> Option<Message<'a>> {
    let names: Vec<String> = names.iter().map(|name| text::one_line(name)).collect();
    let sentence = match names.as_slice() {
        [] => return None,
        [only] => format!("in the environment {only}"),
        [init @ .., last] => format!("in the environments {} and {last}", init.join(", ")),
    };
    Some(Level::NOTE.message(sentence))
}
