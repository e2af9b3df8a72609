//! Disks of a component: its own, those that it shares, and directories of the node.

use super::layers::Layered;
use super::platform::object_name;
use super::{Context, sourced};
use crate::architecture::model::{Component, ComponentType, Disk, HostPath, Scratch, SharedMount};
use crate::blueprint::spec::{DiskAccess, DiskSpec};
use crate::blueprint::table::{Entries, Field, Set, Text};
use crate::catalog::Provider;
use crate::catalog::engines::Data;
use crate::catalog::storage::is_block_class;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use crate::source::{Sourced, Span};
use crate::units::Bytes;
use std::collections::{BTreeMap, BTreeSet};

/// All that outlives a pod, or belongs to its node.
#[derive(Default)]
pub struct Disks {
    /// Disks of its own.
    pub own: Vec<Disk>,
    /// Shared disks.
    pub shared: Vec<SharedMount>,
    /// Directories of the node.
    pub host: Vec<HostPath>,
}

impl Disks {
    /// Where they are mounted.
    pub fn mounts(&self) -> impl Iterator<Item = (String, Option<Span>)> {
        let own = self.own.iter().map(|disk| (disk.path.clone(), disk.size.origin.span()));
        let shared = self.shared.iter().map(|mount| (mount.path.clone(), None));
        own.chain(shared).chain(self.host.iter().map(|host| (host.path.clone(), host.origin.span())))
    }
}

/// The disks of a component; an engine that keeps data has one at its data path.
pub fn disks(
    name: &str,
    layered: &Layered,
    keeps: Option<(Data, Sourced<Bytes>)>,
    scratch: &[Scratch],
    cx: &mut Context<'_>,
) -> Disks {
    let mut disks = Disks::default();
    let folder = |path: &str| {
        let data = keeps.as_ref().map(|(data, _)| data).filter(|data| data.path == path)?;
        data.folder.map(str::to_owned)
    };
    for (path, set) in layered.body.disks.get().into_iter().flat_map(Entries::iter) {
        let mount = path.trim_end_matches('/').to_owned();
        let read_only = set.value.read_only.get().map(|flag| flag.0);
        if let Some(host) = set.value.host.set() {
            disks.host.push(host_path(name, &mount, set, host, read_only, cx));
        } else if let Some(shared) = set.value.shared.set() {
            let disk = shared.value.as_str().to_owned();
            disks.shared.push(SharedMount { disk, path: mount, read_only: read_only == Some(true) });
        } else if layered.kind.is_finite() || layered.kind == ComponentType::Daemon {
            let message = format!("`{name}` is a {}: nothing keeps a disk of its own", layered.kind);
            let help = "write `shared: NAME` for a disk that others mount, too";
            cx.push_at(&codes::KEY_OF_OTHER_TYPE, set.key.or(set.span()), message, help);
        } else {
            let disk = own_disk(name, path, set, cx);
            disks.own.extend(disk.map(|disk| Disk { folder: folder(&disk.path), ..disk }));
        }
    }
    if let Some((Data { path, folder, .. }, size)) = keeps
        && disks.mounts().all(|(mounted, _)| mounted != path)
    {
        disks.own.push(Disk {
            name: disk_name(path),
            path: path.to_owned(),
            folder: folder.map(str::to_owned),
            size,
            class: default_class(cx),
            shared: false,
        });
    }
    disks.own.sort_by(|a, b| a.path.cmp(&b.path));
    distinct(&mut disks.own, scratch);
    disks
}

/// A disk that each replica has for itself.
fn own_disk(name: &str, path: &str, set: &Set<DiskSpec>, cx: &mut Context<'_>) -> Option<Disk> {
    let whose = format!("`{path}` of `{name}`");
    let size = size(&whose, set, cx)?;
    let disk = Disk {
        name: disk_name(path),
        path: path.trim_end_matches('/').to_owned(),
        folder: None,
        size,
        class: class(&set.value.class, cx),
        shared: set.value.access.get() == Some(&DiskAccess::Rwx),
    };
    if disk.shared {
        class_for_many(&disk, cx);
    }
    Some(disk)
}

fn size(whose: &str, set: &Set<DiskSpec>, cx: &mut Context<'_>) -> Option<Sourced<Bytes>> {
    let Some(size) = set.value.size.set() else {
        let message = format!("the disk {whose} has no size");
        cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `size: 10Gi`");
        return None;
    };
    if size.value == Bytes(0) {
        let message = format!("the disk {whose} would hold nothing");
        cx.push_at(&codes::OUT_OF_RANGE, size.span(), message, "write, for example, `10Gi`");
    }
    Some(sourced(size))
}

fn class(field: &Field<Text>, cx: &mut Context<'_>) -> Option<String> {
    field.set().map(|class| object_name(class, "StorageClass", cx)).or_else(|| default_class(cx))
}

fn default_class(cx: &Context<'_>) -> Option<String> {
    cx.top.platform.get().and_then(|platform| platform.storage_class.get()).map(|class| class.0.clone())
}

/// A directory of the node.
fn host_path(
    name: &str,
    mount: &str,
    set: &Set<DiskSpec>,
    host: &Set<Text>,
    read_only: Option<bool>,
    cx: &mut Context<'_>,
) -> HostPath {
    let path = host.value.0.as_str();
    if !path.starts_with('/') || path.split('/').any(|part| part == "..") {
        let message = format!("`{path}` is no absolute path of a node");
        cx.push_at(&codes::OUT_OF_RANGE, host.span(), message, "write, for example, `/var/log`");
    }
    let read_only = read_only.unwrap_or(true);
    let does = if read_only { "reads" } else { "writes" };
    cx.exception(name, &format!("{does} `{path}` of its node"), set.value.because.set(), &set.origin);
    HostPath { host: path.to_owned(), path: mount.to_owned(), read_only, origin: set.origin.clone() }
}

/// The disks that several components mount: one claim each, with one size.
pub fn shared_disks(components: &[Component], layered: &BTreeMap<String, Layered>, cx: &mut Context<'_>) -> Vec<Disk> {
    let mut found: BTreeMap<&str, Vec<(&str, &Set<DiskSpec>)>> = BTreeMap::new();
    for (name, layered) in layered {
        for (_, set) in layered.body.disks.get().into_iter().flat_map(Entries::iter) {
            if let Some(disk) = set.value.shared.get() {
                found.entry(disk.as_str()).or_default().push((name, set));
            }
        }
    }
    let many = |name: &str| {
        let component = components.iter().find(|component| component.name.as_str() == name);
        component
            .and_then(Component::pods)
            .is_some_and(|pods| pods.scaling.replicas.as_ref().is_none_or(|range| range.value.max > 1))
    };
    let mut disks = Vec::new();
    for (name, mounts) in found {
        let several = mounts.len() > 1 || mounts.iter().any(|(component, _)| many(component));
        disks.extend(shared_disk(name, &mounts, several, cx));
    }
    disks
}

fn shared_disk(name: &str, mounts: &[(&str, &Set<DiskSpec>)], several: bool, cx: &mut Context<'_>) -> Option<Disk> {
    let (_, first) = mounts.iter().find(|(_, set)| set.value.size.is_set()).or(mounts.first())?;
    let disk = Disk {
        name: name.to_owned(),
        path: String::new(),
        folder: None,
        size: size(&format!("`{name}`"), first, cx)?,
        class: class(
            mounts.iter().map(|(_, set)| &set.value.class).find(|class| class.is_set()).unwrap_or(&first.value.class),
            cx,
        ),
        shared: mounts.iter().any(|(_, set)| set.value.access.get() == Some(&DiskAccess::Rwx)),
    };
    for (_, set) in mounts {
        let Some(other) = set.value.size.set().filter(|size| size.value != disk.size.value) else { continue };
        let message = format!("the shared disk `{name}` has two sizes");
        let mut problem = Diagnostic::nowhere(&codes::SAID_TWICE, message).help("keep one of them");
        problem.span = other.span();
        if let Some(span) = disk.size.origin.span() {
            problem = problem.related(span, "it has another size here");
        }
        cx.push(problem);
    }
    if disk.shared {
        class_for_many(&disk, cx);
    } else if several {
        let users: Vec<String> = mounts.iter().map(|(component, _)| format!("`{component}`")).collect();
        let users: Vec<&str> = users.iter().map(String::as_str).collect();
        let message = format!(
            "pods of {} mount `{name}`, but a disk that is not `rwx` can be mounted on one node only",
            crate::diagnostics::suggest::all_of(&users)
        );
        cx.push_at(&codes::DISK_FOR_ONE, first.span(), message, "write `access: rwx` with a class that can do it");
    }
    Some(disk)
}

/// Many nodes can mount a disk only where its class is a file system of the network.
fn class_for_many(disk: &Disk, cx: &mut Context<'_>) {
    let provider = cx.top.platform.get().and_then(|platform| platform.provider.get()).copied();
    let provider = provider.unwrap_or(Provider::Generic);
    let (message, help) = match &disk.class {
        Some(class) if is_block_class(provider, class) => {
            (format!("the class `{class}` of {} is a block device: one node mounts it", provider.name()), "file system")
        }
        None if provider != Provider::Generic => {
            (format!("the default class of {} is a block device: one node mounts it", provider.name()), "file system")
        }
        _ => return,
    };
    let help = format!("write `class: NAME` of a {help} of the network, as the platform has it");
    cx.push_at(&codes::DISK_FOR_ONE, disk.size.origin.span(), message, help);
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
