//! Tests of the task record.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that fails may stop at once"
)]

mod arbitrary;
mod completion;
mod conflicts;
mod generated;
mod layouts;
mod marks;
mod reading;
mod recording;
mod syntax;
mod times;

use super::{Entry, RecordedArtifact, TaskFile, Timestamp};

const CONFLICTED: &str = include_str!("../../../tests/fixtures/task/conflicted.md");
const CONFLICTED_DONE: &str = include_str!("../../../tests/fixtures/task/conflicted.done.md");
const TWO_LISTS: &str = include_str!("../../../tests/fixtures/task/two_lists.md");
const TWO_LISTS_DONE: &str = include_str!("../../../tests/fixtures/task/two_lists.done.md");
const SAVE_OUTPUT: &str = include_str!("../../../tests/fixtures/task/save_output.md");
const SAVE_OUTPUT_DONE: &str = include_str!("../../../tests/fixtures/task/save_output.done.md");
const STEP: &str = include_str!("../../../tests/fixtures/task/step.json");
const STEP_DONE: &str = include_str!("../../../tests/fixtures/task/step.done.json");
const DNA: &str = include_str!("../../../tests/fixtures/task/dna.json");
const DNA_DONE: &str = include_str!("../../../tests/fixtures/task/dna.done.json");
const RECORDED: &str = include_str!("../../../tests/fixtures/task/recorded.json");
const RECORDED_DONE: &str = include_str!("../../../tests/fixtures/task/recorded.done.json");

const TASK: &str = "A1-S02-T03";
const SURVEY: &str = "drawings/Phase 1: Survey/Site_Survey.md";
const PLAN: &str = "drawings/Load_Plan.json";

/// The time of the `done` fixtures.
fn noon() -> Timestamp {
    Timestamp::parse("2026-05-04T10:30:00Z").unwrap()
}

fn later() -> Timestamp {
    Timestamp::parse("2027-01-01T00:00:00Z").unwrap()
}

/// A digest that repeats 16 digits.
fn digest(digits: &str) -> super::Sha256 {
    digits.repeat(4).parse().unwrap()
}

fn artifact(path: &str, digits: &str) -> RecordedArtifact {
    RecordedArtifact { path: path.to_owned(), sha256: digest(digits) }
}

/// The entry of the `done` fixtures.
fn entry() -> Entry {
    Entry {
        completed_at: noon(),
        artifacts: vec![artifact(SURVEY, "0123456789abcdef"), artifact(PLAN, "fedcba9876543210")],
    }
}

fn crlf(text: &str) -> String {
    text.replace('\n', "\r\n")
}

fn read(text: &str) -> TaskFile {
    TaskFile::read(text).unwrap()
}

fn paths(task: &TaskFile) -> Vec<&str> {
    task.artifacts().iter().map(|a| a.path.as_str()).collect()
}

/// A task file with this body.
fn with_body(body: &str) -> String {
    format!("---\ntask_id: T\n---\n{body}")
}
