//! Limit ranges: that they make sense, and admit every container.

use crate::bundle::checks::{Scene, problem};
use crate::bundle::effective::{self, Amounts, Resources, amounts};
use crate::bundle::index::{ContainerAt, Pods, namespace};
use crate::diagnostics::codes::kubernetes as codes;
use crate::diagnostics::{Code, Sink};
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::core::v1::LimitRangeItem;

/// Every `LimitRange` of the bundle, with the containers and claims of its namespace.
pub(in super::super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let Object::LimitRange(range) = &emitted.object else { continue };
        for (at, item) in range.spec.iter().flat_map(|spec| &spec.limits).enumerate() {
            order(emitted, at, item, sink);
            let (least, most) = (amounts(item.min.as_ref()), amounts(item.max.as_ref()));
            let bounds = Bounds { emitted, least, most };
            for pods in scene.index.pods_in(namespace(emitted)) {
                match item.type_.as_str() {
                    "Container" => containers(scene, &bounds, pods, sink),
                    "PersistentVolumeClaim" => claims(&bounds, pods, sink),
                    _ => {}
                }
            }
        }
    }
}

/// The least and the most that a `LimitRange` allows.
struct Bounds<'a> {
    emitted: &'a Emitted,
    least: Amounts<'a>,
    most: Amounts<'a>,
}

/// A minimum is not over its maximum, and the defaults lie between.
fn order(emitted: &Emitted, at: usize, item: &LimitRangeItem, sink: &mut Sink) {
    let steps =
        [("min", &item.min), ("defaultRequest", &item.default_request), ("default", &item.default), ("max", &item.max)]
            .map(|(name, quantities)| (name, amounts(quantities.as_ref())));
    for (index, (lower, small)) in steps.iter().enumerate() {
        for (upper, large) in steps.iter().skip(index + 1) {
            for (resource, amount) in small {
                let Some(bound) = large.get(resource).filter(|bound| *bound < amount) else { continue };
                let said = format!("is {}, over the {upper} of {}", amount.shown(resource), bound.shown(resource));
                let field = format!("spec.limits[{at}].{lower}.{resource}");
                let problem = problem(&codes::LIMIT_RANGE_REVERSED, emitted, &field, said);
                sink.push(problem.help("order them: min, defaultRequest, default, max"));
            }
        }
    }
}

fn containers(scene: &Scene<'_>, bounds: &Bounds<'_>, pods: &Pods<'_>, sink: &mut Sink) {
    let defaults = scene.index.defaults(pods.namespace());
    for at in pods.containers() {
        let found = effective::of_container(at.container, &defaults);
        let place = Place { bounds, pods, at };
        place.least(&found, sink);
        place.most(&found, sink);
        place.defaulted(&found, sink);
    }
}

/// A container under a `LimitRange`.
struct Place<'p, 'a> {
    bounds: &'p Bounds<'p>,
    pods: &'p Pods<'a>,
    at: ContainerAt<'a>,
}

impl Place<'_, '_> {
    fn tell(&self, sink: &mut Sink, code: &'static Code, field: &str, said: &str) {
        let range = self.bounds.emitted.object.identity();
        let problem = problem(code, self.pods.emitted, &self.at.field(field), said);
        sink.push(problem.help(format!("change it, or {range}")));
    }

    fn least(&self, found: &Resources<'_>, sink: &mut Sink) {
        let range = self.bounds.emitted.object.identity();
        for (resource, least) in &self.bounds.least {
            for (kind, amounts) in [("requests", &found.requests), ("limits", &found.limits)] {
                if let Some(amount) = amounts.get(resource).filter(|amount| *amount < least) {
                    let (shown, least) = (amount.shown(resource), least.shown(resource));
                    let said = format!("is {shown}, but {range} asks for {least} at least");
                    self.tell(sink, &codes::OUTSIDE_LIMIT_RANGE, &format!("resources.{kind}.{resource}"), &said);
                }
            }
        }
    }

    fn most(&self, found: &Resources<'_>, sink: &mut Sink) {
        let range = self.bounds.emitted.object.identity();
        for (resource, most) in &self.bounds.most {
            for (kind, amounts) in [("requests", &found.requests), ("limits", &found.limits)] {
                if let Some(amount) = amounts.get(resource).filter(|amount| *amount > most) {
                    let (shown, most) = (amount.shown(resource), most.shown(resource));
                    let said = format!("is {shown}, but {range} allows {most} at most");
                    self.tell(sink, &codes::OUTSIDE_LIMIT_RANGE, &format!("resources.{kind}.{resource}"), &said);
                }
            }
        }
    }

    /// A default limit below the container's own request makes a pod that the API server refuses.
    fn defaulted(&self, found: &Resources<'_>, sink: &mut Sink) {
        let said = self.at.container.resources.as_ref();
        let written = amounts(said.and_then(|said| said.limits.as_ref()));
        let range = self.bounds.emitted.object.identity();
        for (resource, limit) in found.limits.iter().filter(|(resource, _)| !written.contains_key(*resource)) {
            if let Some(request) = found.requests.get(resource).filter(|request| *request > limit) {
                let (request, limit) = (request.shown(resource), limit.shown(resource));
                let said =
                    format!("is {request}, over the limit of {limit} that {range} gives to containers without one");
                self.tell(sink, &codes::DEFAULT_LIMIT_TOO_LOW, &format!("resources.requests.{resource}"), &said);
            }
        }
    }
}

fn claims(bounds: &Bounds<'_>, pods: &Pods<'_>, sink: &mut Sink) {
    let Object::StatefulSet(set) = &pods.emitted.object else { return };
    let range = bounds.emitted.object.identity();
    for (at, claim) in set.spec.volume_claim_templates.iter().flatten().enumerate() {
        let asked = claim.spec.as_ref().and_then(|spec| spec.resources.as_ref());
        for (resource, amount) in amounts(asked.and_then(|asked| asked.requests.as_ref())) {
            let low = bounds.least.get(resource).is_some_and(|least| amount < *least);
            let high = bounds.most.get(resource).is_some_and(|most| amount > *most);
            if low || high {
                let side = if low { "less" } else { "more" };
                let said = format!("is {}, {side} than {range} allows", amount.shown(resource));
                let field = format!("spec.volumeClaimTemplates[{at}].spec.resources.requests.{resource}");
                let problem = problem(&codes::OUTSIDE_LIMIT_RANGE, pods.emitted, &field, said);
                sink.push(problem.help(format!("change it, or {range}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{account, found, headless, limit_range, quantities, shop, stateful};
    use k8s_openapi::api::core::v1::LimitRangeItem;

    fn ranged(change: impl Fn(&mut LimitRangeItem)) -> Vec<String> {
        found(shop().with([limit_range("shop", change)]))
    }

    const FIELD: &str = "Deployment/cart: `spec.template.spec.containers[0].resources";

    #[test]
    fn limit_ranges_are_in_order() {
        assert_eq!(ranged(|item| item.min = Some(quantities(&[("cpu", "1m")]))), [""; 0]);
        let reversed = ranged(|item| {
            item.default_request = Some(quantities(&[("memory", "256Mi")]));
            item.default = Some(quantities(&[("memory", "128Mi")]));
        });
        assert_eq!(
            reversed,
            ["K0603 LimitRange/shop: `spec.limits[0].defaultRequest.memory` is 256Mi, over the default of 128Mi"]
        );
    }

    #[test]
    fn limit_ranges_admit_containers() {
        assert_eq!(ranged(|item| item.max = Some(quantities(&[("memory", "128Mi")]))), [""; 0]);
        assert_eq!(
            ranged(|item| item.max = Some(quantities(&[("memory", "64Mi")]))),
            [
                format!("K0604 {FIELD}.limits.memory` is 128Mi, but LimitRange/shop allows 64Mi at most"),
                format!("K0604 {FIELD}.requests.memory` is 128Mi, but LimitRange/shop allows 64Mi at most"),
            ]
        );
        assert_eq!(
            ranged(|item| item.min = Some(quantities(&[("cpu", "200m")]))),
            [format!("K0604 {FIELD}.requests.cpu` is 100m, but LimitRange/shop asks for 200m at least")]
        );
    }

    #[test]
    fn default_limits_are_no_trap() {
        assert_eq!(ranged(|item| item.default = Some(quantities(&[("cpu", "100m")]))), [""; 0]);
        assert_eq!(
            ranged(|item| item.default = Some(quantities(&[("cpu", "50m")]))),
            [format!(
                "K0605 {FIELD}.requests.cpu` is 100m, over the limit of 50m that LimitRange/shop gives to containers without one"
            )]
        );
    }

    #[test]
    fn limit_ranges_admit_claims() {
        let stored = |most: &str| {
            let range = limit_range("shop", |item| {
                item.type_ = "PersistentVolumeClaim".to_owned();
                item.max = Some(quantities(&[("storage", most)]));
            });
            found(shop().with([account("db"), stateful("db"), headless("db").into(), range]))
        };
        assert_eq!(stored("10Gi"), [""; 0]);
        assert_eq!(
            stored("5Gi"),
            [
                "K0604 StatefulSet/db: `spec.volumeClaimTemplates[0].spec.resources.requests.storage` is 10Gi, more than LimitRange/shop allows"
            ]
        );
    }
}
