//! The plan of an environment for programs: `plan.json`.

use super::changes::{self, AcceptedRow, ExtraRow, PatchRow};
use crate::architecture::model::{Architecture, Exception, Waived};
use crate::bundle::Bundle;
use crate::plan::{Decision, Deviation, Plan, PoolPlan, Rejected, Requirement};
use crate::source::{Origin, Sources};
use serde::Serialize;
use std::collections::BTreeMap;

/// Everything that was decided for an environment. It holds nothing that another machine or another day would change.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlanFile<'a> {
    blueprint: &'a str,
    environment: &'a str,
    edition: &'static str,
    namespace: Namespace<'a>,
    kubernetes: String,
    decisions: Vec<DecisionRow<'a>>,
    loads: Vec<Load<'a>>,
    nodes: Vec<Nodes<'a>>,
    requires: Vec<Required<'a>>,
    assumptions: &'a [String],
    deviations: Vec<DeviationRow<'a>>,
    exceptions: Vec<ExceptionRow<'a>>,
    patches: Vec<PatchRow<'a>>,
    extra: Vec<ExtraRow<'a>>,
    accepted: Vec<AcceptedRow<'a>>,
}

#[derive(Debug, Serialize)]
struct Namespace<'a> {
    name: &'a str,
    managed: bool,
}

#[derive(Debug, Serialize)]
struct DecisionRow<'a> {
    id: u32,
    subject: &'a str,
    setting: &'static str,
    value: &'a str,
    reason: String,
    grade: String,
    origin: Place,
    overridden: Vec<Place>,
    rejected: Vec<Candidate<'a>>,
    fields: Vec<FieldRow<'a>>,
}

/// Where something comes from: a place in the blueprint, or the sentence that argues for it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(super) enum Place {
    Blueprint { file: String, line: usize, column: usize },
    Engine { because: &'static str },
    Default { because: &'static str },
}

#[derive(Debug, Serialize)]
struct Candidate<'a> {
    candidate: &'a str,
    because: &'a str,
}

/// A field of an object that holds a decision.
#[derive(Debug, Serialize)]
struct FieldRow<'a> {
    kind: &'a str,
    name: &'a str,
    field: &'a str,
}

#[derive(Debug, Serialize)]
struct Load<'a> {
    component: &'a str,
    peak: String,
    mean: String,
    grown: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Nodes<'a> {
    pool: &'a str,
    at_least: Option<u32>,
    at_most: Option<u32>,
    cpu: Bounds,
    memory: Bounds,
}

/// Requests at the fewest and at the most pods.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Bounds {
    at_least: String,
    at_most: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Required<'a> {
    kind: &'a str,
    name: &'a str,
    detail: &'a str,
    used_by: &'a [String],
}

#[derive(Debug, Serialize)]
struct DeviationRow<'a> {
    subject: &'a str,
    finding: &'a str,
    because: &'a str,
    remedy: &'a str,
}

#[derive(Debug, Serialize)]
struct ExceptionRow<'a> {
    subject: &'a str,
    what: &'a str,
    because: &'a str,
    origin: Place,
}

impl<'a> PlanFile<'a> {
    /// The plan of an environment; without objects no field is known to hold a decision.
    #[must_use]
    pub fn of(
        architecture: &'a Architecture,
        plan: &'a Plan,
        bundle: Option<&'a Bundle>,
        waived: &'a [Waived],
        sources: &Sources,
    ) -> Self {
        let mut fields = fields(bundle);
        let decisions = plan.decisions.iter();
        Self {
            blueprint: architecture.blueprint.as_str(),
            environment: &architecture.environment,
            edition: architecture.edition.word(),
            namespace: Namespace { name: &architecture.namespace.name, managed: architecture.namespace.managed },
            kubernetes: architecture.platform.kubernetes.value.to_string(),
            decisions: decisions.map(|decision| decision_row(decision, &mut fields, sources)).collect(),
            loads: loads(architecture, plan),
            nodes: plan.nodes.iter().map(nodes).collect(),
            requires: plan.requires.iter().map(required).collect(),
            assumptions: &plan.assumptions,
            deviations: plan.deviations.iter().map(deviation).collect(),
            exceptions: architecture.exceptions.iter().map(|found| exception(found, sources)).collect(),
            patches: changes::patches(architecture, plan, bundle, sources),
            extra: changes::extra(architecture, bundle, sources),
            accepted: changes::accepted(architecture, waived, sources),
        }
    }

    /// The file.
    ///
    /// # Errors
    /// Passes on what the JSON writer says.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }
}

/// The fields that hold each decision, in the order of the objects.
fn fields(bundle: Option<&Bundle>) -> BTreeMap<u32, Vec<FieldRow<'_>>> {
    let mut fields: BTreeMap<u32, Vec<FieldRow<'_>>> = BTreeMap::new();
    for emitted in bundle.into_iter().flat_map(Bundle::objects) {
        let identity = emitted.object.identity();
        // What a patch put there is no decision.
        for recorded in emitted.fields.iter().filter(|recorded| recorded.patch.is_none()) {
            fields.entry(recorded.decision.0).or_default().push(FieldRow {
                kind: identity.kind,
                name: identity.name,
                field: &recorded.field,
            });
        }
    }
    fields
}

fn decision_row<'a>(
    decision: &'a Decision,
    fields: &mut BTreeMap<u32, Vec<FieldRow<'a>>>,
    sources: &Sources,
) -> DecisionRow<'a> {
    let Decision { id, subject, setting, value, reason, origin, overridden, grade, rejected } = decision;
    let candidate = |Rejected { candidate, because }: &'a Rejected| Candidate { candidate, because };
    DecisionRow {
        id: id.0,
        subject,
        setting: setting.word(),
        value,
        reason: reason.to_string(),
        grade: grade.to_string(),
        origin: place(origin, sources),
        overridden: overridden.iter().map(|origin| place(origin, sources)).collect(),
        rejected: rejected.iter().map(candidate).collect(),
        fields: fields.remove(&id.0).unwrap_or_default(),
    }
}

pub(super) fn place(origin: &Origin, sources: &Sources) -> Place {
    match origin {
        Origin::Written(span) => {
            let location = sources.location(*span);
            Place::Blueprint { file: location.path, line: location.line, column: location.column }
        }
        Origin::Engine(because) => Place::Engine { because },
        Origin::Default(because) => Place::Default { because },
    }
}

fn loads<'a>(architecture: &'a Architecture, plan: &'a Plan) -> Vec<Load<'a>> {
    let mut loads = Vec::new();
    for (component, decided) in architecture.components.iter().zip(&plan.components) {
        let Some(load) = &decided.load else { continue };
        loads.push(Load {
            component: component.name.as_str(),
            peak: load.peak.value.to_string(),
            mean: load.mean.value.to_string(),
            grown: load.grown.to_string(),
        });
    }
    loads
}

fn nodes(pool: &PoolPlan) -> Nodes<'_> {
    let PoolPlan { pool, at_least, at_most, cpu, memory } = pool;
    Nodes {
        pool,
        at_least: at_least.as_ref().map(|nodes| nodes.value),
        at_most: at_most.as_ref().map(|nodes| nodes.value),
        cpu: Bounds { at_least: cpu.0.to_string(), at_most: cpu.1.to_string() },
        memory: Bounds { at_least: memory.0.to_string(), at_most: memory.1.to_string() },
    }
}

fn required(requirement: &Requirement) -> Required<'_> {
    let Requirement { kind, name, detail, used_by } = requirement;
    Required { kind, name, detail, used_by }
}

fn deviation(deviation: &Deviation) -> DeviationRow<'_> {
    let Deviation { subject, finding, because, remedy } = deviation;
    DeviationRow { subject, finding, because, remedy }
}

fn exception<'a>(exception: &'a Exception, sources: &Sources) -> ExceptionRow<'a> {
    let Exception { subject, what, because, origin } = exception;
    ExceptionRow { subject, what, because, origin: place(origin, sources) }
}
