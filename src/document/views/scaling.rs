//! Scaling: autoscalers, fixed numbers, caches, and what the namespace may use.

use super::decisions::{Group, single};
use crate::architecture::model::{Call, CallKind, ComponentType, Target};
use crate::document::facts::Facts;
use crate::kubernetes::DecisionId;
use crate::plan::{AutoScale, Decision, Reason, Scale, Setting};
use crate::units::Rate;
use serde::Serialize;
use std::collections::BTreeMap;

/// One autoscaler.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AutoscalerView {
    /// The object.
    pub object: String,
    /// The fewest pods.
    pub minimum: u32,
    /// Why.
    pub minimum_formula: String,
    /// The most pods.
    pub maximum: u32,
    /// Why.
    pub maximum_formula: String,
    /// CPU utilization in percent of the request; `none` where CPU does not count.
    pub cpu_target: String,
    /// All that is held, where it is not CPU alone.
    pub triggers: Vec<String>,
    /// CPU request of a pod.
    pub cpu_request: String,
    /// How fast it moves.
    pub behavior: String,
    /// How well founded the maximum is.
    pub grade: String,
    /// Where what it rests on is written.
    pub source: String,
    /// What was not chosen, for the fewest, the most and the target.
    pub rejected: Vec<super::decisions::Candidate>,
}

/// A cache, and what it spares.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CacheView {
    /// The engine.
    pub engine: String,
    /// Who runs it.
    pub runs: String,
    /// The data that it holds.
    pub dataset: String,
    /// Memory request and limit.
    pub memory: String,
    /// Its arguments: the bound, and what is evicted.
    pub arguments: String,
    /// Arrivals at the peak.
    pub peak_rate: String,
    /// Calls that it spares others.
    pub spares: Vec<SparedView>,
    /// Who uses it.
    pub users: Vec<String>,
    /// Where it is written.
    pub source: String,
}

/// Calls that a cache answers in another's place.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SparedView {
    /// Who calls.
    pub caller: String,
    /// Who is spared.
    pub store: String,
    /// The share that the cache answers.
    pub hit_ratio: String,
    /// The rate at the store with the cache.
    pub peak_rate: String,
    /// The rate at the store when the cache is empty or gone.
    pub peak_rate_without: String,
    /// Where the share is written.
    pub source: String,
}

/// The autoscalers by component.
pub fn autoscalers(facts: &Facts<'_>) -> BTreeMap<String, AutoscalerView> {
    let mut views = BTreeMap::new();
    for (_, component, _, plan) in facts.running() {
        let Scale::Auto(auto) = &plan.scale else { continue };
        let AutoScale { min, max, cpu, behavior, events, .. } = &**auto;
        let decision = |id| facts.decision(id);
        let (Some(low), Some(high)) = (decision(min.id), decision(max.id)) else { continue };
        let name = component.name.as_str();
        let kind = if events.is_some() { "ScaledObject" } else { "HorizontalPodAutoscaler" };
        let object = facts.objects(kind, Some(name)).pop();
        let aims: Vec<&Decision> = held(auto).into_iter().filter_map(decision).collect();
        let decisions: Vec<&Decision> = [low, high].into_iter().chain(aims.iter().copied()).collect();
        let all = decisions.iter().flat_map(|decision| single(facts, decision).rejected);
        let plain = events.is_none() && auto.requests.is_none() && auto.memory.is_none();
        views.insert(
            name.to_owned(),
            AutoscalerView {
                object: format!("{kind}/{}", object.unwrap_or_else(|| name.to_owned())),
                minimum: min.value,
                minimum_formula: low.reason.to_string(),
                maximum: max.value,
                maximum_formula: high.reason.to_string(),
                cpu_target: cpu.as_ref().map_or_else(|| "none".to_owned(), |target| format!("{}%", target.value)),
                triggers: if plain { Vec::new() } else { aims.iter().map(|aim| shown(aim)).collect() },
                cpu_request: plan.resources.cpu_request.value.to_string(),
                behavior: decision(behavior.id).map_or_else(String::new, |decision| decision.value.clone()),
                grade: worst(&decisions),
                source: facts.place(&high.origin),
                rejected: all.collect(),
            },
        );
    }
    views
}

/// The decisions about what an autoscaler holds.
pub fn held(auto: &AutoScale) -> Vec<DecisionId> {
    let events = auto.events.iter().flat_map(|events| &events.triggers).map(|trigger| trigger.held.1);
    let cpu = auto.cpu.as_ref().map(|target| target.id);
    let requests = auto.requests.as_ref().map(|target| target.id);
    let memory = auto.memory.as_ref().map(|target| target.id);
    events.chain(requests).chain(cpu).chain(memory).collect()
}

/// What is held, in words.
fn shown(decision: &Decision) -> String {
    match decision.setting {
        Setting::CpuTarget => format!("{} of the CPU request", decision.value),
        Setting::MemoryTarget => format!("{} of the memory request", decision.value),
        Setting::RequestsTarget => format!("{} per pod", decision.value),
        _ => decision.value.clone(),
    }
}

fn worst(decisions: &[&Decision]) -> String {
    decisions.iter().map(|decision| decision.grade).max().map_or_else(String::new, |grade| grade.to_string())
}

/// What autoscalers hold, and what KEDA is told besides, equal ones together.
pub fn targets(facts: &Facts<'_>) -> Vec<Group> {
    let settings = [
        Setting::CpuTarget,
        Setting::MemoryTarget,
        Setting::RequestsTarget,
        Setting::QueryTarget,
        Setting::QueueTarget,
        Setting::ScheduledReplicas,
        Setting::PollingInterval,
        Setting::Cooldown,
        Setting::Fallback,
    ];
    settings.into_iter().flat_map(|setting| super::decisions::about(facts, setting)).collect()
}

/// Fixed numbers of pods, equal ones together.
pub fn fixed(facts: &Facts<'_>) -> Vec<Group> {
    super::decisions::of(facts, super::decisions::Topic::Scaling)
        .into_iter()
        .filter(|group| group.setting == crate::plan::Setting::Replicas.word())
        .collect()
}

/// Pods that the grown peak takes, before any reserve; where the plan computed it.
pub fn pods_at_horizon(facts: &Facts<'_>, name: &str) -> Option<u32> {
    let ids = match &facts.pods_of(name)?.scale {
        Scale::Fixed(replicas) => vec![replicas.id],
        Scale::Auto(auto) => vec![auto.min.id, auto.max.id],
        Scale::PerNode(_) | Scale::Runs => Vec::new(),
    };
    ids.into_iter().find_map(|id| match &facts.decision(id)?.reason {
        Reason::PodsForGrownPeak { pods, .. } | Reason::PodsForRequests { pods, .. } => Some(*pods),
        _ => None,
    })
}

/// The caches by component.
pub fn caches(facts: &Facts<'_>) -> BTreeMap<String, CacheView> {
    let mut views = BTreeMap::new();
    for (id, component, plan) in facts.components() {
        if component.kind != ComponentType::Cache {
            continue;
        }
        let unknown = || "unknown".to_owned();
        let pods = plan.pods.as_deref();
        let memory = pods.map(|pods| {
            let limit = pods.resources.memory_limit.as_ref().map(|limit| limit.value.to_string());
            format!("{}..{}", pods.resources.memory_request.value, limit.unwrap_or_else(|| "none".to_owned()))
        });
        let arguments = pods.and_then(|pods| facts.decision(pods.engine_args.as_ref()?.id));
        let in_front = facts
            .architecture()
            .calls
            .iter()
            .filter(|call| call.behind.as_ref().is_some_and(|(cache, _)| *cache == id));
        let users = facts.architecture().calls_to(id).map(|call| facts.target(Target::Component(call.from)).to_owned());
        views.insert(
            component.name.to_string(),
            CacheView {
                engine: component.engine.map_or_else(unknown, |engine| engine.name.to_owned()),
                runs: super::components::runs(component, plan),
                dataset: component.dataset.as_ref().map_or_else(unknown, |dataset| dataset.value.to_string()),
                memory: memory.unwrap_or_else(|| "the provider's".to_owned()),
                arguments: arguments.map_or_else(|| "none".to_owned(), |decision| decision.value.clone()),
                peak_rate: plan.load.as_ref().map_or_else(unknown, |load| load.peak.value.to_string()),
                spares: in_front.map(|call| spared(facts, call)).collect(),
                users: users.collect(),
                source: facts.place(&component.origin),
            },
        );
    }
    views
}

fn spared(facts: &Facts<'_>, call: &Call) -> SparedView {
    let unknown = || "unknown".to_owned();
    let hit = call.behind.as_ref().map(|(_, hit)| hit);
    SparedView {
        caller: facts.target(Target::Component(call.from)).to_owned(),
        store: facts.target(call.to).to_owned(),
        hit_ratio: hit.map_or_else(unknown, |hit| hit.value.to_string()),
        peak_rate: facts.rate(call).map_or_else(unknown, |rate| rate.to_string()),
        peak_rate_without: without_cache(facts, call).map_or_else(unknown, |rate| rate.to_string()),
        source: hit.map_or_else(unknown, |hit| facts.place(&hit.origin)),
    }
}

/// The rate of a call whose cache answers nothing.
pub fn without_cache(facts: &Facts<'_>, call: &Call) -> Option<Rate> {
    match &call.kind {
        CallKind::PerRequest(factor) => {
            let peak = facts.plan().components.get(call.from.0)?.load.as_ref()?.peak.value.0;
            Some(Rate(peak.times(factor.value.0)))
        }
        CallKind::AtRate(rate) => Some(rate.value),
        CallKind::Consumes { .. } => None,
    }
}

/// What the namespace may use.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AllowanceView {
    /// Hard limits of the ResourceQuota.
    pub quota: BTreeMap<String, String>,
    /// What a container gets that says nothing.
    pub default_requests: BTreeMap<String, String>,
    /// Its limits.
    pub default_limits: BTreeMap<String, String>,
    /// The most that one container may have.
    pub most: BTreeMap<String, String>,
    /// Who keeps to it.
    pub rationale: String,
}

/// What the namespace may use; where it is not ours, that is said.
pub fn allowance(facts: &Facts<'_>) -> AllowanceView {
    let plan = facts.plan();
    let quota = plan.quota.as_ref();
    let defaults = plan.container_defaults.as_ref().map(|defaults| &defaults.value);
    let reason = quota.and_then(|quota| facts.decision(quota.id)).map(|decision| decision.reason.to_string());
    AllowanceView {
        quota: quota.map(|quota| quota.value.hard.clone()).unwrap_or_default(),
        default_requests: defaults.map(|defaults| defaults.requests.clone()).unwrap_or_default(),
        default_limits: defaults.map(|defaults| defaults.limits.clone()).unwrap_or_default(),
        most: defaults.map(|defaults| defaults.max.clone()).unwrap_or_default(),
        rationale: reason.unwrap_or_else(|| {
            format!("the namespace {} belongs to others: neither quota nor defaults are made for it", facts.namespace())
        }),
    }
}
