//! The report of all problems that a command found.

use super::arguments::Deny;
use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use groundplan::diagnostics::codes::{Code, architecture::NO_SUCH_FILE, files};
use groundplan::diagnostics::conceal::concealed;
use groundplan::diagnostics::render::{Format, Options, render};
use groundplan::diagnostics::{Diagnostic, Severity, Sink};
use groundplan::source::Sources;

/// How many problems there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All of them, notes included.
    pub all: usize,
    errors: usize,
    warnings: usize,
    /// Errors that no other text of the blueprint would mend: a file cannot be read.
    unreadable: usize,
}

impl Tally {
    /// What they come to.
    pub fn verdict(self, deny: Option<Deny>) -> Verdict {
        let denied = deny == Some(Deny::Warnings) && self.warnings > 0;
        match self {
            Self { unreadable: 1.., .. } => Verdict::Unreadable,
            Self { errors: 1.., .. } => Verdict::Found,
            _ if denied => Verdict::Found,
            _ => Verdict::Fine,
        }
    }
}

/// Where problems for programs go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stdout {
    /// It is free for them.
    Free,
    /// The command itself writes there.
    Taken,
}

/// Writes all problems down.
pub fn report(
    sink: Sink,
    sources: &Sources,
    format: Format,
    stdout: Stdout,
    console: &Console,
) -> Result<Tally, Failure> {
    let (found, masked) = concealed(sink.into_sorted(), sources);
    let options = Options { color: console.colored(), ..Options::default() };
    let mut text = render(&found, &masked, format, &options);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    match (format, stdout) {
        (Format::Json | Format::Sarif, Stdout::Free) => console.print(text)?,
        _ => console.tell(text),
    }
    Ok(tally(&found))
}

/// Whether a code says that a file cannot be read: one of the blueprint, or one that a component takes in.
fn is_unreadable(code: &Code) -> bool {
    files::ALL.iter().any(|file| file.id == code.id) || code.id == NO_SUCH_FILE.id
}

fn tally(found: &[Diagnostic]) -> Tally {
    let count = |severity| found.iter().filter(|problem| problem.severity() == severity).count();
    let unreadable = found.iter().filter(|problem| is_unreadable(problem.code)).count();
    Tally { all: found.len(), errors: count(Severity::Error), warnings: count(Severity::Warning), unreadable }
}
