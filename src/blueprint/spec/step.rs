//! Containers beside a component's own: steps before the start, and sidecars.

use super::keys::{ByEnvName, ByMountPath};
use super::{FileSpec, PortsSpec, ProbesSpec, ResourcesSpec, SecretSpec, UserSpec, WritableSpec};
use crate::blueprint::table::{
    ByName, Entries, Named, Placed, Places, Reader, Record, SchemaBook, Shape, Short, Text, record,
};
use crate::names::Name;
use crate::yaml::node::Node;
use serde_json::Value;

const SIDECAR: Places = Places::SIDECAR;

record! {
    /// A container beside the component's own. What it does not say it takes from its component: image, user, secrets to refer to,
    /// writable, disks; and, unless it has an image of its own, env, envFrom, files and secretFiles. A foreign image is not given
    /// what it did not ask for.
    pub struct StepSpec = "step" {
        /// Its name.
        name: Name = "name";
        /// Its image. Default: the component's.
        image: Text = "image";
        /// Replaces the image's entry point.
        command: Vec<Placed<Text>> = "command";
        /// Arguments.
        args: Vec<Placed<Text>> = "args";
        /// Further environment variables.
        env: Entries<ByEnvName, Text> = "env";
        /// Further whole maps of variables: `[configs.common, secrets.db]`.
        env_from: Vec<Placed<Text>> = "envFrom";
        /// Further secrets that its references may name.
        secrets: Entries<ByName, SecretSpec> = "secrets";
        /// Further files, for this container alone.
        files: Entries<ByMountPath, FileSpec> = "files";
        /// Further files from secrets, for this container alone.
        secret_files: Entries<ByMountPath, Text> = "secretFiles";
        /// Further writable directories; a volume of the same name elsewhere in the pod is the same volume.
        writable: WritableSpec = "writable";
        /// Who it runs as. Default: as the component.
        user: UserSpec = "user";
        /// Its own resources. Default: the component's for a step; for a sidecar the starter 100m and 128Mi..256Mi, graded assumed.
        resources: ResourcesSpec = "resources";
        /// Its ports by name; they join the component's Service.
        ports: PortsSpec = "ports" on SIDECAR;
        /// Its health probes; its readiness is part of the pod's. Default: none.
        probes: ProbesSpec = "probes" on SIDECAR;
    }
}

impl Short for StepSpec {}

/// Reads a step with the keys of one place.
fn read_at(place: Places, node: &Node, reader: &mut Reader<'_>) -> Option<StepSpec> {
    let outer = std::mem::replace(&mut reader.place, place);
    let step = StepSpec::read(node, reader);
    reader.place = outer;
    step
}

/// The schema of a step with the keys of one place.
fn schema_at(place: Places, name: &'static str, book: &mut SchemaBook) -> Value {
    let outer = std::mem::replace(&mut book.place, place);
    let schema = book.named(name, SchemaBook::definition::<StepSpec>);
    book.place = outer;
    schema
}

/// Declares a step of one place.
macro_rules! step {
    ($(#[doc = $doc:literal])* $name:ident, $place:expr, $title:literal) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name(pub StepSpec);

        impl Shape for $name {
            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                read_at($place, node, reader).map(Self)
            }

            fn schema(book: &mut SchemaBook) -> Value {
                schema_at($place, $title, book)
            }

            fn describe() -> String {
                StepSpec::describe()
            }

            fn merged(self, over: Self) -> Self {
                Self(self.0.merged(over.0))
            }
        }

        impl Named for $name {
            fn name(&self) -> Option<&str> {
                self.0.name.get().map(Name::as_str)
            }
        }
    };
}

step!(
    /// One step that runs to completion before the component starts.
    InitSpec,
    Places::INIT,
    "init-step"
);
step!(
    /// One container that runs beside the component's for as long as the pod lives.
    SidecarSpec,
    Places::SIDECAR,
    "sidecar"
);

impl SidecarSpec {
    /// The keys of a sidecar, for the reference.
    pub fn keys() -> impl Iterator<Item = &'static crate::blueprint::table::Key> {
        StepSpec::KEYS.iter().filter(|key| key.places.allows(SIDECAR))
    }
}
