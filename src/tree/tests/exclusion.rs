//! Two runs at once in one root.

use std::{fs, os::unix::fs::symlink, path::Path};

use super::support::{Root, path, section};
use crate::tree::{History, RelativePath, Wanted, WriteError, compare, exclusive::HeldRoot, recover, replace_files};

fn is_busy<T>(result: &Result<T, WriteError>) -> bool {
    matches!(result, Err(WriteError::Busy { .. }))
}

#[test]
fn while_one_run_writes_all_others_are_told() {
    let root = Root::new();
    let place = root.path();
    let held = HeldRoot::create(&place).unwrap();
    assert!(is_busy(&root.write(&[section("", &[("a", "1")])])));
    assert!(is_busy(&recover(&place)));
    assert!(is_busy(&replace_files(&place, &[])));
    let wanted = Wanted { root: &place, sections: &[], obsolete: &[] };
    assert!(is_busy(&compare(&wanted)));
    drop(held);
    root.write(&[section("", &[("a", "1")])]).unwrap();
}

#[test]
fn comparisons_hinder_writes_but_not_each_other() {
    let root = Root::new();
    let first = HeldRoot::shared(&root.path()).unwrap();
    let second = HeldRoot::shared(&root.path()).unwrap();
    assert!(first.is_some() && second.is_some());
    assert!(is_busy(&root.write(&[])));
}

/// Starts a second write in the middle of the first.
struct Meddler<'a>(&'a Root);

impl History for Meddler<'_> {
    fn committed(&self, _root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
        assert!(is_busy(&self.0.write(&[section("", &[("a", "2")])])));
        vec![Some(b"mine".to_vec()); paths.len()]
    }
}

#[test]
fn a_second_write_does_not_interleave() {
    let root = Root::new();
    root.put("a", "mine");
    let sections = [section("", &[("a", "1")])];
    root.write_all(&sections, &[], &[], &Meddler(&root)).unwrap();
    assert_eq!(root.text("a").unwrap(), "1");
}

/// Edits a file after the guard has looked at it.
struct Editor<'a>(&'a Root, &'a str);

impl History for Editor<'_> {
    fn committed(&self, _root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
        self.0.put(self.1, "edited now");
        vec![Some(b"mine".to_vec()); paths.len()]
    }
}

#[test]
fn a_file_edited_meanwhile_stops_the_write_and_all_is_taken_back() {
    let root = Root::new();
    root.write(&[section("", &[("a", "1"), ("x", "1")])]).unwrap();
    root.put("c", "mine");
    let sections = [section("", &[("a", "2"), ("b/new", "2"), ("c", "2")])];
    let error = root.write_all(&sections, &[], &[], &Editor(&root, "c"));
    let Err(WriteError::Changed { paths }) = error else {
        panic!("not refused");
    };
    assert_eq!(paths, [path("c")]);
    assert_eq!(root.text("a").unwrap(), "1");
    assert_eq!(root.text("x").unwrap(), "1");
    assert_eq!(root.text("c").unwrap(), "edited now");
    assert!(!root.at("b").exists());
    assert!(!root.at(".groundplan").exists());
}

/// Puts a link in the place of a directory after the guard has looked at it.
struct Linker<'a>(&'a Root);

impl History for Linker<'_> {
    fn committed(&self, _root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
        fs::rename(self.0.at("d"), self.0.at("moved")).unwrap();
        symlink("moved", self.0.at("d")).unwrap();
        vec![Some(b"mine".to_vec()); paths.len()]
    }
}

#[test]
fn a_link_that_comes_meanwhile_is_not_followed() {
    let root = Root::new();
    root.put("d/c", "mine");
    let sections = [section("", &[("a", "1"), ("d/c", "1")])];
    let error = root.write_all(&sections, &[], &[], &Linker(&root));
    assert!(matches!(error, Err(WriteError::Changed { .. })));
    assert_eq!(root.text("moved/c").unwrap(), "mine");
    assert_eq!(root.text("a"), None);
    assert!(!root.at(".groundplan").exists());
}

#[test]
fn a_root_that_goes_and_comes_is_locked_anew() {
    let root = Root::new();
    let held = HeldRoot::create(&root.path()).unwrap();
    fs::remove_dir(root.path()).unwrap();
    assert!(HeldRoot::existing(&root.path()).unwrap().is_none());
    let again = HeldRoot::create(&root.path()).unwrap();
    assert!(root.path().is_dir());
    drop((held, again));
    let nameless = HeldRoot::create(Path::new(""));
    assert!(matches!(nameless, Err(WriteError::RootNotDirectory { .. })));
}
