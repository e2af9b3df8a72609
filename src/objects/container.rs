//! Containers: the component's own, and its steps.

use super::Subject;
use super::config::{Config, shared_map_name};
use super::env::Env;
use super::probe::{lifecycle, probe};
use super::record::Record;
use super::volume::{copies, mounts, quantity, token_mount};
use crate::architecture::model::{Architecture, Gpu, Inherits, Port, Posture, Step, Transport, User, WholeMap};
use crate::plan::{Decided, ProbePlan, ResourcePlan, SidecarPlan};
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
        env_from: env_from(subject.architecture, &pods.env_from),
        ports: ports(&subject.component.ports, None),
        readiness_probe: check(record, "readinessProbe", &plan.readiness),
        liveness_probe: check(record, "livenessProbe", &plan.liveness),
        startup_probe: check(record, "startupProbe", &plan.startup),
        lifecycle: plan.drain.as_ref().map(|drain| lifecycle(record.hold(format!("{at}.lifecycle.preStop"), drain))),
        resources: Some(resources(&plan.resources, pods.gpu.as_ref().map(|gpu| &gpu.value), at, record)),
        security_context: Some(security_context(pods.user.value, pods.mounted.writable_root, &pods.capabilities)),
        volume_mounts: mounts(subject, configs, None),
        ..Default::default()
    }
}

/// A container beside the component's own: a step before the start, or a sidecar where there is a plan of one.
pub fn step(
    subject: &Subject<'_>,
    step: &Step,
    plan: &ResourcePlan,
    sidecar: Option<&SidecarPlan>,
    configs: &[Config<'_>],
    at: &str,
    record: &mut Record,
) -> corev1::Container {
    let mut env = Env::new(plan);
    let command = match step.awaits {
        Some(job) => subject.jobs.get(&job).map(|name| wait_command(subject, name)),
        None => env.texts(&step.command),
    };
    let args = env.texts(&step.args);
    let mut check = |name: &str, pick: fn(&SidecarPlan) -> &Option<Decided<ProbePlan>>| {
        let decided = pick(sidecar?).as_ref()?;
        Some(probe(record.hold(format!("{at}.{name}"), decided)))
    };
    let (readiness_probe, liveness_probe, startup_probe) = (
        check("readinessProbe", |plan| &plan.readiness),
        check("livenessProbe", |plan| &plan.liveness),
        check("startupProbe", |plan| &plan.startup),
    );
    corev1::Container {
        name: step.name.clone(),
        image: Some(step.image.value.to_string()),
        image_pull_policy: pull_policy(subject, at, record),
        command,
        args,
        env: env.variables(&step.env),
        env_from: env_from(subject.architecture, &step.env_from),
        ports: sidecar.and_then(|_| ports(&subject.component.ports, Some(&step.name))),
        readiness_probe,
        liveness_probe,
        startup_probe,
        resources: Some(resources(plan, None, at, record)),
        restart_policy: sidecar.map(|_| "Always".to_owned()),
        security_context: Some(security_context(
            step.user.as_ref().unwrap_or(&subject.pods.user).value,
            (step.inherits == Inherits::All && subject.pods.mounted.writable_root) || step.mounted.writable_root,
            &[],
        )),
        volume_mounts: match step.inherits {
            Inherits::Nothing => None,
            Inherits::Copies => Some(copies(subject)),
            Inherits::Token => Some(vec![token_mount()]),
            Inherits::Volumes | Inherits::All => mounts(subject, configs, Some(step)),
        },
        ..Default::default()
    }
}

/// Waits until a Job is complete; where it takes longer than an hour, or is not there yet, the step starts again.
fn wait_command(subject: &Subject<'_>, job: &str) -> Vec<String> {
    let namespace = &subject.architecture.namespace.name;
    let words = ["kubectl", "wait", "--for=condition=complete", "--timeout=1h", "--namespace", namespace];
    words.into_iter().map(str::to_owned).chain([format!("job/{job}")]).collect()
}

/// `Always`, or nothing: then Kubernetes chooses by the tag.
fn pull_policy(subject: &Subject<'_>, at: &str, record: &mut Record) -> Option<String> {
    let decision = subject.plan.pull_always?;
    record.note(format!("{at}.imagePullPolicy"), decision);
    (subject.architecture.posture == Posture::Strict).then(|| "Always".to_owned())
}

/// The ports of the component's own container, or of a sidecar.
fn ports(ports: &[Port], sidecar: Option<&str>) -> Option<Vec<corev1::ContainerPort>> {
    let ports: Vec<corev1::ContainerPort> = ports
        .iter()
        .filter(|port| port.sidecar.as_deref() == sidecar)
        .map(|port| corev1::ContainerPort {
            container_port: i32::from(port.target),
            host_port: port.host_port.map(i32::from),
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
fn resources(plan: &ResourcePlan, gpu: Option<&Gpu>, at: &str, record: &mut Record) -> corev1::ResourceRequirements {
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
    if let Some(gpu) = gpu {
        // Devices cannot be shared: what is asked for is the limit, too.
        limits.insert(gpu.resource.clone(), Quantity(gpu.count.to_string()));
        requests.insert(gpu.resource.clone(), Quantity(gpu.count.to_string()));
    }
    corev1::ResourceRequirements {
        requests: Some(requests),
        limits: (!limits.is_empty()).then_some(limits),
        ..Default::default()
    }
}

/// Whole maps of variables.
fn env_from(architecture: &Architecture, maps: &[WholeMap]) -> Option<Vec<corev1::EnvFromSource>> {
    let made = |map: &WholeMap| match map {
        WholeMap::Config(name) => {
            let shared = architecture.maps.get(name)?;
            let name = shared_map_name(architecture, name, shared);
            let config_map_ref = Some(corev1::ConfigMapEnvSource { name, optional: None });
            Some(corev1::EnvFromSource { config_map_ref, ..Default::default() })
        }
        WholeMap::Secret(name) => {
            let secret_ref = Some(corev1::SecretEnvSource { name: name.clone(), optional: None });
            Some(corev1::EnvFromSource { secret_ref, ..Default::default() })
        }
    };
    let sources: Vec<corev1::EnvFromSource> = maps.iter().filter_map(made).collect();
    (!sources.is_empty()).then_some(sources)
}

/// No privileges but those that were argued for: what Pod Security `restricted` asks for, and a read-only root file system.
fn security_context(user: User, writable_root: bool, capabilities: &[String]) -> corev1::SecurityContext {
    corev1::SecurityContext {
        allow_privilege_escalation: Some(false),
        capabilities: Some(corev1::Capabilities {
            add: (!capabilities.is_empty()).then(|| capabilities.to_vec()),
            drop: Some(vec!["ALL".to_owned()]),
        }),
        privileged: Some(false),
        read_only_root_filesystem: Some(!writable_root),
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
