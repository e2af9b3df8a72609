//! The rules of standards: whether each says enough.

use super::Context;
use super::custom::{argued, written};
use crate::architecture::model::{Demand, Guardrail};
use crate::blueprint::spec::{RuleKind, RuleSeverity, RuleSpec};
use crate::blueprint::table::{Field, Placed, Text};
use crate::diagnostics::codes::architecture as codes;

/// The rules of all standards, in their order.
pub fn guardrails(cx: &mut Context<'_>) -> Vec<Guardrail> {
    let mut all = Vec::new();
    for path in written(&cx.top.standards) {
        let Some(file) = cx.blueprint.standards.get(&path.0) else { continue };
        let name = file.standard.get().map_or_else(|| path.0.clone(), ToString::to_string);
        for spec in file.rules.get().cloned().unwrap_or_default() {
            all.extend(guardrail(&name, &spec, cx));
        }
    }
    all
}

fn guardrail(standard: &str, spec: &Placed<RuleSpec>, cx: &mut Context<'_>) -> Option<Guardrail> {
    let said = match spec.rule.get() {
        Some(rule) => format!("the rule `{rule}`"),
        None => "a rule".to_owned(),
    };
    let complete = argued(&said, spec.span, &[("because", &spec.because)], cx);
    let Some(demand) = demand(spec) else {
        let help = "write `rule: …`; `registries` needs `allow`, `labels` needs `require`, `replicas` needs `atMost`";
        cx.push_at(&codes::INCOMPLETE, Some(spec.span), format!("{said} does not say what it demands"), help);
        return None;
    };
    complete.then(|| Guardrail {
        standard: standard.to_owned(),
        demand,
        mild: spec.severity.get() == Some(&RuleSeverity::Warning),
        because: super::words(&spec.because).unwrap_or_default(),
        origin: spec.origin(),
    })
}

/// What a rule demands; nothing where it does not say enough.
fn demand(spec: &RuleSpec) -> Option<Demand> {
    let texts = |field: &Field<Vec<Text>>| {
        let list = field.get().filter(|list| !list.is_empty())?;
        Some(list.iter().map(|text| text.0.clone()).collect::<Vec<_>>())
    };
    Some(match spec.rule.get()? {
        RuleKind::Registries => Demand::Registries(texts(&spec.allow)?),
        RuleKind::Labels => Demand::Labels(texts(&spec.require)?),
        RuleKind::Replicas => Demand::Replicas(spec.at_most.get()?.0),
        RuleKind::Digests => Demand::Digests,
        RuleKind::Owner => Demand::Owner,
        RuleKind::MemoryLimits => Demand::MemoryLimits,
        RuleKind::NoRoot => Demand::NoRoot,
        RuleKind::Tls => Demand::Tls,
        RuleKind::Strict => Demand::Strict,
        RuleKind::Objectives => Demand::Objectives,
    })
}
