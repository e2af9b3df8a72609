//! One patch applied to its object.

use super::{fields, json_patch, merge, misfits, protected};
use crate::architecture::model::{Change, Patch};
use crate::diagnostics::codes::customize as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::kubernetes::shape::{Fault, Misfit};
use crate::kubernetes::{Emitted, Object, Patched};
use crate::names::{digest8, with_digest};
use k8s_openapi::api::batch::v1::Job;
use serde_json::Value;

/// What to do where a field of the Gateway API is not known.
const OWN_ROUTE: &str =
    "of the Gateway API only fields that are made here can be patched; write a route of your own under `extra`";

/// Applies a patch; an object that it does not fit stays as it is.
pub fn apply(emitted: &mut Emitted, number: usize, patch: &Patch, sink: &mut Sink) {
    match patched(&emitted.object, patch) {
        Ok((before, object)) => {
            let Ok(after) = serde_json::to_value(&object) else { return };
            if before == after {
                let message = format!("the patch changes nothing: `{}` is like that already", patch.target_name());
                sink.push(Diagnostic::new(&codes::IDLE_PATCH, patch.target, message).help("remove the patch"));
                return;
            }
            fields::follow(&before, &after, &mut emitted.fields, number);
            emitted.object = renamed(&emitted.object, object, emitted.component.as_deref());
            emitted.patches.push(Patched { number, origin: patch.origin.clone() });
        }
        Err(problems) => problems.into_iter().for_each(|problem| sink.push(problem)),
    }
}

/// The object as it was, as a value, and as the patch makes it.
fn patched(object: &Object, patch: &Patch) -> Result<(Value, Object), Vec<Diagnostic>> {
    let identity = object.identity();
    let before = serde_json::to_value(object).unwrap_or_default();
    let after = match &patch.change {
        Change::Merge(raw) => merge::apply(identity.kind, before.clone(), raw),
        Change::Json(operations) => json_patch::apply(before.clone(), operations),
    };
    let after = after.map_err(|flaw| vec![flaw.into_diagnostic()])?;
    if let Some((path, help)) = protected::violated(identity.kind, &before, &after) {
        let at = misfits::in_change(&patch.change, &path, &after, patch.target).key;
        let message = format!("a patch cannot change `{path}` of `{}`", patch.target_name());
        return Err(vec![Diagnostic::new(&codes::PROTECTED_FIELD, at, message).help(help)]);
    }
    match Object::read(identity.api_version, identity.kind, &after) {
        Some(Ok(object)) => Ok((before, object)),
        Some(Err(found)) => {
            let name = format!("`{}`", patch.target_name());
            let problem = |misfit: &Misfit| {
                let at = misfits::in_change(&patch.change, &misfit.path, &after, patch.target);
                let problem = misfits::problem(misfit, &name, &after, at);
                // The types of the Gateway API hold what is made here, and no more.
                match &misfit.fault {
                    Fault::Unknown(_) if identity.api_version.starts_with("gateway.") => problem.help(OWN_ROUTE),
                    _ => problem,
                }
            };
            Err(found.iter().map(problem).collect())
        }
        // Only objects that were made here are patched, and their kinds are all known.
        None => Err(Vec::new()),
    }
}

/// A Job whose template was patched gets the name of its new template: a cluster would refuse to change the old Job.
fn renamed(old: &Object, new: Object, component: Option<&str>) -> Object {
    let (Object::Job(before), Object::Job(mut after), Some(component)) = (old, new.clone(), component) else {
        return new;
    };
    let name = |job: &Job| {
        let bytes = serde_json::to_vec(&job.spec.as_ref().map(|spec| &spec.template)).unwrap_or_default();
        with_digest(component, &digest8(&bytes))
    };
    if before.metadata.name.as_deref() != Some(&name(before)) {
        return new;
    }
    let name = name(&after);
    if let Some(instance) =
        after.metadata.labels.as_mut().and_then(|labels| labels.get_mut("app.kubernetes.io/instance"))
    {
        instance.clone_from(&name);
    }
    after.metadata.name = Some(name);
    Object::Job(after)
}
