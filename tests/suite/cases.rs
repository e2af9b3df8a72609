//! Cases: a blueprint goes in, a whole output tree must come out. `BLESS=1` accepts what comes out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the project.
fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, by their path in it.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut open = vec![root.to_owned()];
    let mut found = BTreeMap::new();
    while let Some(directory) = open.pop() {
        let Ok(entries) = fs::read_dir(&directory) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
                found.insert(name, fs::read(&path).expect("a file that was listed"));
            }
        }
    }
    found
}

/// Builds a blueprint into a folder; what the build says of the blueprint is part of the tree, as `messages.txt`.
fn build(blueprint: &Path, into: &Path) {
    let result = Command::new(env!("CARGO_BIN_EXE_groundplan"))
        .args(["build", "--format", "short", "--output"])
        .arg(into)
        .arg(blueprint.file_name().expect("a name"))
        .current_dir(blueprint.parent().expect("a folder"))
        .output()
        .expect("the compiler runs");
    let said = String::from_utf8_lossy(&result.stderr).into_owned();
    assert!(result.status.success(), "{} does not build:\n{said}", blueprint.display());
    let lines: Vec<&str> = said.lines().filter(|line| line.starts_with("blueprint.yaml:")).collect();
    if !lines.is_empty() {
        fs::write(into.join("messages.txt"), lines.join("\n") + "\n").expect("a writable folder");
    }
}

/// The differences between two trees, each in a line.
fn differences(expected: &BTreeMap<String, Vec<u8>>, found: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut lines = Vec::new();
    for (path, bytes) in found {
        match expected.get(path) {
            None => lines.push(format!("{path} is new")),
            Some(other) if other != bytes => lines.push(format!("{path} differs{}", first_difference(other, bytes))),
            Some(_) => {}
        }
    }
    lines.extend(expected.keys().filter(|path| !found.contains_key(*path)).map(|path| format!("{path} is gone")));
    lines
}

/// The first line in which two texts differ.
fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let mut pairs = expected.lines().zip(found.lines()).enumerate();
    match pairs.find(|(_, (a, b))| a != b) {
        Some((line, (a, b))) => format!(", line {}:\n    - {a}\n    + {b}", line + 1),
        None => ", at its end".to_owned(),
    }
}

/// Replaces a folder by another tree.
fn accept(folder: &Path, tree: &BTreeMap<String, Vec<u8>>) {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in tree {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a writable folder");
        fs::write(path, bytes).expect("a writable file");
    }
}

/// Checks what a blueprint builds against a folder, or accepts it.
fn check(blueprint: &Path, expected: &Path, name: &str, wrong: &mut Vec<String>) {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    build(blueprint, scratch.path());
    let found = files(scratch.path());
    if std::env::var_os("BLESS").is_some() {
        accept(expected, &found);
        return;
    }
    let lines = differences(&files(expected), &found);
    wrong.extend(lines.into_iter().map(|line| format!("{name}: {line}")));
}

#[test]
fn every_case_builds_what_is_expected() {
    let mut wrong = Vec::new();
    let mut count = 0;
    let root = project().join("tests/cases");
    for entry in fs::read_dir(&root).expect("tests/cases").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        check(&entry.path().join("blueprint.yaml"), &entry.path().join("expected"), &name, &mut wrong);
        count += 1;
    }
    assert!(count >= 6, "only {count} cases");
    assert!(wrong.is_empty(), "{} differences; `make bless` accepts them:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_committed_output_is_fresh() {
    let root = project();
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in fs::read_dir(root.join("blueprints")).expect("blueprints").flatten() {
        let path = entry.path();
        let is_blueprint = path.is_dir() && path.join("blueprint.yaml").exists()
            || path.extension().is_some_and(|extension| extension == "yaml");
        if !is_blueprint {
            continue;
        }
        count += 1;
        let result = Command::new(env!("CARGO_BIN_EXE_groundplan"))
            .args(["build", "--check", "--output", "output"])
            .arg(path.strip_prefix(&root).expect("below the project"))
            .current_dir(&root)
            .output()
            .expect("the compiler runs");
        if !result.status.success() {
            wrong.push(format!(
                "{}:\n{}{}",
                path.display(),
                String::from_utf8_lossy(&result.stdout),
                String::from_utf8_lossy(&result.stderr)
            ));
        }
    }
    assert!(count >= 3, "only {count} blueprints");
    assert!(wrong.is_empty(), "output/ is stale; run `make demo`:\n{}", wrong.join("\n"));
}
