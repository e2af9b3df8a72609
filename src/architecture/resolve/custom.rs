//! What is changed by hand: whether it says enough, and holds no secret.

use super::{Context, secrets, sourced, words};
use crate::architecture::model::{Change, Operation, OperationKind, Patch, Pointer, Raw};
use crate::blueprint::spec::{OperationSpec, PatchSpec};
use crate::blueprint::table::{Appended, Field, Placed, RawKind, Set, Text};
use crate::diagnostics::codes::{architecture as codes, customize as custom};
use crate::diagnostics::suggest::all_of;
use crate::source::Span;

/// The patches, in their order.
pub fn patches(cx: &mut Context<'_>) -> Vec<Patch> {
    let specs = written(&cx.top.patches);
    specs.iter().filter_map(|spec| patch(spec, cx)).collect()
}

/// The items of a list to which environments add.
pub fn written<T: Clone>(field: &Field<Appended<T>>) -> Vec<Placed<T>> {
    field.get().map(|list| list.0.clone()).unwrap_or_default()
}

fn patch(spec: &Placed<PatchSpec>, cx: &mut Context<'_>) -> Option<Patch> {
    let Some(target) = spec.target.set() else {
        let help = "write `target: Kind/name`, such as `Deployment/web`";
        cx.push_at(&codes::INCOMPLETE, Some(spec.span), "the patch has no target", help);
        return None;
    };
    let said = format!("the patch of `{}`", target.value.0);
    let reasons = [("owner", &spec.owner), ("because", &spec.because)];
    let complete = argued(&said, spec.span, &reasons, cx);
    let change = change(spec, &said, cx);
    let (kind, name) = split_target(target, cx)?;
    if !complete {
        return None;
    }
    Some(Patch {
        kind,
        name,
        target: target.span().unwrap_or(spec.span),
        change: change?,
        owner: words(&spec.owner)?,
        because: words(&spec.because)?,
        until: spec.until.set().map(sourced),
        origin: spec.origin(),
    })
}

/// Whether all reasons are given; those that are missing are reported together.
pub fn argued(said: &str, span: Span, reasons: &[(&str, &Field<Text>)], cx: &mut Context<'_>) -> bool {
    let given = |field: &Field<Text>| field.get().is_some_and(|text| !text.0.trim().is_empty());
    let missing: Vec<String> =
        reasons.iter().filter(|(_, field)| !given(field)).map(|(key, _)| format!("no `{key}`")).collect();
    if missing.is_empty() {
        return true;
    }
    let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
    let message = format!("{said} has {}", all_of(&missing));
    cx.push_at(&custom::NO_REASON, Some(span), message, "the review shows who answers for it, and why it is there");
    false
}

/// Kind and name of a target.
fn split_target(target: &Set<Text>, cx: &mut Context<'_>) -> Option<(String, String)> {
    let text = target.value.0.as_str();
    let split = text.split_once('/').filter(|(kind, name)| {
        kind.starts_with(|c: char| c.is_ascii_uppercase()) && !name.is_empty() && !name.contains('/')
    });
    if split.is_none() {
        let message = format!("`{text}` names no object");
        let help = "write `Kind/name`, such as `Deployment/web`";
        cx.push_at(&custom::UNKNOWN_TARGET, target.span(), message, help);
    }
    split.map(|(kind, name)| (kind.to_owned(), name.to_owned()))
}

/// What a patch changes, if that is well-formed.
fn change(spec: &Placed<PatchSpec>, said: &str, cx: &mut Context<'_>) -> Option<Change> {
    if let Some(merge) = spec.merge.get() {
        secrets::in_free_yaml(said, merge, cx);
        if !matches!(merge.kind, RawKind::Map(_)) {
            let help = "write the fields that differ: `merge: {spec: {…}}`";
            cx.push_at(&custom::BAD_PATCH, Some(merge.span), "a merge patch is a mapping", help);
            return None;
        }
        return Some(Change::Merge(merge.clone()));
    }
    let Some(operations) = spec.json.get().filter(|operations| !operations.is_empty()) else {
        let help = "write `merge: {…}`, or `json: [{op: add, path: /spec/…, value: …}]`";
        cx.push_at(&codes::INCOMPLETE, Some(spec.span), format!("{said} says no change"), help);
        return None;
    };
    let operations: Vec<Option<Operation>> = operations.iter().map(|one| operation(one, said, cx)).collect();
    operations.into_iter().collect::<Option<Vec<_>>>().map(Change::Json)
}

fn operation(spec: &Placed<OperationSpec>, said: &str, cx: &mut Context<'_>) -> Option<Operation> {
    let kind = spec.op.get().copied();
    let path = pointer(&spec.path, cx);
    let from = pointer(&spec.from, cx);
    let value = value(spec);
    if let Some(value) = &value {
        secrets::in_free_yaml(said, value, cx);
    }
    let wants_from = matches!(kind, Some(OperationKind::Move | OperationKind::Copy));
    let wants_value = matches!(kind, Some(OperationKind::Add | OperationKind::Replace | OperationKind::Test));
    let needs = [
        ("op", true, spec.op.is_set()),
        ("path", true, spec.path.is_set()),
        ("from", wants_from, spec.from.is_set()),
        ("value", wants_value, value.is_some()),
    ];
    let missing: Vec<String> =
        needs.iter().filter(|(_, wanted, there)| *wanted && !there).map(|(key, ..)| format!("no `{key}`")).collect();
    if !missing.is_empty() {
        let missing: Vec<&str> = missing.iter().map(String::as_str).collect();
        let message = format!("an operation of {said} has {}", all_of(&missing));
        let help = "write, for example, `{op: replace, path: /spec/replicas, value: 3}`";
        cx.push_at(&codes::INCOMPLETE, Some(spec.span), message, help);
        return None;
    }
    Some(Operation {
        kind: kind?,
        path: path?,
        from: if wants_from { Some(from?) } else { None },
        value: if wants_value { value } else { None },
    })
}

/// The value of an operation; `~`, which elsewhere removes a key, is null here.
fn value(spec: &OperationSpec) -> Option<Raw> {
    match &spec.value {
        Field::Set(set) => Some(set.value.clone()),
        Field::Removed(origin) => origin.span().map(|span| Raw { span, kind: RawKind::Null }),
        Field::Absent => None,
    }
}

fn pointer(field: &Field<Text>, cx: &mut Context<'_>) -> Option<Pointer> {
    let set = field.set()?;
    match Pointer::parse(&set.value.0, set.span()?) {
        Ok(pointer) => Some(pointer),
        Err(problem) => {
            let help = "write the path from the top of the object, such as `/spec/template/spec/containers/0/image`";
            cx.push_at(&custom::BAD_PATCH, set.span(), problem, help);
            None
        }
    }
}
