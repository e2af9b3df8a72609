//! `groundplan build`: from a blueprint to files.

mod compare;
pub(super) mod emit;
mod force;
mod summary;

use super::arguments::{Problems, Subject};
use super::console::Console;
use super::failure::Failure;
use super::report::Stdout;
use super::session::Session;
use super::verdict::Verdict;
use clap::Args;
use emit::Emit;
use groundplan::blueprint::Blueprint;
use groundplan::compile::Outcome;
use groundplan::document::Compiled;
use groundplan::output::{self, Places, Tree};
use groundplan::source::Sources;
use groundplan::tree::{GitHistory, recover, rehearse, write};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Compiles a blueprint
///
/// Writes `DIR/<blueprint>` as a whole or not at all. What Groundplan did not write, or was edited since, is replaced only
/// if git has it or `--force` names it.
#[derive(Debug, Args)]
pub struct Build {
    #[command(flatten)]
    subject: Subject,

    /// The directory in which `<blueprint>/<environment>` is written
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,

    /// The directory at which `documents.directory` starts [default: <output>/<blueprint>]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// Compare with what is there, and write nothing; status 1 if it differs
    #[arg(long, conflicts_with_all = ["emit", "force"])]
    check: bool,

    /// Print a stage to standard output instead of writing files
    #[arg(long, value_name = "STAGE", value_enum, conflicts_with = "force")]
    emit: Option<Emit>,

    /// A file that may be overwritten or deleted whatever is in it; may be repeated
    #[arg(long, value_name = "PATH")]
    force: Vec<PathBuf>,

    #[command(flatten)]
    problems: Problems,
}

/// Builds.
pub fn run(arguments: &Build, console: &Console) -> Result<Verdict, Failure> {
    let mut session = Session::open(&arguments.subject.blueprint)?;
    let outcomes = session.compile(&arguments.subject)?;
    let sources = session.recorded_sources();
    let problems = &arguments.problems;
    if let Some(stage) = arguments.emit {
        let verdict = session.report(problems.format, Stdout::Taken, console)?.verdict(problems.deny);
        emit::run(stage, &outcomes, &sources, verdict, console)?;
        return Ok(verdict);
    }
    let compiled: Option<Vec<Compiled>> = outcomes.into_iter().map(|found| found.and_then(Outcome::compiled)).collect();
    // One environment alone has no documents.
    let whole = compiled.as_ref().filter(|_| arguments.subject.environment.is_none());
    let documents = whole.map(|compiled| session.documents(compiled, &sources));
    let verdict = session.report(problems.format, Stdout::Free, console)?.verdict(problems.deny);
    let (Some(blueprint), Some(compiled), Verdict::Fine) = (&session.blueprint, compiled, verdict) else {
        return Ok(verdict.max(Verdict::Found));
    };
    let trees = trees(arguments, blueprint, &compiled, documents, &sources)?;
    if arguments.check {
        return compare::run(&trees, arguments.problems.format, console);
    }
    put(&trees, &arguments.force, console)?;
    summary::environments(&compiled, console);
    Ok(Verdict::Fine)
}

/// Everything with its documents, or the part of the one environment that is asked for.
fn trees(
    arguments: &Build,
    blueprint: &Blueprint,
    compiled: &[Compiled],
    documents: Option<BTreeMap<String, Vec<u8>>>,
    sources: &Sources,
) -> Result<Vec<Tree>, Failure> {
    let places = Places::of(blueprint, &arguments.output, arguments.root.as_deref());
    Ok(match documents {
        Some(documents) => output::whole(compiled, documents, &places, sources)?,
        None => vec![output::part(compiled, &places, sources)?],
    })
}

/// Writes all trees. Where there are two, both are asked before the first is touched.
fn put(trees: &[Tree], force: &[PathBuf], console: &Console) -> Result<(), Failure> {
    for tree in trees {
        if let Some(recovered) = recover(&tree.root)? {
            summary::recovered(&tree.root, &recovered, console);
        }
    }
    let force = force::by_tree(trees, force)?;
    for (tree, force) in trees.iter().zip(&force) {
        rehearse(&tree.wanted(), force, &GitHistory)?;
    }
    for (tree, force) in trees.iter().zip(&force) {
        let written = write(&tree.wanted(), force, &GitHistory)?;
        summary::written(&tree.root, &written, console);
    }
    Ok(())
}
