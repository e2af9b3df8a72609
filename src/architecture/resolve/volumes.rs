//! Writable directories and disks of a component.

use super::platform::object_name;
use super::{Context, sourced};
use crate::architecture::model::{Disk, Scratch};
use crate::blueprint::spec::{ComponentSpec, DiskAccess};
use crate::blueprint::table::Entries;
use crate::catalog::engines::{Data, Engine, Writable};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use crate::source::{Origin, Sourced, Span};
use crate::units::Bytes;
use std::collections::{BTreeMap, BTreeSet};

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
    spec: &ComponentSpec,
    engine: Option<&'static Engine>,
    cx: &mut Context<'_>,
) -> (Vec<Scratch>, bool) {
    let mut volumes = Vec::new();
    let mut root = false;
    for (volume, set) in spec.writable.get().into_iter().flat_map(|writable| writable.0.iter()) {
        let paths: Vec<String> = set.value.paths.get().into_iter().flatten().map(|path| path.0.clone()).collect();
        if paths.iter().any(|path| path == "/") {
            root = true;
            cx.exception(name, "has a writable root file system", spec.because.set(), &set.origin);
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
    for folder in engine.map(|engine| engine.writable).unwrap_or_default() {
        let taken = volumes.iter().any(|volume| volume.paths.iter().any(|known| known == folder.path()));
        volumes.extend(of_engine(folder).filter(|_| !taken));
    }
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    (volumes, root)
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

fn default_size() -> Sourced<Bytes> {
    Sourced::new(SCRATCH, Origin::Default("a writable directory holds 64Mi unless it says more"))
}

/// The disks; an engine that keeps data has one at its data path.
pub fn disks(
    name: &str,
    spec: &ComponentSpec,
    keeps: Option<(Data, Sourced<Bytes>)>,
    scratch: &[Scratch],
    cx: &mut Context<'_>,
) -> Vec<Disk> {
    let default_class =
        cx.top.platform.get().and_then(|platform| platform.storage_class.get()).map(|class| class.0.clone());
    let mut disks = Vec::new();
    let folder = |path: &str| {
        let data = keeps.as_ref().map(|(data, _)| data).filter(|data| data.path == path)?;
        data.folder.map(str::to_owned)
    };
    for (path, set) in spec.disks.get().into_iter().flat_map(Entries::iter) {
        let Some(size) = set.value.size.set() else {
            let message = format!("the disk `{path}` of `{name}` has no size");
            cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `size: 10Gi`");
            continue;
        };
        if size.value == Bytes(0) {
            let message = format!("the disk `{path}` of `{name}` would hold nothing");
            cx.push_at(&codes::OUT_OF_RANGE, size.span(), message, "write, for example, `10Gi`");
        }
        let path = path.trim_end_matches('/');
        disks.push(Disk {
            name: disk_name(path),
            path: path.to_owned(),
            folder: folder(path),
            size: sourced(size),
            class: set
                .value
                .class
                .set()
                .map(|class| object_name(class, "StorageClass", cx))
                .or_else(|| default_class.clone()),
            shared: set.value.access.get() == Some(&DiskAccess::Rwx),
        });
    }
    if let Some((Data { path, folder, .. }, size)) = keeps
        && disks.iter().all(|disk| disk.path != path)
    {
        disks.push(Disk {
            name: disk_name(path),
            path: path.to_owned(),
            folder: folder.map(str::to_owned),
            size,
            class: default_class,
            shared: false,
        });
    }
    disks.sort_by(|a, b| a.path.cmp(&b.path));
    distinct(&mut disks, scratch);
    disks
}

/// Volumes of one pod have different names, also where their paths differ only in signs.
fn distinct(disks: &mut [Disk], scratch: &[Scratch]) {
    let mut taken: BTreeSet<String> = scratch.iter().map(|volume| volume.name.clone()).collect();
    for disk in disks {
        if !taken.insert(disk.name.clone()) {
            disk.name = names::with_digest(&disk.name, &names::digest8(disk.path.as_bytes()));
            taken.insert(disk.name.clone());
        }
    }
}

fn disk_name(path: &str) -> String {
    names::slug(path, names::LONGEST_NAME).unwrap_or_else(|| "data".to_owned())
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
