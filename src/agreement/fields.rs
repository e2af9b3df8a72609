//! Recorded fields against their decisions: a number in the plan is the number in the manifest, unless a patch overrides it.

use crate::bundle::Bundle;
use crate::diagnostics::codes::agreement as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::plan::{Decision, Plan};
use serde_json::Value;

/// Checks every recorded field of every object.
pub fn check(plan: &Plan, bundle: &Bundle, sink: &mut Sink) {
    for emitted in bundle.objects().iter().filter(|emitted| !emitted.fields.is_empty()) {
        let Ok(object) = serde_json::to_value(&emitted.object) else { continue };
        for recorded in emitted.fields.iter().filter(|recorded| recorded.patch.is_none()) {
            let Some(decision) = plan.decision(recorded.decision) else { continue };
            let found = field(&object, &recorded.field);
            if !found.is_some_and(|value| holds(value, decision)) {
                let message = format!(
                    "{} {} should hold the {} of `{}`, {}, but holds {}",
                    emitted.object.identity(),
                    recorded.field,
                    decision.setting.word(),
                    decision.subject,
                    decision.value,
                    found.map_or_else(|| "nothing".to_owned(), Value::to_string)
                );
                let mut problem = Diagnostic::nowhere(&codes::FIELD_DIFFERS, message)
                    .help("this is a fault of the compiler: please report it with the blueprint");
                problem.span = emitted.origin.span();
                sink.push(problem);
            }
        }
    }
}

/// A field by its path: `spec.template.spec.containers[0].args`.
fn field<'v>(object: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(object, |value, part| {
        let (name, index) = match part.split_once('[') {
            Some((name, index)) => (name, index.trim_end_matches(']').parse::<usize>().ok()),
            None => (part, None),
        };
        let found = value.get(name)?;
        match index {
            Some(index) => found.get(index),
            None => Some(found),
        }
    })
}

/// Whether a field holds what was decided. Of a mapping or a list only that it is there can be said here.
fn holds(value: &Value, decision: &Decision) -> bool {
    let shown = match value {
        Value::Object(_) | Value::Array(_) => return true,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let decided = decision.value.as_str();
    let bare = |text: &str| text.trim_end_matches(['%', 's']).to_owned();
    decided == shown || decided.split([' ', ':', ',']).any(|word| word == shown || bare(word) == shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_found_by_their_path() {
        let object = json!({"spec": {"containers": [{"resources": {"requests": {"cpu": "1"}}}]}});
        let found = field(&object, "spec.containers[0].resources.requests.cpu");
        assert_eq!(found, Some(&json!("1")));
        assert_eq!(field(&object, "spec.containers[1].resources"), None);
        assert_eq!(field(&object, "spec.replicas"), None);
    }
}
