//! A list item and its check box.

use super::lines::Line;

/// A list item, without the lines that continue it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'t> {
    /// The line it is in.
    pub line: usize,
    /// Blanks before its bullet or number.
    pub indent: usize,
    /// Whether it has a number and not a bullet.
    pub ordered: bool,
    /// Its check box.
    pub check_box: Option<CheckBox>,
    /// What follows, without blanks at the ends.
    pub text: &'t str,
    /// The byte offset of `text` in the file.
    pub start: usize,
}

/// A check box, `[ ]` or `[x]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct CheckBox {
    /// The byte offset of the character between the brackets, which is ASCII.
    pub at: usize,
    /// Whether it is ticked.
    pub ticked: bool,
}

impl<'t> Item<'t> {
    /// The item that a line begins.
    pub fn of(line: &Line<'t>) -> Option<Self> {
        let trimmed = line.text.trim_start();
        let (ordered, after_marker) = after_bullet(trimmed)
            .map(|rest| (false, rest))
            .or_else(|| after_number(trimmed).map(|rest| (true, rest)))?;
        if !after_marker.starts_with([' ', '\t']) {
            return None;
        }
        let content = after_marker.trim_start();
        let offset = |rest: &str| line.start + line.text.len() - rest.len();
        let (check_box, text) = match ticked(content) {
            Some((ticked, rest)) => {
                let at = offset(content) + 1;
                (Some(CheckBox { at, ticked }), rest.trim_start())
            }
            None => (None, content),
        };
        Some(Self {
            line: line.number,
            indent: line.indent(),
            ordered,
            check_box,
            text: text.trim_end(),
            start: offset(text),
        })
    }

    /// What the item is called if it opens a section: its bold beginning, else the whole of it.
    pub fn label(&self) -> &'t str {
        ["**", "__"]
            .iter()
            .find_map(|mark| {
                let (label, _) = self.text.strip_prefix(mark)?.split_once(mark)?;
                Some(label)
            })
            .unwrap_or(self.text)
    }
}

fn after_bullet(text: &str) -> Option<&str> {
    text.strip_prefix(['-', '*', '+'])
}

fn after_number(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches(|letter: char| letter.is_ascii_digit());
    if rest.len() == text.len() {
        return None;
    }
    rest.strip_prefix(['.', ')'])
}

fn ticked(content: &str) -> Option<(bool, &str)> {
    [("[ ]", false), ("[x]", true), ("[X]", true)].iter().find_map(|(shape, ticked)| {
        let rest = content.strip_prefix(shape)?;
        let ends = rest.is_empty() || rest.starts_with([' ', '\t']);
        ends.then_some((*ticked, rest))
    })
}
