//! Lines of a text with their place in it.

/// A line without its line ending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// Counted from 1.
    pub number: usize,
    /// The byte offset of `text` in the whole.
    pub start: usize,
    /// The line without `\n` or `\r\n`, and without a byte order mark.
    pub text: &'t str,
}

impl Line<'_> {
    /// The number of blanks before the first other character; a tab counts as four.
    pub fn indent(&self) -> usize {
        self.text
            .chars()
            .map_while(|letter| match letter {
                ' ' => Some(1),
                '\t' => Some(4),
                _ => None,
            })
            .sum()
    }

    /// Whether there is nothing but blanks.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// All lines of a text.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for (index, whole) in text.split_inclusive('\n').enumerate() {
        let unmarked = match index {
            0 => whole.strip_prefix('\u{feff}').unwrap_or(whole),
            _ => whole,
        };
        lines.push(Line {
            number: index + 1,
            start: start + whole.len() - unmarked.len(),
            text: without_ending(unmarked),
        });
        start += whole.len();
    }
    lines
}

fn without_ending(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}
