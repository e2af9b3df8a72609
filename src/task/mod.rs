//! The task record: whether a planning task's documents are delivered, and the marks that say so.
//!
//! A task is a Markdown file that lists its output artifacts, beside two JSON files that hold the
//! state of the whole project. [`TaskFile::read`] reads the first, [`verify()`] sets what the
//! caller found on disk beside what is listed, and [`complete()`] computes the three edited texts.
//!
//! Architecture invariant: nothing here reads a file, a clock or the environment, and nothing
//! prints. Texts come in and texts go out; the caller writes all of them or none.
//!
//! Architecture invariant: the three files belong to someone else. They are edited by span and
//! never written anew from a parsed form, so that every byte that is not a mark stays.

mod artifact_line;
mod complete;
mod conflict;
mod entry;
mod error;
mod file;
mod front_matter;
mod item;
mod json;
mod lines;
mod mark;
mod outline;
mod status;
mod timestamp;
mod verify;

#[cfg(test)]
mod tests;

pub use complete::{DNA_KEY, Document, DocumentProblem, Edits, Refusal, STEP_KEY, Texts, complete};
pub use conflict::Conflict;
pub use entry::{Entry, RecordedArtifact, SUCCEEDED, Sha256};
pub use error::{JsonProblem, Position, TaskError, TimeProblem};
pub use file::{Artifact, Listing, SelfCheck, TaskFile};
pub use mark::complete_task_text;
pub use status::{set_task_status, task_status};
pub use timestamp::Timestamp;
pub use verify::{Examined, Report, ReportLine, verify};
