//! Quantities: that they can be read, are in canonical form, and no request is over its limit.

use super::{Scene, problem};
use crate::bundle::amount::{Amount, canonical};
use crate::bundle::effective::{Quantities, amounts};
use crate::bundle::index::Pods;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, ResourceRequirements};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use std::fmt::Display;

/// Every quantity of every object.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        of_pods(pods, sink);
    }
    for emitted in scene.objects {
        match &emitted.object {
            Object::StatefulSet(set) => claims(emitted, set.spec.volume_claim_templates.iter().flatten(), sink),
            Object::ResourceQuota(quota) => {
                let hard = quota.spec.as_ref().and_then(|spec| spec.hard.as_ref());
                all(emitted, &"spec.hard", hard, sink);
            }
            Object::LimitRange(range) => {
                for (at, item) in range.spec.iter().flat_map(|spec| &spec.limits).enumerate() {
                    let field = |name: &str| format!("spec.limits[{at}].{name}");
                    all(emitted, &field("min"), item.min.as_ref(), sink);
                    all(emitted, &field("max"), item.max.as_ref(), sink);
                    all(emitted, &field("default"), item.default.as_ref(), sink);
                    all(emitted, &field("defaultRequest"), item.default_request.as_ref(), sink);
                }
            }
            _ => {}
        }
    }
}

fn of_pods(pods: &Pods<'_>, sink: &mut Sink) {
    for at in pods.containers() {
        resources(pods.emitted, &at.field("resources"), at.container.resources.as_ref(), sink);
    }
    resources(pods.emitted, &pods.field("resources"), pods.spec.resources.as_ref(), sink);
    for (at, volume) in pods.spec.volumes.iter().flatten().enumerate() {
        if let Some(size) = volume.empty_dir.as_ref().and_then(|directory| directory.size_limit.as_ref()) {
            one(pods.emitted, &pods.field(format_args!("volumes[{at}].emptyDir.sizeLimit")), size, sink);
        }
    }
}

fn claims<'a>(emitted: &Emitted, claims: impl Iterator<Item = &'a PersistentVolumeClaim>, sink: &mut Sink) {
    for (at, claim) in claims.enumerate() {
        let asked = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
        let field = format_args!("spec.volumeClaimTemplates[{at}].spec.resources.requests");
        all(emitted, &field, asked.and_then(|asked| asked.requests.as_ref()), sink);
    }
}

fn resources(emitted: &Emitted, field: &dyn Display, resources: Option<&ResourceRequirements>, sink: &mut Sink) {
    let Some(said) = resources else { return };
    all(emitted, &format_args!("{field}.requests"), said.requests.as_ref(), sink);
    all(emitted, &format_args!("{field}.limits"), said.limits.as_ref(), sink);
    let limits = amounts(said.limits.as_ref());
    for (resource, request) in amounts(said.requests.as_ref()) {
        if let Some(limit) = limits.get(resource).filter(|limit| **limit < request) {
            let said = format!("is {}, over the limit of {}", request.shown(resource), limit.shown(resource));
            let problem =
                problem(&codes::REQUEST_OVER_LIMIT, emitted, &format_args!("{field}.requests.{resource}"), said);
            sink.push(problem.help("lower the request, or raise the limit"));
        }
    }
}

fn all(emitted: &Emitted, field: &dyn Display, quantities: Option<&Quantities>, sink: &mut Sink) {
    for (resource, quantity) in quantities.into_iter().flatten() {
        one(emitted, &format_args!("{field}.{resource}"), quantity, sink);
    }
}

fn one(emitted: &Emitted, field: &dyn Display, Quantity(text): &Quantity, sink: &mut Sink) {
    let mut tell = |code, said: String, help: &str| {
        sink.push(problem(code, emitted, field, said).help(help));
    };
    let Some(amount) = Amount::parse(text) else {
        let help = "write a number with a suffix such as m, k, M, G, Ki, Mi or Gi";
        return tell(&codes::BAD_QUANTITY, format!("is `{text}`, and no quantity"), help);
    };
    if amount.is_negative() {
        tell(&codes::BAD_QUANTITY, format!("is `{text}`, below nothing"), "remove the sign");
    } else if let Some(printed) = canonical(text).filter(|printed| printed != text) {
        let said = format!("is `{text}`, which a cluster writes as `{printed}`");
        tell(&codes::QUANTITY_FORM, said, &format!("write `{printed}`"));
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{Shop, empty_dir, found, mount, quantities, quota, shop};
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

    fn sized(requests: &[(&str, &str)], limits: &[(&str, &str)]) -> Shop {
        shop().container(|app| {
            let resources = app.resources.get_or_insert_default();
            (resources.requests, resources.limits) = (Some(quantities(requests)), Some(quantities(limits)));
        })
    }

    const FIELD: &str = "Deployment/cart: `spec.template.spec.containers[0].resources";

    #[test]
    fn quantities_can_be_read() {
        assert_eq!(found(sized(&[("cpu", "100m")], &[("memory", "1Gi")])), [""; 0]);
        assert_eq!(
            found(sized(&[("memory", "100mi")], &[])),
            [format!("K0423 {FIELD}.requests.memory` is `100mi`, and no quantity")]
        );
        assert_eq!(
            found(sized(&[("cpu", "-1")], &[])),
            [format!("K0423 {FIELD}.requests.cpu` is `-1`, below nothing")]
        );
        assert_eq!(
            found(shop().with([quota("shop", &[("pods", "many")])])),
            ["K0423 ResourceQuota/shop: `spec.hard.pods` is `many`, and no quantity"]
        );
    }

    #[test]
    fn quantities_are_canonical() {
        assert_eq!(
            found(sized(&[("cpu", "1000m")], &[("memory", "1.5Gi")])),
            [
                format!("K0424 {FIELD}.limits.memory` is `1.5Gi`, which a cluster writes as `1536Mi`"),
                format!("K0424 {FIELD}.requests.cpu` is `1000m`, which a cluster writes as `1`"),
            ]
        );
    }

    #[test]
    fn sizes_of_directories_are_quantities() {
        let limited = |size: &str| {
            found(shop().pod(|pod| {
                let mut volume = empty_dir("tmp");
                volume.empty_dir.as_mut().unwrap().size_limit = Some(Quantity(size.to_owned()));
                pod.volumes = Some(vec![volume]);
                pod.containers[0].volume_mounts = Some(vec![mount("tmp", "/tmp")]);
            }))
        };
        assert_eq!(limited("1Gi"), [""; 0]);
        assert_eq!(
            limited("1 Gi"),
            ["K0423 Deployment/cart: `spec.template.spec.volumes[0].emptyDir.sizeLimit` is `1 Gi`, and no quantity"]
        );
    }

    #[test]
    fn requests_stay_below_limits() {
        assert_eq!(found(sized(&[("memory", "1Gi")], &[("memory", "1Gi")])), [""; 0]);
        assert_eq!(
            found(sized(&[("memory", "1Gi")], &[("memory", "512Mi")])),
            [format!("K0425 {FIELD}.requests.memory` is 1Gi, over the limit of 512Mi")]
        );
    }
}
