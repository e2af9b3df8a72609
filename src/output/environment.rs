//! The files of one environment.

use super::OutputError;
use super::kustomization::Kustomization;
use super::plan_file::PlanFile;
use crate::bundle::Bundle;
use crate::document::Compiled;
use crate::kubernetes::{Emitted, Identity};
use crate::source::Sources;
use crate::threads;
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
    for (emitted, bytes) in compiled.bundle.objects().iter().zip(manifests(&compiled.bundle)?) {
        let path = format!("manifests/{}", emitted.path);
        let object = Some(object_id(emitted.object.identity()));
        files.insert(RelativePath::new(path.clone())?, FileEntry { bytes, object })?;
        resources.push(path);
    }
    let kustomization = write::to_vec(&Kustomization::of(resources))
        .map_err(|source| OutputError::Yaml { object: "kustomization.yaml".to_owned(), source })?;
    let plan = PlanFile::of(&compiled.architecture, &compiled.plan, Some(&compiled.bundle), &compiled.waived, sources)
        .to_json()
        .map_err(|source| OutputError::Json { environment: environment.clone(), source })?;
    for (name, bytes) in [("kustomization.yaml", kustomization), ("plan.json", plan)] {
        files.insert(RelativePath::new(name)?, FileEntry { bytes, object: None })?;
    }
    Ok(Section { directory: Some(RelativePath::new(environment.as_str())?), files })
}

/// All objects as YAML, in their order; several threads share the work.
///
/// # Errors
/// Fails where an object has no form in YAML.
pub fn manifests(bundle: &Bundle) -> Result<Vec<Vec<u8>>, OutputError> {
    let write = |part: &[Emitted]| {
        let mut page = Vec::new();
        part.iter().map(|emitted| copied(emitted, &mut page)).collect::<Result<Vec<_>, _>>()
    };
    let parts = threads::share(bundle.objects(), 1, write);
    Ok(parts.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

/// One object as YAML.
///
/// # Errors
/// Fails where the object has no form in YAML.
pub fn manifest(emitted: &Emitted) -> Result<Vec<u8>, OutputError> {
    copied(emitted, &mut Vec::new())
}

/// One object as YAML, in as much room as it needs: thousands of buffers that grew as they went would hold much more.
fn copied(emitted: &Emitted, page: &mut Vec<u8>) -> Result<Vec<u8>, OutputError> {
    page.clear();
    let object = || emitted.object.identity().to_string();
    write::append(&emitted.object, page).map_err(|source| OutputError::Yaml { object: object(), source })?;
    Ok(page.as_slice().to_vec())
}

fn object_id(identity: Identity<'_>) -> ObjectId {
    let Identity { api_version, kind, namespace, name } = identity;
    ObjectId {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        namespace: namespace.map(str::to_owned),
        name: name.to_owned(),
    }
}
