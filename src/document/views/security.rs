//! Security: identities, secrets by name, exceptions with their reason, deviations from scanners.

use crate::architecture::model::{InitStep, Piece, Text};
use crate::document::facts::Facts;
use k8s_openapi::api::core::v1 as corev1;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A Secret that pods read.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SecretView {
    /// Its name.
    pub name: String,
    /// The keys that are read.
    pub keys: Vec<String>,
    /// Who reads them.
    pub used_by: Vec<String>,
}

/// An exception to a safe default.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionView {
    /// The component or entry point.
    pub subject: String,
    /// What is excepted.
    pub what: String,
    /// The reason that was given.
    pub because: String,
    /// Where it is written.
    pub source: String,
}

/// A finding of scanners that follows from a choice, for all components that have it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DeviationView {
    /// What is found.
    pub finding: String,
    /// All, where that is so.
    pub scope: String,
    /// The components, or the environment.
    pub subjects: Vec<String>,
    /// Why it stays.
    pub because: String,
    /// What would end it.
    pub remedy: String,
}

/// Something that must exist in the cluster.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RequirementView {
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What is needed of it.
    pub detail: String,
    /// For whom.
    pub used_by: Vec<String>,
    /// A command that shows it.
    pub verify: String,
}

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
        let scratch: Vec<String> = pods.scratch.iter().flat_map(|volume| volume.paths.iter().cloned()).collect();
        let key = (user.value.clone(), pods.writable_root, scratch, user.reason.to_string());
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

/// Secrets that pods read, by name; never a value.
pub fn secrets(facts: &Facts<'_>) -> Vec<SecretView> {
    let mut found: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for component in &facts.architecture().components {
        let Some(pods) = component.pods() else { continue };
        let own = pods.command.iter().chain(&pods.args).chain(pods.env.iter().map(|variable| &variable.value));
        let steps = pods.init.iter().flat_map(texts);
        for piece in own.chain(steps).flat_map(|text| &text.pieces) {
            if let Piece::Secret { secret, key } = piece {
                let (keys, users) = found.entry(secret).or_default();
                keys.insert(key);
                users.insert(component.name.as_str());
            }
        }
    }
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
    found
        .into_iter()
        .map(|(name, (keys, users))| SecretView { name: name.to_owned(), keys: owned(keys), used_by: owned(users) })
        .collect()
}

fn texts(step: &InitStep) -> impl Iterator<Item = &Text> {
    step.command.iter().chain(&step.args).chain(step.env.iter().map(|variable| &variable.value))
}

/// Exceptions that somebody argued for.
pub fn exceptions(facts: &Facts<'_>) -> Vec<ExceptionView> {
    let exceptions = facts.architecture().exceptions.iter();
    exceptions
        .map(|exception| ExceptionView {
            subject: exception.subject.clone(),
            what: exception.what.clone(),
            because: exception.because.clone(),
            source: facts.place(&exception.origin),
        })
        .collect()
}

/// Deviations, equal ones together.
pub fn deviations(facts: &Facts<'_>) -> Vec<DeviationView> {
    let mut alike: BTreeMap<(&str, &str, &str), Vec<String>> = BTreeMap::new();
    for deviation in &facts.plan().deviations {
        let key = (deviation.finding.as_str(), deviation.because.as_str(), deviation.remedy.as_str());
        alike.entry(key).or_default().push(deviation.subject.clone());
    }
    let view = |((finding, because, remedy), subjects): ((&str, &str, &str), Vec<String>)| DeviationView {
        finding: finding.to_owned(),
        scope: facts.scope(&subjects),
        subjects,
        because: because.to_owned(),
        remedy: remedy.to_owned(),
    };
    alike.into_iter().map(view).collect()
}

/// What must exist before anything is applied.
pub fn requirements(facts: &Facts<'_>) -> Vec<RequirementView> {
    let requires = facts.plan().requires.iter();
    requires
        .map(|need| RequirementView {
            kind: need.kind.clone(),
            name: need.name.clone(),
            detail: need.detail.clone(),
            used_by: need.used_by.clone(),
            verify: presence(facts, &need.kind, &need.name),
        })
        .collect()
}

/// The command that shows whether a required object is there.
fn presence(facts: &Facts<'_>, kind: &str, name: &str) -> String {
    let kind = kind.to_lowercase();
    let namespace = facts.namespace();
    match (kind.as_str(), name.split_once('/')) {
        ("certificate", _) => "the console of the provider's load balancer".to_owned(),
        ("storageclass", _) if name.starts_with('(') => "kubectl get storageclass".to_owned(),
        (_, Some((space, name))) => format!("kubectl -n {} get {kind} {}", word(space), word(name)),
        ("secret", None) => format!("kubectl -n {} get secret {}", word(namespace), word(name)),
        _ => format!("kubectl get {kind} {}", word(name)),
    }
}

fn word(text: &str) -> String {
    crate::document::escape::word(text, "NAME")
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

/// The images of all components that we run.
pub fn images(facts: &Facts<'_>) -> Vec<ImageView> {
    let mut views = Vec::new();
    for (_, component, _, _) in facts.running() {
        let Some(pods) = component.pods() else { continue };
        let image = &pods.image;
        let pinned = match (&image.value.digest, image.value.is_floating()) {
            (Some(_), _) => "by digest",
            (None, false) => "by tag",
            (None, true) => "floating",
        };
        views.push(ImageView {
            component: component.name.to_string(),
            image: image.value.to_string(),
            pinned: pinned.to_owned(),
            source: facts.place(&image.origin),
        });
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
