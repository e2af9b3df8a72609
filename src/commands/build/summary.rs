//! What a build did, for people.

use crate::commands::console::Console;
use groundplan::document::Compiled;
use groundplan::tree::{ObjectId, Permission, Recovered, SectionLock, Written, removed_claims, removed_objects};
use std::collections::BTreeMap;
use std::path::Path;

/// What was done about an interrupted run.
pub fn recovered(root: &Path, recovered: &Recovered, console: &Console) {
    let what = match recovered {
        Recovered::Completed { files } => format!("was completed first ({} files)", files.len()),
        Recovered::RolledBack => "had changed nothing yet and was forgotten".to_owned(),
    };
    console.tell_line(format!("{}: an interrupted run {what}", root.display()));
}

/// What became of a root.
pub fn written(root: &Path, written: &Written, console: &Console) {
    let Written { created, replaced, deleted, unchanged, exceptions, locks, recovered } = written;
    if let Some(recovered) = recovered {
        self::recovered(root, recovered, console);
    }
    let counts = format!("{created} created, {replaced} replaced, {deleted} deleted, {unchanged} unchanged");
    console.tell_line(format!("{}: {counts}", root.display()));
    for exception in exceptions {
        let done = if exception.deleted { "deleted" } else { "replaced" };
        let why = match exception.permission {
            Permission::GitHasIt => "git has what was there",
            Permission::Forced => "forced",
        };
        console.tell_line(format!("  {done} though not ours: {} ({why})", exception.path));
    }
    for lock in locks {
        if let Some(fault) = lock.fault() {
            let directory = lock.directory.as_ref().map_or_else(|| ".".to_owned(), ToString::to_string);
            console.tell_line(format!("  the lock of {directory} counted as empty: {fault}"));
        }
    }
    prune_hints(locks, console);
}

/// Objects that no manifest describes any more stay in the cluster until somebody deletes them.
fn prune_hints(locks: &[SectionLock], console: &Console) {
    let removed = |pick: fn(&_, &_) -> Vec<ObjectId>| -> Vec<ObjectId> {
        locks.iter().flat_map(|lock| pick(&lock.old.lock(), &lock.new)).collect()
    };
    let (objects, claims) = (removed(removed_objects), removed(removed_claims));
    if !objects.is_empty() {
        console.tell_line("objects that are gone from the manifests; a cluster that has them keeps them until:");
        for command in delete_commands(&objects) {
            console.tell_line(format!("  {command}"));
        }
    }
    if !claims.is_empty() {
        console.tell_line("claims that are gone from the manifests; they hold data and are never pruned:");
        for claim in claims {
            let namespace = claim.namespace.as_deref().unwrap_or("default");
            console.tell_line(format!("  {namespace}/{}", claim.name));
        }
    }
}

/// One command for each namespace.
fn delete_commands(objects: &[ObjectId]) -> Vec<String> {
    let mut by_namespace: BTreeMap<Option<&str>, Vec<String>> = BTreeMap::new();
    for object in objects {
        let kind = object.kind.to_lowercase();
        let kind = match object.api_version.split_once('/') {
            Some((group, _)) => format!("{kind}.{group}"),
            None => kind,
        };
        by_namespace.entry(object.namespace.as_deref()).or_default().push(format!("{kind}/{}", object.name));
    }
    let command = |(namespace, names): (Option<&str>, Vec<String>)| match namespace {
        Some(namespace) => format!("kubectl delete --namespace {namespace} {}", names.join(" ")),
        None => format!("kubectl delete {}", names.join(" ")),
    };
    by_namespace.into_iter().map(command).collect()
}

/// What each environment came to.
pub fn environments(compiled: &[Compiled], console: &Console) {
    for Compiled { architecture, plan, bundle, .. } in compiled {
        let objects = bundle.objects().len();
        let deviations = plan.deviations.len();
        let plural = if deviations == 1 { "" } else { "s" };
        console.tell_line(format!(
            "{}: {objects} objects, {deviations} deviation{plural} (in plan.json)",
            architecture.environment
        ));
    }
}
