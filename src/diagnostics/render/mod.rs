//! Renderers of problems: for people, for one-line lists, for programs.

mod correction;
mod excerpt;
mod human;
mod json;
mod marks;
mod place;
mod sarif;
mod short;
mod text;

use super::{Diagnostic, suggest};
use crate::source::Sources;
use std::fmt;
use std::str::FromStr;

/// How problems are written down.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// With the lines of the source, as compilers do.
    #[default]
    Human,
    /// A line for each problem: `path:line:column: error[A0101]: message`.
    Short,
    /// One JSON array with everything that is known, one object for each problem:
    ///
    /// ```json
    /// {
    ///   "code": "A0101", "severity": "error", "title": "unknown engine",
    ///   "message": "there is no engine `postgras`",
    ///   "file": "shop/stores.yaml", "line": 3, "column": 11, "endLine": 3, "endColumn": 19,
    ///   "byteStart": 27, "byteEnd": 35,
    ///   "label": "not in the catalog",
    ///   "related": [{ "file": "shop/stores.yaml", "line": 1, "…": "…", "message": "in this store" }],
    ///   "help": ["did you mean `postgres`?"],
    ///   "fix": { "file": "shop/stores.yaml", "line": 3, "…": "…", "replacement": "postgres" },
    ///   "environments": ["production"]
    /// }
    /// ```
    ///
    /// All keys are always there and in this order. Lines and columns count from 1, columns in characters (code
    /// points); `endColumn` and `byteEnd` lie behind the last character. Bytes count from 0 in the text as UTF-8,
    /// without a byte-order mark. Where a problem has no place, `file` and all positions are `null`; where no
    /// correction is known, `fix` is `null`. `related` and `fix` name their places by the same keys as the problem. A
    /// correction with an empty range inserts. `environments` is empty when the problem does not depend on one.
    Json,
    /// SARIF 2.1.0, the format of code scanners.
    Sarif,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Human, Self::Short, Self::Json, Self::Sarif];
    /// The names of all formats, as the command line takes them.
    pub const NAMES: [&'static str; 4] = ["human", "short", "json", "sarif"];

    /// The name that the command line takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Short => "short",
            Self::Json => "json",
            Self::Sarif => "sarif",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no format of messages; write {names}", names = suggest::one_of(&Format::NAMES))]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// What the renderers for people ask the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Whether to color the text with terminal escapes.
    pub color: bool,
    /// How many problems are printed; the rest is counted. Programs get all of them.
    pub limit: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { color: false, limit: 100 }
    }
}

/// Writes problems down in the order in which they are given.
#[must_use]
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, format: Format, options: &Options) -> String {
    match format {
        Format::Human => human::render(diagnostics, sources, options),
        Format::Short => short::render(diagnostics, sources, options),
        Format::Json => json::render(diagnostics, sources),
        Format::Sarif => sarif::render(diagnostics, sources),
    }
}

#[cfg(test)]
mod tests;
