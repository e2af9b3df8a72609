//! The page that facts are written on.

use crate::source::{Origin, Sourced, Sources};
use std::fmt::{Display, Write as _};

/// Text under construction.
pub(super) struct Page<'a> {
    text: String,
    sources: &'a Sources,
}

impl<'a> Page<'a> {
    /// An empty page.
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { text: String::new(), sources }
    }

    /// A heading over more deeply indented lines.
    pub(super) fn head(&mut self, level: usize, key: &str, empty: bool) {
        let rest = if empty { " {}" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{:indent$}{key}:{rest}", "", indent = 2 * level);
    }

    /// A fact, with where it comes from.
    pub(super) fn line(&mut self, level: usize, key: &str, value: impl Display, origin: Option<&Origin>) {
        let shown = value.to_string();
        let value = shown.escape_debug().to_string().replace("\\\"", "\"").replace("\\'", "'");
        let _ = write!(self.text, "{:indent$}{key}: {value}", "", indent = 2 * level);
        if let Some(origin) = origin {
            let _ = write!(self.text, "  # {}", self.place(origin));
        }
        self.text.push('\n');
    }

    /// A fact with its origin, and all that it was written over, where there is one.
    pub(super) fn sourced<T: Display>(&mut self, level: usize, key: &str, fact: Option<&Sourced<T>>) {
        let Some(fact) = fact else { return };
        self.line(level, key, &fact.value, Some(&fact.origin));
        if fact.overridden.is_empty() {
            return;
        }
        let chain: Vec<String> = fact.overridden.iter().rev().map(|origin| self.place(origin)).collect();
        // The line is there already; what was written over follows behind its place.
        self.text.pop();
        let _ = writeln!(self.text, ", over {}", chain.join(", over "));
    }

    /// The whole page.
    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn place(&self, origin: &Origin) -> String {
        match origin {
            Origin::Written(span) => self.sources.location(*span).to_string(),
            Origin::Engine(why) => format!("engine: {why}"),
            Origin::Default(why) => format!("default: {why}"),
        }
    }
}
