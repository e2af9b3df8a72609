//! What can be wrong with a task file, a state file, a time or a digest.

use std::fmt;

use thiserror::Error;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The character in its line, counted from 1.
    pub column: usize,
}

impl Position {
    /// The position of a byte offset; an offset past the end is the end.
    #[must_use]
    pub fn of(text: &str, offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or("").chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

/// Why a task record cannot be read or edited; the caller puts the file's name in front.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TaskError {
    /// Neither half of the file begins with front matter.
    #[error("1: the file does not begin with front matter; put `---`, `task_id: …`, `---` first")]
    NoFrontMatter,
    /// The front matter has no end, in either half.
    #[error("{line}: the front matter that begins here has no closing `---`")]
    OpenFrontMatter {
        /// The line of the opening `---`.
        line: usize,
    },
    /// The front matter does not name the task.
    #[error("the front matter has no `task_id`; write `task_id: P03-S09-T06`, for instance")]
    NoTaskId,
    /// The front matter, or its two halves, name two tasks.
    #[error("{second_line}: `task_id` is `{second}` here and `{first}` in line {first_line}")]
    TaskIdsDiffer {
        /// The id that comes first.
        first: String,
        /// Its line.
        first_line: usize,
        /// The id that contradicts it.
        second: String,
        /// Its line.
        second_line: usize,
    },
    /// A quoted `task_id` whose quotes do not close or whose escapes are unknown.
    #[error("{line}: the quoted value of `task_id` cannot be read")]
    UnreadableTaskId {
        /// The line of the field.
        line: usize,
    },
    /// There is nothing whose presence could complete the task.
    #[error(
        "no output artifacts are listed; list each as `- [ ] PATH — NAME (missing)` under \
         `## Output Artifacts Checklist`"
    )]
    NoArtifacts,
    /// An item of the checklist without a path.
    #[error("{line}: this item of the checklist names no path")]
    NoPath {
        /// The line of the item.
        line: usize,
    },
    /// A path that would leave the project.
    #[error("{line}: `{path}` leaves the project; write a path relative to its root without `..`")]
    PathOutside {
        /// The path as written.
        path: String,
        /// The line that lists it.
        line: usize,
    },
    /// A state file that is not the JSON it should be.
    #[error("{position}: {problem}")]
    Json {
        /// Where the problem is.
        position: Position,
        /// What it is.
        problem: JsonProblem,
    },
    /// A time that is no RFC 3339 time, or out of range.
    #[error("`{text}` {problem}")]
    Time {
        /// The time as written.
        text: String,
        /// What is wrong with it.
        problem: TimeProblem,
    },
    /// A digest that is not SHA-256 in hexadecimal.
    #[error("`{text}` is not a SHA-256 digest of 64 hexadecimal digits")]
    Digest {
        /// The digest as written.
        text: String,
    },
}

/// What is wrong with a JSON text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum JsonProblem {
    /// The text ends too early.
    #[error("the text ends where {expected} should be")]
    End {
        /// What was to come.
        expected: &'static str,
    },
    /// A character that the grammar does not allow here.
    #[error("{found:?} stands where {expected} should be")]
    Unexpected {
        /// The character.
        found: char,
        /// What was to come.
        expected: &'static str,
    },
    /// Arrays and objects inside each other beyond the limit.
    #[error("arrays and objects are nested deeper than {limit}")]
    TooDeep {
        /// The deepest nesting that is read.
        limit: usize,
    },
    /// A key that an object has twice, so that no edit could be right for every reader.
    #[error("the key {key} is here for the second time; it was first at {first}")]
    DuplicateKey {
        /// The key, as written, with its quotes.
        key: String,
        /// Where it is first.
        first: Position,
    },
    /// A value of the wrong type; it is left as it is.
    #[error("{what} is {found}, but must be an object; nothing was changed")]
    NotAnObject {
        /// What should be an object.
        what: String,
        /// The type it has.
        found: &'static str,
    },
}

/// What is wrong with a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TimeProblem {
    /// Not of the form of RFC 3339.
    #[error("is not an RFC 3339 time; write it like `2026-05-04T10:30:00Z` or with `+02:00`")]
    NotRfc3339,
    /// Not a number of seconds.
    #[error("is not a number of seconds since 1970; write digits only")]
    NotSeconds,
    /// A date that does not exist or cannot be represented in UTC.
    #[error("is no time between the years 0000 and 9999")]
    OutOfRange,
}
