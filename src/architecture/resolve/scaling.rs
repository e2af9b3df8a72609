//! How many pods, as asked for: bounds, what is held, windows of time; and with what clients of a store prove who they are.

use super::running::{known_schedule, known_zone};
use super::{Context, secrets, sourced};
use crate::architecture::model::{Body, Credential, Piece, Query, Scaling, Text, Window};
use crate::blueprint::spec::{ComponentSpec, QuerySpec, ScalingSpec, WindowSpec};
use crate::blueprint::table::{Entries, Set};
use crate::catalog::engines::{Engine, EnvSource};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::source::{Origin, Sourced};
use crate::units::ReplicaRange;
use crate::units::cron::ShiftError;

/// Replicas, as asked for.
pub fn scaling(name: &str, spec: &ComponentSpec, cx: &mut Context<'_>) -> Scaling {
    let Some(set) = spec.scaling.set() else { return Scaling::default() };
    let spec = &set.value;
    for (what, target) in [("CPU", spec.cpu.set()), ("memory", spec.memory.set())] {
        if let Some(target) = target.filter(|target| !(10_000..=1_000_000).contains(&target.value.0.micros())) {
            let message = format!("a {what} target of {} is outside of 1% to 100%", target.value);
            cx.push_at(&codes::OUT_OF_RANGE, target.span(), message, "write, for example, `60%`");
        }
    }
    if let Some(requests) = spec.requests.set()
        && requests.value.0.micros() < 1_000
    {
        let message = format!("{} for each pod is less than the metric can count", requests.value);
        cx.push_at(&codes::OUT_OF_RANGE, requests.span(), message, "write, for example, `80/s`");
    }
    let scaling = Scaling {
        replicas: spec.replicas.set().map(sourced),
        cpu: spec.cpu.set().map(sourced),
        memory: spec.memory.set().map(sourced),
        requests: spec.requests.set().map(sourced),
        query: spec.query.set().and_then(|set| query(name, set, cx)),
        queue: spec.queue.set().map(|set| sourced(&set.with(set.value.0))),
        windows: windows(name, spec, &set.origin, cx),
    };
    let scaling = fixed_over_a_range(scaling);
    if let Some(replicas) = scaling.replicas.as_ref().filter(|replicas| replicas.value.max == 0) {
        let help = "remove the component from the environment (`~`) if it should not run there";
        cx.push_at(&codes::OUT_OF_RANGE, replicas.origin.span(), format!("`{name}` would never run"), help);
    }
    contradictions(name, &scaling, cx);
    scaling
}

/// A fixed number that a layer writes over a range leaves nothing of it: what was to be held within it is gone, too.
fn fixed_over_a_range(scaling: Scaling) -> Scaling {
    match &scaling.replicas {
        Some(range) if range.value.min == range.value.max && !range.overridden.is_empty() => {
            Scaling { replicas: scaling.replicas, ..Scaling::default() }
        }
        _ => scaling,
    }
}

/// A query with all its parts.
fn query(name: &str, set: &Set<QuerySpec>, cx: &mut Context<'_>) -> Option<Sourced<Query>> {
    let spec = &set.value;
    let (Some(server), Some(expression), Some(per_pod)) =
        (spec.server.set(), spec.expression.set(), spec.per_pod.get())
    else {
        let message =
            format!("the query that scales `{name}` lacks its server, its expression or its share for each pod");
        let help = "write `{server: \"http://prometheus.monitoring:9090\", expression: sum(open_tickets), perPod: 20}`";
        cx.push_at(&codes::INCOMPLETE, set.span(), message, help);
        return None;
    };
    if expression.value.0.trim().is_empty() {
        let message = format!("the query that scales `{name}` asks for nothing");
        cx.push_at(
            &codes::INCOMPLETE,
            expression.span(),
            message,
            "write it in PromQL: `expression: sum(open_tickets)`",
        );
        return None;
    }
    if secrets::in_query(name, [server, expression], cx) {
        return None;
    }
    let address = server.value.0.as_str();
    let host = address.strip_prefix("http://").or_else(|| address.strip_prefix("https://"));
    if host.is_none_or(str::is_empty) {
        let message = format!("`{address}` is no address that KEDA could ask");
        cx.push_at(&codes::OUT_OF_RANGE, server.span(), message, "write it as `http://NAME.NAMESPACE:PORT`");
        return None;
    }
    let query = Query { server: address.to_owned(), expression: expression.value.0.clone(), per_pod: per_pod.0 };
    Some(sourced(&set.with(query)))
}

/// The windows of a schedule, each with its end.
fn windows(name: &str, spec: &ScalingSpec, place: &Origin, cx: &mut Context<'_>) -> Vec<Sourced<Window>> {
    let written = spec.schedule.get().into_iter().flatten();
    written.filter_map(|window| self::window(name, window, place, cx)).collect()
}

fn window(name: &str, spec: &WindowSpec, place: &Origin, cx: &mut Context<'_>) -> Option<Sourced<Window>> {
    let (Some(cron), Some(length), Some(replicas)) = (spec.cron.set(), spec.duration.set(), spec.replicas.get()) else {
        let span = spec.cron.set().and_then(|set| set.span()).or(place.span());
        let message = format!("a window of `{name}` lacks its beginning, its length or its pods");
        cx.push_at(&codes::INCOMPLETE, span, message, "write `{cron: \"0 8 * * 1-5\", duration: 10h, replicas: 6}`");
        return None;
    };
    let time_zone = spec.time_zone.set().map_or_else(|| "UTC".to_owned(), |set| known_zone(set, cx));
    let schedule = known_schedule(cron, cx)?;
    let end = match (schedule.five_fields(), schedule.later_by(length.value)) {
        (Some(_), Ok(end)) => end,
        (_, Err(error)) => {
            no_end(name, error, length.span(), cron.span(), cx);
            return None;
        }
        (None, Ok(_)) => return None,
    };
    let start = schedule.five_fields()?;
    let window = Window { start, end, time_zone, replicas: replicas.0 };
    Some(sourced(&cron.with(window)))
}

/// Reports a window whose end cannot be written.
fn no_end(
    name: &str,
    error: ShiftError,
    length: Option<crate::source::Span>,
    cron: Option<crate::source::Span>,
    cx: &mut Context<'_>,
) {
    let help = match error {
        ShiftError::NoTimes => "write the times of day: `cron: \"0 8 * * *\"`",
        ShiftError::NoMinutes => "write, for example, `duration: 10h`",
        ShiftError::Overlap => "shorten `duration`; pods that are always there belong into `replicas`",
        ShiftError::Split => "write one window for each time of day",
        ShiftError::DayOfMonth => "let the window end on the day on which it begins",
    };
    let message = format!("a window of `{name}` has no end that KEDA could be told: {error}");
    let mut problem = Diagnostic::nowhere(&codes::WINDOW_WITHOUT_END, message).help(help);
    problem.span = length;
    if let Some(cron) = cron {
        problem = problem.related(cron, "it begins at these times");
    }
    cx.push(problem);
}

/// What cannot be held together.
fn contradictions(name: &str, scaling: &Scaling, cx: &mut Context<'_>) {
    let mut say = |origin: &Origin, message: String, help: String| {
        cx.push_at(&codes::SCALING_CONTRADICTS, origin.span(), message, help);
    };
    let by_keda = (scaling.queue.as_ref().map(|_| "`queue`"))
        .or(scaling.query.as_ref().map(|_| "`query`"))
        .or((!scaling.windows.is_empty()).then_some("`schedule`"));
    if let (Some(requests), Some(other)) = (&scaling.requests, by_keda) {
        let message = format!(
            "`{name}` is to be scaled by `requests` and by {other}: two autoscalers would fight over its replicas"
        );
        say(&requests.origin, message, "keep one of them; `cpu` goes with both".to_owned());
    }
    let Some(range) = &scaling.replicas else { return };
    let ReplicaRange { min, max } = range.value;
    if min == max && max > 0 {
        let held = [
            scaling.memory.as_ref().map(|held| ("memory", &held.origin)),
            scaling.requests.as_ref().map(|held| ("requests", &held.origin)),
            scaling.query.as_ref().map(|held| ("query", &held.origin)),
            scaling.queue.as_ref().map(|held| ("queue", &held.origin)),
        ];
        let mut held = held.into_iter().flatten();
        let first = held.next().or(scaling.windows.first().map(|window| ("schedule", &window.origin)));
        if let Some((key, origin)) = first {
            let message = format!("`{key}` has nothing to decide: `{name}` always has {max}");
            say(origin, message, format!("write bounds: `replicas: {min}..{}`", max.saturating_mul(2)));
        }
        return;
    }
    for window in &scaling.windows {
        let wanted = window.value.replicas;
        if wanted > max || wanted <= min {
            let message = format!("a window asks for {wanted} pods of `{name}`, whose bounds are {}", range.value);
            let help = format!("write a number above {min} and up to {max}, or change the bounds");
            say(&window.origin, message, help);
        }
    }
}

/// The keys that credentials may have, with other words for them.
const KEYS: &[(&str, &[&str])] = &[("password", &["password"]), ("sasl", &["sasl"]), ("user", &["user", "username"])];

/// With what clients of a store prove who they are: what its own container is told, else what its secrets list.
pub fn credentials(engine: Option<&'static Engine>, spec: &ComponentSpec, body: &Body) -> Vec<Credential> {
    let Some(engine) = engine else { return Vec::new() };
    let mut found = Vec::new();
    for &(key, words) in KEYS {
        let credential = match body {
            Body::Pods(pods) => engine.env.iter().find_map(|variable| {
                let EnvSource::Secret { key: asked, .. } = &variable.source else { return None };
                let given = pods.env.iter().find(|given| given.name == variable.name && *asked == key)?;
                whole_secret(&given.value).map(|(secret, item)| Credential { key, secret, item })
            }),
            Body::Managed(_) | Body::Observed(_) | Body::Operated(_) => {
                listed(spec, words).map(|(secret, item)| Credential { key, secret, item })
            }
        };
        found.extend(credential);
    }
    found
}

/// The Secret and key of a text that is nothing else.
fn whole_secret(text: &Text) -> Option<(String, String)> {
    match text.pieces.as_slice() {
        [Piece::Secret { secret, key }] => Some((secret.clone(), key.clone())),
        _ => None,
    }
}

/// The Secret and key that a component lists under one of some names.
fn listed(spec: &ComponentSpec, words: &[&str]) -> Option<(String, String)> {
    spec.secrets.get().into_iter().flat_map(Entries::iter).find_map(|(_, set)| {
        let keys = set.value.keys.get()?;
        let item = words.iter().find_map(|word| keys.get(word))?;
        Some((set.value.secret.get()?.0.clone(), item.value.0.clone()))
    })
}
