//! Containers: the component's own, and its steps.

use super::Subject;
use super::config::Config;
use super::env::Env;
use super::probe::{lifecycle, probe};
use super::record::Record;
use super::volume::{copies, mounts, quantity};
use crate::architecture::model::{InitStep, Port, Posture, Transport};
use crate::plan::ResourcePlan;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::collections::BTreeMap;

/// The container of a component.
pub fn main(subject: &Subject<'_>, configs: &[Config<'_>], at: &str, record: &mut Record) -> corev1::Container {
    let (pods, plan) = (subject.pods, subject.plan);
    let mut env = Env::new(&plan.resources);
    let command = env.texts(&pods.command);
    let args = match &plan.engine_args {
        Some(args) => {
            record.note(format!("{at}.args"), args.id);
            env.texts(&args.value)
        }
        None => env.texts(&pods.args),
    };
    let check = |record: &mut Record, name: &str, decided: &Option<crate::plan::Decided<crate::plan::ProbePlan>>| {
        decided.as_ref().map(|decided| probe(record.hold(format!("{at}.{name}"), decided)))
    };
    corev1::Container {
        name: subject.name().to_owned(),
        image: Some(pods.image.value.to_string()),
        image_pull_policy: pull_policy(subject, at, record),
        command,
        args,
        env: env.variables(&pods.env),
        ports: ports(&subject.component.ports),
        readiness_probe: check(record, "readinessProbe", &plan.readiness),
        liveness_probe: check(record, "livenessProbe", &plan.liveness),
        startup_probe: check(record, "startupProbe", &plan.startup),
        lifecycle: plan.drain.as_ref().map(|drain| lifecycle(record.hold(format!("{at}.lifecycle.preStop"), drain))),
        resources: Some(resources(&plan.resources, at, record)),
        security_context: Some(security_context(subject)),
        volume_mounts: mounts(subject, configs),
        ..Default::default()
    }
}

/// A step before the start.
pub fn step(
    subject: &Subject<'_>,
    step: &InitStep,
    plan: &ResourcePlan,
    configs: &[Config<'_>],
    at: &str,
    record: &mut Record,
) -> corev1::Container {
    let mut env = Env::new(plan);
    let command = env.texts(&step.command);
    let args = env.texts(&step.args);
    corev1::Container {
        name: step.name.clone(),
        image: Some(step.image.value.to_string()),
        image_pull_policy: pull_policy(subject, at, record),
        command,
        args,
        env: env.variables(&step.env),
        resources: Some(resources(plan, at, record)),
        security_context: Some(security_context(subject)),
        volume_mounts: match step {
            InitStep { inherits: true, .. } => mounts(subject, configs),
            InitStep { copies: true, .. } => Some(copies(subject)),
            InitStep { .. } => None,
        },
        ..Default::default()
    }
}

/// `Always`, or nothing: then Kubernetes chooses by the tag.
fn pull_policy(subject: &Subject<'_>, at: &str, record: &mut Record) -> Option<String> {
    let decision = subject.plan.pull_always?;
    record.note(format!("{at}.imagePullPolicy"), decision);
    (subject.architecture.posture == Posture::Strict).then(|| "Always".to_owned())
}

fn ports(ports: &[Port]) -> Option<Vec<corev1::ContainerPort>> {
    let ports: Vec<corev1::ContainerPort> = ports
        .iter()
        .map(|port| corev1::ContainerPort {
            container_port: i32::from(port.target),
            name: Some(port.name.clone()),
            protocol: Some(transport(port.protocol).to_owned()),
            ..Default::default()
        })
        .collect();
    (!ports.is_empty()).then_some(ports)
}

/// The transport below a protocol.
pub fn transport(protocol: Transport) -> &'static str {
    if protocol == Transport::Udp { "UDP" } else { "TCP" }
}

/// Requests and limits.
fn resources(plan: &ResourcePlan, at: &str, record: &mut Record) -> corev1::ResourceRequirements {
    let mut requests = BTreeMap::new();
    let mut limits = BTreeMap::new();
    let field = |part: &str, name: &str| format!("{at}.resources.{part}.{name}");
    requests.insert("cpu".to_owned(), Quantity(record.hold(field("requests", "cpu"), &plan.cpu_request).to_string()));
    requests.insert("memory".to_owned(), quantity(*record.hold(field("requests", "memory"), &plan.memory_request)));
    if let Some(limit) = &plan.cpu_limit {
        limits.insert("cpu".to_owned(), Quantity(record.hold(field("limits", "cpu"), limit).to_string()));
    }
    if let Some(limit) = &plan.memory_limit {
        limits.insert("memory".to_owned(), quantity(*record.hold(field("limits", "memory"), limit)));
    }
    let space = "ephemeral-storage";
    if let Some(request) = &plan.ephemeral_request {
        requests.insert(space.to_owned(), quantity(*record.hold(field("requests", space), request)));
    }
    if let Some(limit) = &plan.ephemeral_limit {
        limits.insert(space.to_owned(), quantity(*record.hold(field("limits", space), limit)));
    }
    corev1::ResourceRequirements {
        requests: Some(requests),
        limits: (!limits.is_empty()).then_some(limits),
        ..Default::default()
    }
}

/// No privileges: what Pod Security `restricted` asks for, and a read-only root file system.
fn security_context(subject: &Subject<'_>) -> corev1::SecurityContext {
    let user = subject.pods.user.value;
    corev1::SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(corev1::Capabilities { add: None, drop: Some(vec!["ALL".to_owned()]) }),
        privileged: Some(false),
        read_only_root_filesystem: Some(!subject.pods.writable_root),
        run_as_group: Some(i64::from(user.gid)),
        run_as_non_root: Some(user.uid != 0),
        run_as_user: Some(i64::from(user.uid)),
        seccomp_profile: Some(seccomp()),
        ..Default::default()
    }
}

/// The runtime's own profile.
pub fn seccomp() -> corev1::SeccompProfile {
    corev1::SeccompProfile { type_: "RuntimeDefault".to_owned(), ..Default::default() }
}
