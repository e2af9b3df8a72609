//! Labels and metadata.

use super::Subject;
use crate::architecture::model::Architecture;
use crate::names::is_label_value;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// The one label that selects, and never changes.
pub const COMPONENT: &str = "groundplan.dev/component";

/// What selects the pods of a component.
pub fn selector(component: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(COMPONENT.to_owned(), component.to_owned())])
}

/// The same as a selector of Kubernetes.
pub fn label_selector(component: &str) -> metav1::LabelSelector {
    metav1::LabelSelector { match_labels: Some(selector(component)), ..Default::default() }
}

/// Labels of an object of a component.
pub fn labels(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let mut labels = of_the_whole(subject.architecture, subject.name());
    labels.insert("app.kubernetes.io/component".to_owned(), subject.component.kind.to_string());
    labels.insert(COMPONENT.to_owned(), subject.name().to_owned());
    match subject.pods.image.value.tag.as_ref().filter(|tag| is_label_value(tag)) {
        Some(tag) => labels.insert("app.kubernetes.io/version".to_owned(), tag.clone()),
        None => labels.remove("app.kubernetes.io/version"),
    };
    labels
}

/// Labels of a workload and its pods: those of the component, and what the blueprint adds.
pub fn workload_labels(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let mut labels = labels(subject);
    labels.extend(subject.pods.labels.clone());
    labels
}

/// Labels of an object that belongs to the whole.
pub fn of_the_whole(architecture: &Architecture, name: &str) -> BTreeMap<String, String> {
    let mut labels = BTreeMap::from([
        ("app.kubernetes.io/instance".to_owned(), name.to_owned()),
        ("app.kubernetes.io/managed-by".to_owned(), "groundplan".to_owned()),
        ("app.kubernetes.io/name".to_owned(), name.to_owned()),
        ("app.kubernetes.io/part-of".to_owned(), architecture.blueprint.to_string()),
        ("env".to_owned(), architecture.environment.clone()),
    ]);
    for (key, value) in [("app.kubernetes.io/version", &architecture.version), ("owner", &architecture.owner)] {
        if let Some(value) = value.as_ref().filter(|value| is_label_value(value) && !value.is_empty()) {
            labels.insert(key.to_owned(), value.clone());
        }
    }
    labels
}

/// Metadata of an object of a component that is named as the component.
pub fn metadata(subject: &Subject<'_>, name: &str) -> metav1::ObjectMeta {
    let mut labels = labels(subject);
    labels.insert("app.kubernetes.io/instance".to_owned(), name.to_owned());
    namespaced(subject.architecture, name, labels)
}

/// Metadata with the namespace.
pub fn namespaced(architecture: &Architecture, name: &str, labels: BTreeMap<String, String>) -> metav1::ObjectMeta {
    metav1::ObjectMeta {
        name: Some(name.to_owned()),
        namespace: Some(architecture.namespace.name.clone()),
        labels: Some(labels),
        ..Default::default()
    }
}

/// Annotations, where there are any.
pub fn annotations(given: &BTreeMap<String, String>) -> Option<BTreeMap<String, String>> {
    (!given.is_empty()).then(|| given.clone())
}
