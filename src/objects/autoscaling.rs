//! Autoscalers.

use super::Subject;
use super::labels::metadata;
use super::record::Record;
use crate::kubernetes::Emitted;
use crate::plan::{Behavior, Scale};
use k8s_openapi::api::autoscaling::v2 as autoscalingv2;

/// The autoscaler of a component that has one.
pub fn autoscaler(subject: &Subject<'_>) -> Option<Emitted> {
    let Scale::Auto { min, max, target, behavior } = &subject.plan.scale else { return None };
    let mut record = Record::default();
    let object = autoscalingv2::HorizontalPodAutoscaler {
        metadata: metadata(subject, subject.name()),
        spec: autoscalingv2::HorizontalPodAutoscalerSpec {
            behavior: Some(rules(*record.hold("spec.behavior", behavior))),
            max_replicas: count(*record.hold("spec.maxReplicas", max)),
            metrics: Some(vec![cpu(count(*record.hold("spec.metrics[0].resource.target.averageUtilization", target)))]),
            min_replicas: Some(count(*record.hold("spec.minReplicas", min))),
            scale_target_ref: autoscalingv2::CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: subject.plan.workload.value.kind().to_owned(),
                name: subject.name().to_owned(),
            },
        },
        ..Default::default()
    };
    Some(subject.emitted(object, "horizontalpodautoscaler", record))
}

fn cpu(utilization: i32) -> autoscalingv2::MetricSpec {
    autoscalingv2::MetricSpec {
        resource: Some(autoscalingv2::ResourceMetricSource {
            name: "cpu".to_owned(),
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
