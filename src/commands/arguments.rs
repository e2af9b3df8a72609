//! Arguments that several commands have in common.

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, ValueEnum};
use groundplan::diagnostics::render::Format;
use std::path::PathBuf;

/// Which blueprint, and which part of it.
#[derive(Debug, Args)]
pub struct Subject {
    /// A file `X.yaml`, a directory with a `blueprint.yaml`, or `-` for standard input
    #[arg(value_name = "BLUEPRINT")]
    pub blueprint: PathBuf,

    /// Only this environment
    #[arg(long, value_name = "NAME")]
    pub environment: Option<String>,

    /// How many environments are compiled at a time; the result is the same
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub threads: u16,
}

/// What counts as a failure beside errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
}

/// How problems are told.
#[derive(Debug, Args)]
pub struct Problems {
    /// How problems are written: for people to standard error, `json` and `sarif` to standard output
    #[arg(long, value_name = "FORMAT", default_value_t = Format::Human, value_parser = formats())]
    pub format: Format,

    /// Take warnings for errors
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
}

fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::NAMES).try_map(|name| name.parse::<Format>())
}
