//! ConfigMaps: files of a component, immutable and named for their content.

use super::Subject;
use super::labels::{metadata, namespaced, of_the_whole};
use super::record::Record;
use super::shared;
use super::text::filled;
use crate::architecture::model::{Architecture, File, MountedFiles, SharedMap};
use crate::kubernetes::Emitted;
use crate::names::{digest8, slug, with_digest};
use crate::plan::ResourcePlan;
use k8s_openapi::ByteString;
use k8s_openapi::api::core::v1 as corev1;
use std::collections::BTreeMap;

/// A ConfigMap with the files that it was made for.
pub struct Config<'a> {
    /// The object.
    pub emitted: Emitted,
    /// Its name.
    pub name: String,
    /// The volume that carries it.
    pub volume: String,
    /// The files.
    pub files: &'a MountedFiles,
    /// The step or sidecar that alone mounts it; none where all containers do.
    pub step: Option<&'a str>,
}

/// The ConfigMaps of a component, one for each place where files are mounted.
pub fn configs<'a>(subject: &Subject<'a>) -> Vec<Config<'a>> {
    let pods = subject.pods;
    let own = pods.mounted.files.iter().map(|files| (None, files, &subject.plan.resources));
    let sidecars = subject.plan.sidecars.iter().map(|plan| &plan.resources);
    let resources = sidecars.chain(&subject.plan.init_resources);
    let steps = pods.steps().zip(resources).flat_map(|(step, resources)| {
        step.mounted.files.iter().map(move |files| (Some(step.name.as_str()), files, resources))
    });
    let all: Vec<_> = own.chain(steps).collect();
    let places: Vec<String> = all.iter().map(|(step, files, _)| whose(*step, files)).collect();
    let made = all.into_iter().zip(&places).map(|((step, files, resources), place)| {
        let alone = places.iter().filter(|other| *other == place).count() == 1;
        // Two paths may share a stem: then the whole path tells the two apart.
        let apart = (!alone).then_some(files.mount.as_str());
        config(subject, step, files, resources, apart)
    });
    made.collect()
}

/// Whose files they are, as a part of names: their place, and the step that alone mounts them.
fn whose(step: Option<&str>, files: &MountedFiles) -> String {
    let place = place_name(&files.mount);
    step.map_or_else(|| place.clone(), |owner| format!("{owner}-{place}"))
}

fn config<'a>(
    subject: &Subject<'a>,
    step: Option<&'a str>,
    files: &'a MountedFiles,
    resources: &ResourcePlan,
    apart: Option<&str>,
) -> Config<'a> {
    let mut data = BTreeMap::new();
    let mut binary = BTreeMap::new();
    for (key, file) in &files.files {
        match file {
            File::Text(text) => {
                data.insert(key.clone(), filled(text, resources, |_| String::new()));
            }
            File::Binary(bytes) => {
                binary.insert(key.clone(), ByteString(bytes.clone()));
            }
        }
    }
    let mut whose = whose(step, files);
    let mut content = content(&data, &binary);
    if let Some(path) = apart {
        whose = with_digest(&whose, &digest8(path.as_bytes()));
        content.extend_from_slice(path.as_bytes());
    }
    let name = with_digest(&format!("{}-{whose}", subject.name()), &digest8(&content));
    let object = corev1::ConfigMap {
        binary_data: (!binary.is_empty()).then_some(binary),
        data: (!data.is_empty()).then_some(data),
        immutable: Some(true),
        metadata: metadata(subject, &name),
    };
    let mut emitted = subject.emitted(object, &format!("configmap-{whose}"), Record::default());
    emitted.origin = files.origin.clone();
    let volume = volume_name("files", step, &files.mount);
    Config { emitted, name, volume, files, step }
}

/// The name of the volume that is mounted at a path: a label of its own, because a path may be longer than that, and two paths
/// may share a stem.
pub fn volume_name(what: &str, step: Option<&str>, mount: &str) -> String {
    let whole = step.map_or_else(|| mount.to_owned(), |owner| format!("{owner}:{mount}"));
    with_digest(&format!("{what}-{}", place_name(mount)), &digest8(whole.as_bytes()))
}

/// A path as a part of a name.
fn place_name(mount: &str) -> String {
    slug(mount, 30).unwrap_or_else(|| "root".to_owned())
}

/// The name of the ConfigMap of a shared map.
pub fn shared_map_name(architecture: &Architecture, name: &str, map: &SharedMap) -> String {
    let stem = format!("{}-{name}", architecture.blueprint);
    with_digest(&stem, &digest8(&content(&map.values, &BTreeMap::new())))
}

/// The ConfigMaps of shared maps that containers take whole.
pub fn shared_maps(architecture: &Architecture) -> Vec<Emitted> {
    let maps = architecture.maps.iter();
    maps.map(|(name, map)| {
        let object_name = shared_map_name(architecture, name, map);
        let object = corev1::ConfigMap {
            data: (!map.values.is_empty()).then(|| map.values.clone()),
            immutable: Some(true),
            metadata: namespaced(architecture, &object_name, of_the_whole(architecture, &object_name)),
            ..Default::default()
        };
        shared(object, format!("_shared/configmap-{name}.yaml"), &map.origin, Record::default())
    })
    .collect()
}

/// All keys and contents, each with its length, so that no two sets of files look the same.
fn content(data: &BTreeMap<String, String>, binary: &BTreeMap<String, ByteString>) -> Vec<u8> {
    let texts = data.iter().map(|(key, text)| (b't', key, text.as_bytes()));
    let bytes = binary.iter().map(|(key, bytes)| (b'b', key, bytes.0.as_slice()));
    let mut all = Vec::new();
    for (kind, key, content) in texts.chain(bytes) {
        all.push(kind);
        all.extend_from_slice(format!("{}:{key}:{}:", key.len(), content.len()).as_bytes());
        all.extend_from_slice(content);
    }
    all
}
