//! What containers get beyond nothing: capabilities and devices.

use super::{Context, sourced};
use crate::architecture::model::{Gpu, User};
use crate::blueprint::spec::{CapabilitiesSpec, GpuSpec};
use crate::blueprint::table::{Field, Set, Text};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::names::is_qualified;
use crate::source::Sourced;

/// The capabilities of Linux (capabilities(7)), without the prefix `CAP_`.
const CAPABILITIES: &[&str] = &[
    "AUDIT_CONTROL",
    "AUDIT_READ",
    "AUDIT_WRITE",
    "BLOCK_SUSPEND",
    "BPF",
    "CHECKPOINT_RESTORE",
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "IPC_LOCK",
    "IPC_OWNER",
    "KILL",
    "LEASE",
    "LINUX_IMMUTABLE",
    "MAC_ADMIN",
    "MAC_OVERRIDE",
    "MKNOD",
    "NET_ADMIN",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_RAW",
    "PERFMON",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYSLOG",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_CHROOT",
    "SYS_MODULE",
    "SYS_NICE",
    "SYS_PACCT",
    "SYS_PTRACE",
    "SYS_RAWIO",
    "SYS_RESOURCE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "WAKE_ALARM",
];

/// The capabilities of a component beyond none.
pub fn capabilities(
    name: &str,
    field: &Field<CapabilitiesSpec>,
    because: Option<&Set<Text>>,
    user: &Sourced<User>,
    cx: &mut Context<'_>,
) -> Vec<String> {
    let Some(set) = field.set() else { return Vec::new() };
    let mut added = Vec::new();
    for written in set.value.add.get().into_iter().flatten() {
        if CAPABILITIES.contains(&written.0.as_str()) {
            added.push(written.0.clone());
            continue;
        }
        let bare = written.0.to_uppercase();
        let bare = bare.strip_prefix("CAP_").unwrap_or(&bare);
        let message = format!("`{}` is no capability of Linux", written.0);
        let problem = Diagnostic::new(&codes::UNKNOWN_CAPABILITY, written.span, message);
        cx.push(match nearest(bare, CAPABILITIES.iter().copied()) {
            Some(meant) => problem.fix(written.span, meant),
            None => problem.help("write a name of capabilities(7) without `CAP_`, such as `NET_BIND_SERVICE`"),
        });
    }
    added.sort();
    added.dedup();
    if !added.is_empty() {
        let what = format!("adds the capabilities {}", added.join(", "));
        cx.exception(name, &what, set.value.because.set().or(because), &set.origin);
        if user.value.uid != 0 {
            let message = format!("the capabilities of `{name}` have no effect: it runs as user {}", user.value.uid);
            let help = "write `user: {root: true, because: …}`, or let the program open a port above 1023";
            cx.push_at(&codes::IDLE_CAPABILITY, set.span(), message, help);
        }
    }
    added
}

/// The devices of a component.
pub fn gpu(field: &Field<GpuSpec>, cx: &mut Context<'_>) -> Option<Sourced<Gpu>> {
    let set = field.set()?;
    let resource = set.value.resource.get().map_or("nvidia.com/gpu", |text| text.0.as_str()).to_owned();
    if !resource.contains('/') || !is_qualified(&resource) {
        let message = format!("`{resource}` is no name of a device: `vendor.example/device`");
        let span = set.value.resource.set().and_then(Set::span).or(set.span());
        cx.push_at(&codes::BAD_DEVICE, span, message, "write it as the device plugin does, such as `nvidia.com/gpu`");
    }
    let count = set.value.count.get().map_or(1, |whole| whole.0);
    Some(sourced(&set.with(Gpu { resource, count })))
}
