//! The command line: the only place that prints, reads the environment and the clock, and exits.

mod arguments;
mod build;
mod check;
mod completions;
mod console;
mod explain;
mod failure;
mod image;
mod init;
mod man;
mod plan;
mod report;
mod schema;
mod session;
mod table;
mod task;
mod verdict;

use anstream::ColorChoice;
use clap::{Parser, Subcommand, ValueEnum};
use console::Console;
use failure::Failure;
use std::process::ExitCode;
use verdict::Verdict;

/// A compiler for infrastructure: blueprints in, Kubernetes manifests and planning documents out
#[derive(Debug, Parser)]
#[command(name = "groundplan", version, after_help = EXIT_STATUS)]
pub struct Cli {
    /// When to color messages; `auto` honors `NO_COLOR` and asks whether there is a terminal
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    color: ColorWhen,

    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  fine, or warnings only
  1  an error in the blueprint, a difference, denied warnings, an incomplete task
  2  wrong usage, a file that cannot be read or written, a refusal to overwrite

Messages for people go to standard error, what a program would read to standard output.";

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a commented starter blueprint that builds
    Init(init::Init),
    /// Compile a blueprint to manifests and planning documents
    Build(build::Build),
    /// Say what is wrong with a blueprint, and write nothing
    Check(check::Check),
    /// Show what is decided, and why
    Plan(plan::Plan),
    /// Explain what a message means
    #[command(subcommand)]
    Explain(explain::Explain),
    /// Edit the images of an environment
    #[command(subcommand)]
    Image(image::Image),
    /// Verify or complete the task that the planning documents close
    #[command(subcommand)]
    Task(task::Task),
    /// Print the JSON Schema of blueprints or of planning documents
    Schema(schema::Schema),
    /// Print completions for a shell
    Completions(completions::Completions),
    /// Print the manual page of a command
    Man(man::Man),
}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody reads to its end is no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let console = Console::new(match cli.color {
        ColorWhen::Auto => ColorChoice::Auto,
        ColorWhen::Always => ColorChoice::Always,
        ColorWhen::Never => ColorChoice::Never,
    });
    match dispatch(cli.command, &console) {
        Ok(verdict) => verdict.exit_code(),
        Err(failure) => {
            console.tell_failure(&failure);
            ExitCode::from(2)
        }
    }
}

fn dispatch(command: Command, console: &Console) -> Result<Verdict, Failure> {
    match command {
        Command::Init(arguments) => init::run(&arguments, console),
        Command::Build(arguments) => build::run(&arguments, console),
        Command::Check(arguments) => check::run(&arguments, console),
        Command::Plan(arguments) => plan::run(&arguments, console),
        Command::Explain(arguments) => explain::run(&arguments, console),
        Command::Image(arguments) => image::run(&arguments, console),
        Command::Task(arguments) => task::run(&arguments, console),
        Command::Schema(arguments) => schema::run(&arguments, console),
        Command::Completions(arguments) => completions::run(&arguments, console),
        Command::Man(arguments) => man::run(&arguments, console),
    }
}
