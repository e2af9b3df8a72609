//! Writable directories of a container.

use super::{Context, sourced};
use crate::architecture::model::{Mounted, Scratch, Step};
use crate::blueprint::spec::{ComponentSpec, WritableSpec};
use crate::blueprint::table::{Field, Set, Text};
use crate::catalog::engines::{Engine, Writable};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use crate::source::{Origin, Sourced, Span};
use crate::units::Bytes;
use std::collections::BTreeMap;

/// The size of a writable directory that says nothing: enough for temporary files, small enough to notice a leak.
const SCRATCH: Bytes = Bytes(64 << 20);

/// Directories that the container runtime fills.
const OF_THE_RUNTIME: &[&str] = &["/proc", "/sys"];

/// Whether a path is a directory or lies below it.
fn below(path: &str, directory: &str) -> bool {
    path.strip_prefix(directory).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The writable directories, and whether the root file system is writable.
pub fn scratch(
    name: &str,
    writable: &Field<WritableSpec>,
    because: Option<&Set<Text>>,
    cx: &mut Context<'_>,
) -> (Vec<Scratch>, bool) {
    let mut volumes = Vec::new();
    let mut root = false;
    for (volume, set) in writable.get().into_iter().flat_map(|writable| writable.0.iter()) {
        let paths: Vec<String> = set.value.paths.get().into_iter().flatten().map(|path| path.0.clone()).collect();
        if paths.iter().any(|path| path == "/") {
            root = true;
            cx.exception(name, "has a writable root file system", because, &set.origin);
            continue;
        }
        if let Some(path) = paths.iter().find(|path| OF_THE_RUNTIME.iter().any(|own| below(path, own))) {
            let message = format!("`{path}` belongs to the container runtime; a volume over it would break `{name}`");
            cx.push_at(
                &codes::OUT_OF_RANGE,
                set.key.or(set.span()),
                message,
                "choose a directory of the program's own",
            );
        }
        if paths.is_empty() {
            let message = format!("the writable volume `{volume}` of `{name}` is mounted nowhere");
            cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `paths: [/tmp]`");
        }
        volumes.push(Scratch {
            name: volume.to_owned(),
            paths,
            size: set.value.size.set().map_or_else(default_size, sourced),
            memory: set.value.memory.get().is_some_and(|flag| flag.0),
            copied: false,
        });
    }
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    (volumes, root)
}

/// Writable directories that nobody wrote: those that the engine needs, and shared memory.
pub fn add_scratch(spec: &ComponentSpec, engine: Option<&'static Engine>, volumes: &mut Vec<Scratch>) {
    for folder in engine.map(|engine| engine.writable).unwrap_or_default() {
        let taken = volumes.iter().any(|volume| volume.paths.iter().any(|known| known == folder.path()));
        volumes.extend(of_engine(folder).filter(|_| !taken));
    }
    if let Some(size) = spec.shm.set() {
        let paths = vec![SHARED_MEMORY.to_owned()];
        volumes.push(Scratch { name: "shm".to_owned(), paths, size: sourced(size), memory: true, copied: false });
    }
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
}

/// A folder that an engine writes to.
fn of_engine(folder: &Writable) -> Option<Scratch> {
    let size = match folder {
        Writable::Roomy(_, room) => Sourced::new(room.value, Origin::Engine(room.source)),
        Writable::Empty(_) | Writable::Copied(_) => default_size(),
    };
    Some(Scratch {
        name: names::slug(folder.path(), names::LONGEST_NAME)?,
        paths: vec![folder.path().to_owned()],
        size,
        memory: false,
        copied: matches!(folder, Writable::Copied(_)),
    })
}

/// Where programs look for shared memory.
const SHARED_MEMORY: &str = "/dev/shm";

fn default_size() -> Sourced<Bytes> {
    Sourced::new(SCRATCH, Origin::Default("a writable directory holds 64Mi unless it says more"))
}

/// A volume of the same name in several containers of a pod is the same volume, and cannot have two sizes.
pub fn same_volumes<'a>(name: &str, own: &Mounted, steps: impl Iterator<Item = &'a Step>, cx: &mut Context<'_>) {
    let mut sizes: BTreeMap<&str, &Scratch> = own.scratch.iter().map(|volume| (volume.name.as_str(), volume)).collect();
    for volume in steps.flat_map(|step| &step.mounted.scratch) {
        let first = *sizes.entry(&volume.name).or_insert(volume);
        let written = |volume: &Scratch| volume.size.origin.span();
        let (Some(one), Some(other)) = (written(first), written(volume)) else { continue };
        if first.size.value != volume.size.value {
            let message = format!("the volume `{}` of `{name}` has two sizes", volume.name);
            let problem = Diagnostic::new(&codes::SAID_TWICE, one.max(other), message).help("keep one of them");
            cx.push(problem.related(one.min(other), "it has another size here"));
        }
    }
}

/// Reports two mounts at one path.
pub fn no_collisions(name: &str, mounts: impl Iterator<Item = (String, Option<Span>)>, cx: &mut Context<'_>) {
    let mut seen: BTreeMap<String, Option<Span>> = BTreeMap::new();
    for (path, span) in mounts {
        if let Some(first) = seen.get(&path).copied() {
            let message = format!("two volumes of `{name}` are mounted at `{path}`");
            let mut problem = Diagnostic::nowhere(&codes::MOUNTED_TWICE, message).help("mount one of them elsewhere");
            problem.span = span.or(first);
            if let (Some(one), Some(other)) = (first, span) {
                problem.span = Some(one.max(other));
                problem = problem.related(one.min(other), "this is mounted there, too");
            }
            cx.push(problem);
        }
        seen.insert(path, span);
    }
}
