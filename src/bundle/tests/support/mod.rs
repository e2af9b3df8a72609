//! A small sound bundle, constructors of objects to add to it, and what the checks find.

mod network;
mod pods;

pub use network::{gateway, grpc_route, headless, http_route, ingress, listener, policy, service, service_port};
pub use pods::{
    budget, config_volume, container_metric, container_port, cron_job, deployment, empty_dir, mount, probe,
    projected_config, scaler, stateful, variable,
};

use crate::bundle::{Bundle, assemble};
use crate::catalog::{Minor, gateway_api};
use crate::diagnostics::Sink;
use crate::kubernetes::{Emitted, Object, Target};
use crate::source::Origin;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement, ObjectMeta};
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

/// The bundle of what the checks take.
pub fn bundle(shop: Shop) -> Bundle {
    assemble(shop.objects(), &target(), &mut Sink::default()).unwrap()
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
    Emitted {
        object: object.into(),
        path: path.to_owned(),
        component: None,
        origin,
        fields: Vec::new(),
        patches: Vec::new(),
        of_others: false,
    }
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

pub fn quota(name: &str, hard: &[(&str, &str)]) -> Object {
    let spec = Some(corev1::ResourceQuotaSpec { hard: Some(quantities(hard)), ..Default::default() });
    corev1::ResourceQuota { metadata: metadata(name), spec, status: None }.into()
}

pub fn limit_range(name: &str, change: impl FnOnce(&mut corev1::LimitRangeItem)) -> Object {
    let mut item = corev1::LimitRangeItem { type_: "Container".to_owned(), ..corev1::LimitRangeItem::default() };
    change(&mut item);
    corev1::LimitRange { metadata: metadata(name), spec: Some(corev1::LimitRangeSpec { limits: vec![item] }) }.into()
}
