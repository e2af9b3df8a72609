//! How a component runs: replicas, members, priority, schedule.

use super::layers::Layered;
use super::platform::object_name;
use super::{Context, sourced};
use crate::architecture::model::ComponentType;
use crate::blueprint::spec::ComponentSpec;
use crate::blueprint::table::{Set, Text};
use crate::catalog::engines::Engine;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::{Diagnostic, suggest};
use crate::source::Sourced;
use crate::units::cron::{CronError, Schedule};
use crate::units::timezone;

/// Members of a self-hosted store; more than one only where a bootstrap is written and tested, which is nowhere yet.
pub fn members(spec: &ComponentSpec, engine: Option<&'static Engine>, cx: &mut Context<'_>) -> Option<Sourced<u32>> {
    let set = spec.members.set()?;
    if set.value.0 > 1 {
        let engine = engine.map_or("this store", |engine| engine.name);
        let message =
            format!("{engine} with {} members needs a bootstrap that this version does not have", set.value.0);
        cx.push_at(
            &codes::NO_BOOTSTRAP,
            set.span(),
            message,
            "write `members: 1`, or let others run it: a provider, `managed: {host: …}`, or an operator, `operator: {host: …}`",
        );
    }
    Some(sourced(&set.with(set.value.0)))
}

/// A PriorityClass of the platform.
pub fn priority(spec: &ComponentSpec, cx: &mut Context<'_>) -> Option<Sourced<String>> {
    let set = spec.priority.set()?;
    let name = object_name(set, "PriorityClass", cx);
    let platform = cx.top.platform.get();
    let known: Vec<String> = platform
        .and_then(|platform| platform.priority_classes.get())
        .into_iter()
        .flatten()
        .map(|name| name.0.clone())
        .collect();
    let of_the_cluster = ["system-cluster-critical", "system-node-critical"].contains(&name.as_str());
    if !known.contains(&name) && !of_the_cluster {
        let message = format!("the platform has no PriorityClass `{name}`");
        let mut problem = Diagnostic::nowhere(&codes::UNKNOWN_PRIORITY, message);
        problem.span = set.span();
        cx.push(match (suggest::nearest(&name, known.iter().map(String::as_str)), set.span()) {
            (Some(meant), Some(span)) => problem.fix(span, meant),
            _ => problem.help(format!("list it: `platform: {{priorityClasses: [{name}]}}`")),
        });
    }
    Some(sourced(&set.with(name)))
}

/// A `RuntimeClass` that exists in the cluster.
pub fn runtime_class(spec: &ComponentSpec, cx: &mut Context<'_>) -> Option<Sourced<String>> {
    let set = spec.runtime_class.set()?;
    let name = object_name(set, "RuntimeClass", cx);
    Some(sourced(&set.with(name)))
}

/// When a cron runs.
pub fn schedule(name: &str, layered: &Layered, cx: &mut Context<'_>) -> Option<Sourced<Schedule>> {
    if layered.kind != ComponentType::Cron {
        return None;
    }
    let Some(set) = layered.body.schedule.set() else {
        cx.push_at(
            &codes::NO_SCHEDULE,
            layered.span,
            format!("the cron `{name}` has no schedule"),
            "write `schedule: \"17 3 * * *\"`",
        );
        return None;
    };
    let schedule = known_schedule(set, cx)?;
    Some(sourced(&set.with(schedule)))
}

/// A schedule, checked.
pub fn known_schedule(set: &Set<Text>, cx: &mut Context<'_>) -> Option<Schedule> {
    match Schedule::parse(&set.value.0) {
        Ok(schedule) => Some(schedule),
        Err(error) => {
            let help = match error {
                CronError::NeverFires => "name a day that one of its months has",
                CronError::FieldCount(_) | CronError::Seconds => {
                    "write, for example, `\"17 3 * * *\"`: at 3:17 every day"
                }
                CronError::TimeZone => "write, for example, `timeZone: Europe/Berlin` beside it",
                _ => "the fields are minute, hour, day of the month, month and day of the week",
            };
            cx.push_at(&codes::BAD_SCHEDULE, set.span(), error.to_string(), help);
            None
        }
    }
}

/// The time zone of a schedule.
pub fn time_zone(spec: &ComponentSpec, cx: &mut Context<'_>) -> Option<Sourced<String>> {
    let set = spec.time_zone.set()?;
    Some(sourced(&set.with(known_zone(set, cx))))
}

/// The name of a time zone, checked.
pub fn known_zone(set: &Set<Text>, cx: &mut Context<'_>) -> String {
    let zone = set.value.0.clone();
    if let (false, Some(span)) = (timezone::is_known(&zone), set.span()) {
        let problem = Diagnostic::new(&codes::UNKNOWN_TIME_ZONE, span, format!("`{zone}` is no IANA time zone"));
        cx.push(match timezone::nearest(&zone) {
            Some(meant) => problem.fix(span, meant),
            None => problem.help("write a name such as `Europe/Berlin`, or leave it out for UTC"),
        });
    }
    zone
}
