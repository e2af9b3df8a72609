//! A small sound bundle, constructors of objects to add to it, and what the checks find.

use crate::bundle::assemble;
use crate::catalog::{Minor, gateway_api};
use crate::diagnostics::Sink;
use crate::kubernetes::custom::gateway::{
    BackendRef, CertificateRef, Gateway, GatewaySpec, GrpcRoute, GrpcRouteSpec, GrpcRule, HttpRoute, HttpRouteSpec,
    HttpRule, Listener, ListenerTls, ParentRef,
};
use crate::kubernetes::{Emitted, Object, Target};
use crate::source::Origin;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec, StatefulSet, StatefulSetSpec};
use k8s_openapi::api::autoscaling::v2::{
    ContainerResourceMetricSource, CrossVersionObjectReference, HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec,
    MetricSpec, MetricTarget, ResourceMetricSource,
};
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, JobSpec, JobTemplateSpec};
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::api::networking::v1 as networkingv1;
use k8s_openapi::api::policy::v1::{PodDisruptionBudget, PodDisruptionBudgetSpec};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement, ObjectMeta};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::BTreeMap;

/// A bundle of one component, without a fault, and what is added to it.
pub struct Shop {
    deployment: Deployment,
    service: corev1::Service,
    others: Vec<Object>,
}

pub fn shop() -> Shop {
    Shop { deployment: deployment("cart"), service: service("cart"), others: Vec::new() }
}

impl Shop {
    pub fn with(mut self, objects: impl IntoIterator<Item = Object>) -> Self {
        self.others.extend(objects);
        self
    }

    pub fn deployment(mut self, change: impl FnOnce(&mut Deployment)) -> Self {
        change(&mut self.deployment);
        self
    }

    pub fn service(mut self, change: impl FnOnce(&mut corev1::Service)) -> Self {
        change(&mut self.service);
        self
    }

    pub fn pod(self, change: impl FnOnce(&mut corev1::PodSpec)) -> Self {
        self.deployment(|cart| change(cart.spec.template.spec.as_mut().unwrap()))
    }

    pub fn container(self, change: impl FnOnce(&mut corev1::Container)) -> Self {
        self.pod(|pod| change(&mut pod.containers[0]))
    }

    pub fn objects(self) -> Vec<Emitted> {
        let own = [namespace("shop"), account("cart"), self.deployment.into(), self.service.into()];
        let all = own.into_iter().chain(self.others).enumerate();
        all.map(|(at, object)| emitted(object, &format!("{}.yaml", at + 1))).collect()
    }
}

/// What the checks find: code and message of every problem.
pub fn found(shop: Shop) -> Vec<String> {
    found_for(target(), shop)
}

pub fn found_for(target: Target, shop: Shop) -> Vec<String> {
    run(target, shop.objects())
}

pub fn found_in(objects: Vec<Emitted>) -> Vec<String> {
    run(target(), objects)
}

fn run(target: Target, objects: Vec<Emitted>) -> Vec<String> {
    let mut sink = Sink::default();
    let bundle = assemble(objects, &target, &mut sink);
    assert_eq!(bundle.is_none(), sink.has_errors());
    let problems = sink.into_sorted();
    assert!(problems.iter().all(|problem| !problem.help.is_empty()), "{problems:?}");
    problems.into_iter().map(|problem| format!("{} {}", problem.code.id, problem.message)).collect()
}

pub fn target() -> Target {
    Target { kubernetes: Minor::NEWEST, gateway_api: gateway_api::NEWEST, restricted: true }
}

pub fn emitted(object: impl Into<Object>, path: &str) -> Emitted {
    let origin = Origin::Default("a test");
    Emitted { object: object.into(), path: path.to_owned(), component: None, origin, fields: Vec::new() }
}

fn labels(name: &str) -> BTreeMap<String, String> {
    [("app".to_owned(), name.to_owned())].into()
}

pub fn metadata(name: &str) -> ObjectMeta {
    let (name, namespace) = (Some(name.to_owned()), Some("shop".to_owned()));
    ObjectMeta { name, namespace, ..ObjectMeta::default() }
}

pub fn selector(key: &str, value: &str) -> LabelSelector {
    LabelSelector { match_labels: Some([(key.to_owned(), value.to_owned())].into()), match_expressions: None }
}

pub fn expression(key: &str, operator: &str, value: &str) -> LabelSelector {
    let values = (!value.is_empty()).then(|| vec![value.to_owned()]);
    let requirement = LabelSelectorRequirement { key: key.to_owned(), operator: operator.to_owned(), values };
    LabelSelector { match_labels: None, match_expressions: Some(vec![requirement]) }
}

pub fn quantities(pairs: &[(&str, &str)]) -> BTreeMap<String, Quantity> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), Quantity((*value).to_owned()))).collect()
}

/// The same object under another name.
pub fn renamed(object: impl Into<Object>, name: &str) -> Object {
    changed(object.into(), |metadata| metadata.name = Some(name.to_owned()))
}

/// The same object in another namespace.
pub fn moved(object: Object, namespace: Option<&str>) -> Object {
    changed(object, |metadata| metadata.namespace = namespace.map(str::to_owned))
}

fn changed(mut object: Object, change: impl FnOnce(&mut ObjectMeta)) -> Object {
    change(match &mut object {
        Object::Namespace(object) => &mut object.metadata,
        Object::ConfigMap(object) => &mut object.metadata,
        Object::Service(object) => &mut object.metadata,
        Object::StatefulSet(object) => &mut object.metadata,
        Object::CronJob(object) => &mut object.metadata,
        other => unreachable!("{other:?} is not renamed in any test"),
    });
    object
}

pub fn namespace(name: &str) -> Object {
    let metadata = ObjectMeta { namespace: None, ..metadata(name) };
    corev1::Namespace { metadata, spec: None, status: None }.into()
}

pub fn account(name: &str) -> Object {
    corev1::ServiceAccount { metadata: metadata(name), ..corev1::ServiceAccount::default() }.into()
}

pub fn config_map(name: &str) -> Object {
    config_with(name, "key", "value")
}

pub fn config_with(name: &str, key: &str, value: &str) -> Object {
    let data = Some([(key.to_owned(), value.to_owned())].into());
    corev1::ConfigMap { metadata: metadata(name), data, ..corev1::ConfigMap::default() }.into()
}

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

pub fn service_port(name: &str, port: i32) -> corev1::ServicePort {
    let target_port = Some(IntOrString::String("http".to_owned()));
    corev1::ServicePort { name: Some(name.to_owned()), port, target_port, ..corev1::ServicePort::default() }
}

pub fn service(name: &str) -> corev1::Service {
    let (ports, selector) = (Some(vec![service_port("http", 80)]), Some(labels(name)));
    let spec = Some(corev1::ServiceSpec { ports, selector, ..corev1::ServiceSpec::default() });
    corev1::Service { metadata: metadata(name), spec, status: None }
}

pub fn headless(name: &str) -> corev1::Service {
    let mut service = service(name);
    service.spec.as_mut().unwrap().cluster_ip = Some("None".to_owned());
    service
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

pub fn policy(name: &str, selector: LabelSelector) -> Object {
    let spec = networkingv1::NetworkPolicySpec { pod_selector: Some(selector), ..Default::default() };
    networkingv1::NetworkPolicy { metadata: metadata(name), spec: Some(spec) }.into()
}

pub fn ingress(name: &str, service: &str, port: networkingv1::ServiceBackendPort) -> Object {
    let service = networkingv1::IngressServiceBackend { name: service.to_owned(), port: Some(port) };
    let path = networkingv1::HTTPIngressPath {
        path: Some("/".to_owned()),
        path_type: "Prefix".to_owned(),
        backend: networkingv1::IngressBackend { service: Some(service), resource: None },
    };
    let http = Some(networkingv1::HTTPIngressRuleValue { paths: vec![path] });
    let rule = networkingv1::IngressRule { host: Some("example.com".to_owned()), http };
    let spec = Some(networkingv1::IngressSpec { rules: Some(vec![rule]), ..Default::default() });
    networkingv1::Ingress { metadata: metadata(name), spec, status: None }.into()
}

pub fn listener(name: &str, host: &str) -> Listener {
    let certificate = CertificateRef { group: String::new(), kind: "Secret".to_owned(), name: "tls".to_owned() };
    Listener {
        name: name.to_owned(),
        hostname: (!host.is_empty()).then(|| host.to_owned()),
        port: 443,
        protocol: "HTTPS".to_owned(),
        tls: Some(ListenerTls {
            certificate_refs: vec![certificate],
            mode: "Terminate".to_owned(),
            ..Default::default()
        }),
        allowed_routes: None,
    }
}

pub fn gateway(name: &str) -> Gateway {
    let spec = GatewaySpec { gateway_class_name: "public".to_owned(), listeners: vec![listener("web", "")] };
    Gateway { metadata: metadata(name), spec }
}

fn backend(name: &str, port: i32) -> BackendRef {
    BackendRef { group: String::new(), kind: "Service".to_owned(), name: name.to_owned(), port, weight: 1 }
}

fn parents() -> Vec<ParentRef> {
    vec![ParentRef { kind: "Gateway".to_owned(), name: "public".to_owned(), ..ParentRef::default() }]
}

pub fn http_route(name: &str, service: &str, port: i32) -> HttpRoute {
    let rule = HttpRule { backend_refs: vec![backend(service, port)], ..HttpRule::default() };
    let spec = HttpRouteSpec { parent_refs: parents(), rules: vec![rule], ..HttpRouteSpec::default() };
    HttpRoute { metadata: metadata(name), spec }
}

pub fn grpc_route(name: &str, service: &str, port: i32) -> Object {
    let rule = GrpcRule { backend_refs: vec![backend(service, port)] };
    let spec = GrpcRouteSpec { parent_refs: parents(), rules: vec![rule], ..GrpcRouteSpec::default() };
    GrpcRoute { metadata: metadata(name), spec }.into()
}

pub fn quota(name: &str, hard: &[(&str, &str)]) -> Object {
    let spec = Some(corev1::ResourceQuotaSpec { hard: Some(quantities(hard)), ..Default::default() });
    corev1::ResourceQuota { metadata: metadata(name), spec, status: None }.into()
}

pub fn limit_range(name: &str, change: impl FnOnce(&mut corev1::LimitRangeItem)) -> Object {
    let mut item = corev1::LimitRangeItem { type_: "Container".to_owned(), ..corev1::LimitRangeItem::default() };
    change(&mut item);
    corev1::LimitRange { metadata: metadata(name), spec: Some(corev1::LimitRangeSpec { limits: vec![item] }) }.into()
}
