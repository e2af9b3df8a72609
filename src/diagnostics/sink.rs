//! The collector of problems.

use super::families::Families;
use super::{Code, Diagnostic, Severity};
use std::collections::{BTreeMap, BTreeSet};

/// Collects the problems of all stages, in the order in which people want to read them.
#[derive(Clone, Debug, Default)]
pub struct Sink {
    found: Vec<Diagnostic>,
    environment: Option<String>,
    /// Codes that somebody accepted, with a reason.
    accepted: BTreeSet<&'static str>,
    waived: Vec<Diagnostic>,
    families: Families,
}

impl Sink {
    /// A sink whose problems belong to one environment.
    #[must_use]
    pub fn for_environment(name: &str) -> Self {
        Self { environment: Some(name.to_owned()), ..Self::default() }
    }

    /// An empty sink whose problems belong where those of this one do.
    #[must_use]
    pub fn child(&self) -> Self {
        Self { environment: self.environment.clone(), accepted: self.accepted.clone(), ..Self::default() }
    }

    /// Does two pieces of work at the same time; what the first finds comes first, whichever ends first.
    pub fn both(&mut self, first: impl FnOnce(&mut Self) + Send, second: impl FnOnce(&mut Self)) {
        let (mut early, mut late) = (self.child(), self.child());
        std::thread::scope(|scope| {
            let worker = scope.spawn(|| first(&mut early));
            second(&mut late);
            if let Err(cause) = worker.join() {
                std::panic::resume_unwind(cause);
            }
        });
        self.absorb(early);
        self.absorb(late);
    }

    /// Takes a problem in.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if let Some(name) = &self.environment {
            diagnostic.environments.insert(name.clone());
        }
        if self.accepted.contains(diagnostic.code.id) {
            self.waived.push(diagnostic);
        } else {
            self.found.push(diagnostic);
        }
    }

    /// Takes in what another sink found; a problem that is equal but for its environments is kept once.
    pub fn absorb(&mut self, other: Sink) {
        self.found.extend(other.found);
        self.waived.extend(other.waived);
        self.families.absorb(other.families);
    }

    /// From now on, a component counts as a member of a family: one mistake in its body is told once.
    pub fn member(&mut self, name: &str, family: &str) {
        self.families.member(name, family);
    }

    /// From now on, problems of this code are put aside.
    pub fn accept(&mut self, code: &'static Code) {
        self.accepted.insert(code.id);
    }

    /// The problems that were put aside.
    pub fn take_waived(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.waived)
    }

    /// Whether an error was found.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.found.iter().any(|found| found.severity() == Severity::Error)
    }

    /// All problems: by file and place, those without a place last; equal ones of several environments, and of several members of
    /// a family, are joined.
    #[must_use]
    pub fn into_sorted(self) -> Vec<Diagnostic> {
        let mut joined: BTreeMap<_, (Diagnostic, BTreeSet<String>)> = BTreeMap::new();
        for diagnostic in self.found {
            let key = (
                diagnostic.span.is_none(),
                diagnostic.span,
                diagnostic.code.id,
                self.families.masked(&diagnostic.message),
                diagnostic.help.iter().map(|help| self.families.masked(help)).collect::<Vec<_>>(),
                diagnostic.related.iter().map(|it| (it.span, self.families.masked(&it.label))).collect::<Vec<_>>(),
            );
            match joined.get_mut(&key) {
                Some((known, others)) => {
                    others.extend(self.families.others(&known.message, &diagnostic.message));
                    known.environments.extend(diagnostic.environments);
                }
                None => {
                    joined.insert(key, (diagnostic, BTreeSet::new()));
                }
            }
        }
        joined.into_values().map(|(problem, others)| self.families.with_others(problem, &others)).collect()
    }
}
