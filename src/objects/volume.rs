//! Volumes of a pod, and where a container mounts them.

use super::config::{Config, volume_name};
use super::labels::{namespaced, of_the_whole};
use super::record::Record;
use super::{Subject, shared};
use crate::architecture::model::{Access, Architecture, COPIES, Disk, Inherits, Scratch, SecretFiles, Step};
use crate::kubernetes::Emitted;
use crate::plan::Plan;
use crate::units::Bytes;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// The volumes of a pod; disks are claimed by the StatefulSet.
pub fn volumes(subject: &Subject<'_>, configs: &[Config<'_>]) -> Option<Vec<corev1::Volume>> {
    // A volume of the same name in several containers is the same volume.
    let mut shared: BTreeMap<&str, &Scratch> = BTreeMap::new();
    for volume in subject.pods.all_mounted().flat_map(|mounted| &mounted.scratch) {
        shared.entry(&volume.name).or_insert(volume);
    }
    let mut volumes: Vec<corev1::Volume> = shared.into_values().map(scratch).collect();
    volumes.extend(data_scratch(subject).map(|(volume, _)| volume));
    let calls_api = subject.pods.access.as_ref().is_some_and(Access::calls_api);
    volumes.extend((calls_api || subject.pods.migration.is_some()).then(token));
    volumes.extend(outside(subject).into_iter().map(|(volume, _)| volume));
    volumes.extend(configs.iter().map(config));
    volumes.extend(subject.pods.mounted.secrets.iter().map(|files| secret(None, files)));
    for step in subject.pods.steps() {
        volumes.extend(step.mounted.secrets.iter().map(|files| secret(Some(&step.name), files)));
    }
    (!volumes.is_empty()).then_some(volumes)
}

/// Files from a Secret: the group of the volumes may read them.
fn secret(step: Option<&str>, files: &SecretFiles) -> corev1::Volume {
    let items = files.items.iter().map(|(key, path)| corev1::KeyToPath {
        key: key.clone(),
        path: path.clone(),
        ..Default::default()
    });
    corev1::Volume {
        name: volume_name("secrets", step, &files.mount),
        secret: Some(corev1::SecretVolumeSource {
            default_mode: Some(0o440),
            items: (!files.items.is_empty()).then(|| items.collect()),
            secret_name: Some(files.secret.clone()),
            ..Default::default()
        }),
        ..Default::default()
    }
}

fn scratch(volume: &Scratch) -> corev1::Volume {
    corev1::Volume {
        name: volume.name.clone(),
        empty_dir: Some(corev1::EmptyDirVolumeSource {
            medium: volume.memory.then(|| "Memory".to_owned()),
            size_limit: Some(quantity(volume.size.value)),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// The data path of a store that keeps nothing: a directory that is gone with the pod.
fn data_scratch(subject: &Subject<'_>) -> Option<(corev1::Volume, corev1::VolumeMount)> {
    let data = subject.component.engine?.data?;
    let taken = |path: &str| {
        subject.pods.disks.iter().any(|disk| disk.path == path)
            || subject.pods.mounted.scratch.iter().any(|volume| volume.paths.iter().any(|known| known == path))
    };
    if taken(data.path) {
        return None;
    }
    let volume = corev1::Volume {
        name: "data".to_owned(),
        empty_dir: Some(corev1::EmptyDirVolumeSource {
            size_limit: Some(quantity(data.size.value)),
            ..Default::default()
        }),
        ..Default::default()
    };
    Some((volume, mount("data", data.path)))
}

/// The volume of the token for the API.
const TOKEN: &str = "api-token";

/// A token for the API of Kubernetes that only the container sees which mounts it, and what it needs beside it.
fn token() -> corev1::Volume {
    let token = corev1::ServiceAccountTokenProjection {
        expiration_seconds: Some(3607),
        path: "token".to_owned(),
        ..Default::default()
    };
    let item = |key: &str| vec![corev1::KeyToPath { key: key.to_owned(), path: key.to_owned(), ..Default::default() }];
    let authority = corev1::ConfigMapProjection {
        items: Some(item("ca.crt")),
        name: "kube-root-ca.crt".to_owned(),
        optional: None,
    };
    let field =
        corev1::ObjectFieldSelector { api_version: Some("v1".to_owned()), field_path: "metadata.namespace".to_owned() };
    let namespace =
        corev1::DownwardAPIVolumeFile { field_ref: Some(field), path: "namespace".to_owned(), ..Default::default() };
    let downward = corev1::DownwardAPIProjection { items: Some(vec![namespace]) };
    let sources = vec![
        corev1::VolumeProjection { downward_api: Some(downward), ..Default::default() },
        corev1::VolumeProjection { service_account_token: Some(token), ..Default::default() },
        corev1::VolumeProjection { config_map: Some(authority), ..Default::default() },
    ];
    corev1::Volume {
        name: TOKEN.to_owned(),
        projected: Some(corev1::ProjectedVolumeSource {
            default_mode: Some(0o440),
            sources: Some(sources),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Where clients look for the token.
pub fn token_mount() -> corev1::VolumeMount {
    corev1::VolumeMount { read_only: Some(true), ..mount(TOKEN, "/var/run/secrets/kubernetes.io/serviceaccount") }
}

/// Volumes that lie outside of the pod: shared disks, and directories of the node.
fn outside(subject: &Subject<'_>) -> Vec<(corev1::Volume, corev1::VolumeMount)> {
    let mut found = Vec::new();
    for shared in &subject.pods.shared_disks {
        let name = volume_name("disk", None, &shared.path);
        let claim = corev1::PersistentVolumeClaimVolumeSource {
            claim_name: shared.disk.clone(),
            read_only: shared.read_only.then_some(true),
        };
        let mount = corev1::VolumeMount { read_only: shared.read_only.then_some(true), ..mount(&name, &shared.path) };
        found.push((corev1::Volume { name, persistent_volume_claim: Some(claim), ..Default::default() }, mount));
    }
    for host in &subject.pods.host_paths {
        let name = volume_name("host", None, &host.path);
        let source = corev1::HostPathVolumeSource { path: host.host.clone(), type_: None };
        let mount = corev1::VolumeMount { read_only: host.read_only.then_some(true), ..mount(&name, &host.path) };
        found.push((corev1::Volume { name, host_path: Some(source), ..Default::default() }, mount));
    }
    found
}

/// Annotations by which tools leave alone what is no longer written.
pub fn kept() -> [(&'static str, &'static str); 2] {
    [("argocd.argoproj.io/sync-options", "Prune=false,Delete=false"), ("kustomize.toolkit.fluxcd.io/prune", "disabled")]
}

/// The claims of shared disks. Whoever prunes by what is no longer written must not take the data with it.
pub fn shared_claims(architecture: &Architecture, plan: &Plan) -> Vec<Emitted> {
    let mut claims = Vec::new();
    for (disk, size) in architecture.shared_disks.iter().zip(&plan.shared_disks) {
        let mut record = Record::default();
        let size = *record.hold("spec.resources.requests.storage", size);
        let mut object = claim(disk, size, BTreeMap::new());
        let mut metadata = namespaced(architecture, &disk.name, of_the_whole(architecture, &disk.name));
        metadata.annotations = Some(kept().map(|(key, value)| (key.to_owned(), value.to_owned())).into());
        object.metadata = metadata;
        object.status = None;
        let path = format!("_shared/persistentvolumeclaim-{}.yaml", disk.name);
        claims.push(shared(object, path, &disk.size.origin, record));
    }
    claims
}

fn config(config: &Config<'_>) -> corev1::Volume {
    let mode = config.files.mode.unwrap_or(0o444);
    corev1::Volume {
        name: config.volume.clone(),
        config_map: Some(corev1::ConfigMapVolumeSource {
            default_mode: i32::try_from(mode).ok(),
            name: config.name.clone(),
            ..Default::default()
        }),
        ..Default::default()
    }
}

/// Where a container mounts them: what its component has, and what a step or sidecar has beside that.
pub fn mounts(subject: &Subject<'_>, configs: &[Config<'_>], step: Option<&Step>) -> Option<Vec<corev1::VolumeMount>> {
    let name = step.map(|step| step.name.as_str());
    // What a step mounts itself lies over what it takes from its component.
    let mut mounts: BTreeMap<String, corev1::VolumeMount> = BTreeMap::new();
    let mut add = |mount: corev1::VolumeMount| mounts.insert(mount.mount_path.clone(), mount);
    for disk in &subject.pods.disks {
        add(corev1::VolumeMount { sub_path: disk.folder.clone(), ..mount(&disk.name, &disk.path) });
    }
    // Only the program that has rights at the API sees the token, and not what runs beside it.
    if step.is_none() && subject.pods.access.as_ref().is_some_and(Access::calls_api) {
        add(token_mount());
    }
    for (_, mount) in data_scratch(subject).into_iter().chain(outside(subject)) {
        add(mount);
    }
    let own = std::iter::once((None, &subject.pods.mounted));
    for (owner, mounted) in own.chain(step.map(|step| (name, &step.mounted))) {
        for volume in &mounted.scratch {
            volume.paths.iter().for_each(|path| drop(add(mount(&volume.name, path))));
        }
        if owner.is_none() && step.is_some_and(|step| step.inherits != Inherits::All) {
            continue;
        }
        for config in configs.iter().filter(|config| config.step == owner) {
            add(config_mount(config));
        }
        for files in &mounted.secrets {
            add(corev1::VolumeMount {
                read_only: Some(true),
                sub_path: files.items.first().filter(|_| files.single).map(|(_, file)| file.clone()),
                ..mount(&volume_name("secrets", owner, &files.mount), &files.mount)
            });
        }
    }
    (!mounts.is_empty()).then(|| mounts.into_values().collect())
}

fn config_mount(config: &Config<'_>) -> corev1::VolumeMount {
    let name = config.files.files.keys().next().filter(|_| !config.files.directory);
    corev1::VolumeMount {
        read_only: Some(true),
        // A single file is mounted over its path, so that its neighbors in the image stay.
        sub_path: name.cloned(),
        ..mount(&config.volume, &config.files.mount)
    }
}

/// Where the step that fills volumes from the image sees them.
pub fn copies(subject: &Subject<'_>) -> Vec<corev1::VolumeMount> {
    let copied = subject.pods.mounted.scratch.iter().filter(|volume| volume.copied);
    copied.flat_map(|volume| volume.paths.iter().map(|path| mount(&volume.name, &format!("{COPIES}{path}")))).collect()
}

fn mount(volume: &str, path: &str) -> corev1::VolumeMount {
    corev1::VolumeMount { mount_path: path.to_owned(), name: volume.to_owned(), ..Default::default() }
}

/// The claim of a disk, made for every pod of a StatefulSet.
pub fn claim(disk: &Disk, size: Bytes, labels: BTreeMap<String, String>) -> corev1::PersistentVolumeClaim {
    let access = if disk.shared { "ReadWriteMany" } else { "ReadWriteOnce" };
    corev1::PersistentVolumeClaim {
        metadata: metav1::ObjectMeta { name: Some(disk.name.clone()), labels: Some(labels), ..Default::default() },
        spec: Some(corev1::PersistentVolumeClaimSpec {
            access_modes: Some(vec![access.to_owned()]),
            resources: Some(corev1::VolumeResourceRequirements {
                requests: Some(BTreeMap::from([("storage".to_owned(), quantity(size))])),
                ..Default::default()
            }),
            storage_class_name: disk.class.clone(),
            // The API server would write it.
            volume_mode: Some("Filesystem".to_owned()),
            ..Default::default()
        }),
        // So is this; and the list is compared as a whole, so that without it every apply would be a change.
        status: Some(corev1::PersistentVolumeClaimStatus { phase: Some("Pending".to_owned()), ..Default::default() }),
    }
}

/// An amount in canonical form.
pub fn quantity(amount: Bytes) -> Quantity {
    Quantity(amount.to_string())
}
