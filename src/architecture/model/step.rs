//! Containers beside a component's own, and what containers mount.

use super::{ComponentId, EnvVar, MountedFiles, Probes, ResourcesAsked, Scratch, Text, User};
use crate::names::image::ImageRef;
use crate::source::{Origin, Sourced};

/// A step before the start, or a sidecar.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Its image.
    pub image: Sourced<ImageRef>,
    /// Replaces the image's entry point.
    pub command: Vec<Text>,
    /// Arguments.
    pub args: Vec<Text>,
    /// Environment variables, the component's included.
    pub env: Vec<EnvVar>,
    /// Whole maps of variables, the component's included.
    pub env_from: Vec<WholeMap>,
    /// Files and volumes of this container, beside those of the component.
    pub mounted: Mounted,
    /// Who it runs as, where that is not the component's user.
    pub user: Option<Sourced<User>>,
    /// Its own resources.
    pub resources: ResourcesAsked,
    /// What it takes over from its component.
    pub inherits: Inherits,
    /// The job that it waits for.
    pub awaits: Option<ComponentId>,
    /// Its health checks; a step has none.
    pub probes: Probes,
}

/// Where the step that fills volumes from the image sees them: at their own path, they would hide what is to be copied.
pub const COPIES: &str = "/copies";

/// What a container takes over from its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inherits {
    /// Nothing: it only waits.
    Nothing,
    /// The volumes that are filled from the image, each below [`COPIES`].
    Copies,
    /// A token for the API of Kubernetes, for this container alone.
    Token,
    /// Writable directories and disks. A foreign image is not given variables, files and secrets that it did not ask for.
    Volumes,
    /// All: it runs the component's own image.
    All,
}

impl Step {
    /// All its texts: command, arguments, variables.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        self.command.iter().chain(&self.args).chain(self.env.iter().map(|variable| &variable.value))
    }
}

/// What a container mounts, but for disks.
#[derive(Clone, Debug, Default)]
pub struct Mounted {
    /// Files put into the container.
    pub files: Vec<MountedFiles>,
    /// Files from Secrets.
    pub secrets: Vec<SecretFiles>,
    /// Volumes that are lost with the pod.
    pub scratch: Vec<Scratch>,
    /// Whether the root file system is writable.
    pub writable_root: bool,
}

/// Files that are mounted from one Secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFiles {
    /// Where they are mounted: a directory, or the one file.
    pub mount: String,
    /// The Secret.
    pub secret: String,
    /// Keys of the Secret with the name of their file; all keys under their own names where there is none.
    pub items: Vec<(String, String)>,
    /// Whether `mount` is a file.
    pub single: bool,
    /// Where it is written.
    pub origin: Origin,
}

/// A map whose keys all become variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WholeMap {
    /// A shared map of the blueprint, by name.
    Config(String),
    /// A Secret of the cluster.
    Secret(String),
}

/// Devices that a pod gets for itself alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpu {
    /// Their name as the device plugin gives it.
    pub resource: String,
    /// How many.
    pub count: u32,
}
