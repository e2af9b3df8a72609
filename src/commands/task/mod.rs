//! `groundplan task`: the record of the task that the planning documents close.

mod examine;
mod fresh;
mod record;

use super::console::Console;
use super::failure::Failure;
use super::report::Stdout;
use super::session::Session;
use super::verdict::Verdict;
use clap::{Args, Subcommand};
use fresh::Fresh;
use groundplan::diagnostics::render::Format;
use groundplan::task::{Edits, Report, Texts, Timestamp, complete, verify};
use groundplan::tree::{RelativePath, Replacement, replace_files};
use record::Record;
use std::env;
use std::path::PathBuf;
use std::time::SystemTime;

/// What is to be done with a task
#[derive(Debug, Subcommand)]
pub enum Task {
    /// Say which of the task's artifacts are present, complete and up to date
    Verify(Where),
    /// Mark the task as succeeded, if all its artifacts are; otherwise change nothing
    Complete(Complete),
}

/// Where a task record lies
#[derive(Debug, Args)]
pub struct Where {
    /// The directory of the project; all paths of the record start there
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,

    /// The task file, below the root [default: `task.file` of the blueprint]
    #[arg(long, value_name = "FILE")]
    task: Option<String>,

    /// The step file, below the root [default: `task.step` of the blueprint]
    #[arg(long, value_name = "FILE")]
    step: Option<String>,

    /// The state file of the project, below the root [default: `task.dna` of the blueprint]
    #[arg(long, value_name = "FILE")]
    dna: Option<String>,

    /// The blueprint that the documents are made from; only with it is a task complete, since it tells what is stale
    #[arg(long, value_name = "BLUEPRINT")]
    blueprint: Option<PathBuf>,

    /// The directory in which `<blueprint>/<environment>` was written
    #[arg(long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
}

/// A task to be marked
#[derive(Debug, Args)]
pub struct Complete {
    #[command(flatten)]
    place: Where,

    /// The time of the completion [default: `SOURCE_DATE_EPOCH`, else now]
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
}

/// Verifies or completes.
pub fn run(arguments: &Task, console: &Console) -> Result<Verdict, Failure> {
    match arguments {
        Task::Verify(place) => verify_task(place, console),
        Task::Complete(arguments) => complete_task(arguments, console),
    }
}

fn verify_task(place: &Where, console: &Console) -> Result<Verdict, Failure> {
    let (record, fresh) = match open(place, console)? {
        Ok(opened) => opened,
        Err(verdict) => return Ok(verdict),
    };
    let task = record.task(console)?;
    let report = verify(&task.content, |path| examine::examine(&place.root, path, fresh.as_ref()));
    print(&report, console)?;
    if fresh.is_none() {
        console.tell_line("whether they are up to date was not checked: name the blueprint by `--blueprint`");
    }
    Ok(if report.complete() && fresh.is_some() { Verdict::Fine } else { Verdict::Found })
}

fn complete_task(arguments: &Complete, console: &Console) -> Result<Verdict, Failure> {
    let place = &arguments.place;
    if place.blueprint.is_none() {
        // A document is complete when it is what a build writes now, and only the blueprint can tell.
        let help = "write `--blueprint BLUEPRINT`; without it, `groundplan task verify` says what is there";
        return Err(Failure::new("no task is completed without the blueprint of its documents").help(help));
    }
    let at = time(arguments.at.as_deref())?;
    let (record, fresh) = match open(place, console)? {
        Ok(opened) => opened,
        Err(verdict) => return Ok(verdict),
    };
    let (task, step, dna) = (record.task(console)?, record.step()?, record.dna()?);
    let report = verify(&task.content, |path| examine::examine(&place.root, path, fresh.as_ref()));
    print(&report, console)?;
    let texts = Texts { step: &step.content, dna: &dna.content };
    match complete(&report, texts, &at) {
        Err(refusal) => {
            let problems = refusal.problems.iter().map(|problem| format!("\n{}:{}", problem.document, problem.error));
            let id = &refusal.task_id;
            console.tell_line(format!("{id} is not complete; nothing was changed{}", problems.collect::<String>()));
            Ok(Verdict::Found)
        }
        Ok(edits) => {
            let edited = write(place, edits, [(&task.path, task.content.text()), step.pair(), dna.pair()])?;
            let what = if edited.is_empty() { "nothing to change".to_owned() } else { edited.join(", ") };
            console.tell_line(format!("{}: SUCCEEDED ({what})", task.content.task_id()));
            Ok(Verdict::Fine)
        }
    }
}

/// A record with what a fresh build of its blueprint would write, or how the command ends because the blueprint is wrong.
type Opened = Result<(Record, Option<Fresh>), Verdict>;

/// Opens the record, and builds the blueprint in memory if one is named.
fn open(place: &Where, console: &Console) -> Result<Opened, Failure> {
    let Some(path) = &place.blueprint else {
        return Ok(Ok((Record::new(place, None)?, None)));
    };
    let mut session = Session::open(path)?;
    let fresh = Fresh::build(&mut session, place)?;
    let tally = session.report(Format::Human, Stdout::Taken, console)?;
    let (Some(blueprint), Some(fresh)) = (&session.blueprint, fresh) else {
        return Ok(Err(tally.verdict(None).max(Verdict::Found)));
    };
    Ok(Ok((Record::new(place, blueprint.spec.task.get())?, Some(fresh))))
}

fn print(report: &Report<'_>, console: &Console) -> Result<(), Failure> {
    let lines: Vec<String> = report.lines().iter().map(|line| format!("{line}\n")).collect();
    console.print(lines.concat())
}

/// Writes the three edits, all or none, and names the files that changed.
fn write(place: &Where, edits: Edits, files: [(&RelativePath, &str); 3]) -> Result<Vec<String>, Failure> {
    let Edits { task, step, dna } = edits;
    let replacement = |((path, old), new): ((&RelativePath, &str), Option<String>)| {
        let expected_old_bytes = Some(old.as_bytes().to_vec());
        Some(Replacement { path: path.clone(), expected_old_bytes, new_bytes: new?.into_bytes() })
    };
    let changes: Vec<Replacement> = files.into_iter().zip([task, step, dna]).filter_map(replacement).collect();
    replace_files(&place.root, &changes)?;
    Ok(changes.iter().map(|change| change.path.to_string()).collect())
}

/// The time that is recorded: as asked for, of the sources, or now.
fn time(asked: Option<&str>) -> Result<Timestamp, Failure> {
    if let Some(text) = asked {
        return Timestamp::parse(text).map_err(|error| Failure::new(format!("--at: {error}")));
    }
    if let Ok(text) = env::var("SOURCE_DATE_EPOCH") {
        let parsed = Timestamp::parse_source_date_epoch(&text);
        return parsed.map_err(|error| Failure::new(format!("SOURCE_DATE_EPOCH: {error}")));
    }
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.map_err(|_| Failure::new("the clock is before 1970").help("set it, or write `--at`"))?;
    Ok(Timestamp::parse_source_date_epoch(&seconds.as_secs().to_string())?)
}
