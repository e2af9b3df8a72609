//! Autoscalers and what they scale.

use super::{Scene, beside, problem};
use crate::bundle::effective;
use crate::bundle::index::{Pods, namespace};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::autoscaling::v2::{HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, MetricSpec};
use std::collections::BTreeMap;

/// Autoscalers have a target of their own that leaves its replicas to them, and metrics that can be measured.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    let mut scaled = BTreeMap::new();
    for emitted in scene.objects {
        let Object::HorizontalPodAutoscaler(object) = &emitted.object else { continue };
        bounds(emitted, &object.spec, sink);
        let target = &object.spec.scale_target_ref;
        if let Some(first) = scaled.insert((namespace(emitted), &target.kind, &target.name), emitted) {
            let said = format!("is {}/{}, which {} scales as well", target.kind, target.name, first.object.identity());
            let problem = problem(&codes::AUTOSCALERS_OVERLAP, emitted, "spec.scaleTargetRef", said);
            sink.push(beside(problem, first).help("keep one autoscaler with both metrics"));
        }
        // What else can be scaled is not known here.
        if matches!(target.kind.as_str(), "Deployment" | "StatefulSet") {
            one(scene, emitted, object, sink);
        }
    }
}

fn bounds(emitted: &Emitted, spec: &HorizontalPodAutoscalerSpec, sink: &mut Sink) {
    let least = spec.min_replicas.unwrap_or(1);
    if spec.max_replicas >= least.max(1) && least >= 0 {
        return;
    }
    let said = format!("is {}, but `spec.minReplicas` is {least}", spec.max_replicas);
    let problem = problem(&codes::BOUNDS_REVERSED, emitted, "spec.maxReplicas", said);
    sink.push(problem.help("let the maximum be at least 1, and no less than the minimum"));
}

fn one(scene: &Scene<'_>, emitted: &Emitted, scaler: &HorizontalPodAutoscaler, sink: &mut Sink) {
    let target = &scaler.spec.scale_target_ref;
    let Some(workload) = scene.index.find(&target.kind, namespace(emitted), &target.name) else {
        let said = format!("is {}/{}, which the bundle does not have", target.kind, target.name);
        let problem = problem(&codes::SCALE_TARGET_MISSING, emitted, "spec.scaleTargetRef", said);
        sink.push(problem.help("name a workload of the bundle"));
        return;
    };
    replicas(emitted, workload, sink);
    let Some(pods) = Pods::of(workload) else { return };
    // What is said for the pod as a whole stands in for its containers.
    if pods.spec.resources.is_some() {
        return;
    }
    for (at, metric) in scaler.spec.metrics.iter().flatten().enumerate() {
        requests(scene, emitted, at, metric, &pods, sink);
    }
}

/// A workload that is scaled leaves its replicas to its autoscaler.
pub(super) fn replicas(emitted: &Emitted, workload: &Emitted, sink: &mut Sink) {
    let written = match &workload.object {
        Object::Deployment(object) => object.spec.replicas,
        Object::StatefulSet(object) => object.spec.replicas,
        _ => None,
    };
    if let Some(written) = written {
        let said = format!("is {written}, but {} scales it: every apply sets it back", emitted.object.identity());
        let problem = problem(&codes::REPLICAS_FIXED, workload, "spec.replicas", said);
        sink.push(problem.help("remove `spec.replicas`"));
    }
}

/// A utilization is a share of what is requested: without a request there is none.
fn requests(scene: &Scene<'_>, emitted: &Emitted, at: usize, metric: &MetricSpec, pods: &Pods<'_>, sink: &mut Sink) {
    let (resource, container, target) = match (&metric.resource, &metric.container_resource) {
        (Some(metric), _) => (&metric.name, None, &metric.target),
        (None, Some(metric)) => (&metric.name, Some(metric.container.as_str()), &metric.target),
        (None, None) => return,
    };
    if target.average_utilization.is_some() {
        unrequested(scene, emitted, &format!("spec.metrics[{at}]"), (resource, container), pods, sink);
    }
}

/// Reports containers without a request of what is measured as a share of it: all of the pod, or one by its name.
pub(super) fn unrequested(
    scene: &Scene<'_>,
    emitted: &Emitted,
    field: &str,
    (resource, container): (&str, Option<&str>),
    pods: &Pods<'_>,
    sink: &mut Sink,
) {
    let defaults = scene.index.defaults(pods.namespace());
    let mut tell = |said: String, help: &str| {
        sink.push(problem(&codes::METRIC_WITHOUT_REQUEST, emitted, field, said).help(help));
    };
    let mut seen = false;
    for at in pods.containers().filter(|at| !at.init || at.is_sidecar()) {
        if container.is_some_and(|name| name != at.container.name) {
            continue;
        }
        seen = true;
        if !effective::of_container(at.container, &defaults).requests.contains_key(resource) {
            let of = pods.emitted.object.identity();
            let said =
                format!("is a share of the {resource} request, but container `{}` of {of} has none", at.container.name);
            tell(said, "give every container of the target a request");
        }
    }
    if let (false, Some(name)) = (seen, container) {
        let of = pods.emitted.object.identity();
        tell(format!("measures container `{name}`, which {of} does not have"), "name a container of the target");
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{container_metric, found, scaler, shop};
    use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscalerSpec;

    fn scaled(change: impl Fn(&mut HorizontalPodAutoscalerSpec)) -> Vec<String> {
        let mut scaler = scaler("cart");
        change(&mut scaler.spec);
        found(shop().deployment(|cart| cart.spec.replicas = None).with([scaler.into()]))
    }

    #[test]
    fn autoscalers_have_a_target() {
        assert_eq!(scaled(|_| ()), [""; 0]);
        assert_eq!(
            scaled(|spec| spec.scale_target_ref.name = "crat".to_owned()),
            [
                "K0211 HorizontalPodAutoscaler/cart: `spec.scaleTargetRef` is Deployment/crat, which the bundle does not have"
            ]
        );
        assert_eq!(scaled(|spec| spec.scale_target_ref.kind = "Rollout".to_owned()), [""; 0]);
    }

    #[test]
    fn a_target_has_one_autoscaler_and_no_replicas() {
        let mut second = scaler("cart");
        second.metadata.name = Some("second".to_owned());
        let bare = || shop().deployment(|cart| cart.spec.replicas = None);
        assert_eq!(
            found(bare().with([scaler("cart").into(), second.into()])),
            [
                "K0212 HorizontalPodAutoscaler/second: `spec.scaleTargetRef` is Deployment/cart, which HorizontalPodAutoscaler/cart scales as well"
            ]
        );
        assert_eq!(
            found(shop().with([scaler("cart").into()])),
            [
                "K0213 Deployment/cart: `spec.replicas` is 2, but HorizontalPodAutoscaler/cart scales it: every apply sets it back"
            ]
        );
    }

    #[test]
    fn bounds_are_in_order() {
        assert_eq!(
            scaled(|spec| spec.max_replicas = 1),
            ["K0214 HorizontalPodAutoscaler/cart: `spec.maxReplicas` is 1, but `spec.minReplicas` is 2"]
        );
        assert_eq!(scaled(|spec| spec.max_replicas = 2), [""; 0]);
    }

    #[test]
    fn utilization_needs_requests() {
        let message = "K0215 HorizontalPodAutoscaler/cart: `spec.metrics[0]` is a share of the cpu request, but container `app` of Deployment/cart has none";
        let bare = shop().container(|app| app.resources = None).deployment(|cart| cart.spec.replicas = None);
        assert_eq!(found(bare.with([scaler("cart").into()])), [message]);
        assert_eq!(
            scaled(|spec| spec.metrics = Some(vec![container_metric("web")])),
            [
                "K0215 HorizontalPodAutoscaler/cart: `spec.metrics[0]` measures container `web`, which Deployment/cart does not have"
            ]
        );
        assert_eq!(scaled(|spec| spec.metrics = Some(vec![container_metric("app")])), [""; 0]);
    }
}
