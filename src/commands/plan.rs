//! `groundplan plan`: the decisions, for people or for programs.

use super::arguments::{Deny, Subject};
use super::build::emit::plans;
use super::console::Console;
use super::failure::Failure;
use super::report::Stdout;
use super::session::Session;
use super::table::table;
use super::verdict::Verdict;
use clap::{Args, ValueEnum};
use groundplan::compile::Outcome;
use groundplan::diagnostics::render::Format;
use groundplan::plan::PoolPlan;
use groundplan::source::{Origin, Sources};
use std::fmt::Write as _;

/// Shows every decision with its reason, also where the plan cannot be kept
#[derive(Debug, Args)]
pub struct Plan {
    #[command(flatten)]
    subject: Subject,

    /// How the plan is written; `json` is what `plan.json` holds, in a list where there are several environments
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = PlanFormat::Human)]
    format: PlanFormat,

    /// Take warnings for errors
    #[arg(long, value_name = "WHAT", value_enum)]
    deny: Option<Deny>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// Tables.
    Human,
    /// JSON.
    Json,
}

/// Shows the plan.
pub fn run(arguments: &Plan, console: &Console) -> Result<Verdict, Failure> {
    let mut session = Session::open(&arguments.subject.blueprint)?;
    let outcomes = session.compile(&arguments.subject)?;
    match arguments.format {
        PlanFormat::Json => console.print(plans(&outcomes, &session.recorded_sources())?)?,
        PlanFormat::Human => {
            let pages: Vec<String> = outcomes.iter().flatten().map(|outcome| page(outcome, &session.sources)).collect();
            console.print(pages.join("\n"))?;
        }
    }
    let tally = session.report(Format::Human, Stdout::Taken, console)?;
    Ok(tally.verdict(arguments.deny))
}

/// The plan of one environment.
fn page(outcome: &Outcome, sources: &Sources) -> String {
    let Outcome { architecture, plan, .. } = outcome;
    let rows: Vec<[String; 6]> = plan
        .decisions
        .iter()
        .map(|decision| {
            [
                decision.subject.clone(),
                decision.setting.word().to_owned(),
                decision.value.clone(),
                decision.grade.to_string(),
                place(&decision.origin, sources),
                decision.reason.to_string(),
            ]
        })
        .collect();
    let mut text = format!("{} in {}\n\n", architecture.blueprint, architecture.environment);
    text.push_str(&table(["COMPONENT", "SETTING", "VALUE", "GRADE", "WHERE", "WHY"], &rows));
    text.push_str(&nodes(&plan.nodes));
    list("ASSUMED", &plan.assumptions, &mut text);
    let requires = plan.requires.iter().map(|need| {
        let detail = if need.detail.is_empty() { String::new() } else { format!(" ({})", need.detail) };
        format!("{} {}{detail}, for {}", need.kind, need.name, need.used_by.join(", "))
    });
    list("MUST EXIST IN THE CLUSTER", &requires.collect::<Vec<_>>(), &mut text);
    text
}

fn place(origin: &Origin, sources: &Sources) -> String {
    match origin {
        Origin::Written(span) => sources.location(*span).to_string(),
        Origin::Engine(_) => "engine".to_owned(),
        Origin::Default(_) => "default".to_owned(),
    }
}

fn nodes(pools: &[PoolPlan]) -> String {
    if pools.is_empty() {
        return String::new();
    }
    let count = |nodes: Option<u32>| nodes.map_or_else(|| "?".to_owned(), |nodes| nodes.to_string());
    let rows = pools.iter().map(|pool| {
        let name = if pool.pool.is_empty() { "(any)" } else { &pool.pool };
        let least = count(pool.at_least.as_ref().map(|nodes| nodes.value));
        let most = count(pool.at_most.as_ref().map(|nodes| nodes.value));
        let range = |low: String, high: String| if low == high { low } else { format!("{low}..{high}") };
        [
            name.to_owned(),
            range(least, most),
            range(pool.cpu.0.to_string(), pool.cpu.1.to_string()),
            range(pool.memory.0.to_string(), pool.memory.1.to_string()),
        ]
    });
    let rows: Vec<[String; 4]> = rows.collect();
    format!("\n{}", table(["POOL", "NODES", "CPU REQUESTS", "MEMORY REQUESTS"], &rows))
}

fn list(heading: &str, items: &[String], text: &mut String) {
    if items.is_empty() {
        return;
    }
    // Writing to a string cannot fail.
    let _ = write!(text, "\n{heading}\n");
    for item in items {
        let _ = writeln!(text, "- {item}");
    }
}
