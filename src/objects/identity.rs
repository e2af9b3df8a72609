//! Who pods are.

use super::Subject;
use super::labels::metadata;
use super::record::Record;
use crate::kubernetes::Emitted;
use k8s_openapi::api::core::v1 as corev1;

/// A ServiceAccount of the component's own, without a token.
pub fn service_account(subject: &Subject<'_>) -> Emitted {
    let object = corev1::ServiceAccount {
        automount_service_account_token: Some(false),
        metadata: metadata(subject, subject.name()),
        ..Default::default()
    };
    subject.emitted(object, "serviceaccount", Record::default())
}
