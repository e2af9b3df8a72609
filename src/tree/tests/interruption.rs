//! Kills and failures at every step, and the recovery from them.

use std::{
    collections::BTreeMap,
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    panic::{self, AssertUnwindSafe},
};

use super::support::{Fate, Fates, Nothing, Root, Snapshot, path, section, snapshot};
use crate::tree::{
    Digest, JournalFault, Recovered, Section, Wanted, WriteError, Written, recover, recover::recover_held,
    write::write_stepwise,
};

/// A root with files that a write of [`new_sections`] creates, replaces and
/// deletes, with directories that come and go, and a file of someone else.
pub(super) fn old_root() -> Root {
    let root = Root::new();
    let files = [("a", "old"), ("b", "same"), ("gone", "x"), ("old/dir/c", "x")];
    root.write(&[section("prod", &files)]).unwrap();
    fs::set_permissions(root.at("prod/a"), Permissions::from_mode(0o640)).unwrap();
    root.put("mine", "mine");
    root
}

pub(super) fn new_sections() -> [Section; 2] {
    let files = [("a", "new"), ("b", "same"), ("new/dir/d", "y")];
    [section("prod", &files), section("", &[("top", "y")])]
}

fn write_with(root: &Root, steps: &mut Fates) -> Result<Written, WriteError> {
    let place = root.path();
    let wanted = Wanted { root: &place, sections: &new_sections(), obsolete: &[] };
    write_stepwise(&wanted, &[], &Nothing, steps)
}

/// Whether the run was killed.
fn killed<T>(run: impl FnOnce() -> T) -> bool {
    panic::catch_unwind(AssertUnwindSafe(run)).is_err()
}

pub(super) fn both() -> (Snapshot, Snapshot) {
    let root = old_root();
    let old = snapshot(&root.path());
    root.write(&new_sections()).unwrap();
    (old, snapshot(&root.path()))
}

fn steps_of_a_write() -> Vec<&'static str> {
    let mut steps = Fates::default();
    write_with(&old_root(), &mut steps).unwrap();
    steps.reached
}

#[test]
fn a_write_killed_at_any_step_is_old_or_new_after_recovery() {
    let (old, new) = both();
    let steps = steps_of_a_write();
    let mut outcomes = BTreeMap::new();
    for (step, name) in steps.iter().enumerate() {
        let root = old_root();
        assert!(killed(|| write_with(&root, &mut Fates::at(step, Fate::Kill))));
        let recovered = recover(&root.path()).unwrap();
        let found = snapshot(&root.path());
        match &recovered {
            Some(Recovered::Completed { .. }) => assert_eq!(found, new, "{name}"),
            Some(Recovered::RolledBack) => assert_eq!(found, old, "{name}"),
            None => assert!(found == old || found == new, "{name}"),
        }
        *outcomes.entry(found == new).or_insert(0) += 1;
        assert_eq!(recover(&root.path()).unwrap(), None);
    }
    assert!(outcomes[&true] > 10 && outcomes[&false] > 5, "{outcomes:?}");
}

#[test]
fn the_next_write_recovers_by_itself_and_says_so() {
    let (_, new) = both();
    let steps = steps_of_a_write();
    for (name, completed) in [("stage a file", false), ("delete a file", true)] {
        let step = steps.iter().position(|step| *step == name).unwrap();
        let root = old_root();
        assert!(killed(|| write_with(&root, &mut Fates::at(step, Fate::Kill))));
        let written = write_with(&root, &mut Fates::default()).unwrap();
        let said = matches!(written.recovered, Some(Recovered::Completed { .. }));
        assert_eq!(said, completed);
        assert!(written.recovered.is_some());
        assert_eq!(snapshot(&root.path()), new);
    }
}

#[test]
fn a_recovery_killed_at_any_step_can_be_repeated() {
    let (old, new) = both();
    for step in 0..steps_of_a_write().len() {
        for second in 0.. {
            let root = old_root();
            assert!(killed(|| write_with(&root, &mut Fates::at(step, Fate::Kill))));
            let mut steps = Fates::at(second, Fate::Kill);
            let over = !killed(|| recover_held(&root.path(), &mut steps));
            recover(&root.path()).unwrap();
            let found = snapshot(&root.path());
            assert!(found == old || found == new, "{step}, {second}");
            if over {
                break;
            }
        }
    }
}

#[test]
fn a_write_that_fails_at_any_step_leaves_the_old_root() {
    let (old, new) = both();
    let steps = steps_of_a_write();
    let end = steps.iter().position(|step| *step == "remove a directory");
    for (step, name) in steps.iter().enumerate() {
        let root = old_root();
        let error = write_with(&root, &mut Fates::at(step, Fate::Fail)).unwrap_err();
        if step < end.unwrap() {
            assert!(matches!(error, WriteError::Io { .. }), "{error}");
            assert_eq!(snapshot(&root.path()), old, "{name}");
        } else {
            assert!(matches!(error, WriteError::HalfDone { .. }), "{error}");
            recover(&root.path()).unwrap();
            assert_eq!(snapshot(&root.path()), new, "{name}");
        }
    }
}

#[test]
fn a_failed_write_killed_while_being_taken_back_is_old_or_new_after_recovery() {
    let (old, new) = both();
    let steps = steps_of_a_write();
    let last = steps.iter().position(|name| *name == "sync the changes");
    let last = last.unwrap();
    for (step, fate) in [(last, Fate::Kill), (last, Fate::Fail), (last - 3, Fate::Kill)] {
        for second in step + 1.. {
            let root = old_root();
            let mut steps = Fates::at(step, Fate::Fail);
            steps.fates.insert(second, fate);
            let was_killed = killed(|| write_with(&root, &mut steps));
            if !was_killed && steps.reached.len() <= second {
                assert_eq!(snapshot(&root.path()), old);
                break;
            }
            recover(&root.path()).unwrap();
            let found = snapshot(&root.path());
            assert!(found == old || found == new, "{step}, {second}");
        }
    }
}

/// Kills a write when half of its files are in place.
fn half_written() -> Root {
    let steps = steps_of_a_write();
    let step = steps.iter().position(|step| *step == "delete a file");
    let root = old_root();
    let mut fates = Fates::at(step.unwrap(), Fate::Kill);
    assert!(killed(|| write_with(&root, &mut fates)));
    root
}

#[test]
fn files_edited_since_stop_the_recovery_and_are_all_named() {
    let root = half_written();
    root.put("prod/gone", "edited");
    root.put("prod/a", "edited");
    let before = snapshot(&root.path());
    let error = recover(&root.path()).unwrap_err();
    let WriteError::EditedSinceInterrupted { paths, .. } = error else {
        panic!("another error: {error}");
    };
    assert_eq!(paths, [path("prod/a"), path("prod/gone")]);
    assert!(write_with(&root, &mut Fates::default()).is_err());
    assert_eq!(snapshot(&root.path()), before);
    // The remedy that the error names.
    fs::rename(root.at("prod/gone"), root.at("kept-1")).unwrap();
    fs::rename(root.at("prod/a"), root.at("kept-2")).unwrap();
    assert!(recover(&root.path()).unwrap().is_some());
    write_with(&root, &mut Fates::default()).unwrap();
    assert_eq!(root.text("prod/a").unwrap(), "new");
    assert_eq!(root.text("kept-1").unwrap(), "edited");
}

#[test]
fn staged_files_that_were_removed_stop_the_recovery() {
    let root = half_written();
    fs::remove_dir_all(root.at(".groundplan/staging")).unwrap();
    let before = snapshot(&root.path());
    let error = recover(&root.path()).unwrap_err();
    let WriteError::JournalUnusable { fault, .. } = error else {
        panic!("another error: {error}");
    };
    assert_eq!(fault, JournalFault::Incomplete);
    assert_eq!(snapshot(&root.path()), before);
    // The remedy that the error names.
    fs::remove_dir_all(root.at(".groundplan")).unwrap();
    write_with(&root, &mut Fates::default()).unwrap();
    assert_eq!(snapshot(&root.path()), both().1);
}

#[test]
fn a_torn_journal_counts_as_none_and_a_later_one_is_left() {
    let root = old_root();
    root.put(".groundplan/journal", "groundplan journal 1\nfile prod/a sha");
    root.put(".groundplan/staging/0000", "x");
    assert_eq!(recover(&root.path()).unwrap(), Some(Recovered::RolledBack));
    assert_eq!(snapshot(&root.path()), both().0);
    let body = "groundplan journal 2\n";
    let text = format!("{body}end {}\n", Digest::of(body.as_bytes()));
    root.put(".groundplan/journal", &text);
    let error = recover(&root.path()).unwrap_err();
    assert!(matches!(error, WriteError::JournalUnusable { .. }));
    assert_eq!(root.text(".groundplan/journal").unwrap(), text);
}

#[test]
fn a_new_root_that_fails_is_not_left() {
    let root = Root::new();
    fs::remove_dir(root.path()).unwrap();
    assert!(write_with(&root, &mut Fates::at(3, Fate::Fail)).is_err());
    assert!(!root.path().exists());
    assert_eq!(recover(&root.path()).unwrap(), None);
}
