//! From a blueprint to the architecture of one environment.

mod acceptance;
mod access;
mod address;
mod calls;
mod component;
mod custom;
mod disks;
mod entrypoints;
mod entry_ports;
mod env;
mod external;
mod extra;
mod features;
mod files;
mod guardrails;
mod image;
mod layers;
mod let_in;
mod load;
mod mesh;
mod migrations;
mod mounted;
mod observed;
mod operated;
mod overrides;
mod placement;
mod platform;
mod privileges;
mod probes;
mod queues;
mod reference;
mod resources;
mod rules;
mod running;
mod scaling;
mod scaling_rules;
mod secrets;
mod steps;
mod stored;
mod surface;
mod template;
mod text;
mod user;
mod volumes;
mod ways_in;
mod whole_maps;
mod written_out;

use super::model::{
    Architecture, Component, ComponentId, Edition, Exception, External, Namespace, Pods, Posture, StoredSecret,
};
use crate::blueprint::Blueprint;
use crate::blueprint::spec::BlueprintSpec;
use crate::blueprint::table::{Field, Set, Text};
use crate::catalog::Catalog;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::names;
use crate::source::{Origin, Sourced, Span};
use layers::Removal;
use std::collections::{BTreeMap, BTreeSet};
use surface::Surface;

/// What resolving needs at hand.
pub(crate) struct Context<'a> {
    blueprint: &'a Blueprint,
    catalog: &'a Catalog,
    environment: &'a str,
    /// The top of the blueprint with the environment over it.
    top: BlueprintSpec,
    posture: Posture,
    namespace: String,
    ids: BTreeMap<String, ComponentId>,
    /// The names of components, by their ids.
    names: Vec<String>,
    surfaces: BTreeMap<String, Surface>,
    externals: Vec<External>,
    removed: BTreeMap<String, Removal>,
    /// Components whose body could not be made; whoever needs them is not to blame.
    broken: BTreeSet<String>,
    exceptions: Vec<Exception>,
    stored_secrets: BTreeMap<String, StoredSecret>,
    sink: &'a mut Sink,
}

impl Context<'_> {
    /// Reports a problem.
    fn push(&mut self, problem: Diagnostic) {
        self.sink.push(problem);
    }

    /// Reports a problem with its remedy, where its place is known.
    fn push_at(
        &mut self,
        code: &'static Code,
        span: Option<Span>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let mut problem = Diagnostic::nowhere(code, message).help(help);
        problem.span = span;
        self.sink.push(problem);
    }

    /// What others see of the component with an id, and its name.
    fn surface_of(&self, id: ComponentId) -> Option<(&str, &Surface)> {
        let name = self.names.get(id.0)?;
        Some((name, self.surfaces.get(name)?))
    }

    /// Records an exception that somebody argued for, or demands the argument.
    fn exception(&mut self, subject: &str, what: &str, because: Option<&Set<Text>>, origin: &Origin) {
        match because {
            Some(because) => self.exceptions.push(Exception {
                subject: subject.to_owned(),
                what: what.to_owned(),
                because: because.value.0.clone(),
                origin: origin.clone(),
            }),
            None => {
                let subject = match subject.strip_prefix("entry point ") {
                    Some(name) => format!("the entry point `{name}`"),
                    None => format!("`{subject}`"),
                };
                let message = format!("{subject} {what}: an exception to a safe default, without a reason");
                self.push_at(
                    &codes::REASON_MISSING,
                    origin.span(),
                    message,
                    "write `because: …` beside it; the reason is shown in the review",
                );
            }
        }
    }
}

/// Resolves one environment. Problems go to the sink; nothing comes back when an error does.
pub fn resolve(blueprint: &Blueprint, catalog: &Catalog, environment: &str, sink: &mut Sink) -> Option<Architecture> {
    let accepted = acceptance::accepted(blueprint, environment, sink);
    let layers = layers::merge(blueprint, environment, sink);
    let namespace = namespace(blueprint, &layers.top, environment, sink);
    let components = layers.components;
    let mut cx = Context {
        blueprint,
        catalog,
        environment,
        posture: layers.top.posture.get().copied().unwrap_or(Posture::Standard),
        namespace: namespace.name.clone(),
        top: layers.top,
        ids: BTreeMap::new(),
        names: components.keys().cloned().collect(),
        surfaces: BTreeMap::new(),
        externals: Vec::new(),
        removed: layers.removed,
        broken: layers.broken,
        exceptions: Vec::new(),
        stored_secrets: BTreeMap::new(),
        sink,
    };
    rules::before(&components, &mut cx);
    cx.ids = components.keys().enumerate().map(|(at, name)| (name.clone(), ComponentId(at))).collect();
    cx.externals = external::externals(&mut cx);
    let bodies = observed::bodies(&components, &namespace, &mut cx);
    for (name, layered) in &components {
        let surface = surface::surface(name, layered, bodies.get(name), &mut cx);
        cx.surfaces.insert(name.clone(), surface);
    }
    let platform = platform::platform(&mut cx);
    let calls = calls::calls(&components, &mut cx);
    let resolved = component::components(&components, bodies, &calls, &platform, &mut cx);
    let entry_points = entrypoints::entry_points(&platform, &mut cx);
    let shared_disks = disks::shared_disks(&resolved, &components, &mut cx);
    let taken = resolved.iter().filter_map(Component::pods).flat_map(Pods::whole_maps);
    let maps = whole_maps::shared_maps(taken, &mut cx);
    let patches = custom::patches(&mut cx);
    let extra = extra::extra(&mut cx);
    let guardrails = guardrails::guardrails(&mut cx);
    let architecture = Architecture {
        blueprint: blueprint.name.clone(),
        title: words(&cx.top.title),
        version: words(&cx.top.version),
        owner: words(&cx.top.owner),
        description: words(&cx.top.description),
        edition: cx.top.edition.get().copied().unwrap_or(Edition::E2026),
        environment: environment.to_owned(),
        posture: cx.posture,
        namespace,
        platform,
        pull_secrets: pull_secrets(&cx.top),
        budget: cx.top.budget.set().map(sourced),
        incoming: incoming(resolved.len(), &calls),
        components: resolved,
        externals: std::mem::take(&mut cx.externals),
        entry_points,
        calls,
        maps,
        shared_disks,
        stored_secrets: std::mem::take(&mut cx.stored_secrets),
        exceptions: distinct(std::mem::take(&mut cx.exceptions)),
        patches,
        extra,
        guardrails,
        accepted,
        origin: Origin::Written(blueprint.span),
    };
    if cx.sink.has_errors() {
        return None;
    }
    rules::after(&architecture, sink);
    if sink.has_errors() { None } else { Some(architecture) }
}

/// Every exception once: a migration makes those of its component, too.
fn distinct(exceptions: Vec<Exception>) -> Vec<Exception> {
    let mut kept: Vec<Exception> = Vec::with_capacity(exceptions.len());
    for exception in exceptions {
        if !kept.contains(&exception) {
            kept.push(exception);
        }
    }
    kept
}

/// For every component the numbers of the calls that lead to it.
fn incoming(count: usize, calls: &[super::model::Call]) -> Vec<Vec<usize>> {
    let mut incoming = vec![Vec::new(); count];
    for (at, call) in calls.iter().enumerate() {
        if let super::model::Target::Component(to) = call.to
            && let Some(list) = incoming.get_mut(to.0)
        {
            list.push(at);
        }
    }
    incoming
}

/// A set field as a value with its origin.
fn sourced<T: Clone>(set: &Set<T>) -> Sourced<T> {
    Sourced { value: set.value.clone(), origin: set.origin.clone(), overridden: set.overridden.clone() }
}

/// The text of a field.
fn words(field: &Field<Text>) -> Option<String> {
    field.get().map(|text| text.0.clone())
}

fn pull_secrets(top: &BlueprintSpec) -> Vec<String> {
    let images = top.images.get();
    images.and_then(|images| images.pull_secrets.get()).into_iter().flatten().map(|name| name.0.clone()).collect()
}

/// The namespace: the derived one is ours, a written one is not unless it is said.
fn namespace(blueprint: &Blueprint, top: &BlueprintSpec, environment: &str, sink: &mut Sink) -> Namespace {
    let spec = top.namespace.get();
    let manage = spec.and_then(|spec| spec.manage.get()).map(|flag| flag.0);
    if let Some(name) = spec.and_then(|spec| spec.name.set()) {
        let text = name.value.0.replace("${environment}", environment);
        if let (Err(error), Some(span)) = (names::label(&text, names::LONGEST_LABEL), name.span()) {
            let problem =
                Diagnostic::new(&codes::BAD_NAMESPACE, span, format!("`{text}` is no namespace: {}", error.problem));
            sink.push(layers::with_fix(problem, span, error.slug.as_deref()));
        }
        if let (true, Some(span)) = (is_of_the_cluster(&text), name.span()) {
            let message = format!("the namespace `{text}` belongs to the cluster");
            sink.push(Diagnostic::new(&codes::BAD_NAMESPACE, span, message).help("choose one of your own"));
        }
        return Namespace { name: text, managed: manage.unwrap_or(false), origin: name.origin.clone() };
    }
    let name = format!("{}-{environment}", blueprint.name);
    if name.len() > names::LONGEST_LABEL {
        let message = format!("the namespace `{name}` would have {} characters, at most 63 are allowed", name.len());
        let room = names::LONGEST_LABEL - environment.len().min(names::LONGEST_LABEL - 1) - 1;
        let slug = names::slug(blueprint.name.as_str(), room);
        let mut problem = Diagnostic::new(&codes::BAD_NAMESPACE, blueprint.span, message)
            .help("shorten the name of the blueprint or of the environment, or write `namespace:`");
        if let Some(slug) = slug {
            problem = problem.fix(blueprint.span, slug);
        }
        sink.push(problem);
    }
    let origin = Origin::Default("a namespace of our own is named for the blueprint and the environment");
    Namespace { name, managed: manage.unwrap_or(true), origin }
}

/// Namespaces that Kubernetes keeps for itself.
fn is_of_the_cluster(name: &str) -> bool {
    name == "default" || name.starts_with("kube-")
}
