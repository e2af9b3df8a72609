//! `groundplan explain`: what a message means.

use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use clap::{Args, Subcommand};
use groundplan::diagnostics::codes;

/// What is to be explained
#[derive(Debug, Subcommand)]
pub enum Explain {
    /// Say what a diagnostic means and what to do about it
    Code(ExplainCode),
}

/// A diagnostic
#[derive(Debug, Args)]
pub struct ExplainCode {
    /// The code in its message, such as `A0204`
    code: String,
}

/// Explains.
pub fn run(arguments: &Explain, console: &Console) -> Result<Verdict, Failure> {
    let Explain::Code(ExplainCode { code }) = arguments;
    match codes::find(code) {
        Some(found) => {
            let severity = found.severity.word();
            console.print(format!("{severity}[{}]: {}\n\n{}\n", found.id, found.title, found.explanation))?;
            Ok(Verdict::Fine)
        }
        None => Err(unknown(code)),
    }
}

fn unknown(code: &str) -> Failure {
    let letters = "Y text, B shape, A meaning, P plan, K cluster, G agreement, F files, T task record";
    let failure = Failure::unknown("diagnostic", code, codes::all().map(|known| known.id).collect::<Vec<_>>());
    // The list of all codes would be no help.
    match failure.remedy() {
        Some(help) if help.starts_with("did you mean") => failure,
        _ => failure.help(format!("a code is a letter and four digits, such as `A0204` ({letters})")),
    }
}
