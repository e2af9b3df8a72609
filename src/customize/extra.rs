//! Objects beside those that are made, checked as a cluster would.

use super::definition;
use super::misfits::{self, in_raw};
use crate::architecture::model::{Architecture, Extra};
use crate::diagnostics::codes::customize as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Sink};
use crate::kubernetes::shape::{self, Misfit, Step};
use crate::kubernetes::{Checked, Emitted, Foreign, Object, builtin};
use crate::source::Span;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Group, kind and name of an object.
type Key = (String, String, String);

fn key(object: &Object) -> Key {
    let (api_version, kind) = object.type_meta();
    (builtin::group(api_version).to_owned(), kind.to_owned(), object.identity().name.to_owned())
}

/// Adds extra objects to those that are made, but for those that something is wrong with.
pub fn add(objects: &mut Vec<Emitted>, architecture: &Architecture, sink: &mut Sink) {
    if architecture.extra.is_empty() {
        return;
    }
    let mut there: BTreeMap<Key, usize> = BTreeMap::new();
    for (at, emitted) in objects.iter().enumerate() {
        there.entry(key(&emitted.object)).or_insert(at);
    }
    for extra in &architecture.extra {
        add_one(objects, &mut there, extra, architecture, sink);
    }
}

fn add_one(
    objects: &mut Vec<Emitted>,
    there: &mut BTreeMap<Key, usize>,
    extra: &Extra,
    architecture: &Architecture,
    sink: &mut Sink,
) {
    let placed = in_namespace(extra, &architecture.namespace.name);
    match placed.and_then(|value| object(extra, &value, sink)) {
        Ok(object) => match there.get(&key(&object)).and_then(|at| objects.get(*at)) {
            Some(other) => sink.push(taken(other, &object, extra)),
            None => {
                there.insert(key(&object), objects.len());
                objects.push(Emitted {
                    object,
                    path: path(extra),
                    component: None,
                    origin: extra.origin.clone(),
                    fields: Vec::new(),
                    patches: Vec::new(),
                    of_others: false,
                });
            }
        },
        Err(problems) => problems.into_iter().for_each(|problem| sink.push(problem)),
    }
}

/// The file of an extra object: characters that are not safe in a name of a file give way.
fn path(extra: &Extra) -> String {
    let name = format!("{}-{}", extra.kind, extra.name).to_lowercase();
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '-' };
    format!("_shared/extra-{}.yaml", name.chars().map(safe).collect::<String>())
}

/// Where a field of the object is written.
fn span(extra: &Extra, names: &[&str]) -> Span {
    let steps: Vec<Step> = names.iter().map(|name| Step::Field((*name).to_owned())).collect();
    in_raw(&extra.object, &steps, &Value::Null).value
}

fn problem(code: &'static crate::diagnostics::Code, at: Span, message: String, help: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::new(code, at, message).help(help)]
}

/// The object in the namespace of the environment.
fn in_namespace(extra: &Extra, namespace: &str) -> Result<Value, Vec<Diagnostic>> {
    let name = format!("{}/{}", extra.kind, extra.name);
    if is_of_the_cluster(extra) {
        let message = format!("`{name}` belongs to the whole cluster");
        let help = "leave it out, and let those who run the cluster apply it";
        return Err(problem(&codes::OF_THE_CLUSTER, span(extra, &["kind"]), message, help));
    }
    let mut value = extra.object.to_json();
    match value.pointer("/metadata/namespace") {
        Some(Value::String(own)) if own == namespace => Ok(value),
        None | Some(Value::Null) => {
            if let Some(Value::Object(metadata)) = value.get_mut("metadata") {
                metadata.insert("namespace".to_owned(), json!(namespace));
            }
            Ok(value)
        }
        Some(_) => {
            let message = format!("`{name}` is to live in another namespace than `{namespace}`");
            let at = span(extra, &["metadata", "namespace"]);
            Err(problem(&codes::FOREIGN_NAMESPACE, at, message, "leave `namespace` out"))
        }
    }
}

fn is_of_the_cluster(extra: &Extra) -> bool {
    let defined = extra.definition.as_ref().and_then(|definition| definition::scope(definition, extra));
    builtin::is_of_the_cluster(&extra.api_version, &extra.kind) || defined == Some("Cluster")
}

/// The object as a typed one, or as the user wrote it where its kind is never made here.
fn object(extra: &Extra, value: &Value, sink: &mut Sink) -> Result<Object, Vec<Diagnostic>> {
    let Extra { api_version, kind, .. } = extra;
    let own = builtin::is_own_group(builtin::group(api_version));
    match Object::read(api_version, kind, value) {
        Some(Ok(object)) => return Ok(object),
        Some(Err(found)) if own => return Err(told(&found, extra, value)),
        // Of the Gateway API only the fields that are made here are known as types.
        _ => {}
    }
    if let Some(read) = builtin::read(api_version, kind, value) {
        let value = read.map_err(|found| told(&found, extra, value))?;
        return foreign(extra, &value, Checked::Kubernetes);
    }
    if own {
        return Err(vec![unknown_kind(extra)]);
    }
    let Some(definition) = &extra.definition else {
        let message = format!("`{kind}/{}` is taken as it is: its definition is not known", extra.name);
        let help = "name the CustomResourceDefinition that the cluster has: `crd: ./crds/NAME.yaml`";
        sink.push(Diagnostic::new(&codes::UNCHECKED, span(extra, &["kind"]), message).help(help));
        return foreign(extra, value, Checked::Nothing);
    };
    let schema = definition::schema(definition, extra).map_err(|problem| vec![*problem])?;
    let found = definition::misfits(value, schema);
    if found.is_empty() { foreign(extra, value, Checked::Definition) } else { Err(told(&found, extra, value)) }
}

/// An object as the user wrote it, with its metadata checked.
fn foreign(extra: &Extra, value: &Value, checked: Checked) -> Result<Object, Vec<Diagnostic>> {
    let metadata = shape::read::<ObjectMeta>(value.get("metadata").unwrap_or(&Value::Null)).map_err(|mut found| {
        for misfit in &mut found {
            misfit.path.steps.insert(0, Step::Field("metadata".to_owned()));
        }
        told(&found, extra, value)
    })?;
    let mut rest = value.as_object().cloned().unwrap_or_default();
    rest.retain(|key, _| !matches!(key.as_str(), "apiVersion" | "kind" | "metadata"));
    let (api_version, kind) = (extra.api_version.clone(), extra.kind.clone());
    Ok(Object::Foreign(Box::new(Foreign { api_version, kind, metadata, rest, checked })))
}

fn told(found: &[Misfit], extra: &Extra, value: &Value) -> Vec<Diagnostic> {
    let name = format!("`{}/{}`", extra.kind, extra.name);
    let problem =
        |misfit: &Misfit| misfits::problem(misfit, &name, value, in_raw(&extra.object, &misfit.path.steps, value));
    found.iter().map(problem).collect()
}

fn unknown_kind(extra: &Extra) -> Diagnostic {
    let Extra { api_version, kind, .. } = extra;
    let message = format!("Kubernetes has no kind `{kind}` of `{api_version}`");
    let made = Object::KINDS.iter().chain(builtin::KINDS);
    // The kind may be right in another version.
    if let Some((right, _)) = made.clone().find(|(_, known)| known == kind) {
        let at = span(extra, &["apiVersion"]);
        return Diagnostic::new(&codes::UNKNOWN_KIND, at, message).fix(at, *right);
    }
    let at = span(extra, &["kind"]);
    let problem = Diagnostic::new(&codes::UNKNOWN_KIND, at, message);
    let alike = made.filter(|(version, _)| version == api_version).map(|(_, known)| *known);
    match nearest(kind, alike) {
        Some(meant) => problem.fix(at, meant),
        None => problem.help("`kubectl api-resources` lists the kinds of a cluster"),
    }
}

/// The problem of an object that is there already.
fn taken(other: &Emitted, object: &Object, extra: &Extra) -> Diagnostic {
    let identity = object.identity();
    let (message, help) = if other.path == path(extra) {
        (format!("`{identity}` is there already"), "write it once".to_owned())
    } else {
        let help = format!("change it by a patch: `patches: [{{target: {identity}, …}}]`, or choose another name");
        (format!("`{identity}` is made already"), help)
    };
    let problem = Diagnostic::new(&codes::TAKEN, span(extra, &["metadata", "name"]), message).help(help);
    match other.origin.span() {
        Some(span) => problem.related(span, "it is made from this"),
        None => problem,
    }
}
