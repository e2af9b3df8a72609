//! Literal blocks: texts of several lines, written line by line.

use super::place::{Place, STEP, write_spaces};

/// Whether `text`, of printable characters, tabs and line breaks, can be a block here.
pub(super) fn fits(text: &str, place: Place) -> bool {
    // Text of blanks alone would be a block in which nothing can be seen, and
    // readers differ over the indentation indicator of a block at the top.
    let visible = text.bytes().any(|b| !matches!(b, b' ' | b'\t' | b'\n'));
    visible && (place != Place::Top || !needs_indicator(text))
}

/// Writes `text` as a literal block, with the line break after it.
pub(super) fn write(out: &mut Vec<u8>, text: &str, place: Place) {
    write_header(out, text);
    let column = place.block_column();
    for line in text.split_inclusive('\n') {
        // An empty line stays empty; a line of blanks alone is content.
        if line != "\n" {
            write_spaces(out, column);
        }
        out.extend_from_slice(line.as_bytes());
    }
    if !text.ends_with('\n') {
        out.push(b'\n');
    }
}

/// Writes the line that announces the block and tells how it starts and ends.
fn write_header(out: &mut Vec<u8>, text: &str) {
    out.push(b'|');
    if needs_indicator(text) {
        out.extend(u8::try_from(STEP).map(|step| b'0' + step));
    }
    if !text.ends_with('\n') {
        out.push(b'-');
    } else if text.ends_with("\n\n") {
        out.push(b'+');
    }
    out.push(b'\n');
}

/// Whether a reader could not find the indentation from the first line by itself.
fn needs_indicator(text: &str) -> bool {
    text.starts_with([' ', '\t', '\n'])
}
