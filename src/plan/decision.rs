//! Decisions: what was chosen, why, and what was not chosen.

use super::reason::Reason;
use crate::kubernetes::DecisionId;
use crate::source::{Origin, Sourced};
use std::fmt;

/// How well founded a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Measured on a running system.
    Measured,
    /// Somebody wrote it.
    Declared,
    /// Nobody said anything: a default or a figure of the catalog.
    Assumed,
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Measured => "measured",
            Self::Declared => "declared",
            Self::Assumed => "assumed",
        })
    }
}

impl Grade {
    /// The grade of a value by where it comes from.
    #[must_use]
    pub fn of(origin: &Origin) -> Self {
        match origin {
            Origin::Written(_) => Self::Declared,
            Origin::Engine(_) | Origin::Default(_) => Self::Assumed,
        }
    }
}

/// What a decision is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// The kind of workload.
    Workload,
    /// Arrivals at the peak.
    PeakRate,
    /// Arrivals in the mean.
    MeanRate,
    /// A fixed number of pods.
    Replicas,
    /// The fewest pods of the autoscaler.
    MinReplicas,
    /// The most pods of the autoscaler.
    MaxReplicas,
    /// CPU utilization that the autoscaler holds.
    CpuTarget,
    /// What a month costs.
    Cost,
    /// Memory utilization that the autoscaler holds.
    MemoryTarget,
    /// Requests per second that the autoscaler keeps at each pod.
    RequestsTarget,
    /// What each pod should have of the result of a query.
    QueryTarget,
    /// Messages that may wait for each pod.
    QueueTarget,
    /// The fewest pods in a window of time.
    ScheduledReplicas,
    /// How fast the autoscaler moves.
    ScalingBehavior,
    /// How often triggers are asked.
    PollingInterval,
    /// How long nothing must come before the last pods go.
    Cooldown,
    /// What holds while a trigger does not answer.
    Fallback,
    /// CPU request.
    CpuRequest,
    /// CPU limit.
    CpuLimit,
    /// Memory request.
    MemoryRequest,
    /// Memory limit.
    MemoryLimit,
    /// Scratch space request.
    EphemeralRequest,
    /// Scratch space limit.
    EphemeralLimit,
    /// Readiness check.
    Readiness,
    /// Liveness check.
    Liveness,
    /// Startup check.
    Startup,
    /// Time to end.
    GracePeriod,
    /// What happens before the stop signal.
    Drain,
    /// Pods that may be disturbed.
    Disruption,
    /// How new pods replace old ones.
    Rollout,
    /// Over what pods are spread.
    Spread,
    /// When images are pulled.
    PullPolicy,
    /// The user.
    User,
    /// Size of a disk.
    DiskSize,
    /// Arguments of an engine.
    EngineArguments,
    /// What must have run before new pods serve.
    Migration,
    /// What happens when a run of a cron is missed or overlaps.
    JobPolicy,
    /// What the namespace may use.
    Quota,
    /// What a container gets that says nothing.
    ContainerDefaults,
    /// Nodes of a pool at the fewest pods.
    FewestNodes,
    /// Nodes of a pool at the most pods.
    MostNodes,
    /// How an entry point is exposed.
    Exposure,
    /// After how long a gateway gives a request up.
    RequestTimeout,
    /// How a load balancer finds out whether pods are well.
    BackendHealth,
    /// After how long a load balancer gives a request up.
    BackendTimeout,
    /// How long a load balancer leaves requests at a pod that goes alone.
    BackendDraining,
    /// What the implementation behind a way in is told.
    WayInSettings,
    /// The implementation of a load balancer.
    LoadBalancerClass,
    /// Over which nodes a load balancer spreads.
    TrafficPolicy,
    /// Whether peers find pods that are not ready.
    PeerDiscovery,
    /// The Kubernetes minor version.
    KubernetesVersion,
    /// The namespace.
    Namespace,
    /// How pods take an identity of the cloud.
    CloudIdentity,
    /// Whether pods join the mesh.
    Mesh,
}

impl Setting {
    /// The word that tables and documents show.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Workload => "workload",
            Self::PeakRate => "peak rate",
            Self::MeanRate => "mean rate",
            Self::Replicas => "replicas",
            Self::MinReplicas => "minimum replicas",
            Self::MaxReplicas => "maximum replicas",
            Self::CpuTarget => "CPU target",
            Self::Cost => "monthly cost",
            Self::MemoryTarget => "memory target",
            Self::RequestsTarget => "requests target",
            Self::QueryTarget => "query target",
            Self::QueueTarget => "queue target",
            Self::ScheduledReplicas => "scheduled replicas",
            Self::ScalingBehavior => "scaling behavior",
            Self::PollingInterval => "polling interval",
            Self::Cooldown => "cooldown",
            Self::Fallback => "fallback",
            Self::CpuRequest => "CPU request",
            Self::CpuLimit => "CPU limit",
            Self::MemoryRequest => "memory request",
            Self::MemoryLimit => "memory limit",
            Self::EphemeralRequest => "scratch space request",
            Self::EphemeralLimit => "scratch space limit",
            Self::Readiness => "readiness",
            Self::Liveness => "liveness",
            Self::Startup => "startup",
            Self::GracePeriod => "grace period",
            Self::Drain => "drain",
            Self::Disruption => "disruption budget",
            Self::Rollout => "rollout",
            Self::Spread => "spread",
            Self::PullPolicy => "pull policy",
            Self::User => "user",
            Self::DiskSize => "disk size",
            Self::EngineArguments => "engine arguments",
            Self::Migration => "migration",
            Self::JobPolicy => "job policy",
            Self::Quota => "quota",
            Self::ContainerDefaults => "container defaults",
            Self::FewestNodes => "nodes at the fewest pods",
            Self::MostNodes => "nodes at the most pods",
            Self::Exposure => "exposure",
            Self::RequestTimeout => "request timeout",
            Self::BackendHealth => "load balancer's health check",
            Self::BackendTimeout => "load balancer's timeout",
            Self::BackendDraining => "load balancer's draining",
            Self::WayInSettings => "settings of the way in",
            Self::LoadBalancerClass => "load balancer class",
            Self::TrafficPolicy => "external traffic policy",
            Self::PeerDiscovery => "peer discovery",
            Self::KubernetesVersion => "Kubernetes version",
            Self::Namespace => "namespace",
            Self::CloudIdentity => "identity of the cloud",
            Self::Mesh => "mesh",
        }
    }
}

/// What could have been chosen, and why it was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The candidate.
    pub candidate: String,
    /// Why not.
    pub because: String,
}

impl Rejected {
    /// A candidate that was not chosen.
    pub fn new(candidate: impl Into<String>, because: impl Into<String>) -> Self {
        Self { candidate: candidate.into(), because: because.into() }
    }
}

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Its number.
    pub id: DecisionId,
    /// The component, entry point or pool, or the environment's name for what belongs to the whole.
    pub subject: String,
    /// What it is about.
    pub setting: Setting,
    /// What was chosen, as people read it.
    pub value: String,
    /// Why.
    pub reason: Reason,
    /// Where what it rests on is written.
    pub origin: Origin,
    /// What that was written over.
    pub overridden: Vec<Origin>,
    /// How well founded it is: the worst of what it rests on.
    pub grade: Grade,
    /// What was not chosen.
    pub rejected: Vec<Rejected>,
}

/// A value with the number of its decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided<T> {
    /// The value.
    pub value: T,
    /// The decision.
    pub id: DecisionId,
}

/// All decisions of a plan, while they are made.
#[derive(Debug, Default)]
pub struct Ledger {
    decisions: Vec<Decision>,
}

/// What a decision rests on.
#[derive(Clone, Debug)]
pub struct Basis {
    /// Why.
    pub reason: Reason,
    /// Where that is written.
    pub origin: Origin,
    /// What that was written over.
    pub overridden: Vec<Origin>,
    /// How well founded it is.
    pub grade: Grade,
    /// What was not chosen.
    pub rejected: Vec<Rejected>,
}

impl Basis {
    /// What somebody wrote.
    #[must_use]
    pub fn written<T>(source: &Sourced<T>) -> Self {
        let reason = match &source.origin {
            Origin::Written(_) => Reason::Written,
            Origin::Engine(why) => Reason::Engine(why),
            Origin::Default(why) => Reason::Rule(why),
        };
        Self {
            reason,
            origin: source.origin.clone(),
            overridden: source.overridden.clone(),
            grade: Grade::of(&source.origin),
            rejected: Vec::new(),
        }
    }

    /// A rule of the edition, in one sentence.
    #[must_use]
    pub fn rule(why: &'static str) -> Self {
        Self {
            reason: Reason::Rule(why),
            origin: Origin::Default(why),
            overridden: Vec::new(),
            grade: Grade::Assumed,
            rejected: Vec::new(),
        }
    }

    /// A figure of an engine.
    #[must_use]
    pub fn engine(why: &'static str) -> Self {
        Self { reason: Reason::Engine(why), origin: Origin::Engine(why), ..Self::rule(why) }
    }

    /// A computation from something written.
    #[must_use]
    pub fn computed(reason: Reason, origin: &Origin, grade: Grade) -> Self {
        Self { reason, origin: origin.clone(), overridden: Vec::new(), grade, rejected: Vec::new() }
    }

    /// A choice of the design, which is as sure as what it is made from.
    #[must_use]
    pub fn design(why: &'static str) -> Self {
        Self { grade: Grade::Declared, ..Self::rule(why) }
    }

    /// The same with a candidate that was not chosen.
    #[must_use]
    pub fn not(mut self, candidate: impl Into<String>, because: impl Into<String>) -> Self {
        self.rejected.push(Rejected::new(candidate, because));
        self
    }
}

impl Ledger {
    /// Writes a decision down.
    pub fn decide<T>(
        &mut self,
        subject: &str,
        setting: Setting,
        value: T,
        shown: impl Into<String>,
        basis: Basis,
    ) -> Decided<T> {
        let id = DecisionId(u32::try_from(self.decisions.len()).unwrap_or(u32::MAX));
        self.decisions.push(Decision {
            id,
            subject: subject.to_owned(),
            setting,
            value: shown.into(),
            reason: basis.reason,
            origin: basis.origin,
            overridden: basis.overridden,
            grade: basis.grade,
            rejected: basis.rejected,
        });
        Decided { value, id }
    }

    /// Writes a decision down whose value shows itself.
    pub fn show<T: fmt::Display>(&mut self, subject: &str, setting: Setting, value: T, basis: Basis) -> Decided<T> {
        let shown = value.to_string();
        self.decide(subject, setting, value, shown, basis)
    }

    /// The grade of a decision that was made already.
    #[must_use]
    pub fn grade(&self, id: DecisionId) -> Grade {
        self.decisions.get(id.0 as usize).map_or(Grade::Assumed, |decision| decision.grade)
    }

    /// All decisions, in the order in which they were made.
    #[must_use]
    pub fn into_decisions(self) -> Vec<Decision> {
        self.decisions
    }
}
