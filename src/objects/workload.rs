//! Workloads: Deployment, StatefulSet, CronJob, Job.

use super::Subject;
use super::config::{Config, configs};
use super::labels::{annotations, label_selector, labels, metadata, selector, workload_labels};
use super::pod::template;
use super::record::Record;
use super::service::headless_name;
use super::volume::claim;
use crate::architecture::model::Disruption;
use crate::kubernetes::{Emitted, Object};
use crate::names::{digest8, with_digest};
use crate::plan::{RolloutPlan, Scale, Workload};
use k8s_openapi::api::apps::v1 as appsv1;
use k8s_openapi::api::batch::v1 as batchv1;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// The workload of a component.
pub fn workload(subject: &Subject<'_>, configs: &[Config<'_>]) -> Emitted {
    let mut record = Record::default();
    record.note("kind", subject.plan.workload.id);
    let (object, file): (Object, _) = match subject.plan.workload.value {
        Workload::Deployment => (deployment(subject, configs, &mut record).into(), "deployment"),
        Workload::StatefulSet => (stateful_set(subject, configs, &mut record).into(), "statefulset"),
        Workload::DaemonSet => (daemon_set(subject, configs, &mut record).into(), "daemonset"),
        Workload::CronJob => (cron_job(subject, configs, &mut record).into(), "cronjob"),
        Workload::Job => (job(subject, configs, &mut record).into(), "job"),
    };
    subject.emitted(object, file, record)
}

/// Metadata with the labels and annotations that the blueprint adds.
fn workload_metadata(subject: &Subject<'_>, name: &str) -> metav1::ObjectMeta {
    let mut metadata = metadata(subject, name);
    let mut labels = workload_labels(subject);
    labels.insert("app.kubernetes.io/instance".to_owned(), name.to_owned());
    metadata.labels = Some(labels);
    metadata.annotations = annotations(&subject.pods.annotations);
    metadata
}

/// The fixed number of pods; none where an autoscaler owns it.
fn replicas(subject: &Subject<'_>, record: &mut Record) -> Option<i32> {
    match &subject.plan.scale {
        Scale::Fixed(count) => i32::try_from(*record.hold("spec.replicas", count)).ok(),
        Scale::Auto { .. } | Scale::PerNode(_) | Scale::Runs => None,
    }
}

fn deployment(subject: &Subject<'_>, configs: &[Config<'_>], record: &mut Record) -> appsv1::Deployment {
    let rollout = subject.plan.rollout.as_ref().map(|rollout| *record.hold("spec.strategy", rollout));
    appsv1::Deployment {
        metadata: workload_metadata(subject, subject.name()),
        spec: appsv1::DeploymentSpec {
            min_ready_seconds: rollout.and_then(|rollout| seconds(rollout.min_ready)),
            progress_deadline_seconds: rollout.and_then(|rollout| seconds(rollout.deadline)),
            replicas: replicas(subject, record),
            selector: label_selector(subject.name()),
            strategy: rollout.map(strategy),
            template: template(subject, configs, "spec.template", record),
            ..Default::default()
        },
        ..Default::default()
    }
}

fn strategy(rollout: RolloutPlan) -> appsv1::DeploymentStrategy {
    if rollout.recreate {
        return appsv1::DeploymentStrategy { type_: Some("Recreate".to_owned()), rolling_update: None };
    }
    appsv1::DeploymentStrategy {
        type_: Some("RollingUpdate".to_owned()),
        rolling_update: Some(appsv1::RollingUpdateDeployment {
            max_surge: Some(amount(rollout.surge)),
            max_unavailable: Some(amount(rollout.unavailable)),
        }),
    }
}

/// A number of pods or a percentage.
pub fn amount(value: Disruption) -> IntOrString {
    match value {
        Disruption::Pods(count) => IntOrString::Int(i32::try_from(count).unwrap_or(i32::MAX)),
        Disruption::Percent(percent) => IntOrString::String(format!("{percent}%")),
    }
}

fn seconds(value: u32) -> Option<i32> {
    i32::try_from(value).ok().filter(|seconds| *seconds > 0)
}

fn stateful_set(subject: &Subject<'_>, configs: &[Config<'_>], record: &mut Record) -> appsv1::StatefulSet {
    let rollout = subject.plan.rollout.as_ref().map(|rollout| *record.hold("spec.updateStrategy", rollout));
    let claims = subject.pods.disks.iter().zip(&subject.plan.disks).enumerate().map(|(number, (disk, size))| {
        let field = format!("spec.volumeClaimTemplates[{number}].spec.resources.requests.storage");
        // Claims are immutable: only labels that never change.
        claim(disk, *record.hold(field, size), selector(subject.name()))
    });
    let claims: Vec<corev1::PersistentVolumeClaim> = claims.collect();
    appsv1::StatefulSet {
        metadata: workload_metadata(subject, subject.name()),
        spec: appsv1::StatefulSetSpec {
            min_ready_seconds: rollout.and_then(|rollout| seconds(rollout.min_ready)),
            persistent_volume_claim_retention_policy: Some(appsv1::StatefulSetPersistentVolumeClaimRetentionPolicy {
                when_deleted: Some("Retain".to_owned()),
                when_scaled: Some("Retain".to_owned()),
            }),
            pod_management_policy: Some(start_order(subject, record)),
            replicas: replicas(subject, record),
            selector: label_selector(subject.name()),
            service_name: Some(headless_name(subject)),
            template: template(subject, configs, "spec.template", record),
            update_strategy: Some(appsv1::StatefulSetUpdateStrategy {
                type_: Some("RollingUpdate".to_owned()),
                ..Default::default()
            }),
            volume_claim_templates: (!claims.is_empty()).then_some(claims),
            ..Default::default()
        },
        ..Default::default()
    }
}

fn daemon_set(subject: &Subject<'_>, configs: &[Config<'_>], record: &mut Record) -> appsv1::DaemonSet {
    let rollout = subject.plan.rollout.as_ref().map(|rollout| *record.hold("spec.updateStrategy", rollout));
    appsv1::DaemonSet {
        metadata: workload_metadata(subject, subject.name()),
        spec: appsv1::DaemonSetSpec {
            min_ready_seconds: rollout.and_then(|rollout| seconds(rollout.min_ready)),
            selector: label_selector(subject.name()),
            template: template(subject, configs, "spec.template", record),
            update_strategy: rollout.map(|rollout| appsv1::DaemonSetUpdateStrategy {
                type_: Some("RollingUpdate".to_owned()),
                rolling_update: Some(appsv1::RollingUpdateDaemonSet {
                    max_surge: Some(amount(rollout.surge)),
                    max_unavailable: Some(amount(rollout.unavailable)),
                }),
            }),
            ..Default::default()
        },
        ..Default::default()
    }
}

/// What runs to completion.
fn job_spec(subject: &Subject<'_>, configs: &[Config<'_>], at: &str, record: &mut Record) -> batchv1::JobSpec {
    let tries = subject.plan.job.as_ref().map(|job| record.hold(format!("{at}.backoffLimit"), job).tries);
    batchv1::JobSpec {
        backoff_limit: tries,
        template: template(subject, configs, &format!("{at}.template"), record),
        ..Default::default()
    }
}

fn cron_job(subject: &Subject<'_>, configs: &[Config<'_>], record: &mut Record) -> batchv1::CronJob {
    let policy = subject.plan.job.as_ref().map(|job| *record.hold("spec.startingDeadlineSeconds", job));
    batchv1::CronJob {
        metadata: workload_metadata(subject, subject.name()),
        spec: batchv1::CronJobSpec {
            concurrency_policy: Some("Forbid".to_owned()),
            failed_jobs_history_limit: policy.map(|policy| policy.kept.1),
            job_template: batchv1::JobTemplateSpec {
                metadata: Some(metav1::ObjectMeta { labels: Some(labels(subject)), ..Default::default() }),
                spec: Some(job_spec(subject, configs, "spec.jobTemplate.spec", record)),
            },
            schedule: subject.pods.schedule.as_ref().map(|schedule| schedule.value.to_string()).unwrap_or_default(),
            starting_deadline_seconds: policy.map(|policy| policy.deadline),
            successful_jobs_history_limit: policy.map(|policy| policy.kept.0),
            time_zone: subject.pods.time_zone.as_ref().map(|zone| zone.value.clone()),
            ..Default::default()
        },
        ..Default::default()
    }
}

/// A Job: its template cannot change, so its name carries the template's digest and a new one is made instead.
fn job(subject: &Subject<'_>, configs: &[Config<'_>], record: &mut Record) -> batchv1::Job {
    let spec = job_spec(subject, configs, "spec", record);
    let name = named_for(subject, &spec);
    batchv1::Job { metadata: workload_metadata(subject, &name), spec: Some(spec), ..Default::default() }
}

fn named_for(subject: &Subject<'_>, spec: &batchv1::JobSpec) -> String {
    let bytes = serde_json::to_vec(&spec.template).unwrap_or_default();
    with_digest(subject.name(), &digest8(&bytes))
}

/// The name of the Job of a component.
pub fn job_name(subject: &Subject<'_>) -> String {
    named_for(subject, &job_spec(subject, &configs(subject), "spec", &mut Record::default()))
}

/// One pod after the other; those that look for each other all at once.
fn start_order(subject: &Subject<'_>, record: &mut Record) -> String {
    match &subject.plan.peers {
        Some(peers) if *record.hold("spec.podManagementPolicy", peers) => "Parallel".to_owned(),
        _ => "OrderedReady".to_owned(),
    }
}
