//! ConfigMaps: files of a component, immutable and named for their content.

use super::Subject;
use super::labels::metadata;
use super::record::Record;
use super::text::filled;
use crate::architecture::model::{File, MountedFiles};
use crate::kubernetes::Emitted;
use crate::names::{digest8, slug, with_digest};
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
}

/// The ConfigMaps of a component, one for each place where files are mounted.
pub fn configs<'a>(subject: &Subject<'a>) -> Vec<Config<'a>> {
    subject.pods.files.iter().map(|files| config(subject, files)).collect()
}

fn config<'a>(subject: &Subject<'a>, files: &'a MountedFiles) -> Config<'a> {
    let mut data = BTreeMap::new();
    let mut binary = BTreeMap::new();
    for (key, file) in &files.files {
        match file {
            File::Text(text) => {
                data.insert(key.clone(), filled(text, &subject.plan.resources, |_| String::new()));
            }
            File::Binary(bytes) => {
                binary.insert(key.clone(), ByteString(bytes.clone()));
            }
        }
    }
    let stem = slug(&files.mount, 30).unwrap_or_else(|| "root".to_owned());
    let name = with_digest(&format!("{}-{stem}", subject.name()), &digest8(&content(&data, &binary)));
    let object = corev1::ConfigMap {
        binary_data: (!binary.is_empty()).then_some(binary),
        data: (!data.is_empty()).then_some(data),
        immutable: Some(true),
        metadata: metadata(subject, &name),
    };
    let mut emitted = subject.emitted(object, &format!("configmap-{stem}"), Record::default());
    emitted.origin = files.origin.clone();
    // The volume's name is a label of its own: a path may be longer than that, and two paths may share a stem.
    let volume = with_digest(&format!("files-{stem}"), &digest8(files.mount.as_bytes()));
    Config { emitted, name, volume, files }
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
