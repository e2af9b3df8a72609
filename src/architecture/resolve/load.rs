//! Demand of an entry point: as it is written, as people at work ask, or as it was recorded.

use super::{Context, sourced};
use crate::architecture::model::{Load, Recorded, Users};
use crate::blueprint::spec::{LoadSpec, UsersSpec};
use crate::blueprint::table::Set;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::source::Sourced;
use crate::units::{Factor, Fixed, Rate};

/// The most that load may grow to the horizon; beyond, it is a slip of the pen.
const MOST_GROWTH: u64 = 1000;

/// The demand. What is written comes first, then what a trace shows.
pub fn load(name: &str, set: &Set<LoadSpec>, cx: &mut Context<'_>) -> Option<Load> {
    let spec = &set.value;
    let users = spec.users.set().and_then(|set| users(name, set, cx));
    if let (Some(_), Some(second)) = (spec.users.set(), spec.peak.set()) {
        let message = format!("the load of `{name}` is said as `peak` and as `users`");
        cx.push_at(&codes::SAID_TWICE, second.span(), message, "keep what was measured");
    }
    let trace = recorded(name, spec, cx);
    let said = users.as_ref().map(|users| users.with(users.value.most())).or_else(|| spec.peak.set().map(sourced));
    let shown = trace.as_ref().map(|trace| trace.with(trace.value.peak()));
    if let (Some(said), Some(shown)) = (&said, &shown) {
        over_peak(name, said, shown, trace.as_ref(), cx);
    }
    let Some(peak) = said.or(shown).or_else(|| spec.mean.set().map(sourced)) else {
        if spec.users.set().is_none() && spec.trace.set().is_none() {
            let message = format!("the load of `{name}` has no peak");
            let help = "write `peak: 300/s`, `users: {count: 900, thinkTime: 3s}` or `trace: ./traffic.csv`";
            cx.push_at(&codes::INCOMPLETE, set.span(), message, help);
        }
        return None;
    };
    in_range(name, spec, &peak, cx);
    let mean = trace.as_ref().map(|trace| trace.with(trace.value.mean().min(peak.value)));
    Some(Load {
        mean: spec.mean.set().map(sourced).or(mean),
        peak,
        shape: spec.shape.set().map(sourced),
        growth: spec.growth.set().map(sourced),
        horizon: spec.horizon.set().map(sourced),
        arrival_variation: spec.arrival_variation.set().map(sourced),
        users,
        trace,
    })
}

/// What is well-formed, but makes no sense.
fn in_range(name: &str, spec: &LoadSpec, peak: &Sourced<Rate>, cx: &mut Context<'_>) {
    if let Some(mean) = spec.mean.set()
        && mean.value > peak.value
    {
        let message = format!("the mean load {} of `{name}` is over its peak {}", mean.value, peak.value);
        let help = if spec.peak.is_set() { "exchange them" } else { "correct the mean, or write the `peak` beside it" };
        cx.push_at(&codes::OUT_OF_RANGE, mean.span(), message, help);
    }
    if let (Some(growth), Some(horizon)) = (spec.growth.set(), spec.horizon.set())
        && growth.value.over(horizon.value) > Fixed::whole(MOST_GROWTH)
    {
        let message = format!("the load of `{name}` would grow more than {MOST_GROWTH} times to the horizon");
        cx.push_at(&codes::OUT_OF_RANGE, growth.span(), message, "check the growth per month and the horizon");
    }
    let alone = match (spec.growth.set(), spec.horizon.set()) {
        (Some(growth), None) => {
            Some((growth.span(), "grows, but nothing says until when", "write `horizon: 12 months` beside it"))
        }
        (None, Some(horizon)) => {
            Some((horizon.span(), "has a horizon, but nothing says how it grows", "write `growth: 5%/month` beside it"))
        }
        _ => None,
    };
    if let Some((span, what, help)) = alone {
        cx.push_at(&codes::INCOMPLETE, span, format!("the load of `{name}` {what}"), help);
    }
    if peak.value == Rate(Fixed::ZERO) {
        cx.push_at(
            &codes::OUT_OF_RANGE,
            peak.origin.span(),
            format!("the load of `{name}` is zero"),
            "leave `load` out, or write what is expected",
        );
    }
}

/// People at work.
fn users(name: &str, set: &Set<UsersSpec>, cx: &mut Context<'_>) -> Option<Sourced<Users>> {
    let (Some(count), Some(think)) = (set.value.count.get(), set.value.think_time.set()) else {
        let message = format!("the users of `{name}` have no number, or no time to think");
        cx.push_at(&codes::INCOMPLETE, set.span(), message, "write `users: {count: 900, thinkTime: 3s}`");
        return None;
    };
    if think.value.0 == 0 {
        let message = format!("users of `{name}` who need no time between requests have no highest rate");
        cx.push_at(&codes::OUT_OF_RANGE, think.span(), message, "write `peak` for a program that asks without a pause");
        return None;
    }
    Some(sourced(&set.with(Users { count: count.0, think_time: think.value })))
}

/// What was recorded.
fn recorded(name: &str, spec: &LoadSpec, cx: &mut Context<'_>) -> Option<Sourced<Recorded>> {
    let Some(path) = spec.trace.set() else {
        if let Some(scale) = spec.scale.set() {
            let message = format!("`scale` multiplies the rates of a trace, and the load of `{name}` has none");
            cx.push_at(&codes::INCOMPLETE, scale.key.or(scale.span()), message, "write `trace: ./FILE.csv` beside it");
        }
        return None;
    };
    let trace = *cx.blueprint.traces.get(&path.value.0)?;
    let scale = spec.scale.get().copied().unwrap_or(Factor(Fixed::ONE));
    let file = path.value.0.trim_start_matches("./").to_owned();
    Some(sourced(&path.with(Recorded { file, trace, scale })))
}

/// Says that load was higher than the peak that everything is sized for.
fn over_peak(
    name: &str,
    said: &Sourced<Rate>,
    shown: &Sourced<Rate>,
    trace: Option<&Sourced<Recorded>>,
    cx: &mut Context<'_>,
) {
    let (Some(span), Some(trace)) = (said.origin.span(), trace) else { return };
    if shown.value <= said.value {
        return;
    }
    let message = format!("the peak of `{name}` is {}, but its trace reaches {}", said.value, shown.value);
    let mut problem = Diagnostic::new(&codes::TRACE_OVER_PEAK, span, message)
        .help("leave the peak to the trace, or correct it; `scale` multiplies the rates of the trace");
    if let Some(place) = trace.origin.span() {
        problem = problem.related(place, format!("the mean over {} was that high", trace.value.trace.window));
    }
    cx.push(problem);
}
