//! The guarded reading of source files.

use std::{fs, os::unix::fs::symlink, process::Command};

use super::support::Root;
use crate::tree::{ObstacleKind, ReadError, list_inside, read_file_limited, read_inside};

#[test]
fn plain_files_up_to_the_limit_are_read() {
    let root = Root::new();
    root.put("a", "12345");
    assert_eq!(read_file_limited(&root.at("a"), 5).unwrap(), b"12345");
    let error = read_file_limited(&root.at("a"), 4).unwrap_err();
    assert!(matches!(error, ReadError::TooLarge { max: 4, .. }));
    let error = read_file_limited(&root.at("none"), 4).unwrap_err();
    assert!(matches!(error, ReadError::NotFound { .. }));
}

#[test]
fn special_files_are_refused() {
    let root = Root::new();
    let fifo = root.at("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    for (place, expected) in
        [(root.path(), ObstacleKind::Directory), (fifo, ObstacleKind::Fifo), ("/dev/zero".into(), ObstacleKind::Device)]
    {
        let error = read_file_limited(&place, 4).unwrap_err();
        assert!(matches!(error, ReadError::NotAFile { kind, .. } if kind == expected));
    }
}

#[test]
fn paths_inside_are_read_also_through_links_that_stay_inside() {
    let root = Root::new();
    root.put("base/d/a", "1");
    symlink("d", root.at("base/l")).unwrap();
    symlink(root.at("base"), root.at("link-to-base")).unwrap();
    for base in ["base", "link-to-base"] {
        for relative in ["d/a", "./d/a", "l/a"] {
            assert_eq!(read_inside(&root.at(base), relative, 9).unwrap(), b"1");
        }
    }
}

#[test]
fn files_are_listed_and_directories_left_out() {
    let root = Root::new();
    for path in ["base/b", "base/a", "base/d/x", "base/.hidden"] {
        root.put(path, "1");
    }
    symlink("gone", root.at("base/link")).unwrap();
    assert_eq!(list_inside(&root.path(), "base").unwrap(), [".hidden", "a", "b", "link"]);
    assert_eq!(list_inside(&root.at("base"), ".").unwrap(), [".hidden", "a", "b", "link"]);
    assert!(list_inside(&root.path(), "none/at/all").unwrap().is_empty());
    symlink("../..", root.at("base/out")).unwrap();
    for outside in ["..", "/etc", "base/out"] {
        assert!(matches!(list_inside(&root.path(), outside), Err(ReadError::Outside { .. })), "{outside}");
    }
}

#[test]
fn paths_that_lead_outside_are_refused() {
    let root = Root::new();
    root.put("secret", "1");
    root.put("base-not/secret", "1");
    fs::create_dir(root.at("base")).unwrap();
    symlink("../secret", root.at("base/link")).unwrap();
    symlink("..", root.at("base/up")).unwrap();
    symlink("../base-not", root.at("base/near")).unwrap();
    let absolute = root.at("secret").display().to_string();
    let names = ["link", "up/secret", "near/secret", "../secret", "a/../../secret", "", &absolute];
    for name in names {
        let error = read_inside(&root.at("base"), name, 9).unwrap_err();
        assert!(matches!(error, ReadError::Outside { .. }), "{name}: {error}");
    }
    let error = read_inside(&root.at("base"), "none", 9).unwrap_err();
    assert!(matches!(error, ReadError::NotFound { .. }));
    let error = read_inside(&root.at("base"), "a\0b", 9).unwrap_err();
    assert!(matches!(error, ReadError::Io { .. }));
}
