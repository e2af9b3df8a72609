//! How a command that did its work ends.

use std::process::ExitCode;

/// What a command found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// All is well, or there are warnings only.
    Fine,
    /// An error in the blueprint, a difference, something that is incomplete.
    Found,
    /// A file of the blueprint that cannot be read: the work could not be done.
    Unreadable,
}

impl Verdict {
    /// The exit status that says so; status 2 is that of every command that could not do its work.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Fine => ExitCode::SUCCESS,
            Self::Found => ExitCode::from(1),
            Self::Unreadable => ExitCode::from(2),
        }
    }
}
