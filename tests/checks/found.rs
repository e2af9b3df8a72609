//! What must hold for problems, whatever they are about.

use groundplan::diagnostics::conceal::concealed;
use groundplan::diagnostics::render::{Format, Options, render};
use groundplan::diagnostics::{Diagnostic, Sink};
use groundplan::source::{Sources, Span};

/// Checks all problems: their places lie inside of texts, and every format can say them.
pub fn check(sink: Sink, sources: &Sources) {
    let found = sink.into_sorted();
    for problem in &found {
        places(problem, sources);
    }
    let (found, masked) = concealed(found, sources);
    for format in Format::ALL {
        let shown = render(&found, &masked, format, &Options::default());
        match format {
            Format::Human | Format::Short => printable(&shown),
            Format::Json | Format::Sarif => {
                let parsed: Result<serde_json::Value, _> = serde_json::from_str(&shown);
                assert!(parsed.is_ok(), "{format} is no JSON: {shown}");
            }
        }
    }
    let _ = render(&found, &masked, Format::Human, &Options { color: true, ..Options::default() });
}

fn places(problem: &Diagnostic, sources: &Sources) {
    let related = problem.related.iter().map(|related| related.span);
    let fix = problem.fix.iter().map(|fix| fix.span);
    for span in problem.span.into_iter().chain(related).chain(fix).chain(problem.hidden.iter().copied()) {
        assert!(is_inside(span, sources), "{}: {span:?} lies outside of its text", problem.code.id);
    }
}

/// Whether a span covers whole characters of its file.
pub fn is_inside(span: Span, sources: &Sources) -> bool {
    let text = sources.file(span.file).map(|file| file.text.as_str());
    text.is_some_and(|text| text.get(span.start as usize..span.end as usize).is_some())
}

/// A terminal shows what is printed and nothing else: no control characters, no change of direction.
fn printable(shown: &str) {
    let odd = |c: &char| c.is_control() && *c != '\n' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let at = shown.chars().find(odd);
    assert!(at.is_none(), "{at:?} is printed: {shown:?}");
}
