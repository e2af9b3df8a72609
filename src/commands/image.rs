//! `groundplan image`: the one edit that a CI makes.

use super::console::Console;
use super::failure::Failure;
use super::report::Stdout;
use super::session::Session;
use super::verdict::Verdict;
use clap::{Args, Subcommand};
use groundplan::blueprint::Blueprint;
use groundplan::blueprint::image_lines::with_image;
use groundplan::blueprint::spec::BlueprintSpec;
use groundplan::blueprint::table::Entries;
use groundplan::diagnostics::render::Format;
use groundplan::names::image::ImageRef;
use groundplan::tree::{ReadError, RelativePath, Replacement, read_inside, replace_files};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The most bytes that an images file may have.
const LARGEST: u64 = 16 << 20;

/// What is to be done with an image
#[derive(Debug, Subcommand)]
pub enum Image {
    /// Set the image of a component in one environment
    ///
    /// Changes or adds one line of `images/NAME.yaml` and keeps every other byte.
    Set(Set),
}

/// A component's image
#[derive(Debug, Args)]
pub struct Set {
    /// A file `X.yaml`, or a directory with a `blueprint.yaml`
    #[arg(value_name = "BLUEPRINT")]
    blueprint: PathBuf,
    /// The component
    component: String,
    /// The image with its digest: `registry/name:1.4.2@sha256:…`
    #[arg(value_name = "IMAGE@DIGEST")]
    image: String,
    /// The environment; may be left out where there is only one
    #[arg(long, value_name = "NAME")]
    environment: Option<String>,
}

/// Edits images.
pub fn run(arguments: &Image, console: &Console) -> Result<Verdict, Failure> {
    let Image::Set(set) = arguments;
    let image = image(&set.image)?;
    let mut session = Session::open(&set.blueprint)?;
    let tally = session.report(Format::Human, Stdout::Free, console)?;
    let verdict = tally.verdict(None);
    let (Some(blueprint), Verdict::Fine) = (&session.blueprint, verdict) else {
        return Ok(verdict.max(Verdict::Found));
    };
    let environment = environment(&session, set.environment.as_deref())?;
    check_component(blueprint, &environment, &set.component)?;
    let Some(path) = session.project.images_file(&environment) else {
        return Err(Failure::new("a blueprint from standard input has no images file").help("name its file"));
    };
    let changed = edit(session.project.base(), &path, &set.component, &image)?;
    let shown = groundplan::source::Files::shown(&session.project, &path);
    let word = if changed { "set in" } else { "is so already in" };
    console.tell_line(format!("{}: {image} {word} {shown}", set.component));
    Ok(Verdict::Fine)
}

/// The image, which must not float.
fn image(text: &str) -> Result<ImageRef, Failure> {
    let image = ImageRef::parse(text).map_err(|error| {
        Failure::new(format!("`{text}` is no image: {error}")).help("write `registry/name:1.4.2@sha256:…`")
    })?;
    if image.digest.is_none() {
        return Err(Failure::new(format!("`{text}` has no digest, so what it means may change"))
            .help("write `@sha256:…` behind it; `docker buildx imagetools inspect` and `crane digest` print it"));
    }
    Ok(image)
}

fn environment(session: &Session, wanted: Option<&str>) -> Result<String, Failure> {
    let mut names = session.environments(wanted)?;
    match (names.pop(), names.is_empty()) {
        (Some(only), true) => Ok(only),
        (last, _) => {
            names.extend(last);
            let message = format!("the blueprint has {} environments: {}", names.len(), names.join(", "));
            Err(Failure::new(message).help("say which one with `--environment NAME`"))
        }
    }
}

/// An image that nobody uses would be an error in the next build.
fn check_component(blueprint: &Blueprint, environment: &str, component: &str) -> Result<(), Failure> {
    let over = blueprint.environment_specs().find(|(name, _)| *name == environment).map(|(_, set)| &set.value.0);
    let specs = std::iter::once(&blueprint.spec).chain(over);
    let fields = |spec: &BlueprintSpec| -> Vec<(String, bool)> {
        let entries = spec.components.get().into_iter().flat_map(Entries::fields);
        entries.map(|(name, field)| (name.to_owned(), field.is_set())).collect()
    };
    let mut known = BTreeSet::new();
    for (name, is_set) in specs.flat_map(fields) {
        if is_set {
            known.insert(name);
        } else {
            known.remove(&name);
        }
    }
    if known.contains(component) {
        return Ok(());
    }
    let what = format!("component in the environment `{environment}` named");
    Err(Failure::unknown(&what, component, known.iter().map(String::as_str)))
}

/// Writes the edited file; says whether it changed.
fn edit(base: &Path, path: &str, component: &str, image: &ImageRef) -> Result<bool, Failure> {
    let old = match read_inside(base, path, LARGEST) {
        Ok(bytes) => Some(bytes),
        Err(ReadError::NotFound { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let text = String::from_utf8(old.clone().unwrap_or_default())
        .map_err(|_| Failure::new(format!("`{path}` is not UTF-8")).help("save it as UTF-8"))?;
    let edited = with_image(&text, component, image)
        .map_err(|error| Failure::new(format!("`{path}` cannot be edited: {error}")))?;
    if old.is_some() && edited == text {
        return Ok(false);
    }
    let path = RelativePath::new(path)?;
    replace_files(base, &[Replacement { path, expected_old_bytes: old, new_bytes: edited.into_bytes() }])?;
    Ok(true)
}
