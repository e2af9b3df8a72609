//! Pods: one builder for the pods of every kind of workload.

use super::Subject;
use super::config::Config;
use super::container::{main, seccomp, step};
use super::identity::account_name;
use super::labels::{annotations, label_selector, workload_labels};
use super::mesh;
use super::record::Record;
use super::volume::volumes;
use crate::architecture::model::{Cloud, ComponentId, Toleration};
use crate::catalog::providers::ZONE_LABEL;
use crate::plan::{SpreadPlan, Workload};
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// The label of nodes that names them.
const HOST_LABEL: &str = "kubernetes.io/hostname";

/// The template of a component's pods; `at` is its field in the object, for the record.
pub fn template(
    subject: &Subject<'_>,
    configs: &[Config<'_>],
    at: &str,
    record: &mut Record,
) -> corev1::PodTemplateSpec {
    corev1::PodTemplateSpec {
        metadata: Some(metav1::ObjectMeta {
            annotations: annotations(&pod_annotations(subject)),
            labels: Some(pod_labels(subject)),
            ..Default::default()
        }),
        spec: Some(spec(subject, configs, &format!("{at}.spec"), record)),
    }
}

/// Annotations of the pods: those of the workload, where they are scraped, and the mesh's.
fn pod_annotations(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let mut all = subject.pods.annotations.clone();
    if let Some(metrics) = &subject.pods.metrics {
        let mut add = |key: &str, value: String| {
            all.entry(format!("prometheus.io/{key}")).or_insert(value);
        };
        add("scrape", "true".to_owned());
        add("port", metrics.port.to_string());
        add("path", metrics.path.clone());
        if let Some(interval) = &metrics.interval {
            add("interval", interval.clone());
        }
    }
    all.extend(mesh::annotations(subject));
    all
}

/// Labels of the pods: those of the workload, the one by which Azure knows who takes an identity, and the mesh's.
fn pod_labels(subject: &Subject<'_>) -> BTreeMap<String, String> {
    let mut labels = workload_labels(subject);
    if subject.pods.access.as_ref().is_some_and(|access| matches!(access.cloud, Some(Cloud::Azure(_)))) {
        labels.insert("azure.workload.identity/use".to_owned(), "true".to_owned());
    }
    labels.extend(mesh::labels(subject).into_iter().map(|(key, value)| (key.to_owned(), value)));
    labels
}

fn spec(subject: &Subject<'_>, configs: &[Config<'_>], at: &str, record: &mut Record) -> corev1::PodSpec {
    let (pods, plan) = (subject.pods, subject.plan);
    let sidecars = pods.sidecars.iter().zip(&plan.sidecars).map(|(step, plan)| (step, &plan.resources, Some(plan)));
    let init = pods.init.iter().zip(&plan.init_resources).map(|(step, resources)| (step, resources, None));
    let mut steps: Vec<corev1::Container> = Vec::new();
    for (number, (made, resources, sidecar)) in sidecars.chain(init).enumerate() {
        let at = format!("{at}.initContainers[{number}]");
        if let (Some(_), Some(migration)) = (made.awaits, plan.migration) {
            record.note(format!("{at}.command"), migration);
        }
        steps.push(step(subject, made, resources, sidecar, configs, &at, record));
    }
    corev1::PodSpec {
        affinity: affinity(subject),
        automount_service_account_token: Some(false),
        containers: vec![main(subject, configs, &format!("{at}.containers[0]"), record)],
        enable_service_links: Some(false),
        image_pull_secrets: pull_secrets(subject),
        init_containers: (!steps.is_empty()).then_some(steps),
        node_selector: node_selector(subject),
        priority_class_name: pods.priority.as_ref().map(|priority| priority.value.clone()),
        restart_policy: Some(if subject.component.kind.is_finite() { "Never" } else { "Always" }.to_owned()),
        runtime_class_name: pods.runtime_class.as_ref().map(|class| class.value.clone()),
        security_context: Some(security_context(subject, at, record)),
        service_account_name: Some(account_name(subject.component, pods.access.as_ref()).to_owned()),
        termination_grace_period_seconds: Some(i64::from(
            *record.hold(format!("{at}.terminationGracePeriodSeconds"), &plan.grace),
        )),
        tolerations: tolerations(&pods.placement.tolerate),
        topology_spread_constraints: spread(subject, at, record),
        volumes: volumes(subject, configs),
        ..Default::default()
    }
}

fn pull_secrets(subject: &Subject<'_>) -> Option<Vec<corev1::LocalObjectReference>> {
    let names = &subject.architecture.pull_secrets;
    (!names.is_empty()).then(|| names.iter().map(|name| corev1::LocalObjectReference { name: name.clone() }).collect())
}

fn security_context(subject: &Subject<'_>, at: &str, record: &mut Record) -> corev1::PodSecurityContext {
    let user = subject.pods.user.value;
    record.note(format!("{at}.securityContext.runAsUser"), subject.plan.user);
    corev1::PodSecurityContext {
        fs_group: Some(i64::from(user.fs_group)),
        // Changing the owner of every file at every start takes minutes on a large disk.
        fs_group_change_policy: Some("OnRootMismatch".to_owned()),
        run_as_group: Some(i64::from(user.gid)),
        run_as_non_root: Some(user.uid != 0),
        run_as_user: Some(i64::from(user.uid)),
        seccomp_profile: Some(seccomp()),
        ..Default::default()
    }
}

/// The labels of the pool's nodes, where a pool was chosen.
fn node_selector(subject: &Subject<'_>) -> Option<BTreeMap<String, String>> {
    let name = &subject.pods.placement.pool.as_ref()?.value;
    subject.architecture.platform.pools.iter().find(|pool| pool.name == *name).map(|pool| pool.labels.clone())
}

fn tolerations(given: &[Toleration]) -> Option<Vec<corev1::Toleration>> {
    let made = |toleration: &Toleration| corev1::Toleration {
        effect: toleration.effect.clone(),
        // Without a key every taint is meant.
        key: (toleration.key != "*").then(|| toleration.key.clone()),
        operator: Some(if toleration.value.is_some() { "Equal" } else { "Exists" }.to_owned()),
        value: toleration.value.clone(),
        ..Default::default()
    };
    (!given.is_empty()).then(|| given.iter().map(made).collect())
}

/// Over what pods are spread.
fn spread(subject: &Subject<'_>, at: &str, record: &mut Record) -> Option<Vec<corev1::TopologySpreadConstraint>> {
    let plan = *record.hold(format!("{at}.topologySpreadConstraints"), subject.plan.spread.as_ref()?);
    let SpreadPlan { zones, hosts, apart: _ } = plan;
    // Without it the pods of the old and the new revision are counted together, and a rollout ends unevenly.
    let revision =
        matches!(subject.plan.workload.value, Workload::Deployment).then(|| vec!["pod-template-hash".to_owned()]);
    let constraint = |topology: &str, otherwise: &str| corev1::TopologySpreadConstraint {
        label_selector: Some(label_selector(subject.name())),
        match_label_keys: revision.clone(),
        max_skew: 1,
        // Nodes of a zone that is being drained, or lost, must not hold a place that nobody can take.
        node_taints_policy: Some("Honor".to_owned()),
        topology_key: topology.to_owned(),
        when_unsatisfiable: otherwise.to_owned(),
        ..Default::default()
    };
    let mut constraints = Vec::new();
    if zones {
        constraints.push(constraint(ZONE_LABEL, "DoNotSchedule"));
    }
    if hosts {
        constraints.push(constraint(HOST_LABEL, "ScheduleAnyway"));
    }
    (!constraints.is_empty()).then_some(constraints)
}

/// Neighbors that are wanted or avoided, where there is room.
fn affinity(subject: &Subject<'_>) -> Option<corev1::Affinity> {
    let placement = &subject.pods.placement;
    let near = terms(subject, &placement.with);
    let mut far = terms(subject, &placement.apart);
    if subject.plan.spread.as_ref().is_some_and(|spread| spread.value.apart) {
        far.push(term(subject.name(), 100));
    }
    if near.is_empty() && far.is_empty() {
        return None;
    }
    let some = |terms: Vec<corev1::WeightedPodAffinityTerm>| (!terms.is_empty()).then_some(terms);
    Some(corev1::Affinity {
        pod_affinity: some(near).map(|terms| corev1::PodAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(terms),
            ..Default::default()
        }),
        pod_anti_affinity: some(far).map(|terms| corev1::PodAntiAffinity {
            preferred_during_scheduling_ignored_during_execution: Some(terms),
            ..Default::default()
        }),
        ..Default::default()
    })
}

fn terms(subject: &Subject<'_>, ids: &[ComponentId]) -> Vec<corev1::WeightedPodAffinityTerm> {
    ids.iter()
        .filter_map(|id| subject.architecture.component(*id))
        .map(|component| term(component.name.as_str(), 50))
        .collect()
}

fn term(component: &str, weight: i32) -> corev1::WeightedPodAffinityTerm {
    corev1::WeightedPodAffinityTerm {
        pod_affinity_term: corev1::PodAffinityTerm {
            label_selector: Some(label_selector(component)),
            topology_key: HOST_LABEL.to_owned(),
            ..Default::default()
        },
        weight,
    }
}
