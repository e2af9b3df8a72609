//! Objects of any content: whatever they hold, the checks come to an end and say the same twice.

use super::support::{
    account, budget, config_volume, config_with, container_metric, container_port, cron_job, deployment, emitted,
    gateway, grpc_route, headless, http_route, ingress, limit_range, listener, mount, moved, namespace, policy, probe,
    quantities, quota, scaler, selector, service, stateful, target, variable,
};
use crate::bundle::assemble;
use crate::diagnostics::Sink;
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::core::v1::{PodSpec, PodTemplateSpec};
use k8s_openapi::api::networking::v1::ServiceBackendPort;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use proptest::prelude::*;

/// What objects are made of.
#[derive(Clone, Debug)]
struct Words {
    names: [String; 4],
    quantity: String,
    number: i32,
    seconds: i64,
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![Just("cart".to_owned()), Just(String::new()), Just("A_b".to_owned()), "[a-z.*/-]{0,9}", ".{0,5}"]
}

fn words() -> impl Strategy<Value = Words> {
    let quantity = prop_oneof!["[-+]?[0-9.]{0,30}[a-zA-Z]{0,2}", Just("1Gi".to_owned()), ".{0,4}"];
    (name(), name(), name(), name(), quantity, any::<i32>(), any::<i64>())
        .prop_map(|(a, b, c, d, quantity, number, seconds)| Words { names: [a, b, c, d], quantity, number, seconds })
}

/// A pod with something odd at every place that the checks look at.
fn odd(template: &mut PodTemplateSpec, words: &Words) {
    let [a, b, c, d] = &words.names;
    let amounts = quantities(&[("cpu", words.quantity.as_str()), (b.as_str(), "1")]);
    template.metadata.get_or_insert_default().labels = Some([(c.clone(), d.clone())].into());
    let spec: &mut PodSpec = template.spec.get_or_insert_default();
    spec.service_account_name = Some(a.clone());
    spec.termination_grace_period_seconds = Some(words.seconds);
    spec.volumes = Some(vec![config_volume(b, c, &[d.as_str()])]);
    let mut app = spec.containers.pop().unwrap_or_default();
    app.name.clone_from(b);
    app.env = Some(vec![variable(c, d), variable(a, b)]);
    app.ports.get_or_insert_default().push(container_port(d, words.number));
    app.liveness_probe = Some(probe(IntOrString::Int(words.number)));
    app.volume_mounts = Some(vec![mount(a, c)]);
    app.resources.get_or_insert_default().requests = Some(amounts.clone());
    app.resources.get_or_insert_default().limits = Some(quantities(&[("cpu", "1")]));
    spec.init_containers = Some(vec![app.clone()]);
    spec.containers = vec![app];
    spec.overhead = Some(amounts);
}

fn workloads(words: &Words) -> Vec<Object> {
    let [a, b, ..] = &words.names;
    let mut web = deployment(a);
    odd(&mut web.spec.template, words);
    web.spec.replicas = Some(words.number);
    let mut report = cron_job(b);
    if let Some(spec) = &mut report.spec.job_template.spec {
        odd(&mut spec.template, words);
        spec.parallelism = Some(words.number);
    }
    let mut scaled = scaler(a);
    scaled.spec.max_replicas = words.number;
    scaled.spec.metrics.get_or_insert_default().push(container_metric(b));
    vec![web.into(), report.into(), scaled.into(), stateful(b), account(a), budget(b).into()]
}

fn objects(words: &Words) -> Vec<Object> {
    let [a, b, c, d] = &words.names;
    let mut way = gateway(a);
    way.spec.listeners = vec![listener(b, c), listener(c, d)];
    let mut route = http_route(b, c, words.number);
    route.spec.hostnames = vec![c.clone(), d.clone()];
    let port = ServiceBackendPort { name: Some(d.clone()), number: Some(words.number) };
    let hard = [("cpu", words.quantity.as_str()), (c.as_str(), words.quantity.as_str()), ("pods", "1")];
    let range = limit_range(a, |item| item.max = Some(quantities(&[("cpu", &words.quantity)])));
    let mut all = workloads(words);
    all.extend([
        namespace(d),
        config_with(c, d, a),
        service(a).into(),
        headless(b).into(),
        policy(c, selector(a, b)),
        ingress(c, a, port),
        way.into(),
        route.into(),
        grpc_route(a, b, words.number),
        quota(a, &hard),
        range,
        moved(config_with(a, b, c), Some(d)),
    ]);
    all
}

fn found(objects: Vec<Emitted>) -> Vec<String> {
    let mut sink = Sink::default();
    assemble(objects, &target(), &mut sink);
    sink.into_sorted().into_iter().map(|problem| problem.message).collect()
}

proptest! {
    #[test]
    fn no_object_panics(list in proptest::collection::vec(words(), 0..3)) {
        let all = list.iter().flat_map(objects).enumerate();
        let all: Vec<_> = all.map(|(at, object)| emitted(object, &format!("{}.yaml", at % 7))).collect();
        prop_assert_eq!(found(all.clone()), found(all));
    }
}
