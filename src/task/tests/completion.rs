//! A task from its report to its three edits.

use super::*;
use crate::task::{Edits, Examined, Refusal, Texts, complete, verify};

const TEXTS: Texts<'_> = Texts { step: STEP, dna: DNA };

fn found(path: &str) -> Examined {
    let artifacts = entry().artifacts;
    let artifact = artifacts.into_iter().find(|a| a.path == path).unwrap();
    Examined::Present { sha256: artifact.sha256 }
}

fn edits(task: &str, texts: Texts<'_>, at: &Timestamp) -> Edits {
    complete(&verify(&read(task), found), texts, at).unwrap()
}

fn refused(examine: impl FnMut(&str) -> Examined, texts: Texts<'_>) -> Refusal {
    *complete(&verify(&read(CONFLICTED), examine), texts, &noon()).unwrap_err()
}

#[test]
fn a_complete_task_edits_all_three() {
    let edits = edits(CONFLICTED, TEXTS, &noon());
    assert_eq!(edits.task.as_deref(), Some(CONFLICTED_DONE));
    assert_eq!(edits.step.as_deref(), Some(STEP_DONE));
    assert_eq!(edits.dna.as_deref(), Some(DNA_DONE));
}

#[test]
fn a_second_completion_changes_nothing() {
    let texts = Texts { step: STEP_DONE, dna: DNA_DONE };
    assert!(edits(CONFLICTED_DONE, texts, &later()).is_empty());
}

#[test]
fn only_what_was_undone_is_done_again() {
    let texts = Texts { step: STEP_DONE, dna: DNA_DONE };
    let again = edits(CONFLICTED, texts, &later());
    assert_eq!(again, Edits { task: Some(CONFLICTED_DONE.to_owned()), ..Edits::default() });
}

#[test]
fn a_record_in_one_file_gives_its_time_to_the_other() {
    let texts = Texts { step: STEP, dna: DNA_DONE };
    let again = edits(CONFLICTED_DONE, texts, &later());
    assert_eq!(again, Edits { step: Some(STEP_DONE.to_owned()), ..Edits::default() });
    let texts = Texts { step: STEP_DONE, dna: DNA };
    let again = edits(CONFLICTED_DONE, texts, &later());
    assert_eq!(again, Edits { dna: Some(DNA_DONE.to_owned()), ..Edits::default() });
}

#[test]
fn other_digests_are_recorded_with_the_new_time() {
    let other = |_: &str| Examined::Present { sha256: digest("00000000aaaaaaaa") };
    let texts = Texts { step: STEP_DONE, dna: DNA_DONE };
    let task = read(CONFLICTED_DONE);
    let edits = complete(&verify(&task, other), texts, &later()).unwrap();
    assert_eq!(edits.task, None);
    for text in [edits.step.unwrap(), edits.dna.unwrap()] {
        assert!(text.contains("\"completedAt\": \"2027-01-01T00:00:00Z\""));
        assert!(!text.contains("2026-05-04"));
        assert_eq!(text.matches(&"00000000aaaaaaaa".repeat(4)).count(), 2);
    }
}

#[test]
fn a_report_has_a_line_for_each_artifact() {
    let task = read(CONFLICTED);
    let report = verify(&task, |path| match path {
        SURVEY => found(path),
        _ => Examined::Missing,
    });
    assert!(!report.complete());
    let lines: Vec<_> = report.lines().iter().map(ToString::to_string).collect();
    assert_eq!(lines, [format!("present  {SURVEY}"), format!("missing  {PLAN}")]);
    assert!(verify(&task, found).complete());
}

#[test]
fn a_refusal_names_everything_that_lacks() {
    let examine = |path: &str| match path {
        SURVEY => Examined::Missing,
        _ => Examined::Invalid { problems: vec!["The key `pier` is missing.".to_owned(), "It is stale.".to_owned()] },
    };
    let texts = Texts { step: "[]", dna: "{" };
    let refusal = refused(examine, texts);
    assert_eq!((refusal.lacking.len(), refusal.problems.len()), (2, 2));
    assert_eq!(
        refusal.to_string(),
        format!(
            "the task {TASK} is not complete\nmissing  {SURVEY}\ninvalid  {PLAN}\n         \
             The key `pier` is missing.\n         It is stale.\nStep.json:1:1: the whole text is \
             an array, but must be an object; nothing was changed\nDNA.json:1:2: the text ends \
             where a string should be"
        )
    );
}

#[test]
fn one_lack_is_enough() {
    let missing_plan = |path: &str| {
        if path == PLAN { Examined::Missing } else { found(path) }
    };
    assert_eq!(refused(missing_plan, TEXTS).lacking.len(), 1);
    assert_eq!(refused(found, Texts { dna: "", ..TEXTS }).problems.len(), 1);
    assert_eq!(refused(found, Texts { step: "", ..TEXTS }).lacking.len(), 0);
}
