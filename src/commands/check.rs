//! `groundplan check`: diagnostics only.

use super::arguments::{Problems, Subject};
use super::console::Console;
use super::failure::Failure;
use super::report::Stdout;
use super::session::Session;
use super::verdict::Verdict;
use clap::Args;
use groundplan::compile::Outcome;
use groundplan::diagnostics::render::Format;
use groundplan::document::Compiled;
use groundplan::units::{Date, Unit as _};

/// Compiles a blueprint and keeps nothing but what is wrong with it
#[derive(Debug, Args)]
pub struct Check {
    #[command(flatten)]
    subject: Subject,
    /// The day on which every `until` is judged; without it none is, and the result is the same on every day
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = date)]
    at: Option<Date>,

    #[command(flatten)]
    problems: Problems,
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}

/// Checks a blueprint.
pub fn run(arguments: &Check, console: &Console) -> Result<Verdict, Failure> {
    let mut session = Session::open(&arguments.subject.blueprint)?;
    let outcomes = session.compile(&arguments.subject)?;
    if let Some(today) = arguments.at {
        session.expired(&outcomes, today);
    }
    let objects: usize =
        outcomes.iter().flatten().filter_map(|one| one.bundle.as_ref()).map(|all| all.objects().len()).sum();
    let count = outcomes.len();
    templates(arguments, &mut session, outcomes);
    let format = arguments.problems.format;
    let tally = session.report(format, Stdout::Free, console)?;
    if let (Some(blueprint), Format::Human, 0) = (&session.blueprint, format, tally.all) {
        let plural = if count == 1 { "" } else { "s" };
        console.tell_line(format!("{}: no problems, {count} environment{plural}, {objects} objects", blueprint.name));
    }
    Ok(tally.verdict(arguments.problems.deny))
}

/// Fills templates of the user, to find what they name that does not exist. The built-in ones are tested.
fn templates(arguments: &Check, session: &mut Session, outcomes: Vec<Option<Outcome>>) {
    let written = session.blueprint.as_ref().is_some_and(|blueprint| !blueprint.templates.is_empty());
    if !written || arguments.subject.environment.is_some() {
        return;
    }
    let compiled: Option<Vec<Compiled>> = outcomes.into_iter().map(|found| found.and_then(Outcome::compiled)).collect();
    let sources = session.recorded_sources();
    // Only what is wrong with them counts here.
    let _ = compiled.map(|compiled| session.documents(&compiled, &sources));
}
