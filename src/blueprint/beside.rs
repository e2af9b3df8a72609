//! What lies beside a blueprint: files of components, standards, traces of load, definitions of custom resources.

use super::parse::{Project, READABLE};
use super::spec::{BlueprintSpec, StandardFile};
use super::table::{Entries, Field, Places, Set, Text};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::diagnostics::codes::files as file_codes;
use crate::source::{FileId, Span};
use crate::units::trace::{self, Trace};
use crate::yaml::foreign;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

impl Project<'_> {
    /// Reads what `files` refer to, in every layer.
    pub(super) fn attachments(&mut self, spec: &BlueprintSpec) -> BTreeMap<String, Result<Vec<u8>, String>> {
        let mut paths = Vec::new();
        collect_paths(spec, &mut paths);
        let mut attachments = BTreeMap::new();
        for (path, directory) in paths {
            if directory {
                let base = path.trim_end_matches('/');
                for name in self.files.list(base).unwrap_or_default() {
                    let file = format!("{base}/{name}");
                    attachments.insert(file.clone(), self.files.read(&file));
                }
            } else {
                attachments.insert(path.clone(), self.files.read(&path));
            }
        }
        attachments
    }

    /// Reads the standards of the organization.
    pub(super) fn standards(&mut self, spec: &BlueprintSpec) -> BTreeMap<String, StandardFile> {
        let paths: Vec<_> = layers(spec).filter_map(|layer| layer.standards.get()).flat_map(|list| &list.0).collect();
        let mut standards = BTreeMap::new();
        for path in paths {
            if standards.contains_key(&path.0) {
                continue;
            }
            if let Err(problem) = self.files.read(&path.0) {
                let message = format!("the standard {} cannot be read: {problem}", self.files.shown(&path.0));
                self.sink.push(Diagnostic::new(&file_codes::UNREADABLE, path.span, message).help(READABLE));
                continue;
            }
            let file = self.node(&path.0).and_then(|node| self.shape::<StandardFile>(&node, Places::TOP));
            standards.insert(path.0.clone(), file.unwrap_or_default());
        }
        standards
    }

    /// Reads the traces of load.
    pub(super) fn traces(&mut self, spec: &BlueprintSpec) -> BTreeMap<String, Trace> {
        let entries = layers(spec).filter_map(|layer| layer.entrypoints.get()).flat_map(Entries::iter);
        let paths: Vec<_> = entries.filter_map(|(_, entry)| entry.value.load.get()?.trace.set()).collect();
        let mut traces = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for path in paths {
            if seen.insert(path.value.0.as_str()) {
                traces.extend(self.trace(path).map(|trace| (path.value.0.clone(), trace)));
            }
        }
        traces
    }

    /// Reads one trace; what is wrong with it is told at its line.
    fn trace(&mut self, path: &Set<Text>) -> Option<Trace> {
        let shown = self.files.shown(&path.value.0);
        let bytes = match self.files.read(&path.value.0) {
            Ok(bytes) => bytes,
            Err(problem) => {
                let message = format!("the trace {shown} cannot be read: {problem}");
                let problem = Diagnostic::nowhere(&file_codes::UNREADABLE, message).help(READABLE);
                self.sink.push(Diagnostic { span: path.span(), ..problem });
                return None;
            }
        };
        let text = self.text(&shown, bytes)?;
        let found = trace::parse(&text);
        let file = self.sources.add(shown, text);
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        for mistake in found.as_ref().err().into_iter().flatten() {
            let span = Span { file, start: offset(mistake.at.start), end: offset(mistake.at.end) };
            let problem = Diagnostic::new(&codes::BAD_TRACE, span, mistake.problem.to_string());
            self.sink.push(problem.help(mistake.problem.remedy()));
        }
        found.ok()
    }

    /// Reads the files of the directory of templates for documents.
    pub(super) fn templates(&mut self, spec: &BlueprintSpec) -> BTreeMap<String, FileId> {
        let mut templates = BTreeMap::new();
        let Some(set) = spec.documents.get().and_then(|documents| documents.templates.set()) else { return templates };
        let directory = set.value.0.trim_end_matches('/');
        let names = self.files.list(directory);
        let problem = match &names {
            Err(problem) => Some(problem.as_str()),
            Ok(names) => names.is_empty().then_some("no file is there"),
        };
        if let Some(problem) = problem {
            let message = format!("the templates in {} cannot be read: {problem}", self.files.shown(directory));
            let help = "put a template there, name another directory, or leave `templates` out";
            let problem = Diagnostic::nowhere(&file_codes::UNREADABLE, message).help(help);
            self.sink.push(Diagnostic { span: set.span(), ..problem });
        }
        for name in names.unwrap_or_default() {
            let path = format!("{directory}/{name}");
            let shown = self.files.shown(&path);
            match self.files.read(&path) {
                Ok(bytes) => {
                    let Some(text) = self.text(&shown, bytes) else { continue };
                    templates.insert(name, self.sources.add(shown, text));
                }
                Err(problem) => {
                    let message = format!("the template {shown} cannot be read: {problem}");
                    let problem = Diagnostic::nowhere(&file_codes::UNREADABLE, message).help(READABLE);
                    self.sink.push(Diagnostic { span: set.span(), ..problem });
                }
            }
        }
        templates
    }

    /// Reads the definitions of custom resources. They are files of others, so nothing in them is judged here.
    pub(super) fn definitions(&self, spec: &BlueprintSpec) -> BTreeMap<String, Result<Vec<Value>, String>> {
        let read = |path: &str| foreign::documents(&self.files.read(path)?);
        definition_paths(spec).into_iter().map(|path| (path.to_owned(), read(path))).collect()
    }
}

/// What is written for the whole, and for each environment.
fn layers(spec: &BlueprintSpec) -> impl Iterator<Item = &BlueprintSpec> {
    let environments = spec.environments.get().into_iter().flat_map(Entries::iter).map(|(_, set)| &set.value.0);
    std::iter::once(spec).chain(environments)
}

/// The paths of all definitions of custom resources.
fn definition_paths(spec: &BlueprintSpec) -> Vec<&str> {
    let objects = layers(spec).filter_map(|layer| layer.extra.get()).flat_map(|extra| &extra.0);
    objects.filter_map(|extra| extra.crd.get()).map(|path| path.0.as_str()).collect()
}

/// The paths of all `files` of a blueprint, each with whether it is a directory.
fn collect_paths(spec: &BlueprintSpec, paths: &mut Vec<(String, bool)>) {
    let components = spec.components.get().into_iter().flat_map(Entries::iter);
    let templates = spec.templates.get().into_iter().flat_map(Entries::iter);
    let defaults = spec.defaults.get().into_iter().flat_map(Entries::iter);
    for (_, body) in components.chain(templates).chain(defaults) {
        let body = &body.value;
        let sidecars = body.sidecars.get().into_iter().flat_map(|list| list.iter()).map(|set| &set.value.0);
        let init = body.init.get().into_iter().flat_map(|list| list.iter()).map(|set| &set.value.0);
        let all = std::iter::once(&body.files).chain(sidecars.chain(init).map(|step| &step.files));
        for (mount, file) in all.filter_map(Field::get).flat_map(Entries::iter) {
            if let Some(path) = file.value.path.get() {
                paths.push((path.0.clone(), mount.ends_with('/')));
            }
        }
    }
    for (_, environment) in spec.environments.get().into_iter().flat_map(Entries::iter) {
        collect_paths(&environment.value.0, paths);
    }
}
