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

use crate::architecture::model::Architecture;
use crate::bundle::Bundle;
use crate::plan::Plan;
use crate::source::Sources;
use facts::Facts;
use std::collections::BTreeMap;

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
    let markdown = |template: &str, text: String| (template.to_owned(), text.into_bytes());
    BTreeMap::from([
        markdown(INFRASTRUCTURE, templates::render("infrastructure", &views::markdown::infrastructure(&facts))),
        (json::DEPLOYMENT.to_owned(), json::deployment(&facts)),
        markdown(SCALABILITY, templates::render("scalability", &views::markdown::scalability(&facts))),
        (json::PERFORMANCE.to_owned(), json::performance(&facts)),
    ])
}
