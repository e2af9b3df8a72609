//! Decisions as tables show them: equal ones of several components together.

use crate::document::facts::Facts;
use crate::plan::{Decision, Grade, Setting};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a decision belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// Version, namespace, ways in.
    Platform,
    /// Images and users.
    Containers,
    /// Workloads, their checks and their place.
    Orchestration,
    /// Rollouts and ends.
    Delivery,
    /// CPU, memory, disks, quota, nodes.
    Resources,
    /// Numbers of pods.
    Scaling,
    /// Rates.
    Demand,
}

/// One decision, or equal ones of several components.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// What it is about.
    pub setting: String,
    /// What was chosen.
    pub value: String,
    /// For whom.
    pub subjects: Vec<String>,
    /// Why, with the formula where there is one.
    pub rationale: String,
    /// Where what it rests on is written.
    pub sources: Vec<String>,
    /// Measured, declared or assumed.
    pub grade: String,
    /// What was not chosen.
    pub rejected: Vec<Candidate>,
    /// The fields of the manifests that hold it.
    pub fields: Vec<String>,
}

/// What was not chosen.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Candidate {
    /// The candidate.
    pub candidate: String,
    /// Why not.
    pub because: String,
}

/// The topic of a setting.
pub fn topic(setting: Setting) -> Topic {
    match setting {
        Setting::KubernetesVersion
        | Setting::Cost
        | Setting::Namespace
        | Setting::CloudIdentity
        | Setting::Mesh
        | Setting::Exposure
        | Setting::RequestTimeout
        | Setting::BackendHealth
        | Setting::BackendTimeout
        | Setting::BackendDraining
        | Setting::WayInSettings
        | Setting::LoadBalancerClass
        | Setting::TrafficPolicy => Topic::Platform,
        Setting::PullPolicy | Setting::User | Setting::EngineArguments => Topic::Containers,
        Setting::Rollout | Setting::GracePeriod | Setting::Drain | Setting::Migration | Setting::JobPolicy => {
            Topic::Delivery
        }
        Setting::CpuRequest
        | Setting::CpuLimit
        | Setting::MemoryRequest
        | Setting::MemoryLimit
        | Setting::EphemeralRequest
        | Setting::EphemeralLimit
        | Setting::DiskSize
        | Setting::Quota
        | Setting::ContainerDefaults
        | Setting::FewestNodes
        | Setting::MostNodes => Topic::Resources,
        Setting::Replicas
        | Setting::MinReplicas
        | Setting::MaxReplicas
        | Setting::CpuTarget
        | Setting::MemoryTarget
        | Setting::RequestsTarget
        | Setting::QueryTarget
        | Setting::QueueTarget
        | Setting::ScheduledReplicas
        | Setting::ScalingBehavior
        | Setting::PollingInterval
        | Setting::Cooldown
        | Setting::Fallback => Topic::Scaling,
        Setting::PeakRate | Setting::MeanRate => Topic::Demand,
        _ => Topic::Orchestration,
    }
}

/// The decisions of a topic, equal ones together, in the order in which settings are listed.
pub fn of(facts: &Facts<'_>, wanted: Topic) -> Vec<Group> {
    grouped(facts, facts.plan().decisions.iter().filter(|decision| topic(decision.setting) == wanted))
}

/// Groups with one reason, as one row of a table: each value with whom it is for.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    setting: String,
    values: Vec<Chosen>,
    rationale: String,
    sources: Vec<String>,
    grade: String,
    rejected: Vec<Candidate>,
}

/// One value of a row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Chosen {
    figure: String,
    scope: String,
    subjects: Vec<String>,
}

/// The rows of a table.
pub fn rows(facts: &Facts<'_>, groups: Vec<Group>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut places: BTreeMap<(String, String, String, Vec<Candidate>), usize> = BTreeMap::new();
    for group in groups {
        let value = Chosen { figure: group.value, scope: facts.scope(&group.subjects), subjects: group.subjects };
        let likeness = (group.setting.clone(), group.rationale.clone(), group.grade.clone(), group.rejected.clone());
        let at = *places.entry(likeness).or_insert(rows.len());
        match rows.get_mut(at) {
            Some(row) => {
                row.values.push(value);
                row.sources.extend(group.sources);
            }
            None => rows.push(Row {
                setting: group.setting,
                values: vec![value],
                rationale: group.rationale,
                sources: group.sources,
                grade: group.grade,
                rejected: group.rejected,
            }),
        }
    }
    for row in &mut rows {
        once(&mut row.sources);
    }
    rows
}

/// The decisions that rest on defaults and figures of the catalog, equal ones together.
pub fn assumed(facts: &Facts<'_>) -> Vec<Group> {
    grouped(facts, facts.plan().decisions.iter().filter(|decision| decision.grade == Grade::Assumed))
}

type Likeness = (Setting, String, String, String, Vec<Candidate>);

fn grouped<'d>(facts: &Facts<'_>, decisions: impl Iterator<Item = &'d Decision>) -> Vec<Group> {
    let mut places: BTreeMap<Likeness, usize> = BTreeMap::new();
    let mut groups: Vec<(Setting, Group)> = Vec::new();
    for decision in decisions {
        let one = single(facts, decision);
        let likeness =
            (decision.setting, one.value.clone(), one.rationale.clone(), one.grade.clone(), one.rejected.clone());
        if let Some((_, group)) = places.get(&likeness).and_then(|at| groups.get_mut(*at)) {
            join(group, one);
        } else {
            places.insert(likeness, groups.len());
            groups.push((decision.setting, one));
        }
    }
    groups.sort_by_key(|(setting, _)| *setting);
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    for group in &mut groups {
        for texts in [&mut group.subjects, &mut group.sources, &mut group.fields] {
            once(texts);
        }
    }
    groups
}

/// Adds an equal decision. One component may have it twice: for its container and for a step.
fn join(group: &mut Group, one: Group) {
    group.subjects.extend(one.subjects);
    group.sources.extend(one.sources);
    group.fields.extend(one.fields);
}

/// Keeps every text once, where it stands first.
fn once(texts: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

/// A decision as a group of one.
pub fn single(facts: &Facts<'_>, decision: &Decision) -> Group {
    let rejected = decision.rejected.iter();
    Group {
        setting: decision.setting.word().to_owned(),
        value: decision.value.clone(),
        subjects: vec![decision.subject.clone()],
        rationale: decision.reason.to_string(),
        sources: vec![facts.place(&decision.origin)],
        grade: decision.grade.to_string(),
        rejected: rejected
            .map(|rejected| Candidate { candidate: rejected.candidate.clone(), because: rejected.because.clone() })
            .collect(),
        fields: facts.fields(decision.id).to_vec(),
    }
}

/// The decisions about one setting, equal ones together.
pub fn about(facts: &Facts<'_>, setting: Setting) -> Vec<Group> {
    grouped(facts, facts.plan().decisions.iter().filter(|decision| decision.setting == setting))
}
