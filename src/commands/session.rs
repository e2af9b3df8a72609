//! A blueprint at hand: opened, read, compiled, with everything that was said about it.

use super::arguments::Subject;
use super::console::Console;
use super::failure::Failure;
use super::report::{Stdout, Tally, report};
use groundplan::blueprint::Blueprint;
use groundplan::catalog::Catalog;
use groundplan::compile::{self, Outcome};
use groundplan::diagnostics::Sink;
use groundplan::diagnostics::render::Format;
use groundplan::document::Compiled;
use groundplan::project::{Project, STANDARD_INPUT};
use groundplan::source::Sources;
use groundplan::units::Date;
use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;

/// The most bytes that are taken from standard input; one more shows that there are too many.
const MOST_INPUT: u64 = (16 << 20) + 1;

/// What a command knows of its blueprint.
pub struct Session {
    /// Where it lies.
    pub project: Project,
    /// Its text.
    pub sources: Sources,
    /// The blueprint, unless its text or its shape is wrong.
    pub blueprint: Option<Blueprint>,
    sink: Sink,
}

impl Session {
    /// Reads the blueprint that an argument names.
    pub fn open(argument: &Path) -> Result<Self, Failure> {
        let project = if argument == Path::new(STANDARD_INPUT) { standard_input()? } else { Project::open(argument)? };
        let (mut sources, mut sink) = (Sources::default(), Sink::default());
        let blueprint = compile::read(project.layout(), &project, &mut sources, &mut sink);
        Ok(Self { project, sources, blueprint, sink })
    }

    /// Compiles what is asked for; nothing where there is no blueprint.
    pub fn compile(&mut self, subject: &Subject) -> Result<Vec<Option<Outcome>>, Failure> {
        let names = self.environments(subject.environment.as_deref())?;
        let threads = NonZeroUsize::new(subject.threads.into()).unwrap_or(NonZeroUsize::MIN);
        Ok(self.compile_all(&names, threads))
    }

    /// Compiles these environments.
    pub fn compile_all(&mut self, names: &[String], threads: NonZeroUsize) -> Vec<Option<Outcome>> {
        let Some(blueprint) = &self.blueprint else { return Vec::new() };
        compile::environments(blueprint, Catalog::embedded(), names, threads, &mut self.sink)
    }

    /// The planning documents of all environments; none where a template of the user is wrong, or anything else is.
    pub fn documents(&mut self, compiled: &[Compiled], sources: &Sources) -> BTreeMap<String, Vec<u8>> {
        match &self.blueprint {
            Some(blueprint) if !self.sink.has_errors() => {
                compile::documents(blueprint, compiled, sources, &mut self.sink)
            }
            _ => BTreeMap::new(),
        }
    }

    /// Finds what should be gone on a day.
    pub fn expired(&mut self, outcomes: &[Option<Outcome>], today: Date) {
        compile::expired(outcomes, today, &mut self.sink);
    }

    /// The environments that are meant: all, or the one that is named.
    pub fn environments(&self, wanted: Option<&str>) -> Result<Vec<String>, Failure> {
        let all = self.blueprint.as_ref().map(Blueprint::environments).unwrap_or_default();
        match wanted {
            None => Ok(all),
            Some(_) if self.blueprint.is_none() => Ok(all),
            Some(name) if all.iter().any(|known| known == name) => Ok(vec![name.to_owned()]),
            Some(name) => Err(Failure::unknown("environment", name, all.iter().map(String::as_str))),
        }
    }

    /// Whether an error was found since the last report.
    pub fn has_errors(&self) -> bool {
        self.sink.has_errors()
    }

    /// The sources as they are named in what is written.
    pub fn recorded_sources(&self) -> Sources {
        self.sources.renamed(|shown| self.project.recorded(shown))
    }

    /// Tells all problems that were found so far.
    pub fn report(&mut self, format: Format, stdout: Stdout, console: &Console) -> Result<Tally, Failure> {
        report(std::mem::take(&mut self.sink), &self.sources, format, stdout, console)
    }
}

fn standard_input() -> Result<Project, Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(MOST_INPUT).read_to_end(&mut bytes);
    read.map_err(|error| Failure::new(format!("cannot read standard input: {error}")))?;
    Ok(Project::standard_input(bytes))
}
