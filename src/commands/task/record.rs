//! The three files of a task record.

use super::Where;
use crate::commands::console::Console;
use crate::commands::failure::Failure;
use groundplan::blueprint::spec::TaskSpec;
use groundplan::blueprint::table::{Field, Text};
use groundplan::task::TaskFile;
use groundplan::tree::{RelativePath, read_inside};
use std::path::{Path, PathBuf};

/// The most bytes that a file of the record may have.
const LARGEST: u64 = 16 << 20;

/// Where the files of a record lie, as far as it was said.
pub struct Record {
    root: PathBuf,
    task: Option<RelativePath>,
    step: Option<RelativePath>,
    dna: Option<RelativePath>,
}

/// A file that was read, with its place below the root.
pub struct TextFile<T> {
    /// Its place.
    pub path: RelativePath,
    /// What it holds.
    pub content: T,
}

impl TextFile<String> {
    /// Place and text.
    pub fn pair(&self) -> (&RelativePath, &str) {
        (&self.path, &self.content)
    }
}

impl Record {
    /// The places that arguments name, else those of the blueprint.
    pub fn new(place: &Where, spec: Option<&TaskSpec>) -> Result<Self, Failure> {
        let of = |argument: &Option<String>, key: fn(&TaskSpec) -> &Field<Text>| {
            let written = spec.and_then(|spec| key(spec).get()).map(|text| text.0.clone());
            let named = argument.clone().or(written);
            named.map(|text| below(&place.root, &text)).transpose()
        };
        Ok(Self {
            root: place.root.clone(),
            task: of(&place.task, |spec| &spec.file)?,
            step: of(&place.step, |spec| &spec.step)?,
            dna: of(&place.dna, |spec| &spec.dna)?,
        })
    }

    /// The task file. A merge conflict in it is told, and does not matter.
    pub fn task(&self, console: &Console) -> Result<TextFile<TaskFile>, Failure> {
        let TextFile { path, content } = self.read(self.task.as_ref(), "task", "file")?;
        let task = TaskFile::read(&content).map_err(|error| {
            let separator = if error.to_string().starts_with(|c: char| c.is_ascii_digit()) { ":" } else { ": " };
            Failure::new(format!("{path}{separator}{error}"))
        })?;
        if task.conflicted() {
            console.tell_line(format!("{path} has an unresolved merge conflict; both halves are read and marked"));
        }
        Ok(TextFile { path, content: task })
    }

    /// The step file.
    pub fn step(&self) -> Result<TextFile<String>, Failure> {
        self.read(self.step.as_ref(), "step", "step")
    }

    /// The state file of the project.
    pub fn dna(&self) -> Result<TextFile<String>, Failure> {
        self.read(self.dna.as_ref(), "dna", "dna")
    }

    fn read(&self, path: Option<&RelativePath>, flag: &str, key: &str) -> Result<TextFile<String>, Failure> {
        let Some(path) = path else {
            let message = format!("nothing says which {flag} file is meant");
            let help =
                format!("write `--{flag} FILE`, or `--blueprint` with a blueprint that has `task: {{{key}: FILE}}`");
            return Err(Failure::new(message).help(help));
        };
        let bytes = read_inside(&self.root, path.as_str(), LARGEST)?;
        let content = String::from_utf8(bytes)
            .map_err(|_| Failure::new(format!("`{path}` is not UTF-8")).help("save it as UTF-8"))?;
        Ok(TextFile { path: path.clone(), content })
    }
}

/// A path below the root, also where it was typed with the root in front.
fn below(root: &Path, text: &str) -> Result<RelativePath, Failure> {
    let path = Path::new(text);
    let path = path.strip_prefix(".").unwrap_or(path);
    let path = if path.is_absolute() { path.strip_prefix(root).unwrap_or(path) } else { path };
    RelativePath::try_from(path).map_err(|error| {
        Failure::new(format!("`{text}` is not below the root `{}`: {}", root.display(), error.fault))
            .help("name the file relative to `--root`")
    })
}
