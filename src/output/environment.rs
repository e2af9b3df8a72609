//! The files of one environment.

use super::OutputError;
use super::kustomization::Kustomization;
use super::plan_file::PlanFile;
use crate::document::Compiled;
use crate::kubernetes::{Emitted, Identity};
use crate::source::Sources;
use crate::tree::{FileEntry, FileTree, ObjectId, RelativePath, Section};
use crate::yaml::write;

/// The section of an environment: its kustomization, its manifests, its plan.
///
/// # Errors
/// See [`OutputError`].
pub fn section(compiled: &Compiled, sources: &Sources) -> Result<Section, OutputError> {
    let environment = &compiled.architecture.environment;
    let mut files = FileTree::new();
    let mut resources = Vec::new();
    for emitted in compiled.bundle.objects() {
        let path = format!("manifests/{}", emitted.path);
        let object = Some(object_id(emitted.object.identity()));
        files.insert(RelativePath::new(path.clone())?, FileEntry { bytes: manifest(emitted)?, object })?;
        resources.push(path);
    }
    let kustomization = write::to_vec(&Kustomization::of(resources))
        .map_err(|source| OutputError::Yaml { object: "kustomization.yaml".to_owned(), source })?;
    let plan = PlanFile::of(&compiled.architecture, &compiled.plan, Some(&compiled.bundle), sources)
        .to_json()
        .map_err(|source| OutputError::Json { environment: environment.clone(), source })?;
    for (name, bytes) in [("kustomization.yaml", kustomization), ("plan.json", plan)] {
        files.insert(RelativePath::new(name)?, FileEntry { bytes, object: None })?;
    }
    Ok(Section { directory: Some(RelativePath::new(environment.as_str())?), files })
}

/// One object as YAML.
///
/// # Errors
/// Fails where the object has no form in YAML.
pub fn manifest(emitted: &Emitted) -> Result<Vec<u8>, OutputError> {
    let object = || emitted.object.identity().to_string();
    write::to_vec(&emitted.object).map_err(|source| OutputError::Yaml { object: object(), source })
}

fn object_id(identity: Identity) -> ObjectId {
    let Identity { api_version, kind, namespace, name } = identity;
    ObjectId { api_version, kind, namespace, name }
}
