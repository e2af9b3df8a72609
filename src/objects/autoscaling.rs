//! Autoscalers.

use super::Subject;
use super::labels::metadata;
use super::record::Record;
use crate::kubernetes::Emitted;
use crate::kubernetes::custom::keda;
use crate::plan::{AutoScale, Behavior, Events, Parameter, REQUESTS_METRIC, Scale, Trigger};
use crate::units::Rate;
use k8s_openapi::api::autoscaling::v2 as autoscalingv2;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

/// The autoscaler of a component that has one: Kubernetes' own, or KEDA's with what it logs in with.
pub fn autoscaler(subject: &Subject<'_>) -> Vec<Emitted> {
    let Scale::Auto(auto) = &subject.plan.scale else { return Vec::new() };
    match &auto.events {
        None => vec![horizontal(subject, auto)],
        Some(events) => {
            let mut objects = authentications(subject, events);
            objects.push(scaled_object(subject, auto, events));
            objects
        }
    }
}

/// Kubernetes' own autoscaler.
fn horizontal(subject: &Subject<'_>, auto: &AutoScale) -> Emitted {
    let mut record = Record::default();
    let mut metrics = Vec::new();
    if let Some(target) = &auto.cpu {
        let field = format!("spec.metrics[{}].resource.target.averageUtilization", metrics.len());
        metrics.push(utilization("cpu", count(*record.hold(field, target))));
    }
    if let Some(target) = &auto.memory {
        let field = format!("spec.metrics[{}].resource.target.averageUtilization", metrics.len());
        metrics.push(utilization("memory", count(*record.hold(field, target))));
    }
    if let Some(target) = &auto.requests {
        record.note(format!("spec.metrics[{}].pods.target", metrics.len()), target.id);
        metrics.push(requests(target.value));
    }
    let object = autoscalingv2::HorizontalPodAutoscaler {
        metadata: metadata(subject, subject.name()),
        spec: autoscalingv2::HorizontalPodAutoscalerSpec {
            behavior: Some(rules(*record.hold("spec.behavior", &auto.behavior))),
            max_replicas: count(*record.hold("spec.maxReplicas", &auto.max)),
            metrics: Some(metrics),
            min_replicas: Some(count(*record.hold("spec.minReplicas", &auto.min))),
            scale_target_ref: autoscalingv2::CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: subject.plan.workload.value.kind().to_owned(),
                name: subject.name().to_owned(),
            },
        },
        ..Default::default()
    };
    subject.emitted(object, "horizontalpodautoscaler", record)
}

/// Requests per second of each pod, as its own metric counts them.
fn requests(rate: Rate) -> autoscalingv2::MetricSpec {
    let micros = rate.0.micros();
    let amount =
        if micros.is_multiple_of(1_000_000) { (micros / 1_000_000).to_string() } else { format!("{}m", micros / 1000) };
    autoscalingv2::MetricSpec {
        pods: Some(autoscalingv2::PodsMetricSource {
            metric: autoscalingv2::MetricIdentifier { name: REQUESTS_METRIC.to_owned(), selector: None },
            target: autoscalingv2::MetricTarget {
                average_value: Some(Quantity(amount)),
                type_: "AverageValue".to_owned(),
                ..Default::default()
            },
        }),
        type_: "Pods".to_owned(),
        ..Default::default()
    }
}

/// KEDA's autoscaler, which makes one of Kubernetes' own.
fn scaled_object(subject: &Subject<'_>, auto: &AutoScale, events: &Events) -> Emitted {
    let mut record = Record::default();
    let mut triggers = Vec::new();
    for (at, trigger) in events.triggers.iter().enumerate() {
        let (key, decision) = trigger.held;
        record.note(format!("spec.triggers[{at}].metadata.{key}"), decision);
        triggers.push(event(subject, trigger));
    }
    for (kind, target) in [("cpu", &auto.cpu), ("memory", &auto.memory)] {
        let Some(target) = target else { continue };
        let value = record.hold(format!("spec.triggers[{}].metadata.value", triggers.len()), target);
        triggers.push(keda::ScaleTrigger {
            authentication_ref: None,
            metadata: BTreeMap::from([("value".to_owned(), value.to_string())]),
            metric_type: Some("Utilization".to_owned()),
            kind: kind.to_owned(),
        });
    }
    let behavior = rules(*record.hold("spec.advanced.horizontalPodAutoscalerConfig.behavior", &auto.behavior));
    let config = keda::AutoscalerConfig { behavior: Some(behavior) };
    let fallback = events.fallback.as_ref().map(|fallback| record.hold("spec.fallback", fallback));
    let cooldown = events.cooldown.as_ref().map(|cooldown| count(*record.hold("spec.cooldownPeriod", cooldown)));
    let object = keda::ScaledObject {
        metadata: metadata(subject, subject.name()),
        spec: keda::ScaledObjectSpec {
            advanced: Some(keda::Advanced { horizontal_pod_autoscaler_config: Some(config) }),
            cooldown_period: cooldown,
            fallback: fallback.map(|fallback| keda::Fallback {
                behavior: Some("currentReplicasIfHigher".to_owned()),
                failure_threshold: count(fallback.failures),
                replicas: count(fallback.replicas),
            }),
            max_replica_count: Some(count(*record.hold("spec.maxReplicaCount", &auto.max))),
            min_replica_count: Some(count(*record.hold("spec.minReplicaCount", &auto.min))),
            polling_interval: Some(count(*record.hold("spec.pollingInterval", &events.polling))),
            scale_target_ref: keda::ScaleTarget {
                api_version: Some("apps/v1".to_owned()),
                kind: Some(subject.plan.workload.value.kind().to_owned()),
                name: subject.name().to_owned(),
            },
            triggers,
        },
    };
    subject.emitted(object, "scaledobject", record)
}

/// A trigger besides CPU.
fn event(subject: &Subject<'_>, trigger: &Trigger) -> keda::ScaleTrigger {
    let login = trigger.authentication.as_ref();
    keda::ScaleTrigger {
        authentication_ref: login.map(|(broker, _)| keda::AuthenticationRef { name: authentication(subject, broker) }),
        metadata: trigger.metadata.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        metric_type: Some("AverageValue".to_owned()),
        kind: trigger.kind.to_owned(),
    }
}

/// Consumer and broker; neither has a dot in its name, so no two are alike.
fn authentication(subject: &Subject<'_>, broker: &str) -> String {
    format!("{}.{broker}", subject.name())
}

/// What triggers log in with, by broker.
fn authentications(subject: &Subject<'_>, events: &Events) -> Vec<Emitted> {
    let logins: BTreeMap<&String, &Vec<Parameter>> = events
        .triggers
        .iter()
        .filter_map(|trigger| trigger.authentication.as_ref().map(|(broker, all)| (broker, all)))
        .collect();
    let made = logins.into_iter().map(|(broker, parameters)| {
        // A label has room for one name only.
        let mut metadata = metadata(subject, subject.name());
        metadata.name = Some(authentication(subject, broker));
        let secret_target_ref = parameters.iter().map(|parameter| keda::SecretTarget {
            key: parameter.key.clone(),
            name: parameter.secret.clone(),
            parameter: parameter.parameter.to_owned(),
        });
        let spec = keda::TriggerAuthenticationSpec { secret_target_ref: secret_target_ref.collect() };
        let object = keda::TriggerAuthentication { metadata, spec };
        subject.emitted(object, &format!("triggerauthentication-{broker}"), Record::default())
    });
    made.collect()
}

fn utilization(name: &str, utilization: i32) -> autoscalingv2::MetricSpec {
    autoscalingv2::MetricSpec {
        resource: Some(autoscalingv2::ResourceMetricSource {
            name: name.to_owned(),
            target: autoscalingv2::MetricTarget {
                average_utilization: Some(utilization),
                type_: "Utilization".to_owned(),
                ..Default::default()
            },
        }),
        type_: "Resource".to_owned(),
        ..Default::default()
    }
}

/// How fast it moves; written in full, because without it other rules apply.
fn rules(behavior: Behavior) -> autoscalingv2::HorizontalPodAutoscalerBehavior {
    let policy = |kind: &str, value: i32, period: i32| autoscalingv2::HPAScalingPolicy {
        period_seconds: period,
        type_: kind.to_owned(),
        value,
    };
    let scaling = |window: i32, policies| autoscalingv2::HPAScalingRules {
        policies: Some(policies),
        select_policy: Some("Max".to_owned()),
        stabilization_window_seconds: Some(window),
        ..Default::default()
    };
    autoscalingv2::HorizontalPodAutoscalerBehavior {
        scale_down: Some(scaling(
            behavior.down_window,
            vec![
                policy("Percent", behavior.down_percent, behavior.down_period),
                policy("Pods", 1, behavior.down_period),
            ],
        )),
        scale_up: Some(scaling(
            0,
            vec![
                policy("Percent", behavior.up_percent, behavior.up_period),
                policy("Pods", behavior.up_pods, behavior.up_period),
            ],
        )),
    }
}

fn count(value: u32) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}
