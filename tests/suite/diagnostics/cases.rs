//! The folders of mistakes.

use super::outcome::{Outcome, Shown};
use groundplan::diagnostics::render::Format;
use groundplan::project::Project;
use std::fs;
use std::path::{Path, PathBuf};

/// One folder.
pub struct Case {
    /// Its name: the code and a slug.
    pub name: String,
    /// Where it lies.
    pub folder: PathBuf,
}

impl Case {
    /// The code that it is about.
    pub fn code(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    /// What the compiler says to one of the twins, `bad` or `good`.
    pub fn outcome(&self, twin: &str) -> Outcome {
        let directory = self.folder.join(twin);
        let place = if directory.is_dir() { directory } else { self.folder.join(format!("{twin}.yaml")) };
        let project = Project::open(&place).expect("a blueprint");
        let files = Shown { project: project.clone(), folder: self.folder.display().to_string() };
        Outcome::of(project.layout(), &files)
    }

    fn expected(&self) -> PathBuf {
        self.folder.join("expected.txt")
    }
}

/// All folders, by name.
pub fn all() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let entries = fs::read_dir(&root).expect("the folder of cases");
    let mut cases: Vec<Case> = entries
        .map(|entry| entry.expect("a case").path())
        .map(|folder| Case { name: folder.file_name().unwrap_or_default().to_string_lossy().into_owned(), folder })
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

/// Fails with all complaints at once.
fn none_of(complaints: &[String]) {
    assert!(complaints.is_empty(), "{} complaints\n\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn every_mistake_gets_its_message() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut complaints = Vec::new();
    for case in all() {
        let shown = case.outcome("bad").shown(Format::Human);
        if bless {
            fs::write(case.expected(), &shown).expect("the expected text is written");
        }
        let expected = fs::read_to_string(case.expected()).unwrap_or_default();
        if shown != expected {
            complaints.push(format!("=== {}\n--- expected\n{expected}\n--- found\n{shown}", case.name));
        }
    }
    none_of(&complaints);
}

/// What is reported is the mistake alone: whatever else is said, the twin without it is told as well.
#[test]
fn a_mistake_has_no_consequences() {
    let mut complaints = Vec::new();
    for case in all() {
        let (bad, good) = (case.outcome("bad"), case.outcome("good"));
        if !bad.codes().contains(&case.code()) {
            complaints.push(format!("{}: its code is not reported, but {:?}", case.name, bad.codes()));
        }
        let mut allowed = good.codes();
        allowed.push(case.code());
        if bad.found.iter().any(|problem| !allowed.contains(&problem.code.id)) {
            complaints.push(format!("{}: other codes follow:\n{}", case.name, bad.shown(Format::Short)));
        }
    }
    none_of(&complaints);
}

/// Secrets that the cases hold; no format may print one.
const SECRETS: [&str; 6] = ["hunter2", "correcthorse", "ghp_0123", "AKIA0123", "topsecretvalue1", "0x1F2E3D4C"];

#[test]
fn no_secret_is_printed() {
    let mut complaints = Vec::new();
    for case in all() {
        let outcome = case.outcome("bad");
        let shown: String = Format::ALL.iter().map(|format| outcome.shown(*format)).collect();
        let leaked = SECRETS.iter().filter(|secret| shown.contains(**secret));
        complaints.extend(leaked.map(|secret| format!("{}: {secret}", case.name)));
    }
    none_of(&complaints);
}

#[test]
fn the_twin_is_well() {
    let mut complaints = Vec::new();
    for case in all() {
        let good = case.outcome("good");
        if !good.compiled || good.errors().next().is_some() || good.codes().contains(&case.code()) {
            complaints.push(format!("{}\n{}", case.name, good.shown(Format::Human)));
        }
    }
    none_of(&complaints);
}

/// A problem without a place begins with the path of its file.
#[test]
fn short_messages_begin_with_their_place() {
    let mut complaints = Vec::new();
    for case in all() {
        let shown = case.outcome("bad").shown(Format::Short);
        for line in shown.lines().filter(|line| !begins_with_place(line)) {
            complaints.push(format!("{}: {line}", case.name));
        }
    }
    none_of(&complaints);
}

/// Whether a line begins with `file:line:column: `.
fn begins_with_place(line: &str) -> bool {
    let mut parts = line.splitn(4, ':');
    let is_number = |part: Option<&str>| part.is_some_and(|part| part.parse::<usize>().is_ok_and(|number| number > 0));
    parts.next().is_some_and(|path| path.starts_with("bad"))
        && is_number(parts.next())
        && is_number(parts.next())
        && parts.next().is_some_and(|rest| rest.starts_with(' '))
}
