//! What real git repositories have.

use std::{env, fs, path::Path, process::Command};

use super::support::{Root, path, paths, section};
use crate::tree::{GitHistory, History as _, Permission, WriteError};

fn git(root: &Path, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=a", "-c", "user.email=a@b", "-C"]);
    git.arg(root).args(arguments);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        git.env_remove(variable);
    }
    git.env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = git.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
}

fn commit_all(root: &Path) {
    git(root, &["init", "--quiet"]);
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", "all"]);
}

fn ask(root: &Path, names: &[&str]) -> Vec<Option<String>> {
    let blobs = GitHistory.committed(root, &paths(names)).into_iter();
    blobs.map(|blob| blob.map(|bytes| String::from_utf8(bytes).unwrap())).collect()
}

#[test]
fn blobs_at_head_are_found_below_the_root() {
    let root = Root::new();
    root.put("out/a b", "1\n");
    root.put("out/d/c", "");
    root.put("b", "top");
    commit_all(&root.path());
    root.put("out/a b", "edited");
    root.put("out/staged", "2");
    git(&root.path(), &["add", "--all"]);
    let names = ["a b", "d", "staged", "d/c", "b", "none 7"];
    let found = ask(&root.at("out"), &names);
    let found: Vec<_> = found.iter().map(Option::as_deref).collect();
    assert_eq!(found, [Some("1\n"), None, None, Some(""), None, None]);
}

#[test]
fn variables_of_another_repository_do_not_mislead() {
    let name = module_path!().split_once("::").unwrap().1;
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", &format!("{name}::blobs_at_head_are_found_below_the_root")]);
    for variable in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        child.env(variable, "/nowhere");
    }
    let output = child.output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));
}

#[test]
fn without_repository_or_commit_nothing_is_committed() {
    let root = Root::new();
    root.put("a", "1");
    assert_eq!(ask(&root.path(), &["a"]), [None]);
    git(&root.path(), &["init", "--quiet"]);
    git(&root.path(), &["add", "--all"]);
    assert_eq!(ask(&root.path(), &["a"]), [None]);
    assert_eq!(ask(&root.at("nowhere"), &["a"]), [None]);
}

#[test]
fn many_and_large_blobs_come_through() {
    let root = Root::new();
    let names: Vec<_> = (0..3000).map(|number| format!("file-{number:05}")).collect();
    let large = "line\n".repeat(100_000);
    for name in &names {
        root.put(name, name);
    }
    root.put("file-01500", &large);
    commit_all(&root.path());
    let asked: Vec<_> = names.iter().map(|name| path(name)).collect();
    let found = GitHistory.committed(&root.path(), &asked);
    assert_eq!(found.len(), asked.len());
    for (name, blob) in names.iter().zip(found) {
        let expected = if name == "file-01500" { &large } else { name };
        assert_eq!(blob.unwrap(), expected.as_bytes());
    }
}

#[test]
fn only_committed_and_clean_files_are_replaced() {
    let root = Root::new();
    root.put("prod/a", "mine");
    commit_all(&root.path());
    let sections = [section("prod", &[("a", "1")])];
    root.put("prod/a", "mine, edited");
    let error = root.write_all(&sections, &[], &[], &GitHistory).unwrap_err();
    assert!(matches!(error, WriteError::Refused { .. }));
    root.put("prod/a", "mine");
    let written = root.write_all(&sections, &[], &[], &GitHistory).unwrap();
    assert_eq!(written.exceptions[0].permission, Permission::GitHasIt);
    assert_eq!(root.text("prod/a").unwrap(), "1");
    fs::remove_dir_all(root.at(".git")).unwrap();
    root.put("prod/a", "mine");
    let error = root.write_all(&[], &["prod"], &[], &GitHistory).unwrap_err();
    assert!(matches!(error, WriteError::Refused { .. }));
}
