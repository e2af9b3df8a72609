//! Components: from their merged body to what the plan starts with.

use super::calls::work;
use super::env;
use super::files::files;
use super::layers::Layered;
use super::placement::{disruption, placement, rollout, shutdown, whole_seconds};
use super::platform::object_name;
use super::probes::probes;
use super::resources::resources;
use super::surface::store_type;
use super::text::{Scope, text};
use super::volumes::{disks, no_collisions, scratch};
use super::{Context, image, sourced};
use crate::architecture::model::{
    Body, Call, Component, ComponentId, ComponentType, EnvVar, InitStep, Platform, Pods, Posture, ResourcesAsked,
    Scaling, Target, Text, User,
};
use crate::blueprint::spec::{ComponentSpec, InitSpec};
use crate::blueprint::table::{Field, Placed, Set, Text as Written};
use crate::catalog::engines::{DataHome, Engine, EnvSource};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::{Diagnostic, suggest};
use crate::names::image::ImageRef;
use crate::names::{LONGEST_NAME, Name};
use crate::source::{Origin, Sourced, Span};
use crate::units::cron::{CronError, Schedule};
use crate::units::timezone;
use crate::units::{Bytes, ReplicaRange};
use std::collections::{BTreeMap, BTreeSet};

/// User and group where nothing was said: over 10000, so that they are no user of a node.
const USER: User = User { uid: 10_001, gid: 10_001, fs_group: 10_001 };

/// All components, by name.
pub fn components(
    layered: BTreeMap<String, Layered>,
    mut bodies: BTreeMap<String, Body>,
    calls: &[Call],
    platform: &Platform,
    cx: &mut Context<'_>,
) -> Vec<Component> {
    let mut components = Vec::new();
    for (at, (name, layered)) in layered.into_iter().enumerate() {
        let id = ComponentId(at);
        let Some(surface) = cx.surfaces.get(&name).cloned() else { continue };
        let own = calls.iter().filter(|call| call.from == id).collect();
        let scope =
            Scope { name: &name, spec: &layered.body, ports: &surface.ports, calls: own, variables: BTreeSet::new() };
        let body = match bodies.remove(&name) {
            Some(body) => Some(body),
            None if layered.body.managed.is_set() => None,
            None => pods(scope, &layered, surface.engine, platform, cx).map(|pods| Body::Pods(Box::new(pods))),
        };
        let (Some(body), Ok(typed)) = (body, Name::new(&name)) else { continue };
        components.push(Component {
            name: typed,
            kind: layered.kind,
            engine: surface.engine,
            ports: surface.ports,
            work: layered.body.per_request.get().map(work),
            concurrency: layered.body.concurrency.set().map(|set| sourced(&set.with(set.value.0))),
            dataset: layered.body.dataset.set().map(sourced),
            body,
            origin: layered.span.map_or(Origin::Default("added by a layer"), Origin::Written),
        });
    }
    components
}

/// The pods of a component that we run.
fn pods(
    mut scope: Scope<'_>,
    layered: &Layered,
    engine: Option<&'static Engine>,
    platform: &Platform,
    cx: &mut Context<'_>,
) -> Option<Pods> {
    let spec = &layered.body;
    let name = scope.name;
    let image = image::image(name, &spec.image, engine, spec.engine.is_set(), layered.span, cx);
    let engine_env = engine.map(|engine| engine.env).unwrap_or_default();
    let engine_names: Vec<&str> = engine_env.iter().map(|variable| variable.name).collect();
    scope.variables = env::names(spec, &engine_names);
    let mut variables = env::variables(&scope, &spec.env, cx);
    add_engine_env(&scope, engine, &mut variables, cx);
    let (scratch, writable_root) = scratch(name, spec, engine, cx);
    let disks = disks(name, spec, data_disk(spec, layered.kind, engine), &scratch, cx);
    let mounted = files(&scope, cx);
    let mounts =
        scratch.iter().flat_map(|volume| volume.paths.iter().map(|path| (path.clone(), volume.size.origin.span())));
    let mounts = mounts.chain(disks.iter().map(|disk| (disk.path.clone(), disk.size.origin.span())));
    let mounts = mounts.chain(mounted.iter().map(|files| (files.mount.clone(), files.origin.span())));
    no_collisions(name, mounts.collect::<Vec<_>>().into_iter(), cx);
    let init = init_steps(&scope, layered, image.as_ref(), &variables, cx);
    let shutdown = shutdown(name, spec, cx);
    whole_seconds(name, "startup", spec.startup.set().map(sourced).as_ref(), cx);
    let user = user(name, spec, engine, cx);
    strict_exceptions(name, spec, user.value, &variables, cx);
    Some(Pods {
        command: texts(&scope, &spec.command, cx),
        args: texts(&scope, &spec.args, cx),
        env: variables,
        files: mounted,
        scratch,
        writable_root,
        user,
        probes: probes(name, &spec.probes, scope.ports, cx),
        startup: spec.startup.set().map(sourced),
        shutdown,
        init,
        resources: resources(name, &spec.resources, cx),
        scaling: scaling(name, spec, cx),
        members: members(spec, engine, cx),
        disruption: disruption(name, spec, cx),
        placement: placement(&spec.placement, platform, cx),
        priority: priority(spec, cx),
        rollout: rollout(spec, cx),
        labels: super::rules::free_labels(name, &spec.labels, true, cx),
        annotations: super::rules::free_labels(name, &spec.annotations, false, cx),
        service_annotations: super::rules::free_labels(name, &spec.service_annotations, false, cx),
        schedule: schedule(name, layered, cx),
        time_zone: time_zone(spec, cx),
        disks,
        image: image?,
    })
}

/// In the posture strict what a manifest cannot avoid is an exception with a reason, or an error.
fn strict_exceptions(name: &str, spec: &ComponentSpec, user: User, variables: &[EnvVar], cx: &mut Context<'_>) {
    if cx.posture != Posture::Strict {
        return;
    }
    let place = cx.surfaces.get(name).and_then(|surface| surface.span);
    let origin = place.map_or(Origin::Default("the posture strict"), Origin::Written);
    if user.uid != 0 && user.uid < USER.uid {
        let what = format!("runs as user {}, below {} (CKV_K8S_40, KSV-0020)", user.uid, USER.uid);
        cx.exception(name, &what, spec.because.set(), &origin);
    }
    let secret =
        |piece: &crate::architecture::model::Piece| matches!(piece, crate::architecture::model::Piece::Secret { .. });
    if variables.iter().any(|variable| variable.value.pieces.iter().any(secret)) {
        let what = "has a secret in an environment variable (CKV_K8S_35, C-0207)";
        cx.exception(name, what, spec.because.set(), &origin);
    }
}

/// Where an engine keeps its data, and how large the disk is.
fn data_disk(
    spec: &ComponentSpec,
    kind: ComponentType,
    engine: Option<&'static Engine>,
) -> Option<(&'static str, Sourced<Bytes>)> {
    let engine = engine?;
    let path = engine.data_path;
    if engine.data_home(store_type(kind)?) == DataHome::EmptyDir {
        return None;
    }
    let size = match spec.dataset.set() {
        // Room for write-ahead logs, compaction and growth between two looks at the disk.
        Some(set) => sourced(&set.with(Bytes(set.value.0.saturating_mul(2)))),
        None => Sourced::new(engine.storage.value, Origin::Engine(engine.storage.source)),
    };
    Some((path, size))
}

/// What the engine needs in its environment; what is written wins.
fn add_engine_env(
    scope: &Scope<'_>,
    engine: Option<&'static Engine>,
    variables: &mut Vec<EnvVar>,
    cx: &mut Context<'_>,
) {
    let mut own = Vec::new();
    for engine_variable in engine.map(|engine| engine.env).unwrap_or_default() {
        let name = engine_variable.name;
        if variables.iter().any(|variable| variable.name == name) {
            continue;
        }
        let value = match &engine_variable.source {
            EnvSource::Literal(text) => Some((*text).to_owned()),
            EnvSource::Secret { key, optional } => engine_secret(scope, key, *optional, cx),
        };
        let Some(value) = value else { continue };
        let origin = Origin::Engine("the engine's image reads it");
        let value = text(scope, &value, &origin, cx);
        own.push(EnvVar { name: name.to_owned(), value, origin });
    }
    // They use no other variable, so they may stand first: what is written may use them.
    own.sort_by(|a, b| a.name.cmp(&b.name));
    variables.splice(..0, own);
}

/// The reference to the secret of a store that has a key.
fn engine_secret(scope: &Scope<'_>, key: &str, optional: bool, cx: &mut Context<'_>) -> Option<String> {
    let own = scope.spec.secrets.get().into_iter().flat_map(crate::blueprint::table::Entries::iter);
    let found = own
        .filter(|(_, set)| set.value.keys.get().is_none_or(|keys| keys.is_empty() || keys.get(key).is_some()))
        .map(|(name, _)| format!("${{secrets.{name}.{key}}}"))
        .next();
    if found.is_none() && !optional {
        let name = scope.name;
        let span = cx.surfaces.get(name).and_then(|surface| surface.span);
        let message = format!("`{name}` needs a secret with the key `{key}`");
        cx.push_at(
            &codes::NO_PASSWORD,
            span,
            message,
            format!("write `secrets: {{auth: {{secret: {name}-auth, keys: {{{key}: {key}}}}}}}` under `{name}`"),
        );
    }
    found
}

/// A list of texts, resolved.
fn texts(scope: &Scope<'_>, field: &Field<Vec<Placed<Written>>>, cx: &mut Context<'_>) -> Vec<Text> {
    let Some(set) = field.set() else { return Vec::new() };
    for written in &set.value {
        super::secrets::in_argument(scope.name, written, cx);
    }
    set.value.iter().map(|written| text(scope, &written.0, &written.origin(), cx)).collect()
}

/// The steps before the start: waits for callees first, then the written ones.
fn init_steps(
    scope: &Scope<'_>,
    layered: &Layered,
    image: Option<&Sourced<ImageRef>>,
    variables: &[EnvVar],
    cx: &mut Context<'_>,
) -> Vec<InitStep> {
    let mut steps = Vec::new();
    for call in scope.calls.iter().filter(|call| call.wait) {
        steps.extend(wait_step(call, cx));
    }
    for set in layered.body.init.get().into_iter().flat_map(|init| init.iter()) {
        steps.extend(init_step(scope, set, image, variables, cx));
    }
    no_step_twice(scope.name, steps.iter().filter(|step| !step.inherits), layered, cx);
    steps
}

/// Two steps cannot share a name; the waits have names of ours.
fn no_step_twice<'a>(name: &str, waits: impl Iterator<Item = &'a InitStep>, layered: &Layered, cx: &mut Context<'_>) {
    let mut seen: BTreeMap<String, Option<Span>> = waits.map(|step| (step.name.clone(), None)).collect();
    for set in layered.body.init.get().into_iter().flat_map(|init| init.iter()) {
        let Some(step) = set.value.name.set() else { continue };
        let Some(first) = seen.insert(step.value.as_str().to_owned(), step.span()) else { continue };
        let message = format!("two steps of `{name}` are named `{}`", step.value);
        let mut problem = Diagnostic::nowhere(&codes::NAME_USED_TWICE, message).help("rename one of them");
        problem.span = step.span();
        cx.push(match first {
            Some(first) => problem.related(first, "the name is used here, too"),
            None => problem.help("the name belongs to the step of a call with `wait: true`"),
        });
    }
}

/// The image of the step that waits for a callee: a small shell with `nc`.
const WAIT_IMAGE: &str =
    "docker.io/library/busybox:1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d";

/// A step that waits until a callee accepts connections.
fn wait_step(call: &Call, cx: &mut Context<'_>) -> Option<InitStep> {
    let name = match call.to {
        Target::Component(id) => cx.ids.iter().find(|(_, known)| **known == id).map(|(name, _)| name.clone())?,
        Target::External(id) => cx.externals.get(id.0)?.name.clone(),
    };
    let host = cx.surfaces.get(&name).map(|surface| surface.host.clone());
    let host = host
        .or_else(|| cx.externals.iter().find(|external| external.name == name).map(|external| external.host.clone()))?;
    let port = call.ports.first()?.port;
    let script = format!("until nc -z -w 2 {host} {port}; do echo waiting for {host}:{port}; sleep 2; done");
    let words = ["/bin/sh", "-ec", script.as_str()];
    let image = ImageRef::parse(WAIT_IMAGE).ok()?;
    let stem: String = name.chars().take(LONGEST_NAME).collect();
    Some(InitStep {
        name: format!("wait-for-{stem}"),
        image: super::image::judged(&name, Sourced::new(image, call.origin.clone()), cx),
        command: words.iter().map(|word| literal(word)).collect(),
        args: Vec::new(),
        env: Vec::new(),
        resources: ResourcesAsked::default(),
        inherits: false,
    })
}

fn literal(text: &str) -> Text {
    Text { pieces: vec![crate::architecture::model::Piece::Literal(text.to_owned())] }
}

fn init_step(
    scope: &Scope<'_>,
    set: &Set<InitSpec>,
    image: Option<&Sourced<ImageRef>>,
    variables: &[EnvVar],
    cx: &mut Context<'_>,
) -> Option<InitStep> {
    let spec = &set.value;
    let Some(name) = spec.name.get() else {
        cx.push_at(
            &codes::INCOMPLETE,
            set.span(),
            format!("a step of `{}` has no name", scope.name),
            "write `name: prepare`",
        );
        return None;
    };
    let own_image = match spec.image.set() {
        Some(set) => Some(image::written(scope.name, set, cx).map(|image| image::judged(scope.name, image, cx))?),
        None => image.cloned(),
    };
    let mut names = scope.variables.clone();
    names.extend(
        spec.env.get().into_iter().flat_map(crate::blueprint::table::Entries::iter).map(|(name, _)| name.to_owned()),
    );
    let inner =
        Scope { name: scope.name, spec: scope.spec, ports: scope.ports, calls: scope.calls.clone(), variables: names };
    let mut env: Vec<EnvVar> = variables.to_vec();
    for (name, set) in spec.env.get().into_iter().flat_map(crate::blueprint::table::Entries::iter) {
        super::secrets::in_variable(scope.name, name, &set.value.0, set.span(), cx);
        env.retain(|variable| variable.name != name);
        env.push(EnvVar {
            name: name.to_owned(),
            value: text(&inner, &set.value.0, &set.origin, cx),
            origin: set.origin.clone(),
        });
    }
    Some(InitStep {
        name: name.as_str().to_owned(),
        image: own_image?,
        command: texts(&inner, &spec.command, cx),
        args: texts(&inner, &spec.args, cx),
        env,
        resources: resources(scope.name, &spec.resources, cx),
        inherits: true,
    })
}

/// Who a container runs as.
fn user(name: &str, spec: &ComponentSpec, engine: Option<&'static Engine>, cx: &mut Context<'_>) -> Sourced<User> {
    let fallback = || match engine {
        Some(engine) => Sourced::new(
            User { uid: engine.run_as.value.uid, gid: engine.run_as.value.gid, fs_group: engine.run_as.value.fs_group },
            Origin::Engine(engine.run_as.source),
        ),
        None => Sourced::new(USER, Origin::Default("10001 is a user of no node and of no image")),
    };
    let Some(set) = spec.user.set() else { return fallback() };
    let base = fallback().value;
    let because = set.value.because.set().or(spec.because.set());
    if set.value.root.get().is_some_and(|flag| flag.0) {
        cx.exception(name, "runs as root", because, &set.origin);
        return sourced(&set.with(User { uid: 0, gid: 0, fs_group: 0 }));
    }
    let uid = set.value.uid.get().map_or(base.uid, |whole| whole.0);
    let gid = set.value.gid.get().map_or(uid, |whole| whole.0);
    let fs_group = set.value.fs_group.get().map_or(gid, |whole| whole.0);
    if uid == 0 {
        let help = "write `user: {root: true, because: …}` if it must be, else a number such as 10001";
        cx.push_at(&codes::ROOT_BY_NUMBER, set.span(), format!("user 0 is root; `{name}` would be refused"), help);
    }
    sourced(&set.with(User { uid, gid, fs_group }))
}

/// Replicas, as asked for.
fn scaling(name: &str, spec: &ComponentSpec, cx: &mut Context<'_>) -> Scaling {
    let Some(spec) = spec.scaling.get() else { return Scaling { replicas: None, cpu: None } };
    let replicas = spec.replicas.set().map(sourced);
    if let Some(replicas) = &replicas {
        refuse_zero(name, replicas, cx);
    }
    if let Some(cpu) = spec.cpu.set()
        && (cpu.value.0.micros() < 10_000 || cpu.value.0.micros() > 1_000_000)
    {
        let message = format!("a CPU target of {} is outside of 1% to 100%", cpu.value);
        cx.push_at(&codes::OUT_OF_RANGE, cpu.span(), message, "write, for example, `60%`");
    }
    Scaling { replicas, cpu: spec.cpu.set().map(sourced) }
}

fn refuse_zero(name: &str, replicas: &Sourced<ReplicaRange>, cx: &mut Context<'_>) {
    if replicas.value.min == 0 && replicas.value.max > 0 {
        let message = format!("`{name}` would scale to zero, which this version cannot do yet");
        let problem = Diagnostic::nowhere(&crate::diagnostics::codes::blueprint::NOT_BUILT, message);
        let mut problem = problem.help(format!("write `1..{}`", replicas.value.max));
        problem.span = replicas.origin.span();
        cx.push(problem);
    } else if replicas.value.max == 0 {
        let help = "remove the component from the environment (`~`) if it should not run there";
        cx.push_at(&codes::OUT_OF_RANGE, replicas.origin.span(), format!("`{name}` would never run"), help);
    }
}

/// Members of a self-hosted store; more than one only where a bootstrap is written and tested, which is nowhere yet.
fn members(spec: &ComponentSpec, engine: Option<&'static Engine>, cx: &mut Context<'_>) -> Option<Sourced<u32>> {
    let set = spec.members.set()?;
    if set.value.0 > 1 {
        let engine = engine.map_or("this store", |engine| engine.name);
        let message =
            format!("{engine} with {} members needs a bootstrap that this version does not have", set.value.0);
        cx.push_at(
            &codes::NO_BOOTSTRAP,
            set.span(),
            message,
            "write `members: 1`, or let a provider run it: `managed: {host: …}`",
        );
    }
    Some(sourced(&set.with(set.value.0)))
}

/// A PriorityClass of the platform.
fn priority(spec: &ComponentSpec, cx: &mut Context<'_>) -> Option<Sourced<String>> {
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

/// When a cron runs.
fn schedule(name: &str, layered: &Layered, cx: &mut Context<'_>) -> Option<Sourced<Schedule>> {
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
    match Schedule::parse(&set.value.0) {
        Ok(schedule) => Some(sourced(&set.with(schedule))),
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
fn time_zone(spec: &ComponentSpec, cx: &mut Context<'_>) -> Option<Sourced<String>> {
    let set = spec.time_zone.set()?;
    let zone = set.value.0.clone();
    if !timezone::is_known(&zone) {
        let span = set.span()?;
        let problem = Diagnostic::new(&codes::UNKNOWN_TIME_ZONE, span, format!("`{zone}` is no IANA time zone"));
        cx.push(match timezone::nearest(&zone) {
            Some(meant) => problem.fix(span, meant),
            None => problem.help("write a name such as `Europe/Berlin`, or leave it out for UTC"),
        });
    }
    Some(sourced(&set.with(zone)))
}
