//! What a plan is made of.

use super::decision::{Decided, Decision};
use crate::architecture::model::{CalledPort, Check, ComponentId, Disruption, Drain, Text};
use crate::kubernetes::DecisionId;
use crate::units::{Bytes, MilliCpu, Money, Rate};
use std::collections::BTreeMap;

/// The decisions for one environment.
#[derive(Clone, Debug)]
pub struct Plan {
    /// All decisions, by number.
    pub decisions: Vec<Decision>,
    /// By component, in the order of the architecture; none for what others run.
    pub components: Vec<ComponentPlan>,
    /// What the namespace may use; none where it is not ours.
    pub quota: Option<Decided<Quota>>,
    /// What a container gets that says nothing; none where the namespace is not ours.
    pub container_defaults: Option<Decided<ContainerDefaults>>,
    /// Nodes by pool.
    pub nodes: Vec<PoolPlan>,
    /// Sizes of the shared disks, in their order.
    pub shared_disks: Vec<Decided<Bytes>>,
    /// How entry points lead in, in their order.
    pub ways_in: Vec<WayIn>,
    /// What a month costs; none without prices.
    pub cost: Option<Decided<Cost>>,
    /// The Kubernetes version and the namespace.
    pub platform: Vec<DecisionId>,
    /// What must exist before the manifests are applied.
    pub requires: Vec<Requirement>,
    /// What is assumed, each in one sentence with its source.
    pub assumptions: Vec<String>,
    /// Findings of scanners that follow from choices, with the reason.
    pub deviations: Vec<Deviation>,
}

impl Plan {
    /// The brokers of ours that KEDA asks, with their ports: each once, in order.
    #[must_use]
    pub fn asked_by_keda(&self) -> Vec<(ComponentId, CalledPort)> {
        let scales = self.components.iter().filter_map(|component| component.pods.as_ref()).map(|pods| &pods.scale);
        let events = scales.filter_map(|scale| match scale {
            Scale::Auto(auto) => auto.events.as_ref(),
            Scale::Fixed(_) | Scale::PerNode(_) | Scale::Runs => None,
        });
        let mut asked: Vec<(ComponentId, CalledPort)> = Vec::new();
        for reached in events.flat_map(|events| &events.triggers).filter_map(|trigger| trigger.reaches.as_ref()) {
            if !asked.contains(reached) {
                asked.push(reached.clone());
            }
        }
        asked.sort_by(|(a, left), (b, right)| a.cmp(b).then(left.target.cmp(&right.target)));
        asked
    }

    /// The decision with this number.
    #[must_use]
    pub fn decision(&self, id: DecisionId) -> Option<&Decision> {
        self.decisions.get(id.0 as usize)
    }
}

/// The decisions for one entry point.
#[derive(Clone, Debug)]
pub struct WayIn {
    /// What carries it.
    pub exposure: Decided<String>,
    /// After how long the gateway gives a request up, by route, as the Gateway API writes it: `0s` is no limit. None where the
    /// gateway keeps its own time.
    pub timeouts: Vec<Option<Decided<String>>>,
    /// What the implementation behind the Ingress or the Service is told.
    pub annotations: Option<Decided<BTreeMap<String, String>>>,
    /// The implementation of the load balancer, where there is more than one.
    pub class: Option<Decided<String>>,
    /// Over which nodes a load balancer spreads.
    pub traffic_policy: Option<Decided<&'static str>>,
}

/// The decisions for one component.
#[derive(Clone, Debug)]
pub struct ComponentPlan {
    /// What arrives.
    pub load: Option<LoadPlan>,
    /// What runs; none for what others run.
    pub pods: Option<Box<PodPlan>>,
    /// What an operator runs for us.
    pub members: Option<Box<MembersPlan>>,
}

/// The members of a store that an operator runs.
#[derive(Clone, Debug)]
pub struct MembersPlan {
    /// How many there are.
    pub count: Decided<u32>,
    /// What each of them asks for.
    pub resources: ResourcePlan,
}

/// What arrives at a component.
#[derive(Clone, Debug)]
pub struct LoadPlan {
    /// At the peak.
    pub peak: Decided<Rate>,
    /// In the mean.
    pub mean: Decided<Rate>,
    /// At the horizon's peak.
    pub grown: Rate,
}

/// The kind of a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workload {
    /// A Deployment.
    Deployment,
    /// A StatefulSet.
    StatefulSet,
    /// A DaemonSet.
    DaemonSet,
    /// A CronJob.
    CronJob,
    /// A Job.
    Job,
}

impl Workload {
    /// The kind as Kubernetes names it.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::CronJob => "CronJob",
            Self::Job => "Job",
        }
    }
}

/// The pods of a component.
#[derive(Clone, Debug)]
pub struct PodPlan {
    /// The kind of workload.
    pub workload: Decided<Workload>,
    /// Whether peers find pods that are not ready yet; none where pods do not look for each other.
    pub peers: Option<Decided<bool>>,
    /// How many.
    pub scale: Scale,
    /// Their container's resources.
    pub resources: ResourcePlan,
    /// The resources of their init steps, in order.
    pub init_resources: Vec<ResourcePlan>,
    /// Their sidecars, in order.
    pub sidecars: Vec<SidecarPlan>,
    /// Whether they get traffic.
    pub readiness: Option<Decided<ProbePlan>>,
    /// Whether they must be restarted.
    pub liveness: Option<Decided<ProbePlan>>,
    /// Whether they have started.
    pub startup: Option<Decided<ProbePlan>>,
    /// Seconds to end.
    pub grace: Decided<u32>,
    /// What happens before the stop signal.
    pub drain: Option<Decided<Drain>>,
    /// How many may be disturbed; none for what runs to completion.
    pub disruption: Option<Decided<Disruption>>,
    /// How new ones replace old ones.
    pub rollout: Option<Decided<RolloutPlan>>,
    /// Over what they are spread.
    pub spread: Option<Decided<SpreadPlan>>,
    /// Always, or as Kubernetes would choose.
    pub pull_always: Option<DecisionId>,
    /// The user.
    pub user: DecisionId,
    /// Sizes of the disks, in their order.
    pub disks: Vec<Decided<Bytes>>,
    /// Arguments of the engine, where the component has none of its own.
    pub engine_args: Option<Decided<Vec<Text>>>,
    /// How missed and failed runs are handled.
    pub job: Option<Decided<JobPlan>>,
    /// Whether they join the mesh; none where there is none.
    pub mesh: Option<Decided<bool>>,
    /// The resources of the proxy that the mesh puts beside them.
    pub proxy: Option<ResourcePlan>,
    /// What must have run before they serve.
    pub migration: Option<DecisionId>,
    /// How a load balancer treats them, where it is told by objects of its own.
    pub backend: Option<BackendPlan>,
}

/// How a load balancer treats pods.
#[derive(Clone, Debug)]
pub struct BackendPlan {
    /// How it finds out whether they are well.
    pub health: Decided<ProbePlan>,
    /// Seconds after which it gives a request up; none where it keeps its own time.
    pub timeout: Option<Decided<u32>>,
    /// Seconds for which requests at a pod that goes are left alone.
    pub draining: Decided<u32>,
}

impl PodPlan {
    /// The resources of every container.
    pub fn containers(&self) -> impl Iterator<Item = &ResourcePlan> {
        let sidecars = self.sidecars.iter().map(|sidecar| &sidecar.resources);
        std::iter::once(&self.resources).chain(&self.init_resources).chain(sidecars).chain(&self.proxy)
    }

    /// What the whole pod takes of something. Steps run one after the other before the component's container, so of these the
    /// largest counts; sidecars run beside all of them.
    #[must_use]
    pub fn whole(&self, figure: &dyn Fn(&ResourcePlan) -> u64) -> u64 {
        let in_turn = std::iter::once(&self.resources).chain(&self.init_resources).map(figure).max().unwrap_or(0);
        let sidecars = self.sidecars.iter().map(|sidecar| &sidecar.resources);
        let beside = sidecars.chain(&self.proxy).map(figure);
        beside.fold(in_turn, u64::saturating_add)
    }
}

/// A container that runs beside the component's.
#[derive(Clone, Debug)]
pub struct SidecarPlan {
    /// Its resources.
    pub resources: ResourcePlan,
    /// Whether it keeps traffic away from the pod.
    pub readiness: Option<Decided<ProbePlan>>,
    /// Whether it must be restarted.
    pub liveness: Option<Decided<ProbePlan>>,
    /// Whether it has started; what comes after it waits.
    pub startup: Option<Decided<ProbePlan>>,
}

/// How many pods.
#[derive(Clone, Debug)]
pub enum Scale {
    /// A fixed number.
    Fixed(Decided<u32>),
    /// An autoscaler.
    Auto(Box<AutoScale>),
    /// One on every node; the fewest and the most of them.
    PerNode(Decided<(u32, u32)>),
    /// As many as runs ask for.
    Runs,
}

impl Scale {
    /// The fewest and the most.
    #[must_use]
    pub fn bounds(&self) -> (u32, u32) {
        match self {
            Self::Fixed(count) => (count.value, count.value),
            Self::Auto(auto) => (auto.min.value, auto.max.value),
            Self::PerNode(nodes) => nodes.value,
            Self::Runs => (0, 1),
        }
    }
}

/// The metric of a pod's requests per second, as the documentation of prometheus-adapter names it.
pub const REQUESTS_METRIC: &str = "http_requests_per_second";

/// An autoscaler: bounds, and what it holds.
#[derive(Clone, Debug)]
pub struct AutoScale {
    /// The fewest.
    pub min: Decided<u32>,
    /// The most.
    pub max: Decided<u32>,
    /// CPU utilization in percent of the request.
    pub cpu: Option<Decided<u32>>,
    /// Memory utilization in percent of the request.
    pub memory: Option<Decided<u32>>,
    /// Requests per second of each pod.
    pub requests: Option<Decided<Rate>>,
    /// How fast it moves.
    pub behavior: Decided<Behavior>,
    /// What KEDA is told; none where Kubernetes' own autoscaler does.
    pub events: Option<Events>,
}

/// What KEDA is told.
#[derive(Clone, Debug)]
pub struct Events {
    /// What brings pods.
    pub triggers: Vec<Trigger>,
    /// Seconds between two looks at each trigger.
    pub polling: Decided<u32>,
    /// Seconds without anything before the last pods go; none where some always stay.
    pub cooldown: Option<Decided<u32>>,
    /// What holds while a trigger does not answer.
    pub fallback: Option<Decided<Fallback>>,
}

/// One trigger besides CPU.
#[derive(Clone, Debug)]
pub struct Trigger {
    /// Its type in KEDA's words.
    pub kind: &'static str,
    /// What it is told, in KEDA's words.
    pub metadata: BTreeMap<&'static str, String>,
    /// The key of them that holds a decision.
    pub held: (&'static str, DecisionId),
    /// The broker, and what is taken from Secrets to log in there.
    pub authentication: Option<(String, Vec<Parameter>)>,
    /// Whom of ours it asks, at which port.
    pub reaches: Option<(ComponentId, CalledPort)>,
}

/// A parameter of a trigger that is a key of a Secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The parameter.
    pub parameter: &'static str,
    /// The Secret.
    pub secret: String,
    /// The key in it.
    pub key: String,
}

/// What holds while a trigger does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fallback {
    /// Failures in a row that count.
    pub failures: u32,
    /// The fewest pods meanwhile.
    pub replicas: u32,
}

/// How fast an autoscaler moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behavior {
    /// Percent that may be added in a period.
    pub up_percent: i32,
    /// Pods that may be added in a period.
    pub up_pods: i32,
    /// Seconds of the period of growth.
    pub up_period: i32,
    /// Seconds that a lower number must have been enough.
    pub down_window: i32,
    /// Percent that may be removed in a period.
    pub down_percent: i32,
    /// Seconds of the period of shrinking.
    pub down_period: i32,
}

/// CPU, memory and scratch space of a container.
#[derive(Clone, Debug)]
pub struct ResourcePlan {
    /// CPU request.
    pub cpu_request: Decided<MilliCpu>,
    /// CPU limit.
    pub cpu_limit: Option<Decided<MilliCpu>>,
    /// Memory request.
    pub memory_request: Decided<Bytes>,
    /// Memory limit.
    pub memory_limit: Option<Decided<Bytes>>,
    /// Scratch space request.
    pub ephemeral_request: Option<Decided<Bytes>>,
    /// Scratch space limit.
    pub ephemeral_limit: Option<Decided<Bytes>>,
}

/// One health check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbePlan {
    /// What is done.
    pub check: Check,
    /// Seconds before the first check.
    pub delay: u32,
    /// Seconds between checks.
    pub period: u32,
    /// Seconds after which a check has failed.
    pub timeout: u32,
    /// Failures in a row that count.
    pub failures: u32,
}

/// How new pods replace old ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolloutPlan {
    /// All old pods stop first.
    pub recreate: bool,
    /// Pods above the wanted number.
    pub surge: Disruption,
    /// Pods that may be missing.
    pub unavailable: Disruption,
    /// Seconds that a new pod must be ready.
    pub min_ready: u32,
    /// Seconds without progress after which it has failed.
    pub deadline: u32,
}

/// Over what pods are spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpreadPlan {
    /// Evenly over zones, or not at all.
    pub zones: bool,
    /// Over nodes, where there is room.
    pub hosts: bool,
    /// Another pod of the same component on a node is avoided, too.
    pub apart: bool,
}

/// How missed and failed runs are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobPlan {
    /// Tries before a run has failed.
    pub tries: i32,
    /// Seconds after its time within which a missed run is still started.
    pub deadline: i64,
    /// Successful and failed runs that are kept.
    pub kept: (i32, i32),
}

/// What a namespace may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Hard limits by resource, in canonical quantities.
    pub hard: BTreeMap<String, String>,
}

/// What a container gets that says nothing, and the most that one may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContainerDefaults {
    /// Requests.
    pub requests: BTreeMap<String, String>,
    /// Limits.
    pub limits: BTreeMap<String, String>,
    /// The most.
    pub max: BTreeMap<String, String>,
    /// The least.
    pub min: BTreeMap<String, String>,
}

/// The nodes of a pool.
#[derive(Clone, Debug)]
pub struct PoolPlan {
    /// The pool; empty where the platform has none.
    pub pool: String,
    /// Nodes at the fewest pods.
    pub at_least: Option<Decided<u32>>,
    /// Nodes at the most pods.
    pub at_most: Option<Decided<u32>>,
    /// CPU requests at the fewest and the most pods.
    pub cpu: (MilliCpu, MilliCpu),
    /// Memory requests at the fewest and the most pods.
    pub memory: (Bytes, Bytes),
}

/// What a month costs, as far as there are prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// At the fewest pods.
    pub least: Money,
    /// At the most pods.
    pub most: Money,
}

/// Something that must exist in the cluster.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Requirement {
    /// Its kind: `Secret`, `GatewayClass`, `CustomResourceDefinition`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What is needed of it: keys of a Secret, the version of a definition.
    pub detail: String,
    /// For whom.
    pub used_by: Vec<String>,
}

impl Plan {
    /// Takes in what objects refer to after they were changed by hand, unless it is asked for already.
    pub fn require(&mut self, outside: impl IntoIterator<Item = Requirement>) {
        for needed in outside {
            let same = |known: &&mut Requirement| known.kind == needed.kind && known.name == needed.name;
            match self.requires.iter_mut().find(same) {
                Some(known) if known.detail == needed.detail => known.used_by.extend(needed.used_by),
                Some(_) => {}
                None => self.requires.push(needed),
            }
        }
        self.requires.sort();
    }
}

/// A finding of scanners that follows from a choice.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deviation {
    /// The component, or the environment's name.
    pub subject: String,
    /// What is found.
    pub finding: String,
    /// Why it stays.
    pub because: String,
    /// What would end it.
    pub remedy: String,
}
