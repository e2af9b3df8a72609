//! Pods, the workloads that make them, and what scales and protects them.

use super::{labels, metadata, quantities, selector};
use crate::kubernetes::Object;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, StatefulSet, StatefulSetSpec};
use k8s_openapi::api::autoscaling::v2::{
    ContainerResourceMetricSource, CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec,
    MetricSpec, MetricTarget, ResourceMetricSource,
};
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobSpec, JobTemplateSpec};
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

pub fn container_port(name: &str, port: i32) -> corev1::ContainerPort {
    corev1::ContainerPort { name: Some(name.to_owned()), container_port: port, ..corev1::ContainerPort::default() }
}

pub fn probe(port: IntOrString) -> corev1::Probe {
    let http_get = Some(corev1::HTTPGetAction { port, ..corev1::HTTPGetAction::default() });
    corev1::Probe { http_get, ..corev1::Probe::default() }
}

pub fn variable(name: &str, value: &str) -> corev1::EnvVar {
    corev1::EnvVar { name: name.to_owned(), value: Some(value.to_owned()), value_from: None }
}

pub fn mount(name: &str, path: &str) -> corev1::VolumeMount {
    let (name, mount_path) = (name.to_owned(), path.to_owned());
    corev1::VolumeMount { name, mount_path, ..corev1::VolumeMount::default() }
}

pub fn empty_dir(name: &str) -> corev1::Volume {
    let empty_dir = Some(corev1::EmptyDirVolumeSource::default());
    corev1::Volume { name: name.to_owned(), empty_dir, ..corev1::Volume::default() }
}

pub fn config_volume(name: &str, config: &str, keys: &[&str]) -> corev1::Volume {
    let item = |key: &&str| corev1::KeyToPath { key: (*key).to_owned(), path: (*key).to_owned(), ..Default::default() };
    let items = (!keys.is_empty()).then(|| keys.iter().map(item).collect());
    let config_map = Some(corev1::ConfigMapVolumeSource { name: config.to_owned(), items, ..Default::default() });
    corev1::Volume { name: name.to_owned(), config_map, ..corev1::Volume::default() }
}

pub fn projected_config(name: &str, config: &str) -> corev1::Volume {
    let config_map = Some(corev1::ConfigMapProjection { name: config.to_owned(), ..Default::default() });
    let sources = Some(vec![corev1::VolumeProjection { config_map, ..corev1::VolumeProjection::default() }]);
    let projected = Some(corev1::ProjectedVolumeSource { sources, ..Default::default() });
    corev1::Volume { name: name.to_owned(), projected, ..corev1::Volume::default() }
}

fn container() -> corev1::Container {
    corev1::Container {
        name: "app".to_owned(),
        image: Some("registry.example.com/app:1".to_owned()),
        ports: Some(vec![container_port("http", 8080)]),
        readiness_probe: Some(probe(IntOrString::String("http".to_owned()))),
        resources: Some(corev1::ResourceRequirements {
            requests: Some(quantities(&[("cpu", "100m"), ("memory", "128Mi")])),
            limits: Some(quantities(&[("memory", "128Mi")])),
            claims: None,
        }),
        security_context: Some(corev1::SecurityContext {
            allow_privilege_escalation: Some(false),
            capabilities: Some(corev1::Capabilities { drop: Some(vec!["ALL".to_owned()]), add: None }),
            ..corev1::SecurityContext::default()
        }),
        ..corev1::Container::default()
    }
}

fn template(name: &str) -> corev1::PodTemplateSpec {
    let profile = corev1::SeccompProfile { type_: "RuntimeDefault".to_owned(), localhost_profile: None };
    corev1::PodTemplateSpec {
        metadata: Some(ObjectMeta { labels: Some(labels(name)), ..ObjectMeta::default() }),
        spec: Some(corev1::PodSpec {
            containers: vec![container()],
            security_context: Some(corev1::PodSecurityContext {
                run_as_non_root: Some(true),
                seccomp_profile: Some(profile),
                ..corev1::PodSecurityContext::default()
            }),
            service_account_name: Some(name.to_owned()),
            ..corev1::PodSpec::default()
        }),
    }
}

pub fn deployment(name: &str) -> Deployment {
    let spec = DeploymentSpec {
        replicas: Some(2),
        selector: selector("app", name),
        template: template(name),
        ..DeploymentSpec::default()
    };
    Deployment { metadata: metadata(name), spec, status: None }
}

pub fn stateful(name: &str) -> Object {
    let resources =
        corev1::VolumeResourceRequirements { requests: Some(quantities(&[("storage", "10Gi")])), limits: None };
    let claim = corev1::PersistentVolumeClaim {
        metadata: ObjectMeta { name: Some("data".to_owned()), ..ObjectMeta::default() },
        spec: Some(corev1::PersistentVolumeClaimSpec { resources: Some(resources), ..Default::default() }),
        status: None,
    };
    let mut template = template(name);
    template.spec.as_mut().unwrap().containers[0].volume_mounts = Some(vec![mount("data", "/data")]);
    let spec = StatefulSetSpec {
        replicas: Some(3),
        selector: selector("app", name),
        service_name: Some(name.to_owned()),
        template,
        volume_claim_templates: Some(vec![claim]),
        ..StatefulSetSpec::default()
    };
    StatefulSet { metadata: metadata(name), spec, status: None }.into()
}

pub fn cron_job(name: &str) -> CronJob {
    let mut template = template(name);
    template.spec.as_mut().unwrap().restart_policy = Some("Never".to_owned());
    let job_template = JobTemplateSpec { metadata: None, spec: Some(JobSpec { template, ..JobSpec::default() }) };
    let spec = CronJobSpec { schedule: "0 1 * * *".to_owned(), job_template, ..CronJobSpec::default() };
    CronJob { metadata: metadata(name), spec, status: None }
}

pub fn budget(name: &str) -> PodDisruptionBudget {
    let (max_unavailable, selector) = (Some(IntOrString::Int(1)), Some(selector("app", name)));
    let spec = Some(PodDisruptionBudgetSpec { max_unavailable, selector, ..Default::default() });
    PodDisruptionBudget { metadata: metadata(name), spec, status: None }
}

fn utilization() -> MetricTarget {
    MetricTarget { type_: "Utilization".to_owned(), average_utilization: Some(60), ..MetricTarget::default() }
}

pub fn container_metric(container: &str) -> MetricSpec {
    let (name, container) = ("cpu".to_owned(), container.to_owned());
    let container_resource = Some(ContainerResourceMetricSource { name, container, target: utilization() });
    MetricSpec { type_: "ContainerResource".to_owned(), container_resource, ..MetricSpec::default() }
}

pub fn scaler(name: &str) -> HorizontalPodAutoscaler {
    let resource = Some(ResourceMetricSource { name: "cpu".to_owned(), target: utilization() });
    let metric = MetricSpec { type_: "Resource".to_owned(), resource, ..MetricSpec::default() };
    let spec = HorizontalPodAutoscalerSpec {
        min_replicas: Some(2),
        max_replicas: 8,
        metrics: Some(vec![metric]),
        scale_target_ref: CrossVersionObjectReference {
            api_version: Some("apps/v1".to_owned()),
            kind: "Deployment".to_owned(),
            name: name.to_owned(),
        },
        behavior: None,
    };
    HorizontalPodAutoscaler { metadata: metadata(name), spec, status: None }
}
