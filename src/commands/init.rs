//! `groundplan init`: a starter blueprint.

use super::console::Console;
use super::failure::Failure;
use super::verdict::Verdict;
use clap::Args;
use groundplan::names::{LONGEST_NAME, Name, slug};
use groundplan::tree::{RelativePath, Replacement, replace_files};
use std::path::Path;

const STARTER: &str = include_str!("starter.yaml");
/// The name in the starter.
const PLACEHOLDER: &str = "my-system";

/// Writes `NAME.yaml` into the current directory
#[derive(Debug, Args)]
pub struct Init {
    /// The name of the blueprint [default: that of the current directory]
    name: Option<String>,
}

/// Writes the starter, unless there is a file of its name.
pub fn run(arguments: &Init, console: &Console) -> Result<Verdict, Failure> {
    let name = match &arguments.name {
        Some(name) => chosen(name)?,
        None => of_the_directory(),
    };
    let path = format!("{name}.yaml");
    if Path::new(&path).symlink_metadata().is_ok() {
        let help = "choose another name, or move the file away";
        return Err(Failure::new(format!("`{path}` is there already and is not overwritten")).help(help));
    }
    let new_bytes = STARTER.replace(PLACEHOLDER, &name).into_bytes();
    let starter = Replacement { path: RelativePath::new(path.as_str())?, expected_old_bytes: None, new_bytes };
    replace_files(Path::new("."), &[starter])?;
    console.tell_line(format!("wrote {path}; now: groundplan build {path}"));
    Ok(Verdict::Fine)
}

fn chosen(name: &str) -> Result<String, Failure> {
    // The name of the file is what many will type.
    let name = name.trim_end_matches(".yaml");
    match Name::new(name) {
        Ok(name) => Ok(name.to_string()),
        Err(error) => {
            let failure = Failure::new(format!("`{name}` is no name of a blueprint: {}", error.problem));
            Err(match error.slug {
                Some(slug) => failure.help(format!("`groundplan init {slug}` would do")),
                None => failure.help("a name is made of a-z, 0-9 and `-`, and begins with a letter"),
            })
        }
    }
}

fn of_the_directory() -> String {
    let directory = std::env::current_dir().unwrap_or_default();
    let name = directory.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    slug(&name, LONGEST_NAME).unwrap_or_else(|| PLACEHOLDER.to_owned())
}
