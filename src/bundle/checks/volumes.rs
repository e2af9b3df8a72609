//! Volumes and their mounts.

use super::{Scene, names::is_label, problem, repeated};
use crate::bundle::amount::Amount;
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use k8s_openapi::api::core::v1::Volume;
use std::collections::BTreeSet;

/// Volumes are what mounts name, and nothing is mounted over something else.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        let known = pods.volume_names();
        let mut used = BTreeSet::new();
        for at in pods.containers() {
            let mounts = at.container.volume_mounts.iter().flatten().map(|mount| mount.name.as_str());
            used.extend(mounts.chain(at.container.volume_devices.iter().flatten().map(|device| device.name.as_str())));
            missing(pods, &at, &known, sink);
            places(pods, &at, sink);
            // What runs beside a program mounts its volumes, too, but need not fill them.
            if !at.init {
                in_memory(pods, &at, sink);
            }
        }
        declared(pods, &used, sink);
    }
}

/// What lies in memory counts towards the limit of whoever writes it: a volume as large as the limit is a pod that is killed.
fn in_memory(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    let limits = at.container.resources.as_ref().and_then(|resources| resources.limits.as_ref());
    let Some(limit) = limits.and_then(|limits| Amount::parse(&limits.get("memory")?.0)) else { return };
    let mounted: BTreeSet<&str> =
        at.container.volume_mounts.iter().flatten().map(|mount| mount.name.as_str()).collect();
    let volumes = pods.spec.volumes.iter().flatten().filter(|volume| mounted.contains(volume.name.as_str()));
    let memory =
        volumes.filter_map(|volume| volume.empty_dir.as_ref()).filter(|dir| dir.medium.as_deref() == Some("Memory"));
    let sum: Amount = memory.filter_map(|dir| Amount::parse(&dir.size_limit.as_ref()?.0)).sum();
    if sum > Amount::ZERO && sum >= limit {
        let said = format!(
            "lets {} lie in memory, but the container may have {}: it would be killed before they are full",
            sum.shown("memory"),
            limit.shown("memory")
        );
        let problem = problem(&codes::MEMORY_VOLUMES, pods.emitted, &at.field("volumeMounts"), said);
        sink.push(problem.help("make the volumes smaller, or the memory limit larger"));
    }
}

fn declared(pods: &Pods<'_>, used: &BTreeSet<&str>, sink: &mut Sink) {
    let volumes = pods.spec.volumes.as_deref().unwrap_or_default();
    let mut tell = |code, at: usize, said: String, help: &str| {
        sink.push(problem(code, pods.emitted, &pods.field(format!("volumes[{at}]")), said).help(help));
    };
    for (at, name) in repeated(volumes.iter().map(|volume| &volume.name)) {
        tell(&codes::VOLUME_TWICE, at, format!("is called `{name}`, as another volume"), "name it differently");
    }
    for (at, volume) in volumes.iter().enumerate() {
        let name = volume.name.as_str();
        if !is_label(name) {
            tell(
                &codes::VOLUME_TWICE,
                at,
                format!("is called `{name}`, which is no DNS label"),
                "use a-z, 0-9 and `-`",
            );
        }
        if *volume == (Volume { name: name.to_owned(), ..Volume::default() }) {
            tell(&codes::VOLUME_TWICE, at, "says not what it is".to_owned(), "name a source, such as `emptyDir: {}`");
        }
        if !used.contains(name) {
            let said = format!("is called `{name}`, but no container mounts it");
            tell(&codes::VOLUME_UNUSED, at, said, "mount it, or remove it");
        }
    }
}

fn missing(pods: &Pods<'_>, at: &ContainerAt<'_>, known: &BTreeSet<&str>, sink: &mut Sink) {
    let mounts = at.container.volume_mounts.iter().flatten().map(|mount| mount.name.as_str());
    for (index, name) in mounts.enumerate().filter(|(_, name)| !known.contains(name)) {
        let field = at.field(format!("volumeMounts[{index}].name"));
        let said = format!("is `{name}`, but the pod has no such volume");
        sink.push(problem(&codes::VOLUME_MISSING, pods.emitted, &field, said).help("add the volume"));
    }
}

fn places(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    let mounts = at.container.volume_mounts.as_deref().unwrap_or_default();
    let mut tell = |code, index: usize, said: String, help: &str| {
        let field = at.field(format!("volumeMounts[{index}].mountPath"));
        sink.push(problem(code, pods.emitted, &field, said).help(help));
    };
    for (index, path) in repeated(mounts.iter().map(|mount| mount.mount_path.trim_end_matches('/'))) {
        tell(
            &codes::MOUNT_TWICE,
            index,
            format!("is `{path}`, where something is mounted already"),
            "mount it elsewhere",
        );
    }
    for (index, mount) in mounts.iter().enumerate() {
        let path = &mount.mount_path;
        if path.is_empty() || path.contains(':') {
            tell(&codes::MOUNT_TWICE, index, format!("is `{path}`"), "write an absolute path without `:`");
        } else if !path.starts_with('/') {
            let said = format!("is `{path}`: where that is, the image decides");
            tell(&codes::MOUNT_RELATIVE, index, said, "begin it with `/`");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{empty_dir, found, mount, shop};
    use k8s_openapi::api::core::v1::{ResourceRequirements, Volume, VolumeMount};
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

    fn mounted(volumes: &[Volume], mounts: &[VolumeMount]) -> Vec<String> {
        found(shop().pod(|pod| {
            pod.volumes = Some(volumes.to_vec());
            pod.containers[0].volume_mounts = Some(mounts.to_vec());
        }))
    }

    #[test]
    fn volumes_are_there_once_and_used() {
        let field = "Deployment/cart: `spec.template.spec.volumes";
        assert_eq!(mounted(&[empty_dir("tmp")], &[mount("tmp", "/tmp")]), [""; 0]);
        assert_eq!(
            mounted(&[empty_dir("tmp")], &[mount("tmp", "/tmp"), mount("cache", "/cache")]),
            [
                "K0414 Deployment/cart: `spec.template.spec.containers[0].volumeMounts[1].name` is `cache`, but the pod has no such volume"
            ]
        );
        assert_eq!(
            mounted(&[empty_dir("tmp"), empty_dir("tmp")], &[mount("tmp", "/tmp")]),
            [format!("K0415 {field}[1]` is called `tmp`, as another volume")]
        );
        assert_eq!(
            mounted(&[empty_dir("T")], &[mount("T", "/tmp")]),
            [format!("K0415 {field}[0]` is called `T`, which is no DNS label")]
        );
        let bare = Volume { name: "tmp".to_owned(), ..Volume::default() };
        assert!(mounted(&[bare], &[mount("tmp", "/tmp")]).contains(&format!("K0415 {field}[0]` says not what it is")));
        assert_eq!(
            mounted(&[empty_dir("tmp")], &[]),
            [format!("K0416 {field}[0]` is called `tmp`, but no container mounts it")]
        );
    }

    #[test]
    fn memory_is_not_filled_by_volumes() {
        let shared = |size: &str, limit: &str| {
            let mut volume = empty_dir("shm");
            if let Some(dir) = volume.empty_dir.as_mut() {
                dir.medium = Some("Memory".to_owned());
                dir.size_limit = Some(Quantity(size.to_owned()));
            }
            found(shop().pod(|pod| {
                pod.volumes = Some(vec![volume]);
                pod.containers[0].volume_mounts = Some(vec![mount("shm", "/dev/shm")]);
                let limits = std::collections::BTreeMap::from([("memory".to_owned(), Quantity(limit.to_owned()))]);
                pod.containers[0].resources = Some(ResourceRequirements { limits: Some(limits), ..Default::default() });
            }))
        };
        let told = |found: Vec<String>| found.into_iter().filter(|line| line.starts_with("K0430")).collect::<Vec<_>>();
        assert_eq!(told(shared("128Mi", "512Mi")), [""; 0]);
        assert_eq!(
            told(shared("1Gi", "512Mi")),
            [
                "K0430 Deployment/cart: `spec.template.spec.containers[0].volumeMounts` lets 1Gi lie in memory, but the container may have 512Mi: it would be killed before they are full"
            ]
        );
    }

    #[test]
    fn mounts_have_a_path_of_their_own() {
        let at = |path: &str| mounted(&[empty_dir("tmp")], &[mount("tmp", "/tmp"), mount("tmp", path)]);
        let field = "Deployment/cart: `spec.template.spec.containers[0].volumeMounts[1].mountPath`";
        assert_eq!(at("/other"), [""; 0]);
        assert_eq!(at("/tmp/"), [format!("K0417 {field} is `/tmp`, where something is mounted already")]);
        assert_eq!(at(""), [format!("K0417 {field} is ``")]);
        assert_eq!(at("/a:b"), [format!("K0417 {field} is `/a:b`")]);
        assert_eq!(at("data"), [format!("K0418 {field} is `data`: where that is, the image decides")]);
    }
}
