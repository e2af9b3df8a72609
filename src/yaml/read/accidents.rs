//! Frequent accidents of writing YAML by hand, each with words of its own.

use super::frame::{Frame, Word};
use super::problems::Problems;
use super::{checks, codes, layout};
use crate::diagnostics::{Code, Diagnostic};
use granit_parser::ScalarStyle;
use std::ops::Range;

/// The most characters that the parser reads in search of the colon of a key.
pub(super) const KEY_LENGTH: usize = 1024;

/// A text without quotes that begins with `*`: a cron line, a wildcard, or an alias of nothing.
pub(super) fn star(problems: &Problems, range: Range<usize>) -> Diagnostic {
    let cron = problems.written(range.clone()).split(' ').count() >= 5;
    let help = if cron { "Quote the cron line" } else { "Put it in quotes" };
    needs_quotes(problems, range, "a text that begins with `*` needs quotes", help)
}

/// A text without quotes that begins with a character that has a meaning of its own.
pub(super) fn reserved_start(problems: &Problems, text: &str, start: usize, flow: bool) -> Diagnostic {
    let first = text.get(start..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
    let message = match first {
        '`' => "a text that begins with a backtick needs quotes".to_owned(),
        _ => format!("a text that begins with `{first}` needs quotes"),
    };
    needs_quotes(problems, layout::value(text, start, flow), &message, "Put it in quotes")
}

/// A `: ` inside a text without quotes, which reads as a second key on the line.
pub(super) fn colon_inside(problems: &Problems, text: &str, start: usize, flow: bool) -> Diagnostic {
    let message = "a text with a colon and a blank inside needs quotes";
    needs_quotes(problems, layout::value(text, start, flow), message, "Put it in quotes")
        .help("If a mapping is meant, begin it on a line of its own.")
}

/// A bracket inside a text without quotes that stands in brackets itself.
pub(super) fn bracket_inside(problems: &Problems, text: &str, start: usize) -> Diagnostic {
    let message = "inside brackets a text with a bracket of its own needs quotes";
    needs_quotes(problems, layout::value(text, start, true), message, "Put it in quotes")
}

/// A reference such as `${x.host}` without quotes inside brackets; its text begins at an offset.
pub(super) fn reference_in_flow(problems: &Problems, text: &str, start: usize) -> Diagnostic {
    let range = layout::value(text, start, true);
    let (span, quoted) = quoted(problems, range);
    Diagnostic::new(&codes::REFERENCE_IN_FLOW, span, "inside brackets a reference needs quotes")
        .label("the brace ends the text here")
        .help(format!("Quote it: {quoted}."))
        .fix(span, quoted)
}

/// The braces of a template such as `{{ name }}`, of which the inner ones look like a key.
pub(super) fn template(problems: &Problems, text: &str, start: usize, flow: bool) -> Diagnostic {
    let line = layout::line(text, start);
    let braces = text.get(start..line.end).and_then(|stretch| stretch.find("}}")).map_or(line.end, |at| start + at + 2);
    let is_key = text.get(braces..).is_some_and(|rest| rest.starts_with(": "));
    let end = if is_key { braces } else { layout::value(text, braces, flow).end.max(braces) };
    let range = layout::trimmed(text, start..end);
    needs_quotes(problems, range, "a text that begins with `{{` needs quotes", "Put it in quotes")
}

/// A key that the parser gives up on because of its length.
pub(super) fn long_key(problems: &Problems, range: Range<usize>) -> Diagnostic {
    let message = format!("a key has more than {KEY_LENGTH} characters");
    Diagnostic::new(&codes::SYNTAX, problems.span(range), message).label("this is long").help("Write a shorter key.")
}

/// A text over several lines that swallows what was meant to be the next item or entry.
pub(super) fn swallowed(problems: &mut Problems, text: &str, word: &Word, frame: Option<&Frame>) {
    if word.style != ScalarStyle::Plain || layout::same_line(text, word.range.start, word.range.end) {
        return;
    }
    let in_brackets = frame.is_some_and(|frame| frame.flow);
    let mut lines = continuation_lines(text, word.range.clone());
    let found = if in_brackets { lines.next() } else { lines.find(|(_, line)| line.starts_with("- ")) };
    let Some((start, _)) = found else { return };
    problems.spoil();
    if !problems.wants(start) {
        return;
    }
    let problem = if in_brackets {
        missing_comma(problems, start, frame)
    } else {
        indentation(problems, text, start, "a list item is read as a part of the text above")
    };
    let is_comma = problem.code == &codes::MISSING_COMMA;
    // What stands behind an open bracket is found wrong once more, at the bracket.
    if let Some(span) = problem.span {
        problems.add(if is_comma { problem.help("Put a text of several lines in quotes.") } else { problem });
        problems.taint(span.start as usize..span.start as usize);
    }
    problems.taint(word.range.start..layout::line(text, word.range.end).end);
}

/// The second and following lines of a text, each with the place of its first character.
fn continuation_lines(text: &str, word: Range<usize>) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.get(word.clone()).unwrap_or("").split_inclusive('\n');
    let starts = lines.scan(word.start, |at, line| {
        let start = *at + line.len() - line.trim_start().len();
        *at += line.len();
        Some((start, line.trim()))
    });
    starts.skip(1).filter(|(_, line)| !line.is_empty())
}

/// A line of a mapping that is no key with a value.
pub(super) fn no_key(problems: &Problems, text: &str, at: usize) -> Diagnostic {
    let line = layout::line(text, at);
    let range = layout::value(text, at.max(line.start), false);
    let written = problems.written(range.clone());
    if let Some(colon) = checks::glued_colon(written) {
        return checks::missing_blank(problems, range.start + colon, range);
    }
    if written.len() > KEY_LENGTH {
        return long_key(problems, range);
    }
    let message = format!("`{}` stands where a key with a colon is expected", layout::excerpt(written));
    Diagnostic::new(&codes::MISSING_COLON, problems.span(range), message)
        .label("no colon and blank here")
        .help("Write a key, a colon, a blank and a value; or quote a text of several lines.")
}

/// A key without quotes that runs over several lines: something is wrong in front of its last line.
pub(super) fn key_over_lines(problems: &Problems, text: &str, word: Range<usize>, in_value: bool) -> Diagnostic {
    let first = word.start..layout::line(text, word.start).end.min(word.end);
    let first = layout::trimmed(text, first);
    if let Some(colon) = checks::glued_colon(problems.written(first.clone())) {
        return checks::missing_blank(problems, first.start + colon, first);
    }
    let last = layout::line(text, word.end.saturating_sub(1));
    let column = |at: usize| at - layout::line(text, at).start;
    let blanks = text.get(last.clone()).map_or(0, |line| line.len() - line.trim_start().len());
    if in_value && column(word.start) != blanks {
        return indentation(problems, text, last.start, "the line is indented deeper than its neighbors")
            .related(problems.span(first), "read as a part of this value");
    }
    no_key(problems, text, word.start)
}

/// A line whose indentation fits nowhere.
pub(super) fn indentation(problems: &Problems, text: &str, at: usize, message: &str) -> Diagnostic {
    let line = layout::line(text, at);
    let blanks =
        text.as_bytes().get(line.clone()).map_or(0, |line| line.iter().take_while(|byte| **byte == b' ').count());
    let content = line.start + blanks;
    let range = if blanks == 0 { layout::value(text, content, false) } else { line.start..content };
    Diagnostic::new(&codes::INDENTATION, problems.span(range), message)
        .label(match blanks {
            0 => "not indented".to_owned(),
            1 => "indented by 1 blank".to_owned(),
            _ => format!("indented by {blanks} blanks"),
        })
        .help("Begin it in the same column as the lines that it belongs to.")
}

/// Something behind the end of a quoted text or a closing bracket.
pub(super) fn text_after(problems: &Problems, text: &str, at: usize, flow: bool) -> Diagnostic {
    let range = layout::value(text, at, flow);
    let range = if range.is_empty() { at..at + 1 } else { range };
    Diagnostic::new(&codes::TEXT_AFTER_VALUE, problems.span(range), "text follows behind the end of the value")
        .label("the value has ended in front of this")
        .help("Put the whole text in quotes, or remove the rest.")
}

/// An apostrophe or a quote inside a quoted text, which ends it early.
pub(super) fn quote_inside(problems: &Problems, text: &str, at: usize, quote: char, flow: bool) -> Diagnostic {
    let help = if quote == '\'' {
        "Inside single quotes write an apostrophe twice, or use double quotes."
    } else {
        "Inside double quotes write a quote as `\\\"`, or use single quotes."
    };
    let mut problem = text_after(problems, text, at, flow);
    if text.get(..at).is_some_and(|before| before.ends_with(quote)) {
        problem.help.insert(0, help.to_owned());
    }
    problem
}

/// An open bracket or quote.
pub(super) fn unclosed(problems: &Problems, at: usize, sign: char) -> Diagnostic {
    let (message, closing) = match sign {
        '[' => ("the bracket `[` is not closed", "]"),
        '{' => ("the brace `{` is not closed", "}"),
        '\'' => ("the quote `'` is not closed", "'"),
        _ => ("the quote `\"` is not closed", "\""),
    };
    Diagnostic::new(&codes::UNCLOSED, problems.span(at..at + 1), message)
        .label("opened here")
        .help(format!("Write `{closing}` where it ends."))
}

/// Whether a place begins a line that is indented as little as the line of a bracket: its closing partner is missing.
fn lies_outside(text: &str, bracket: usize, at: usize) -> bool {
    let blanks = |range: &Range<usize>| {
        let line = text.get(range.clone()).unwrap_or_default();
        line.len() - line.trim_start_matches(' ').len()
    };
    let (outer, inner) = (layout::line(text, bracket), layout::line(text, at));
    outer != inner && inner.start + blanks(&inner) == at && blanks(&inner) <= blanks(&outer)
}

/// Entries inside brackets without a comma between them.
pub(super) fn missing_comma(problems: &Problems, at: usize, frame: Option<&Frame>) -> Diagnostic {
    let sign = |frame: &Frame| problems.text.get(frame.start..).and_then(|rest| rest.chars().next());
    if let Some((frame, sign)) = frame.and_then(|frame| Some((frame, sign(frame)?)))
        && matches!(sign, '[' | '{')
        && lies_outside(problems.text, frame.start, at)
    {
        return unclosed(problems, frame.start, sign)
            .related(problems.span(at..at + 1), "this line is not indented as one inside of it");
    }
    let end = at + problems.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let problem =
        Diagnostic::new(&codes::MISSING_COMMA, problems.span(at..end), "a comma is missing between two entries")
            .label("a comma is missing in front of this")
            .help("Separate entries inside brackets by commas.");
    match frame.filter(|frame| frame.flow && !layout::same_line(problems.text, frame.start, at)) {
        Some(frame) => problem.related(problems.span(frame.start..frame.start + 1), "inside the bracket opened here"),
        None => problem,
    }
}

fn needs_quotes(problems: &Problems, range: Range<usize>, message: &str, help: &str) -> Diagnostic {
    let (span, quoted) = quoted(problems, range);
    quoting(&codes::NEEDS_QUOTES, span, message).help(format!("{help}: {quoted}.")).fix(span, quoted)
}

fn quoting(code: &'static Code, span: crate::source::Span, message: &str) -> Diagnostic {
    Diagnostic::new(code, span, message).label("put this in quotes")
}

fn quoted(problems: &Problems, range: Range<usize>) -> (crate::source::Span, String) {
    let quoted = layout::quoted(problems.written(range.clone()));
    (problems.span(range), quoted)
}
