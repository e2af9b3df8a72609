//! Recorded fields against their decisions: a number in the plan is the number in the manifest, unless a patch overrides it.

use crate::bundle::Bundle;
use crate::diagnostics::codes::agreement as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::kubernetes::visit::{self, Seen};
use crate::kubernetes::{Emitted, Recorded};
use crate::plan::{Decision, Plan};
use serde_json::Value;

/// Checks every recorded field of every object.
pub fn check(plan: &Plan, bundle: &Bundle, sink: &mut Sink) {
    for emitted in bundle.objects() {
        for recorded in emitted.fields.iter().filter(|recorded| recorded.patch.is_none()) {
            let Some(decision) = plan.decision(recorded.decision) else { continue };
            let kept = visit::at(&emitted.object, &recorded.field, |seen| holds(&seen, &decision.value));
            if kept != Some(true) {
                sink.push(differs(emitted, recorded, decision));
            }
        }
    }
}

fn differs(emitted: &Emitted, recorded: &Recorded, decision: &Decision) -> Diagnostic {
    let quoted = |seen: Seen<'_>| match &seen {
        Seen::Text(text) => Value::from(*text).to_string(),
        _ => seen.text().map_or_else(|| "null".to_owned(), |text| text.into_owned()),
    };
    let found = visit::at(&emitted.object, &recorded.field, quoted);
    let message = format!(
        "{} {} should hold the {} of `{}`, {}, but holds {}",
        emitted.object.identity(),
        recorded.field,
        decision.setting.word(),
        decision.subject,
        decision.value,
        found.as_deref().unwrap_or("nothing")
    );
    let mut problem = Diagnostic::nowhere(&codes::FIELD_DIFFERS, message)
        .help("this is a fault of the compiler: please report it with the blueprint");
    problem.span = emitted.origin.span();
    problem
}

/// Whether a field holds what was decided. Of a mapping or a list only that it is there can be said here.
fn holds(seen: &Seen<'_>, decided: &str) -> bool {
    let shown = match seen {
        Seen::Mapping | Seen::List => return true,
        other => other.text().unwrap_or("null".into()),
    };
    let bare = |text: &str| text.trim_end_matches(['%', 's']) == shown;
    decided == shown || decided.split([' ', ':', ',']).any(|word| word == shown || bare(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_holds_a_decision_or_a_word_of_it() {
        let text = |held, decided| holds(&Seen::Text(held), decided);
        assert!(text("250m", "250m") && text("30", "30s") && text("25%", "at most 25%, never 1"));
        assert!(holds(&Seen::Number(80.into()), "80%") && holds(&Seen::List, "anything"));
        assert!(!text("250m", "500m") && !text("3", "30s") && !holds(&Seen::Truth(true), "false"));
    }
}
