//! The planning documents: four views of all environments, every figure as plan and manifests have it.
//!
//! Architecture invariant: nothing is decided here, and nothing of a blueprint reaches a document but through `escape` or a
//! JSON string.

mod escape;
mod facts;
mod json;
mod mermaid;
mod own;
mod schema;
mod templates;
mod validate;
mod views;

#[cfg(test)]
mod tests;

pub use own::{Flaw, PARTIAL};
pub use schema::schema;
pub use templates::template;
pub use validate::validate;

use crate::architecture::model::{Architecture, Waived};
use crate::bundle::Bundle;
use crate::plan::Plan;
use crate::source::Sources;
use facts::Facts;
use serde::Serialize;
use std::collections::BTreeMap;
use std::{panic, thread};

/// The names of the four documents.
pub const FILES: [&str; 4] = [INFRASTRUCTURE, json::DEPLOYMENT, SCALABILITY, json::PERFORMANCE];
/// The names of the templates that a user may write.
pub const TEMPLATES: [&str; 2] = ["Infrastructure_Requirements.md.hbs", "Scalability_Architecture_Design.md.hbs"];
/// The first document in Markdown.
pub const INFRASTRUCTURE: &str = "Infrastructure_Requirements.md";
/// The second document in Markdown.
pub const SCALABILITY: &str = "Scalability_Architecture_Design.md";

/// One environment, compiled.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// What it is.
    pub architecture: Architecture,
    /// What was decided.
    pub plan: Plan,
    /// What is applied.
    pub bundle: Bundle,
    /// What was found, but is accepted.
    pub waived: Vec<Waived>,
}

/// The environment that is described in depth: the wanted one, else `production`, else the first.
#[must_use]
pub fn lead(environments: &[String], wanted: Option<&str>) -> String {
    let there = |name: &&str| environments.iter().any(|known| known == name);
    let chosen = wanted.filter(there).or(Some("production").filter(there));
    chosen.or(environments.first().map(String::as_str)).unwrap_or_default().to_owned()
}

/// Templates of the user, by the name of their file.
pub type OwnTemplates<'t> = BTreeMap<&'t str, &'t str>;

/// What is wrong with a template of the user by itself, whatever it will be filled with.
#[must_use]
pub fn flaw(file: &str, text: &str) -> Option<Flaw> {
    own::check(file, text)
}

/// The four documents by file name. Without any environment there are none.
///
/// # Errors
/// Says what is wrong with templates of the user.
pub fn render(
    compiled: &[Compiled],
    lead: &str,
    sources: &Sources,
    templates: &OwnTemplates<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Vec<Flaw>> {
    let Some(facts) = Facts::new(compiled, lead, sources) else { return Ok(BTreeMap::new()) };
    let infrastructure = || markdown(INFRASTRUCTURE, &views::markdown::infrastructure(&facts), templates);
    let scalability = || markdown(SCALABILITY, &views::markdown::scalability(&facts), templates);
    let (markdown, json) = thread::scope(|scope| {
        let markdown = scope.spawn(|| [infrastructure(), scalability()]);
        let json = [json::deployment(&facts), json::performance(&facts)];
        (markdown.join().unwrap_or_else(|cause| panic::resume_unwind(cause)), json)
    });
    let mut documents = BTreeMap::new();
    let mut flaws = Vec::new();
    for (name, made) in [INFRASTRUCTURE, SCALABILITY].into_iter().zip(markdown) {
        match made {
            Ok(text) => drop(documents.insert(name.to_owned(), text.into_bytes())),
            Err(found) => flaws.extend(found),
        }
    }
    documents.extend([json::DEPLOYMENT, json::PERFORMANCE].into_iter().map(str::to_owned).zip(json));
    if flaws.is_empty() { Ok(documents) } else { Err(flaws) }
}

/// A document of Markdown, by the user's template where there is one.
fn markdown(document: &str, view: &impl Serialize, templates: &OwnTemplates<'_>) -> Result<String, Vec<Flaw>> {
    let own = templates.iter().find(|(file, _)| file.strip_suffix(".hbs") == Some(document));
    match own {
        Some((file, text)) => templates::render_own(document, file, text, view),
        None => Ok(templates::render(document, view)),
    }
}
