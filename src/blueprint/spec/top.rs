//! The top of a blueprint, and its environments.

use super::keys::{ByEnvName, ByImagePrefix, ByType};
use super::{
    AcceptSpec, ByComponent, ComponentSpec, EntryPointSpec, ExternalSpec, ExtraSpec, PatchSpec, PlatformSpec,
    SecretSpec,
};
use crate::blueprint::table::{
    Appended, ByName, Entries, Flag, Places, Reader, Record, SchemaBook, Shape, Short, Text, choices, record,
};
use crate::names::Name;
use crate::units::Money;
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

choices! {
    /// The rules of derivation.
    pub enum Edition = "an edition that this version knows" refused UNKNOWN_EDITION {
        /// The first.
        E2026 = "2026",
    }
}

choices! {
    /// How much the scanners are listened to.
    pub enum Posture = "a posture" {
        /// What careful operators run; deviations are listed.
        Standard = "standard",
        /// No finding that a manifest can avoid.
        Strict = "strict",
    }
}

const TOP: Places = Places::TOP;

record! {
    /// A blueprint: what runs, what it calls, what comes in, what is promised.
    pub struct BlueprintSpec = "blueprint" {
        /// Its name; part of every namespace that is ours.
        blueprint: Name = "blueprint" on TOP;
        /// The rules of derivation, pinned: `"2026"`.
        edition: Edition = "edition" on TOP;
        /// What people call it.
        title: Text = "title";
        /// The version of the whole: a label of what belongs to the whole. Objects of a component carry their image's tag.
        version: Text = "version";
        /// The team that answers for it: a label of every object, where it can be the value of a label.
        owner: Text = "owner";
        /// What it is for.
        description: Text = "description";
        /// What it runs on.
        platform: PlatformSpec = "platform";
        /// Where it runs. Default: `<blueprint>-<environment>`, which is ours.
        namespace: NamespaceSpec = "namespace";
        /// Registries and pull secrets.
        images: ImagesSpec = "images";
        /// How strict the manifests are. Default: `standard`.
        posture: Posture = "posture";
        /// Files with guardrails of the organization, such as `./standards/org.yaml`; those of an environment come behind those
        /// of the whole. Paths start at the blueprint's directory.
        standards: Appended<Text> = "standards";
        /// Component bodies by type, and for `all`; a component's own keys win.
        defaults: Entries<ByType, ComponentSpec> = "defaults";
        /// Component bodies that are never emitted; `extends` takes them over.
        templates: Entries<ByName, ComponentSpec> = "templates";
        /// Shared maps of environment variables.
        configs: Entries<ByName, Entries<ByEnvName, Text>> = "configs";
        /// Secrets that every component may refer to.
        secrets: Entries<ByName, SecretSpec> = "secrets";
        /// What runs.
        components: Entries<ByComponent, ComponentSpec> = "components";
        /// What is called outside.
        external: Entries<ByName, ExternalSpec> = "external";
        /// What comes in.
        entrypoints: Entries<ByName, EntryPointSpec> = "entrypoints";
        /// Switches by name: `{assistant: false}`; `when` of a component or call asks for them.
        features: Entries<ByName, Flag> = "features";
        /// Where it runs, each with what differs there. Default: one named `default`.
        environments: Entries<ByName, EnvironmentSpec> = "environments" on TOP;
        /// Changes of generated objects by hand, in their order; those of an environment come behind those of the whole.
        patches: Appended<PatchSpec> = "patches";
        /// Objects beside those that are made; those of an environment come behind those of the whole.
        extra: Appended<ExtraSpec> = "extra";
        /// Findings that are accepted, each with its reason; those of an environment come behind those of the whole.
        accept: Appended<AcceptSpec> = "accept";
        /// What it may cost.
        budget: Money = "budget" on Places::ENVIRONMENT;
        /// Where the planning documents go.
        documents: DocumentsSpec = "documents" on TOP;
        /// The task record that the documents close.
        task: TaskSpec = "task" on TOP;
    }
}

impl Short for BlueprintSpec {}

/// What differs in one environment: the keys of a blueprint but for those of the whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EnvironmentSpec(pub BlueprintSpec);

impl Shape for EnvironmentSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let place = std::mem::replace(&mut reader.place, Places::ENVIRONMENT.or(Places::COMPONENTS));
        let body = match &node.kind {
            Kind::Map(_) => BlueprintSpec::read(node, reader),
            _ => {
                reader.mismatch(node, "a mapping with what differs in the environment (`{}` for nothing)");
                None
            }
        };
        reader.place = place;
        body.map(Self)
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let place = std::mem::replace(&mut book.place, Places::ENVIRONMENT.or(Places::COMPONENTS));
        let schema = book.named("environment", SchemaBook::definition::<BlueprintSpec>);
        book.place = place;
        schema
    }

    fn describe() -> String {
        "what differs there: the keys of a blueprint, and `budget`".to_owned()
    }
}

impl EnvironmentSpec {
    /// The keys of an environment, for the reference.
    pub fn keys() -> impl Iterator<Item = &'static crate::blueprint::table::Key> {
        BlueprintSpec::KEYS.iter().filter(|key| key.places.allows(Places::ENVIRONMENT))
    }
}

record! {
    /// The namespace.
    pub struct NamespaceSpec = "namespace" {
        /// Its name.
        name: Text = "name";
        /// Whether it is ours: `true` emits Namespace, quota and LimitRange. Default: only where the name is derived.
        manage: Flag = "manage";
    }
}

impl Short for NamespaceSpec {
    const SHORT: &'static [&'static str] = &["shop"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|name| Self { name, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string"})]
    }
}

record! {
    /// Where images come from.
    pub struct ImagesSpec = "images" {
        /// Prefixes of images that are replaced: `{docker.io: mirror.example/docker}`.
        registry: Entries<ByImagePrefix, Text> = "registry";
        /// Secrets for pulling.
        pull_secrets: Vec<Text> = "pullSecrets";
    }
}

impl Short for ImagesSpec {}

record! {
    /// Where the planning documents go.
    pub struct DocumentsSpec = "documents" {
        /// The directory, relative to the documents' root. Default: `documents`.
        directory: Text = "directory";
        /// The environment that is described in depth. Default: `production`, else the only one.
        environment: Name = "environment";
        /// A directory of Handlebars templates, such as `./templates`: `Infrastructure_Requirements.md.hbs` and
        /// `Scalability_Architecture_Design.md.hbs` take the place of the built-in ones, which `groundplan schema infrastructure-template` and
        /// `scalability-template` print, and which show all fields and helpers (`code`, `codes`, `say`, `commands`, `shown`, `diagram`, the partial `decisions`). They are
        /// strict: a field that does not exist is an error; text is always escaped; every heading of the built-in document is
        /// there. At most 256 KiB each. The path starts at the blueprint's directory.
        templates: Text = "templates";
    }
}

impl Short for DocumentsSpec {}

record! {
    /// The task record.
    pub struct TaskSpec = "task" {
        /// The task file.
        file: Text = "file";
        /// The step file.
        step: Text = "step";
        /// The state file.
        dna: Text = "dna";
    }
}

impl Short for TaskSpec {}
