//! Generated pages are fresh. `BLESS=1 cargo test --test docs` writes them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails as a test does")]

use groundplan::blueprint::examples::Examples;
use groundplan::diagnostics::Sink;
use groundplan::project::Project;
use groundplan::source::Sources;
use groundplan::{blueprint, compile, diagnostics};
use std::path::{Path, PathBuf};
use std::{env, fs};

fn is_fresh(path: &str, page: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var_os("BLESS").is_some() {
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, page).unwrap();
    }
    let found = fs::read_to_string(&place).unwrap_or_default();
    assert!(found == page, "{path} is stale: run `BLESS=1 cargo test --test docs`");
}

/// The blueprints that the suite compiles: its cases, and those of the project.
fn blueprints() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["tests/cases", "blueprints"] {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        found.extend(entries.map(|entry| entry.unwrap().path()));
    }
    found.retain(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "yaml"));
    found.retain(|path| path.extension().is_none_or(|ending| ending != "d"));
    found.sort();
    found
}

/// The examples of all of them.
fn examples() -> Examples {
    let mut examples = Examples::default();
    for path in blueprints() {
        let project = Project::open(&path).unwrap();
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let blueprint = compile::read(project.layout(), &project, &mut sources, &mut sink);
        examples.add(&blueprint.unwrap(), &sources);
    }
    examples
}

#[test]
fn the_language_reference_is_fresh() {
    is_fresh("docs/reference.md", &blueprint::reference::reference(&examples()));
}

#[test]
fn every_key_has_an_example_that_compiles() {
    assert_eq!(examples().missing(), Vec::<String>::new());
}

#[test]
fn the_page_of_diagnostics_is_fresh() {
    is_fresh("docs/diagnostics.md", &diagnostics::reference::reference());
}
