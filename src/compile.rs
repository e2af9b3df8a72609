//! The driver: the one place that names all stages, in order.

mod documents;

pub use documents::documents;

use crate::architecture::model::{Acceptance, Architecture, PodSecurity, Waived};
use crate::blueprint::{self, Blueprint, Layout};
use crate::bundle::{Bundle, Outside};
use crate::catalog::Catalog;
use crate::customize::{acceptance, expiry};
use crate::diagnostics::{Diagnostic, Sink};
use crate::document::Compiled;
use crate::kubernetes::Target;
use crate::plan::{Pins, Plan, Requirement};
use crate::source::{Files, Sources};
use crate::units::Date;
use crate::{agreement, architecture, bundle, customize, objects, plan, standards};
use std::num::NonZeroUsize;
use std::{panic, thread};

/// How far one environment came.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What it is.
    pub architecture: Architecture,
    /// What was decided; there also where it cannot be kept, the sink then holds an error.
    pub plan: Plan,
    /// What is applied; none where a cluster would refuse it.
    pub bundle: Option<Bundle>,
    /// What was found, but is accepted.
    pub waived: Vec<Diagnostic>,
}

impl Outcome {
    /// The environment, compiled, if it came to the end.
    #[must_use]
    pub fn compiled(self) -> Option<Compiled> {
        let waived = self.findings();
        let Self { architecture, plan, bundle, .. } = self;
        Some(Compiled { architecture, plan, bundle: bundle?, waived })
    }

    /// What was found, but is accepted.
    #[must_use]
    pub fn findings(&self) -> Vec<Waived> {
        acceptance::findings(&self.architecture, &self.waived)
    }
}

/// Reads a blueprint.
pub fn read(layout: Layout<'_>, files: &dyn Files, sources: &mut Sources, sink: &mut Sink) -> Option<Blueprint> {
    let blueprint = blueprint::parse(layout, files, sources, sink)?;
    documents::check(&blueprint, sources, sink);
    if sink.has_errors() { None } else { Some(blueprint) }
}

/// Compiles one environment. What comes back is sound only where the sink holds no error.
pub fn environment(blueprint: &Blueprint, catalog: &Catalog, name: &str, sink: &mut Sink) -> Option<Compiled> {
    outcome(blueprint, catalog, name, sink).and_then(Outcome::compiled)
}

/// Compiles one environment as far as it goes; nothing comes back where it has no architecture.
pub fn outcome(blueprint: &Blueprint, catalog: &Catalog, name: &str, sink: &mut Sink) -> Option<Outcome> {
    // Where no environment is written, none is worth a mention.
    let written = blueprint.spec.environments.is_set();
    let mut found = if written { Sink::for_environment(name) } else { Sink::default() };
    let outcome = stages(blueprint, catalog, name, &mut found);
    sink.absorb(found);
    outcome
}

/// Compiles environments as far as they go, several at a time. Results and problems come in the order of the names, whatever the threads do.
pub fn environments(
    blueprint: &Blueprint,
    catalog: &Catalog,
    names: &[String],
    threads: NonZeroUsize,
    sink: &mut Sink,
) -> Vec<Option<Outcome>> {
    let compile = |names: &[String]| -> Vec<(Option<Outcome>, Sink)> {
        let one = |name: &String| {
            let mut found = Sink::default();
            (outcome(blueprint, catalog, name, &mut found), found)
        };
        names.iter().map(one).collect()
    };
    let share = names.len().div_ceil(threads.get()).max(1);
    let done: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = names.chunks(share).map(|part| scope.spawn(move || compile(part))).collect();
        let results =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|cause| panic::resume_unwind(cause)));
        results.flatten().collect()
    });
    let take = |(outcome, found)| {
        sink.absorb(found);
        outcome
    };
    let outcomes: Vec<Option<Outcome>> = done.into_iter().map(take).collect();
    if names.len() > 1 && names.len() == blueprint.environments().len() && !sink.has_errors() {
        idle_everywhere(&outcomes, sink);
    }
    outcomes
}

/// Reports what is written for all environments and accepts nothing in any of them.
fn idle_everywhere(outcomes: &[Option<Outcome>], sink: &mut Sink) {
    let idle = |outcome: &Outcome, accepted: &Acceptance| {
        acceptance::idle(&outcome.architecture, &outcome.waived).any(|idle| idle.origin == accepted.origin)
    };
    let Some(Some(first)) = outcomes.first() else { return };
    for accepted in first.architecture.accepted.iter().filter(|accepted| accepted.for_all) {
        if outcomes.iter().flatten().all(|outcome| idle(outcome, accepted)) {
            sink.push(acceptance::problem(accepted, &first.architecture));
        }
    }
}

/// Reports what should be gone on a day: patches, extra objects, accepted findings. No stage asks for a date, so that the
/// same input gives the same output on every day.
pub fn expired(outcomes: &[Option<Outcome>], today: Date, sink: &mut Sink) {
    for outcome in outcomes.iter().flatten() {
        expiry::check(&outcome.architecture, &outcome.waived, today, sink);
    }
}

/// Why something must be there that only an object changed or added by hand refers to.
const BY_HAND: &str = "named by what is changed or added by hand";

/// What an object refers to, as something that must be there.
fn by_hand(outside: Outside) -> Requirement {
    let Outside { kind, name, user } = outside;
    Requirement { kind: kind.to_owned(), name, detail: BY_HAND.to_owned(), used_by: vec![user] }
}

fn stages(blueprint: &Blueprint, catalog: &Catalog, name: &str, sink: &mut Sink) -> Option<Outcome> {
    let architecture = architecture::resolve(blueprint, catalog, name, sink)?;
    let mut plan = plan::plan(&architecture, catalog, &Pins::default(), sink);
    let emitted = customize::apply(objects::emit(&architecture, &plan), &architecture, sink);
    let target = Target {
        kubernetes: architecture.platform.kubernetes.value,
        gateway_api: architecture.platform.gateway_api.value,
        restricted: architecture.namespace.managed && architecture.pod_security() == PodSecurity::Restricted,
    };
    let bundle = bundle::assemble(emitted, &target, sink);
    if let Some(bundle) = &bundle {
        if !(architecture.patches.is_empty() && architecture.extra.is_empty()) {
            plan.require(bundle.outside().into_iter().map(by_hand));
        }
        agreement::check(&architecture, &plan, bundle, sink);
        standards::check(&architecture, bundle, sink);
    }
    let waived = sink.take_waived();
    if bundle.is_some() && !sink.has_errors() {
        // What is written for all environments may be found in another one.
        let alone = blueprint.environments().len() == 1;
        let idle = acceptance::idle(&architecture, &waived).filter(|accepted| alone || !accepted.for_all);
        idle.for_each(|accepted| sink.push(acceptance::problem(accepted, &architecture)));
    }
    Some(Outcome { architecture, plan, bundle, waived })
}
