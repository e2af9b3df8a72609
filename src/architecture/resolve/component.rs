//! Components: from their merged body to what the plan starts with.

use super::calls::work;
use super::disks::disks;
use super::env;
use super::layers::Layered;
use super::mounted::{Written, mounted, once_each};
use super::placement::{disruption, placement, rollout, shutdown, whole_seconds};
use super::probes::probes;
use super::resources::store_resources;
use super::running::{members, priority, runtime_class, schedule, time_zone};
use super::scaling::{credentials, scaling};
use super::steps::{Own, steps};
use super::text::{Scope, text};
use super::user::{USER, default_user, user};
use super::volumes::{add_scratch, same_volumes};
use super::whole_maps::whole_maps;
use super::{Context, access, image, migrations, privileges, sourced};
use crate::architecture::model::{
    Body, Call, Component, ComponentId, ComponentType, EnvVar, Platform, Pods, Port, Posture, Text, User, WholeMap,
};
use crate::blueprint::spec::ComponentSpec;
use crate::blueprint::table::{Field, Placed, Text as WrittenText};
use crate::catalog::engines::{Data, DataHome, Engine, EnvSource};
use crate::diagnostics::codes::architecture as codes;
use crate::names::Name;
use crate::source::{Origin, Sourced};
use crate::units::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// All components, by name.
pub fn components(
    layered: &BTreeMap<String, Layered>,
    mut bodies: BTreeMap<String, Body>,
    calls: &[Call],
    platform: &Platform,
    cx: &mut Context<'_>,
) -> Vec<Component> {
    let mut components = Vec::new();
    let mut made_by: BTreeMap<ComponentId, Vec<&Call>> = BTreeMap::new();
    for call in calls {
        made_by.entry(call.from).or_default().push(call);
    }
    for (at, (name, layered)) in layered.iter().enumerate() {
        let id = ComponentId(at);
        let Some(surface) = cx.surfaces.get(name).cloned() else { continue };
        let own = made_by.remove(&id).unwrap_or_default();
        // A migration speaks in the name of its component: its name, its image, its ports.
        let speaker = layered.speaks_as.as_deref().unwrap_or(name);
        let Some(ports) = cx.surfaces.get(speaker).map(|surface| surface.ports.clone()) else { continue };
        let scope = Scope {
            name: speaker,
            spec: &layered.body,
            ports: &ports,
            calls: own,
            variables: BTreeSet::new(),
            open: false,
            secrets: None,
            sidecar: None,
        };
        let body = match bodies.remove(name) {
            Some(body) => Some(body),
            None if layered.body.managed.is_set() || layered.body.operator.is_set() => None,
            None => pods(scope, layered, surface.engine, platform, cx).map(|pods| Body::Pods(Box::new(pods))),
        };
        let (Some(body), Ok(typed)) = (body, Name::new(name)) else { continue };
        components.push(Component {
            name: typed,
            kind: layered.kind,
            engine: surface.engine,
            ports: surface.ports,
            work: layered.body.per_request.get().map(work),
            concurrency: layered.body.concurrency.set().map(|set| sourced(&set.with(set.value.0))),
            load: access::own_load(name, &layered.body.load, cx),
            dataset: layered.body.dataset.set().map(sourced),
            credentials: credentials(surface.engine, &layered.body, &body),
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
    let taken = whole_maps(&scope, &spec.env_from, cx);
    let own: BTreeSet<String> = variables.iter().map(|variable| variable.name.clone()).collect();
    variables.splice(..0, taken.variables.into_iter().filter(|variable| !own.contains(&variable.name)));
    scope.variables.extend(taken.names);
    scope.open = taken.open;
    let written = Written {
        files: &spec.files,
        secrets: &spec.secret_files,
        writable: &spec.writable,
        because: spec.because.set(),
    };
    let mut mounted = mounted(&scope, &written, cx);
    add_scratch(spec, engine, &mut mounted.scratch);
    let disks = disks(name, layered, data_disk(spec, layered.kind, engine), &mounted.scratch, cx);
    once_each(name, &mounted, &spec.writable, disks.mounts(), cx);
    let shutdown = shutdown(name, spec, cx);
    whole_seconds(name, "startup", spec.startup.set().map(sourced).as_ref(), cx);
    let user = user(name, &spec.user, spec.because.set(), default_user(engine), cx);
    let capabilities = privileges::capabilities(name, &spec.capabilities, spec.because.set(), &user, cx);
    strict_exceptions(name, spec, user.value, &variables, &taken.maps, cx);
    let migration = migrations::awaited(scope.name, layered, cx);
    let own = Own {
        image: image.as_ref(),
        env: &variables,
        env_from: &taken.maps,
        user: &user,
        ports: scope.ports,
        migration: migration.map(|job| (job, platform.kubernetes.value)),
    };
    let (sidecars, init) = steps(&scope, layered, &own, &mounted.scratch, cx);
    same_volumes(name, &mounted, sidecars.iter().chain(&init), cx);
    let probed: Vec<Port> = scope.own_ports().into_iter().cloned().collect();
    Some(Pods {
        command: texts(&scope, &spec.command, cx),
        args: texts(&scope, &spec.args, cx),
        env_from: taken.maps,
        env: variables,
        mounted,
        user,
        probes: probes(name, &spec.probes, &probed, cx),
        startup: spec.startup.set().map(sourced),
        shutdown,
        sidecars,
        init,
        access: access::access(name, &spec.access, cx),
        metrics: access::metrics(name, &spec.metrics, scope.ports, cx),
        migration,
        stable: spec.identity.set().map(sourced),
        capabilities,
        gpu: privileges::gpu(&spec.gpu, cx),
        resources: store_resources(name, spec, engine, cx),
        scaling: scaling(name, spec, cx),
        members: members(spec, engine, cx),
        disruption: disruption(name, spec, cx),
        placement: placement(&spec.placement, platform, cx),
        priority: priority(spec, cx),
        runtime_class: runtime_class(spec, cx),
        rollout: rollout(name, spec, cx),
        labels: super::rules::free_labels(name, &spec.labels, true, cx),
        annotations: super::rules::free_labels(name, &spec.annotations, false, cx),
        service_annotations: super::rules::free_labels(name, &spec.service_annotations, false, cx),
        schedule: schedule(name, layered, cx),
        time_zone: time_zone(spec, cx),
        disks: disks.own,
        shared_disks: disks.shared,
        host_paths: disks.host,
        image: image?,
    })
}

/// In the posture strict what a manifest cannot avoid is an exception with a reason, or an error.
fn strict_exceptions(
    name: &str,
    spec: &ComponentSpec,
    user: User,
    variables: &[EnvVar],
    maps: &[WholeMap],
    cx: &mut Context<'_>,
) {
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
    let whole = maps.iter().any(|map| matches!(map, WholeMap::Secret(_)));
    if whole || variables.iter().any(|variable| variable.value.pieces.iter().any(secret)) {
        let what = "has a secret in an environment variable (CKV_K8S_35, C-0207)";
        cx.exception(name, what, spec.because.set(), &origin);
    }
}

/// Where an engine keeps its data, and how large the disk is.
fn data_disk(
    spec: &ComponentSpec,
    kind: ComponentType,
    engine: Option<&'static Engine>,
) -> Option<(Data, Sourced<Bytes>)> {
    let engine = engine?;
    let data = engine.data?;
    if engine.data_home(kind.store_type()?) == DataHome::EmptyDir {
        return None;
    }
    let size = match spec.dataset.set() {
        // Room for write-ahead logs, compaction and growth between two looks at the disk.
        Some(set) => sourced(&set.with(Bytes(set.value.0.saturating_mul(2)))),
        None => Sourced::new(data.size.value, Origin::Engine(data.size.source)),
    };
    Some((data, size))
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
pub fn texts(scope: &Scope<'_>, field: &Field<Vec<Placed<WrittenText>>>, cx: &mut Context<'_>) -> Vec<Text> {
    let Some(set) = field.set() else { return Vec::new() };
    super::secrets::in_arguments(scope.name, &set.value, cx);
    set.value.iter().map(|written| text(scope, &written.0, &written.origin(), cx)).collect()
}
