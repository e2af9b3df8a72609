//! The comparison without writing.

use std::{fs, os::unix::fs::symlink};

use super::support::{Fate, Fates, Nothing, Root, paths, section, snapshot};
use crate::tree::{Comparison, Interruption, LockState, Section, Wanted, compare, write::write_stepwise};

fn check(root: &Root, sections: &[Section], obsolete: &[&str]) -> Comparison {
    let (place, obsolete) = (root.path(), paths(obsolete));
    let before = place.exists().then(|| snapshot(&place));
    let comparison = compare(&Wanted { root: &place, sections, obsolete: &obsolete });
    assert_eq!(place.exists().then(|| snapshot(&place)), before);
    comparison.unwrap()
}

#[test]
fn every_difference_is_told() {
    let root = Root::new();
    let old = [("blocked", "1"), ("equal", "1"), ("missing", "1"), ("old", "1"), ("x", "1")];
    root.write(&[section("", &old)]).unwrap();
    fs::remove_file(root.at("missing")).unwrap();
    fs::remove_file(root.at("blocked")).unwrap();
    symlink("equal", root.at("blocked")).unwrap();
    root.put("x", "edited");
    root.put("foreign", "1");
    let new = [("blocked", "1"), ("equal", "1"), ("missing", "1"), ("x", "1")];
    let found = check(&root, &[section("", &new)], &[]);
    assert_eq!(found.missing, paths(&["missing"]));
    assert_eq!(found.different, paths(&["groundplan.lock", "x"]));
    assert_eq!(found.superfluous, paths(&["old"]));
    assert_eq!(found.equal, paths(&["equal"]));
    assert_eq!(found.blocked.len(), 1);
    assert!(!found.is_clean());
}

#[test]
fn a_written_root_is_clean() {
    let root = Root::new();
    let sections = [section("prod", &[("a", "1")]), section("", &[("b", "1")])];
    root.write(&sections).unwrap();
    assert!(check(&root, &sections, &[]).is_clean());
    let obsolete = check(&root, &sections[1..], &["prod"]);
    assert_eq!(obsolete.superfluous, paths(&["prod/a", "prod/groundplan.lock"]));
    fs::remove_dir_all(root.path()).unwrap();
    let absent = check(&root, &sections, &[]);
    assert_eq!(absent.missing.len(), 4);
    assert_eq!(absent.locks[0].old, LockState::Missing);
}

#[test]
fn an_interrupted_run_is_told_and_left() {
    let sections = [section("", &[("a", "1"), ("b", "1")])];
    for (step, expected) in
        [("write the journal", Interruption::ToBeRolledBack), ("put a file in place", Interruption::ToBeCompleted)]
    {
        let root = Root::new();
        let place = root.path();
        let wanted = Wanted { root: &place, sections: &sections, obsolete: &[] };
        let number = step_number(&sections, step);
        let killed = std::panic::catch_unwind(|| {
            let mut fates = Fates::at(number, Fate::Kill);
            write_stepwise(&wanted, &[], &Nothing, &mut fates)
        });
        assert!(killed.is_err());
        let found = check(&root, &sections, &[]);
        assert_eq!(found.interruption, Some(expected));
        assert!(!found.is_clean());
    }
}

fn step_number(sections: &[Section], step: &str) -> usize {
    let root = Root::new();
    let mut fates = Fates::default();
    let place = root.path();
    let wanted = Wanted { root: &place, sections, obsolete: &[] };
    write_stepwise(&wanted, &[], &Nothing, &mut fates).unwrap();
    fates.reached.iter().position(|name| *name == step).unwrap()
}
