//! Characters that no text may have: controls, and what is invisible or turns the direction of writing.

#![expect(clippy::indexing_slicing, reason = "the table has 256 entries and is indexed by bytes")]

use super::frame::Word;
use super::layout;
use super::problems::Problems;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::yaml as codes;
use std::borrow::Cow;
use std::ops::Range;

/// Why a character is refused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Control,
    Invisible,
}

/// Reports the refused characters of a text, once a line, and puts harmless ones of the same length in their place, so
/// that all offsets stay and reading can go on.
pub(super) fn mask<'a>(problems: &mut Problems<'a>) -> Cow<'a, str> {
    let text = problems.text;
    if text.bytes().all(|byte| matches!(byte, b'\t' | b'\n' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut masked: Option<Vec<u8>> = None;
    let mut reported_to = 0;
    for (at, char) in text.char_indices() {
        let Some(fault) = fault(char).filter(|_| !is_line_break(text, at, char)) else { continue };
        let range = at..at + char.len_utf8();
        if at >= reported_to {
            let line = layout::line(text, at);
            problems.add(written(problems, range.clone(), char, fault));
            problems.taint(line.clone());
            reported_to = line.end.max(range.end);
        }
        let stand_in = if touches_text(text, &range) { b'_' } else { b' ' };
        masked.get_or_insert_with(|| text.as_bytes().to_vec())[range].fill(stand_in);
    }
    masked.and_then(|bytes| String::from_utf8(bytes).ok()).map_or(Cow::Borrowed(text), Cow::Owned)
}

/// Whether a text has a character that is refused.
pub(super) fn has_refused(text: &str) -> bool {
    text.chars().any(|char| fault(char).is_some())
}

/// Reports the escapes in a text in double quotes that stand for refused characters.
pub(super) fn check_escapes(problems: &mut Problems, word: &Word) {
    let range = word.range.clone();
    let raw = problems.written(range.clone());
    let mut at = 0;
    let mut found = false;
    while let Some(escape) = next_escape(raw, at) {
        at = escape.range.end;
        if let Some((char, fault)) = escape.char.and_then(|char| Some((char, fault(char)?))) {
            found = true;
            let place = range.start + escape.range.start..range.start + escape.range.end;
            problems.add(escaped(problems, place, char, fault));
        }
    }
    let pair = word.text.chars().find_map(|char| Some((char, fault(char)?)));
    if let Some((char, fault)) = pair.filter(|_| !found) {
        problems.add(escaped(problems, range, char, fault));
    }
}

/// One escape of a text in double quotes.
pub(super) struct Escape {
    /// From the backslash to its end.
    pub(super) range: Range<usize>,
    /// What it stands for; nothing for a line break, one half of a pair, and what is no escape.
    pub(super) char: Option<char>,
    /// Whether YAML knows it.
    pub(super) known: bool,
}

/// The next escape from an offset on.
pub(super) fn next_escape(raw: &str, from: usize) -> Option<Escape> {
    let start = from + raw.get(from..)?.find('\\')?;
    let letter = raw.get(start + 1..)?.chars().next()?;
    let digits = match letter {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return Some(short_escape(start, letter)),
    };
    let hex: String = raw.get(start + 2..)?.chars().take(digits).take_while(char::is_ascii_hexdigit).collect();
    let number = u32::from_str_radix(&hex, 16).ok();
    // Halves of a surrogate pair are no characters, but two of them together are.
    let known = hex.len() == digits && number.is_some_and(|number| number <= 0x0010_ffff);
    Some(Escape { range: start..start + 2 + hex.len(), char: number.and_then(char::from_u32), known })
}

fn short_escape(start: usize, letter: char) -> Escape {
    let char = match letter {
        '0' => Some('\0'),
        'a' => Some('\u{7}'),
        'b' => Some('\u{8}'),
        'v' => Some('\u{b}'),
        'f' => Some('\u{c}'),
        'r' => Some('\r'),
        'e' => Some('\u{1b}'),
        'N' => Some('\u{85}'),
        'L' => Some('\u{2028}'),
        'P' => Some('\u{2029}'),
        _ => None,
    };
    let known = char.is_some() || "tn \t\"/\\_\r\n".contains(letter);
    Escape { range: start..start + 1 + letter.len_utf8(), char, known }
}

fn fault(char: char) -> Option<Fault> {
    match char {
        '\t' | '\n' => None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}' => {
            Some(Fault::Control)
        }
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'
        | '\u{1160}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => Some(Fault::Invisible),
        _ => None,
    }
}

fn is_line_break(text: &str, at: usize, char: char) -> bool {
    char == '\r' && text.as_bytes().get(at + 1) == Some(&b'\n')
}

fn touches_text(text: &str, range: &Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let is_text = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(|byte| *byte > b' ' && *byte != 0x7f);
    is_text(range.start.checked_sub(1)) || is_text(Some(range.end))
}

fn written(problems: &Problems, range: Range<usize>, char: char, fault: Fault) -> Diagnostic {
    let span = problems.span(range);
    let subject = subject(char, fault);
    let (code, help) = match (char, fault) {
        ('\r', _) => (&codes::CONTROL_CHARACTER, "End lines with a line feed, or with carriage return and line feed."),
        (_, Fault::Control) => (&codes::CONTROL_CHARACTER, "Remove it."),
        (_, Fault::Invisible) => (&codes::INVISIBLE_CHARACTER, "Remove it; it often comes along when text is copied."),
    };
    let problem = Diagnostic::new(code, span, format!("the text has {subject}")).label("it stands here").help(help);
    if char == '\r' { problem.fix(span, "\n") } else { problem.fix(span, "") }
}

fn escaped(problems: &Problems, range: Range<usize>, char: char, fault: Fault) -> Diagnostic {
    let span = problems.span(range.clone());
    let code = if fault == Fault::Control { &codes::CONTROL_CHARACTER } else { &codes::INVISIBLE_CHARACTER };
    let escape = layout::excerpt(problems.written(range));
    Diagnostic::new(code, span, format!("`{escape}` stands for {}", subject(char, fault)))
        .label("not allowed in a text")
        .help("Leave it out; only tabs and line breaks are allowed.")
}

fn subject(char: char, fault: Fault) -> String {
    let number = u32::from(char);
    match (char, fault) {
        ('\r', _) => "a carriage return without a line feed".to_owned(),
        (_, Fault::Control) => format!("the control character U+{number:04X}"),
        (_, Fault::Invisible) => format!("the invisible character U+{number:04X}"),
    }
}
