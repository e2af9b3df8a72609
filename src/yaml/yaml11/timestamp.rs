//! The dates and times of YAML 1.1.

#![expect(clippy::indexing_slicing, reason = "the length is checked first")]

/// Whether a YAML 1.1 reader takes `plain` for a date or a time.
///
/// Only the form counts: `2001-99-99` is a date to the reader, which then fails.
pub(super) fn matches(plain: &str) -> bool {
    // Nearly all text ends here, before any of the steps below.
    if plain.len() < 10 || plain.as_bytes()[4] != b'-' {
        return false;
    }
    date(plain).is_some_and(str::is_empty) || moment(plain).is_some_and(str::is_empty)
}

/// What follows a date in full width, `2001-12-14`.
fn date(text: &str) -> Option<&str> {
    let text = digits(text, 4, 4)?.strip_prefix('-')?;
    let text = digits(text, 2, 2)?.strip_prefix('-')?;
    digits(text, 2, 2)
}

/// What follows a date with a time of day, `2001-1-4T1:59:43.1 +1:00`.
fn moment(text: &str) -> Option<&str> {
    let text = digits(text, 4, 4)?.strip_prefix('-')?;
    let text = digits(text, 1, 2)?.strip_prefix('-')?;
    let text = separator(digits(text, 1, 2)?)?;
    let text = digits(text, 1, 2)?.strip_prefix(':')?;
    let text = digits(text, 2, 2)?.strip_prefix(':')?;
    let text = fraction(digits(text, 2, 2)?);
    zone(text)
}

/// What follows the `T` or the blanks between a date and its time.
fn separator(text: &str) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(['T', 't']) {
        return Some(rest);
    }
    let rest = text.trim_start_matches([' ', '\t']);
    (rest.len() < text.len()).then_some(rest)
}

/// What follows the fraction of a second, if there is one.
fn fraction(text: &str) -> &str {
    match text.strip_prefix('.') {
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => text,
    }
}

/// What follows the time zone, if there is one.
fn zone(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']);
    if let Some(rest) = text.strip_prefix('Z') {
        return Some(rest);
    }
    let Some(hours) = text.strip_prefix(['+', '-']) else {
        return Some(text);
    };
    let rest = digits(hours, 1, 2)?;
    match rest.strip_prefix(':') {
        Some(minutes) => digits(minutes, 2, 2),
        None => Some(rest),
    }
}

/// What follows between `least` and `most` digits.
fn digits(text: &str, least: usize, most: usize) -> Option<&str> {
    let count = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    text.get(count..)
}
