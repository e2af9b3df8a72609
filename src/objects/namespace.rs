//! The namespace, its quota and its container defaults.

use super::labels::{namespaced, of_the_whole};
use super::record::Record;
use super::shared;
use crate::architecture::model::Architecture;
use crate::kubernetes::Emitted;
use crate::plan::{ContainerDefaults, Decided, Plan, Quota};
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// What a namespace of ours has; nothing where it is not ours.
pub fn objects(architecture: &Architecture, plan: &Plan) -> Vec<Emitted> {
    if !architecture.namespace.managed {
        return Vec::new();
    }
    let mut objects = vec![namespace(architecture, plan)];
    objects.extend(plan.quota.as_ref().map(|quota| resource_quota(architecture, quota)));
    objects.extend(plan.container_defaults.as_ref().map(|defaults| limit_range(architecture, defaults)));
    objects
}

/// The Namespace with its Pod Security labels.
fn namespace(architecture: &Architecture, plan: &Plan) -> Emitted {
    let name = architecture.namespace.name.as_str();
    let mut labels = of_the_whole(architecture, name);
    for (mode, level) in
        [("audit", "restricted"), ("enforce", architecture.pod_security().word()), ("warn", "restricted")]
    {
        labels.insert(format!("pod-security.kubernetes.io/{mode}"), level.to_owned());
    }
    let mut record = Record::default();
    if let Some(decision) = plan.platform.get(1) {
        record.note("metadata.name", *decision);
    }
    let object = corev1::Namespace {
        metadata: metav1::ObjectMeta { name: Some(name.to_owned()), labels: Some(labels), ..Default::default() },
        ..Default::default()
    };
    shared(object, "_namespace.yaml".to_owned(), &architecture.namespace.origin, record)
}

fn resource_quota(architecture: &Architecture, quota: &Decided<Quota>) -> Emitted {
    let mut record = Record::default();
    let hard = &record.hold("spec.hard", quota).hard;
    let object = corev1::ResourceQuota {
        metadata: namespaced(architecture, "compute", of_the_whole(architecture, "compute")),
        spec: Some(corev1::ResourceQuotaSpec { hard: Some(quantities(hard)), ..Default::default() }),
        ..Default::default()
    };
    shared(object, "_shared/resourcequota.yaml".to_owned(), &architecture.namespace.origin, record)
}

fn limit_range(architecture: &Architecture, defaults: &Decided<ContainerDefaults>) -> Emitted {
    let mut record = Record::default();
    let values = record.hold("spec.limits[0]", defaults);
    let some = |map: &BTreeMap<String, String>| (!map.is_empty()).then(|| quantities(map));
    let item = corev1::LimitRangeItem {
        default: some(&values.limits),
        default_request: some(&values.requests),
        max: some(&values.max),
        min: some(&values.min),
        type_: "Container".to_owned(),
        ..Default::default()
    };
    let object = corev1::LimitRange {
        metadata: namespaced(architecture, "containers", of_the_whole(architecture, "containers")),
        spec: Some(corev1::LimitRangeSpec { limits: vec![item] }),
    };
    shared(object, "_shared/limitrange.yaml".to_owned(), &architecture.namespace.origin, record)
}

fn quantities(map: &BTreeMap<String, String>) -> BTreeMap<String, Quantity> {
    map.iter().map(|(key, value)| (key.clone(), Quantity(value.clone()))).collect()
}
