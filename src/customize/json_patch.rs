//! JSON patches (RFC 6902).

use super::Flaw;
use crate::architecture::model::{Operation, OperationKind, Pointer, Raw};
use serde_json::Value;

/// What to do about a place that is not there.
const LOOK: &str = "look at the object with `groundplan build --emit manifests`; positions in lists begin with 0";

/// An object with the operations applied, in their order; all or none.
pub fn apply(mut object: Value, operations: &[Operation]) -> Result<Value, Flaw> {
    for operation in operations {
        one(&mut object, operation)?;
    }
    Ok(object)
}

fn one(object: &mut Value, operation: &Operation) -> Result<(), Flaw> {
    let Operation { kind, path, from, value } = operation;
    let given = || value.as_ref().map_or(Value::Null, Raw::to_json);
    let from = from.as_ref().unwrap_or(path);
    match kind {
        OperationKind::Add => add(object, path, given()),
        OperationKind::Remove => remove(object, path).map(drop),
        OperationKind::Replace => {
            *find(object, path)? = given();
            Ok(())
        }
        OperationKind::Copy => {
            let copied = find(object, from)?.clone();
            add(object, path, copied)
        }
        OperationKind::Move => {
            if path.tokens.len() > from.tokens.len() && path.tokens.starts_with(&from.tokens) {
                return Err(Flaw::new(
                    path.span,
                    format!("`{from}` cannot be moved into itself"),
                    "choose another place",
                ));
            }
            let moved = remove(object, from)?;
            add(object, path, moved)
        }
        OperationKind::Test => {
            let found = find(object, path)?;
            if *found == given() {
                return Ok(());
            }
            let message = format!("the test fails: `{path}` holds {}", shown(found));
            Err(Flaw::new(path.span, message, "what the patch was written for has changed: look whether it still fits"))
        }
    }
}

/// A value in a message; what is long is only named.
fn shown(value: &Value) -> String {
    match value {
        Value::Object(_) => "a mapping".to_owned(),
        Value::Array(items) => format!("a list of {}", items.len()),
        scalar => scalar.to_string(),
    }
}

fn find<'v>(object: &'v mut Value, pointer: &Pointer) -> Result<&'v mut Value, Flaw> {
    let mut value = object;
    for (at, token) in pointer.tokens.iter().enumerate() {
        value = child(value, token).ok_or_else(|| missing(pointer, at))?;
    }
    Ok(value)
}

fn child<'v>(value: &'v mut Value, token: &str) -> Option<&'v mut Value> {
    match value {
        Value::Object(fields) => fields.get_mut(token),
        Value::Array(items) => items.get_mut(position(token)?),
        _ => None,
    }
}

/// A position in a list: digits without a leading zero.
fn position(token: &str) -> Option<usize> {
    let digits = token.bytes().all(|byte| byte.is_ascii_digit());
    (digits && (token == "0" || !token.starts_with('0'))).then(|| token.parse().ok()).flatten()
}

/// The place in which a pointer ends: what holds it, and the last step.
fn holder<'v, 'p>(object: &'v mut Value, pointer: &'p Pointer) -> Result<(&'v mut Value, &'p str), Flaw> {
    let Some((last, above)) = pointer.tokens.split_last() else {
        return Err(Flaw::new(pointer.span, "the whole object cannot be put in or taken out", "name a field"));
    };
    let above = Pointer { tokens: above.to_vec(), span: pointer.span };
    Ok((find(object, &above)?, last))
}

fn add(object: &mut Value, pointer: &Pointer, value: Value) -> Result<(), Flaw> {
    let (holder, last) = holder(object, pointer)?;
    match holder {
        Value::Object(fields) => {
            fields.insert(last.to_owned(), value);
            Ok(())
        }
        Value::Array(items) => {
            let at = if last == "-" { Some(items.len()) } else { position(last) };
            let at = at.filter(|at| *at <= items.len()).ok_or_else(|| missing(pointer, pointer.tokens.len() - 1))?;
            items.insert(at, value);
            Ok(())
        }
        _ => Err(missing(pointer, pointer.tokens.len() - 1)),
    }
}

fn remove(object: &mut Value, pointer: &Pointer) -> Result<Value, Flaw> {
    let (holder, last) = holder(object, pointer)?;
    let removed = match holder {
        Value::Object(fields) => fields.remove(last),
        Value::Array(items) => position(last).filter(|at| *at < items.len()).map(|at| items.remove(at)),
        _ => None,
    };
    removed.ok_or_else(|| missing(pointer, pointer.tokens.len() - 1))
}

/// The pointer leads nowhere from the step with this number on.
fn missing(pointer: &Pointer, at: usize) -> Flaw {
    let there = Pointer { tokens: pointer.tokens.iter().take(at).cloned().collect(), span: pointer.span };
    let step = pointer.tokens.get(at).map_or("", String::as_str);
    let whole = there.to_string();
    let holder = if whole.is_empty() { "the object".to_owned() } else { format!("`{whole}`") };
    Flaw::new(pointer.span, format!("{holder} has no `{step}`"), LOOK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customize::tests::{any_value, raw, span};
    use proptest::prelude::*;
    use serde_json::json;

    fn operation(kind: OperationKind, path: &str, from: Option<&str>, value: Option<Value>) -> Operation {
        let pointer = |text: &str| Pointer::parse(text, span()).expect("a pointer");
        Operation { kind, path: pointer(path), from: from.map(pointer), value: value.as_ref().map(raw) }
    }

    /// The examples of appendix A of the RFC, where they are about operations.
    #[test]
    fn the_examples_of_the_standard_hold() {
        use OperationKind::{Add, Copy, Move, Remove, Replace, Test};
        let cases = [
            (
                json!({"foo": "bar"}),
                operation(Add, "/baz", None, Some(json!("qux"))),
                json!({"baz": "qux", "foo": "bar"}),
            ),
            (
                json!({"foo": ["bar", "baz"]}),
                operation(Add, "/foo/1", None, Some(json!("qux"))),
                json!({"foo": ["bar", "qux", "baz"]}),
            ),
            (json!({"baz": "qux", "foo": "bar"}), operation(Remove, "/baz", None, None), json!({"foo": "bar"})),
            (
                json!({"foo": ["bar", "qux", "baz"]}),
                operation(Remove, "/foo/1", None, None),
                json!({"foo": ["bar", "baz"]}),
            ),
            (json!({"baz": "qux"}), operation(Replace, "/baz", None, Some(json!("boo"))), json!({"baz": "boo"})),
            (
                json!({"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}}),
                operation(Move, "/qux/thud", Some("/foo/waldo"), None),
                json!({"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}}),
            ),
            (
                json!({"foo": ["all", "grass", "cows", "eat"]}),
                operation(Move, "/foo/3", Some("/foo/1"), None),
                json!({"foo": ["all", "cows", "eat", "grass"]}),
            ),
            (json!({"a": [1], "b": 2}), operation(Copy, "/a/-", Some("/b"), None), json!({"a": [1, 2], "b": 2})),
            (json!({"/": 9, "~1": 10}), operation(Test, "/~01", None, Some(json!(10))), json!({"/": 9, "~1": 10})),
            (json!({"foo": null}), operation(Test, "/foo", None, Some(json!(null))), json!({"foo": null})),
        ];
        for (object, operation, expected) in cases {
            assert_eq!(apply(object, &[operation]), Ok(expected));
        }
    }

    #[test]
    fn what_is_not_there_is_refused() {
        use OperationKind::{Add, Move, Remove, Replace, Test};
        let object = json!({"a": {"b": [1, 2]}});
        for (operation, message) in [
            (operation(Replace, "/a/c", None, Some(json!(1))), "`/a` has no `c`"),
            (operation(Add, "/x/c", None, Some(json!(1))), "the object has no `x`"),
            (operation(Add, "/a/b/3", None, Some(json!(1))), "`/a/b` has no `3`"),
            (operation(Remove, "/a/b/2", None, None), "`/a/b` has no `2`"),
            (operation(Remove, "/a/b/01", None, None), "`/a/b` has no `01`"),
            (operation(Remove, "", None, None), "the whole object cannot be put in or taken out"),
            (operation(Move, "/a/b", Some("/a"), None), "`/a` cannot be moved into itself"),
            (operation(Test, "/a/b/0", None, Some(json!(2))), "the test fails: `/a/b/0` holds 1"),
        ] {
            assert_eq!(apply(object.clone(), &[operation]).expect_err("it fails").message, message);
        }
    }

    proptest! {
        #[test]
        fn no_operation_changes_nothing(object in any_value()) {
            prop_assert_eq!(apply(object.clone(), &[]), Ok(object));
        }

        #[test]
        fn what_is_added_can_be_removed(object in any_value(), value in any_value(), name in "[a-z~/]{1,4}") {
            let object = json!({"old": object});
            let path = Pointer { tokens: vec![format!("new{name}")], span: span() }.to_string();
            let added = apply(object.clone(), &[operation(OperationKind::Add, &path, None, Some(value.clone()))]).expect("it adds");
            prop_assert_eq!(added.pointer(&path), Some(&value));
            prop_assert_eq!(apply(added, &[operation(OperationKind::Remove, &path, None, None)]), Ok(object));
        }

        #[test]
        fn replacing_twice_is_replacing_once(old in any_value(), value in any_value()) {
            let replace = [operation(OperationKind::Replace, "/a", None, Some(value))];
            let once = apply(json!({"a": old}), &replace).expect("it replaces");
            prop_assert_eq!(apply(once.clone(), &replace), Ok(once));
        }
    }
}
