//! The tree of a YAML file: texts, lists and mappings, each with its place.

use crate::source::Span;

/// One value with the place where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// From the first to the last character of the value, quotes and brackets included.
    pub span: Span,
    /// The value itself.
    pub kind: Kind,
}

/// What a value can be; numbers and switches are texts until somebody asks for a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// As a block behind `|` or `>`.
    Block,
}

/// A text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text without quotes and with its escapes resolved; on one line and plain, exactly what is written.
    pub text: String,
    /// How it is written.
    pub style: Style,
}

/// A mapping, in the order in which it is written; its keys are distinct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map {
    /// The entries.
    pub entries: Vec<Entry>,
    /// Whether it is written in braces.
    pub flow: bool,
}

/// One key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// The key of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key without quotes.
    pub text: String,
    /// Where it is written, quotes included.
    pub span: Span,
}

impl Node {
    /// What the value is, in the words of messages.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self.kind {
            Kind::Scalar(_) => "a text",
            Kind::List(_) => "a list",
            Kind::Map(_) => "a mapping",
        }
    }

    /// Whether the value is a literal `~` without quotes, which removes.
    #[must_use]
    pub fn is_tilde(&self) -> bool {
        matches!(&self.kind, Kind::Scalar(scalar) if scalar.style == Style::Plain && scalar.text == "~")
    }
}
