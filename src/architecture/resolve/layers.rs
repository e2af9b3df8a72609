//! The layers of an environment, merged: engine < defaults < extends < component < environment < images.

use super::features::Features;
use super::migrations;
use super::overrides;
use crate::blueprint::Blueprint;
use crate::blueprint::spec::{BlueprintSpec, ComponentSpec, ComponentType, Ownership};
use crate::blueprint::table::{Entries, Field, Record, Set, Shape};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{all_of, nearest};
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{Origin, Span};
use crate::threads;
use std::collections::{BTreeMap, BTreeSet};

/// A component with all layers over one another.
#[derive(Clone, Debug)]
pub struct Layered {
    /// The merged body.
    pub body: ComponentSpec,
    /// What kind of thing it is.
    pub kind: ComponentType,
    /// The place of its name.
    pub span: Option<Span>,
    /// The component in whose name its texts speak, where that is another one.
    pub speaks_as: Option<String>,
}

impl Layered {
    /// Whether others run it.
    pub fn observed(&self) -> bool {
        self.body.ownership.get() == Some(&Ownership::Observe)
    }
}

/// An environment's blueprint: the top merged, the components layered.
pub struct Layers {
    /// Everything but components and defaults.
    pub top: BlueprintSpec,
    /// The components that this environment has, by name.
    pub components: BTreeMap<String, Layered>,
    /// Names of components that the environment removes.
    pub removed: BTreeMap<String, Removal>,
    /// Names of components whose body could not be made; whoever needs them is not to blame.
    pub broken: BTreeSet<String>,
}

/// Why an environment does not have a component.
#[derive(Clone, Debug)]
pub enum Removal {
    /// It is removed by `~`.
    Written(Origin),
    /// The feature that it depends on is off, or on where it should be off.
    Feature(Origin),
}

impl Removal {
    /// Where it is written.
    pub fn span(&self) -> Option<Span> {
        match self {
            Self::Written(origin) | Self::Feature(origin) => origin.span(),
        }
    }

    /// What has happened to it, as a part of a sentence.
    pub fn told(&self, environment: &str) -> String {
        match self {
            Self::Written(_) => format!("the environment `{environment}` removes"),
            Self::Feature(_) => format!("the environment `{environment}` leaves out with its feature"),
        }
    }

    /// What its place says.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Written(_) => "it is removed here",
            Self::Feature(_) => "it depends on this feature",
        }
    }
}

/// The fewest components that are worth a thread.
const FEWEST: usize = 100;

/// Merges the layers of one environment.
pub fn merge(blueprint: &Blueprint, environment: &str, sink: &mut Sink) -> Layers {
    let base = &blueprint.spec;
    let empty = BlueprintSpec::default();
    let over =
        blueprint.environment_specs().find(|(name, _)| *name == environment).map_or(&empty, |(_, set)| &set.value.0);
    let over = &overrides::existing(base, over, environment, sink);
    let mut top = without_components(base).merged(without_components(over));
    top.components = Field::Absent;
    let mut layers = Layers { top, components: BTreeMap::new(), removed: BTreeMap::new(), broken: BTreeSet::new() };
    let features = Features::of(&layers.top);
    let merger = Merger { base, over, features, templates: layers.top.templates.get().cloned().unwrap_or_default() };
    let found = threads::share(&merger.names(), FEWEST, |names| {
        let mut sink = sink.child();
        let found = names.iter().map(|name| (name.clone(), merger.component(name, blueprint, environment, &mut sink)));
        (found.collect::<Vec<_>>(), sink)
    });
    for (found, told) in found {
        sink.absorb(told);
        for (name, found) in found {
            match found {
                Found::Present(layered) => {
                    layers.components.insert(name, *layered);
                }
                Found::Removed(removal) => {
                    layers.removed.insert(name, removal);
                }
                Found::Broken => {
                    layers.broken.insert(name);
                }
            }
        }
    }
    migrations::add_jobs(&mut layers, sink);
    layers
}

/// A blueprint without what is layered component by component.
fn without_components(spec: &BlueprintSpec) -> BlueprintSpec {
    let mut top = BlueprintSpec::default();
    // Cloning thousands of components only to drop them would be most of the work.
    top.take_over(spec, &["components", "defaults", "environments"]);
    top
}

/// What became of a component.
enum Found {
    Present(Box<Layered>),
    Removed(Removal),
    Broken,
}

/// The layers that components are merged from.
struct Merger<'a> {
    base: &'a BlueprintSpec,
    over: &'a BlueprintSpec,
    features: Features,
    templates: Entries<crate::blueprint::table::ByName, ComponentSpec>,
}

impl Merger<'_> {
    /// The names of all components, in order.
    fn names(&self) -> Vec<String> {
        let fields = [self.base, self.over].into_iter().filter_map(|spec| spec.components.get());
        let mut names: Vec<String> = fields.flat_map(Entries::fields).map(|(name, _)| name.to_owned()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn component(&self, name: &str, blueprint: &Blueprint, environment: &str, sink: &mut Sink) -> Found {
        let base = written(self.base, name);
        let over = written(self.over, name);
        if let Some(Field::Removed(origin)) = over {
            return Found::Removed(Removal::Written(origin.clone()));
        }
        let base_set = base.and_then(Field::set);
        let over_set = over.and_then(Field::set);
        let Some(anchor) = base_set.or(over_set) else { return Found::Broken };
        let own = base_set.map(|set| set.value.clone()).unwrap_or_default();
        let top = over_set.map(|set| set.value.clone()).unwrap_or_default();
        let mut chain = Vec::new();
        let Some(inherited) = self.inherited(&own, &top, &mut chain, sink) else { return Found::Broken };
        let kind = [&top, &own, &inherited].into_iter().find_map(|body| body.component_type.get().copied());
        let kind = kind.unwrap_or(ComponentType::Service);
        for body in [&own, &top] {
            refuse_foreign_keys(name, kind, body, sink);
        }
        let mut body = ComponentSpec::default();
        let has_engine = [&top, &own, &inherited].into_iter().any(|body| body.engine.is_set());
        let wants_defaults = !own.defaults.is_set() && !top.defaults.is_set();
        if wants_defaults {
            body = body.merged(defaults(self.base, kind, has_engine));
        }
        body = body.merged(fitting(inherited, kind)).merged(own);
        if wants_defaults {
            body = body.merged(defaults(self.over, kind, has_engine));
        }
        body = body.merged(top);
        if let Some(image) = blueprint.images.get(environment).and_then(|images| images.get(name)) {
            body.image = body.image.merged(Field::Set(Box::new(image.clone())));
        }
        if let Some(condition) = body.when.set()
            && !self.features.holds(condition, sink)
        {
            return Found::Removed(Removal::Feature(condition.origin.clone()));
        }
        self.features.without_calls(&mut body, sink);
        removals_meet_something(name, &body, sink);
        let span = anchor.key.or(anchor.span());
        Found::Present(Box::new(Layered { body, kind, span, speaks_as: None }))
    }

    /// The body that a component extends, and what that one extends, merged.
    fn inherited(
        &self,
        own: &ComponentSpec,
        top: &ComponentSpec,
        chain: &mut Vec<String>,
        sink: &mut Sink,
    ) -> Option<ComponentSpec> {
        let Some(extends) = top.extends.set().or(own.extends.set()) else { return Some(ComponentSpec::default()) };
        let name = extends.value.as_str();
        let span = extends.span()?;
        if chain.iter().any(|seen| seen == name) {
            let message = format!("`{name}` extends itself: {} -> {name}", chain.join(" -> "));
            sink.push(Diagnostic::new(&codes::EXTENDS_CYCLE, span, message).help("remove one `extends` of the circle"));
            return None;
        }
        chain.push(name.to_owned());
        let component = || self.base.components.get().and_then(|all| all.get(name));
        let found = self.templates.get(name).or_else(component);
        let Some(found) = found else {
            let all = self.base.components.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name);
            let known: Vec<&str> = self.templates.iter().map(|(name, _)| name).chain(all).collect();
            let message = format!("there is no template and no component `{name}` to extend");
            let problem = Diagnostic::new(&codes::UNKNOWN_TEMPLATE, span, message);
            sink.push(match nearest(name, known) {
                Some(meant) => problem.fix(span, meant),
                None => problem.help(format!("define it: `templates: {{{name}: {{image: …}}}}`")),
            });
            return None;
        };
        let mut body = found.value.clone();
        let below = self.inherited(&body, &ComponentSpec::default(), chain, sink)?;
        body.extends = Field::Absent;
        // Whether the other one exists somewhere says nothing about this one.
        body.when = Field::Absent;
        Some(below.merged(body))
    }
}

/// A removal that removes nothing is a misspelt name: what should be gone still stands.
fn removals_meet_something(name: &str, body: &ComponentSpec, sink: &mut Sink) {
    let mut say = |what: &str, unmet: Vec<(&str, &Origin)>, known: Vec<&str>| {
        for (key, origin) in unmet {
            let Some(span) = origin.span() else { continue };
            let message = format!("`{name}` has no {what} `{key}` that could be removed");
            let problem = Diagnostic::new(&codes::OVERRIDES_NOTHING, span, message);
            sink.push(match nearest(key, known.iter().copied()) {
                Some(meant) => problem.help(format!("`{meant}` exists")),
                None => problem.help("leave the line out"),
            });
        }
    };
    macro_rules! check {
        ($what:literal, $entries:expr) => {
            if let Some(entries) = $entries {
                say($what, entries.unmet().collect(), entries.iter().map(|(key, _)| key).collect());
            }
        };
    }
    check!("variable", body.env.get());
    check!("call", body.calls.get().map(|calls| &calls.0));
    check!("file", body.files.get());
    check!("secret", body.secrets.get());
    check!("disk", body.disks.get());
    check!("queue", body.consumes.get());
}

/// Adds the nearest known word as a fix, where there is one.
pub fn with_fix(problem: Diagnostic, span: Span, meant: Option<&str>) -> Diagnostic {
    match meant {
        Some(meant) => problem.fix(span, meant),
        None => problem,
    }
}

/// What a layer says of a component.
fn written<'a>(spec: &'a BlueprintSpec, name: &str) -> Option<&'a Field<ComponentSpec>> {
    spec.components.get().and_then(|all| all.field(name))
}

/// The defaults of a layer for a type: those for all, then those for the type; keys that the type lacks are dropped.
fn defaults(spec: &BlueprintSpec, kind: ComponentType, has_engine: bool) -> ComponentSpec {
    let get = |key| spec.defaults.get().and_then(|all| all.get(key)).map(|set: &Set<ComponentSpec>| set.value.clone());
    let all = get("all").unwrap_or_default();
    let mut body = fitting(all.merged(get(kind.word()).unwrap_or_default()), kind);
    if has_engine {
        body.retain(|key| !OF_THE_ENGINE.contains(&key.name));
    }
    body
}

/// What an engine fixes: a default for many programs does not fit the one image that it knows.
const OF_THE_ENGINE: &[&str] =
    &["image", "command", "args", "user", "ports", "probes", "startup", "shutdown", "writable", "init", "sidecars"];

/// A body without the keys that a type lacks.
fn fitting(mut body: ComponentSpec, kind: ComponentType) -> ComponentSpec {
    body.retain(|key| key.places.allows(kind.place()));
    body
}

/// A component may not write a key that its type lacks.
fn refuse_foreign_keys(name: &str, kind: ComponentType, body: &ComponentSpec, sink: &mut Sink) {
    for (key, place) in body.spoken() {
        if key.places.allows(kind.place()) {
            continue;
        }
        if let Some(span) = place {
            let types: Vec<String> = ComponentType::WORDS
                .iter()
                .filter_map(|word| ComponentType::from_word(word))
                .filter(|kind| key.places.allows(kind.place()))
                .map(|kind| format!("`{kind}`"))
                .collect();
            let types: Vec<&str> = types.iter().map(String::as_str).collect();
            let message = format!("`{name}` is a {kind}; a {kind} has no key `{}`", key.name);
            let help = format!(
                "the key belongs to the {} {}",
                if types.len() == 1 { "type" } else { "types" },
                all_of(&types)
            );
            sink.push(Diagnostic::new(&codes::KEY_OF_OTHER_TYPE, span, message).help(help));
        }
    }
}
