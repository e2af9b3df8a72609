//! What a pod says, in the form of the facts.

use super::Aspects;
use groundplan::document::Compiled;
use groundplan::kubernetes::Object;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;
use std::collections::{BTreeMap, BTreeSet};

/// What names stand for: hosts for those who answer there, claims for what they ask.
pub struct Names {
    hosts: BTreeMap<String, String>,
    claims: BTreeMap<String, String>,
}

impl Names {
    /// All hosts and claims of an environment.
    pub fn of(compiled: &Compiled) -> Self {
        let architecture = &compiled.architecture;
        let components = architecture.components.iter().map(|it| (it.host().to_owned(), it.name.to_string()));
        let externals = architecture.externals.iter().map(|it| (it.host.clone(), it.host.clone()));
        let claims = compiled.bundle.objects().iter().filter_map(|emitted| match &emitted.object {
            Object::PersistentVolumeClaim(claim) => {
                Some((claim.metadata.name.clone()?, format!("shared {}", asked(claim.spec.as_ref()?))))
            }
            _ => None,
        });
        Self { hosts: components.chain(externals).collect(), claims: claims.collect() }
    }

    /// The party that a text names by its host, if there is one.
    fn target(&self, text: &str) -> Option<&String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '.');
        let found = words.filter_map(|word| self.hosts.get(word).or_else(|| self.hosts.get(word.split('.').next()?)));
        // A word that is only a name, such as that of a database, is no address unless it is all there is.
        found.into_iter().find(|_| text.contains(':') || self.hosts.contains_key(text))
    }
}

/// Size and access of a claim.
fn asked(spec: &corev1::PersistentVolumeClaimSpec) -> String {
    let size = spec.resources.as_ref().and_then(|it| it.requests.as_ref()?.get("storage"));
    let access = spec.access_modes.as_ref().and_then(|modes| modes.first()).map_or("", |mode| match mode.as_str() {
        "ReadWriteMany" => " rwx",
        _ => "",
    });
    format!("{}{access}", size.map_or("", |size| &size.0))
}

/// The number of a port that a pod names.
pub fn port_number(pod: Option<&corev1::PodSpec>, name: &str) -> Option<i32> {
    let containers = pod.into_iter().flat_map(|pod| pod.containers.iter().chain(pod.init_containers.iter().flatten()));
    let mut ports = containers.flat_map(|container| container.ports.iter().flatten());
    ports.find(|port| port.name.as_deref() == Some(name)).map(|port| port.container_port)
}

/// All that is compared of a pod.
pub fn pod(pod: &corev1::PodSpec, claims: &[corev1::PersistentVolumeClaim], names: &Names, aspects: &mut Aspects) {
    let main = pod.containers.first().expect("a container");
    main_container(main, pod, names, aspects);
    mounts(main, pod, claims, names, aspects);
    for container in pod.init_containers.iter().flatten() {
        let beside = container.restart_policy.as_deref() == Some("Always");
        let part = if beside { "sidecars" } else { "init" };
        if beside {
            mounts(container, pod, claims, names, aspects);
        }
        aspects.insert(format!("{part}.{}", container.name), container.image.clone().unwrap_or_default());
    }
    let mut put = |key: &str, value: Option<String>| value.and_then(|value| aspects.insert(key.to_owned(), value));
    put("listens", listens(pod));
    put("grace", pod.termination_grace_period_seconds.filter(|grace| *grace != 30).map(|grace| format!("{grace}s")));
    put("runtimeClass", pod.runtime_class_name.clone());
    let selector = pod.node_selector.iter().flatten();
    aspects.extend(selector.map(|(key, value)| (format!("nodeSelector.{key}"), value.clone())));
}

/// The numbers of all ports of the containers.
fn listens(pod: &corev1::PodSpec) -> Option<String> {
    let containers = pod.containers.iter().chain(pod.init_containers.iter().flatten());
    let ports: BTreeSet<i32> =
        containers.flat_map(|it| it.ports.iter().flatten()).map(|port| port.container_port).collect();
    let ports: Vec<String> = ports.into_iter().map(|port| port.to_string()).collect();
    (!ports.is_empty()).then(|| ports.join(" "))
}

/// What the component's own container says.
fn main_container(container: &corev1::Container, pod: &corev1::PodSpec, names: &Names, aspects: &mut Aspects) {
    let mut put = |key: &str, value: Option<String>| value.and_then(|value| aspects.insert(key.to_owned(), value));
    put("image", container.image.clone());
    put("command", container.command.as_ref().map(|words| words.join(" ")));
    put("args", container.args.as_ref().map(|words| words.join(" ")));
    for (key, check) in [
        ("probes.readiness", &container.readiness_probe),
        ("probes.liveness", &container.liveness_probe),
        ("probes.startup", &container.startup_probe),
    ] {
        put(key, check.as_ref().map(|check| probe(check, pod)));
    }
    if let Some(security) = &container.security_context {
        put("user", security.run_as_user.map(|user| user.to_string()));
        put("readOnlyRoot", security.read_only_root_filesystem.filter(|flag| *flag).map(|flag| flag.to_string()));
        let added = security.capabilities.as_ref().and_then(|all| all.add.as_ref());
        put("capabilities", added.map(|added| added.iter().cloned().collect::<BTreeSet<_>>()).map(joined));
    }
    put("envFrom", container.env_from.as_ref().map(|sources| joined(sources.iter().map(whole_map))));
    let resources = container.resources.as_ref();
    for (part, amounts) in [
        ("requests", resources.and_then(|all| all.requests.as_ref())),
        ("limits", resources.and_then(|all| all.limits.as_ref())),
    ] {
        let amounts = amounts.into_iter().flatten();
        aspects.extend(amounts.map(|(name, amount)| (format!("resources.{part}.{name}"), amount.0.clone())));
    }
    let variables = container.env.iter().flatten();
    aspects.extend(variables.map(|variable| (format!("env.{}", variable.name), env_value(variable, names))));
}

fn joined(words: impl IntoIterator<Item = String>) -> String {
    words.into_iter().collect::<Vec<String>>().join(" ")
}

/// Where a variable leads, where it comes from, or that it is a text.
fn env_value(variable: &corev1::EnvVar, names: &Names) -> String {
    let source = variable.value_from.as_ref();
    if let Some(secret) = source.and_then(|source| source.secret_key_ref.as_ref()) {
        return format!("secret {}/{}", secret.name, secret.key);
    }
    if let Some(field) = source.and_then(|source| source.field_ref.as_ref()) {
        return format!("field {}", field.field_path);
    }
    let target = names.target(variable.value.as_deref().unwrap_or_default());
    target.map_or_else(|| "text".to_owned(), |target| format!("-> {target}"))
}

/// A whole map of variables; the name of one of ours without the digest of its content.
fn whole_map(source: &corev1::EnvFromSource) -> String {
    match (&source.config_map_ref, &source.secret_ref) {
        (Some(map), _) => {
            format!("configmap:{}", map.name.rsplit_once('-').map_or(map.name.as_str(), |(name, _)| name))
        }
        (_, Some(secret)) => format!("secret:{}", secret.name),
        _ => String::new(),
    }
}

/// What a probe asks, and the times that are not Kubernetes' own.
fn probe(probe: &corev1::Probe, pod: &corev1::PodSpec) -> String {
    let number = |port: &IntOrString| match port {
        IntOrString::Int(number) => *number,
        IntOrString::String(name) => port_number(Some(pod), name).unwrap_or_default(),
    };
    let check = match (&probe.http_get, &probe.tcp_socket, &probe.grpc, &probe.exec) {
        (Some(http), ..) => format!("http {} {}", http.path.as_deref().unwrap_or("/"), number(&http.port)),
        (_, Some(tcp), ..) => format!("tcp {}", number(&tcp.port)),
        (_, _, Some(grpc), _) => format!("grpc {}", grpc.port),
        (.., Some(exec)) => {
            format!("exec {}", exec.command.as_ref().and_then(|words| words.first()).map_or("", |it| it))
        }
        _ => "nothing".to_owned(),
    };
    let times = [
        ("delay", probe.initial_delay_seconds, 0),
        ("period", probe.period_seconds, 10),
        ("timeout", probe.timeout_seconds, 1),
        ("failures", probe.failure_threshold, 3),
    ];
    let times = times.iter().filter_map(|(name, value, usual)| {
        value.filter(|value| value != usual).map(|value| format!(", {name} {value}"))
    });
    std::iter::once(check).chain(times).collect()
}

/// What is mounted where.
fn mounts(
    container: &corev1::Container,
    pod: &corev1::PodSpec,
    claims: &[corev1::PersistentVolumeClaim],
    names: &Names,
    aspects: &mut Aspects,
) {
    let claimed = |name: &str| {
        let claim = claims.iter().find(|claim| claim.metadata.name.as_deref() == Some(name))?;
        claim.spec.as_ref().map(|spec| format!("disk {}", asked(spec)))
    };
    for mount in container.volume_mounts.iter().flatten() {
        let volume = pod.volumes.iter().flatten().find(|volume| volume.name == mount.name);
        let what = volume.map(|volume| volume_kind(volume, names)).or_else(|| claimed(&mount.name));
        aspects.insert(format!("mounts.{}", mount.mount_path), what.unwrap_or_default());
    }
}

/// What a volume is.
fn volume_kind(volume: &corev1::Volume, names: &Names) -> String {
    let claim = volume.persistent_volume_claim.as_ref().map(|claim| claim.claim_name.as_str());
    match (&volume.empty_dir, claim) {
        (Some(directory), _) if directory.medium.is_some() => "memory".to_owned(),
        (Some(_), _) => "scratch".to_owned(),
        (_, Some(claim)) => names.claims.get(claim).cloned().unwrap_or_default(),
        _ if volume.config_map.is_some() => "config".to_owned(),
        _ if volume.secret.is_some() => "secret".to_owned(),
        _ if volume.host_path.is_some() => "host".to_owned(),
        _ => "projected".to_owned(),
    }
}
