//! Real systems, written as blueprints and held against what their makers deploy.
//!
//! Every folder of `tests/architectures` has `facts.yaml`, what upstream runs in a form of our own; `differences.yaml`, what is
//! different here, each with its reason; and `blueprint.yaml`, unless the facts name a blueprint that lies elsewhere. A difference
//! that is not listed fails the test, and so does a listed one that is none (any more).

mod container;
mod differences;
mod facts;
mod found;

use differences::Listed;
use facts::Facts;
use groundplan::catalog::Catalog;
use groundplan::compile;
use groundplan::diagnostics::Sink;
use groundplan::diagnostics::render::{Format, Options, render};
use groundplan::document::Compiled;
use groundplan::project::Project;
use groundplan::source::Sources;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is known of one component, or of the whole: values by the dotted path of what they say.
pub type Aspects = BTreeMap<String, String>;
/// What is known of a system, by component.
pub type System = BTreeMap<String, Aspects>;
/// The name under which stands what belongs to no single component.
pub const WHOLE: &str = "the whole";

/// A blueprint has at most this part of the lines that upstream's manifests have.
const SHARE_OF_LINES: usize = 6;

/// The folders of all systems, by name.
fn folders() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/architectures");
    let entries = fs::read_dir(root).expect("tests/architectures");
    let mut folders: Vec<(String, PathBuf)> = entries
        .map(|entry| entry.expect("a folder").path())
        .map(|path| (path.file_name().unwrap_or_default().to_string_lossy().into_owned(), path))
        .collect();
    folders.sort();
    folders
}

/// Where the blueprint of a system lies.
fn blueprint(folder: &Path, facts: &Facts) -> PathBuf {
    match &facts.blueprint {
        Some(path) => Path::new(env!("CARGO_MANIFEST_DIR")).join(path),
        None => folder.join("blueprint.yaml"),
    }
}

/// Compiles the environment that is compared.
fn compiled(path: &Path, environment: &str) -> Compiled {
    let project = Project::open(path).expect("a blueprint");
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let blueprint = compile::read(project.layout(), &project, &mut sources, &mut sink);
    let compiled = blueprint.and_then(|it| compile::environment(&it, Catalog::embedded(), environment, &mut sink));
    let problems = render(&sink.into_sorted(), &sources, Format::Short, &Options::default());
    compiled.unwrap_or_else(|| panic!("{} does not compile:\n{problems}", path.display()))
}

#[test]
fn what_differs_from_upstream_is_listed() {
    let mut complaints = Vec::new();
    for (name, folder) in folders() {
        let facts = facts::read(&folder.join("facts.yaml"));
        let listed: Vec<Listed> = differences::read(&folder.join("differences.yaml"));
        let compiled = compiled(&blueprint(&folder, &facts), &facts.environment);
        let differences = differences::between(&facts.system, &found::system(&compiled));
        complaints
            .extend(differences::complaints(&differences, &listed).into_iter().map(|line| format!("{name}: {line}")));
    }
    assert!(complaints.is_empty(), "{} complaints\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn blueprints_are_short() {
    let mut complaints = Vec::new();
    for (name, folder) in folders() {
        let facts = facts::read(&folder.join("facts.yaml"));
        let text = fs::read_to_string(blueprint(&folder, &facts)).expect("a blueprint");
        let (lines, upstream) = (text.lines().count(), facts.upstream.lines);
        if upstream.is_some_and(|upstream| lines * SHARE_OF_LINES > upstream) {
            complaints.push(format!("{name}: {lines} lines against {upstream:?} upstream"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn all_systems_are_there() {
    let names: Vec<String> = folders().into_iter().map(|(name, _)| name).collect();
    let six = ["mastodon", "online-boutique", "social-network", "sock-shop", "temporal", "vllm-production-stack"];
    assert_eq!(names, six);
}
