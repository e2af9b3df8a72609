//! Stages of a build on standard output.

use crate::commands::console::Console;
use crate::commands::failure::Failure;
use crate::commands::verdict::Verdict;
use clap::ValueEnum;
use groundplan::architecture::listing::listing;
use groundplan::architecture::model::Waived;
use groundplan::bundle::Bundle;
use groundplan::compile::Outcome;
use groundplan::output::{manifest, plan_file::PlanFile};
use groundplan::source::Sources;

/// What can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// What each environment is, with the place of every fact.
    Architecture,
    /// What was decided, as in `plan.json`.
    Plan,
    /// All objects, as one YAML stream.
    Manifests,
}

/// Prints a stage of every environment that came so far; manifests only where nothing is wrong.
pub fn run(
    stage: Emit,
    outcomes: &[Option<Outcome>],
    sources: &Sources,
    verdict: Verdict,
    console: &Console,
) -> Result<(), Failure> {
    let reached: Vec<&Outcome> = outcomes.iter().flatten().collect();
    match stage {
        Emit::Architecture => {
            let texts: Vec<String> = reached.iter().map(|found| listing(&found.architecture, sources)).collect();
            console.print(texts.join("\n"))
        }
        Emit::Plan => console.print(plans(outcomes, sources)?),
        Emit::Manifests if verdict == Verdict::Fine => console.print(manifests(&reached)?),
        Emit::Manifests => Ok(()),
    }
}

/// The plan of one environment, or a list of all that there are where several environments were asked for.
pub fn plans(outcomes: &[Option<Outcome>], sources: &Sources) -> Result<Vec<u8>, Failure> {
    let reached = outcomes.iter().flatten().map(|found| (found, found.findings()));
    let reached: Vec<(&Outcome, Vec<Waived>)> = reached.collect();
    let files: Vec<PlanFile<'_>> = reached
        .iter()
        .map(|(found, waived)| PlanFile::of(&found.architecture, &found.plan, found.bundle.as_ref(), waived, sources))
        .collect();
    let json = match (outcomes.len(), files.as_slice()) {
        (0 | 1, []) => Ok(Vec::new()),
        (1, [only]) => only.to_json(),
        (_, several) => list(several),
    };
    json.map_err(|error| Failure::new(format!("the plan cannot be written: {error}")))
}

fn list(files: &[PlanFile<'_>]) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = serde_json::to_vec_pretty(files)?;
    json.push(b'\n');
    Ok(json)
}

fn manifests(outcomes: &[&Outcome]) -> Result<Vec<u8>, Failure> {
    let mut stream = Vec::new();
    for emitted in outcomes.iter().filter_map(|found| found.bundle.as_ref()).flat_map(Bundle::objects) {
        stream.extend_from_slice(b"---\n");
        stream.extend(manifest(emitted)?);
    }
    Ok(stream)
}
