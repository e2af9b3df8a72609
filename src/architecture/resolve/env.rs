//! Environment variables of a component: its own, and those that its calls ask for; in the order that `$(VAR)` needs.

use super::Context;
use super::address::part;
use super::text::{Place, Scope, text};
use crate::architecture::model::{Call, CalledPort, EnvVar, Piece, Target, Text};
use crate::blueprint::spec::{Accessor, ByEnvName, ComponentSpec};
use crate::blueprint::table::Text as Written;
use crate::blueprint::table::{Entries, Field, Set};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{MOST_LISTED, first_of};
use crate::source::{Origin, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The most bytes of a variable that Linux starts a program with (`MAX_ARG_STRLEN`, 32 pages of 4 KiB).
const LONGEST: usize = 128 << 10;

/// The names of all variables of a component's container, before their values are resolved.
pub fn names(spec: &ComponentSpec, engine: &[&str]) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = engine.iter().map(|name| (*name).to_owned()).collect();
    names.extend(spec.env.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name.to_owned()));
    for (_, call) in spec.calls.get().into_iter().flat_map(|calls| calls.0.iter()) {
        names.extend(call.value.address_env.get().map(|name| name.0.clone()));
        names.extend(call.value.env.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name.to_owned()));
    }
    for (_, consume) in spec.consumes.get().into_iter().flat_map(Entries::iter) {
        names.extend(consume.value.address_env.get().map(|name| name.0.clone()));
        names.extend(consume.value.env.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name.to_owned()));
    }
    names
}

/// All variables of a component's container.
pub fn variables(scope: &Scope<'_>, field: &Field<Entries<ByEnvName, Written>>, cx: &mut Context<'_>) -> Vec<EnvVar> {
    let own = written(scope, field, cx);
    let mut found: BTreeMap<String, EnvVar> =
        own.into_iter().map(|variable| (variable.name.clone(), variable)).collect();
    for (callee, set) in scope.spec.calls.get().into_iter().flat_map(|calls| calls.0.iter()) {
        let asked = Asked { callee, address: &set.value.address_env, parts: &set.value.env, consumes: false };
        from_edge(scope, &asked, &mut found, cx);
    }
    for (queue, set) in scope.spec.consumes.get().into_iter().flat_map(Entries::iter) {
        let asked = Asked { callee: queue, address: &set.value.address_env, parts: &set.value.env, consumes: true };
        from_edge(scope, &asked, &mut found, cx);
    }
    for (name, variable) in from_stores(scope, cx) {
        // What a store gives to every caller, a caller may say otherwise.
        found.entry(name).or_insert(variable);
    }
    ordered(found, cx)
}

/// The variables that a container writes.
pub fn written(scope: &Scope<'_>, field: &Field<Entries<ByEnvName, Written>>, cx: &mut Context<'_>) -> Vec<EnvVar> {
    let mut own = Vec::new();
    for (name, set) in field.get().into_iter().flat_map(Entries::iter) {
        super::secrets::in_variable(scope.name, name, &set.value.0, set.span(), cx);
        super::written_out::in_variable(scope, name, &set.value.0, set.span(), cx);
        let value = text(scope, &set.value.0, &set.origin, cx);
        bounded(name, &value, set, cx);
        own.push(EnvVar { name: name.to_owned(), value, origin: set.origin.clone() });
    }
    own
}

/// Reports a value that is too long for any program to be started with.
fn bounded(name: &str, value: &Text, set: &Set<Written>, cx: &mut Context<'_>) {
    let literal = |piece: &Piece| if let Piece::Literal(literal) = piece { literal.len() } else { 0 };
    // The system counts the sign between name and value, and the end.
    let length = name.len() + value.pieces.iter().map(literal).sum::<usize>() + 2;
    if length > LONGEST {
        let message = format!("the variable `{name}` has {length} bytes, at most {LONGEST} are allowed");
        let help = "put the text into a file: `files: {/etc/app/NAME: {text: …}}`";
        cx.push_at(&codes::VALUE_TOO_LONG, set.span(), message, help);
    }
}

/// The variables that called stores give to all their callers.
fn from_stores(scope: &Scope<'_>, cx: &mut Context<'_>) -> Vec<(String, EnvVar)> {
    let mut given = Vec::new();
    for call in &scope.calls {
        let Target::Component(id) = call.to else { continue };
        let Some((name, surface)) = cx.surface_of(id) else { continue };
        if !surface.client_env.is_set() {
            continue;
        }
        let (name, client_env) = (name.to_owned(), surface.client_env.clone());
        for (variable, set) in client_env.get().into_iter().flat_map(Entries::iter) {
            let place = Place::whole(set.span());
            let Some(value) = part(&name, set.value.word(), &call.ports, place, cx) else { continue };
            let value = Text { pieces: vec![Piece::Literal(value)] };
            given.push((variable.to_owned(), EnvVar { name: variable.to_owned(), value, origin: set.origin.clone() }));
        }
    }
    given
}

/// What an edge asks to be told to its caller.
struct Asked<'a> {
    callee: &'a str,
    address: &'a Field<Written>,
    parts: &'a Field<Entries<ByEnvName, Accessor>>,
    consumes: bool,
}

/// The variables that one edge asks for.
fn from_edge(scope: &Scope<'_>, asked: &Asked<'_>, found: &mut BTreeMap<String, EnvVar>, cx: &mut Context<'_>) {
    let ports = edge_ports(scope, asked, cx);
    let mut set_part = |name: &str, accessor: &str, origin: &Origin, cx: &mut Context<'_>| {
        let Some(value) =
            ports.as_ref().and_then(|ports| part(asked.callee, accessor, ports, Place::whole(origin.span()), cx))
        else {
            return;
        };
        let value = Text { pieces: vec![Piece::Literal(value)] };
        add(found, EnvVar { name: name.to_owned(), value, origin: origin.clone() }, origin.span(), cx);
    };
    if let Some(set) = asked.address.set() {
        if !crate::names::is_env_name(&set.value.0) {
            bad_name(set, cx);
            return;
        }
        set_part(&set.value.0, "address", &set.origin, cx);
    }
    for (name, set) in asked.parts.get().into_iter().flat_map(Entries::iter) {
        set_part(name, set.value.word(), &set.origin, cx);
    }
}

/// Reports a malformed name, with the one that was probably meant.
fn bad_name(set: &Set<Written>, cx: &mut Context<'_>) {
    let name = set.value.0.as_str();
    let mut problem =
        Diagnostic::nowhere(&codes::BAD_ENV_NAME, format!("`{name}` is no name of an environment variable"));
    problem.span = set.span();
    let fixed: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    cx.push(match problem.span.filter(|_| crate::names::is_env_name(&fixed)) {
        Some(span) => problem.fix(span, fixed),
        None => problem.help("write letters, digits and `_`, as in `CART_ADDR`"),
    });
}

/// The ports of the edge to a callee; none where the edge does not exist in this environment.
fn edge_ports(scope: &Scope<'_>, asked: &Asked<'_>, cx: &Context<'_>) -> Option<Vec<CalledPort>> {
    let is_consuming = |call: &Call| matches!(call.kind, crate::architecture::model::CallKind::Consumes { .. });
    let named = |call: &Call| match call.to {
        Target::Component(id) => cx.ids.get(asked.callee) == Some(&id),
        Target::External(id) => cx.externals.get(id.0).is_some_and(|external| external.name == asked.callee),
    };
    let call = scope.calls.iter().find(|call| named(call) && is_consuming(call) == asked.consumes)?;
    (!call.ports.is_empty()).then(|| call.ports.clone())
}

/// Adds a variable; one that is there already is a problem.
fn add(found: &mut BTreeMap<String, EnvVar>, variable: EnvVar, place: Option<Span>, cx: &mut Context<'_>) {
    if let Some(first) = found.get(&variable.name) {
        let mut problem =
            Diagnostic::nowhere(&codes::ENV_SET_TWICE, format!("the variable `{}` is set twice", variable.name));
        problem.span = place;
        if let (Some(one), Some(other)) = (first.origin.span(), place) {
            problem.span = Some(one.max(other));
            problem = problem.related(one.min(other), "it is set here, too");
        }
        cx.push(problem.help("keep one of them"));
        return;
    }
    found.insert(variable.name.clone(), variable);
}

/// Variables of several sources in the order that `$(VAR)` needs; names are different.
pub fn in_order(variables: Vec<EnvVar>, cx: &mut Context<'_>) -> Vec<EnvVar> {
    ordered(variables.into_iter().map(|variable| (variable.name.clone(), variable)).collect(), cx)
}

/// The variables by name, but each after those that its value uses.
fn ordered(mut found: BTreeMap<String, EnvVar>, cx: &mut Context<'_>) -> Vec<EnvVar> {
    let (mut open, users) = edges(&found);
    // The first by name of those that wait for none.
    let mut ready: BTreeSet<String> =
        open.iter().filter(|(_, count)| **count == 0).map(|(name, _)| name.clone()).collect();
    let mut sorted: Vec<EnvVar> = Vec::with_capacity(found.len());
    while let Some(name) = ready.pop_first() {
        sorted.extend(found.remove(&name));
        for user in users.get(&name).into_iter().flatten() {
            if let Some(count) = open.get_mut(user) {
                *count -= 1;
                if *count == 0 {
                    ready.insert(user.clone());
                }
            }
        }
    }
    if !found.is_empty() {
        circle(&found, cx);
        sorted.extend(found.into_values());
    }
    sorted
}

/// For how many others each variable waits, and who waits for it.
fn edges(found: &BTreeMap<String, EnvVar>) -> (BTreeMap<String, usize>, BTreeMap<String, Vec<String>>) {
    let (mut open, mut users) = (BTreeMap::new(), BTreeMap::<String, Vec<String>>::new());
    for (name, variable) in found {
        let used: BTreeSet<&str> = uses(variable).filter(|used| *used != name && found.contains_key(*used)).collect();
        open.insert(name.clone(), used.len());
        for one in used {
            users.entry(one.to_owned()).or_default().push(name.clone());
        }
    }
    (open, users)
}

/// Reports the circle that keeps the rest of the variables from being ordered.
fn circle(rest: &BTreeMap<String, EnvVar>, cx: &mut Context<'_>) {
    let (mut seen, mut names): (Vec<&EnvVar>, BTreeSet<&str>) = (Vec::new(), BTreeSet::new());
    // Every variable of the rest uses another one of it, so this walk comes back to where it was.
    let mut next = rest.values().next();
    while let Some(variable) = next.filter(|variable| !names.contains(variable.name.as_str())) {
        seen.push(variable);
        names.insert(&variable.name);
        next = uses(variable).filter(|used| *used != variable.name).find_map(|used| rest.get(used));
    }
    let start = next.and_then(|first| seen.iter().position(|variable| *variable == first)).unwrap_or(0);
    let circle = seen.get(start..).unwrap_or_default();
    let names: Vec<String> = circle.iter().map(|variable| format!("`{}`", variable.name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("the variables {} use each other in a circle", first_of(&names));
    let mut places = circle.iter().filter_map(|variable| variable.origin.span());
    let mut problem = Diagnostic::nowhere(&codes::ENV_CYCLE, message)
        .help("write one of them out: Kubernetes expands only variables that stand before");
    problem.span = places.next();
    for span in places.take(MOST_LISTED) {
        problem = problem.related(span, "and back");
    }
    cx.push(problem);
}

/// The variables that a value uses.
fn uses(variable: &EnvVar) -> impl Iterator<Item = &str> {
    variable
        .value
        .pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(literal) => {
                Some(literal.split("$(").skip(1).filter_map(|rest| rest.split_once(')').map(|(name, _)| name)))
            }
            _ => None,
        })
        .flatten()
}
