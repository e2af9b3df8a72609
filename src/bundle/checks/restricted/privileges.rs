//! What a restricted container may not be able to do: privileges, capabilities, and the weakening of its walls.

use crate::bundle::checks::problem;
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::codes::kubernetes as codes;
use crate::diagnostics::{Code, Sink};
use k8s_openapi::api::core::v1::{AppArmorProfile, Capabilities, SELinuxOptions, SecurityContext};
use std::fmt::Display;

/// Kernel settings that affect only the pod.
const SYSCTLS: &[&str] = &[
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
];
/// Types that `SELinux` has for containers.
const SELINUX: &[&str] = &["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

pub(super) fn check(pods: &Pods<'_>, sink: &mut Sink) {
    let mut tell = |code, field: &dyn Display, said: String, help: &str| {
        sink.push(problem(code, pods.emitted, field, said).help(help));
    };
    if let Some(context) = &pods.spec.security_context {
        for (at, sysctl) in context.sysctls.iter().flatten().enumerate() {
            if !SYSCTLS.contains(&sysctl.name.as_str()) {
                let field = pods.field(format!("securityContext.sysctls[{at}]"));
                let said = format!("is `{}`, which Pod Security restricted forbids", sysctl.name);
                tell(&codes::PRIVILEGED, &field, said, "set it on the node, or do without");
            }
        }
        let field = pods.field("securityContext");
        walls(&field, context.se_linux_options.as_ref(), context.app_armor_profile.as_ref(), &mut tell);
    }
    for at in pods.containers() {
        container(&at, &mut tell);
    }
}

/// How a problem is told: code, field, what is wrong, remedy.
type Tell<'t> = &'t mut dyn FnMut(&'static Code, &dyn Display, String, &str);

fn container(at: &ContainerAt<'_>, tell: Tell<'_>) {
    let none = SecurityContext::default();
    let context = at.container.security_context.as_ref().unwrap_or(&none);
    let field = at.field("securityContext");
    if context.privileged == Some(true) {
        let said = "is true, which Pod Security restricted forbids".to_owned();
        tell(&codes::PRIVILEGED, &format_args!("{field}.privileged"), said, "remove it");
    }
    if let Some(mount) = context.proc_mount.as_deref().filter(|mount| *mount != "Default") {
        let said = format!("is `{mount}`, which Pod Security restricted forbids");
        tell(&codes::PRIVILEGED, &format_args!("{field}.procMount"), said, "remove it");
    }
    walls(&field, context.se_linux_options.as_ref(), context.app_armor_profile.as_ref(), tell);
    if context.allow_privilege_escalation != Some(false) {
        let said = "is not `false`, as Pod Security restricted asks".to_owned();
        let field = format_args!("{field}.allowPrivilegeEscalation");
        tell(&codes::ESCALATION, &field, said, "write `allowPrivilegeEscalation: false`");
    }
    capabilities(&format_args!("{field}.capabilities"), context.capabilities.as_ref(), tell);
}

fn capabilities(field: &dyn Display, capabilities: Option<&Capabilities>, tell: Tell<'_>) {
    let dropped = capabilities.and_then(|known| known.drop.as_deref()).unwrap_or_default();
    if !dropped.iter().any(|name| name == "ALL") {
        let said = "does not name `ALL`, as Pod Security restricted asks".to_owned();
        tell(&codes::CAPABILITIES, &format_args!("{field}.drop"), said, "write `drop: [ALL]`");
    }
    let added = capabilities.and_then(|known| known.add.as_deref()).unwrap_or_default();
    for name in added.iter().filter(|name| *name != "NET_BIND_SERVICE") {
        let said = format!("names `{name}`, which Pod Security restricted forbids");
        tell(&codes::CAPABILITIES, &format_args!("{field}.add"), said, "remove it");
    }
}

/// The profiles that keep a container apart.
fn walls(field: &dyn Display, selinux: Option<&SELinuxOptions>, apparmor: Option<&AppArmorProfile>, tell: Tell<'_>) {
    if let Some(options) = selinux {
        let kind = options.type_.as_deref().unwrap_or_default();
        let set = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.is_empty());
        if !SELINUX.contains(&kind) || set(&options.user) || set(&options.role) {
            let said = "has a type, user or role that Pod Security restricted forbids".to_owned();
            tell(&codes::PRIVILEGED, &format_args!("{field}.seLinuxOptions"), said, "keep `type: container_t` at most");
        }
    }
    if let Some(profile) = apparmor.filter(|profile| profile.type_ == "Unconfined") {
        let said = format!("is `{}`, which Pod Security restricted forbids", profile.type_);
        tell(&codes::PRIVILEGED, &format_args!("{field}.appArmorProfile.type"), said, "write `RuntimeDefault`");
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, shop};
    use k8s_openapi::api::core::v1::{AppArmorProfile, SELinuxOptions, SecurityContext, Sysctl};

    type Change = fn(&mut SecurityContext);

    const FIELD: &str = "Deployment/cart: `spec.template.spec.containers[0].securityContext";

    fn secured(change: impl Fn(&mut SecurityContext)) -> Vec<String> {
        found(shop().container(|app| change(app.security_context.get_or_insert_default())))
    }

    #[test]
    fn containers_have_no_privileges() {
        assert_eq!(secured(|context| context.privileged = Some(false)), [""; 0]);
        let cases: [(Change, &str); 4] = [
            (|context| context.privileged = Some(true), ".privileged` is true, which Pod Security restricted forbids"),
            (
                |context| context.proc_mount = Some("Unmasked".to_owned()),
                ".procMount` is `Unmasked`, which Pod Security restricted forbids",
            ),
            (
                |context| {
                    let user = Some("system_u".to_owned());
                    context.se_linux_options = Some(SELinuxOptions { user, ..SELinuxOptions::default() });
                },
                ".seLinuxOptions` has a type, user or role that Pod Security restricted forbids",
            ),
            (
                |context| {
                    let type_ = "Unconfined".to_owned();
                    context.app_armor_profile = Some(AppArmorProfile { type_, localhost_profile: None });
                },
                ".appArmorProfile.type` is `Unconfined`, which Pod Security restricted forbids",
            ),
        ];
        for (change, said) in cases {
            assert_eq!(secured(change), [format!("K0502 {FIELD}{said}")]);
        }
        let sysctl = |name: &str| {
            let sysctl = Sysctl { name: name.to_owned(), value: "1".to_owned() };
            found(shop().pod(|pod| pod.security_context.get_or_insert_default().sysctls = Some(vec![sysctl.clone()])))
        };
        assert_eq!(sysctl("net.ipv4.tcp_syncookies"), [""; 0]);
        assert_eq!(
            sysctl("kernel.msgmax"),
            [
                "K0502 Deployment/cart: `spec.template.spec.securityContext.sysctls[0]` is `kernel.msgmax`, which Pod Security restricted forbids"
            ]
        );
    }

    #[test]
    fn containers_gain_no_privileges() {
        let said = format!("K0504 {FIELD}.allowPrivilegeEscalation` is not `false`, as Pod Security restricted asks");
        assert_eq!(secured(|context| context.allow_privilege_escalation = None), std::slice::from_ref(&said));
        assert_eq!(secured(|context| context.allow_privilege_escalation = Some(true)), [said]);
    }

    #[test]
    fn containers_drop_their_capabilities() {
        let added = |name: &str| {
            secured(|context| context.capabilities.get_or_insert_default().add = Some(vec![name.to_owned()]))
        };
        assert_eq!(added("NET_BIND_SERVICE"), [""; 0]);
        assert_eq!(
            added("CHOWN"),
            [format!("K0505 {FIELD}.capabilities.add` names `CHOWN`, which Pod Security restricted forbids")]
        );
        assert_eq!(
            secured(|context| context.capabilities = None),
            [format!("K0505 {FIELD}.capabilities.drop` does not name `ALL`, as Pod Security restricted asks")]
        );
    }
}
