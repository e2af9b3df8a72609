//! Rules of the organization.

use crate::source::Origin;

/// A rule of a standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardrail {
    /// The standard's name.
    pub standard: String,
    /// What it demands.
    pub demand: Demand,
    /// Whether breaking it is only a warning.
    pub mild: bool,
    /// Why it is there.
    pub because: String,
    /// Where it is written.
    pub origin: Origin,
}

/// What a rule demands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Demand {
    /// Images begin with one of these prefixes.
    Registries(Vec<String>),
    /// Images have digests.
    Digests,
    /// Workloads and pods have these labels.
    Labels(Vec<String>),
    /// The blueprint has an owner.
    Owner,
    /// Containers have memory limits.
    MemoryLimits,
    /// Workloads have at most so many replicas.
    Replicas(u32),
    /// No container runs as root.
    NoRoot,
    /// Exposed entry points are encrypted.
    Tls,
    /// The posture is strict.
    Strict,
    /// Entry points have objectives.
    Objectives,
}
