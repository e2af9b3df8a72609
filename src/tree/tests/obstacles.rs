//! Things that are no plain files or directories.

use std::{
    fs,
    os::unix::{fs::symlink, net::UnixListener},
    path::Path,
    process::Command,
};

use super::support::{Nothing, Root, path, section, snapshot};
use crate::tree::{Obstacle, ObstacleKind, RefusalReason, WriteError};

fn make_fifo(place: &Path) {
    assert!(Command::new("mkfifo").arg(place).status().unwrap().success());
}

fn only_obstacle(error: WriteError) -> Obstacle {
    let text = error.to_string();
    let WriteError::Refused { refusals } = error else {
        panic!("another error: {text}");
    };
    let [refusal] = refusals.as_slice() else {
        panic!("not one refusal: {text}");
    };
    match &refusal.reason {
        RefusalReason::Blocked(obstacle) => obstacle.clone(),
        other => panic!("another reason: {other:?}"),
    }
}

/// Writes `d/f` with something in its way, even with force and history.
fn refused(prepare: impl Fn(&Root)) -> Obstacle {
    let root = Root::new();
    prepare(&root);
    let before = snapshot(&root.path());
    let sections = [section("", &[("d/f", "new"), ("other", "new")])];
    let error = root.write_all(&sections, &[], &["d/f"], &Nothing);
    let obstacle = only_obstacle(error.unwrap_err());
    assert_eq!(snapshot(&root.path()), before);
    obstacle
}

#[test]
fn a_file_is_refused_where_something_else_stands() {
    let at_file = |kind| Obstacle { path: path("d/f"), kind, needs_directory: false };
    let in_d = |make: &dyn Fn(&Path)| {
        refused(|root| {
            fs::create_dir(root.at("d")).unwrap();
            root.put("target", "kept");
            make(&root.at("d/f"));
        })
    };
    let link = in_d(&|place| symlink("../target", place).unwrap());
    assert_eq!(link, at_file(ObstacleKind::Symlink));
    let dangling = in_d(&|place| symlink("nowhere", place).unwrap());
    assert_eq!(dangling, at_file(ObstacleKind::Symlink));
    let directory = in_d(&|place| fs::create_dir(place).unwrap());
    assert_eq!(directory, at_file(ObstacleKind::Directory));
    let fifo = in_d(&make_fifo);
    assert_eq!(fifo, at_file(ObstacleKind::Fifo));
    let socket = in_d(&|place| drop(UnixListener::bind(place).unwrap()));
    assert_eq!(socket, at_file(ObstacleKind::Socket));
}

#[test]
fn a_directory_is_refused_where_something_else_stands() {
    let at_directory = |kind| Obstacle { path: path("d"), kind, needs_directory: true };
    let file = refused(|root| root.put("d", "mine"));
    assert_eq!(file, at_directory(ObstacleKind::File));
    let fifo = refused(|root| make_fifo(&root.at("d")));
    assert_eq!(fifo, at_directory(ObstacleKind::Fifo));
    let link = refused(|root| {
        fs::create_dir(root.at("real")).unwrap();
        symlink("real", root.at("d")).unwrap();
    });
    assert_eq!(link, at_directory(ObstacleKind::Symlink));
    assert_eq!(link.to_string(), "`d` is a symbolic link where a plain directory belongs");
}

#[test]
fn a_link_above_a_file_to_be_deleted_is_not_followed() {
    let root = Root::new();
    root.write(&[section("", &[("d/f", "1"), ("a", "1")])]).unwrap();
    fs::rename(root.at("d"), root.at("moved")).unwrap();
    symlink("moved", root.at("d")).unwrap();
    let error = root.write(&[section("", &[("a", "1")])]).unwrap_err();
    assert_eq!(only_obstacle(error).kind, ObstacleKind::Symlink);
    assert_eq!(root.text("moved/f").unwrap(), "1");
}

#[test]
fn a_file_above_a_file_to_be_deleted_is_no_hindrance() {
    let root = Root::new();
    root.write(&[section("", &[("d/f", "1"), ("a", "1")])]).unwrap();
    fs::remove_dir_all(root.at("d")).unwrap();
    root.put("d", "mine");
    root.write(&[section("", &[("a", "1")])]).unwrap();
    assert_eq!(root.text("d").unwrap(), "mine");
}

#[test]
fn a_lock_that_is_no_file_is_refused() {
    let root = Root::new();
    fs::create_dir(root.at("groundplan.lock")).unwrap();
    let error = root.write(&[section("", &[("a", "1")])]).unwrap_err();
    assert_eq!(only_obstacle(error).path, path("groundplan.lock"));
}

#[test]
fn the_root_may_be_a_link_but_no_file() {
    let root = Root::new();
    let real = root.path().with_extension("real");
    fs::rename(root.path(), &real).unwrap();
    symlink(&real, root.path()).unwrap();
    root.write(&[section("", &[("a", "1")])]).unwrap();
    assert_eq!(fs::read_to_string(real.join("a")).unwrap(), "1");
    fs::remove_file(root.path()).unwrap();
    for make in [&make_fifo as &dyn Fn(&Path), &|place| {
        fs::write(place, "").unwrap();
    }] {
        make(&root.path());
        let error = root.write(&[section("", &[("a", "1")])]).unwrap_err();
        assert!(matches!(error, WriteError::RootNotDirectory { .. }));
        fs::remove_file(root.path()).unwrap();
    }
    fs::create_dir(root.path()).unwrap();
}

#[test]
fn something_foreign_at_the_journal_is_refused_and_kept() {
    for name in ["", "/journal", "/staging", "/journal.new"] {
        let root = Root::new();
        root.put("target/x", "kept");
        let place = root.at(&format!(".groundplan{name}"));
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        symlink(root.at("target"), &place).unwrap();
        let before = snapshot(&root.path());
        let error = root.write(&[section("", &[("a", "1")])]).unwrap_err();
        assert!(matches!(error, WriteError::JournalBlocked { .. }), "{error}");
        assert_eq!(snapshot(&root.path()), before);
    }
}

#[test]
fn foreign_files_beside_the_journal_are_kept() {
    let root = Root::new();
    root.put(".groundplan/notes", "mine");
    root.write(&[section("", &[("a", "1")])]).unwrap();
    assert_eq!(root.text(".groundplan/notes").unwrap(), "mine");
    root.put(".groundplan/staging/notes", "mine");
    let error = root.write(&[section("", &[("a", "2")])]).unwrap_err();
    assert!(matches!(error, WriteError::JournalBlocked { .. }));
    assert_eq!(root.text(".groundplan/staging/notes").unwrap(), "mine");
    assert_eq!(root.text("a").unwrap(), "1");
}
