//! User text made harmless for terminals.

/// A character that stands for another one on a terminal: itself, unless it would steer the terminal or hide.
///
/// It is one for one, so that columns stay what they are. Tabs and line breaks are the caller's business.
pub(super) fn picture(c: char) -> char {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // C1 controls steer terminals as escape sequences do.
        '\u{80}'..='\u{9f}'
        // Marks of direction and breaks of lines rearrange what is read.
        | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        // The rest takes no room at all.
        | '\u{200b}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
        _ => c,
    }
}

/// Text that may run over several lines, such as a message or a remedy.
pub(super) fn paragraph(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let harmless = |c| match c {
        '\n' => c,
        '\t' => ' ',
        _ => picture(c),
    };
    text.trim_end().chars().map(harmless).collect()
}

/// Text that must stay on its line, with line breaks as escapes.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push(' '),
            _ => line.push(picture(c)),
        }
    }
    line
}

/// At most `limit` characters of a text, the last one an ellipsis where more follows.
pub(super) fn shortened(text: &str, limit: usize) -> String {
    if text.chars().nth(limit).is_none() {
        return text.to_owned();
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

/// How many columns a text takes at most: tabs take four, and what is not ASCII may be wide.
pub(super) fn columns(text: &str) -> usize {
    text.chars().map(width).sum()
}

/// How many bytes of a text fit into so many columns.
pub(super) fn fitting(text: &str, columns: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += width(c);
        if used > columns {
            return at;
        }
    }
    text.len()
}

fn width(c: char) -> usize {
    match c {
        '\t' => 4,
        _ if c.is_ascii() => 1,
        _ => 2,
    }
}
