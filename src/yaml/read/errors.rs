//! Errors of the parser in words that say what to write.

use super::frame::{Body, Frame, Word};
use super::problems::Problems;
use super::{Limits, accidents, characters, checks, codes, layout, too_deep};
use crate::diagnostics::{Code, Diagnostic};
use granit_parser::{ErrorKind, ScalarStyle};
use std::ops::Range;

/// What is known about the place where the parser gave up.
pub(super) struct Place<'s> {
    /// The text that the parser sees.
    pub(super) text: &'s str,
    /// Where it gave up.
    pub(super) at: usize,
    /// The last scalar in front of that.
    pub(super) last: Option<&'s Word>,
    /// The innermost list or mapping that is open.
    pub(super) frame: Option<&'s Frame>,
    /// What may be asked of the reader.
    pub(super) limits: Limits,
}

impl Place<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.text.as_bytes().get(at).copied().unwrap_or(b'\n')
    }

    fn in_flow(&self) -> bool {
        self.frame.is_some_and(|frame| frame.flow)
    }

    /// Whether the last scalar stands behind a key.
    fn last_is_value(&self) -> bool {
        matches!(self.frame, Some(Frame { body: Body::Map(map), .. }) if map.pending.is_none())
    }

    /// The last scalar, if it is plain and ends where the parser gave up.
    fn word(&self) -> Option<Range<usize>> {
        let word = self.last.filter(|word| word.style == ScalarStyle::Plain && !word.is_nothing())?;
        (word.range.end == self.at).then(|| word.range.clone())
    }

    /// The start of the text without quotes that the parser gave up in or behind.
    fn text_start(&self) -> usize {
        self.word().map_or(self.at, |range| range.start)
    }

    /// The first character of the line that is no blank.
    fn line_content(&self) -> usize {
        let line = layout::line(self.text, self.at);
        line.start + self.text.get(line).map_or(0, |line| line.len() - line.trim_start().len())
    }

    /// Whether nothing but blanks and dashes stands on the line in front of where the parser gave up.
    fn begins_line(&self) -> bool {
        let from = layout::line(self.text, self.at).start;
        self.text.get(from..self.at).is_some_and(|before| before.trim_matches([' ', '-']).is_empty())
    }
}

/// The problem that an error of the parser stands for.
pub(super) fn explain(kind: &ErrorKind, place: &Place, problems: &Problems) -> Diagnostic {
    let (text, at, flow) = (place.text, place.at, place.in_flow());
    match kind {
        ErrorKind::RecursionLimitExceeded => too_deep(problems, at, &place.limits),
        ErrorKind::DirectiveDisallowed => directive(problems, text, at),
        ErrorKind::UnclosedFlowCollection { open } => accidents::unclosed(problems, at, *open),
        ErrorKind::MismatchedFlowCollectionEnd { open, close } => mismatched(problems, at, *open, *close),
        ErrorKind::UnclosedQuotedScalar
        | ErrorKind::InvalidQuotedScalarIndent
        | ErrorKind::DocumentIndicatorInQuotedScalar => unclosed_quote(problems, place),
        ErrorKind::InvalidTrailingSingleQuotedScalar => accidents::quote_inside(problems, text, at, '\'', flow),
        ErrorKind::InvalidTrailingDoubleQuotedScalar => accidents::quote_inside(problems, text, at, '"', flow),
        ErrorKind::MissingAnchorOrAliasName if place.byte(at) == b'*' => {
            accidents::star(problems, layout::value(text, at, flow))
        }
        ErrorKind::MissingAnchorOrAliasName
        | ErrorKind::UnexpectedCharacter { .. }
        | ErrorKind::MappingKeyNotAllowed => accidents::reserved_start(problems, text, at, flow),
        ErrorKind::MappingValueNotAllowed => second_colon(problems, place),
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => {
            accidents::no_key(problems, text, place.text_start())
        }
        ErrorKind::ExpectedBlockMappingKey
        | ErrorKind::ExpectedBlockSequenceEntry
        | ErrorKind::ExpectedDocumentStart => misplaced(problems, place),
        ErrorKind::ExpectedFlowMappingSeparator
        | ErrorKind::ExpectedFlowSequenceSeparator
        | ErrorKind::FlowMappingValueAdjacentCollection
        | ErrorKind::InvalidColonPlacement => inside_brackets(problems, place),
        _ if place.byte(at) == b',' && !flow => accidents::reserved_start(problems, text, at, flow),
        _ => escape(kind, problems, place).unwrap_or_else(|| by_table(kind, problems, place)),
    }
}

fn directive(problems: &Problems, text: &str, at: usize) -> Diagnostic {
    let line = layout::line(text, at);
    Diagnostic::new(&codes::DIRECTIVE, problems.span(at..line.end), "directives are not read")
        .label("a directive")
        .help("Remove the line; a text that begins with `%` needs quotes.")
}

fn mismatched(problems: &Problems, at: usize, open: char, close: char) -> Diagnostic {
    let message = format!("`{open}` is closed by `{close}`");
    let partner = if open == '[' { ']' } else { '}' };
    Diagnostic::new(&codes::UNCLOSED, problems.span(at..at + 1), message)
        .label("opened here")
        .help(format!("Close it with `{partner}`."))
}

/// The parser names the quote, or the line on which it noticed: then the quote is the one that opens last before.
fn unclosed_quote(problems: &Problems, place: &Place) -> Diagnostic {
    let is_quote = |byte: u8| byte == b'"' || byte == b'\'';
    let from = place.last.map_or(0, |word| word.range.end).min(place.at);
    let opens = |before: u8, byte: u8, _| is_quote(byte) && b" \n\r{[,:".contains(&before);
    let start = if is_quote(place.byte(place.at)) {
        place.at
    } else {
        layout::between(place.text, from..place.at, opens).unwrap_or(place.at)
    };
    accidents::unclosed(problems, start, char::from(place.byte(start)))
}

/// A colon where no key can be.
fn second_colon(problems: &Problems, place: &Place) -> Diagnostic {
    let Some(word) = place.word() else {
        return if place.begins_line() {
            generic(problems, place, &codes::EMPTY_KEY, "the key has no name", "Write a name in front of the colon.")
        } else {
            accidents::text_after(problems, place.text, place.at, false)
        };
    };
    if !layout::same_line(place.text, word.start, word.end) {
        return accidents::key_over_lines(problems, place.text, word, place.last_is_value());
    }
    if word.len() > accidents::KEY_LENGTH {
        return accidents::long_key(problems, word);
    }
    accidents::colon_inside(problems, place.text, word.start, place.in_flow())
}

/// Something where the next key or list item is expected.
fn misplaced(problems: &Problems, place: &Place) -> Diagnostic {
    let content = place.line_content();
    if !place.begins_line() {
        let glued = place.byte(place.at) == b':' && place.byte(place.at + 1) > b' ';
        return if glued {
            let start = place.last.map_or(content, |word| word.range.start.max(content));
            checks::missing_blank(problems, place.at, layout::value(place.text, start, false))
        } else {
            accidents::text_after(problems, place.text, place.at, false)
        };
    }
    let is_item = place.byte(content) == b'-' && place.byte(content + 1) <= b' ';
    let in_list = matches!(place.frame, Some(Frame { body: Body::List(_), .. }));
    let message = match (is_item, in_list) {
        (true, false) => "a list item stands where a key is expected",
        (false, true) => "a line without a dash stands among list items",
        _ => "the line begins in a column that fits no line above",
    };
    accidents::indentation(problems, place.text, content, message)
}

/// Something that is no separator between entries in brackets.
fn inside_brackets(problems: &Problems, place: &Place) -> Diagnostic {
    let (text, at) = (place.text, place.at);
    let opens = |at: usize| matches!(place.byte(at), b'{' | b'[');
    if place.byte(at) == b'{' && at > 0 && place.byte(at - 1) == b'$' {
        return accidents::reference_in_flow(problems, text, place.text_start());
    }
    let glued = place.word().filter(|_| opens(at) || place.byte(at) == b':' && opens(at + 1) && place.last_is_value());
    if let Some(word) = glued {
        return accidents::bracket_inside(problems, text, word.start);
    }
    if place.byte(at) == b':' && opens(at + 1) {
        let before = text.get(..at).unwrap_or("");
        let key = before.len() - before.bytes().rev().take_while(|byte| !b" \n\r{[,".contains(byte)).count();
        return checks::missing_blank(problems, at, key..at + 2);
    }
    let opener = place.frame.filter(|frame| frame.flow && !layout::same_line(text, frame.start, at));
    if let Some(word) = place.word().filter(|_| place.byte(at) == b':') {
        if layout::same_line(text, word.start, at) && place.last_is_value() {
            return accidents::colon_inside(problems, text, word.start, true);
        }
        return accidents::missing_comma(problems, last_line_of(text, word), place.frame);
    }
    match opener.filter(|_| place.byte(at) == b':') {
        Some(frame) => accidents::unclosed(problems, frame.start, char::from(place.byte(frame.start))),
        None if place.byte(at) == b':' => accidents::text_after(problems, text, at, true),
        None => accidents::missing_comma(problems, at, place.frame),
    }
}

fn last_line_of(text: &str, word: Range<usize>) -> usize {
    let line = layout::line(text, word.end.saturating_sub(1));
    let blanks = text.get(line.clone()).map_or(0, |line| line.len() - line.trim_start().len());
    word.start.max(line.start + blanks)
}

/// A backslash with something behind it that YAML does not know; the parser names only the quote.
fn escape(kind: &ErrorKind, problems: &Problems, place: &Place) -> Option<Diagnostic> {
    let in_escape = matches!(
        kind,
        ErrorKind::UnknownQuotedScalarEscape
            | ErrorKind::InvalidQuotedScalarHexEscape
            | ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate
            | ErrorKind::InvalidUnicodeEscape
    );
    let raw = place.text.get(place.at..).filter(|_| in_escape)?;
    let mut from = 0;
    while let Some(escape) = characters::next_escape(raw, from) {
        if !escape.known || (escape.char.is_none() && escape.range.len() > 2) {
            return Some(bad_escape(problems, place.at + escape.range.start..place.at + escape.range.end));
        }
        from = escape.range.end;
    }
    Some(bad_escape(problems, place.at..place.at + 1))
}

fn bad_escape(problems: &Problems, range: Range<usize>) -> Diagnostic {
    let written = problems.written(range.clone());
    Diagnostic::new(&codes::BAD_ESCAPE, problems.span(range), format!("`{written}` is no escape"))
        .label("a backslash begins an escape")
        .help("Write `\\\\` for a backslash, or use single quotes.")
}

/// The errors that need no more than a sentence.
fn by_table(kind: &ErrorKind, problems: &Problems, place: &Place) -> Diagnostic {
    let (code, message, help): (&'static Code, _, _) = match kind {
        ErrorKind::BlockSequenceEntryNotAllowed => (
            &codes::SYNTAX,
            "a list cannot begin on the line of its key",
            "Begin it on a line of its own, or write `[a, b]`.",
        ),
        ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
            (&codes::SYNTAX, "inside brackets items have no dashes", "Separate them by commas: `[a, b]`.")
        }
        ErrorKind::MisplacedFlowCollectionEnd => {
            (&codes::UNCLOSED, "the bracket closes nothing", "Remove it, or put the text in quotes.")
        }
        ErrorKind::InvalidBlockScalarHeader | ErrorKind::ZeroBlockScalarIndent => {
            (&codes::SYNTAX, "a block text begins on the next line", "Write nothing behind `|` or `>`, or use quotes.")
        }
        ErrorKind::InvalidBlockScalarIndent | ErrorKind::InvalidIndentation | ErrorKind::InvalidFlowScalarIndent => {
            (&codes::INDENTATION, "the indentation does not fit", "Indent the line like those that it belongs to.")
        }
        ErrorKind::CommentInterceptedScalar => {
            (&codes::SYNTAX, "a comment interrupts the text", "Put the text in quotes, or move the comment.")
        }
        ErrorKind::CommentNotSeparated => (&codes::SYNTAX, "a blank is missing in front of `#`", "Write ` #`."),
        ErrorKind::TabInIndentation
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar
        | ErrorKind::TabNotAllowed => {
            (&codes::TAB, "a tab stands where only blanks may stand", "Write blanks instead.")
        }
        ErrorKind::UndeclaredTagHandle
        | ErrorKind::InvalidTagTerminator
        | ErrorKind::ExpectedTagBang
        | ErrorKind::UnclosedVerbatimTag
        | ErrorKind::MissingTagUri
        | ErrorKind::InvalidTagEscape
        | ErrorKind::InvalidTagUtf8
        | ErrorKind::InvalidTagUtf8LeadingByte
        | ErrorKind::InvalidTagUtf8TrailingByte
        | ErrorKind::InvalidGlobalTagCharacter => {
            (&codes::TAG, "tags are not read", "Remove it; a text that begins with `!` needs quotes.")
        }
        _ if place.byte(place.at) == b',' => {
            (&codes::SYNTAX, "nothing stands in front of the comma", "Remove one comma.")
        }
        _ => (&codes::SYNTAX, "the text cannot be read from here on", "Check quotes, brackets and indentation."),
    };
    generic(problems, place, code, message, help)
}

fn generic(problems: &Problems, place: &Place, code: &'static Code, message: &str, help: &str) -> Diagnostic {
    let rest = place.text.get(place.at..).unwrap_or("");
    // The parser names the start of the text in which it met the tab.
    let at = place.at + if code == &codes::TAB { rest.find('\t').unwrap_or(0) } else { 0 };
    let len = place.text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let range = at..at + len;
    Diagnostic::new(code, problems.span(range), message).label("reading stopped here").help(help)
}
