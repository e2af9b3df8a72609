//! Rules about what comes in.

use super::{Scene, broken};
use crate::architecture::model::{Demand, EntryPoint, Gateway, Guardrail, Tls};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::standards as codes;

/// Encryption and objectives of every entry point.
pub(super) fn check(guardrail: &Guardrail, scene: &Scene<'_>, sink: &mut Sink) {
    for entry in &scene.architecture.entry_points {
        let (code, message, help) = match guardrail.demand {
            Demand::Tls if is_open(entry) => {
                let message = format!("the entry point `{}` is exposed without encryption", entry.name);
                (&codes::NO_TLS, message, "write `host` and `tls: {issuer: …}`, `{secret: …}` or `provider`")
            }
            Demand::Objectives if !has_objective(entry) => {
                let message = format!("the entry point `{}` promises nothing", entry.name);
                (&codes::NO_OBJECTIVE, message, "write `slo: {availability: 99.9%, latency: 95% < 400ms}`")
            }
            _ => continue,
        };
        sink.push(broken(guardrail, code, entry.origin.span(), message, help));
    }
}

fn is_open(entry: &EntryPoint) -> bool {
    entry.gateway.value != Gateway::None && matches!(entry.tls, Tls::Unsaid | Tls::None)
}

fn has_objective(entry: &EntryPoint) -> bool {
    entry.objective.as_ref().is_some_and(|objective| objective.availability.is_some() || objective.latency.is_some())
}
