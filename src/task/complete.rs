//! The completion of a task: three edited texts, or all the reasons why not.

use std::fmt;

use super::entry::{Entry, RecordedArtifact};
use super::error::TaskError;
use super::mark::complete_task_text;
use super::status::{set_task_status, task_status};
use super::timestamp::Timestamp;
use super::verify::{Examined, Report, ReportLine};

/// The top-level key of `Step.json` that holds the entries.
pub const STEP_KEY: &str = "taskStatus";
/// The top-level key of `DNA.json` that holds the entries.
pub const DNA_KEY: &str = "task_status";

/// The two state files as they are.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'t> {
    /// The text of `Step.json`.
    pub step: &'t str,
    /// The text of `DNA.json`.
    pub dna: &'t str,
}

/// The new texts of the files that change; all three are to be written, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edits {
    /// The task file.
    pub task: Option<String>,
    /// `Step.json`.
    pub step: Option<String>,
    /// `DNA.json`.
    pub dna: Option<String>,
}

impl Edits {
    /// Whether nothing changes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { task, step, dna } = self;
        task.is_none() && step.is_none() && dna.is_none()
    }
}

/// A state file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// `Step.json`
    Step,
    /// `DNA.json`
    Dna,
}

impl fmt::Display for Document {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Step => "Step.json",
            Self::Dna => "DNA.json",
        })
    }
}

/// A state file that cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentProblem {
    /// Which of the two.
    pub document: Document,
    /// What is wrong with it.
    pub error: TaskError,
}

/// Why a task cannot be marked as completed: everything that lacks, at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the task {task_id} is not complete{}", self.details())]
pub struct Refusal {
    /// The task.
    pub task_id: String,
    /// The artifacts that are not there as they should be.
    pub lacking: Vec<ReportLine>,
    /// The state files that cannot be edited.
    pub problems: Vec<DocumentProblem>,
}

impl Refusal {
    fn details(&self) -> String {
        let lacking = self.lacking.iter().map(|line| format!("\n{line}"));
        let problems = self.problems.iter().map(|problem| format!("\n{}:{}", problem.document, problem.error));
        lacking.chain(problems).collect()
    }
}

/// Marks a task as completed: [`SUCCEEDED`](super::SUCCEEDED) in both state files, every artifact
/// present and every self-check ticked in the task file.
///
/// What is recorded with the same artifacts keeps its time, so that a second run changes nothing;
/// a state file that lacks the record, or has another, is given the time of the one that has it.
///
/// # Errors
///
/// A [`Refusal`] if an artifact is missing or invalid, or a state file cannot be edited. Nothing is
/// to be written then.
pub fn complete(report: &Report<'_>, texts: Texts<'_>, at: &Timestamp) -> Result<Edits, Box<Refusal>> {
    let task = report.task();
    let step = State::of(Document::Step, texts.step, STEP_KEY, task.task_id());
    let dna = State::of(Document::Dna, texts.dna, DNA_KEY, task.task_id());
    let entry = Entry { completed_at: at.clone(), artifacts: recorded_artifacts(report) };
    let entry = with_known_time(entry, &step, &dna);
    match (step.edited(&entry), dna.edited(&entry)) {
        (Ok(step), Ok(dna)) if report.complete() => {
            Ok(Edits { task: changed(task.text(), complete_task_text(task)), step, dna })
        }
        (step, dna) => Err(Box::new(Refusal {
            task_id: task.task_id().to_owned(),
            lacking: lacking(report),
            problems: step.err().into_iter().chain(dna.err()).collect(),
        })),
    }
}

/// A state file on the way to its edit.
struct State<'t> {
    document: Document,
    text: &'t str,
    key: &'static str,
    task_id: &'t str,
    found: Option<Entry>,
}

impl<'t> State<'t> {
    fn of(document: Document, text: &'t str, key: &'static str, task_id: &'t str) -> Self {
        Self {
            document,
            text,
            key,
            task_id,
            // A text that cannot be read is reported when it is to be edited.
            found: task_status(text, key, task_id).ok().flatten(),
        }
    }

    fn edited(&self, entry: &Entry) -> Result<Option<String>, DocumentProblem> {
        match set_task_status(self.text, self.key, self.task_id, entry) {
            Ok(edited) => Ok(changed(self.text, edited)),
            Err(error) => Err(DocumentProblem { document: self.document, error }),
        }
    }
}

/// The entry, with the time at which either file records the same artifacts.
fn with_known_time(mut entry: Entry, step: &State<'_>, dna: &State<'_>) -> Entry {
    let known = [&step.found, &dna.found].into_iter().flatten().find(|found| found.same_artifacts(&entry));
    if let Some(known) = known {
        entry.completed_at = known.completed_at.clone();
    }
    entry
}

fn recorded_artifacts(report: &Report<'_>) -> Vec<RecordedArtifact> {
    let present = report.lines().iter().filter_map(|line| match &line.state {
        Examined::Present { sha256 } => Some(RecordedArtifact { path: line.path.clone(), sha256: sha256.clone() }),
        Examined::Missing | Examined::Invalid { .. } => None,
    });
    present.collect()
}

fn lacking(report: &Report<'_>) -> Vec<ReportLine> {
    let lines = report.lines().iter().filter(|line| !line.is_present());
    lines.cloned().collect()
}

fn changed(before: &str, after: String) -> Option<String> {
    (after != before).then_some(after)
}
