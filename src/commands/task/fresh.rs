//! What a fresh build of a blueprint would write, beside what is there.

use crate::commands::failure::Failure;
use crate::commands::session::Session;
use groundplan::compile::Outcome;
use groundplan::document::Compiled;
use groundplan::output::{self, Places, documents};
use groundplan::tree::compare;
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::Path;

/// The documents of a fresh build, and whether the manifests beside them are fresh, too.
pub struct Fresh {
    documents: BTreeMap<String, Vec<u8>>,
    /// Where the manifests differ, if they do.
    stale_manifests: Option<String>,
}

impl Fresh {
    /// Builds in memory; nothing where the blueprint has errors.
    pub fn build(session: &mut Session, output: &Path) -> Result<Option<Self>, Failure> {
        let names = session.environments(None)?;
        let outcomes = session.compile_all(&names, NonZeroUsize::MIN);
        let compiled: Option<Vec<Compiled>> =
            outcomes.into_iter().map(|found| found.and_then(Outcome::compiled)).collect();
        let sources = session.recorded_sources();
        let (Some(blueprint), Some(compiled), false) = (&session.blueprint, compiled, session.has_errors()) else {
            return Ok(None);
        };
        let tree = output::part(&compiled, &Places::of(blueprint, output, None), &sources)?;
        let fresh = compare(&tree.wanted())?.is_clean();
        let stale_manifests = (!fresh).then(|| tree.root.display().to_string());
        Ok(Some(Self { documents: documents::documents(blueprint, &compiled, &sources), stale_manifests }))
    }

    /// Why an artifact is stale, if it is one of the documents and is.
    pub fn problems(&self, path: &str, bytes: &[u8]) -> Vec<String> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let Some(wanted) = self.documents.get(name) else { return Vec::new() };
        let mut problems = Vec::new();
        if wanted != bytes {
            problems.push("It is stale: run `groundplan build`.".to_owned());
        }
        if let Some(root) = &self.stale_manifests {
            problems.push(format!("The manifests in {root} are stale: run `groundplan build`."));
        }
        problems
    }
}
