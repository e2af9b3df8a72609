//! `groundplan man`: manual pages.

use super::Cli;
use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use clap::{Args, Command, CommandFactory as _};

/// Prints a manual page: `groundplan man image set | man -l -`
#[derive(Debug, Args)]
pub struct Man {
    /// The command; without one, the page of the program itself
    #[arg(value_name = "COMMAND")]
    path: Vec<String>,
}

/// Prints a manual page.
pub fn run(arguments: &Man, console: &Console) -> Result<Verdict, Failure> {
    let mut command = Cli::command();
    command.build();
    for word in &arguments.path {
        command = subcommand(&command, word)?;
    }
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(command).render(&mut page);
    rendered.map_err(|error| Failure::new(format!("the manual page cannot be made: {error}")))?;
    console.print(page)?;
    Ok(Verdict::Fine)
}

fn subcommand(parent: &Command, word: &str) -> Result<Command, Failure> {
    let Some(found) = parent.find_subcommand(word) else {
        let known: Vec<&str> = parent.get_subcommands().map(Command::get_name).collect();
        return Err(Failure::unknown("command", word, known));
    };
    Ok(found.clone())
}
