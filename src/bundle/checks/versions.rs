//! What the cluster's versions serve, field by field, and how much an object weighs. Each object is walked through once.

use super::{Scene, problem};
use crate::catalog::kubernetes::{LateField, deprecated_since, unserved};
use crate::catalog::{ApiKind, Catalog, gateway_api, kubernetes};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::visit::{self, Seen, Visit};
use crate::kubernetes::{Emitted, Target};
use std::fmt::Write as _;

/// What an object may weigh: more than that the store of a cluster does not take.
const MOST: usize = 3 << 19;

/// Every kind, field and value is served.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let (version, kind) = emitted.object.type_meta();
        if let Some(known) = Catalog::embedded().kind(kind) {
            served(emitted, known, version, scene.target, sink);
        }
        let mut walk = Walk::of(emitted, kind, scene.target, sink);
        // What cannot be written out is refused by the writer of manifests.
        if visit::walk(&emitted.object, &mut walk).is_err() {
            continue;
        }
        let weight = walk.weight;
        if weight > MOST {
            let said = format!("weighs {weight} bytes, at most {MOST} are stored");
            let problem = problem(&codes::OBJECT_TOO_LARGE, emitted, "metadata.name", said);
            sink.push(problem.help("split the object"));
        }
    }
}

fn served(emitted: &Emitted, kind: &ApiKind, version: &str, target: Target, sink: &mut Sink) {
    if !kind.is_served(target.kubernetes, Some(target.gateway_api), |_| true) {
        let said = format!("is {} of {version}, which the cluster does not serve", kind.kind);
        let problem = problem(&codes::UNSERVED_KIND, emitted, "kind", said);
        sink.push(problem.help("raise the version of the platform, or remove the object"));
    }
}

/// A way through an object.
struct Walk<'w> {
    emitted: &'w Emitted,
    kind: &'w str,
    gateway: bool,
    target: Target,
    sink: &'w mut Sink,
    path: String,
    here: Here,
    outer: Vec<Here>,
    weight: usize,
}

/// How to look at a value.
#[derive(Clone, Copy)]
struct Here {
    /// Whether its field is of interest: below one that was reported, only the weight is.
    look: bool,
    /// Whether a table has a field of this name at all.
    listed: bool,
    /// The length of its path.
    length: usize,
}

impl Visit for Walk<'_> {
    fn field(&mut self, name: &str) -> bool {
        self.weight = self.weight.saturating_add(name.len() + 4);
        self.outer.push(self.here);
        if self.here.look {
            self.path.push_str(if self.path.is_empty() { "" } else { "." });
            self.path.push_str(name);
            let look = name != "metadata";
            self.here = Here { look, listed: look && self.is_listed(name), length: self.path.len() };
        }
        true
    }

    fn item(&mut self, at: usize) -> bool {
        self.outer.push(self.here);
        if self.here.look {
            let _ = write!(self.path, "[{at}]");
            self.here.length = self.path.len();
        }
        true
    }

    fn value(&mut self, seen: Seen<'_>) {
        self.here.look = self.here.look && (!self.here.listed || self.look(&seen));
        let weight = match seen {
            Seen::Mapping | Seen::List => 0,
            Seen::Text(text) => text.len() + 2,
            Seen::Number(_) | Seen::Truth(_) | Seen::Null => 4,
        };
        self.weight = self.weight.saturating_add(weight);
    }

    fn leave(&mut self) {
        if let Some(outer) = self.outer.pop() {
            self.path.truncate(outer.length);
            self.here = outer;
        }
    }
}

impl<'w> Walk<'w> {
    fn of(emitted: &'w Emitted, kind: &'w str, target: Target, sink: &'w mut Sink) -> Self {
        let gateway = emitted.object.type_meta().0.starts_with("gateway.networking.k8s.io/");
        let here = Here { look: true, listed: false, length: 0 };
        Self { emitted, kind, gateway, target, sink, path: String::new(), here, outer: Vec::new(), weight: 0 }
    }

    /// Whether a table has a field of this name at all.
    fn is_listed(&self, name: &str) -> bool {
        if self.gateway { gateway_api::is_listed(name) } else { kubernetes::is_listed(name) }
    }

    /// Whether the cluster takes this field; if so, what lies below is looked at.
    fn look(&mut self, seen: &Seen<'_>) -> bool {
        if self.gateway {
            return self.of_gateway();
        }
        if let Some(late) = unserved(self.kind, &self.path, seen.text().as_deref(), self.target.kubernetes) {
            self.late(late);
            return false;
        }
        if let Some(since) = deprecated_since(self.kind, &self.path)
            && since <= self.target.kubernetes
        {
            let said = format!("is deprecated since Kubernetes {since}");
            let problem = problem(&codes::DEPRECATED_FIELD, self.emitted, &self.path, said);
            self.sink.push(problem.help("do without, before a later version refuses it"));
            return false;
        }
        true
    }

    fn late(&mut self, late: &LateField) {
        let when = late.since.map_or_else(
            || "no version of Kubernetes serves by default".to_owned(),
            |since| format!("Kubernetes {} does not serve, but {since} does", self.target.kubernetes),
        );
        let (code, said) = match late.value {
            Some(value) => (&codes::UNSERVED_VALUE, format!("is `{value}`, which {when}")),
            None => (&codes::UNSERVED_FIELD, format!("is a field that {when}")),
        };
        let problem = problem(code, self.emitted, &self.path, said);
        let help = if late.instead.is_empty() { "do without" } else { late.instead };
        self.sink.push(problem.help(help));
    }

    fn of_gateway(&mut self) -> bool {
        let bundle = self.target.gateway_api;
        let served = gateway_api::served(self.kind, &self.path, bundle);
        if !served {
            let said = format!("is a field that Gateway API {bundle} does not serve in its standard channel");
            let problem = problem(&codes::UNSERVED_FIELD, self.emitted, &self.path, said);
            self.sink.push(problem.help("do without, or raise the version of the bundle"));
        }
        served
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{Shop, found, found_for, scaler, shop, target};
    use crate::catalog::Minor;
    use crate::kubernetes::{Object, Target};
    use k8s_openapi::api::autoscaling::v2::{HPAScalingRules, HorizontalPodAutoscalerBehavior};
    use k8s_openapi::api::core::v1::{Lifecycle, ResourceRequirements};
    use k8s_openapi::apimachinery::pkg::api::resource::Quantity;

    fn on(version: &str, shop: Shop) -> Vec<String> {
        found_for(Target { kubernetes: Minor::parse(version).unwrap(), ..target() }, shop)
    }

    #[test]
    fn values_are_served() {
        let near = |value: &str| {
            shop().service(|service| service.spec.as_mut().unwrap().traffic_distribution = Some(value.to_owned()))
        };
        assert_eq!(on("1.33", near("PreferClose")), [""; 0]);
        assert_eq!(on("1.34", near("PreferSameZone")), [""; 0]);
        assert_eq!(
            on("1.33", near("PreferSameZone")),
            [
                "K0703 Service/cart: `spec.trafficDistribution` is `PreferSameZone`, which Kubernetes 1.33 does not serve, but 1.34 does"
            ]
        );
    }

    #[test]
    fn fields_are_served() {
        let whole = || shop().pod(|pod| pod.resources = Some(ResourceRequirements::default()));
        assert_eq!(on("1.34", whole()), [""; 0]);
        assert_eq!(
            on("1.33", whole()),
            [
                "K0702 Deployment/cart: `spec.template.spec.resources` is a field that Kubernetes 1.33 does not serve, but 1.34 does"
            ]
        );
        let mut tolerant = scaler("cart");
        let rules = HPAScalingRules { tolerance: Some(Quantity("100m".to_owned())), ..HPAScalingRules::default() };
        tolerant.spec.behavior = Some(HorizontalPodAutoscalerBehavior { scale_down: Some(rules), scale_up: None });
        let scaled = || shop().deployment(|cart| cart.spec.replicas = None).with([Object::from(tolerant.clone())]);
        assert_eq!(on("1.35", scaled()), [""; 0]);
        assert_eq!(
            on("1.34", scaled()),
            [
                "K0702 HorizontalPodAutoscaler/cart: `spec.behavior.scaleDown.tolerance` is a field that Kubernetes 1.34 does not serve, but 1.35 does"
            ]
        );
        let signal = Lifecycle { stop_signal: Some("SIGINT".to_owned()), ..Lifecycle::default() };
        assert_eq!(
            found(shop().container(|app| app.lifecycle = Some(signal.clone()))),
            [
                "K0702 Deployment/cart: `spec.template.spec.containers[0].lifecycle.stopSignal` is a field that no version of Kubernetes serves by default"
            ]
        );
    }

    #[test]
    fn deprecated_fields_are_told() {
        let addressed = || {
            shop().service(|service| service.spec.as_mut().unwrap().external_ips = Some(vec!["192.0.2.1".to_owned()]))
        };
        assert_eq!(on("1.35", addressed()), [""; 0]);
        assert_eq!(
            on("1.36", addressed()),
            ["K0704 Service/cart: `spec.externalIPs` is deprecated since Kubernetes 1.36"]
        );
    }

    #[test]
    fn objects_have_a_weight() {
        let heavy = |bytes: usize| found(shop().container(|app| app.args = Some(vec!["x".repeat(bytes)])));
        assert_eq!(heavy(1 << 20), [""; 0]);
        assert_eq!(
            heavy(3 << 19),
            ["K0109 Deployment/cart: `metadata.name` weighs 1573503 bytes, at most 1572864 are stored"]
        );
    }
}
