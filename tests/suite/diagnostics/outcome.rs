//! Compilation as far as its diagnostics, and the places that blueprints are read from.

use crate::checks::memory::Memory;
use groundplan::blueprint::Layout;
use groundplan::catalog::Catalog;
use groundplan::diagnostics::conceal::concealed;
use groundplan::diagnostics::render::{Format, Options, render};
use groundplan::diagnostics::{Diagnostic, Severity, Sink};
use groundplan::document::Compiled;
use groundplan::project::Project;
use groundplan::source::{Files, Sources};
use groundplan::{compile, output};

/// What a compilation of all environments says.
pub struct Outcome {
    /// The problems, as they are printed.
    pub found: Vec<Diagnostic>,
    /// Whether every environment gave manifests.
    pub compiled: bool,
    sources: Sources,
}

impl Outcome {
    /// Drives a blueprint through all stages.
    pub fn of(layout: Layout<'_>, files: &dyn Files) -> Self {
        let mut sources = Sources::default();
        let mut sink = Sink::default();
        let blueprint = compile::read(layout, files, &mut sources, &mut sink);
        let compiled = blueprint.is_some_and(|blueprint| {
            let environment = |name: &String| compile::environment(&blueprint, Catalog::embedded(), name, &mut sink);
            let compiled: Vec<Option<Compiled>> = blueprint.environments().iter().map(environment).collect();
            let compiled: Option<Vec<Compiled>> = compiled.into_iter().collect();
            // Only templates of the user can be wrong there.
            if let Some(all) = compiled.as_ref().filter(|_| !blueprint.templates.is_empty() && !sink.has_errors()) {
                compile::documents(&blueprint, all, &sources, &mut sink);
            }
            compiled.is_some()
        });
        let (found, sources) = concealed(sink.into_sorted(), &sources);
        Self { found, compiled, sources }
    }

    /// A blueprint of one file that needs no others.
    pub fn of_text(text: &str) -> Self {
        Self::of(Layout::Single { file: "bad.yaml", side: "bad.d" }, &Memory::of("bad.yaml", text.as_bytes()))
    }

    /// The problems as a terminal without colors shows them.
    pub fn shown(&self, format: Format) -> String {
        render(&self.found, &self.sources, format, &Options::default())
    }

    /// The codes of all problems, in their order.
    pub fn codes(&self) -> Vec<&'static str> {
        self.found.iter().map(|problem| problem.code.id).collect()
    }

    /// The problems that keep a blueprint from being built.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter().filter(|problem| problem.code.severity == Severity::Error)
    }
}

/// The manifests of all environments of a blueprint of one file, one behind the other; none where it does not compile.
pub fn manifests(text: &str) -> Option<String> {
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let layout = Layout::Single { file: "x.yaml", side: "x.d" };
    let blueprint = compile::read(layout, &Memory::of("x.yaml", text.as_bytes()), &mut sources, &mut sink)?;
    let mut all = String::new();
    for name in blueprint.environments() {
        let compiled = compile::environment(&blueprint, Catalog::embedded(), &name, &mut sink)?;
        for bytes in output::manifests(&compiled.bundle).expect("manifests") {
            all.push_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        }
    }
    Some(all)
}

/// The files of a blueprint on disk, shown by their paths below a folder.
pub struct Shown {
    /// The blueprint.
    pub project: Project,
    /// What is left out of paths.
    pub folder: String,
}

impl Files for Shown {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.project.read(path)
    }

    fn list(&self, directory: &str) -> Result<Vec<String>, String> {
        self.project.list(directory)
    }

    fn shown(&self, path: &str) -> String {
        let shown = self.project.shown(path);
        shown.strip_prefix(&self.folder).map_or(shown.clone(), |rest| rest.trim_start_matches('/').to_owned())
    }
}
