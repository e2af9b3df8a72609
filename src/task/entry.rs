//! What is recorded of a completed task: its status, its time, its artifacts by digest.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;

use super::error::TaskError;
use super::json::Node;
use super::timestamp::Timestamp;

/// The only status that is ever recorded.
pub const SUCCEEDED: &str = "SUCCEEDED";

/// The record of one task in a state file; its status is [`SUCCEEDED`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When the task was completed.
    pub completed_at: Timestamp,
    /// The artifacts that completed it, in the order of the task file.
    pub artifacts: Vec<RecordedArtifact>,
}

/// An artifact by the bytes it had when the task was completed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordedArtifact {
    /// Its path as the task file lists it.
    pub path: String,
    /// The digest of its bytes.
    pub sha256: Sha256,
}

/// A SHA-256 digest in lowercase hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256(String);

impl Sha256 {
    /// The 64 digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sha256 {
    type Err = TaskError;

    /// Reads 64 hexadecimal digits of either case.
    ///
    /// # Errors
    ///
    /// [`TaskError::Digest`] for anything else.
    fn from_str(text: &str) -> Result<Self, TaskError> {
        if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        Err(TaskError::Digest { text: text.to_owned() })
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The form in which an entry stands in a state file.
#[derive(Deserialize)]
struct Written {
    status: String,
    #[serde(rename = "completedAt")]
    completed_at: String,
    artifacts: Vec<WrittenArtifact>,
}

#[derive(Deserialize)]
struct WrittenArtifact {
    path: String,
    sha256: String,
}

impl Entry {
    /// The entry that a JSON value says, if it says a complete and successful one.
    pub(super) fn read(value: &str) -> Option<Self> {
        let written: Written = serde_json::from_str(value).ok()?;
        if written.status != SUCCEEDED {
            return None;
        }
        let artifacts = written
            .artifacts
            .into_iter()
            .map(|artifact| Some(RecordedArtifact { path: artifact.path, sha256: artifact.sha256.parse().ok()? }));
        Some(Self {
            completed_at: Timestamp::parse(&written.completed_at).ok()?,
            artifacts: artifacts.collect::<Option<_>>()?,
        })
    }

    /// Whether two entries record the same bytes, whenever and in whatever order.
    pub(super) fn same_artifacts(&self, other: &Self) -> bool {
        let sorted = |entry: &Self| {
            let mut artifacts = entry.artifacts.clone();
            artifacts.sort();
            artifacts
        };
        sorted(self) == sorted(other)
    }

    /// The value to be written.
    pub(super) fn node(&self) -> Node<'_> {
        let artifacts = self.artifacts.iter().map(|artifact| {
            Node::Map(vec![("path", Node::Text(&artifact.path)), ("sha256", Node::Text(artifact.sha256.as_str()))])
        });
        Node::Map(vec![
            ("status", Node::Text(SUCCEEDED)),
            ("completedAt", Node::Text(self.completed_at.as_str())),
            ("artifacts", Node::List(artifacts.collect())),
        ])
    }
}
