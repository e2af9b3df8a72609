//! What must hold for the whole compiler.

use super::found;
use super::memory::Memory;
use groundplan::blueprint::{Blueprint, Layout};
use groundplan::catalog::Catalog;
use groundplan::compile;
use groundplan::diagnostics::Sink;
use groundplan::document::{self, Compiled};
use groundplan::output::{self, documents};
use groundplan::source::Sources;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;

/// Everything that a build writes, by its path.
type Written = BTreeMap<String, Vec<u8>>;

/// Files that the blueprints of the corpus name.
const BESIDE: [(&str, &str); 4] = [
    ("conf/app.conf", "listen 8080\n"),
    ("conf/10-one.conf", "one ${name}\n"),
    ("standards/acme.yaml", "registries: {allowed: [registry.example], severity: warning}\n"),
    ("platform.yaml", "platform: {provider: generic, zones: [a, b]}\n"),
];

/// Compiles the text of a blueprint twice.
///
/// # Panics
/// Panics where something does not hold.
pub fn check(bytes: &[u8]) {
    let first = build(bytes, NonZeroUsize::MIN);
    if first.is_some() {
        let second = build(bytes, NonZeroUsize::MIN.saturating_add(1));
        assert!(first == second, "the same input gives other bytes");
    }
}

/// Drives a text through all stages; what a build would write, if it would.
fn build(bytes: &[u8], threads: NonZeroUsize) -> Option<Written> {
    let mut files = Memory::of("x.yaml", bytes);
    files.0.extend(BESIDE.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())));
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let layout = Layout::Single { file: "x.yaml", side: "x.d" };
    let blueprint = compile::read(layout, &files, &mut sources, &mut sink);
    assert!(blueprint.is_some() || sink.has_errors(), "refused without a word");
    let written = blueprint.and_then(|blueprint| {
        let names = blueprint.environments();
        let outcomes = compile::environments(&blueprint, Catalog::embedded(), &names, threads, &mut sink);
        let compiled: Option<Vec<Compiled>> = outcomes.into_iter().map(|found| found?.compiled()).collect();
        assert!(compiled.is_some() || sink.has_errors(), "refused without a word");
        compiled.filter(|_| !sink.has_errors()).map(|compiled| write(&blueprint, &compiled, &sources))
    });
    found::check(sink, &sources);
    written
}

/// Everything that would be written.
fn write(blueprint: &Blueprint, compiled: &[Compiled], sources: &Sources) -> Written {
    let mut written = Written::new();
    for environment in compiled {
        let section = output::section(environment, sources).unwrap_or_else(|error| panic!("not written: {error}"));
        let name = &environment.architecture.environment;
        written.extend(section.files.iter().map(|(path, entry)| (format!("{name}/{path}"), entry.bytes.clone())));
        reads_back(environment);
    }
    let documents = compile::documents(blueprint, compiled, sources, &mut Sink::default());
    assert_eq!(documents.len(), document::FILES.len());
    for (name, bytes) in &documents {
        let problems = documents::problems(name, bytes);
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
    written.extend(documents);
    written
}

/// Another reader of YAML takes every manifest for what it was made from.
fn reads_back(compiled: &Compiled) {
    for emitted in compiled.bundle.objects() {
        let identity = emitted.object.identity();
        let bytes = output::manifest(emitted).unwrap_or_else(|error| panic!("{identity}: {error}"));
        let read: serde_json::Value =
            serde_yaml::from_slice(&bytes).unwrap_or_else(|error| panic!("{identity} is no YAML: {error}"));
        let made = serde_json::to_value(&emitted.object).unwrap_or_else(|error| panic!("{identity}: {error}"));
        assert!(read == made, "{identity} reads as something else:\n{read}\n{made}");
    }
}
