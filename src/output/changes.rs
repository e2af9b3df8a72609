//! What is changed by hand, for programs: patches, extra objects, accepted findings.

use super::plan_file::{Place, place};
use crate::architecture::model::{Acceptance, Architecture, Change, Extra, Patch, Waived};
use crate::bundle::Bundle;
use crate::kubernetes::{Checked, Emitted, Object};
use crate::plan::Plan;
use crate::source::{Origin, Sourced, Sources};
use crate::units::Date;
use serde::Serialize;

/// A patch.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PatchRow<'a> {
    target: String,
    form: &'static str,
    overrides: Vec<Overridden<'a>>,
    owner: &'a str,
    because: &'a str,
    until: Option<String>,
    origin: Place,
}

/// A decision that does not hold where a patch put something else.
#[derive(Debug, Serialize)]
struct Overridden<'a> {
    decision: u32,
    subject: &'a str,
    setting: &'static str,
    value: &'a str,
    object: String,
    field: &'a str,
    now: Option<String>,
}

/// An object beside those that are made.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtraRow<'a> {
    api_version: &'a str,
    kind: &'a str,
    name: &'a str,
    checked: &'static str,
    definition: Option<&'a str>,
    owner: &'a str,
    because: &'a str,
    until: Option<String>,
    origin: Place,
}

/// An accepted finding.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AcceptedRow<'a> {
    code: &'static str,
    title: &'static str,
    findings: Vec<Finding<'a>>,
    because: &'a str,
    until: Option<String>,
    origin: Place,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    message: &'a str,
    origin: Option<Place>,
}

/// The patches with the decisions that they override.
pub fn patches<'a>(
    architecture: &'a Architecture,
    plan: &'a Plan,
    bundle: Option<&'a Bundle>,
    sources: &Sources,
) -> Vec<PatchRow<'a>> {
    let row = |(number, patch): (usize, &'a Patch)| PatchRow {
        target: patch.target_name(),
        form: match patch.change {
            Change::Merge(_) => "merge",
            Change::Json(_) => "json",
        },
        overrides: overridden(number, plan, bundle),
        owner: &patch.owner,
        because: &patch.because,
        until: day(patch.until.as_ref()),
        origin: place(&patch.origin, sources),
    };
    architecture.patches.iter().enumerate().map(row).collect()
}

fn overridden<'a>(number: usize, plan: &'a Plan, bundle: Option<&'a Bundle>) -> Vec<Overridden<'a>> {
    let fields = |emitted: &'a Emitted| {
        let patched = emitted.fields.iter().filter(move |recorded| recorded.patch == Some(number));
        patched.filter_map(|recorded| {
            let decision = plan.decision(recorded.decision)?;
            Some(Overridden {
                decision: decision.id.0,
                subject: &decision.subject,
                setting: decision.setting.word(),
                value: &decision.value,
                object: emitted.object.identity().to_string(),
                field: &recorded.field,
                now: emitted.holds(&recorded.field),
            })
        })
    };
    bundle.into_iter().flat_map(Bundle::objects).flat_map(fields).collect()
}

/// The extra objects with what they were checked against.
pub fn extra<'a>(architecture: &'a Architecture, bundle: Option<&Bundle>, sources: &Sources) -> Vec<ExtraRow<'a>> {
    let row = |extra: &'a Extra| ExtraRow {
        api_version: &extra.api_version,
        kind: &extra.kind,
        name: &extra.name,
        checked: match checked(extra, bundle) {
            Checked::Kubernetes => "kubernetes",
            Checked::Definition => "definition",
            Checked::Nothing => "nothing",
        },
        definition: extra.definition.as_ref().map(|definition| definition.path.as_str()),
        owner: &extra.owner,
        because: &extra.because,
        until: day(extra.until.as_ref()),
        origin: place(&extra.origin, sources),
    };
    architecture.extra.iter().map(row).collect()
}

fn checked(extra: &Extra, bundle: Option<&Bundle>) -> Checked {
    let mut objects = bundle.into_iter().flat_map(Bundle::objects);
    match objects.find(|emitted| emitted.origin == extra.origin).map(|emitted| &emitted.object) {
        Some(Object::Foreign(foreign)) => foreign.checked,
        Some(_) => Checked::Kubernetes,
        None => Checked::Nothing,
    }
}

/// What is accepted, with what was found.
pub fn accepted<'a>(architecture: &'a Architecture, waived: &'a [Waived], sources: &Sources) -> Vec<AcceptedRow<'a>> {
    let finding = |found: &'a Waived| Finding {
        message: &found.message,
        origin: matches!(found.origin, Origin::Written(_)).then(|| place(&found.origin, sources)),
    };
    let row = |(number, accepted): (usize, &'a Acceptance)| AcceptedRow {
        code: accepted.code.id,
        title: accepted.code.title,
        findings: waived.iter().filter(|found| found.acceptance == number).map(finding).collect(),
        because: &accepted.because,
        until: day(accepted.until.as_ref()),
        origin: place(&accepted.origin, sources),
    };
    architecture.accepted.iter().enumerate().map(row).collect()
}

fn day(until: Option<&Sourced<Date>>) -> Option<String> {
    until.map(|until| until.value.to_string())
}
