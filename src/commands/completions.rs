//! `groundplan completions`: support for shells.

use super::Cli;
use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

/// Prints completions, to be put where the shell looks for them
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints completions.
pub fn run(arguments: &Completions, console: &Console) -> Result<Verdict, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "groundplan", &mut script);
    console.print(script)?;
    Ok(Verdict::Fine)
}
