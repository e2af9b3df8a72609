//! `groundplan schema`: what editors and validators read.

use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use clap::{Args, ValueEnum};
use groundplan::{blueprint, document};

/// Prints a JSON Schema (draft 2020-12), or a built-in template of a document
#[derive(Debug, Args)]
pub struct Schema {
    /// Of what
    #[arg(value_enum, default_value_t = What::Blueprint)]
    what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Blueprints and the files beside them.
    Blueprint,
    /// The two planning documents that are JSON.
    Documents,
    /// The built-in template of the infrastructure requirements, to begin one of your own with.
    InfrastructureTemplate,
    /// The built-in template of the scalability design.
    ScalabilityTemplate,
    /// The part of both that shows decisions.
    DecisionsTemplate,
}

/// Prints a schema.
pub fn run(arguments: &Schema, console: &Console) -> Result<Verdict, Failure> {
    let text = match arguments.what {
        What::Blueprint => format!("{:#}\n", blueprint::schema::schema()),
        What::Documents => format!("{:#}\n", document::schema()),
        What::InfrastructureTemplate => document::template(document::INFRASTRUCTURE).to_owned(),
        What::ScalabilityTemplate => document::template(document::SCALABILITY).to_owned(),
        What::DecisionsTemplate => document::template(document::PARTIAL).to_owned(),
    };
    console.print(text)?;
    Ok(Verdict::Fine)
}
