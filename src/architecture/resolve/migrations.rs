//! Migrations: what must have run before the pods of a component serve.

use super::Context;
use super::layers::{Layered, Layers};
use crate::architecture::model::{ComponentId, ComponentType};
use crate::blueprint::spec::{ComponentSpec, MigrateSpec};
use crate::blueprint::table::{ByName, Field, KeyKind, Record, Set};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Sink};

/// What a migration takes over from its component: all that makes its container, and whom it may call.
const TAKEN: &[&str] = &[
    "because",
    "image",
    "env",
    "envFrom",
    "secrets",
    "files",
    "secretFiles",
    "writable",
    "user",
    "calls",
    "resources",
    "placement",
    "disks",
    "sidecars",
    "access",
    "priority",
    "runtimeClass",
];

/// Adds a job for every component that migrates with a command of its own.
pub fn add_jobs(layers: &mut Layers, sink: &mut Sink) {
    let mut jobs = Vec::new();
    for (name, layered) in &layers.components {
        let Some(set) = layered.body.migrate.set() else { continue };
        let Some(command) = set.value.command.set() else { continue };
        let job = job_name(name);
        if let Err(error) = ByName::check(&job) {
            let message = format!("the migration of `{name}` would be named `{job}`: {}", error.problem);
            say(sink, set, message, "shorten the component's name, or write a job of your own and its name here");
            continue;
        }
        if layers.components.contains_key(&job) {
            let message = format!("the migration of `{name}` would be named `{job}`, as a component is already");
            say(sink, set, message, "rename that component, or write its name here if it is the migration");
            continue;
        }
        let mut body = ComponentSpec::default();
        body.take_over(&layered.body, &[]);
        body.retain(|key| TAKEN.contains(&key.name));
        // What each replica has for itself, a job cannot mount.
        if let Some(disks) = body.disks.get_mut() {
            let own: Vec<String> =
                disks.iter().filter(|(_, set)| !set.value.shared.is_set()).map(|(path, _)| path.to_owned()).collect();
            for path in &own {
                disks.remove(path);
            }
        }
        body.command = Field::Set(Box::new(command.clone()));
        body.args = set.value.args.clone();
        let layered = Layered { body, kind: ComponentType::Job, span: layered.span, speaks_as: Some(name.clone()) };
        jobs.push((job, layered));
    }
    layers.components.extend(jobs);
}

/// The name of the job of a component's migration.
fn job_name(component: &str) -> String {
    format!("{component}-migrate")
}

fn say(sink: &mut Sink, set: &Set<MigrateSpec>, message: String, help: &str) {
    let mut problem = Diagnostic::nowhere(&codes::BAD_MIGRATION, message).help(help);
    problem.span = set.key.or(set.span());
    sink.push(problem);
}

/// The job that a component waits for.
pub fn awaited(name: &str, layered: &Layered, cx: &mut Context<'_>) -> Option<ComponentId> {
    let set = layered.body.migrate.set()?;
    if layered.kind.is_finite() {
        let message = format!("`{name}` is a {}: nothing waits for its migration", layered.kind);
        say(cx.sink, set, message, "let the component that serves migrate");
        return None;
    }
    let Some(job) = set.value.job.set() else {
        if !set.value.command.is_set() {
            let message = format!("the migration of `{name}` has no command");
            say(cx.sink, set, message, "write `migrate: {command: [migrate]}`, or the name of a job");
        }
        return cx.ids.get(&job_name(name)).copied();
    };
    let wanted = job.value.as_str();
    let kind = cx.surfaces.get(wanted).map(|surface| surface.kind);
    if kind == Some(ComponentType::Job) {
        return cx.ids.get(wanted).copied();
    }
    let message = match kind {
        Some(kind) => format!("`{wanted}` is a {kind}, and no job that `{name}` could wait for"),
        None => format!("there is no job `{wanted}` that `{name}` could wait for"),
    };
    let mut problem = Diagnostic::nowhere(&codes::BAD_MIGRATION, message);
    problem.span = job.span();
    let jobs = cx.surfaces.iter().filter(|(_, surface)| surface.kind == ComponentType::Job);
    let meant = nearest(wanted, jobs.map(|(name, _)| name.as_str()));
    let problem = match (meant, problem.span) {
        (Some(meant), Some(span)) => problem.fix(span, meant),
        _ => problem.help("write the name of a component of `type: job`"),
    };
    cx.push(problem);
    None
}
