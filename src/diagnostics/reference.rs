//! The page of all diagnostics as Markdown, from the registry of codes.

use super::codes;
use std::fmt::Write as _;

const INTRODUCTION: &str = "\
# Diagnostics

This page is generated from the registry in the code. A code never changes its meaning and is never used again;
`groundplan explain code CODE` prints its entry. `Y` is about the text as YAML, `B` about the blueprint's shape, `A` about
what it means, `P` about the plan, `K` about what a cluster would refuse, `G` about manifests that disagree with the
architecture, `F` about files and `T` about the task record.
";

/// The page.
#[must_use]
pub fn reference() -> String {
    let mut page = INTRODUCTION.to_owned();
    for code in codes::all() {
        // Writing to a string cannot fail.
        let _ = write!(page, "\n## {}\n\n{}: {}.\n\n{}\n", code.id, code.severity.word(), code.title, code.explanation);
    }
    page
}
