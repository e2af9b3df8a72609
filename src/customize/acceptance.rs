//! Accepted findings: which were there, and which acceptances accept nothing.

use crate::architecture::model::{Acceptance, Architecture, Waived};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::customize as codes;
use crate::source::Origin;

/// What was found and put aside, each with the number of the acceptance that covers it.
#[must_use]
pub fn findings(architecture: &Architecture, waived: &[Diagnostic]) -> Vec<Waived> {
    let covered = |found: &Diagnostic| {
        let acceptance = architecture.accepted.iter().position(|accepted| accepted.code == found.code)?;
        let origin = found.span.map_or(Origin::Default("the whole"), Origin::Written);
        Some(Waived { acceptance, message: found.message.clone(), origin })
    };
    let mut all: Vec<Waived> = waived.iter().filter_map(covered).collect();
    all.sort_by(|a, b| (a.acceptance, &a.origin, &a.message).cmp(&(b.acceptance, &b.origin, &b.message)));
    all.dedup();
    all
}

/// The acceptances that accept nothing: the finding is not there, or an earlier one covers it.
pub fn idle<'a>(architecture: &'a Architecture, waived: &[Diagnostic]) -> impl Iterator<Item = &'a Acceptance> {
    let used: Vec<usize> = findings(architecture, waived).iter().map(|found| found.acceptance).collect();
    architecture.accepted.iter().enumerate().filter(move |(at, _)| !used.contains(at)).map(|(_, accepted)| accepted)
}

/// The problem of an acceptance that accepts nothing.
#[must_use]
pub fn problem(acceptance: &Acceptance, architecture: &Architecture) -> Diagnostic {
    let Acceptance { code, origin, .. } = acceptance;
    let first = architecture.accepted.iter().find(|first| first.code == *code && first.origin != *origin);
    let first = first.and_then(|first| first.origin.span());
    let said = if first.is_some() { "is accepted already" } else { "is accepted, but not found" };
    let message = format!("`{}`, {}, {said}", code.id, code.title);
    let mut problem = Diagnostic::nowhere(&codes::WAIVES_NOTHING, message).help("remove it");
    problem.span = origin.span();
    match first {
        Some(first) => problem.related(first, "here"),
        None => problem,
    }
}
