//! Why a command could not do its work: usage, input and output, a refusal to overwrite.

use groundplan::blueprint::image_lines::EditError;
use groundplan::diagnostics::suggest::nearest;
use groundplan::output::OutputError;
use groundplan::project::ProjectError;
use groundplan::task::TaskError;
use groundplan::tree::{PathError, ReadError, WriteError};
use std::fmt;

/// The most names that are worth listing.
const MOST_NAMES: usize = 20;

/// A failure with what to do about it; it ends the program with status 2.
#[derive(Debug, PartialEq, Eq)]
pub struct Failure {
    message: String,
    help: Option<String>,
}

impl Failure {
    /// A failure, in one sentence without a full stop.
    pub fn new(message: impl fmt::Display) -> Self {
        Self { message: message.to_string(), help: None }
    }

    /// Says what to do about it.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A name that is not among those that there are.
    pub fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let names: Vec<&str> = known.clone().into_iter().collect();
        let failure = Self::new(format!("there is no {what} `{name}`"));
        match nearest(name, known) {
            Some(meant) => failure.help(format!("did you mean `{meant}`?")),
            None if names.is_empty() => failure,
            None if names.len() > MOST_NAMES => failure,
            None => failure.help(format!("there is {}", names.join(", "))),
        }
    }

    /// What went wrong.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    pub fn remedy(&self) -> Option<&str> {
        self.help.as_deref()
    }
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        Self::new(&error).help(error.help())
    }
}

/// Errors that say themselves what to do.
macro_rules! plain {
    ($($error:ty),*) => { $(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::new(error)
            }
        }
    )* };
}

plain!(EditError, OutputError, PathError, ReadError, TaskError, WriteError);
