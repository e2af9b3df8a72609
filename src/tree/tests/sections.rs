//! Sections: partial builds, obsolete ones, a root shared with others.

use std::fs;

use super::support::{Nothing, Root, lock_text, object, path, section, snapshot};
use crate::tree::{
    FileEntry, FileTree, LockState, Section, TreeError, WriteError, removed_objects, section_directories,
};

#[test]
fn other_sections_are_not_touched() {
    let root = Root::new();
    let attributes = section("", &[(".gitattributes", "*")]);
    let prod = section("prod", &[("a", "1")]);
    root.write(&[attributes, prod, section("test", &[("a", "1")])]).unwrap();
    root.put("test/a", "edited");
    root.put("test/groundplan.lock", "broken");
    root.write(&[section("prod", &[("a", "2")])]).unwrap();
    assert_eq!(root.text("prod/a").unwrap(), "2");
    assert_eq!(root.text("test/a").unwrap(), "edited");
    assert_eq!(root.text("test/groundplan.lock").unwrap(), "broken");
    assert_eq!(root.text(".gitattributes").unwrap(), "*");
}

#[test]
fn an_obsolete_section_goes_with_its_directory() {
    let root = Root::new();
    let sections = [section("prod", &[("a", "1"), ("b/c", "2")])];
    root.write(&sections).unwrap();
    let written = root.write_all(&[], &["prod"], &[], &Nothing).unwrap();
    assert_eq!(written.deleted, 3);
    assert!(snapshot(&root.path()).is_empty());
    assert!(root.path().is_dir());
    let again = root.write_all(&[], &["prod"], &[], &Nothing).unwrap();
    assert_eq!(again.deleted, 0);
}

#[test]
fn an_edited_file_keeps_its_obsolete_section() {
    let root = Root::new();
    root.write(&[section("prod", &[("a", "1"), ("b", "2")])]).unwrap();
    root.put("prod/b", "edited");
    let before = snapshot(&root.path());
    let error = root.write_all(&[], &["prod"], &[], &Nothing).unwrap_err();
    assert!(matches!(error, WriteError::Refused { .. }));
    assert_eq!(snapshot(&root.path()), before);
    root.write_all(&[], &["prod"], &["prod/b"], &Nothing).unwrap();
    assert!(snapshot(&root.path()).is_empty());
}

#[test]
fn an_obsolete_section_with_an_unreadable_lock_is_kept_and_told() {
    let root = Root::new();
    root.write(&[section("prod", &[("a", "1")])]).unwrap();
    root.put("prod/groundplan.lock", "=======\n");
    let before = snapshot(&root.path());
    let written = root.write_all(&[], &["prod"], &[], &Nothing).unwrap();
    assert!(matches!(written.locks[0].old, LockState::Unreadable(_)));
    assert_eq!(snapshot(&root.path()), before);
}

#[test]
fn in_a_shared_root_only_listed_files_are_ours() {
    let root = Root::new();
    root.put("index.md", "mine");
    root.put("guides/mine.md", "mine");
    root.write(&[section("", &[("guides/ours.md", "1"), ("b.md", "1")])]).unwrap();
    root.write(&[section("", &[("b.md", "1")])]).unwrap();
    let names: Vec<_> = snapshot(&root.path()).into_keys().collect();
    let kept = ["b.md", "groundplan.lock", "guides", "guides/mine.md", "index.md"];
    assert_eq!(names, kept);
}

#[test]
fn sections_that_clash_are_refused() {
    let root = Root::new();
    let both = [section("", &[("prod/a", "1")]), section("prod", &[("a", "1")])];
    let error = root.write(&both).unwrap_err();
    assert!(matches!(error, WriteError::Tree(TreeError::Twice { .. })));
    let cases = [section("prod", &[("a", "1")]), section("PROD", &[("b", "1")])];
    let error = root.write(&cases).unwrap_err();
    assert!(matches!(error, WriteError::Tree(TreeError::OnlyCase { .. })));
    let wanted = [section("prod", &[("a", "1")])];
    let error = root.write_all(&wanted, &["prod"], &[], &Nothing);
    assert!(matches!(error, Err(WriteError::Tree(_))));
    assert!(snapshot(&root.path()).is_empty());
}

#[test]
fn a_file_that_moves_to_another_section_is_kept() {
    let root = Root::new();
    root.write(&[section("", &[("prod/a", "1"), ("b", "1")])]).unwrap();
    root.write(&[section("", &[("b", "1")]), section("prod", &[("a", "2")])]).unwrap();
    assert_eq!(root.text("prod/a").unwrap(), "2");
    assert_eq!(root.text("groundplan.lock").unwrap(), lock_text(&[("b", "1")]));
}

#[test]
fn the_summary_tells_which_objects_went() {
    let root = Root::new();
    let with_object = |names: &[&str]| {
        let mut files = FileTree::new();
        for name in names {
            let entry = FileEntry { bytes: b"x".to_vec(), object: Some(object(name)) };
            files.insert(path(name), entry).unwrap();
        }
        Section { directory: Some(path("prod")), files }
    };
    root.write(&[with_object(&["web", "api"])]).unwrap();
    let written = root.write(&[with_object(&["web"])]).unwrap();
    let lock = &written.locks[0];
    assert_eq!(removed_objects(&lock.old.lock(), &lock.new), [object("api")]);
}

#[test]
fn sections_on_disk_are_found_by_their_locks() {
    let root = Root::new();
    assert!(section_directories(&root.at("none")).unwrap().is_empty());
    root.write(&[section("", &[("x", "1")]), section("test", &[("a", "1")]), section("prod", &[("a", "1")])]).unwrap();
    fs::create_dir(root.at("other")).unwrap();
    let found = section_directories(&root.path()).unwrap();
    assert_eq!(found, [path("prod"), path("test")]);
}
