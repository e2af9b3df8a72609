//! What a cluster would refuse, rule by rule. Rules see objects and the cluster they are for, and nothing else.

mod autoscalers;
mod backends;
mod budgets;
mod config_maps;
mod containers;
mod duplicates;
mod env;
mod gateways;
mod headless;
mod labels;
mod lifecycle;
mod names;
mod namespaces;
mod policies;
mod ports;
mod probes;
mod quantities;
mod references;
mod restricted;
mod room;
mod routes;
mod scaled_objects;
mod selectors;
mod services;
mod versions;
mod volumes;

pub use duplicates::files;

use super::index::{Index, Pods};
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::kubernetes::{Emitted, Target};
use std::fmt::Display;

/// What rules look at.
struct Scene<'a> {
    /// The objects that are judged, sorted by their file.
    objects: &'a [Emitted],
    /// The pods that they make.
    pods: Vec<Pods<'a>>,
    /// All objects of the bundle, to be looked up.
    index: &'a Index<'a>,
    /// The cluster.
    target: Target,
}

/// A rule, or a few that look at the same fields.
type Rule = fn(&Scene<'_>, &mut Sink);

/// Rules that judge each object by itself and by what it refers to. Their order does not matter: problems are sorted by place.
const EACH: &[Rule] = &[
    names::check,
    labels::check,
    config_maps::check,
    selectors::check,
    services::check,
    headless::check,
    policies::check,
    backends::check,
    routes::check,
    gateways::check,
    containers::check,
    env::check,
    references::check,
    lifecycle::check,
    ports::check,
    volumes::check,
    probes::check,
    quantities::check,
    restricted::check,
    versions::check,
];

/// Rules that hold objects against each other, and have to see all of them.
const TOGETHER: &[Rule] = &[
    duplicates::identities,
    namespaces::check,
    budgets::check,
    autoscalers::check,
    scaled_objects::check,
    room::quota,
    room::limit_range,
];

/// How many objects are judged by one rule before the next rule sees them: so few that they stay near the processor.
const AT_ONCE: usize = 64;

/// All checks of what a cluster would see.
pub fn all(objects: &[Emitted], target: Target, sink: &mut Sink) {
    let index = Index::of(objects);
    let judge = |rules: &[Rule], objects: &[Emitted], sink: &mut Sink| {
        let scene = Scene { objects, pods: objects.iter().filter_map(Pods::of).collect(), index: &index, target };
        for rule in rules {
            rule(&scene, sink);
        }
    };
    let each = |objects: &[Emitted], sink: &mut Sink| {
        objects.chunks(AT_ONCE).for_each(|some| judge(EACH, some, sink));
    };
    let (first, second) = objects.split_at(objects.len() / 2);
    sink.both(
        |sink| each(first, sink),
        |sink| {
            each(second, sink);
            judge(TOGETHER, objects, sink);
        },
    );
}

/// A problem with a field of an object, at the place where the object comes from.
fn problem(code: &'static Code, emitted: &Emitted, field: &(impl Display + ?Sized), said: impl Display) -> Diagnostic {
    let message = format!("{}: `{field}` {said}", emitted.object.identity());
    let problem = match emitted.origin.span() {
        Some(span) => Diagnostic::new(code, span, message),
        None => Diagnostic::nowhere(code, message),
    };
    let patches = emitted.patches.iter().filter_map(|patched| patched.origin.span());
    patches.fold(problem, |problem, span| problem.related(span, "a patch changes the object here"))
}

/// Adds the place of a second object to a problem, where it has one.
fn beside(problem: Diagnostic, other: &Emitted) -> Diagnostic {
    match other.origin.span() {
        Some(span) => problem.related(span, format!("{} comes from here", other.object.identity())),
        None => problem,
    }
}

/// The elements that come a second time, with their places.
fn repeated<T: Ord + Clone>(items: impl IntoIterator<Item = T>) -> impl Iterator<Item = (usize, T)> {
    let mut seen = std::collections::BTreeSet::new();
    items.into_iter().enumerate().filter(move |(_, item)| !seen.insert(item.clone()))
}
