//! Problems point at the place that an object comes from, and at the other place where there are two.

use super::support::{config_map, emitted, shop, target};
use crate::bundle::assemble;
use crate::catalog::GatewayApi;
use crate::diagnostics::{Diagnostic, Sink, codes};
use crate::kubernetes::{Emitted, Target};
use crate::source::{Origin, Sources, Span};

fn problems(objects: Vec<Emitted>) -> Vec<Diagnostic> {
    let mut sink = Sink::default();
    assemble(objects, &target(), &mut sink);
    sink.into_sorted()
}

#[test]
fn both_places_of_two_alike_are_shown() {
    let file = Sources::default().add("blueprint.yaml", "a: {}\nb: {}\n");
    let span = |start| Span { file, start, end: start + 1 };
    let at = |start, path| Emitted { origin: Origin::Written(span(start)), ..emitted(config_map("a"), path) };
    let found = problems(vec![at(0, "a.yaml"), at(6, "b.yaml")]);
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(problem.span, Some(span(6)));
    assert_eq!(problem.related.len(), 1);
    assert_eq!((problem.related[0].span, problem.related[0].label.as_str()), (span(0), "ConfigMap/a comes from here"));
    assert_eq!(problem.help, ["give one of them another name"]);
}

#[test]
fn kinds_are_served() {
    let gateway = super::support::gateway("public");
    let served = |minor| {
        let gateway_api = GatewayApi { major: 1, minor, patch: 0 };
        let target = Target { gateway_api, ..target() };
        super::support::found_for(target, shop().with([gateway.clone().into()]))
    };
    assert_eq!(served(2), [""; 0]);
    assert_eq!(
        served(1),
        ["K0701 Gateway/public: `kind` is Gateway of gateway.networking.k8s.io/v1, which the cluster does not serve"]
    );
}

#[test]
fn every_code_is_told_in_some_test() {
    let sources = [
        include_str!("places.rs"),
        include_str!("../checks/autoscalers.rs"),
        include_str!("../checks/backends.rs"),
        include_str!("../checks/budgets.rs"),
        include_str!("../checks/config_maps.rs"),
        include_str!("../checks/containers.rs"),
        include_str!("../checks/duplicates.rs"),
        include_str!("../checks/env.rs"),
        include_str!("../checks/gateways.rs"),
        include_str!("../checks/headless.rs"),
        include_str!("../checks/labels.rs"),
        include_str!("../checks/lifecycle.rs"),
        include_str!("../checks/names.rs"),
        include_str!("../checks/namespaces.rs"),
        include_str!("../checks/policies.rs"),
        include_str!("../checks/ports.rs"),
        include_str!("../checks/probes.rs"),
        include_str!("../checks/quantities.rs"),
        include_str!("../checks/references.rs"),
        include_str!("../checks/restricted/host.rs"),
        include_str!("../checks/restricted/identity.rs"),
        include_str!("../checks/restricted/privileges.rs"),
        include_str!("../checks/room/limit_range.rs"),
        include_str!("../checks/room/quota.rs"),
        include_str!("../checks/routes.rs"),
        include_str!("../checks/scaled_objects.rs"),
        include_str!("../checks/selectors.rs"),
        include_str!("../checks/services.rs"),
        include_str!("../checks/versions.rs"),
        include_str!("../checks/volumes.rs"),
    ];
    for code in codes::kubernetes::ALL {
        let told = format!("\"{} ", code.id);
        assert!(sources.iter().any(|source| source.contains(&told)), "no test expects {}", code.id);
    }
}
