//! What is not closed yet while a tree is built.

use crate::yaml::node::{Entry, Key, Node};
use granit_parser::ScalarStyle;
use std::collections::HashMap;
use std::ops::Range;

/// A list or mapping that is not closed yet.
pub(super) struct Frame {
    /// Where it begins.
    pub(super) start: usize,
    /// Behind its last value so far.
    pub(super) end: usize,
    /// Whether it is written in brackets or braces.
    pub(super) flow: bool,
    /// How many problems there were before it.
    pub(super) problems: usize,
    /// What it holds so far.
    pub(super) body: Body,
}

/// The content of a [`Frame`].
pub(super) enum Body {
    List(Vec<Node>),
    Map(MapBody),
}

/// The content of a mapping that is not closed yet.
#[derive(Default)]
pub(super) struct MapBody {
    pub(super) entries: Vec<Entry>,
    /// Keys with their places among the entries; not yet filled while there are few.
    seen: HashMap<String, usize>,
    pub(super) pending: Option<Pending>,
    /// Where the last value is written.
    pub(super) last_value: Range<usize>,
    /// Keys in front of this belong to a problem that is told already.
    pub(super) told_to: usize,
    /// Whether a key without colon and value was told; there is one cause for all of them.
    pub(super) bare_key_told: bool,
}

impl MapBody {
    /// The place of a key among the entries.
    pub(super) fn first(&mut self, key: &str) -> Option<usize> {
        // Most mappings are so small that looking through them takes less than keeping a table.
        if self.entries.len() <= 16 {
            return self.entries.iter().position(|entry| entry.key.text == key);
        }
        for (at, entry) in self.entries.iter().enumerate().skip(self.seen.len()) {
            self.seen.insert(entry.key.text.clone(), at);
        }
        self.seen.get(key).copied()
    }
}

/// A key that waits for its value.
pub(super) struct Pending {
    pub(super) key: Key,
    pub(super) range: Range<usize>,
    /// Whether a problem was told about it, so that its value is not looked at.
    pub(super) told: bool,
}

/// A scalar as the parser gives it, with its place as people see it.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) style: ScalarStyle,
    pub(super) range: Range<usize>,
    /// Whether it has a tag or an anchor, about which a problem is told already.
    pub(super) marked: bool,
}

impl Word {
    /// Whether nothing is written at all; the parser gives such a value the text `~`.
    pub(super) fn is_nothing(&self) -> bool {
        self.style == ScalarStyle::Plain && self.range.is_empty()
    }
}
