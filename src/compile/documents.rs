//! Planning documents, and what is wrong with the templates that a user wrote for them.

use crate::blueprint::Blueprint;
use crate::diagnostics::codes::blueprint as codes;
use crate::diagnostics::suggest::{nearest, one_of};
use crate::diagnostics::{Diagnostic, Sink};
use crate::document::{self, Compiled, Flaw, OwnTemplates};
use crate::source::{Sources, Span};
use std::collections::BTreeMap;

/// Checks the names of templates, and what can be seen of them before anything is compiled.
pub fn check(blueprint: &Blueprint, sources: &Sources, sink: &mut Sink) {
    for (name, text) in templates(blueprint, sources) {
        if !document::TEMPLATES.contains(&name) {
            sink.push(of_no_document(blueprint, name));
        } else if let Some(flaw) = document::flaw(name, text) {
            sink.push(problem(blueprint, &flaw));
        }
    }
}

/// The planning documents of all environments by the name of their file; none where a template is wrong.
pub fn documents(
    blueprint: &Blueprint,
    compiled: &[Compiled],
    sources: &Sources,
    sink: &mut Sink,
) -> BTreeMap<String, Vec<u8>> {
    let wanted = blueprint.spec.documents.get().and_then(|documents| documents.environment.get());
    let lead = document::lead(&blueprint.environments(), wanted.map(|name| name.as_str()));
    let flaws = match document::render(compiled, &lead, sources, &templates(blueprint, sources)) {
        Ok(documents) => return documents,
        Err(flaws) => flaws,
    };
    for flaw in &flaws {
        sink.push(problem(blueprint, flaw));
    }
    BTreeMap::new()
}

/// The user's templates with their text.
fn templates<'a>(blueprint: &'a Blueprint, sources: &'a Sources) -> OwnTemplates<'a> {
    let text = |id| sources.file(id).map_or("", |file| file.text.as_str());
    blueprint.templates.iter().map(|(name, id)| (name.as_str(), text(*id))).collect()
}

/// A file that takes the place of no template.
fn of_no_document(blueprint: &Blueprint, name: &str) -> Diagnostic {
    let message = format!("`{name}` is no template of a document");
    let help = match nearest(name, document::TEMPLATES) {
        Some(meant) => format!("rename the file to `{meant}`"),
        None => format!("name it {}, or take it out of the directory", one_of(&document::TEMPLATES)),
    };
    let mut problem = Diagnostic::nowhere(&codes::UNKNOWN_TEMPLATE_FILE, message).help(help);
    let written = blueprint.spec.documents.get().and_then(|documents| documents.templates.set());
    problem.span = written.and_then(|set| set.span());
    problem
}

/// What is wrong with a template, at its place.
fn problem(blueprint: &Blueprint, flaw: &Flaw) -> Diagnostic {
    let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut problem = Diagnostic::nowhere(&codes::BAD_TEMPLATE, flaw.message.as_str());
    let file = blueprint.templates.get(&flaw.file).copied();
    problem.span = file.map(|file| Span { file, start: offset(flaw.at.start), end: offset(flaw.at.end) });
    let meant = flaw.word.as_deref().and_then(|word| nearest(word, flaw.known.iter().map(String::as_str)));
    match (meant, problem.span) {
        (Some(meant), Some(span)) => problem.fix(span, meant),
        _ => problem.help(flaw.help.as_str()),
    }
}
