//! Edges: who calls whom, on which ports.

use super::layers::{Layered, Removal};
use super::{Context, sourced};
use crate::architecture::model::{Call, CallKind, CalledPort, ComponentId, ComponentType, Target, Work};
use crate::blueprint::spec::{BlueprintSpec, CallSpec, ConsumeSpec, PortsChoice, WorkSpec};
use crate::blueprint::table::{Entries, Field, Set};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{all_of, nearest};
use crate::source::{Origin, Sourced, Span};
use crate::units::{Factor, Fixed};
use std::collections::BTreeMap;

/// All edges of an environment, by caller and callee.
pub fn calls(components: &BTreeMap<String, Layered>, cx: &mut Context<'_>) -> Vec<Call> {
    let mut calls = Vec::new();
    for (name, layered) in components {
        let Some(&from) = cx.ids.get(name) else { continue };
        let written = || layered.body.calls.get().into_iter().flat_map(|calls| calls.0.iter());
        let callees: Vec<&str> = written().map(|(callee, _)| callee).collect();
        for (callee, set) in written() {
            calls.extend(call(name, from, callee, set, &callees, cx));
        }
        for (queue, set) in layered.body.consumes.get().into_iter().flat_map(Entries::iter) {
            calls.extend(consume(name, from, queue, set, cx));
        }
        if layered.kind == ComponentType::Worker && layered.body.consumes.get().is_none_or(Entries::is_empty) {
            let help = "write `consumes: {QUEUE: {perMessage: {cpu: 10ms}}}`, or make it a service";
            let message = format!("the worker `{name}` takes messages from no queue");
            cx.push_at(&codes::IDLE_WORKER, layered.span, message, help);
        }
    }
    calls.sort_by_key(|call| (call.from, call.to, matches!(call.kind, CallKind::Consumes { .. })));
    calls
}

/// One call.
fn call(
    name: &str,
    from: ComponentId,
    callee: &str,
    set: &Set<CallSpec>,
    callees: &[&str],
    cx: &mut Context<'_>,
) -> Option<Call> {
    let spec = &set.value;
    let place = set.key.or(set.span());
    let to = target(name, callee, place, spec.optional.get().is_some_and(|flag| flag.0), cx)?;
    let ports = called_ports(callee, to, &spec.port, place, cx);
    let kind = match spec.rate.set() {
        Some(rate) => CallKind::AtRate(sourced(rate)),
        None => CallKind::PerRequest(spec.per_request.set().map_or_else(once, sourced)),
    };
    if let (Some(queue), Some(surface)) = (spec.queue.set(), cx.surfaces.get(callee))
        && surface.kind != ComponentType::Queue
    {
        let message = format!("`queue` names a queue of a broker, but `{callee}` is a {}", surface.kind);
        cx.push_at(&codes::QUEUE_OF_NO_BROKER, queue.span(), message, "leave `queue` out");
    }
    let behind = behind(name, spec, place, callees, cx);
    Some(Call {
        from,
        to,
        kind,
        queue: spec.queue.set().map(|set| sourced(&set.with(set.value.0.clone()))),
        ports,
        wait: spec.wait.get().is_some_and(|flag| flag.0),
        timeout: spec.timeout.set().map(sourced),
        retries: spec.retries.get().map_or(0, |whole| whole.0),
        optional: spec.optional.get().is_some_and(|flag| flag.0),
        behind,
        origin: Origin::Written(place?),
    })
}

/// One call per request, because nothing else was said.
fn once() -> Sourced<Factor> {
    Sourced::new(Factor(Fixed::ONE), Origin::Default("a call without a number is made once per request"))
}

/// The cache in front of a callee, and what it answers.
fn behind(
    caller: &str,
    spec: &CallSpec,
    place: Option<Span>,
    callees: &[&str],
    cx: &mut Context<'_>,
) -> Option<(ComponentId, Sourced<crate::units::Ratio>)> {
    let (cache, ratio) = match (spec.behind.set(), spec.hit_ratio.set()) {
        (Some(cache), Some(ratio)) => (cache, ratio),
        (None, None) => return None,
        (cache, ratio) => {
            let (has, lacks) = if cache.is_some() { ("behind", "hitRatio") } else { ("hitRatio", "behind") };
            let span = cache.and_then(Set::span).or(ratio.and_then(Set::span)).or(place);
            let message = format!("`{has}` says nothing without `{lacks}`");
            cx.push_at(&codes::INCOMPLETE, span, message, "write both: `behind: redis-cart` and `hitRatio: 96%`");
            return None;
        }
    };
    if ratio.value.0 > Fixed::ONE {
        let message = format!("a hit ratio of {} is over 100%", ratio.value);
        cx.push_at(&codes::OUT_OF_RANGE, ratio.span(), message, "write a share such as `96%`");
    }
    let name = cache.value.as_str();
    if cx.ids.contains_key(name) && !callees.contains(&name) {
        let message = format!(
            "`{caller}` asks `{name}` first, but does not call it: its load and its policies would lack the connection"
        );
        cx.push_at(
            &codes::REFERENCE_WITHOUT_CALL,
            cache.span(),
            message,
            format!("write `{name}: N` under `calls` of `{caller}`, with the lookups per request"),
        );
    }
    match cx.ids.get(name) {
        Some(&id) => Some((id, sourced(ratio))),
        None => {
            unknown(name, cache.span(), "name the component of the cache", cx);
            None
        }
    }
}

/// The messages that a component takes.
fn consume(name: &str, from: ComponentId, queue: &str, set: &Set<ConsumeSpec>, cx: &mut Context<'_>) -> Option<Call> {
    let spec = &set.value;
    let place = set.key.or(set.span());
    let to = target(name, queue, place, false, cx)?;
    if let Some(surface) = cx.surfaces.get(queue)
        && surface.kind != ComponentType::Queue
    {
        let message = format!("`{name}` consumes `{queue}`, which is a {}, not a queue", surface.kind);
        let span = surface.span;
        let mut problem = Diagnostic::nowhere(&codes::QUEUE_OF_NO_BROKER, message);
        problem.span = place;
        if let Some(span) = span {
            problem = problem.related(span, "it is defined here");
        }
        cx.push(problem.help("consume a component of `type: queue`"));
    }
    let own = || Sourced::new(1, Origin::Default("a consumer takes one message at a time unless it says more"));
    Some(Call {
        from,
        to,
        kind: CallKind::Consumes {
            queue: spec.queue.get().map_or_else(|| name.to_owned(), |text| text.0.clone()),
            work: spec.per_message.get().map_or(Work { cpu: None, wait: None, variation: None }, work),
            concurrency: spec.concurrency.set().map_or_else(own, |set| sourced(&set.with(set.value.0))),
            lag: spec.lag.set().map(sourced),
            group: spec.group.set().map_or_else(
                || Sourced::new(name.to_owned(), Origin::Default("a consumer's group has its name")),
                |set| sourced(&set.with(set.value.0.clone())),
            ),
        },
        queue: None,
        ports: called_ports(queue, to, &spec.port, place, cx),
        wait: spec.wait.get().is_some_and(|flag| flag.0),
        timeout: None,
        retries: 0,
        optional: false,
        behind: None,
        origin: Origin::Written(place?),
    })
}

/// Work per request or message.
pub fn work(spec: &WorkSpec) -> Work {
    Work {
        cpu: spec.cpu.set().map(sourced),
        wait: spec.wait.set().map(sourced),
        variation: spec.variation.get().copied(),
    }
}

/// Who is called.
fn target(name: &str, callee: &str, place: Option<Span>, optional: bool, cx: &mut Context<'_>) -> Option<Target> {
    if let Some(&id) = cx.ids.get(callee) {
        return Some(Target::Component(id));
    }
    if let Some(at) = cx.externals.iter().position(|external| external.name == callee) {
        return Some(Target::External(crate::architecture::model::ExternalId(at)));
    }
    if let Some(removal) = cx.removed.get(callee) {
        if !optional {
            let message = format!("`{name}` calls `{callee}`, which {}", removal.told(cx.environment));
            let mut problem = Diagnostic::nowhere(&codes::CALLS_THE_REMOVED, message)
                .help(format!("remove the call as well (`calls: {{{callee}: ~}}`), or mark it `optional: true`"));
            problem.span = place;
            if let Some(span) = removal.span() {
                problem = problem.related(span, removal.label());
            }
            cx.push(problem);
        }
        return None;
    }
    if !optional || !defined_anywhere(callee, cx) {
        let help =
            "define it under `components` or `external`; an optional callee may be missing here, but not everywhere";
        unknown(callee, place, help, cx);
    }
    None
}

/// Whether the blueprint, or any of its environments, knows a callee.
fn defined_anywhere(callee: &str, cx: &Context<'_>) -> bool {
    let knows = |spec: &BlueprintSpec| {
        let component = spec.components.get().is_some_and(|all| all.get(callee).is_some());
        component || spec.external.get().is_some_and(|all| all.get(callee).is_some())
    };
    knows(&cx.blueprint.spec) || cx.blueprint.environment_specs().any(|(_, set)| knows(&set.value.0))
}

/// Reports a name that nothing has, or that the environment removes.
pub fn unknown(name: &str, place: Option<Span>, help: &str, cx: &mut Context<'_>) {
    if cx.broken.contains(name) {
        return;
    }
    if let Some(removal) = cx.removed.get(name).cloned() {
        let message = match removal {
            Removal::Written(_) => {
                format!("`{name}` is needed here, but the environment `{}` removes it", cx.environment)
            }
            Removal::Feature(_) => format!(
                "`{name}` is needed here, but the environment `{}` leaves it out with its feature",
                cx.environment
            ),
        };
        let mut problem = Diagnostic::nowhere(&codes::CALLS_THE_REMOVED, message);
        problem.span = place;
        if let Some(span) = removal.span() {
            problem = problem.related(span, removal.label());
        }
        cx.push(problem.help(format!("remove what needs it from the environment as well, or keep `{name}`")));
        return;
    }
    let externals = cx.externals.iter().map(|external| external.name.as_str());
    let known: Vec<&str> = cx.ids.keys().map(String::as_str).chain(externals).collect();
    let mut problem =
        Diagnostic::nowhere(&codes::UNKNOWN_COMPONENT, format!("there is no component or external `{name}`"));
    problem.span = place;
    let meant = nearest(name, known);
    let problem = match (meant, place) {
        (Some(meant), Some(span)) => problem.fix(span, meant),
        _ => problem.help(help),
    };
    cx.push(problem);
}

/// The ports that a call uses.
fn called_ports(
    callee: &str,
    to: Target,
    choice: &Field<PortsChoice>,
    place: Option<Span>,
    cx: &mut Context<'_>,
) -> Vec<CalledPort> {
    let available: Vec<CalledPort> = match to {
        Target::Component(_) => cx.surfaces.get(callee).into_iter().flat_map(|surface| surface.called()).collect(),
        Target::External(id) => cx.externals.get(id.0).map(external_port).into_iter().collect(),
    };
    let names: Vec<&str> = available.iter().map(|port| port.name.as_str()).collect();
    let Some(choice) = choice.set() else {
        return default_ports(callee, &available, &names, place, cx);
    };
    let mut chosen = Vec::new();
    for wanted in &choice.value.0 {
        match available.iter().find(|port| port.name == wanted.0 || port.port.to_string() == wanted.0) {
            Some(port) => chosen.push(port.clone()),
            None => {
                let message = format!("`{callee}` has no port `{}` in its Service", wanted.0);
                let problem = Diagnostic::new(&codes::UNKNOWN_PORT, wanted.span, message);
                cx.push(match nearest(&wanted.0, names.iter().copied()) {
                    Some(meant) => problem.fix(wanted.span, meant),
                    None => problem.help(ports_of(&names)),
                });
            }
        }
    }
    chosen
}

/// What ports there are, in words.
pub fn ports_of(names: &[&str]) -> String {
    match names {
        [] => "it has no ports that can be called".to_owned(),
        [only] => format!("its only port is `{only}`"),
        _ => format!("its ports are {}", all_of(names)),
    }
}

/// The only port of a callee; on a store the first of its engine.
fn default_ports(
    callee: &str,
    available: &[CalledPort],
    names: &[&str],
    place: Option<Span>,
    cx: &mut Context<'_>,
) -> Vec<CalledPort> {
    let engine_port = cx.surfaces.get(callee).and_then(|surface| surface.engine?.client_port());
    match available {
        [only] => vec![only.clone()],
        [] => {
            let message = format!("`{callee}` is called, but it has no port");
            let help = match cx.surfaces.get(callee) {
                Some(surface) if surface.kind.is_finite() => {
                    format!("a {} answers nobody: remove the call", surface.kind)
                }
                _ => format!("write `ports: {{http: 8080}}` under `{callee}`"),
            };
            cx.push_at(&codes::NO_PORT, place, message, help);
            Vec::new()
        }
        _ => {
            if let Some((_, number)) = engine_port
                && let Some(port) = available.iter().find(|port| port.target == number)
            {
                return vec![port.clone()];
            }
            let message = format!("`{callee}` has several ports, and the call does not say which");
            let first = names.first().copied().unwrap_or_default();
            cx.push_at(
                &codes::AMBIGUOUS_PORT,
                place,
                message,
                format!("write `port: {first}` in the call; its ports are {}", names.join(", ")),
            );
            Vec::new()
        }
    }
}

/// The one port of an external.
fn external_port(external: &crate::architecture::model::External) -> CalledPort {
    CalledPort { name: String::new(), port: external.port, target: external.port, protocol: external.protocol }
}
