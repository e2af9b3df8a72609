//! Containers beside a component's own: waits for callees, steps before the start, sidecars.

use super::component::texts;
use super::env;
use super::layers::Layered;
use super::mounted::{Written, mounted, once_each};
use super::probes::probes;
use super::resources::resources;
use super::text::Scope;
use super::user::{USER, user};
use super::whole_maps::{Taken, whole_maps};
use super::{Context, image};
use crate::architecture::model::{
    COPIES, Call, ComponentId, EnvVar, Inherits, Mounted, Port, Posture, Probes, ResourcesAsked, Scratch, Step, Target,
    Text, User, WholeMap,
};
use crate::blueprint::spec::StepSpec;
use crate::catalog::kubernetes::Minor;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names::LONGEST_NAME;
use crate::names::image::ImageRef;
use crate::source::{Origin, Sourced, Span};
use crate::units::{Bytes, CpuRange, MemoryLimit, MemoryRange, MilliCpu};
use std::collections::{BTreeMap, BTreeSet};

/// What a component's own container has, and its steps take over.
#[derive(Clone, Copy)]
pub struct Own<'a> {
    /// Its image, where it is known.
    pub image: Option<&'a Sourced<ImageRef>>,
    /// Its variables.
    pub env: &'a [EnvVar],
    /// Its whole maps.
    pub env_from: &'a [WholeMap],
    /// Who it runs as.
    pub user: &'a Sourced<User>,
    /// All its ports, those of its sidecars included.
    pub ports: &'a [Port],
    /// The job that it waits for, and the version of the cluster that it asks.
    pub migration: Option<(ComponentId, Minor)>,
}

/// The containers beside a component's own: sidecars; then what the engine needs, waits for callees and written steps.
pub fn steps(
    scope: &Scope<'_>,
    layered: &Layered,
    own: &Own<'_>,
    scratch: &[Scratch],
    cx: &mut Context<'_>,
) -> (Vec<Step>, Vec<Step>) {
    let mut waits: Vec<Step> = own.image.and_then(|image| copy_step(image, scratch)).into_iter().collect();
    waits.extend(own.migration.and_then(|(job, version)| migration_step(scope, job, version, layered, cx)));
    waits.extend(scope.calls.iter().filter(|call| call.wait).filter_map(|call| wait_step(call, cx)));
    let written: Vec<(&StepSpec, &Origin, bool)> = layered
        .body
        .sidecars
        .get()
        .into_iter()
        .flat_map(|list| list.iter())
        .map(|set| (&set.value.0, &set.origin, true))
        .chain(
            layered
                .body
                .init
                .get()
                .into_iter()
                .flat_map(|list| list.iter())
                .map(|set| (&set.value.0, &set.origin, false)),
        )
        .collect();
    no_step_twice(scope.name, &waits, &written, cx);
    let mut sidecars = Vec::new();
    let mut init = waits;
    for (spec, origin, is_sidecar) in written {
        let step = step(scope, spec, origin, is_sidecar, own, cx);
        if is_sidecar { sidecars.extend(step) } else { init.extend(step) }
    }
    (sidecars, init)
}

/// Two containers of a pod cannot share a name; the component's own is named as the component, and waits have names of ours.
fn no_step_twice(name: &str, waits: &[Step], written: &[(&StepSpec, &Origin, bool)], cx: &mut Context<'_>) {
    let mut seen: BTreeMap<String, Option<Span>> = waits.iter().map(|step| (step.name.clone(), None)).collect();
    for (spec, _, _) in written {
        let Some(step) = spec.name.set() else { continue };
        if step.value.as_str() == name {
            let message = format!("`{name}` is the name of the component's own container");
            cx.push_at(&codes::NAME_USED_TWICE, step.span(), message, "rename the step or sidecar");
            continue;
        }
        let Some(first) = seen.insert(step.value.as_str().to_owned(), step.span()) else { continue };
        let message = format!("two steps of `{name}` are named `{}`", step.value);
        let mut problem = Diagnostic::nowhere(&codes::NAME_USED_TWICE, message).help("rename one of them");
        problem.span = step.span();
        cx.push(match first {
            Some(first) => problem.related(first, "the name is used here, too"),
            None if step.value.as_str() == COPY_STEP => {
                problem.help("the name belongs to a step that the engine needs")
            }
            None => problem.help("the name belongs to the step of a call with `wait: true`"),
        });
    }
}

/// The name of the step that fills volumes from the image.
const COPY_STEP: &str = "copy-folders";

/// A step that fills volumes with what the image has at their paths; none where there is nothing to copy.
fn copy_step(image: &Sourced<ImageRef>, scratch: &[Scratch]) -> Option<Step> {
    let paths = scratch.iter().filter(|volume| volume.copied).flat_map(|volume| &volume.paths);
    // Modes and owners stay those of who copies: the mount itself belongs to another user.
    let commands: Vec<String> = paths.map(|path| format!("cp -R {path}/. {COPIES}{path}/")).collect();
    if commands.is_empty() {
        return None;
    }
    let origin = Origin::Engine("a step that copies a few files needs little, and is done before the container starts");
    let memory = MemoryRange { request: Bytes(32 << 20), limit: MemoryLimit::At(Bytes(64 << 20)) };
    let cpu = CpuRange { request: MilliCpu(50), limit: None };
    let resources = ResourcesAsked {
        cpu: Some(Sourced::new(cpu, origin.clone())),
        memory: Some(Sourced::new(memory, origin)),
        ephemeral: None,
    };
    let step = plain(COPY_STEP.to_owned(), image.clone(), &commands.join("; "));
    Some(Step { resources, inherits: Inherits::Copies, ..step })
}

/// A step that waits until a job has succeeded. It asks with the client of the cluster's own version, which has no shell, and with
/// a token that no other container of the pod sees.
fn migration_step(
    scope: &Scope<'_>,
    job: ComponentId,
    version: Minor,
    layered: &Layered,
    cx: &mut Context<'_>,
) -> Option<Step> {
    let image = ImageRef::parse(&format!("registry.k8s.io/kubectl:v{version}.0")).ok()?;
    let origin = layered.body.migrate.origin().cloned()?;
    if cx.posture == Posture::Strict {
        let what = "waits for its migration with an image that has no digest (CKV_K8S_43)";
        cx.exception(scope.name, what, scope.spec.because.set(), &origin);
    }
    let image = image::mirrored(Sourced::new(image, origin), cx);
    let rule = Origin::Default("the client of Kubernetes takes some tens of MiB while it asks");
    let memory = MemoryRange { request: Bytes(32 << 20), limit: MemoryLimit::At(Bytes(128 << 20)) };
    let cpu = CpuRange { request: MilliCpu(10), limit: None };
    let resources = ResourcesAsked {
        cpu: Some(Sourced::new(cpu, rule.clone())),
        memory: Some(Sourced::new(memory, rule)),
        ephemeral: None,
    };
    let step = plain(MIGRATION_STEP.to_owned(), image, "");
    Some(Step { command: Vec::new(), resources, inherits: Inherits::Token, awaits: Some(job), ..step })
}

/// The name of the step that waits for a migration.
const MIGRATION_STEP: &str = "wait-for-migration";

/// A step of ours that runs a script of the shell.
fn plain(name: String, image: Sourced<ImageRef>, script: &str) -> Step {
    Step {
        name,
        image,
        command: ["/bin/sh", "-ec", script].iter().map(|word| literal(word)).collect(),
        args: Vec::new(),
        env: Vec::new(),
        env_from: Vec::new(),
        mounted: Mounted::default(),
        user: None,
        resources: ResourcesAsked::default(),
        inherits: Inherits::Nothing,
        awaits: None,
        probes: Probes::default(),
    }
}

/// The image of the step that waits for a callee: a small shell with `nc`.
const WAIT_IMAGE: &str =
    "docker.io/library/busybox:1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d";

/// A step that waits until a callee accepts connections.
fn wait_step(call: &Call, cx: &mut Context<'_>) -> Option<Step> {
    let name = match call.to {
        Target::Component(id) => cx.ids.iter().find(|(_, known)| **known == id).map(|(name, _)| name.clone())?,
        Target::External(id) => cx.externals.get(id.0)?.name.clone(),
    };
    let host = cx.surfaces.get(&name).map(|surface| surface.host.clone());
    let host = host
        .or_else(|| cx.externals.iter().find(|external| external.name == name).map(|external| external.host.clone()))?;
    let port = call.ports.first()?.port;
    let script = format!("until nc -z -w 2 {host} {port}; do echo waiting for {host}:{port}; sleep 2; done");
    let image = Sourced::new(ImageRef::parse(WAIT_IMAGE).ok()?, call.origin.clone());
    let stem: String = name.chars().take(LONGEST_NAME).collect();
    let image = super::image::judged(&name, image, cx);
    Some(plain(format!("wait-for-{stem}"), image, &script))
}

fn literal(text: &str) -> Text {
    Text { pieces: vec![crate::architecture::model::Piece::Literal(text.to_owned())] }
}

/// A written step or sidecar.
fn step(
    outer: &Scope<'_>,
    spec: &StepSpec,
    origin: &Origin,
    is_sidecar: bool,
    own: &Own<'_>,
    cx: &mut Context<'_>,
) -> Option<Step> {
    let Some(name) = spec.name.get() else {
        let message = format!("a step of `{}` has no name", outer.name);
        cx.push_at(&codes::INCOMPLETE, origin.span(), message, "write `name: prepare`");
        return None;
    };
    let name = name.as_str();
    let image = match spec.image.set() {
        Some(set) => Some(image::written(outer.name, set, cx).map(|image| image::judged(outer.name, image, cx))?),
        None => own.image.cloned(),
    };
    let own_image = spec.image.is_set();
    let mut scope = inner(outer, spec, own_image, is_sidecar.then_some(name));
    let taken = whole_maps(&scope, &spec.env_from, cx);
    let nothing = Own { env: &[], env_from: &[], ..*own };
    let (env, env_from) = variables(&scope, spec, if own_image { &nothing } else { own }, &taken, cx);
    scope.variables.extend(taken.names);
    scope.open |= taken.open;
    let written = Written {
        files: &spec.files,
        secrets: &spec.secret_files,
        writable: &spec.writable,
        because: spec.user.get().and_then(|user| user.because.set()).or(outer.spec.because.set()),
    };
    let mounted = mounted(&scope, &written, cx);
    once_each(&format!("{}/{name}", outer.name), &mounted, &spec.writable, std::iter::empty(), cx);
    let ports: Vec<Port> = own.ports.iter().filter(|port| port.sidecar.as_deref() == Some(name)).cloned().collect();
    let whole = format!("{}/{name}", outer.name);
    Some(Step {
        name: name.to_owned(),
        image: image?,
        command: texts(&scope, &spec.command, cx),
        args: texts(&scope, &spec.args, cx),
        env,
        env_from,
        mounted,
        user: step_user(outer, spec, own, cx),
        resources: resources(&whole, &spec.resources, cx),
        inherits: if own_image { Inherits::Volumes } else { Inherits::All },
        awaits: None,
        probes: if is_sidecar { probes(&whole, &spec.probes, &ports, cx) } else { Probes::default() },
    })
}

/// Who a step runs as: as it says; a foreign image does not become root because its component is.
fn step_user(outer: &Scope<'_>, spec: &StepSpec, own: &Own<'_>, cx: &mut Context<'_>) -> Option<Sourced<User>> {
    if spec.user.is_set() {
        return Some(user(outer.name, &spec.user, outer.spec.because.set(), own.user.clone(), cx));
    }
    let foreign = spec.image.is_set() && own.user.value.uid == 0;
    foreign
        .then(|| Sourced::new(USER, Origin::Default("a foreign image beside a program that is root needs not be root")))
}

/// What the texts of a step may refer to: all that its component's may, and its own variables and secrets.
fn inner<'a>(outer: &Scope<'a>, spec: &'a StepSpec, own_image: bool, sidecar: Option<&'a str>) -> Scope<'a> {
    let own = spec.env.get().into_iter().flat_map(crate::blueprint::table::Entries::iter);
    let mut variables: BTreeSet<String> = if own_image { BTreeSet::new() } else { outer.variables.clone() };
    variables.extend(own.map(|(name, _)| name.to_owned()));
    Scope {
        name: outer.name,
        spec: outer.spec,
        ports: outer.ports,
        calls: outer.calls.clone(),
        variables,
        open: outer.open && !own_image,
        secrets: spec.secrets.get(),
        sidecar,
    }
}

/// The variables of a step: those of its component, and its own over them.
fn variables(
    scope: &Scope<'_>,
    spec: &StepSpec,
    own: &Own<'_>,
    taken: &Taken,
    cx: &mut Context<'_>,
) -> (Vec<EnvVar>, Vec<WholeMap>) {
    let further = env::written(scope, &spec.env, cx);
    let further_names: BTreeSet<&str> = further.iter().map(|variable| variable.name.as_str()).collect();
    let mut env: Vec<EnvVar> = own.env.to_vec();
    env.retain(|variable| !further_names.contains(variable.name.as_str()));
    let known: BTreeSet<String> = env.iter().chain(&further).map(|variable| variable.name.clone()).collect();
    env.extend(taken.variables.iter().filter(|variable| !known.contains(&variable.name)).cloned());
    env.extend(further);
    let env = env::in_order(env, cx);
    let mut maps = own.env_from.to_vec();
    maps.extend(taken.maps.iter().filter(|map| !own.env_from.contains(map)).cloned());
    (env, maps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waiting_image_is_pinned() {
        let image = ImageRef::parse(WAIT_IMAGE).unwrap();
        assert!(image.digest.is_some());
    }
}
