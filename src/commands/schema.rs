//! `groundplan schema`: what editors and validators read.

use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use clap::{Args, ValueEnum};
use groundplan::{blueprint, document};

/// Prints a JSON Schema (draft 2020-12)
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
}

/// Prints a schema.
pub fn run(arguments: &Schema, console: &Console) -> Result<Verdict, Failure> {
    let schema = match arguments.what {
        What::Blueprint => blueprint::schema::schema(),
        What::Documents => document::schema(),
    };
    console.print(format!("{schema:#}\n"))?;
    Ok(Verdict::Fine)
}
