//! The output of a build: which files lie where. Nothing here writes them.

mod attributes;
mod changes;
pub mod documents;
mod environment;
mod kustomization;
mod places;
pub mod plan_file;

pub use environment::{manifest, manifests, section};
pub use places::{Places, Tree};

use crate::document::Compiled;
use crate::source::Sources;
use crate::tree::{FileEntry, FileTree, PathError, ReadError, RelativePath, Section, TreeError, section_directories};
use crate::yaml::write::WriteError;
use std::collections::BTreeMap;

/// Why compiled environments make no tree of files.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// Two files cannot be beside one another.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// A name is no path.
    #[error(transparent)]
    Path(#[from] PathError),
    /// The output directory cannot be listed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An object has no form in YAML.
    #[error("{object} cannot be written: {source}")]
    Yaml {
        /// The object.
        object: String,
        /// Why.
        source: WriteError,
    },
    /// A plan has no form in JSON.
    #[error("the plan of `{environment}` cannot be written: {source}")]
    Json {
        /// The environment.
        environment: String,
        /// Why.
        source: serde_json::Error,
    },
    /// An environment has the name of the documents' directory.
    #[error(
        "the environment `{0}` and the planning documents would share a directory; write another `documents.directory`"
    )]
    Shared(String),
}

/// All files of all environments with the planning documents, and what earlier builds left behind.
///
/// # Errors
/// See [`OutputError`].
pub fn whole(
    compiled: &[Compiled],
    documents: BTreeMap<String, Vec<u8>>,
    places: &Places,
    sources: &Sources,
) -> Result<Vec<Tree>, OutputError> {
    let mut main = part(compiled, places, sources)?;
    main.sections.push(Section { directory: None, files: attributes::files()? });
    let mut apart = None;
    if places.documents_apart() {
        let section = Section { directory: places.documents_directory()?, files: documents_tree(documents)? };
        apart = Some(Tree { root: places.documents_root.clone(), sections: vec![section], obsolete: Vec::new() });
    } else {
        add_documents(&mut main, places.documents_directory()?, documents)?;
    }
    for directory in section_directories(&main.root)? {
        if !main.sections.iter().any(|section| section.directory.as_ref() == Some(&directory)) {
            main.obsolete.push(directory);
        }
    }
    // The documents come last: they speak of manifests that are there.
    Ok(std::iter::once(main).chain(apart).collect())
}

/// The files of some environments alone.
///
/// # Errors
/// See [`OutputError`].
pub fn part(compiled: &[Compiled], places: &Places, sources: &Sources) -> Result<Tree, OutputError> {
    let sections = compiled.iter().map(|compiled| section(compiled, sources)).collect::<Result<_, _>>()?;
    Ok(Tree { root: places.output.clone(), sections, obsolete: Vec::new() })
}

fn documents_tree(documents: BTreeMap<String, Vec<u8>>) -> Result<FileTree, OutputError> {
    let mut files = FileTree::new();
    for (name, bytes) in documents {
        files.insert(RelativePath::new(name)?, FileEntry { bytes, object: None })?;
    }
    Ok(files)
}

/// Puts the documents beside the environments, or among the files of the root.
fn add_documents(
    main: &mut Tree,
    directory: Option<RelativePath>,
    documents: BTreeMap<String, Vec<u8>>,
) -> Result<(), OutputError> {
    if directory.is_some() {
        if let Some(twin) = main.sections.iter().find(|section| section.directory == directory) {
            let name = twin.directory.as_ref().map(ToString::to_string);
            return Err(OutputError::Shared(name.unwrap_or_default()));
        }
        main.sections.push(Section { directory, files: documents_tree(documents)? });
        return Ok(());
    }
    let Some(root) = main.sections.iter_mut().find(|section| section.directory.is_none()) else { return Ok(()) };
    for (name, bytes) in documents {
        root.files.insert(RelativePath::new(name)?, FileEntry { bytes, object: None })?;
    }
    Ok(())
}
