//! `groundplan check`: diagnostics only.

use super::arguments::{Problems, Subject};
use super::console::Console;
use super::failure::Failure;
use super::report::Stdout;
use super::session::Session;
use super::verdict::Verdict;
use clap::Args;
use groundplan::diagnostics::render::Format;

/// Compiles a blueprint and keeps nothing but what is wrong with it
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    subject: Subject,
    #[command(flatten)]
    problems: Problems,
}

/// Checks a blueprint.
pub fn run(arguments: &Check, console: &Console) -> Result<Verdict, Failure> {
    let mut session = Session::open(&arguments.subject.blueprint)?;
    let outcomes = session.compile(&arguments.subject)?;
    let format = arguments.problems.format;
    let tally = session.report(format, Stdout::Free, console)?;
    if let (Some(blueprint), Format::Human, 0) = (&session.blueprint, format, tally.all) {
        let objects: usize =
            outcomes.iter().flatten().filter_map(|one| one.bundle.as_ref()).map(|all| all.objects().len()).sum();
        let plural = if outcomes.len() == 1 { "" } else { "s" };
        let count = outcomes.len();
        console.tell_line(format!("{}: no problems, {count} environment{plural}, {objects} objects", blueprint.name));
    }
    Ok(tally.verdict(arguments.problems.deny))
}
