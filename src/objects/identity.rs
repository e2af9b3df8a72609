//! Who pods are, and what they may do at the API.

use super::labels::{metadata, namespaced, of_the_whole};
use super::record::Record;
use super::{Subject, shared};
use crate::architecture::model::{Access, Architecture, Cloud, Component, IdentityMode, Pods, Right};
use crate::kubernetes::{Emitted, Object};
use crate::source::Origin;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::rbac::v1 as rbacv1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// The group of roles.
const RBAC: &str = "rbac.authorization.k8s.io";

/// The name of a component's account.
pub fn account_name<'a>(component: &'a Component, access: Option<&'a Access>) -> &'a str {
    access.and_then(|access| access.account.as_deref()).unwrap_or(component.name.as_str())
}

/// The account of a component that has one of its own, with its rights.
pub fn own(subject: &Subject<'_>) -> Vec<Emitted> {
    let access = subject.pods.access.as_ref();
    if access.is_some_and(|access| access.account.is_some()) {
        return Vec::new();
    }
    let mut rights = access.map(|access| access.rights.clone()).unwrap_or_default();
    rights.extend(migration(subject.pods));
    let cloud = access.and_then(|access| access.cloud.as_ref()).filter(|_| is_annotated(subject.architecture));
    let objects = account(metadata(subject, subject.name()), rights, cloud);
    objects.into_iter().map(|(object, file)| subject.emitted(object, file, Record::default())).collect()
}

/// The accounts that several components may share.
pub fn shared_accounts(architecture: &Architecture) -> Vec<Emitted> {
    let mut accounts: BTreeMap<&str, (Vec<&Access>, Vec<Right>)> = BTreeMap::new();
    for pods in architecture.components.iter().filter_map(Component::pods) {
        let Some(access) = &pods.access else { continue };
        if let Some(name) = &access.account {
            let (all, rights) = accounts.entry(name).or_default();
            all.push(access);
            rights.extend(access.rights.iter().cloned().chain(migration(pods)));
        }
    }
    let mut objects = Vec::new();
    for (name, (all, mut rights)) in accounts {
        rights.sort();
        rights.dedup();
        let origin = all.first().map_or(Origin::Default("shared"), |access| access.origin.clone());
        let cloud = all.iter().find_map(|access| access.cloud.as_ref()).filter(|_| is_annotated(architecture));
        let metadata = namespaced(architecture, name, of_the_whole(architecture, name));
        for (object, file) in account(metadata, rights, cloud) {
            objects.push(shared(object, format!("_shared/{file}-{name}.yaml"), &origin, Record::default()));
        }
    }
    objects
}

/// The right to ask whether a migration has succeeded: of every Job of the namespace, because pods of the last release, which wait
/// for a Job of another name, must be able to start until those of the new one have taken over.
fn migration(pods: &Pods) -> Option<Right> {
    pods.migration?;
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let (resources, verbs) = (words(&["jobs"]), words(&["get", "list", "watch"]));
    Some(Right { group: "batch".to_owned(), resources, verbs, names: Vec::new() })
}

/// Whether accounts say who they are in the cloud; Pod Identity of EKS has that in its own API.
fn is_annotated(architecture: &Architecture) -> bool {
    architecture.platform.identity.value != IdentityMode::EksPodIdentity
}

/// A ServiceAccount that gives no token away by itself, and a Role where it has rights.
fn account(metadata: metav1::ObjectMeta, rights: Vec<Right>, cloud: Option<&Cloud>) -> Vec<(Object, &'static str)> {
    let name = metadata.name.clone().unwrap_or_default();
    let annotations = cloud.map(|cloud| {
        let (key, value) = cloud.annotation();
        BTreeMap::from([(key.to_owned(), value.to_owned())])
    });
    let account = corev1::ServiceAccount {
        automount_service_account_token: Some(false),
        metadata: metav1::ObjectMeta { annotations, ..metadata.clone() },
        ..Default::default()
    };
    let mut objects: Vec<(Object, &'static str)> = vec![(account.into(), "serviceaccount")];
    if rights.is_empty() {
        return objects;
    }
    let subject = rbacv1::Subject {
        kind: "ServiceAccount".to_owned(),
        name: name.clone(),
        namespace: metadata.namespace.clone(),
        ..Default::default()
    };
    let binding = rbacv1::RoleBinding {
        metadata: metadata.clone(),
        role_ref: rbacv1::RoleRef { api_group: Some(RBAC.to_owned()), kind: "Role".to_owned(), name },
        subjects: Some(vec![subject]),
    };
    let role = rbacv1::Role { metadata, rules: Some(rights.into_iter().map(rule).collect()) };
    objects.push((role.into(), "role"));
    objects.push((binding.into(), "rolebinding"));
    objects
}

fn rule(right: Right) -> rbacv1::PolicyRule {
    rbacv1::PolicyRule {
        api_groups: Some(vec![right.group]),
        resource_names: (!right.names.is_empty()).then_some(right.names),
        resources: Some(right.resources),
        verbs: right.verbs,
        ..Default::default()
    }
}
