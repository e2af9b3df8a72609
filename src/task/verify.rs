//! The state of a task: each listed artifact beside what the caller found of it.

use std::fmt;

use super::entry::Sha256;
use super::file::TaskFile;

/// What the caller found of an artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Examined {
    /// There is no such file.
    Missing,
    /// It is there, complete, valid and consistent with everything else.
    Present {
        /// The digest of its bytes.
        sha256: Sha256,
    },
    /// It is there, but not as it should be.
    Invalid {
        /// What is wrong with it, each a sentence of its own.
        problems: Vec<String>,
    },
}

/// The state of one artifact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportLine {
    /// Its path as the task file lists it.
    pub path: String,
    /// What was found of it.
    pub state: Examined,
}

/// The state of a task.
#[derive(Debug, Clone)]
pub struct Report<'t> {
    task: &'t TaskFile,
    lines: Vec<ReportLine>,
}

/// Reports on a task; `examine` says what there is of a path and is asked once for each.
#[must_use]
pub fn verify(task: &TaskFile, mut examine: impl FnMut(&str) -> Examined) -> Report<'_> {
    let lines = task
        .artifacts()
        .iter()
        .map(|artifact| ReportLine { path: artifact.path.clone(), state: examine(&artifact.path) });
    Report { lines: lines.collect(), task }
}

impl<'t> Report<'t> {
    /// The task that was reported on.
    #[must_use]
    pub fn task(&self) -> &'t TaskFile {
        self.task
    }

    /// One line for each artifact, in the order of the task file.
    #[must_use]
    pub fn lines(&self) -> &[ReportLine] {
        &self.lines
    }

    /// Whether every artifact is present.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.lines.iter().all(ReportLine::is_present)
    }
}

impl ReportLine {
    /// Whether the artifact is there as it should be.
    #[must_use]
    pub fn is_present(&self) -> bool {
        matches!(self.state, Examined::Present { .. })
    }
}

impl fmt::Display for ReportLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, state } = self;
        match state {
            Examined::Missing => write!(formatter, "missing  {path}"),
            Examined::Present { .. } => write!(formatter, "present  {path}"),
            Examined::Invalid { problems } => {
                write!(formatter, "invalid  {path}")?;
                for problem in problems {
                    write!(formatter, "\n         {problem}")?;
                }
                Ok(())
            }
        }
    }
}
