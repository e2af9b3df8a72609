//! Volumes of a pod, and where a container mounts them.

use super::Subject;
use super::config::Config;
use crate::architecture::model::{COPIES, Disk};
use crate::units::Bytes;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1 as metav1;
use std::collections::BTreeMap;

/// The volumes of a pod; disks are claimed by the StatefulSet.
pub fn volumes(subject: &Subject<'_>, configs: &[Config<'_>]) -> Option<Vec<corev1::Volume>> {
    let mut volumes: Vec<corev1::Volume> = subject.pods.scratch.iter().map(scratch).collect();
    volumes.extend(data_scratch(subject).map(|(volume, _)| volume));
    volumes.extend(configs.iter().map(config));
    (!volumes.is_empty()).then_some(volumes)
}

fn scratch(volume: &crate::architecture::model::Scratch) -> corev1::Volume {
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
            || subject.pods.scratch.iter().any(|volume| volume.paths.iter().any(|known| known == path))
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

/// Where a container mounts them.
pub fn mounts(subject: &Subject<'_>, configs: &[Config<'_>]) -> Option<Vec<corev1::VolumeMount>> {
    let mut mounts = Vec::new();
    for volume in &subject.pods.scratch {
        mounts.extend(volume.paths.iter().map(|path| mount(&volume.name, path)));
    }
    mounts.extend(
        subject
            .pods
            .disks
            .iter()
            .map(|disk| corev1::VolumeMount { sub_path: disk.folder.clone(), ..mount(&disk.name, &disk.path) }),
    );
    mounts.extend(data_scratch(subject).map(|(_, mount)| mount));
    for config in configs {
        let name = config.files.files.keys().next().filter(|_| !config.files.directory);
        mounts.push(corev1::VolumeMount {
            read_only: Some(true),
            // A single file is mounted over its path, so that its neighbors in the image stay.
            sub_path: name.cloned(),
            ..mount(&config.volume, &config.files.mount)
        });
    }
    mounts.sort_by(|a, b| a.mount_path.cmp(&b.mount_path));
    (!mounts.is_empty()).then_some(mounts)
}

/// Where the step that fills volumes from the image sees them.
pub fn copies(subject: &Subject<'_>) -> Vec<corev1::VolumeMount> {
    let copied = subject.pods.scratch.iter().filter(|volume| volume.copied);
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
