//! Standard output and standard error.

use super::failure::Failure;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, ErrorKind, Write as _};

const RED: &str = "\u{1b}[1;31m";
const CYAN: &str = "\u{1b}[1;36m";
const PLAIN: &str = "\u{1b}[0m";

/// Where a command speaks.
pub struct Console {
    choice: ColorChoice,
}

impl Console {
    /// A console with colors by choice; `Auto` asks the terminal and the environment.
    pub fn new(choice: ColorChoice) -> Self {
        let choice = match choice {
            ColorChoice::Auto => AutoStream::choice(&io::stderr()),
            choice => choice,
        };
        Self { choice }
    }

    /// Whether messages are colored.
    pub fn colored(&self) -> bool {
        self.choice != ColorChoice::Never
    }

    /// Writes what a program would read. A reader that has gone away is no failure.
    #[expect(clippy::unused_self, reason = "who prints has been handed the console")]
    pub fn print(&self, bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(bytes.as_ref()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Failure::new(format!("cannot write to standard output: {error}")))
            }
            _ => Ok(()),
        }
    }

    /// Writes a message for people. Where nobody can read it, there is nobody to tell so.
    pub fn tell(&self, text: impl AsRef<str>) {
        let mut err = AutoStream::new(io::stderr(), self.choice).lock();
        let _ = err.write_all(text.as_ref().as_bytes());
    }

    /// Writes a line for people.
    pub fn tell_line(&self, line: impl AsRef<str>) {
        self.tell(format!("{}\n", line.as_ref()));
    }

    /// Writes why the program fails.
    pub fn tell_failure(&self, failure: &Failure) {
        self.tell_line(format!("{RED}error{PLAIN}: {}", failure.message()));
        if let Some(remedy) = failure.remedy() {
            self.tell_line(format!("{CYAN}help{PLAIN}: {remedy}"));
        }
    }
}
