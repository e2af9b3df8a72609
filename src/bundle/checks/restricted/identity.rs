//! Whom a restricted container runs as, and which system calls it may make.

use crate::bundle::checks::problem;
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::codes::kubernetes as codes;
use crate::diagnostics::{Code, Sink};
use k8s_openapi::api::core::v1::{PodSecurityContext, SeccompProfile};
use std::fmt::Display;

pub(super) fn check(pods: &Pods<'_>, sink: &mut Sink) {
    let none = PodSecurityContext::default();
    let pod = pods.spec.security_context.as_ref().unwrap_or(&none);
    let mut tell = |code, field: &dyn Display, said: String, help: &str| {
        sink.push(problem(code, pods.emitted, field, said).help(help));
    };
    root_by_number(&pods.field("securityContext.runAsUser"), pod.run_as_user, &mut tell);
    if pod.run_as_non_root == Some(false) {
        let said = "is false, but Pod Security restricted forbids root".to_owned();
        tell(&codes::ROOT, &pods.field("securityContext.runAsNonRoot"), said, "write `runAsNonRoot: true`");
    }
    unconfined(&pods.field("securityContext.seccompProfile.type"), pod.seccomp_profile.as_ref(), &mut tell);
    for at in pods.containers() {
        container(&at, pod, &mut tell);
    }
}

/// How a problem is told: code, field, what is wrong, remedy.
type Tell<'t> = &'t mut dyn FnMut(&'static Code, &dyn Display, String, &str);

fn container(at: &ContainerAt<'_>, pod: &PodSecurityContext, tell: Tell<'_>) {
    let own = at.container.security_context.as_ref();
    root_by_number(&at.field("securityContext.runAsUser"), own.and_then(|own| own.run_as_user), tell);
    let field = at.field("securityContext.runAsNonRoot");
    match (own.and_then(|own| own.run_as_non_root), pod.run_as_non_root) {
        (Some(true), _) | (None, Some(_)) => {}
        (Some(false), _) => {
            let said = "is false, but Pod Security restricted forbids root".to_owned();
            tell(&codes::ROOT, &field, said, "write `runAsNonRoot: true`");
        }
        (None, None) => {
            let said = "is true neither here nor for the pod, as Pod Security restricted asks".to_owned();
            tell(&codes::ROOT, &field, said, "write `runAsNonRoot: true` for the pod");
        }
    }
    let field = at.field("securityContext.seccompProfile.type");
    let profile = own.and_then(|own| own.seccomp_profile.as_ref());
    unconfined(&field, profile, tell);
    if profile.is_none() && pod.seccomp_profile.is_none() {
        let said = "is set neither here nor for the pod, as Pod Security restricted asks".to_owned();
        tell(&codes::SECCOMP, &field, said, "write `RuntimeDefault` for the pod");
    }
}

fn root_by_number(field: &dyn Display, user: Option<i64>, tell: Tell<'_>) {
    if user == Some(0) {
        let said = "is 0, but Pod Security restricted forbids root".to_owned();
        tell(&codes::ROOT, field, said, "run as another user");
    }
}

fn unconfined(field: &dyn Display, profile: Option<&SeccompProfile>, tell: Tell<'_>) {
    let Some(profile) = profile else { return };
    if !matches!(profile.type_.as_str(), "RuntimeDefault" | "Localhost") {
        let said = format!("is `{}`, which Pod Security restricted forbids", profile.type_);
        tell(&codes::SECCOMP, field, said, "write `RuntimeDefault`");
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, shop};
    use k8s_openapi::api::core::v1::{PodSecurityContext, SeccompProfile, SecurityContext};

    const FIELD: &str = "Deployment/cart: `spec.template.spec";

    fn secured(pod: impl Fn(&mut PodSecurityContext), own: impl Fn(&mut SecurityContext)) -> Vec<String> {
        found(shop().pod(|spec| {
            pod(spec.security_context.get_or_insert_default());
            own(spec.containers[0].security_context.get_or_insert_default());
        }))
    }

    #[test]
    fn nobody_is_root() {
        assert_eq!(secured(|pod| pod.run_as_non_root = None, |own| own.run_as_non_root = Some(true)), [""; 0]);
        assert_eq!(
            secured(|pod| pod.run_as_non_root = None, |_| ()),
            [format!(
                "K0506 {FIELD}.containers[0].securityContext.runAsNonRoot` is true neither here nor for the pod, as Pod Security restricted asks"
            )]
        );
        assert_eq!(
            secured(|_| (), |own| own.run_as_non_root = Some(false)),
            [format!(
                "K0506 {FIELD}.containers[0].securityContext.runAsNonRoot` is false, but Pod Security restricted forbids root"
            )]
        );
        assert_eq!(
            secured(|pod| pod.run_as_non_root = Some(false), |_| ()),
            [format!("K0506 {FIELD}.securityContext.runAsNonRoot` is false, but Pod Security restricted forbids root")]
        );
        assert_eq!(
            secured(|pod| pod.run_as_user = Some(0), |own| own.run_as_user = Some(0)),
            [
                format!(
                    "K0506 {FIELD}.containers[0].securityContext.runAsUser` is 0, but Pod Security restricted forbids root"
                ),
                format!("K0506 {FIELD}.securityContext.runAsUser` is 0, but Pod Security restricted forbids root"),
            ]
        );
    }

    #[test]
    fn system_calls_are_filtered() {
        let profile = |kind: &str| Some(SeccompProfile { type_: kind.to_owned(), localhost_profile: None });
        assert_eq!(
            secured(|pod| pod.seccomp_profile = None, |own| own.seccomp_profile = profile("RuntimeDefault")),
            [""; 0]
        );
        assert_eq!(
            secured(|pod| pod.seccomp_profile = None, |_| ()),
            [format!(
                "K0507 {FIELD}.containers[0].securityContext.seccompProfile.type` is set neither here nor for the pod, as Pod Security restricted asks"
            )]
        );
        assert_eq!(
            secured(|pod| pod.seccomp_profile = profile("Unconfined"), |_| ()),
            [format!(
                "K0507 {FIELD}.securityContext.seccompProfile.type` is `Unconfined`, which Pod Security restricted forbids"
            )]
        );
    }
}
