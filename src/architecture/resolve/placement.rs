//! Where pods run, how they are replaced and how they end.

use super::{Context, sourced};
use crate::architecture::model::{ComponentId, Disruption, Drain, Placement, Platform, Rollout, Shutdown, Toleration};
use crate::blueprint::spec::{ComponentSpec, DrainSpec, PlacementSpec};
use crate::blueprint::table::{Field, Placed, Set, Text};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::names::{self, Name};
use crate::source::Sourced;
use crate::units::Duration;

/// Where the pods of a component run.
pub fn placement(field: &Field<PlacementSpec>, platform: &Platform, cx: &mut Context<'_>) -> Placement {
    let Some(spec) = field.get() else { return Placement::default() };
    Placement {
        pool: spec.pool.set().and_then(|pool| known_pool(pool, platform, cx)),
        spread: spec.spread.set().map(sourced),
        with: neighbors(&spec.with, cx),
        apart: neighbors(&spec.apart, cx),
        tolerate: spec.tolerate.set().into_iter().flat_map(|set| tolerations(set, cx)).collect(),
    }
}

fn known_pool(pool: &Set<Name>, platform: &Platform, cx: &mut Context<'_>) -> Option<Sourced<String>> {
    let name = pool.value.as_str();
    if platform.pools.iter().any(|known| known.name == name) {
        return Some(sourced(&pool.with(name.to_owned())));
    }
    let span = pool.span()?;
    let problem = Diagnostic::new(&codes::UNKNOWN_POOL, span, format!("the platform has no node pool `{name}`"));
    cx.push(match nearest(name, platform.pools.iter().map(|pool| pool.name.as_str())) {
        Some(meant) => problem.fix(span, meant),
        None => problem.help("define it under `platform.nodePools`"),
    });
    None
}

fn neighbors(field: &Field<Vec<Placed<Name>>>, cx: &mut Context<'_>) -> Vec<ComponentId> {
    let Some(set) = field.set() else { return Vec::new() };
    let mut ids = Vec::new();
    for name in &set.value {
        match cx.ids.get(name.as_str()) {
            Some(&id) => ids.push(id),
            None => super::calls::unknown(name.as_str(), Some(name.span), DEFINE, cx),
        }
    }
    ids
}

/// What to do about a neighbor that does not exist.
const DEFINE: &str = "name a component of the blueprint, or leave it out";

/// Tolerated taints, checked as the API server does.
fn tolerations(set: &Set<Vec<Text>>, cx: &mut Context<'_>) -> Vec<Toleration> {
    let mut tolerations = Vec::new();
    for text in &set.value {
        let found = toleration(&text.0);
        let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
        let known = found.effect.as_deref().is_none_or(|effect| effects.contains(&effect));
        let every = found.key == "*" && found.value.is_none();
        if !known
            || !(every || names::is_qualified(&found.key))
            || !found.value.as_deref().is_none_or(names::is_label_value)
        {
            let message = format!("`{}` is no taint that could be tolerated", text.0);
            let help = "write `key`, `key=value` or `key=value:NoSchedule` (PreferNoSchedule, NoExecute); `\"*\"` is every taint";
            cx.push_at(&codes::OUT_OF_RANGE, set.span(), message, help);
        }
        tolerations.push(found);
    }
    tolerations
}

/// `key`, `key=value`, `*` for every taint, any of them with `:Effect` behind it.
fn toleration(text: &str) -> Toleration {
    let (taint, effect) = text.split_once(':').map_or((text, None), |(taint, effect)| (taint, Some(effect.to_owned())));
    let (key, value) = taint.split_once('=').map_or((taint, None), |(key, value)| (key, Some(value.to_owned())));
    Toleration { key: key.to_owned(), value, effect }
}

/// A number of pods, or a percentage.
pub fn amount(set: &Set<Text>, cx: &mut Context<'_>) -> Option<Sourced<Disruption>> {
    let text = set.value.0.as_str();
    let digits = |text: &str| text.parse::<u32>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
    let amount = match text.strip_suffix('%') {
        Some(percent) => digits(percent).filter(|percent| *percent <= 100).map(Disruption::Percent),
        None => digits(text).map(Disruption::Pods),
    };
    if amount.is_none() {
        let message = format!("`{text}` is neither a number of pods nor a percentage");
        cx.push_at(&codes::OUT_OF_RANGE, set.span(), message, "write, for example, `1` or `25%`");
    }
    amount.map(|amount| sourced(&set.with(amount)))
}

/// How many pods may be disturbed at once; none at all would block every drain.
pub fn disruption(name: &str, spec: &ComponentSpec, cx: &mut Context<'_>) -> Option<Sourced<Disruption>> {
    let set = spec.disruption.get()?.max_unavailable.set()?;
    let found = amount(set, cx)?;
    if matches!(found.value, Disruption::Pods(0) | Disruption::Percent(0)) {
        let message = format!("a budget of 0 would block every drain of a node that runs `{name}`");
        cx.push_at(&codes::OUT_OF_RANGE, set.span(), message, "allow at least 1");
    }
    Some(found)
}

/// How new pods replace old ones.
pub fn rollout(name: &str, spec: &ComponentSpec, cx: &mut Context<'_>) -> Rollout {
    let devices = spec.gpu.is_set();
    let Some(spec) = spec.rollout.get() else { return Rollout::default() };
    let mut amount_of = |field: &Field<Text>| field.set().and_then(|set| amount(set, cx));
    let (surge, unavailable) = (amount_of(&spec.surge), amount_of(&spec.unavailable));
    let none = |field: &Option<Sourced<Disruption>>| {
        field.as_ref().is_some_and(|amount| matches!(amount.value, Disruption::Pods(0) | Disruption::Percent(0)))
    };
    if none(&surge) && none(&unavailable) {
        let span = spec.surge.set().and_then(Set::span);
        cx.push_at(
            &codes::OUT_OF_RANGE,
            span,
            "a rollout with neither surge nor missing pods cannot move",
            "allow at least 1 of one of them",
        );
    }
    if let Some(surge) = surge.as_ref().filter(|_| devices && !none(&surge)) {
        let message = format!("a rollout of `{name}` waits for devices that its old pods do not need");
        let help = "write `{surge: 0, unavailable: 1}`, or leave both out: with devices that is the default";
        cx.push_at(&codes::SPARE_DEVICES, surge.origin.span(), message, help);
    }
    Rollout {
        recreate: spec.recreate.set().map(|set| sourced(&set.with(set.value.0))),
        surge,
        unavailable,
        min_ready: spec.min_ready.set().map(sourced),
        deadline: spec.deadline.set().map(sourced),
    }
}

/// How a pod ends.
pub fn shutdown(name: &str, spec: &ComponentSpec, cx: &mut Context<'_>) -> Shutdown {
    let Some(spec) = spec.shutdown.get() else { return Shutdown::default() };
    let drain = spec.drain.set().map(|set| {
        sourced(&set.with(match &set.value {
            DrainSpec::Pause(pause) => Drain::Pause(*pause),
            DrainSpec::Command(words) => Drain::Command(words.iter().map(|word| word.0.clone()).collect()),
        }))
    });
    let grace = spec.grace.set().map(sourced);
    if let (Some(Sourced { value: Drain::Pause(pause), .. }), Some(grace)) = (&drain, &grace)
        && *pause >= grace.value
    {
        let message = format!("`{name}` pauses for {pause} while it has only {} to end", grace.value);
        cx.push_at(&codes::OUT_OF_RANGE, grace.origin.span(), message, "make the grace longer than the pause");
    }
    whole_seconds(name, "grace", grace.as_ref(), cx);
    Shutdown { grace, drain }
}

/// Kubernetes counts these in whole seconds.
pub fn whole_seconds(name: &str, what: &str, set: Option<&Sourced<Duration>>, cx: &mut Context<'_>) {
    if let Some(set) = set.filter(|set| !set.value.is_whole_secs()) {
        let message = format!("the {what} of `{name}` is {}, but Kubernetes counts it in whole seconds", set.value);
        cx.push_at(&codes::OUT_OF_RANGE, set.origin.span(), message, format!("write `{}s`", set.value.secs_ceil()));
    }
}
