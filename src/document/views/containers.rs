//! Containers: their images, users and safeguards, as the manifests have them.

use crate::document::facts::Facts;
use crate::names::image::ImageRef;
use crate::source::Sourced;
use k8s_openapi::api::core::v1 as corev1;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Containers that run alike.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdentityView {
    /// All, where that is so.
    pub scope: String,
    /// The components.
    pub components: Vec<String>,
    /// User, group and group of volumes.
    pub user: String,
    /// Whether the root file system can be written.
    pub root: String,
    /// Volumes that can be written, lost with the pod.
    pub scratch: Vec<String>,
    /// Why this user.
    pub rationale: String,
}

/// Containers by user and writable places.
pub fn identities(facts: &Facts<'_>) -> Vec<IdentityView> {
    let mut alike: BTreeMap<(String, bool, Vec<String>, String), Vec<String>> = BTreeMap::new();
    for (_, component, _, plan) in facts.running() {
        let (Some(pods), Some(user)) = (component.pods(), facts.decision(plan.user)) else { continue };
        let scratch: Vec<String> =
            pods.mounted.scratch.iter().flat_map(|volume| volume.paths.iter().cloned()).collect();
        let key = (user.value.clone(), pods.mounted.writable_root, scratch, user.reason.to_string());
        alike.entry(key).or_default().push(component.name.to_string());
    }
    let view = |((user, writable, scratch, rationale), components): (_, Vec<String>)| IdentityView {
        scope: facts.scope(&components),
        components,
        user,
        root: if writable { "writable" } else { "read-only" }.to_owned(),
        scratch,
        rationale,
    };
    alike.into_iter().map(view).collect()
}

/// Images by how firmly they are named.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImageView {
    /// The component.
    pub component: String,
    /// The image.
    pub image: String,
    /// Digest, numbered tag, or floating.
    pub pinned: String,
    /// Where it is written.
    pub source: String,
}

fn image_view(facts: &Facts<'_>, container: &str, image: &Sourced<ImageRef>) -> ImageView {
    let pinned = match (&image.value.digest, image.value.is_floating()) {
        (Some(_), _) => "by digest",
        (None, false) => "by tag",
        (None, true) => "floating",
    };
    ImageView {
        component: container.to_owned(),
        image: image.value.to_string(),
        pinned: pinned.to_owned(),
        source: facts.place(&image.origin),
    }
}

/// The images of all components that we run; those of other containers behind the name of their component.
pub fn images(facts: &Facts<'_>) -> Vec<ImageView> {
    let mut views = Vec::new();
    for (_, component, _, _) in facts.running() {
        let Some(pods) = component.pods() else { continue };
        views.push(image_view(facts, component.name.as_str(), &pods.image));
        for step in pods.steps().filter(|step| step.image.value != pods.image.value) {
            views.push(image_view(facts, &format!("{}/{}", component.name, step.name), &step.image));
        }
    }
    views
}

/// A safeguard of containers, with those that have it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SafeguardView {
    /// The field of the manifests.
    pub field: String,
    /// How many containers have it, of how many.
    pub containers: String,
    /// The workloads with one that does not.
    pub without: Vec<String>,
}

type Safeguard = (&'static str, fn(&corev1::PodSpec, &corev1::Container) -> bool);

/// What is looked at in every container of the manifests.
const SAFEGUARDS: &[Safeguard] = &[
    ("allowPrivilegeEscalation: false", |_, c| context(c).is_some_and(|c| c.allow_privilege_escalation == Some(false))),
    ("readOnlyRootFilesystem: true", |_, c| context(c).is_some_and(|c| c.read_only_root_filesystem == Some(true))),
    ("capabilities.drop: ALL", |_, c| {
        let dropped = context(c).and_then(|c| c.capabilities.as_ref()?.drop.as_ref());
        dropped.is_some_and(|dropped| dropped.iter().any(|name| name == "ALL"))
    }),
    ("runAsNonRoot: true", |pod, c| {
        let own = context(c).and_then(|c| c.run_as_non_root);
        own.or(pod.security_context.as_ref().and_then(|c| c.run_as_non_root)) == Some(true)
    }),
    ("seccompProfile: RuntimeDefault", |pod, c| {
        let own = context(c).and_then(|c| c.seccomp_profile.as_ref());
        let profile = own.or(pod.security_context.as_ref().and_then(|c| c.seccomp_profile.as_ref()));
        profile.is_some_and(|profile| profile.type_ == "RuntimeDefault")
    }),
    ("automountServiceAccountToken: false", |pod, _| pod.automount_service_account_token == Some(false)),
    ("a memory limit", |_, c| {
        let limits = c.resources.as_ref().and_then(|resources| resources.limits.as_ref());
        limits.is_some_and(|limits| limits.contains_key("memory"))
    }),
];

fn context(container: &corev1::Container) -> Option<&corev1::SecurityContext> {
    container.security_context.as_ref()
}

/// The safeguards of all containers, as the manifests have them.
pub fn safeguards(facts: &Facts<'_>) -> Vec<SafeguardView> {
    SAFEGUARDS.iter().map(|(field, has)| safeguard(facts, field, *has)).collect()
}

fn safeguard(facts: &Facts<'_>, field: &str, has: fn(&corev1::PodSpec, &corev1::Container) -> bool) -> SafeguardView {
    let (mut all, mut with) = (0usize, 0usize);
    let mut without = BTreeSet::new();
    for emitted in facts.lead.bundle.objects() {
        let Some(pod) = emitted.object.pod_template().and_then(|template| template.spec.as_ref()) else { continue };
        for container in pod.init_containers.iter().flatten().chain(&pod.containers) {
            all += 1;
            if has(pod, container) {
                with += 1;
            } else {
                without.insert(emitted.object.identity().to_string());
            }
        }
    }
    SafeguardView {
        field: field.to_owned(),
        containers: format!("{with} of {all}"),
        without: without.into_iter().collect(),
    }
}
