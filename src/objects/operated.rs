//! The policy of a store that an operator runs: its pods are in a namespace of ours, where nobody speaks with anybody.

use super::labels::{COMPONENT, namespaced, of_the_whole};
use super::network::{asked_by_keda, both, distinct, from_callers, let_in, rule_from, to_api_server, to_callees};
use super::record::Record;
use super::{peers, shared};
use crate::architecture::model::{Architecture, CalledPort, Component, ComponentId, Operated};
use crate::kubernetes::Emitted;
use k8s_openapi::api::networking::v1 as networkingv1;

/// Callers come in on the port of clients, members and their operator on any; members go out to each other, to DNS, to the API
/// server, by which most agree on who leads, and to what the store calls.
pub fn policy(
    architecture: &Architecture,
    id: ComponentId,
    component: &Component,
    operated: &Operated,
    asked: &[(ComponentId, CalledPort)],
) -> Emitted {
    let name = component.name.as_str();
    let members = || vec![peers::labeled(&operated.selector)];
    let mut ingress = from_callers(architecture, id);
    ingress.push(rule_from(members(), None));
    ingress.extend(operated.controller.iter().map(|peer| rule_from(peers::peer(&peer.value), None)));
    ingress.extend(asked_by_keda(architecture, id, asked));
    ingress.extend(let_in(architecture, component));
    let mut egress = to_callees(architecture, id);
    egress.push(networkingv1::NetworkPolicyEgressRule { ports: None, to: Some(members()) });
    egress.extend(to_api_server(architecture));
    let mut labels = of_the_whole(architecture, name);
    labels.insert("app.kubernetes.io/component".to_owned(), component.kind.to_string());
    labels.insert(COMPONENT.to_owned(), name.to_owned());
    let object = networkingv1::NetworkPolicy {
        metadata: namespaced(architecture, name, labels),
        spec: Some(networkingv1::NetworkPolicySpec {
            egress: Some(distinct(egress)),
            ingress: Some(distinct(ingress)),
            pod_selector: Some(peers::labels(&operated.selector)),
            policy_types: Some(both()),
        }),
    };
    let emitted = shared(object, format!("{name}/networkpolicy.yaml"), &component.origin, Record::default());
    Emitted { component: Some(name.to_owned()), of_others: true, ..emitted }
}
