//! The edit of a few single files.

use std::{os::unix::fs::symlink, panic};

use super::support::{Fate, Fates, Root, path, snapshot};
use crate::tree::{Recovered, Replacement, WriteError, recover, replace::replace_stepwise, replace_files};

fn edit(name: &str, old: Option<&str>, new: &str) -> Replacement {
    Replacement {
        path: path(name),
        expected_old_bytes: old.map(|text| text.as_bytes().to_vec()),
        new_bytes: new.as_bytes().to_vec(),
    }
}

#[test]
fn files_as_expected_are_replaced() {
    let root = Root::new();
    root.put("a", "1");
    root.put("d/b", "1");
    let edits = [edit("a", Some("1"), "2"), edit("d/b", Some("1"), "1"), edit("e/c", None, "2")];
    assert_eq!(replace_files(&root.path(), &edits).unwrap(), None);
    assert_eq!(root.text("a").unwrap(), "2");
    assert_eq!(root.text("e/c").unwrap(), "2");
    assert!(!root.at(".groundplan").exists());
}

#[test]
fn one_unexpected_file_stops_all() {
    let root = Root::new();
    root.put("a", "1");
    root.put("b", "edited");
    let before = snapshot(&root.path());
    let edits = [edit("a", Some("1"), "2"), edit("b", Some("1"), "2"), edit("c", Some("1"), "2")];
    let Err(WriteError::Changed { paths }) = replace_files(&root.path(), &edits) else {
        panic!("not refused");
    };
    assert_eq!(paths, [path("b"), path("c")]);
    assert_eq!(snapshot(&root.path()), before);
}

#[test]
fn links_and_doubles_are_refused() {
    let root = Root::new();
    root.put("a", "1");
    symlink("a", root.at("l")).unwrap();
    let link = replace_files(&root.path(), &[edit("l", Some("1"), "2")]);
    assert!(matches!(link, Err(WriteError::Refused { .. })));
    let twice = [edit("a", Some("1"), "2"), edit("a", Some("1"), "3")];
    let twice = replace_files(&root.path(), &twice);
    assert!(matches!(twice, Err(WriteError::Tree(_))));
    assert_eq!(root.text("a").unwrap(), "1");
}

#[test]
fn an_edit_killed_anywhere_is_whole_after_recovery() {
    let edits = ["a", "b", "c"].map(|name| edit(name, Some("1"), "2"));
    let (mut old, mut new) = (0, 0);
    for step in 0.. {
        let root = Root::new();
        for name in ["a", "b", "c"] {
            root.put(name, "1");
        }
        let killed = panic::catch_unwind(|| {
            let mut fates = Fates::at(step, Fate::Kill);
            replace_stepwise(&root.path(), &edits, &mut fates)
        });
        if killed.is_ok() {
            break;
        }
        let recovered = recover(&root.path()).unwrap();
        let texts = ["a", "b", "c"].map(|name| root.text(name).unwrap());
        assert_eq!(snapshot(&root.path()).len(), 3, "nothing else is left");
        if texts == ["1", "1", "1"] {
            assert!(!matches!(recovered, Some(Recovered::Completed { .. })));
            old += 1;
        } else {
            assert_eq!(texts, ["2", "2", "2"], "killed at {step}");
            new += 1;
        }
    }
    assert!(old > 3 && new > 3, "{old} {new}");
}
