//! Steps before the start: waits for callees, and what is written.

use super::component::texts;
use super::layers::Layered;
use super::resources::resources;
use super::text::{Scope, text};
use super::{Context, image};
use crate::architecture::model::{COPIES, Call, EnvVar, InitStep, ResourcesAsked, Scratch, Target, Text};
use crate::blueprint::spec::InitSpec;
use crate::blueprint::table::Set;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names::LONGEST_NAME;
use crate::names::image::ImageRef;
use crate::source::{Origin, Sourced, Span};
use crate::units::{Bytes, CpuRange, MemoryLimit, MemoryRange, MilliCpu};
use std::collections::BTreeMap;

/// The steps before the start: what the engine needs first, then waits for callees, then the written ones.
pub fn init_steps(
    scope: &Scope<'_>,
    layered: &Layered,
    image: Option<&Sourced<ImageRef>>,
    variables: &[EnvVar],
    scratch: &[Scratch],
    cx: &mut Context<'_>,
) -> Vec<InitStep> {
    let mut steps = Vec::new();
    steps.extend(image.and_then(|image| copy_step(image, scratch)));
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
fn copy_step(image: &Sourced<ImageRef>, scratch: &[Scratch]) -> Option<InitStep> {
    let paths = scratch.iter().filter(|volume| volume.copied).flat_map(|volume| &volume.paths);
    // Modes and owners stay those of who copies: the mount itself belongs to another user.
    let commands: Vec<String> = paths.map(|path| format!("cp -R {path}/. {COPIES}{path}/")).collect();
    if commands.is_empty() {
        return None;
    }
    let script = commands.join("; ");
    let origin = Origin::Engine("a step that copies a few files needs little, and is done before the container starts");
    let memory = MemoryRange { request: Bytes(32 << 20), limit: MemoryLimit::At(Bytes(64 << 20)) };
    let cpu = CpuRange { request: MilliCpu(50), limit: None };
    Some(InitStep {
        name: COPY_STEP.to_owned(),
        image: image.clone(),
        command: ["/bin/sh", "-ec", script.as_str()].iter().map(|word| literal(word)).collect(),
        args: Vec::new(),
        env: Vec::new(),
        resources: ResourcesAsked {
            cpu: Some(Sourced::new(cpu, origin.clone())),
            memory: Some(Sourced::new(memory, origin)),
            ephemeral: None,
        },
        inherits: false,
        copies: true,
    })
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
        copies: false,
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
        copies: false,
    })
}
