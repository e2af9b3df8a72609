//! What may be created, replaced and deleted.

use std::{
    fs::{self, Permissions},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
};

use super::support::{Committed, Nothing, Root, lock_text, path, paths, section, snapshot};
use crate::tree::{Exception, Permission, RefusalReason, Wanted, WriteError, Written, rehearse};

fn reasons(error: WriteError) -> Vec<(String, RefusalReason)> {
    let text = error.to_string();
    let WriteError::Refused { refusals } = error else {
        panic!("another error: {text}");
    };
    let refusals = refusals.into_iter();
    refusals.map(|refusal| (refusal.path.to_string(), refusal.reason)).collect()
}

fn counts(written: &Written) -> [usize; 4] {
    [written.created, written.replaced, written.deleted, written.unchanged]
}

#[test]
fn a_first_write_creates_files_and_lock_and_nothing_else() {
    let root = Root::new();
    let files = [("kustomization.yaml", "k"), ("manifests/a/b.yaml", "b")];
    let written = root.write(&[section("prod", &files)]).unwrap();
    assert_eq!(counts(&written), [3, 0, 0, 0]);
    let names: Vec<_> = snapshot(&root.path()).into_keys().collect();
    assert_eq!(
        names,
        [
            "prod",
            "prod/groundplan.lock",
            "prod/kustomization.yaml",
            "prod/manifests",
            "prod/manifests/a",
            "prod/manifests/a/b.yaml",
        ]
    );
    assert_eq!(root.text("prod/groundplan.lock").unwrap(), lock_text(&files));
}

#[test]
fn a_rehearsal_says_what_a_write_would_and_touches_nothing() {
    let root = Root::new();
    let sections = [section("prod", &[("a", "1")])];
    let place = root.path();
    let wanted = Wanted { root: &place, sections: &sections, obsolete: &[] };
    rehearse(&wanted, &[], &Nothing).unwrap();
    assert!(snapshot(&place).is_empty());
    root.put("prod/a", "mine");
    let refused = reasons(rehearse(&wanted, &[], &Nothing).unwrap_err());
    assert_eq!(refused, [("prod/a".to_owned(), RefusalReason::Foreign)]);
    rehearse(&wanted, &paths(&["prod/a"]), &Nothing).unwrap();
    assert_eq!(root.text("prod/a").as_deref(), Some("mine"));
}

#[test]
fn a_second_write_touches_nothing() {
    let root = Root::new();
    let sections = [section("prod", &[("a", "1"), ("b/c", "2")])];
    root.write(&sections).unwrap();
    let stamp = |name| {
        let metadata = fs::metadata(root.at(name)).unwrap();
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let names = ["prod/a", "prod/b/c", "prod/groundplan.lock"];
    let before = names.map(stamp);
    let written = root.write(&sections).unwrap();
    assert_eq!(counts(&written), [0, 0, 0, 3]);
    assert_eq!(names.map(stamp), before);
}

#[test]
fn our_own_files_are_replaced_and_deleted_with_their_directories() {
    let root = Root::new();
    let old = [("a", "1"), ("d/e/f", "2"), ("d/g", "3")];
    root.write(&[section("prod", &old)]).unwrap();
    fs::create_dir(root.at("prod/empty")).unwrap();
    root.put("prod/d/mine", "keep");
    let written = root.write(&[section("prod", &[("a", "new")])]).unwrap();
    assert_eq!(counts(&written), [0, 2, 2, 0]);
    assert!(written.exceptions.is_empty());
    let names: Vec<_> = snapshot(&root.path()).into_keys().collect();
    let kept = ["prod", "prod/a", "prod/d", "prod/d/mine", "prod/empty", "prod/groundplan.lock"];
    assert_eq!(names, kept);
}

#[test]
fn equal_files_of_others_are_adopted() {
    let root = Root::new();
    root.put("prod/a", "1");
    let written = root.write(&[section("prod", &[("a", "1")])]).unwrap();
    assert_eq!(counts(&written), [1, 0, 0, 1]);
    root.write(&[section("prod", &[("a", "2")])]).unwrap();
    assert_eq!(root.text("prod/a").unwrap(), "2");
}

#[test]
fn all_foreign_and_edited_files_are_told_at_once_and_nothing_changes() {
    let root = Root::new();
    let old = [("a", "1"), ("b", "1"), ("gone", "1"), ("x", "1")];
    root.write(&[section("", &old)]).unwrap();
    root.put("a", "edited");
    root.put("x", "edited too");
    root.put("foreign", "mine");
    let before = snapshot(&root.path());
    let new = [("a", "2"), ("b", "2"), ("foreign", "2"), ("new", "2")];
    let error = root.write(&[section("", &new)]).unwrap_err();
    let text = error.to_string();
    assert_eq!(
        reasons(error),
        [
            ("a".to_owned(), RefusalReason::Edited),
            ("foreign".to_owned(), RefusalReason::Foreign),
            ("x".to_owned(), RefusalReason::Edited),
        ]
    );
    assert!(text.contains("`x`: it was edited since Groundplan wrote it; commit it to git"));
    assert_eq!(snapshot(&root.path()), before);
}

#[test]
fn committed_files_are_replaced_and_named() {
    let root = Root::new();
    root.write(&[section("", &[("a", "1"), ("x", "1")])]).unwrap();
    root.put("a", "edited");
    root.put("x", "edited too");
    let new = [section("", &[("a", "2")])];
    let mut history = Committed::default();
    history.0.insert("a".to_owned(), b"edited".to_vec());
    history.0.insert("x".to_owned(), b"other".to_vec());
    let error = root.write_all(&new, &[], &[], &history).unwrap_err();
    assert_eq!(reasons(error), [("x".to_owned(), RefusalReason::Edited)]);
    history.0.insert("x".to_owned(), b"edited too".to_vec());
    let written = root.write_all(&new, &[], &[], &history).unwrap();
    let exception = |name, deleted| Exception { path: path(name), deleted, permission: Permission::GitHasIt };
    assert_eq!(written.exceptions, [exception("a", false), exception("x", true)]);
    assert_eq!(root.text("a").unwrap(), "2");
    assert_eq!(root.text("x"), None);
}

#[test]
fn forced_files_are_replaced_and_named_others_are_not() {
    let root = Root::new();
    root.put("prod/a", "mine");
    root.put("prod/b", "mine");
    let new = [section("prod", &[("a", "1"), ("b", "1")])];
    let error = root.write_all(&new, &[], &["prod/a"], &Nothing).unwrap_err();
    assert_eq!(reasons(error), [("prod/b".to_owned(), RefusalReason::Foreign)]);
    let force = ["prod/a", "prod/b"];
    let written = root.write_all(&new, &[], &force, &Nothing).unwrap();
    assert_eq!(written.exceptions.len(), 2);
    assert_eq!(written.exceptions[0].permission, Permission::Forced);
    assert_eq!(root.text("prod/b").unwrap(), "1");
}

#[test]
fn forcing_what_is_not_concerned_is_an_error() {
    let root = Root::new();
    root.put("prod/other", "mine");
    let new = [section("prod", &[("a", "1")])];
    let force = ["prod/a", "prod/other", "prod/typo"];
    let error = root.write_all(&new, &[], &force, &Nothing).unwrap_err();
    let WriteError::UnknownForce { paths: unknown } = error else {
        panic!("another error: {error}");
    };
    assert_eq!(unknown, paths(&["prod/other", "prod/typo"]));
    assert_eq!(root.text("prod/a"), None);
}

#[test]
fn a_file_deleted_by_the_user_is_no_hindrance() {
    let root = Root::new();
    root.write(&[section("", &[("a", "1"), ("x", "1")])]).unwrap();
    fs::remove_file(root.at("a")).unwrap();
    fs::remove_file(root.at("x")).unwrap();
    let written = root.write(&[section("", &[("a", "2")])]).unwrap();
    assert_eq!(counts(&written), [1, 1, 0, 0]);
}

#[test]
fn without_a_readable_lock_no_file_is_ours() {
    let files = [("a", "1")];
    let conflict = format!("<<<<<<< ours\n{}=======\n>>>>>>> theirs\n", lock_text(&files));
    for lock in [None, Some(conflict.as_str()), Some("nonsense\n")] {
        let root = Root::new();
        root.write(&[section("", &files)]).unwrap();
        match lock {
            None => fs::remove_file(root.at("groundplan.lock")).unwrap(),
            Some(text) => root.put("groundplan.lock", text),
        }
        let error = root.write(&[section("", &[("a", "2")])]).unwrap_err();
        assert_eq!(reasons(error), [("a".to_owned(), RefusalReason::Foreign)]);
        let written = root.write(&[section("", &files)]).unwrap();
        assert_eq!(written.locks[0].fault().is_some(), lock.is_some());
        assert_eq!(root.text("groundplan.lock").unwrap(), lock_text(&files));
    }
}

#[test]
fn permissions_are_kept_and_new_files_are_readable() {
    let root = Root::new();
    root.write(&[section("", &[("a", "1")])]).unwrap();
    let mode = |name| fs::metadata(root.at(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("a") & !0o644, 0);
    fs::set_permissions(root.at("a"), Permissions::from_mode(0o764)).unwrap();
    root.write(&[section("", &[("a", "2")])]).unwrap();
    assert_eq!(mode("a"), 0o764);
}

#[test]
fn a_root_that_comes_to_nothing_is_not_made() {
    let root = Root::new();
    fs::remove_dir(root.path()).unwrap();
    root.write(&[]).unwrap();
    assert!(!root.path().exists());
    let new = [section("", &[("a", "1")])];
    assert!(root.write_all(&new, &[], &["typo"], &Nothing).is_err());
    assert!(!root.path().exists());
    root.write(&new).unwrap();
    assert_eq!(root.text("a").unwrap(), "1");
}
