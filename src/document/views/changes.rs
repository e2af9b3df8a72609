//! Changes by hand: patches, extra objects, accepted findings, each with its reason.

use crate::architecture::model::{Acceptance, Architecture, Change, Extra, Patch};
use crate::document::facts::Facts;
use crate::kubernetes::{Checked, Emitted, Object};
use crate::source::{Origin, Sourced};
use crate::units::Date;
use serde::Serialize;

/// Everything that is changed by hand.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangesView {
    /// How many of each.
    pub summary: String,
    /// The patches.
    pub patches: Vec<PatchView>,
    /// Objects beside those that are made.
    pub extra: Vec<ExtraView>,
    /// Accepted findings.
    pub accepted: Vec<AcceptedView>,
}

/// A patch.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchView {
    /// The object.
    pub target: String,
    /// The form of the patch.
    pub form: String,
    /// The decisions that it overrides.
    pub overrides: Vec<String>,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub because: String,
    /// The last day.
    pub until: String,
    /// Where it is written.
    pub source: String,
}

/// An object beside those that are made.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtraView {
    /// Kind and name.
    pub object: String,
    /// What it was checked against.
    pub checked: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is there.
    pub because: String,
    /// The last day.
    pub until: String,
    /// Where it is written.
    pub source: String,
}

/// An accepted finding.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedView {
    /// Its code.
    pub code: String,
    /// What it is about.
    pub title: String,
    /// What was found.
    pub findings: Vec<String>,
    /// Why it may stay.
    pub because: String,
    /// The last day.
    pub until: String,
    /// Where it is written.
    pub source: String,
}

/// The changes of the lead environment.
pub fn changes(facts: &Facts<'_>) -> ChangesView {
    let architecture = facts.architecture();
    ChangesView {
        summary: summary(architecture),
        patches: architecture.patches.iter().enumerate().map(|(number, one)| patch(facts, number, one)).collect(),
        extra: architecture.extra.iter().map(|one| extra(facts, one)).collect(),
        accepted: architecture.accepted.iter().enumerate().map(|(number, one)| accepted(facts, number, one)).collect(),
    }
}

/// How much of an environment is changed by hand: `2 patches, 1 extra object`.
pub fn summary(architecture: &Architecture) -> String {
    let counts = [
        (architecture.patches.len(), "patch", "patches"),
        (architecture.extra.len(), "extra object", "extra objects"),
        (architecture.accepted.len(), "accepted finding", "accepted findings"),
    ];
    let counted = counts.iter().filter(|(count, ..)| *count > 0);
    let words: Vec<String> =
        counted.map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many })).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn patch(facts: &Facts<'_>, number: usize, patch: &Patch) -> PatchView {
    PatchView {
        target: patch.target_name(),
        form: match patch.change {
            Change::Merge(_) => "merge".to_owned(),
            Change::Json(_) => "JSON patch".to_owned(),
        },
        overrides: overrides(facts, number),
        owner: patch.owner.clone(),
        because: patch.because.clone(),
        until: day(patch.until.as_ref()),
        source: facts.place(&patch.origin),
    }
}

/// The decisions that a patch overrides, each with the field.
pub fn overrides(facts: &Facts<'_>, number: usize) -> Vec<String> {
    let fields = |emitted: &Emitted| -> Vec<String> {
        let patched = emitted.fields.iter().filter(|recorded| recorded.patch == Some(number));
        let said = patched.filter_map(|recorded| {
            let decision = facts.decision(recorded.decision)?;
            let now = emitted.holds(&recorded.field).unwrap_or_else(|| "something else".to_owned());
            let (word, value, subject) = (decision.setting.word(), &decision.value, &decision.subject);
            Some(format!("{word} of {subject}: {now} instead of {value}"))
        });
        said.collect()
    };
    facts.lead.bundle.objects().iter().flat_map(fields).collect()
}

fn extra(facts: &Facts<'_>, extra: &Extra) -> ExtraView {
    let mut objects = facts.lead.bundle.objects().iter();
    let object = objects.find(|emitted| emitted.origin == extra.origin).map(|emitted| &emitted.object);
    let checked = match object {
        Some(Object::Foreign(foreign)) => foreign.checked,
        _ => Checked::Kubernetes,
    };
    ExtraView {
        object: format!("{}/{}", extra.kind, extra.name),
        checked: match (checked, &extra.definition) {
            (Checked::Kubernetes, _) => "fields of Kubernetes".to_owned(),
            (Checked::Definition, Some(definition)) => format!("schema of {}", definition.path),
            _ => "nothing".to_owned(),
        },
        owner: extra.owner.clone(),
        because: extra.because.clone(),
        until: day(extra.until.as_ref()),
        source: facts.place(&extra.origin),
    }
}

fn accepted(facts: &Facts<'_>, number: usize, accepted: &Acceptance) -> AcceptedView {
    let findings = facts.lead.waived.iter().filter(|found| found.acceptance == number);
    let said = |message: &str, origin: &Origin| match origin {
        Origin::Written(_) => format!("{} ({})", message.replace('`', "'"), facts.place(origin)),
        _ => message.replace('`', "'"),
    };
    AcceptedView {
        code: accepted.code.id.to_owned(),
        title: accepted.code.title.to_owned(),
        findings: findings.map(|found| said(&found.message, &found.origin)).collect(),
        because: accepted.because.clone(),
        until: day(accepted.until.as_ref()),
        source: facts.place(&accepted.origin),
    }
}

fn day(until: Option<&Sourced<Date>>) -> String {
    until.map_or_else(|| "no date".to_owned(), |until| until.value.to_string())
}
