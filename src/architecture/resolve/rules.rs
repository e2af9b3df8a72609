//! Rules of the whole: names, secrets in clear, what is out of reach, circles.

use super::Context;
use super::layers::Layered;
use crate::architecture::graph;
use crate::architecture::model::{Architecture, Body, Call, ComponentId, ComponentType, Target, Transport};
use crate::blueprint::spec::ByQualifiedName;
use crate::blueprint::table::{Entries, Field, Set, Text};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{MOST_LISTED, first_of, nearest};
use crate::diagnostics::{Diagnostic, Sink};
use crate::names;
use std::collections::{BTreeMap, BTreeSet};

/// The most components that a blueprint may have.
const MOST_COMPONENTS: usize = 10_000;

/// Rules that can be checked before anything is resolved.
pub fn before(components: &BTreeMap<String, Layered>, cx: &mut Context<'_>) {
    documents(cx);
    if components.is_empty() && cx.broken.is_empty() {
        let span = Some(cx.blueprint.span);
        cx.push_at(
            &codes::NO_COMPONENTS,
            span,
            "the blueprint has no components",
            "write `components: {web: {image: …, ports: {http: 8080}}}`",
        );
    }
    if components.len() > MOST_COMPONENTS {
        let message =
            format!("the blueprint has {} components, at most {MOST_COMPONENTS} are allowed", components.len());
        cx.push_at(&codes::TOO_MANY_COMPONENTS, Some(cx.blueprint.span), message, "split it into several blueprints");
    }
    for (name, layered) in components {
        if names::RESERVED.contains(&name.as_str()) {
            let message = format!("`{name}` is kept for references such as `${{{name}.…}}`");
            cx.push_at(&codes::RESERVED_NAME, layered.span, message, "choose another name");
        }
    }
    unknown_images(components, cx);
    super::secrets::in_shared_configs(cx);
}

/// Reports lines of the image file that belong to no component.
fn unknown_images(components: &BTreeMap<String, Layered>, cx: &mut Context<'_>) {
    let known = |name: &str| components.contains_key(name) || cx.removed.contains_key(name) || cx.broken.contains(name);
    let images = cx.blueprint.images.get(cx.environment).into_iter().flatten();
    let unknown: Vec<_> = images.filter(|(name, _)| !known(name)).collect();
    for (name, set) in unknown {
        let message = format!("there is no component `{name}` whose image could be set");
        let mut problem = Diagnostic::nowhere(&codes::UNKNOWN_COMPONENT, message);
        problem.span = set.key.or(set.span());
        let meant = nearest(name, components.keys().map(String::as_str));
        cx.push(match (meant, problem.span) {
            (Some(meant), Some(span)) => problem.fix(span, meant),
            _ => problem.help("remove the line"),
        });
    }
}

/// Where the documents go must lie below their root, and the environment that they describe must exist.
fn documents(cx: &mut Context<'_>) {
    let Some(spec) = cx.blueprint.spec.documents.get().cloned() else { return };
    if let Some(directory) = spec.directory.set() {
        let odd = |part: &str| part.is_empty() || part == ".." || part == "." || part.contains('\\');
        let text = directory.value.0.trim_end_matches('/');
        let text = text.strip_prefix("./").unwrap_or(text);
        if text != "." && text.split('/').any(odd) {
            let message = format!("`{}` is no directory below the documents' root", directory.value.0);
            let help = "write a relative path such as `documents` or `docs/architecture`";
            cx.push_at(&codes::OUT_OF_RANGE, directory.span(), message, help);
        }
    }
    let known = cx.blueprint.environments();
    if let Some(environment) = spec.environment.set()
        && !known.iter().any(|name| name == environment.value.as_str())
    {
        let message = format!("there is no environment `{}` to describe", environment.value);
        let help = format!("the environments are {}", known.join(", "));
        cx.push_at(&codes::UNKNOWN_COMPONENT, environment.span(), message, help);
    }
}

/// Labels or annotations that are free; ours are not.
pub fn free_labels(
    name: &str,
    field: &Field<Entries<ByQualifiedName, Text>>,
    labels: bool,
    cx: &mut Context<'_>,
) -> BTreeMap<String, String> {
    let mut free = BTreeMap::new();
    for (key, set) in field.get().into_iter().flat_map(Entries::iter) {
        let value = filled(name, set, cx);
        if key.starts_with("groundplan.dev/") || key.starts_with("app.kubernetes.io/") {
            let message = format!("the label `{key}` is set by the compiler; selectors and tools rely on it");
            cx.push_at(&codes::MANAGED_LABEL, set.key.or(set.span()), message, "use a key of your own");
        }
        if labels && !names::is_label_value(&value) {
            let message =
                format!("`{value}` cannot be the value of a label: at most 63 letters, digits, `-`, `_`, `.`");
            cx.push_at(&codes::BAD_LABEL, set.span(), message, "write it as an annotation");
        }
        free.insert(key.to_owned(), value);
    }
    free
}

/// A text in which only the names of component, namespace and environment can be referred to.
fn filled(name: &str, set: &Set<Text>, cx: &mut Context<'_>) -> String {
    let mut value = set.value.0.clone();
    for (reference, text) in
        [("${name}", name), ("${namespace}", cx.namespace.as_str()), ("${environment}", cx.environment)]
    {
        value = value.replace(reference, text);
    }
    let help = "here only `${name}`, `${namespace}` and `${environment}` are known";
    super::text::no_reference_left(&value, set.span(), help, cx);
    value
}

/// Rules of the resolved whole.
pub fn after(architecture: &Architecture, sink: &mut Sink) {
    unreachable_components(architecture, sink);
    startup_circles(architecture, sink);
    nothing_to_check(architecture, sink);
    super::queues::queues(architecture, sink);
    super::ways_in::ways_in(architecture, sink);
    super::access::rules(architecture, sink);
    super::let_in::rules(architecture, sink);
    super::scaling_rules::check(architecture, sink);
}

/// With entry points, a service that nothing reaches is probably forgotten; a store that nobody calls always is.
fn unreachable_components(architecture: &Architecture, sink: &mut Sink) {
    if architecture.entry_points.is_empty() {
        isolated_stores(architecture, sink);
        return;
    }
    let reached = graph::reached(architecture);
    for (id, component) in architecture.ids() {
        let passive = matches!(
            component.kind,
            ComponentType::Service | ComponentType::Database | ComponentType::Cache | ComponentType::Queue
        );
        // A service that calls others without being called starts its own work: a load generator, a scheduler.
        let starts_work = architecture.calls_from(id).next().is_some() && component.ports.is_empty();
        if let (true, false, Some(span)) = (passive && !starts_work, reached.contains(&id), component.origin.span()) {
            let message =
                format!("nothing reaches `{}`: no entry point leads to it, directly or through calls", component.name);
            sink.push(
                Diagnostic::new(&codes::UNREACHABLE, span, message).help("add the call that leads to it, or remove it"),
            );
        }
    }
}

/// Stores that none of the programs beside them calls.
fn isolated_stores(architecture: &Architecture, sink: &mut Sink) {
    if architecture.components.iter().all(|component| component.kind.is_store()) {
        return;
    }
    for (id, component) in architecture.ids().filter(|(_, component)| component.kind.is_store()) {
        let used = architecture.calls_to(id).next().is_some()
            || architecture.calls.iter().any(|call| call.behind.as_ref().is_some_and(|(cache, _)| *cache == id))
            || component.load.is_some()
            || graph::is_called_from_outside(component);
        if let (false, Some(span)) = (used, component.origin.span()) {
            let message = format!("nobody calls the store `{}`", component.name);
            sink.push(
                Diagnostic::new(&codes::UNREACHABLE, span, message).help("add the call that leads to it, or remove it"),
            );
        }
    }
}

/// Components that wait for each other never start.
fn startup_circles(architecture: &Architecture, sink: &mut Sink) {
    let waits = |id: ComponentId| {
        architecture.calls_from(id).filter(|call| call.wait).filter_map(|call| match call.to {
            Target::Component(to) => Some(to),
            Target::External(_) => None,
        })
    };
    for circle in graph::circles(architecture.components.len(), waits) {
        let members: BTreeSet<ComponentId> = circle.iter().copied().collect();
        let inside = |call: &&Call| {
            call.wait
                && members.contains(&call.from)
                && matches!(call.to, Target::Component(to) if members.contains(&to))
        };
        let named: Vec<String> = circle
            .iter()
            .filter_map(|id| architecture.component(*id))
            .map(|component| format!("`{}`", component.name))
            .collect();
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        let message = match named.as_slice() {
            [only] => format!("{only} waits for itself and never starts"),
            _ => format!("{} wait for each other and never start", first_of(&named)),
        };
        let mut places = architecture.calls.iter().filter(inside).filter_map(|call| call.origin.span());
        let mut problem = Diagnostic::nowhere(&codes::WAIT_CYCLE, message).help("remove one `wait: true`");
        problem.span = places.next();
        for span in places.take(MOST_LISTED) {
            problem = problem.related(span, "this waits, too");
        }
        sink.push(problem);
    }
}

/// A port of datagrams alone cannot be checked from outside.
fn nothing_to_check(architecture: &Architecture, sink: &mut Sink) {
    for component in &architecture.components {
        let Body::Pods(pods) = &component.body else { continue };
        let only_udp =
            !component.ports.is_empty() && component.ports.iter().all(|port| port.protocol == Transport::Udp);
        if let (true, None, Some(span)) = (only_udp, &pods.probes.readiness, component.origin.span()) {
            let message = format!("`{}` has only UDP ports: nothing tells whether its pods are ready", component.name);
            sink.push(
                Diagnostic::new(&codes::NOTHING_TO_CHECK, span, message)
                    .help("write `probes: {exec: [command]}`, or `probes: none`"),
            );
        }
    }
}
