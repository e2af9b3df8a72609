//! Components, resolved.

use super::{ComponentType, OwnLoad, Peer, Pods, Port, ResourcesAsked, Spread, User};
use crate::catalog::engines::Engine;
use crate::names::Name;
use crate::source::{Origin, Sourced};
use crate::units::{Bytes, Duration, Factor, Rate, Ratio, ReplicaRange};
use std::collections::BTreeMap;

/// The number of a component within its architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentId(pub usize);

/// One component.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name.
    pub name: Name,
    /// What kind of thing it is.
    pub kind: ComponentType,
    /// The store's product.
    pub engine: Option<&'static Engine>,
    /// Its ports, by name.
    pub ports: Vec<Port>,
    /// Mean work of its own per request.
    pub work: Option<Work>,
    /// Requests or messages that one pod works on at a time.
    pub concurrency: Option<Sourced<u32>>,
    /// Demand that begins here.
    pub load: Option<OwnLoad>,
    /// The data that a store holds.
    pub dataset: Option<Sourced<Bytes>>,
    /// Keys of Secrets with which clients of a store prove who they are.
    pub credentials: Vec<Credential>,
    /// Who runs it, and how.
    pub body: Body,
    /// Where it is written.
    pub origin: Origin,
}

/// Who runs a component.
#[derive(Clone, Debug)]
pub enum Body {
    /// We do: pods.
    Pods(Box<Pods>),
    /// A provider does.
    Managed(Managed),
    /// Others in the cluster do.
    Observed(Observed),
    /// An operator does, in our namespace.
    Operated(Box<Operated>),
}

impl Component {
    /// The pods, where we run it.
    #[must_use]
    pub fn pods(&self) -> Option<&Pods> {
        match &self.body {
            Body::Pods(pods) => Some(pods),
            Body::Managed(_) | Body::Observed(_) | Body::Operated(_) => None,
        }
    }

    /// The name by which pods of the same namespace reach it.
    #[must_use]
    pub fn host(&self) -> &str {
        match &self.body {
            Body::Pods(_) => self.name.as_str(),
            Body::Managed(managed) if managed.alias => self.name.as_str(),
            Body::Managed(managed) => &managed.host,
            Body::Observed(observed) => &observed.host,
            Body::Operated(operated) => &operated.host,
        }
    }

    /// What an operator runs in our namespace.
    #[must_use]
    pub fn operated(&self) -> Option<&Operated> {
        match &self.body {
            Body::Operated(operated) => Some(operated),
            Body::Pods(_) | Body::Managed(_) | Body::Observed(_) => None,
        }
    }

    /// Whether it is a StatefulSet: a store that keeps data, anything with disks of its own, or with names that stay.
    #[must_use]
    pub fn is_stateful(&self) -> bool {
        self.pods().is_some_and(|pods| !pods.disks.is_empty() || pods.stable.is_some())
    }

    /// The ports of its own container; sidecars have theirs.
    pub fn own_ports(&self) -> impl Iterator<Item = &Port> {
        self.ports.iter().filter(|port| port.sidecar.is_none())
    }

    /// The Pod Security level that its pods need.
    #[must_use]
    pub fn pod_security(&self) -> PodSecurity {
        let Some(pods) = self.pods() else { return PodSecurity::Restricted };
        let root = |user: &Sourced<User>| user.value.uid == 0;
        let beyond = |allowed: &[&str]| pods.capabilities.iter().any(|name| !allowed.contains(&name.as_str()));
        if beyond(OF_BASELINE) || !pods.host_paths.is_empty() || self.ports.iter().any(|port| port.host_port.is_some())
        {
            PodSecurity::Privileged
        } else if root(&pods.user)
            || pods.steps().filter_map(|step| step.user.as_ref()).any(root)
            || beyond(OF_RESTRICTED)
        {
            PodSecurity::Baseline
        } else {
            PodSecurity::Restricted
        }
    }
}

/// Capabilities that Pod Security `restricted` lets be added.
const OF_RESTRICTED: &[&str] = &["NET_BIND_SERVICE"];
/// Capabilities that Pod Security `baseline` lets be added.
const OF_BASELINE: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];

/// What a namespace asks of pods (Pod Security Standards), the strictest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PodSecurity {
    /// No privileges at all.
    Restricted,
    /// No known way out of a container.
    Baseline,
    /// Anything.
    Privileged,
}

impl PodSecurity {
    /// The value of the namespace's label.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Restricted => "restricted",
            Self::Baseline => "baseline",
            Self::Privileged => "privileged",
        }
    }
}

impl std::fmt::Display for PodSecurity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// A store that a provider runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Managed {
    /// Its address or DNS name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its networks.
    pub cidrs: Vec<String>,
    /// Its size in the provider's words.
    pub tier: Option<String>,
    /// Whether connections are encrypted, where it was said.
    pub tls: Option<bool>,
    /// The cluster that it shares.
    pub cluster: Option<String>,
    /// Whether an ExternalName Service carries its name.
    pub alias: bool,
}

/// A component that others run in the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Its namespace, where it is not ours.
    pub namespace: Option<String>,
    /// The labels of its pods.
    pub selector: BTreeMap<String, String>,
    /// The name by which it is reached.
    pub host: String,
    /// How many pods it has.
    pub replicas: Option<u32>,
}

/// A store that an operator runs in our namespace.
#[derive(Clone, Debug)]
pub struct Operated {
    /// The name of the Service for clients.
    pub host: String,
    /// The port of the Service and of the pods.
    pub port: u16,
    /// The labels of its pods.
    pub selector: BTreeMap<String, String>,
    /// How many members it has.
    pub replicas: Sourced<u32>,
    /// Where the operator itself runs.
    pub controller: Option<Sourced<Peer>>,
    /// What one member asks for.
    pub resources: ResourcesAsked,
    /// Where it is written.
    pub origin: Origin,
}

/// A key of a Secret with which clients prove who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What it is: `user`, `password`, `sasl`.
    pub key: &'static str,
    /// The Secret.
    pub secret: String,
    /// The key in it.
    pub item: String,
}

/// Mean work for one request or message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// CPU time.
    pub cpu: Option<Sourced<Duration>>,
    /// Time spent waiting for what is not in the graph.
    pub wait: Option<Sourced<Duration>>,
    /// Squared coefficient of variation of the service time.
    pub variation: Option<Factor>,
}

/// What was said of replicas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scaling {
    /// The fewest and the most; equal for a fixed number.
    pub replicas: Option<Sourced<ReplicaRange>>,
    /// CPU utilization that the autoscaler holds.
    pub cpu: Option<Sourced<Ratio>>,
    /// Memory utilization that the autoscaler holds beside CPU.
    pub memory: Option<Sourced<Ratio>>,
    /// Requests per second that one pod should get.
    pub requests: Option<Sourced<Rate>>,
    /// A query by whose result pods are counted.
    pub query: Option<Sourced<Query>>,
    /// Messages that may wait for each pod.
    pub queue: Option<Sourced<u32>>,
    /// Windows of time with more pods.
    pub windows: Vec<Sourced<Window>>,
}

/// A query of Prometheus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// Whom KEDA asks.
    pub server: String,
    /// What it asks.
    pub expression: String,
    /// How much of the result each pod should have.
    pub per_pod: u32,
}

/// A window of time with more pods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// When it begins, as five fields.
    pub start: String,
    /// When it ends, as five fields.
    pub end: String,
    /// The IANA time zone of both.
    pub time_zone: String,
    /// The fewest pods while it lasts.
    pub replicas: u32,
}

/// How many pods may be disturbed at once: a number, or a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disruption {
    /// So many pods.
    Pods(u32),
    /// Such a share of the pods, in whole percent.
    Percent(u32),
}

/// Where pods run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placement {
    /// The pool, by name.
    pub pool: Option<Sourced<String>>,
    /// Over what replicas are spread.
    pub spread: Option<Sourced<Spread>>,
    /// Components whose pods should be on the same node.
    pub with: Vec<ComponentId>,
    /// Components whose pods should not be on the same node.
    pub apart: Vec<ComponentId>,
    /// Tolerated taints.
    pub tolerate: Vec<Toleration>,
}

/// A tolerated taint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toleration {
    /// The taint's key.
    pub key: String,
    /// The taint's value; any where absent.
    pub value: Option<String>,
    /// The taint's effect; any where absent.
    pub effect: Option<String>,
}

/// How new pods replace old ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollout {
    /// All old pods stop before a new one starts.
    pub recreate: Option<Sourced<bool>>,
    /// Pods above the wanted number.
    pub surge: Option<Sourced<Disruption>>,
    /// Pods that may be missing.
    pub unavailable: Option<Sourced<Disruption>>,
    /// How long a new pod must be ready before it counts, in seconds.
    pub min_ready: Option<Sourced<Duration>>,
    /// After how long without progress a rollout has failed.
    pub deadline: Option<Sourced<Duration>>,
}
