//! Questions about lines, blanks and comments of a text.

#![expect(clippy::indexing_slicing, reason = "offsets come from the parser or from searches in the same text")]

use std::ops::Range;

/// The range of the line that an offset lies in, without its line break.
pub(super) fn line(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let bytes = text.as_bytes();
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |found| found + 1);
    let end = bytes[at..].iter().position(|&byte| byte == b'\n').map_or(text.len(), |found| at + found);
    let end = if end > start && bytes[end - 1] == b'\r' { end - 1 } else { end };
    start..end.max(start)
}

/// Whether two offsets lie on the same line.
pub(super) fn same_line(text: &str, one: usize, other: usize) -> bool {
    let (from, to) = (one.min(other), one.max(other));
    text.as_bytes().get(from..to).is_some_and(|between| !between.contains(&b'\n'))
}

/// The range without blanks and line breaks at its end.
pub(super) fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let kept = text.get(range.clone()).map_or(0, |inside| inside.trim_end_matches([' ', '\t', '\r', '\n']).len());
    range.start..range.start + kept
}

/// Where the comment begins in a stretch of one line that holds no quoted text.
pub(super) fn comment(stretch: &str) -> Option<usize> {
    let bytes = stretch.as_bytes();
    (0..bytes.len()).find(|&at| bytes[at] == b'#' && (at == 0 || matches!(bytes[at - 1], b' ' | b'\t' | b'\n')))
}

/// The first byte between two tokens, outside comments, that `wanted` accepts (given the bytes around it).
pub(super) fn between(text: &str, gap: Range<usize>, wanted: impl Fn(u8, u8, u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let near = |at: Option<usize>| at.and_then(|at| bytes.get(at)).copied().unwrap_or(b'\n');
    let mut in_comment = false;
    for at in gap {
        let (before, byte, after) = (near(at.checked_sub(1)), near(Some(at)), near(Some(at + 1)));
        match byte {
            b'\n' => in_comment = false,
            b'#' if matches!(before, b' ' | b'\t' | b'\n') => in_comment = true,
            _ if !in_comment && wanted(before, byte, after) => return Some(at),
            _ => {}
        }
    }
    None
}

/// A value without quotes as its author sees it: to the end of the line, or inside brackets to the next separator.
/// References such as `${a}`, and other brackets right behind a character of the text, are passed over whole.
pub(super) fn value(text: &str, start: usize, flow: bool) -> Range<usize> {
    let end = line(text, start).end;
    let stretch = text.get(start..end).unwrap_or("");
    let mut stop = comment(stretch).filter(|&at| at > 0).unwrap_or(stretch.len());
    if flow {
        let mut depth = 0_usize;
        let mut last = ' ';
        for (at, char) in stretch.char_indices().take_while(|(at, _)| *at < stop) {
            match char {
                '{' | '[' if last != ' ' || depth > 0 => depth += 1,
                '}' | ']' if depth > 0 => depth -= 1,
                ',' | '[' | ']' | '{' | '}' if depth == 0 => {
                    stop = at;
                    break;
                }
                _ => {}
            }
            last = char;
        }
    }
    trimmed(text, start..start + stop)
}

/// A text in quotes, double ones if it needs no escapes in them.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) { format!("'{}'", text.replace('\'', "''")) } else { format!("\"{text}\"") }
}

/// A text as messages quote it: its first line, shortened.
pub(super) fn excerpt(text: &str) -> String {
    let first = text.lines().next().unwrap_or("");
    let mut short: String = first.chars().take(40).collect();
    if short.len() < text.trim_end().len() {
        short.push('…');
    }
    short
}
