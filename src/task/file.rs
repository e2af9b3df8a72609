//! The task file, read: its task, its artifacts, its self-checks, and where the marks go.

use super::artifact_line::{self, ArtifactLine};
use super::conflict::{self, Conflict};
use super::error::TaskError;
use super::front_matter::{self, FrontMatter};
use super::item::Item;
use super::lines::{Line, lines};
use super::mark::Mark;
use super::outline::{self, Section};

/// A task file.
#[derive(Debug, Clone)]
pub struct TaskFile {
    text: String,
    task_id: String,
    title: Option<String>,
    listing: Listing,
    artifacts: Vec<Artifact>,
    self_checks: Vec<SelfCheck>,
    conflicts: Vec<Conflict>,
    marks: Vec<Mark>,
}

/// An output artifact of the task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// The path as listed, relative to the project's root, with `/`.
    pub path: String,
    /// The name beside the path, if there is one.
    pub name: Option<String>,
    /// The lines that list it, in order, over both halves of a conflict.
    pub lines: Vec<usize>,
}

/// Which list the artifacts were taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listing {
    /// The checklist, which decides wherever there is one.
    Checklist,
    /// The "Save Output" list, for want of a checklist.
    SaveOutput,
}

/// A check box of the section "Self-Check".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfCheck {
    /// Its line.
    pub line: usize,
    /// Whether it is ticked.
    pub ticked: bool,
    /// What it says.
    pub text: String,
}

impl TaskFile {
    /// Reads a task file, of which a merge conflict may have left two halves.
    ///
    /// # Errors
    ///
    /// A [`TaskError`] if the file names no task or two tasks, lists no artifact, or lists one
    /// outside the project.
    pub fn read(text: &str) -> Result<Self, TaskError> {
        let lines = lines(text);
        let parts = conflict::halves(&lines);
        let (task_id, title) = identity(&parts.halves)?;
        let mut reader = Reader::default();
        for half in &parts.halves {
            for (section, item) in outline::items(front_matter::split(half).1) {
                reader.take(section, item);
            }
        }
        let (listing, listed) = reader.listing()?;
        let self_checks = distinct(reader.self_checks);
        Ok(Self {
            task_id,
            title,
            listing,
            artifacts: artifacts(&listed)?,
            marks: marks(text, &listed, &self_checks),
            self_checks: self_checks.iter().filter_map(self_check).collect(),
            conflicts: parts.conflicts,
            text: text.to_owned(),
        })
    }

    /// The text that was read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The field `task_id` of the front matter.
    #[must_use]
    pub fn task_id(&self) -> &str {
        &self.task_id
    }

    /// The field `title` of the front matter.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Where the artifacts are listed.
    #[must_use]
    pub fn listing(&self) -> Listing {
        self.listing
    }

    /// The artifacts, each path once, in the order of the file; never empty.
    #[must_use]
    pub fn artifacts(&self) -> &[Artifact] {
        &self.artifacts
    }

    /// The boxes of the self-check, in the order of the file.
    #[must_use]
    pub fn self_checks(&self) -> &[SelfCheck] {
        &self.self_checks
    }

    /// Whether the file has an unresolved merge conflict, of which the user should be told.
    #[must_use]
    pub fn conflicted(&self) -> bool {
        !self.conflicts.is_empty()
    }

    /// The merge conflicts, by their lines.
    #[must_use]
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// What a completion changes, in order and without overlaps.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }
}

/// The task's id and title, over all halves.
fn identity(halves: &[Vec<Line<'_>>]) -> Result<(String, Option<String>), TaskError> {
    let mut ids = Vec::new();
    let mut found_title = None;
    let mut lack = TaskError::NoFrontMatter;
    for half in halves {
        match front_matter::split(half).0 {
            FrontMatter::Absent => {}
            FrontMatter::Open { line } => lack = TaskError::OpenFrontMatter { line },
            FrontMatter::Closed(fields) => {
                lack = TaskError::NoTaskId;
                ids.extend(front_matter::task_ids(fields)?);
                found_title = found_title.or_else(|| front_matter::title(fields));
            }
        }
    }
    let Some((first, first_line)) = ids.first().cloned() else {
        return Err(lack);
    };
    match ids.into_iter().find(|(id, _)| *id != first) {
        None => Ok((first, found_title)),
        Some((second, second_line)) => Err(TaskError::TaskIdsDiffer { first, first_line, second, second_line }),
    }
}

type Listed<'t> = (Item<'t>, ArtifactLine<'t>);

#[derive(Default)]
struct Reader<'t> {
    checklist: Vec<Listed<'t>>,
    save_output: Vec<Listed<'t>>,
    self_checks: Vec<Item<'t>>,
}

impl<'t> Reader<'t> {
    fn take(&mut self, section: Option<Section>, item: Item<'t>) {
        if let Some(line) = artifact_line::of_checklist(section, &item) {
            self.checklist.push((item, line));
        } else if section == Some(Section::SaveOutput) {
            let line = artifact_line::of_save_output(&item);
            self.save_output.extend(line.map(|line| (item, line)));
        } else if section == Some(Section::SelfCheck) && item.check_box.is_some() {
            self.self_checks.push(item);
        }
    }

    /// The list that decides, in the order of the file.
    fn listing(&mut self) -> Result<(Listing, Vec<Listed<'t>>), TaskError> {
        let (listing, mut listed) = if self.checklist.is_empty() {
            (Listing::SaveOutput, std::mem::take(&mut self.save_output))
        } else {
            (Listing::Checklist, std::mem::take(&mut self.checklist))
        };
        // Lines outside the conflict are in both halves.
        listed.sort_by_key(|(item, _)| item.line);
        listed.dedup_by_key(|(item, _)| item.line);
        if listed.is_empty() {
            return Err(TaskError::NoArtifacts);
        }
        Ok((listing, listed))
    }
}

fn distinct(mut items: Vec<Item<'_>>) -> Vec<Item<'_>> {
    items.sort_by_key(|item| item.line);
    items.dedup_by_key(|item| item.line);
    items
}

fn artifacts(listed: &[Listed<'_>]) -> Result<Vec<Artifact>, TaskError> {
    let mut artifacts: Vec<Artifact> = Vec::new();
    for (item, line) in listed {
        check_path(line.path, item.line)?;
        if let Some(known) = artifacts.iter_mut().find(|known| known.path == line.path) {
            known.lines.push(item.line);
        } else {
            artifacts.push(Artifact {
                path: line.path.to_owned(),
                name: line.name.map(str::to_owned),
                lines: vec![item.line],
            });
        }
    }
    Ok(artifacts)
}

fn check_path(path: &str, line: usize) -> Result<(), TaskError> {
    if path.is_empty() {
        return Err(TaskError::NoPath { line });
    }
    if path.starts_with(['/', '\\']) || path.split(['/', '\\']).any(|part| part == "..") {
        let path = path.to_owned();
        return Err(TaskError::PathOutside { path, line });
    }
    Ok(())
}

fn marks(text: &str, listed: &[Listed<'_>], self_checks: &[Item<'_>]) -> Vec<Mark> {
    let boxes = listed.iter().map(|(item, _)| item).chain(self_checks);
    let ticks = boxes.filter_map(|item| item.check_box.and_then(Mark::tick));
    let states = listed.iter().filter_map(|(_, line)| {
        let state = line.state.clone()?;
        Mark::present(text, state)
    });
    let mut marks: Vec<Mark> = ticks.chain(states).collect();
    marks.sort_by_key(Mark::start);
    // A box outside a conflict may be an artifact in one half and a self-check in the other.
    marks.dedup();
    marks
}

fn self_check(item: &Item<'_>) -> Option<SelfCheck> {
    Some(SelfCheck { line: item.line, ticked: item.check_box?.ticked, text: item.text.to_owned() })
}
