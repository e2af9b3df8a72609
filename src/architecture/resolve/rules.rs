//! Rules of the whole: names, secrets in clear, what is out of reach, circles.

use super::Context;
use super::layers::Layered;
use crate::architecture::graph;
use crate::architecture::model::{Architecture, Body, ComponentId, ComponentType, Gateway, Transport};
use crate::blueprint::spec::ByQualifiedName;
use crate::blueprint::table::{Entries, Field, Text};
use crate::diagnostics::codes::{architecture as codes, blueprint as shape};
use crate::diagnostics::{Diagnostic, Sink};
use crate::names;
use crate::source::Span;
use std::collections::BTreeMap;

/// The most components that a blueprint may have.
const MOST_COMPONENTS: usize = 10_000;

/// Rules that can be checked before anything is resolved.
pub fn before(components: &BTreeMap<String, Layered>, cx: &mut Context<'_>) {
    if components.is_empty() {
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
        if layered.kind == ComponentType::Daemon {
            let mut problem = Diagnostic::nowhere(&shape::NOT_BUILT, "components of `type: daemon` are not built yet");
            problem.span =
                layered.body.component_type.set().and_then(crate::blueprint::table::Set::span).or(layered.span);
            cx.push(problem.help("leave it out for now"));
        }
    }
    for (image, name, span) in unknown_images(components, cx) {
        let message =
            format!("`images/{}.yaml` sets the image `{image}` of `{name}`, which does not exist", cx.environment);
        cx.push_at(&codes::UNKNOWN_COMPONENT, span, message, "remove the line, or correct the name");
    }
}

/// Lines of the image file that belong to no component.
fn unknown_images(components: &BTreeMap<String, Layered>, cx: &Context<'_>) -> Vec<(String, String, Option<Span>)> {
    let images = cx.blueprint.images.get(cx.environment).into_iter().flatten();
    images
        .filter(|(name, _)| !components.contains_key(*name))
        .map(|(name, set)| (set.value.0.clone(), name.clone(), set.key.or(set.span())))
        .collect()
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
        let value = set.value.0.replace("${name}", name).replace("${namespace}", &cx.namespace);
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

/// A secret value must not stand in clear. The value itself is never printed.
pub fn no_secret_value(component: &str, variable: &str, value: &str, span: Option<Span>, cx: &mut Context<'_>) {
    let Some(kind) = secret_kind(variable, value) else { return };
    let message = format!("the variable `{variable}` of `{component}` holds {kind} in clear");
    let key = variable.to_lowercase();
    let help = format!(
        "put it into a Secret of the cluster and write `{variable}: \"${{secrets.NAME.{}}}\"`",
        names::slug(&key, 20).unwrap_or(key)
    );
    let mut problem = Diagnostic::nowhere(&codes::SECRET_IN_CLEAR, message).help(help);
    problem.span = span;
    problem.hidden.extend(span);
    cx.push(problem);
}

/// What kind of secret a value looks like, by itself or by the name of its variable.
fn secret_kind(variable: &str, value: &str) -> Option<&'static str> {
    if let Some(kind) = known_secret(value) {
        return Some(kind);
    }
    let upper = variable.to_uppercase();
    let words: Vec<&str> = upper.split('_').collect();
    let last = words.last().copied().unwrap_or_default();
    let named = matches!(
        last,
        "PASSWORD" | "PASSWD" | "PWD" | "PASS" | "SECRET" | "TOKEN" | "APIKEY" | "CREDENTIAL" | "CREDENTIALS"
    ) || upper.ends_with("API_KEY")
        || upper.ends_with("SECRET_KEY")
        || upper.ends_with("PRIVATE_KEY")
        || upper.ends_with("ACCESS_KEY")
        || upper.ends_with("PASSPHRASE");
    let plain = value.is_empty()
        || value.contains("${")
        || value.contains("$(")
        || value.starts_with('/')
        || matches!(value, "true" | "false" | "none" | "disabled" | "enabled")
        || value.parse::<f64>().is_ok();
    (named && !plain).then_some("what its name calls a secret")
}

/// Values that are secrets by their form.
fn known_secret(value: &str) -> Option<&'static str> {
    let run = |prefix: &str, length: usize| {
        value.match_indices(prefix).any(|(at, _)| {
            let rest = value.get(at + prefix.len()..).unwrap_or_default();
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).count() >= length
        })
    };
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    if run("AKIA", 16) || run("ASIA", 16) {
        return Some("an access key of AWS");
    }
    if run("ghp_", 36) || run("github_pat_", 22) || run("glpat-", 20) || run("xoxb-", 20) || run("sk_live_", 20) {
        return Some("an access token");
    }
    if value.starts_with("eyJ") && value.matches('.').count() == 2 && value.len() > 40 {
        return Some("a signed token");
    }
    let rest = value.split_once("://").map(|(_, rest)| rest)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let safe = password.is_empty() || password.starts_with("${") || password.starts_with("$(");
    (!safe).then_some("a URL with a password")
}

/// Rules of the resolved whole.
pub fn after(architecture: &Architecture, sink: &mut Sink) {
    unreachable_components(architecture, sink);
    startup_circles(architecture, sink);
    nothing_to_check(architecture, sink);
    ways_in(architecture, sink);
}

/// With entry points, a service that nothing reaches is probably forgotten.
fn unreachable_components(architecture: &Architecture, sink: &mut Sink) {
    if architecture.entry_points.is_empty() {
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

/// Components that wait for each other never start.
fn startup_circles(architecture: &Architecture, sink: &mut Sink) {
    let waits = |id: ComponentId| {
        architecture.calls_from(id).filter(|call| call.wait).filter_map(|call| match call.to {
            crate::architecture::model::Target::Component(to) => Some(to),
            crate::architecture::model::Target::External(_) => None,
        })
    };
    for circle in graph::circles(architecture.components.len(), waits) {
        let named: Vec<&str> = circle
            .iter()
            .filter_map(|id| architecture.component(*id))
            .map(|component| component.name.as_str())
            .collect();
        let span =
            circle.first().and_then(|id| architecture.component(*id)).and_then(|component| component.origin.span());
        let message = format!("{} wait for each other and never start", named.join(", "));
        let mut problem = Diagnostic::nowhere(&codes::WAIT_CYCLE, message).help("remove one `wait: true`");
        problem.span = span;
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

/// What is exposed needs to be told where its traffic comes from; what is not exposed is said.
fn ways_in(architecture: &Architecture, sink: &mut Sink) {
    for entry in &architecture.entry_points {
        let Some(span) = entry.origin.span() else { continue };
        if entry.gateway.value == Gateway::None {
            let message =
                format!("the entry point `{}` is not exposed: its load counts, but nothing leads in", entry.name);
            let help = "write `platform: {gateway: {class: GATEWAY-CLASS}}` to expose it";
            sink.push(Diagnostic::new(&codes::NOT_EXPOSED, span, message).help(help));
        } else if architecture.platform.gateway_peer.is_none() {
            let message =
                format!("the entry point `{}` is exposed, but nothing says where its traffic comes from", entry.name);
            let help = "write `platform: {peers: {gateway: {namespace: NAME}}}` for a gateway in the cluster, or `{cidrs: […]}` for the load balancer's networks";
            sink.push(Diagnostic::new(&codes::NO_GATEWAY_PEER, span, message).help(help));
        }
    }
}
