//! The reader of YAML: one file in, a tree with places out, and every problem that can be found in one run.

mod accidents;
mod build;
mod characters;
mod checks;
mod decode;
mod errors;
mod frame;
mod layout;
mod problems;
mod refused;
mod tabs;
#[cfg(test)]
mod tests;

pub use decode::{decode, decode_within};

use super::node::Node;
use crate::diagnostics::codes::yaml as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{FileId, Sources};
use build::Builder;
use granit_parser::{Options, Parser};
use problems::Problems;

/// How much a file may ask of the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most bytes that a file may have.
    pub bytes: usize,
    /// The most levels that lists and mappings may nest.
    pub depth: usize,
    /// The most keys and values.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 16 << 20, depth: 64, nodes: 5_000_000 }
    }
}

/// Reads a file. `None` if what is wrong with it leaves no tree that later stages could rely on.
pub fn read(sources: &Sources, file: FileId, limits: &Limits, sink: &mut Sink) -> Option<Node> {
    let source = sources.file(file)?;
    if source.text.len() > limits.bytes {
        sink.push(decode::too_large(&source.path, source.text.len(), limits.bytes));
        return None;
    }
    let mut problems = Problems::new(file, &source.text);
    let masked = characters::mask(&mut problems);
    let masked = tabs::mask(masked, limits, &mut problems);
    let root = parse(&masked, limits, &mut problems);
    problems.finish(sink);
    root
}

/// Feeds the events of the parser to the builder until it has enough.
fn parse(text: &str, limits: &Limits, problems: &mut Problems) -> Option<Node> {
    let mut builder = Builder::new(text, *limits, problems);
    for step in Parser::new_from_str_with_options(text, options(limits)) {
        let go_on = match step {
            Ok((event, span)) => builder.take(event, &span),
            Err(error) => builder.fail(&error),
        };
        if !go_on {
            break;
        }
    }
    builder.finish()
}

/// The parser's own limits lie where the builder's do, so that it never piles up more than is read.
fn options(limits: &Limits) -> Options {
    granit_parser::options! {
        disallow_directives: true,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        emit_comments: false,
        flow_nesting_limit: limits.depth,
        block_nesting_limit: limits.depth,
    }
}

/// The problem of a file that nests too deeply.
fn too_deep(problems: &Problems, at: usize, limits: &Limits) -> Diagnostic {
    let message = format!("lists and mappings nest more than {} levels deep", limits.depth);
    Diagnostic::new(&codes::TOO_DEEP, problems.span(at..at + 1), message)
        .label("the level that is too much begins here")
        .help("Nest less deeply.")
}
