//! What pods are asked to be.

use super::{
    Access, ComponentId, Disruption, Gpu, Identity, Metrics, Mounted, Placement, Rollout, Scaling, Step, Transport,
    WholeMap,
};
use crate::names::image::ImageRef;
use crate::source::{Origin, Sourced};
use crate::units::cron::Schedule;
use crate::units::{Bytes, CpuRange, Duration, Fixed, MemoryRange};
use std::collections::BTreeMap;

/// The pods of a component, as asked for; what was not said is decided by the plan.
#[derive(Clone, Debug)]
pub struct Pods {
    /// The image, mapped to its mirror.
    pub image: Sourced<ImageRef>,
    /// Replaces the image's entry point.
    pub command: Vec<Text>,
    /// Arguments.
    pub args: Vec<Text>,
    /// Environment variables, in an order in which every `$(VAR)` comes after its variable.
    pub env: Vec<EnvVar>,
    /// Whole maps of variables.
    pub env_from: Vec<WholeMap>,
    /// Files and volumes of the container.
    pub mounted: Mounted,
    /// Disks of its own, one for each replica.
    pub disks: Vec<Disk>,
    /// Where disks that others mount, too, are mounted.
    pub shared_disks: Vec<SharedMount>,
    /// Directories of the node.
    pub host_paths: Vec<HostPath>,
    /// Capabilities beyond none.
    pub capabilities: Vec<String>,
    /// Devices of its own.
    pub gpu: Option<Sourced<Gpu>>,
    /// Who it runs as.
    pub user: Sourced<User>,
    /// Health checks, as asked for.
    pub probes: Probes,
    /// Allowed until first ready.
    pub startup: Option<Sourced<Duration>>,
    /// How it ends.
    pub shutdown: Shutdown,
    /// Containers that run beside it; they start first.
    pub sidecars: Vec<Step>,
    /// Steps before the start.
    pub init: Vec<Step>,
    /// What they may do at the API of Kubernetes and in the cloud.
    pub access: Option<Access>,
    /// Where they are scraped.
    pub metrics: Option<Metrics>,
    /// The job that must have succeeded before they serve.
    pub migration: Option<ComponentId>,
    /// Whether each replica keeps its name.
    pub stable: Option<Sourced<Identity>>,
    /// CPU and memory, as asked for.
    pub resources: ResourcesAsked,
    /// Replicas, as asked for.
    pub scaling: Scaling,
    /// Members of a self-hosted store.
    pub members: Option<Sourced<u32>>,
    /// How many may be disturbed.
    pub disruption: Option<Sourced<Disruption>>,
    /// Where they run.
    pub placement: Placement,
    /// A PriorityClass.
    pub priority: Option<Sourced<String>>,
    /// A `RuntimeClass`.
    pub runtime_class: Option<Sourced<String>>,
    /// How new pods replace old ones.
    pub rollout: Rollout,
    /// Further labels.
    pub labels: BTreeMap<String, String>,
    /// Annotations.
    pub annotations: BTreeMap<String, String>,
    /// Annotations on the Service.
    pub service_annotations: BTreeMap<String, String>,
    /// When a cron runs.
    pub schedule: Option<Sourced<Schedule>>,
    /// The time zone of the schedule.
    pub time_zone: Option<Sourced<String>>,
}

impl Pods {
    /// The containers beside the component's own, in the order in which they start.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.sidecars.iter().chain(&self.init)
    }

    /// All texts of all containers: commands, arguments, variables.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let own = self.command.iter().chain(&self.args).chain(self.env.iter().map(|variable| &variable.value));
        own.chain(self.steps().flat_map(Step::texts))
    }

    /// The whole maps of all containers.
    pub fn whole_maps(&self) -> impl Iterator<Item = &WholeMap> {
        self.env_from.iter().chain(self.steps().flat_map(|step| &step.env_from))
    }

    /// What all containers mount.
    pub fn all_mounted(&self) -> impl Iterator<Item = &Mounted> {
        std::iter::once(&self.mounted).chain(self.steps().map(|step| &step.mounted))
    }
}

/// A port of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// Its name.
    pub name: String,
    /// The port of the Service; none where only the container has it.
    pub port: Option<u16>,
    /// The port of the container.
    pub target: u16,
    /// What is spoken.
    pub protocol: Transport,
    /// The port of the node that leads to it.
    pub host_port: Option<u16>,
    /// The sidecar that has it; none where it is the component's own container.
    pub sidecar: Option<String>,
    /// The names of parties of the platform that it lets in.
    pub peers: Vec<Sourced<String>>,
    /// Where it is written.
    pub origin: Origin,
}

/// A text with holes that are filled when pods are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
}

/// One part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Literal(String),
    /// A number that follows from the pod's resources.
    Resource(ResourceExpression),
    /// A field of the pod or node that Kubernetes fills in: `status.podIP`.
    Field(&'static str),
    /// A key of a Secret.
    Secret {
        /// The Secret.
        secret: String,
        /// The key in it.
        key: String,
    },
}

/// `${resources.memory.limit * 0.8 as MiB}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourceExpression {
    /// Which amount.
    pub resource: Resource,
    /// Times this.
    pub factor: Fixed,
    /// In which unit, and whether the unit is printed.
    pub unit: Option<(String, bool)>,
}

/// An amount of a pod's container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The CPU request.
    CpuRequest,
    /// The CPU limit.
    CpuLimit,
    /// The memory request.
    MemoryRequest,
    /// The memory limit.
    MemoryLimit,
}

/// One environment variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnvVar {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Text,
    /// Where it is written.
    pub origin: Origin,
}

/// Files that are mounted together from one ConfigMap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountedFiles {
    /// Where they are mounted; a file's own path, or a directory.
    pub mount: String,
    /// Whether `mount` is a directory.
    pub directory: bool,
    /// The files by their name.
    pub files: BTreeMap<String, File>,
    /// Permissions.
    pub mode: Option<u32>,
    /// Where it is written.
    pub origin: Origin,
}

/// The content of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum File {
    /// UTF-8 text, with holes that follow from the pod's resources.
    Text(Text),
    /// Other bytes.
    Binary(Vec<u8>),
}

/// A volume that is lost with the pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scratch {
    /// Its name.
    pub name: String,
    /// Where it is mounted.
    pub paths: Vec<String>,
    /// Its largest size.
    pub size: Sourced<Bytes>,
    /// In memory.
    pub memory: bool,
    /// Filled before the start with what the image has at its paths.
    pub copied: bool,
}

/// A volume that outlives the pod.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disk {
    /// Its name.
    pub name: String,
    /// Where it is mounted.
    pub path: String,
    /// The folder of it that is mounted, where it is not its root.
    pub folder: Option<String>,
    /// Its size.
    pub size: Sourced<Bytes>,
    /// Its StorageClass, where it is not the cluster's default.
    pub class: Option<String>,
    /// Whether many nodes may mount it.
    pub shared: bool,
}

/// Where a shared disk is mounted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedMount {
    /// The disk's name.
    pub disk: String,
    /// Where it is mounted.
    pub path: String,
    /// Whether the container may only read.
    pub read_only: bool,
}

/// A directory of the node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostPath {
    /// The directory on the node.
    pub host: String,
    /// Where it is mounted.
    pub path: String,
    /// Whether the container may only read.
    pub read_only: bool,
    /// Where it is written.
    pub origin: Origin,
}

/// Who a container runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct User {
    /// User id.
    pub uid: u32,
    /// Group id.
    pub gid: u32,
    /// Group that owns the volumes.
    pub fs_group: u32,
}

/// Health checks, as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Probes {
    /// Whether the pod gets traffic; `None` where nothing was said.
    pub readiness: Option<Sourced<Probe>>,
    /// Whether the container must be restarted.
    pub liveness: Option<Sourced<Probe>>,
    /// Whether the container has started.
    pub startup: Option<Sourced<Probe>>,
}

/// One health check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// What is done.
    pub check: Check,
    /// Time before the first check.
    pub delay: Option<Duration>,
    /// Time between checks.
    pub period: Option<Duration>,
    /// Time after which a check has failed.
    pub timeout: Option<Duration>,
    /// Failures in a row that count.
    pub failures: Option<u32>,
}

/// What a health check does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing: no check.
    None,
    /// An HTTP request.
    Http {
        /// Its path.
        path: String,
        /// The container port.
        port: u16,
        /// Its headers.
        headers: BTreeMap<String, String>,
        /// Whether TLS is spoken.
        tls: bool,
    },
    /// A TCP connection.
    Tcp {
        /// The container port.
        port: u16,
    },
    /// The gRPC health protocol.
    Grpc {
        /// The container port.
        port: u16,
    },
    /// A command.
    Exec(Vec<String>),
}

/// How a pod ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shutdown {
    /// Time between being told to stop and being killed.
    pub grace: Option<Sourced<Duration>>,
    /// What happens first.
    pub drain: Option<Sourced<Drain>>,
}

/// What happens before the stop signal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drain {
    /// Nothing, for this long.
    Pause(Duration),
    /// A command.
    Command(Vec<String>),
}

/// CPU and memory, as asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResourcesAsked {
    /// CPU.
    pub cpu: Option<Sourced<CpuRange>>,
    /// Memory.
    pub memory: Option<Sourced<MemoryRange>>,
    /// Scratch space.
    pub ephemeral: Option<Sourced<MemoryRange>>,
}
