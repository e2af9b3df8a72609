//! The classes of characters that decide how a text is written.

#![expect(clippy::indexing_slicing, reason = "the table has 256 entries and is indexed by bytes")]

/// A line break: the text needs a block, or an escape.
pub(super) const BREAK: u8 = 1;
/// A character that can only be written as an escape.
pub(super) const ESCAPE: u8 = 1 << 1;
/// A tab: as it is in a block, as an escape elsewhere.
pub(super) const TAB: u8 = 1 << 2;
/// A part of a character beyond ASCII: [`of_wide`] tells more.
pub(super) const WIDE: u8 = 1 << 3;
/// A space: it ends a plain scalar after a colon and before a hash.
pub(super) const SPACE: u8 = 1 << 4;
/// A colon: it ends a plain scalar before a space and at the end.
pub(super) const COLON: u8 = 1 << 5;
/// A hash: it starts a comment after a space.
pub(super) const HASH: u8 = 1 << 6;
/// A character that is written as it is, but in quotes.
pub(super) const QUOTE: u8 = 1 << 7;

/// The class of each byte.
static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x20 || byte == 0x7F {
            table[byte] = ESCAPE;
        } else if byte > 0x7F {
            table[byte] = WIDE;
        }
        byte += 1;
    }
    table[b'\n' as usize] = BREAK;
    table[b'\t' as usize] = TAB;
    table[b' ' as usize] = SPACE;
    table[b':' as usize] = COLON;
    table[b'#' as usize] = HASH;
    table
}

/// All the classes that occur in `text`, together.
pub(super) fn of(text: &str) -> u8 {
    let seen = text.bytes().fold(0, |seen, byte| seen | CLASS[usize::from(byte)]);
    if seen & WIDE == 0 { seen } else { seen | of_wide(text) }
}

/// The classes that the characters of `text` beyond ASCII add.
fn of_wide(text: &str) -> u8 {
    let class = |c: char| match c {
        '\0'..='\u{7F}' => 0,
        _ if must_escape(c) => ESCAPE,
        // Blanks other than the ASCII space, joiners, and all that readers of
        // the first YAML versions did not know: quotes show where they start and end.
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200D}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{10000}'.. => QUOTE,
        _ => 0,
    };
    text.chars().fold(0, |seen, c| seen | class(c))
}

/// Whether `c` may not stand in the output as it is.
///
/// These are the characters that YAML forbids, those that some readers take for
/// line breaks or byte order marks, and those that are invisible or turn the
/// direction of writing, and so could hide a part of the text from a reviewer.
/// The joiners U+200C and U+200D stay, because scripts and emoji need them.
pub(super) fn must_escape(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}'
        | '\u{7F}'..='\u{9F}'
        | '\u{AD}'
        | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{E0000}'..='\u{E007F}')
}
