//! Recorded fields across a patch: where they are now, and which of them hold something else than was decided.

use crate::kubernetes::Recorded;
use crate::kubernetes::shape::{Path, Step};
use serde_json::Value;

/// Follows recorded fields from an object to the same object with the patch of this number applied.
pub fn follow(before: &Value, after: &Value, fields: &mut [Recorded], number: usize) {
    for recorded in fields {
        let path = Path::parse(&recorded.field);
        let moved = moved(&path, before, after);
        let now = moved.as_ref().and_then(|path| path.find(after));
        if path.find(before) != now {
            recorded.patch = Some(number);
        }
        if let Some(moved) = moved {
            recorded.field = moved.to_string();
        }
    }
}

/// The path to the same thing: an item of a list is found by its name, wherever it stands now.
fn moved(path: &Path, before: &Value, after: &Value) -> Option<Path> {
    let mut steps = Vec::new();
    let (mut old, mut new) = (Some(before), Some(after));
    for old_step in &path.steps {
        let step = match (old_step, old, new) {
            (Step::Item(at), Some(Value::Array(olds)), Some(Value::Array(news))) => {
                match olds.get(*at).and_then(|item| item.get("name")) {
                    Some(name) => Step::Item(news.iter().position(|item| item.get("name") == Some(name))?),
                    None => Step::Item(*at),
                }
            }
            (step, ..) => step.clone(),
        };
        old = old.and_then(|value| next(value, old_step));
        new = new.and_then(|value| next(value, &step));
        steps.push(step);
    }
    Some(Path { steps })
}

fn next<'v>(value: &'v Value, step: &Step) -> Option<&'v Value> {
    match step {
        Step::Field(name) => value.get(name),
        Step::Item(at) => value.get(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kubernetes::DecisionId;
    use serde_json::json;

    fn followed(field: &str, after: &Value) -> (String, Option<usize>) {
        let before =
            json!({"spec": {"replicas": 2, "containers": [{"name": "web", "cpu": "1"}, {"name": "side", "cpu": "2"}]}});
        let mut fields = [Recorded { field: field.to_owned(), decision: DecisionId(1), patch: None }];
        follow(&before, after, &mut fields, 7);
        let [recorded] = fields;
        (recorded.field, recorded.patch)
    }

    #[test]
    fn an_item_is_found_wherever_it_stands() {
        let after = json!({"spec": {"containers": [{"name": "new"}, {"name": "side", "cpu": "2"}, {"name": "web", "cpu": "3"}]}});
        let field = |at: usize| format!("spec.containers[{at}].cpu");
        assert_eq!(followed(&field(1), &after), (field(1), None));
        assert_eq!(followed(&field(0), &after), (field(2), Some(7)));
        assert_eq!(followed("spec.replicas", &after), ("spec.replicas".to_owned(), Some(7)));
        let gone = json!({"spec": {"replicas": 2, "containers": [{"name": "side", "cpu": "2"}]}});
        assert_eq!(followed(&field(0), &gone), (field(0), Some(7)));
        assert_eq!(followed("spec.replicas", &gone), ("spec.replicas".to_owned(), None));
    }
}
