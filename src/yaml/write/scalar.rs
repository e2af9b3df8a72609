//! The form of a text: bare, quoted or as a block.

#![expect(clippy::indexing_slicing, reason = "offsets come from a search in the same text")]

use super::block;
use super::class::{self, BREAK, COLON, ESCAPE, HASH, QUOTE, SPACE, TAB};
use super::place::Place;
use crate::yaml::yaml11::{Reading, reading};

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As it is.
    Plain,
    /// In single quotes, where only the quote itself is doubled.
    Single,
    /// In double quotes, with escapes.
    Double,
    /// As a literal block, a line for each of its lines.
    Block,
}

/// Writes `text` as the value at `place`, with the line break after it.
pub(super) fn write_value(out: &mut Vec<u8>, text: &str, place: Place) {
    place.write_gap(out);
    match style(text) {
        Style::Block if block::fits(text, place) => return block::write(out, text, place),
        Style::Block => write_double(out, text),
        style => write_line(out, text, style),
    }
    out.push(b'\n');
}

/// Writes `text` as a mapping key, always on one line.
pub(super) fn write_key(out: &mut Vec<u8>, text: &str) {
    match style(text) {
        Style::Block => write_double(out, text),
        style => write_line(out, text, style),
    }
}

/// Writes `text` in one of the styles that take one line.
fn write_line(out: &mut Vec<u8>, text: &str, style: Style) {
    match style {
        Style::Plain => out.extend_from_slice(text.as_bytes()),
        Style::Single => write_single(out, text),
        Style::Double | Style::Block => write_double(out, text),
    }
}

/// The most readable style that every reader takes back as the same text.
fn style(text: &str) -> Style {
    let seen = class::of(text);
    if seen & ESCAPE != 0 {
        Style::Double
    } else if seen & BREAK != 0 {
        Style::Block
    } else if seen & TAB != 0 {
        Style::Double
    } else if seen & QUOTE == 0 && starts_plain(text) && stays_plain(text, seen) && reading(text) == Reading::Text {
        Style::Plain
    } else {
        Style::Single
    }
}

/// Whether the start of `text` can be the start of a plain scalar.
fn starts_plain(text: &str) -> bool {
    match text.as_bytes() {
        [] | [b'-'] | [b'-', b' ', ..] => false,
        // In the first column, three dashes or points end a document.
        start if start.starts_with(b"---") || start.starts_with(b"...") => false,
        [first, ..] => !matches!(
            first,
            b' ' | b'?'
                | b':'
                | b','
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'#'
                | b'&'
                | b'*'
                | b'!'
                | b'|'
                | b'>'
                | b'\''
                | b'"'
                | b'%'
                | b'@'
                | b'`'
        ),
    }
}

/// Whether `text`, in which the classes `seen` occur, is a plain scalar to its end.
fn stays_plain(text: &str, seen: u8) -> bool {
    if seen & (SPACE | COLON | HASH) == 0 {
        return true;
    }
    let ends_early = |pair: &[u8]| pair == b": " || pair == b" #";
    let pairs_possible = seen & SPACE != 0 && seen & (COLON | HASH) != 0;
    let ended = pairs_possible && text.as_bytes().windows(2).any(ends_early);
    !ended && !text.ends_with([' ', ':'])
}

/// Writes `text` in single quotes.
fn write_single(out: &mut Vec<u8>, text: &str) {
    out.push(b'\'');
    let mut parts = text.split('\'');
    out.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        out.extend_from_slice(b"''");
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'\'');
}

/// Writes `text` in double quotes.
fn write_double(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let mut clean = 0;
    for (at, c) in text.char_indices() {
        if matches!(c, '"' | '\\') || class::must_escape(c) {
            out.extend_from_slice(&text.as_bytes()[clean..at]);
            write_escape(out, c);
            clean = at + c.len_utf8();
        }
    }
    out.extend_from_slice(&text.as_bytes()[clean..]);
    out.push(b'"');
}

/// Writes the escape of `c`: those that JSON shares, as far as they reach.
fn write_escape(out: &mut Vec<u8>, c: char) {
    let short = match c {
        '"' | '\\' => c,
        '\t' => 't',
        '\n' => 'n',
        '\r' => 'r',
        '\u{8}' => 'b',
        '\u{C}' => 'f',
        _ => return write_code(out, u32::from(c)),
    };
    out.extend([b'\\', u8::try_from(short).unwrap_or(b'?')]);
}

/// Writes the escape of the character with this code.
fn write_code(out: &mut Vec<u8>, code: u32) {
    let escape = match code {
        0..=0xFFFF => format!("\\u{code:04X}"),
        _ => format!("\\U{code:08X}"),
    };
    out.extend_from_slice(escape.as_bytes());
}
