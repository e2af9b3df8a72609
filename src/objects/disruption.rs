//! Disruption budgets.

use super::Subject;
use super::labels::{label_selector, metadata};
use super::record::Record;
use super::workload::amount;
use crate::kubernetes::Emitted;
use k8s_openapi::api::policy::v1 as policyv1;

/// The budget of what lasts.
pub fn budget(subject: &Subject<'_>) -> Option<Emitted> {
    let mut record = Record::default();
    let allowed = *record.hold("spec.maxUnavailable", subject.plan.disruption.as_ref()?);
    // A pod that is not ready serves nobody: holding it back would only block the drain. A store's pod may hold data.
    let unhealthy = if subject.component.kind.is_store() { "IfHealthyBudget" } else { "AlwaysAllow" };
    let object = policyv1::PodDisruptionBudget {
        metadata: metadata(subject, subject.name()),
        spec: Some(policyv1::PodDisruptionBudgetSpec {
            max_unavailable: Some(amount(allowed)),
            selector: Some(label_selector(subject.name())),
            unhealthy_pod_eviction_policy: Some(unhealthy.to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    Some(subject.emitted(object, "poddisruptionbudget", record))
}
