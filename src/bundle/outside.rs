//! What objects refer to that is not in the bundle: it must be in the cluster before they are applied.

use super::Bundle;
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::core::v1::{Container, PodSpec};
use std::collections::BTreeSet;

/// Something that must be in the cluster, and for which object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Outside {
    /// Its kind.
    pub kind: &'static str,
    /// Its name.
    pub name: String,
    /// Who refers to it, as `Kind/name`.
    pub user: String,
}

impl Bundle {
    /// What its objects refer to and it does not have, sorted.
    #[must_use]
    pub fn outside(&self) -> BTreeSet<Outside> {
        let made: BTreeSet<(&str, &str)> = self
            .objects()
            .iter()
            .map(|emitted| {
                let identity = emitted.object.identity();
                let kind = if identity.kind == "ExternalSecret" { "Secret" } else { identity.kind };
                (kind, identity.name)
            })
            .collect();
        let named = self.objects().iter().flat_map(referred);
        let all = named.map(|(kind, name, emitted)| Outside {
            kind,
            name: name.to_owned(),
            user: emitted.object.identity().to_string(),
        });
        all.filter(|it| !made.contains(&(it.kind, it.name.as_str()))).collect()
    }
}

type Reference<'a> = (&'static str, &'a str, &'a Emitted);

/// What one object refers to.
fn referred(emitted: &Emitted) -> Vec<Reference<'_>> {
    let mut found: Vec<(&'static str, &str)> = Vec::new();
    if let Some(spec) = emitted.object.pod_template().and_then(|template| template.spec.as_ref()) {
        of_pods(spec, &mut found);
    }
    match &emitted.object {
        Object::StatefulSet(object) => {
            let claims = object.spec.volume_claim_templates.iter().flatten();
            let classes = claims.filter_map(|claim| claim.spec.as_ref()?.storage_class_name.as_deref());
            found.extend(classes.map(|class| ("StorageClass", class)));
        }
        Object::PersistentVolumeClaim(object) => {
            let class = object.spec.as_ref().and_then(|spec| spec.storage_class_name.as_deref());
            found.extend(class.map(|class| ("StorageClass", class)));
        }
        _ => {}
    }
    found.into_iter().map(|(kind, name)| (kind, name, emitted)).collect()
}

/// What pods refer to. An optional Secret needs not be there.
fn of_pods<'a>(spec: &'a PodSpec, found: &mut Vec<(&'static str, &'a str)>) {
    let priority = spec.priority_class_name.as_deref().filter(|name| !name.starts_with("system-"));
    found.extend(priority.map(|name| ("PriorityClass", name)));
    found.extend(spec.runtime_class_name.as_deref().map(|name| ("RuntimeClass", name)));
    found.extend(spec.image_pull_secrets.iter().flatten().map(|secret| ("Secret", secret.name.as_str())));
    for volume in spec.volumes.iter().flatten() {
        let whole = volume.secret.iter().filter(|secret| secret.optional != Some(true));
        found.extend(whole.filter_map(|secret| secret.secret_name.as_deref()).map(|name| ("Secret", name)));
        let sources = volume.projected.iter().flat_map(|projected| projected.sources.iter().flatten());
        let secrets = sources.filter_map(|source| source.secret.as_ref()).filter(|it| it.optional != Some(true));
        found.extend(secrets.map(|secret| ("Secret", secret.name.as_str())));
        found.extend(
            volume.persistent_volume_claim.iter().map(|claim| ("PersistentVolumeClaim", claim.claim_name.as_str())),
        );
    }
    for container in spec.containers.iter().chain(spec.init_containers.iter().flatten()) {
        of_container(container, found);
    }
}

fn of_container<'a>(container: &'a Container, found: &mut Vec<(&'static str, &'a str)>) {
    let single = container.env.iter().flatten().filter_map(|it| it.value_from.as_ref()?.secret_key_ref.as_ref());
    found.extend(single.filter(|it| it.optional != Some(true)).map(|it| ("Secret", it.name.as_str())));
    let whole = container.env_from.iter().flatten().filter_map(|it| it.secret_ref.as_ref());
    found.extend(whole.filter(|it| it.optional != Some(true)).map(|it| ("Secret", it.name.as_str())));
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{bundle, shop};

    #[test]
    fn what_pods_name_is_outside_unless_it_is_made_here() {
        let made = bundle(shop().pod(|pod| {
            pod.priority_class_name = Some("high".to_owned());
            pod.runtime_class_name = Some("gvisor".to_owned());
        }));
        let names: Vec<String> =
            made.outside().into_iter().map(|it| format!("{} {} {}", it.kind, it.name, it.user)).collect();
        assert_eq!(names, ["PriorityClass high Deployment/cart", "RuntimeClass gvisor Deployment/cart"]);
    }
}
