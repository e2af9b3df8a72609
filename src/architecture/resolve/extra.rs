//! Objects beside those that are made: whether they say enough, and hold no secret.

use super::custom::{argued, written};
use super::{Context, secrets, sourced, words};
use crate::architecture::model::{Definition, Extra, Raw, RawKind};
use crate::blueprint::spec::ExtraSpec;
use crate::blueprint::table::Placed;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::{architecture as codes, customize as custom, files};

/// The extra objects, in their order.
pub fn extra(cx: &mut Context<'_>) -> Vec<Extra> {
    let specs = written(&cx.top.extra);
    specs.iter().filter_map(|spec| one(spec, cx)).collect()
}

fn one(spec: &Placed<ExtraSpec>, cx: &mut Context<'_>) -> Option<Extra> {
    let help = "write `object: {apiVersion: …, kind: …, metadata: {name: …}, …}`";
    let Some(object) = spec.object.get().filter(|object| matches!(object.kind, RawKind::Map(_))) else {
        cx.push_at(&codes::INCOMPLETE, Some(spec.span), "the extra object is missing", help);
        return None;
    };
    let metadata = object.get("metadata");
    let fields = [
        ("apiVersion", object.get("apiVersion")),
        ("kind", object.get("kind")),
        ("metadata.name", metadata.and_then(|metadata| metadata.get("name"))),
    ];
    let text = |field: Option<&Raw>| field.and_then(Raw::text).filter(|text| !text.is_empty()).map(str::to_owned);
    for (name, _) in fields.iter().filter(|(_, field)| text(*field).is_none()) {
        cx.push_at(&codes::INCOMPLETE, Some(object.span), format!("the extra object has no `{name}`"), help);
    }
    let [api_version, kind, name] = fields.map(|(_, field)| text(field));
    let (api_version, kind, name) = (api_version?, kind?, name?);
    let said = format!("the extra object `{kind}/{name}`");
    let complete = argued(&said, spec.span, &[("owner", &spec.owner), ("because", &spec.because)], cx);
    if kind == "Secret" && api_version == "v1" {
        secret_values(&said, object, cx);
    } else {
        secrets::in_free_yaml(&said, object, cx);
    }
    labels(&said, object, cx);
    let definition = definition(spec, cx);
    if !complete {
        return None;
    }
    Some(Extra {
        api_version,
        kind,
        name,
        object: object.clone(),
        definition,
        owner: words(&spec.owner)?,
        because: words(&spec.because)?,
        until: spec.until.set().map(sourced),
        origin: spec.origin(),
    })
}

/// A Secret may be declared, but not with its values; they are never shown.
fn secret_values(said: &str, object: &Raw, cx: &mut Context<'_>) {
    for entry in ["data", "stringData"].iter().filter_map(|key| object.entry(key)) {
        let values = entry.value.entries();
        if values.is_empty() {
            continue;
        }
        let message = format!("{said} holds its values in clear under `{}`", entry.key);
        let help = "keep them in the cluster's secret store, and refer to the Secret under `secrets`";
        let mut problem = Diagnostic::new(&custom::SECRET_VALUE, entry.span, message).help(help);
        problem.hidden.extend(values.iter().map(|value| value.value.span));
        cx.push(problem);
    }
}

/// The label that selects pods of components belongs to the compiler, on pods as on objects.
fn labels(said: &str, object: &Raw, cx: &mut Context<'_>) {
    let down = |names: &[&str]| names.iter().try_fold(object, |raw, name| raw.get(name));
    let places: [&[&str]; 3] = [
        &["metadata", "labels"],
        &["spec", "template", "metadata", "labels"],
        &["spec", "jobTemplate", "spec", "template", "metadata", "labels"],
    ];
    for labels in places.iter().filter_map(|names| down(names)) {
        if let Some(entry) = labels.entry("groundplan.dev/component") {
            let message = format!("{said} has the label `{}`, by which components are selected", entry.key);
            cx.push_at(&codes::MANAGED_LABEL, Some(entry.span), message, "use a key of your own");
        }
    }
}

/// The definition that a custom resource is checked against.
fn definition(spec: &ExtraSpec, cx: &mut Context<'_>) -> Option<Definition> {
    let path = spec.crd.set()?;
    let span = path.span()?;
    match cx.blueprint.definitions.get(&path.value.0)? {
        Ok(documents) => Some(Definition { path: path.value.0.clone(), span, documents: documents.clone() }),
        Err(problem) => {
            let message = format!("the definition `{}` cannot be read: {problem}", path.value.0);
            cx.push_at(&files::UNREADABLE, Some(span), message, "the path starts at the blueprint's directory");
            None
        }
    }
}
