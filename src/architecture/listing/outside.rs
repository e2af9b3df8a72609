//! What pods may do and need outside of themselves, and what components share, as lines.

use super::page::Page;
use super::words;
use crate::architecture::model::{Access, Architecture, Pods, Right};

/// What the pods of a component may do outside of themselves.
pub(super) fn of_pods(architecture: &Architecture, pods: &Pods, page: &mut Page<'_>) {
    for mount in &pods.shared_disks {
        let how = if mount.read_only { ", read only" } else { "" };
        page.line(2, &format!("disks.{}", mount.path), format!("shared {}{how}", mount.disk), None);
    }
    for host in &pods.host_paths {
        let how = if host.read_only { ", read only" } else { "" };
        let text = format!("{} of the node{how}", host.host);
        page.line(2, &format!("disks.{}", host.path), text, Some(&host.origin));
    }
    if let Some(access) = &pods.access {
        self::access(access, page);
    }
    if let Some(metrics) = &pods.metrics {
        page.line(2, "metrics", format!("{} on {}", metrics.path, metrics.port), Some(&metrics.origin));
    }
    if let Some(job) = pods.migration.and_then(|id| architecture.component(id)) {
        page.line(2, "migrate", format!("waits for {}", job.name), None);
    }
}

fn access(access: &Access, page: &mut Page<'_>) {
    if let Some(account) = &access.account {
        page.line(2, "access.serviceAccount", account, Some(&access.origin));
    }
    for (key, rights) in [("access.kubernetes", &access.rights), ("access.cluster", &access.cluster_rights)] {
        for right in rights {
            page.line(2, key, self::right(right), Some(&access.origin));
        }
    }
    if let Some(cloud) = &access.cloud {
        let (key, value) = cloud.written();
        page.line(2, &format!("access.cloud.{key}"), value, Some(&access.origin));
    }
}

fn right(right: &Right) -> String {
    let group = if right.group.is_empty() { String::new() } else { format!(" of {}", right.group) };
    let names = if right.names.is_empty() { String::new() } else { format!(" named {}", words::list(&right.names)) };
    format!("{} {}{group}{names}", words::list(&right.verbs), words::list(&right.resources))
}

/// What components share, and what is changed by hand.
pub(super) fn of_all(architecture: &Architecture, page: &mut Page<'_>) {
    for (name, map) in &architecture.maps {
        for (key, value) in &map.values {
            page.line(0, &format!("configs.{name}.{key}"), value, Some(&map.origin));
        }
    }
    for disk in &architecture.shared_disks {
        page.sourced(0, &format!("sharedDisks.{}", disk.name), Some(&disk.size));
    }
    for (name, secret) in &architecture.stored_secrets {
        page.line(0, &format!("storedSecrets.{name}"), &secret.path, Some(&secret.origin));
    }
    for patch in &architecture.patches {
        let text = format!("by {}, because {}", patch.owner, patch.because);
        page.line(0, &format!("patches.{}", patch.target_name()), text, Some(&patch.origin));
    }
    for extra in &architecture.extra {
        let text = format!("by {}, because {}", extra.owner, extra.because);
        page.line(0, &format!("extra.{}/{}", extra.kind, extra.name), text, Some(&extra.origin));
    }
    for accepted in &architecture.accepted {
        page.line(0, &format!("accept.{}", accepted.code.id), &accepted.because, Some(&accepted.origin));
    }
}
