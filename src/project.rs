//! A blueprint's place on disk: one file with its side directory, a directory, or standard input.

use crate::blueprint::Layout;
use crate::diagnostics::suggest;
use crate::source::Files;
use crate::tree::{self, ReadError};
use std::path::{Path, PathBuf};

/// The most bytes that a file of a blueprint may have.
const LARGEST: u64 = 16 << 20;
/// The blueprint of a directory.
const MAIN: &str = "blueprint.yaml";
/// How standard input is named on the command line.
pub const STANDARD_INPUT: &str = "-";

/// Where a blueprint lies, and the only files that it can reach.
#[derive(Clone, Debug)]
pub struct Project {
    /// The directory that all paths start at.
    base: PathBuf,
    /// What messages put in front of a path.
    prefix: String,
    form: Form,
}

#[derive(Clone, Debug)]
enum Form {
    Single { file: String, side: String },
    Directory,
    Input(Vec<u8>),
}

/// Why an argument names no blueprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProjectError {
    /// There is nothing at the path.
    #[error("there is no blueprint `{0}`")]
    Missing(String),
    /// A symbolic link without an end.
    #[error("`{0}` is a symbolic link that leads nowhere")]
    Dangling(String),
    /// A file of another kind.
    #[error("`{0}` is not a blueprint: its name does not end in `.yaml`")]
    Extension(String),
    /// A directory of another kind.
    #[error("the directory `{0}` is not a blueprint: it has no `{MAIN}`")]
    NoMain(String),
}

impl ProjectError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::Missing(path) => match nearby(Path::new(path)) {
                Some(meant) => format!("did you mean `{meant}`? `groundplan init` writes a new one"),
                None => "correct the path; `groundplan init` writes a new blueprint".to_owned(),
            },
            Self::Dangling(_) => "point it at a file that exists, or name that file".to_owned(),
            Self::Extension(_) => "name a file `X.yaml`, a directory with a `blueprint.yaml`, or `-`".to_owned(),
            Self::NoMain(path) => match in_directory(Path::new(path)).as_slice() {
                [] => "name a file `X.yaml`, or put a `blueprint.yaml` there".to_owned(),
                names => {
                    let paths: Vec<String> = names.iter().take(3).map(|name| format!("`{path}/{name}`")).collect();
                    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
                    format!("name a file, such as {}, or put a `{MAIN}` there", suggest::one_of(&paths))
                }
            },
        }
    }
}

/// The blueprint whose name is nearest to a missing one.
fn nearby(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let directory = parent(path);
    let mut names = in_directory(&directory);
    // What is listed under the very name cannot be opened, so it is no remedy.
    names.retain(|name| name != wanted);
    let meant = suggest::nearest(wanted, names.iter().map(String::as_str))?;
    Some(path.with_file_name(meant).display().to_string())
}

fn in_directory(directory: &Path) -> Vec<String> {
    let mut names = tree::list_inside(directory, ".").unwrap_or_default();
    names.retain(|name| is_yaml(Path::new(name)));
    names
}

impl Project {
    /// Finds the blueprint that an argument names.
    ///
    /// # Errors
    /// Says why the argument names none.
    pub fn open(argument: &Path) -> Result<Self, ProjectError> {
        let shown = shown(argument);
        if argument.is_dir() {
            if !argument.join(MAIN).exists() {
                return Err(ProjectError::NoMain(shown));
            }
            let prefix = if shown == "." { String::new() } else { format!("{shown}/") };
            return Ok(Self { base: argument.to_owned(), prefix, form: Form::Directory });
        }
        if !argument.exists() {
            if argument.is_symlink() {
                return Err(ProjectError::Dangling(shown));
            }
            return Err(ProjectError::Missing(shown));
        }
        let name = argument.file_name().and_then(|name| name.to_str()).filter(|name| is_yaml(Path::new(name)));
        let Some(file) = name else { return Err(ProjectError::Extension(shown)) };
        let side = format!("{}.d", file.trim_end_matches(".yaml"));
        let prefix = shown.strip_suffix(file).unwrap_or_default().to_owned();
        Ok(Self { base: parent(argument), prefix, form: Form::Single { file: file.to_owned(), side } })
    }

    /// A blueprint that was read from standard input; what it refers to starts at the current directory.
    #[must_use]
    pub fn standard_input(bytes: Vec<u8>) -> Self {
        Self { base: PathBuf::from("."), prefix: String::new(), form: Form::Input(bytes) }
    }

    /// Where its parts lie.
    #[must_use]
    pub fn layout(&self) -> Layout<'_> {
        match &self.form {
            Form::Single { file, side } => Layout::Single { file, side },
            Form::Directory => Layout::Directory,
            Form::Input(_) => Layout::Single { file: STANDARD_INPUT, side: "-.d" },
        }
    }

    /// The directory that all paths start at.
    #[must_use]
    pub fn base(&self) -> &Path {
        &self.base
    }

    /// The file with the images of an environment, below the base; none beside standard input.
    #[must_use]
    pub fn images_file(&self, environment: &str) -> Option<String> {
        match &self.form {
            Form::Single { side, .. } => Some(format!("{side}/images/{environment}.yaml")),
            Form::Directory => Some(format!("images/{environment}.yaml")),
            Form::Input(_) => None,
        }
    }

    /// A path that messages show, as it is named in what is written: the same wherever the command is run.
    #[must_use]
    pub fn recorded(&self, shown: &str) -> String {
        shown.strip_prefix(&self.prefix).unwrap_or(shown).to_owned()
    }
}

impl Files for Project {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let read = match &self.form {
            Form::Input(bytes) if path == STANDARD_INPUT => return Ok(bytes.clone()),
            // The user named this file, so a link to wherever is as good as the file itself.
            Form::Single { file, .. } if path == file => tree::read_file_limited(&self.base.join(path), LARGEST),
            _ => tree::read_inside(&self.base, path, LARGEST),
        };
        read.map_err(|error| in_words(&error))
    }

    fn list(&self, directory: &str) -> Result<Vec<String>, String> {
        tree::list_inside(&self.base, directory).map_err(|error| in_words(&error))
    }

    fn shown(&self, path: &str) -> String {
        match &self.form {
            Form::Input(_) if path == STANDARD_INPUT => "<stdin>".to_owned(),
            _ => format!("{}{}", self.prefix, path.trim_start_matches("./")),
        }
    }
}

/// What is wrong with a file, without its path, which messages put in front.
fn in_words(error: &ReadError) -> String {
    match error {
        ReadError::NotFound { .. } => "it does not exist".to_owned(),
        ReadError::NotAFile { kind, .. } => format!("it is {kind}, not a plain file"),
        ReadError::TooLarge { max, .. } => format!("it is larger than {} MiB", max >> 20),
        ReadError::Outside { .. } => {
            "it lies outside of the blueprint's directory; paths start there and have no `..`".to_owned()
        }
        ReadError::Io { source, .. } => source.to_string(),
    }
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "yaml") && path.file_stem().is_some()
}

/// A path as it was typed, without slashes at its end.
fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    let trimmed = text.trim_end_matches('/');
    if trimmed.is_empty() { text } else { trimmed.to_owned() }
}

/// The directory that a file lies in.
fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}
