//! The planning documents: four views of all environments, every figure as plan and manifests have it.
//!
//! Architecture invariant: nothing is decided here, and nothing of a blueprint reaches a document but through `escape` or a
//! JSON string.

mod escape;
mod facts;
mod json;
mod mermaid;
mod schema;
mod templates;
mod validate;
mod views;

#[cfg(test)]
mod tests;

pub use schema::schema;
pub use validate::validate;

use crate::architecture::model::{Architecture, Waived};
use crate::bundle::Bundle;
use crate::plan::Plan;
use crate::source::Sources;
use facts::Facts;
use std::collections::BTreeMap;
use std::{panic, thread};

/// The names of the four documents.
pub const FILES: [&str; 4] = [INFRASTRUCTURE, json::DEPLOYMENT, SCALABILITY, json::PERFORMANCE];
const INFRASTRUCTURE: &str = "Infrastructure_Requirements.md";
const SCALABILITY: &str = "Scalability_Architecture_Design.md";

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

/// The four documents by file name. Without any environment there are none.
#[must_use]
pub fn render(compiled: &[Compiled], lead: &str, sources: &Sources) -> BTreeMap<String, Vec<u8>> {
    let Some(facts) = Facts::new(compiled, lead, sources) else { return BTreeMap::new() };
    let infrastructure = || templates::render("infrastructure", &views::markdown::infrastructure(&facts)).into_bytes();
    let scalability = || templates::render("scalability", &views::markdown::scalability(&facts)).into_bytes();
    let (markdown, json) = thread::scope(|scope| {
        let markdown = scope.spawn(|| [infrastructure(), scalability()]);
        let json = [json::deployment(&facts), json::performance(&facts)];
        (markdown.join().unwrap_or_else(|cause| panic::resume_unwind(cause)), json)
    });
    let names = [INFRASTRUCTURE, SCALABILITY, json::DEPLOYMENT, json::PERFORMANCE];
    names.into_iter().map(str::to_owned).zip(markdown.into_iter().chain(json)).collect()
}
