//! Problems as values: code, place, cause, remedy; collected in a [`Sink`], rendered elsewhere.

pub mod codes;
pub mod conceal;
mod families;
pub mod reference;
pub mod render;
mod sink;
pub mod suggest;

pub use codes::Code;
pub use sink::Sink;

use crate::source::Span;
use std::collections::BTreeSet;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing is built.
    Error,
    /// Built, but somebody should look.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word that messages begin with.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A second place that belongs to a problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What stands there.
    pub label: String,
}

/// Text that would mend the problem when put in place of a span.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What is replaced; an empty span inserts.
    pub span: Span,
    /// What stands there afterwards.
    pub replacement: String,
}

/// One problem, in the user's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which rule was broken.
    pub code: &'static Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// Where; `None` only where no text is at fault (an empty directory, a missing file).
    pub span: Option<Span>,
    /// What is to be seen at the place, in a few words; may be empty.
    pub label: String,
    /// Other places that belong to the problem.
    pub related: Vec<Related>,
    /// What to write instead, a sentence each.
    pub help: Vec<String>,
    /// The corrected text, where it is known.
    pub fix: Option<Fix>,
    /// The environments in which the problem occurs; empty when it does not depend on one.
    pub environments: BTreeSet<String>,
    /// Text that must not be printed: secret values.
    pub hidden: Vec<Span>,
    /// Whether it is only a warning here: a standard says how bad it is to break one of its rules.
    pub mild: bool,
}

impl Diagnostic {
    /// A problem at a place.
    #[must_use]
    pub fn new(code: &'static Code, span: Span, message: impl Into<String>) -> Self {
        Self { span: Some(span), ..Self::nowhere(code, message) }
    }

    /// A problem that no written text is the cause of.
    #[must_use]
    pub fn nowhere(code: &'static Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span: None,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
            fix: None,
            environments: BTreeSet::new(),
            hidden: Vec::new(),
            mild: false,
        }
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(&self) -> Severity {
        if self.mild { self.code.severity.max(Severity::Warning) } else { self.code.severity }
    }

    /// The same as a warning.
    #[must_use]
    pub fn as_warning(mut self) -> Self {
        self.mild = true;
        self
    }

    /// Says what is to be seen at the place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related { span, label: label.into() });
        self
    }

    /// Adds the corrected text.
    #[must_use]
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Self {
        self.fix = Some(Fix { span, replacement: replacement.into() });
        self
    }
}
