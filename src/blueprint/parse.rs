//! Reading a blueprint: its file or directory, what lies beside it, and nothing else.

use super::spec::{BlueprintSpec, ByComponent, ComponentSpec, EnvironmentSpec, PlatformSpec, StandardFile};
use super::table::{ByName, Entries, Field, KeyKind, Places, Reader, Set, Shape, Text, WrittenKey, record};
use crate::diagnostics::codes::blueprint as codes;
use crate::diagnostics::codes::files as file_codes;
use crate::diagnostics::suggest::{nearest, one_of};
use crate::diagnostics::{Diagnostic, Sink};
use crate::names::Name;
use crate::source::{FileId, Files, Origin, Sources, Span};
use crate::units::trace::Trace;
use crate::yaml::node::{Kind, Node};
use crate::yaml::read;
use serde_json::Value;
use std::collections::BTreeMap;

/// What to do about a file that cannot be read.
pub(super) const READABLE: &str = "put a plain file of at most 16 MiB there that you may read, or correct the path";

/// Where the parts of a blueprint lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout<'a> {
    /// One file; side files lie in the directory `side`.
    Single {
        /// The blueprint.
        file: &'a str,
        /// The directory of side files, `X.d` for `X.yaml`.
        side: &'a str,
    },
    /// A directory with `blueprint.yaml` in it.
    Directory,
}

/// A blueprint as it was written, with everything that lies beside it.
#[derive(Debug)]
pub struct Blueprint {
    /// Its name.
    pub name: Name,
    /// What is written.
    pub spec: BlueprintSpec,
    /// Images by environment and component, from `images/E.yaml`.
    pub images: BTreeMap<String, BTreeMap<String, Set<Text>>>,
    /// What `files` refer to, by path; or why it cannot be read.
    pub attachments: BTreeMap<String, Result<Vec<u8>, String>>,
    /// Every key that is written, with its place.
    pub keys: Vec<WrittenKey>,
    /// The standards of the organization, by path.
    pub standards: BTreeMap<String, StandardFile>,
    /// The documents of files with definitions of custom resources, by path; or why they cannot be read.
    pub definitions: BTreeMap<String, Result<Vec<Value>, String>>,
    /// What follows from the traces of load, by path.
    pub traces: BTreeMap<String, Trace>,
    /// The files of the directory of templates for documents, by name.
    pub templates: BTreeMap<String, FileId>,
    /// The place of the name, for problems that belong to the whole.
    pub span: Span,
}

impl Blueprint {
    /// The names of its environments; one named `default` where none is written.
    #[must_use]
    pub fn environments(&self) -> Vec<String> {
        let written: Vec<String> = self.environment_specs().map(|(name, _)| name.to_owned()).collect();
        if written.is_empty() { vec!["default".to_owned()] } else { written }
    }

    /// The environments that are written.
    pub fn environment_specs(&self) -> impl Iterator<Item = (&str, &Set<EnvironmentSpec>)> {
        self.spec.environments.get().into_iter().flat_map(Entries::iter)
    }
}

/// Reads a blueprint. What is wrong with its text or its shape goes to the sink; nothing comes back when an error does.
pub fn parse(layout: Layout<'_>, files: &dyn Files, sources: &mut Sources, sink: &mut Sink) -> Option<Blueprint> {
    let mut project = Project { files, sources, sink, keys: Vec::new() };
    let (file, side) = match layout {
        Layout::Single { file, side } => (file, format!("{side}/")),
        Layout::Directory => ("blueprint.yaml", String::new()),
    };
    let node = project.node(file)?;
    if let Some(problem) = no_blueprint(&node) {
        sink.push(problem);
        return None;
    }
    let mut spec: BlueprintSpec = project.shape(&node, Places::TOP)?;
    if layout == Layout::Directory {
        project.add_components(&mut spec);
        project.add_environments(&mut spec);
    }
    project.add_platforms(&mut spec);
    let images = project.images(&spec, &side);
    let attachments = project.attachments(&spec);
    let definitions = project.definitions(&spec);
    let standards = project.standards(&spec);
    let traces = project.traces(&spec);
    let templates = project.templates(&spec);
    let keys = std::mem::take(&mut project.keys);
    let name = spec.blueprint.set().cloned();
    for (key, origin) in [("blueprint", spec.blueprint.removed()), ("edition", spec.edition.removed())] {
        // A key with a wrong value is not missing; one with `~` is.
        if origin.is_some() || !has_key(&node, key) {
            project.missing_key(&node, key, origin.and_then(Origin::span));
        }
    }
    if sink.has_errors() {
        return None;
    }
    let name = name?;
    let span = name.span().unwrap_or(node.span);
    Some(Blueprint {
        name: name.value,
        spec,
        images,
        attachments,
        keys,
        standards,
        definitions,
        traces,
        templates,
        span,
    })
}

/// Whether the top of a file has a key.
fn has_key(node: &Node, key: &str) -> bool {
    matches!(&node.kind, Kind::Map(map) if map.entries.iter().any(|entry| entry.key.text == key))
}

/// The problem of a file that is something else: a manifest, a Compose file, a list.
fn no_blueprint(node: &Node) -> Option<Diagnostic> {
    let keys: Vec<&str> = match &node.kind {
        Kind::Map(map) => map.entries.iter().map(|entry| entry.key.text.as_str()).collect(),
        _ => Vec::new(),
    };
    let ours = ["blueprint", "edition", "components"];
    if keys.iter().any(|key| ours.contains(key) || nearest(key, ours).is_some()) {
        return None;
    }
    let what = if keys.contains(&"apiVersion") && keys.contains(&"kind") {
        "the file is a Kubernetes manifest, not a blueprint"
    } else if keys.contains(&"services") {
        "the file looks like one of Compose, not like a blueprint"
    } else {
        "the file is not a blueprint"
    };
    let start = Span { end: node.span.start, ..node.span };
    let problem = Diagnostic::new(&codes::NOT_A_BLUEPRINT, start, what);
    Some(problem.help("a blueprint is a mapping that begins with `blueprint: NAME` and `edition: \"2026\"`"))
}

/// The problem of a file of components that repeats the key under which they would stand in one file.
fn wrapper(node: &Node) -> Option<Diagnostic> {
    let Kind::Map(map) = &node.kind else { return None };
    let entry = map.entries.iter().find(|entry| ["components", "blueprint"].contains(&entry.key.text.as_str()))?;
    let message = format!("`{}` cannot stand here: a file of components begins with their names", entry.key.text);
    Some(
        Diagnostic::new(&codes::NOT_A_BLUEPRINT, entry.key.span, message)
            .help("write `NAME: {image: …}`, without the key around it"),
    )
}

/// The content of a file that holds only a platform.
pub(super) mod platform_file {
    use super::{PlatformSpec, record};
    use crate::blueprint::table::Short;

    record! {
        /// A file of the platform team.
        pub struct PlatformFile = "platform file" {
            /// The platform.
            platform: PlatformSpec = "platform";
        }
    }

    impl Short for PlatformFile {}
}

/// What reading needs at hand.
pub(super) struct Project<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) sources: &'a mut Sources,
    pub(super) sink: &'a mut Sink,
    /// The keys that were read so far.
    keys: Vec<WrittenKey>,
}

impl Project<'_> {
    /// The tree of a file.
    pub(super) fn node(&mut self, path: &str) -> Option<Node> {
        let shown = self.files.shown(path);
        let bytes = match self.files.read(path) {
            Ok(bytes) => bytes,
            Err(problem) => {
                let message = format!("the file {shown} cannot be read: {problem}");
                let span = self.beginning(shown, String::new(), 0);
                self.sink.push(Diagnostic::new(&file_codes::UNREADABLE, span, message).help(READABLE));
                return None;
            }
        };
        let text = self.text(&shown, bytes)?;
        let id = self.sources.add(shown, text);
        read::read(self.sources, id, &read::Limits::default(), self.sink)
    }

    /// The text of a file; what is wrong with its bytes is told at the place up to which they are a text.
    pub(super) fn text(&mut self, shown: &str, bytes: Vec<u8>) -> Option<String> {
        let mut found = Sink::default();
        let readable = match std::str::from_utf8(&bytes) {
            Ok(_) => String::new(),
            Err(error) => String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()).into_owned(),
        };
        // Places count from behind the mark.
        let readable = readable.strip_prefix('\u{feff}').unwrap_or(&readable).to_owned();
        let text = read::decode(shown, bytes, &mut found);
        for mut problem in found.into_sorted() {
            problem.span = problem.span.or_else(|| {
                let end = readable.len();
                Some(self.beginning(shown.to_owned(), readable.clone(), end))
            });
            self.sink.push(problem);
        }
        text
    }

    /// A place in a file of which no more than this can be read.
    fn beginning(&mut self, shown: String, readable: String, at: usize) -> Span {
        let at = u32::try_from(at).unwrap_or(0);
        Span { file: self.sources.add(shown, readable), start: at, end: at }
    }

    /// A tree as a value of the language.
    pub(super) fn shape<T: Shape>(&mut self, node: &Node, place: Places) -> Option<T> {
        let mut reader = Reader::new(self.sink, place.or(Places::COMPONENTS));
        let value = T::read(node, &mut reader);
        self.keys.append(&mut reader.keys);
        value
    }

    /// Says that a key of the whole is missing.
    fn missing_key(&mut self, node: &Node, key: &str, removed: Option<Span>) {
        let line = if key == "edition" { "edition: \"2026\"" } else { "blueprint: my-system" };
        let start = Span { end: node.span.start, ..node.span };
        let message = match removed {
            Some(_) => format!("the key `{key}` of the blueprint has no value"),
            None => format!("the blueprint has no key `{key}`"),
        };
        self.sink.push(
            Diagnostic::new(&codes::MISSING_KEY, removed.unwrap_or(start), message)
                .help(format!("write `{line}` at its top")),
        );
    }

    /// The YAML files of a directory, as paths.
    fn yaml_files(&mut self, directory: &str) -> Vec<String> {
        match self.files.list(directory) {
            Ok(names) => names
                .into_iter()
                .filter(|name| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "yaml"))
                .map(|name| format!("{directory}/{name}"))
                .collect(),
            Err(problem) => {
                let shown = self.files.shown(directory);
                let message = format!("{shown}: {problem}");
                let problem = Diagnostic::nowhere(&file_codes::UNREADABLE, message);
                self.sink.push(problem.help("give yourself the right to list it, or put a plain directory there"));
                Vec::new()
            }
        }
    }

    /// Adds `components/*.yaml`, each a mapping from name to body.
    fn add_components(&mut self, spec: &mut BlueprintSpec) {
        for path in self.yaml_files("components") {
            let Some(node) = self.node(&path) else { continue };
            if let Some(wrapper) = wrapper(&node) {
                self.sink.push(wrapper);
                continue;
            }
            let Some(more) = self.shape::<Entries<ByComponent, ComponentSpec>>(&node, Places::TOP) else { continue };
            let origin = Origin::Written(node.span);
            if !spec.components.is_set() {
                spec.components = Field::from_origin(Entries::default(), origin);
            }
            if let Field::Set(components) = &mut spec.components {
                self.join(&mut components.value, more, "component");
            }
        }
    }

    /// Adds `environments/*.yaml`, each the body of the environment that the file is named for.
    fn add_environments(&mut self, spec: &mut BlueprintSpec) {
        for path in self.yaml_files("environments") {
            let name = path.trim_start_matches("environments/").trim_end_matches(".yaml").to_owned();
            let Some(node) = self.node(&path) else { continue };
            let Some(body) = self.shape::<EnvironmentSpec>(&node, Places::ENVIRONMENT) else { continue };
            let mut more = Entries::default();
            let origin = Origin::Written(node.span);
            more.insert(name, Field::from_origin(body, origin.clone()));
            if !spec.environments.is_set() {
                spec.environments = Field::from_origin(Entries::default(), origin);
            }
            if let Field::Set(environments) = &mut spec.environments {
                self.join(&mut environments.value, more, "environment");
            }
        }
    }

    /// Puts entries of one file to those of others; a name that is there twice is a problem.
    fn join<K: KeyKind, V: Shape + Clone>(&mut self, all: &mut Entries<K, V>, more: Entries<K, V>, what: &str) {
        for (name, field) in more.fields() {
            let first = all.get(name).map(|set| set.key.or(set.span()));
            match (first.flatten(), field.set().and_then(|set| set.key.or(set.span()))) {
                (Some(first), Some(second)) => self.sink.push(
                    Diagnostic::new(
                        &codes::TWICE_ACROSS_FILES,
                        second,
                        format!("the {what} `{name}` is defined twice"),
                    )
                    .related(first, "it is defined here, too"),
                ),
                _ => all.insert(name, field.clone()),
            }
        }
    }

    /// Replaces paths of platform files by what the files hold.
    fn add_platforms(&mut self, spec: &mut BlueprintSpec) {
        self.add_platform(&mut spec.platform);
        if let Field::Set(environments) = &mut spec.environments {
            for set in environments.value.values_mut() {
                self.add_platform(&mut set.value.0.platform);
            }
        }
    }

    fn add_platform(&mut self, field: &mut Field<PlatformSpec>) {
        let Field::Set(set) = field else { return };
        let Some(path) = set.value.file.set().cloned() else { return };
        let shown = self.files.shown(&path.value.0);
        let found = self.files.read(&path.value.0);
        if let (Err(problem), Some(span)) = (&found, path.span()) {
            let message = format!("the platform file {shown} cannot be read: {problem}");
            self.sink.push(Diagnostic::new(&file_codes::UNREADABLE, span, message).help(READABLE));
            return;
        }
        let Some(node) = self.node(&path.value.0) else { return };
        let Some(file) = self.shape::<platform_file::PlatformFile>(&node, Places::TOP) else { return };
        let over = std::mem::take(&mut set.value);
        set.value = match file.platform {
            Field::Set(base) => base.value.merged(over),
            Field::Absent | Field::Removed(_) => over,
        };
    }

    /// Reads `images/E.yaml` for every environment.
    fn images(&mut self, spec: &BlueprintSpec, side: &str) -> BTreeMap<String, BTreeMap<String, Set<Text>>> {
        let mut images = BTreeMap::new();
        let known: Vec<&str> =
            spec.environments.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name).collect();
        for path in self.yaml_files(&format!("{side}images")) {
            let name = path.rsplit('/').next().unwrap_or_default().trim_end_matches(".yaml").to_owned();
            let Some(node) = self.node(&path) else { continue };
            if !(known.contains(&name.as_str()) || known.is_empty() && name == "default") {
                let message = format!("there is no environment `{name}`, which this file is named for");
                let help = match nearest(&name, known.iter().copied()) {
                    Some(meant) => format!("rename the file to `{meant}.yaml`"),
                    None => {
                        format!("the environments are {}", one_of(if known.is_empty() { &["default"] } else { &known }))
                    }
                };
                let start = Span { end: node.span.start, ..node.span };
                self.sink.push(Diagnostic::new(&codes::NOT_A_BLUEPRINT, start, message).help(help));
            }
            let lines = self.shape::<Entries<ByName, Text>>(&node, Places::TOP).unwrap_or_default();
            images.insert(name, lines.iter().map(|(name, set)| (name.to_owned(), set.clone())).collect());
        }
        images
    }
}
