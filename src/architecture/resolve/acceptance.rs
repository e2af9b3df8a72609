//! Findings that are accepted. They are known before anything else, since every stage may report one.

use crate::architecture::model::Acceptance;
use crate::blueprint::Blueprint;
use crate::blueprint::spec::{AcceptSpec, BlueprintSpec};
use crate::blueprint::table::{Field, Placed};
use crate::diagnostics::codes::{self, architecture, customize};
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::source::Sourced;

/// What an environment accepts, behind what is accepted for all.
pub fn accepted(blueprint: &Blueprint, environment: &str, sink: &mut Sink) -> Vec<Acceptance> {
    let own = blueprint.environment_specs().find(|(name, _)| *name == environment).map(|(_, set)| &set.value.0);
    let removed = own.is_some_and(|own| matches!(own.accept, Field::Removed(_)));
    let items = |spec: &BlueprintSpec| spec.accept.get().map(|list| list.0.clone()).unwrap_or_default();
    let shared = if removed { Vec::new() } else { items(&blueprint.spec) };
    let shared = shared.into_iter().map(|item| (item, true));
    let own = own.map(items).unwrap_or_default().into_iter().map(|item| (item, false));
    shared.chain(own).filter_map(|(item, for_all)| one(&item, for_all, sink)).collect()
}

fn one(spec: &Placed<AcceptSpec>, for_all: bool, sink: &mut Sink) -> Option<Acceptance> {
    let Some(code) = spec.code.set() else {
        let problem = Diagnostic::new(&architecture::INCOMPLETE, spec.span, "the acceptance has no `code`");
        sink.push(problem.help("write the code of the finding, such as `code: P0202`"));
        return None;
    };
    let span = code.span().unwrap_or(spec.span);
    let found = known(&code.value.0, span, sink);
    // Also without its reason: what lacks is the reason, and nothing else is new.
    if let Some(code) = found {
        sink.accept(code);
    }
    let because = spec.because.get().map(|text| text.0.clone()).filter(|text| !text.trim().is_empty());
    if because.is_none() {
        let message = format!("the acceptance of `{}` has no `because`", code.value.0);
        let problem = Diagnostic::new(&customize::NO_REASON, spec.span, message);
        sink.push(problem.help("the review shows why the finding may stay"));
    }
    let until = spec.until.set().map(|set| Sourced::new(set.value, set.origin.clone()));
    Some(Acceptance { code: found?, because: because?, until, for_all, origin: spec.origin() })
}

/// The code with this name, if it can be accepted.
fn known(name: &str, span: crate::source::Span, sink: &mut Sink) -> Option<&'static Code> {
    let Some(code) = codes::find(name) else {
        let problem = Diagnostic::new(&customize::UNKNOWN_CODE, span, format!("there is no diagnostic `{name}`"));
        let upper = name.to_uppercase();
        sink.push(match nearest(&upper, codes::all().map(|code| code.id)) {
            Some(meant) => {
                problem.help(format!("did you mean `{meant}`? `groundplan explain code {meant}` tells about it"))
            }
            None => problem.help("the code stands in brackets in every message"),
        });
        return None;
    };
    if codes::is_waivable(code) {
        return Some(code);
    }
    let message = format!("`{}`, {}, cannot be accepted", code.id, code.title);
    let problem = Diagnostic::new(&customize::NOT_WAIVABLE, span, message);
    sink.push(problem.help("mend what it reports; `groundplan explain code C0302` tells what can be accepted"));
    None
}
