//! Components that others run: managed by a provider, run by an operator, or observed in the cluster.

use super::external::{check_host, cidrs, number, texts};
use super::layers::Layered;
use super::operated::operated;
use super::{Context, words};
use crate::architecture::model::{Body, Managed, Namespace, Observed};
use crate::blueprint::spec::{ManagedSpec, ObserveSpec};
use crate::blueprint::table::Set;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The bodies of all components that others run.
pub fn bodies(
    components: &BTreeMap<String, Layered>,
    namespace: &Namespace,
    cx: &mut Context<'_>,
) -> BTreeMap<String, Body> {
    let mut bodies = BTreeMap::new();
    for (name, layered) in components {
        if let Some(set) = layered.body.managed.set() {
            if let Some(managed) = managed(name, layered, set, cx) {
                bodies.insert(name.clone(), Body::Managed(managed));
            }
        } else if let Some(set) = layered.body.operator.set() {
            let operated = operated(name, layered, set, cx);
            bodies.extend(operated.map(|operated| (name.clone(), Body::Operated(Box::new(operated)))));
        } else if layered.observed() {
            bodies.insert(name.clone(), Body::Observed(observed(name, layered, namespace, cx)));
        } else if let Some(set) = layered.body.observe.set() {
            let message = format!("`{name}` says where it is observed, but not that it is");
            cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `ownership: observe` beside it");
        }
    }
    bodies
}

/// A store of a provider.
fn managed(name: &str, layered: &Layered, set: &Set<ManagedSpec>, cx: &mut Context<'_>) -> Option<Managed> {
    let spec = &set.value;
    let place = set.key.or(set.span());
    let Some(host) = spec.host.set() else {
        cx.push_at(
            &codes::INCOMPLETE,
            place,
            format!("the managed `{name}` has no host"),
            "write `host: db.internal.example`",
        );
        return None;
    };
    let host_text = host.value.0.clone();
    check_host(&host_text, host.span(), cx);
    let mut networks = cidrs(&spec.cidrs, cx);
    match host_text.parse::<IpAddr>() {
        Ok(address) if networks.is_empty() => {
            networks.push(format!("{address}/{}", if address.is_ipv4() { 32 } else { 128 }));
        }
        Err(_) if networks.is_empty() => {
            let message = format!("the policies need the network of `{host_text}`: a name cannot be selected");
            cx.push_at(&codes::INCOMPLETE, place, message, "write `cidrs: [10.0.0.0/24]`");
        }
        _ => {}
    }
    let engine = layered.body.engine.get().and_then(|engine| crate::catalog::engines::engine(&engine.0));
    let port = number(&spec.port).or_else(|| engine.and_then(|engine| engine.client_port()).map(|(_, port)| port));
    if port.is_none() {
        cx.push_at(&codes::INCOMPLETE, place, format!("the managed `{name}` has no port"), "write `port: 5432`");
    }
    Some(Managed {
        host: host_text,
        port: port?,
        cidrs: networks,
        tier: words(&spec.tier),
        tls: spec.tls.get().map(|flag| flag.0),
        cluster: spec.cluster.get().map(|name| name.as_str().to_owned()),
        alias: spec.alias.get().is_some_and(|flag| flag.0),
    })
}

/// A component of others.
fn observed(name: &str, layered: &Layered, namespace: &Namespace, cx: &mut Context<'_>) -> Observed {
    let empty = ObserveSpec::default();
    let spec = layered.body.observe.get().unwrap_or(&empty);
    let place = layered.body.observe.origin().and_then(crate::source::Origin::span).or(layered.span);
    let elsewhere = words(&spec.namespace).filter(|name| *name != namespace.name);
    if elsewhere.is_none() && namespace.managed {
        let message = format!("`{name}` is run by others in the namespace `{}`, which is ours", namespace.name);
        let help = "write `namespace: {name: NAME, manage: false}` for a namespace that is shared, or `observe: {namespace: …}`";
        cx.push_at(&codes::OBSERVED_IN_OURS, place, message, help);
    }
    let selector = texts(&spec.selector);
    if selector.is_empty() {
        let message = format!("the policies cannot select the pods of `{name}`");
        cx.push_at(&codes::INCOMPLETE, place, message, "write `observe: {selector: {app: …}}` with labels of its pods");
    }
    let own = elsewhere.as_ref().map_or_else(|| name.to_owned(), |namespace| format!("{name}.{namespace}"));
    let host = words(&spec.host).unwrap_or(own);
    if !names::is_subdomain(&host) {
        cx.push_at(&codes::BAD_HOST, place, format!("`{host}` is no host name"), "write the name of its Service");
    }
    Observed { namespace: elsewhere, selector, host, replicas: spec.replicas.get().map(|whole| whole.0) }
}
