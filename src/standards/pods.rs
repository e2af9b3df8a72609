//! Rules about workloads and their containers, as they would be applied.

use super::{Scene, broken};
use crate::architecture::model::{Demand, Guardrail};
use crate::diagnostics::codes::standards as codes;
use crate::diagnostics::{Code, Sink};
use crate::kubernetes::{Emitted, Object};
use crate::names::image::ImageRef;
use k8s_openapi::api::core::v1::{Container, PodSpec};

/// What is wrong, with what, and what to do.
type Found = (&'static Code, String, &'static str);

/// Every workload of the bundle.
pub(super) fn check(guardrail: &Guardrail, scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.bundle.objects() {
        let mut found = Vec::new();
        found.extend(replicas(&guardrail.demand, emitted));
        if let Some(template) = emitted.object.pod_template() {
            found.extend(labels(&guardrail.demand, emitted));
            if let Some(spec) = &template.spec {
                found.extend(containers(spec).filter_map(|container| one(&guardrail.demand, spec, container)));
            }
        }
        for (code, message, help) in found {
            let message = format!("{}: {message}", emitted.object.identity());
            let problem = broken(guardrail, code, emitted.origin.span(), message, help);
            let patches = emitted.patches.iter().filter_map(|patched| patched.origin.span());
            sink.push(patches.fold(problem, |problem, span| problem.related(span, "a patch changes the object here")));
        }
    }
}

fn containers(spec: &PodSpec) -> impl Iterator<Item = &Container> {
    spec.init_containers.iter().flatten().chain(&spec.containers)
}

/// The labels that are wanted of a workload and its pods.
fn labels(demand: &Demand, emitted: &Emitted) -> Option<Found> {
    let Demand::Labels(wanted) = demand else { return None };
    let own = emitted.object.metadata().labels.as_ref();
    let pods = emitted.object.pod_template().and_then(|template| template.metadata.as_ref()?.labels.as_ref());
    let there = |key: &String| [own, pods].iter().all(|labels| labels.is_some_and(|labels| labels.contains_key(key)));
    let missing: Vec<String> = wanted.iter().filter(|key| !there(key)).map(|key| format!("`{key}`")).collect();
    let help = "write `labels` at the component, or for all under `defaults`";
    (!missing.is_empty()).then(|| (&codes::NO_LABEL, format!("without the label {}", missing.join(", ")), help))
}

/// The most that a workload may grow to.
fn replicas(demand: &Demand, emitted: &Emitted) -> Option<Found> {
    let Demand::Replicas(most) = demand else { return None };
    let count = match &emitted.object {
        Object::Deployment(object) => object.spec.replicas,
        Object::StatefulSet(object) => object.spec.replicas,
        Object::HorizontalPodAutoscaler(object) => Some(object.spec.max_replicas),
        _ => None,
    };
    let count = count.and_then(|count| u32::try_from(count).ok()).filter(|count| count > most)?;
    Some((&codes::TOO_MANY_REPLICAS, format!("up to {count} replicas, at most {most} are allowed"), "lower `scaling`"))
}

/// One container.
fn one(demand: &Demand, spec: &PodSpec, container: &Container) -> Option<Found> {
    let name = &container.name;
    let image = container.image.as_deref().unwrap_or_default();
    match demand {
        Demand::Registries(allowed) if !is_from(image, allowed) => {
            let message = format!("the image `{image}` of `{name}` comes from none of {}", allowed.join(", "));
            Some((
                &codes::FOREIGN_REGISTRY,
                message,
                "map its prefix to an allowed one: `images: {registry: {FROM: TO}}`",
            ))
        }
        Demand::Digests if !image.contains("@sha256:") => {
            let message = format!("the image `{image}` of `{name}` has no digest");
            Some((&codes::NO_DIGEST, message, "write `IMAGE:TAG@sha256:DIGEST`, best in `images/ENVIRONMENT.yaml`"))
        }
        Demand::MemoryLimits if !has_memory_limit(container) => {
            let message = format!("`{name}` has no memory limit");
            Some((&codes::NO_MEMORY_LIMIT, message, "write `resources: {memory: 128Mi..256Mi}`"))
        }
        Demand::NoRoot if may_be_root(spec, container) => {
            let message = format!("`{name}` may run as root");
            Some((&codes::RUNS_AS_ROOT, message, "write `user: 1000`, or another number that the image can run as"))
        }
        _ => None,
    }
}

/// Whether an image begins with an allowed prefix, at a `/`.
fn is_from(image: &str, allowed: &[String]) -> bool {
    let full = ImageRef::parse(image).map_or_else(|_| image.to_owned(), |image| image.full_name());
    allowed.iter().any(|prefix| {
        full.strip_prefix(prefix.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn has_memory_limit(container: &Container) -> bool {
    let limits = container.resources.as_ref().and_then(|resources| resources.limits.as_ref());
    limits.is_some_and(|limits| limits.contains_key("memory"))
}

/// Whether nothing keeps a container from being root: its own word counts before that of the pod.
fn may_be_root(spec: &PodSpec, container: &Container) -> bool {
    let (own, pod) = (container.security_context.as_ref(), spec.security_context.as_ref());
    let user = own.and_then(|own| own.run_as_user).or(pod.and_then(|pod| pod.run_as_user));
    let denied = own.and_then(|own| own.run_as_non_root).or(pod.and_then(|pod| pod.run_as_non_root));
    user == Some(0) || denied != Some(true)
}
