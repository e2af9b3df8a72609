//! The directories that a build writes to.

use crate::blueprint::Blueprint;
use crate::tree::{PathError, RelativePath, Section, Wanted};
use std::path::{Path, PathBuf};

/// Where the parts of an output go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The root of the environments.
    pub output: PathBuf,
    /// The root of the documents.
    pub documents_root: PathBuf,
    /// The directory of the documents below their root, as it is written.
    pub documents: String,
}

/// What one root is to hold.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The root.
    pub root: PathBuf,
    /// Its sections.
    pub sections: Vec<Section>,
    /// Directories of earlier builds of which nothing is wanted any more.
    pub obsolete: Vec<RelativePath>,
}

impl Tree {
    /// The same in the words of the writer.
    #[must_use]
    pub fn wanted(&self) -> Wanted<'_> {
        Wanted { root: &self.root, sections: &self.sections, obsolete: &self.obsolete }
    }
}

impl Places {
    /// The places of a blueprint's output below a directory; documents go there, too, unless another root is given.
    #[must_use]
    pub fn of(blueprint: &Blueprint, directory: &Path, documents_root: Option<&Path>) -> Self {
        let output = directory.join(blueprint.name.as_str());
        let documents = blueprint.spec.documents.get().and_then(|documents| documents.directory.get());
        Self {
            documents_root: documents_root.map_or_else(|| output.clone(), Path::to_owned),
            documents: documents.map_or_else(|| "documents".to_owned(), |text| text.0.clone()),
            output,
        }
    }

    /// Whether the documents have a root of their own.
    #[must_use]
    pub fn documents_apart(&self) -> bool {
        settled(&self.output) != settled(&self.documents_root)
    }

    /// The directory of the documents below their root; none for the root itself.
    ///
    /// # Errors
    /// Says why what is written is no path below a root.
    pub fn documents_directory(&self) -> Result<Option<RelativePath>, PathError> {
        let text = self.documents.trim_end_matches('/');
        let text = text.strip_prefix("./").unwrap_or(text);
        if text == "." { Ok(None) } else { RelativePath::new(text).map(Some) }
    }
}

/// A path that is the same for all ways to write it: what exists of it is followed, the rest stays.
fn settled(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for existing in whole.ancestors() {
        if let (Ok(real), Ok(rest)) = (existing.canonicalize(), whole.strip_prefix(existing)) {
            return real.join(rest);
        }
    }
    whole
}
