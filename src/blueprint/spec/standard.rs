//! The standards of an organization: a file of its own, named by many blueprints.

use crate::blueprint::table::{Placed, Short, Text, Whole, choices, record};
use crate::names::Name;

record! {
    /// A file of guardrails that blueprints name under `standards`. They are judged on what would be applied.
    pub struct StandardFile = "standard file" {
        /// The name of the standard.
        standard: Name = "standard";
        /// Its rules.
        rules: Vec<Placed<RuleSpec>> = "rules";
    }
}

impl Short for StandardFile {}

choices! {
    /// What a rule of a standard is about.
    pub enum RuleKind = "a rule that a standard can have" {
        /// Images come from listed registries.
        Registries = "registries",
        /// Images have digests.
        Digests = "digests",
        /// Workloads have labels.
        Labels = "labels",
        /// The blueprint has an owner.
        Owner = "owner",
        /// Containers have memory limits.
        MemoryLimits = "memoryLimits",
        /// Workloads have at most so many replicas.
        Replicas = "replicas",
        /// No container runs as root.
        NoRoot = "noRoot",
        /// Entry points are encrypted.
        Tls = "tls",
        /// The posture is strict.
        Strict = "strict",
        /// Entry points have objectives.
        Objectives = "objectives",
    }
}

choices! {
    /// How bad it is to break a rule.
    pub enum RuleSeverity = "a severity" {
        /// Nothing is built.
        Error = "error",
        /// Built, but somebody should look.
        Warning = "warning",
    }
}

record! {
    /// One rule.
    pub struct RuleSpec = "rule" {
        /// What it is about: `registries` (images begin with one of `allow`), `digests`, `labels` (workloads and pods have all of
        /// `require`), `owner`, `memoryLimits`, `replicas` (at most `atMost`), `noRoot`, `tls`, `strict`, `objectives`.
        rule: RuleKind = "rule";
        /// How bad it is to break it. Default: `error`.
        severity: RuleSeverity = "severity";
        /// Why it is there. Every message quotes it.
        because: Text = "because";
        /// Prefixes of images, for `registries`: `registry.example/team`.
        allow: Vec<Text> = "allow";
        /// Keys of labels, for `labels`.
        require: Vec<Text> = "require";
        /// The most replicas of one workload, for `replicas`.
        at_most: Whole<1, 10_000> = "atMost";
    }
}

impl Short for RuleSpec {}
