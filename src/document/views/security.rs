//! Security: identities, secrets by name, exceptions with their reason, deviations from scanners.

use crate::architecture::model::{Piece, Pods, WholeMap};
use crate::document::facts::Facts;
use crate::plan::Scale;
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

/// Secrets that pods read, by name; never a value.
pub fn secrets(facts: &Facts<'_>) -> Vec<SecretView> {
    let mut found: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
    for component in &facts.architecture().components {
        let Some(pods) = component.pods() else { continue };
        for (secret, key) in read_by(pods) {
            let (keys, users) = found.entry(secret).or_default();
            keys.insert(key);
            users.insert(component.name.as_str());
        }
    }
    for (component, secret, key) in read_by_keda(facts) {
        let (keys, users) = found.entry(secret).or_default();
        keys.insert(key);
        users.insert(component);
    }
    let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
    found
        .into_iter()
        .map(|(name, (keys, users))| SecretView { name: name.to_owned(), keys: owned(keys), used_by: owned(users) })
        .collect()
}

/// What KEDA reads to log in for the triggers of a component.
fn read_by_keda<'a>(facts: &Facts<'a>) -> Vec<(&'a str, &'a str, &'a str)> {
    let mut read = Vec::new();
    for (_, component, _, plan) in facts.running() {
        let Scale::Auto(auto) = &plan.scale else { continue };
        let triggers = auto.events.iter().flat_map(|events| &events.triggers);
        for (_, parameters) in triggers.filter_map(|trigger| trigger.authentication.as_ref()) {
            let keys = parameters.iter().map(|given| (given.secret.as_str(), given.key.as_str()));
            read.extend(keys.map(|(secret, key)| (component.name.as_str(), secret, key)));
        }
    }
    read
}

/// Every key of every Secret that pods read, in variables and in files.
fn read_by(pods: &Pods) -> Vec<(&str, &str)> {
    let mut read = Vec::new();
    for piece in pods.texts().flat_map(|text| &text.pieces) {
        if let Piece::Secret { secret, key } = piece {
            read.push((secret.as_str(), key.as_str()));
        }
    }
    for map in pods.whole_maps() {
        if let WholeMap::Secret(secret) = map {
            read.push((secret, "all keys"));
        }
    }
    for files in pods.all_mounted().flat_map(|mounted| &mounted.secrets) {
        if files.items.is_empty() {
            read.push((&files.secret, "all keys"));
        }
        read.extend(files.items.iter().map(|(key, _)| (files.secret.as_str(), key.as_str())));
    }
    read
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
        ("device", _) => {
            "kubectl get nodes -o custom-columns=NODE:.metadata.name,ALLOCATABLE:.status.allocatable".to_owned()
        }
        ("custom resource", _) => format!("its operator shows it as ready, and its pods run in {namespace}"),
        ("entry of the store", _) => "the console of the store".to_owned(),
        ("iam role", _) => format!("aws iam get-role --role-name {}", word(name.rsplit('/').next().unwrap_or(name))),
        ("service account of google cloud", _) => format!("gcloud iam service-accounts describe {}", word(name)),
        ("pod identity association", _) => {
            format!("aws eks list-pod-identity-associations --cluster-name CLUSTER --namespace {}", word(namespace))
        }
        ("add-on of eks", _) => format!("aws eks describe-addon --cluster-name CLUSTER --addon-name {}", word(name)),
        ("mesh", _) => {
            "its own command shows whether it is well, such as `istioctl version` or `linkerd check`".to_owned()
        }
        ("managed identity", _) => "the portal of Azure, by its client id".to_owned(),
        ("networkpolicy", _) => {
            "a pod that no policy admits is not answered: try it in a namespace of its own".to_owned()
        }
        ("clusterrole", _) => format!("kubectl get clusterrole/{0} clusterrolebinding/{0}", word(name)),
        ("loadbalancerclass", _) => {
            format!("once applied, an address under EXTERNAL-IP: kubectl -n {} get services", word(namespace))
        }
        ("storageclass", _) if name.starts_with('(') => "kubectl get storageclass".to_owned(),
        // The name of the definition is not known, but its group is: `(Kind of group)`.
        ("customresourcedefinition", _) if name.starts_with('(') => {
            let group = name.rsplit(' ').next().unwrap_or(name).trim_end_matches(')');
            format!("kubectl api-resources --api-group={}", word(group))
        }
        (_, Some((space, name))) => format!("kubectl -n {} get {kind} {}", word(space), word(name)),
        ("secret", None) => format!("kubectl -n {} get secret {}", word(namespace), word(name)),
        _ => format!("kubectl get {kind} {}", word(name)),
    }
}

fn word(text: &str) -> String {
    crate::document::escape::word(text, "NAME")
}
