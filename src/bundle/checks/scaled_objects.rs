//! Autoscalers of KEDA: what they scale, when they wake, and what their triggers log in with.

use super::autoscalers::{replicas, unrequested};
use super::{Scene, beside, problem, repeated};
use crate::bundle::index::{Pods, name, namespace};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::custom::keda::{ScaledObject, TriggerAuthenticationSpec};
use crate::kubernetes::{Emitted, Object};
use std::collections::BTreeMap;

/// Pods that KEDA makes where nothing is said.
const MOST: i32 = 100;
/// Triggers that measure pods, and so nothing where there are none.
const OF_PODS: &[&str] = &["cpu", "memory"];

/// Every one has a target of its own, bounds in order, something that wakes it, and what its triggers log in with.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    let mut scaled = BTreeMap::new();
    for emitted in scene.objects {
        match &emitted.object {
            Object::ScaledObject(object) => {
                let target = target(object);
                bounds(emitted, object, sink);
                logins(scene, emitted, object, sink);
                if let Some(first) = scaled.insert((namespace(emitted), target), emitted) {
                    overlap(emitted, first, target, sink);
                }
                one(scene, emitted, object, sink);
            }
            Object::TriggerAuthentication(object) => parameters(emitted, &object.spec, sink),
            _ => {}
        }
    }
}

/// Kind and name of what is scaled.
fn target(object: &ScaledObject) -> (&str, &str) {
    let target = &object.spec.scale_target_ref;
    (target.kind.as_deref().unwrap_or("Deployment"), &target.name)
}

fn overlap(emitted: &Emitted, first: &Emitted, (kind, name): (&str, &str), sink: &mut Sink) {
    let said = format!("is {kind}/{name}, which {} scales as well", first.object.identity());
    let problem = problem(&codes::AUTOSCALERS_OVERLAP, emitted, "spec.scaleTargetRef", said);
    sink.push(beside(problem, first).help("keep one autoscaler with all triggers"));
}

fn bounds(emitted: &Emitted, object: &ScaledObject, sink: &mut Sink) {
    let (least, most) = (object.spec.min_replica_count.unwrap_or(0), object.spec.max_replica_count.unwrap_or(MOST));
    if most < least.max(1) || least < 0 {
        let said = format!("is {most}, but `spec.minReplicaCount` is {least}");
        let problem = problem(&codes::BOUNDS_REVERSED, emitted, "spec.maxReplicaCount", said);
        sink.push(problem.help("let the maximum be at least 1, and no less than the minimum"));
    }
    let wakes = object.spec.triggers.iter().any(|trigger| !OF_PODS.contains(&trigger.kind.as_str()));
    if least == 0 && !wakes {
        let said = "is 0, and no trigger sees anything while there are no pods";
        let problem = problem(&codes::NEVER_WAKES, emitted, "spec.minReplicaCount", said);
        sink.push(problem.help("let the minimum be 1, or add a trigger that is seen from outside"));
    }
}

fn one(scene: &Scene<'_>, emitted: &Emitted, object: &ScaledObject, sink: &mut Sink) {
    let (kind, target) = target(object);
    if !matches!(kind, "Deployment" | "StatefulSet") {
        return;
    }
    let Some(workload) = scene.index.find(kind, namespace(emitted), target) else {
        let said = format!("is {kind}/{target}, which the bundle does not have");
        let problem = problem(&codes::SCALE_TARGET_MISSING, emitted, "spec.scaleTargetRef", said);
        sink.push(problem.help("name a workload of the bundle"));
        return;
    };
    if let Some(other) = scene.index.autoscaler(workload) {
        let beside = other.metadata.name.as_deref().unwrap_or_default();
        let said = format!("is {kind}/{target}, which HorizontalPodAutoscaler/{beside} scales as well");
        let problem = problem(&codes::AUTOSCALERS_OVERLAP, emitted, "spec.scaleTargetRef", said);
        sink.push(problem.help("remove the HorizontalPodAutoscaler: KEDA makes its own"));
    }
    replicas(emitted, workload, sink);
    let Some(pods) = Pods::of(workload).filter(|pods| pods.spec.resources.is_none()) else { return };
    for (at, trigger) in object.spec.triggers.iter().enumerate() {
        let share = trigger.metric_type.as_deref().is_none_or(|kind| kind == "Utilization");
        if share && OF_PODS.contains(&trigger.kind.as_str()) {
            let container = trigger.metadata.get("containerName").map(String::as_str);
            unrequested(scene, emitted, &format!("spec.triggers[{at}]"), (&trigger.kind, container), &pods, sink);
        }
    }
}

/// What triggers log in with is there.
fn logins(scene: &Scene<'_>, emitted: &Emitted, object: &ScaledObject, sink: &mut Sink) {
    for (at, trigger) in object.spec.triggers.iter().enumerate() {
        let Some(login) = &trigger.authentication_ref else { continue };
        if scene.index.find("TriggerAuthentication", namespace(emitted), &login.name).is_none() {
            let field = format!("spec.triggers[{at}].authenticationRef");
            let said = format!("is `{}`, but the bundle has no TriggerAuthentication of that name", login.name);
            let problem = problem(&codes::AUTHENTICATION_MISSING, emitted, &field, said);
            sink.push(problem.help("add the TriggerAuthentication"));
        }
    }
}

/// Every parameter comes from one key of a Secret.
fn parameters(emitted: &Emitted, spec: &TriggerAuthenticationSpec, sink: &mut Sink) {
    let empty = spec
        .secret_target_ref
        .iter()
        .position(|one| one.name.is_empty() || one.key.is_empty() || one.parameter.is_empty());
    if let Some(at) = empty {
        let field = format!("spec.secretTargetRef[{at}]");
        let problem =
            problem(&codes::AUTHENTICATION_INCOMPLETE, emitted, &field, "lacks a Secret, a key or a parameter");
        sink.push(problem.help("name all three"));
    }
    if spec.secret_target_ref.is_empty() {
        let said = format!("is empty: {} would log in with nothing", name(emitted));
        let problem = problem(&codes::AUTHENTICATION_INCOMPLETE, emitted, "spec.secretTargetRef", said);
        sink.push(problem.help("name the keys of Secrets, or remove the object"));
    }
    for (at, parameter) in repeated(spec.secret_target_ref.iter().map(|one| one.parameter.as_str())) {
        let field = format!("spec.secretTargetRef[{at}].parameter");
        let said = format!("is `{parameter}`, which is given before: the last one would win");
        sink.push(problem(&codes::AUTHENTICATION_INCOMPLETE, emitted, &field, said).help("give it once"));
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, metadata, scaler, shop};
    use crate::kubernetes::custom::keda::{
        AuthenticationRef, ScaleTarget, ScaleTrigger, ScaledObject, ScaledObjectSpec, SecretTarget,
        TriggerAuthentication, TriggerAuthenticationSpec,
    };
    use std::collections::BTreeMap;

    fn trigger(kind: &str) -> ScaleTrigger {
        let metadata = BTreeMap::from([("value".to_owned(), "60".to_owned())]);
        ScaleTrigger { authentication_ref: None, metadata, metric_type: None, kind: kind.to_owned() }
    }

    fn scaled(change: impl Fn(&mut ScaledObjectSpec)) -> ScaledObject {
        let mut object = ScaledObject {
            metadata: metadata("cart"),
            spec: ScaledObjectSpec {
                min_replica_count: Some(0),
                max_replica_count: Some(5),
                scale_target_ref: ScaleTarget { name: "cart".to_owned(), ..Default::default() },
                triggers: vec![trigger("rabbitmq"), trigger("cpu")],
                ..Default::default()
            },
        };
        change(&mut object.spec);
        object
    }

    fn problems(change: impl Fn(&mut ScaledObjectSpec)) -> Vec<String> {
        found(shop().deployment(|cart| cart.spec.replicas = None).with([scaled(change).into()]))
    }

    #[test]
    fn they_have_a_target_and_bounds() {
        assert_eq!(problems(|_| ()), [""; 0]);
        assert_eq!(
            problems(|spec| spec.scale_target_ref.name = "crat".to_owned()),
            ["K0211 ScaledObject/cart: `spec.scaleTargetRef` is Deployment/crat, which the bundle does not have"]
        );
        assert_eq!(
            problems(|spec| spec.min_replica_count = Some(6)),
            ["K0214 ScaledObject/cart: `spec.maxReplicaCount` is 5, but `spec.minReplicaCount` is 6"]
        );
        assert_eq!(
            problems(|spec| spec.triggers = vec![trigger("cpu")]),
            [
                "K0218 ScaledObject/cart: `spec.minReplicaCount` is 0, and no trigger sees anything while there are no pods"
            ]
        );
    }

    #[test]
    fn they_are_alone() {
        let bare = shop().deployment(|cart| cart.spec.replicas = None);
        assert_eq!(
            found(bare.with([scaled(|_| ()).into(), scaler("cart").into()])),
            [
                "K0212 ScaledObject/cart: `spec.scaleTargetRef` is Deployment/cart, which HorizontalPodAutoscaler/cart scales as well"
            ]
        );
        assert_eq!(
            found(shop().with([scaled(|_| ()).into()])),
            ["K0213 Deployment/cart: `spec.replicas` is 2, but ScaledObject/cart scales it: every apply sets it back"]
        );
    }

    #[test]
    fn a_share_needs_requests() {
        let bare = shop().container(|app| app.resources = None).deployment(|cart| cart.spec.replicas = None);
        assert_eq!(
            found(bare.with([scaled(|_| ()).into()])),
            [
                "K0215 ScaledObject/cart: `spec.triggers[1]` is a share of the cpu request, but container `app` of Deployment/cart has none"
            ]
        );
    }

    #[test]
    fn triggers_log_in_with_keys_of_secrets() {
        let login = |spec: &mut ScaledObjectSpec| {
            spec.triggers[0].authentication_ref = Some(AuthenticationRef { name: "cart.mq".to_owned() });
        };
        assert_eq!(
            problems(login),
            [
                "K0219 ScaledObject/cart: `spec.triggers[0].authenticationRef` is `cart.mq`, but the bundle has no TriggerAuthentication of that name"
            ]
        );
        let with = |keys: &[(&str, &str)]| {
            let target = |&(parameter, key): &(&str, &str)| SecretTarget {
                key: key.to_owned(),
                name: "mq-auth".to_owned(),
                parameter: parameter.to_owned(),
            };
            let spec = TriggerAuthenticationSpec { secret_target_ref: keys.iter().map(target).collect() };
            let object = TriggerAuthentication { metadata: metadata("cart.mq"), spec };
            let bare = shop().deployment(|cart| cart.spec.replicas = None);
            found(bare.with([scaled(login).into(), object.into()]))
        };
        assert_eq!(with(&[("username", "user"), ("password", "password")]), [""; 0]);
        assert_eq!(
            with(&[("username", "user"), ("username", "")]),
            [
                "K0220 TriggerAuthentication/cart.mq: `spec.secretTargetRef[1].parameter` is `username`, which is given before: the last one would win",
                "K0220 TriggerAuthentication/cart.mq: `spec.secretTargetRef[1]` lacks a Secret, a key or a parameter"
            ]
        );
        assert_eq!(
            with(&[]),
            ["K0220 TriggerAuthentication/cart.mq: `spec.secretTargetRef` is empty: cart.mq would log in with nothing"]
        );
    }
}
