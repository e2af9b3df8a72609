//! Stores that an operator runs in our namespace.

use super::external::{number, texts};
use super::layers::Layered;
use super::platform::peer;
use super::resources::store_resources;
use super::{Context, sourced};
use crate::architecture::model::Operated;
use crate::blueprint::spec::OperatorSpec;
use crate::blueprint::table::Set;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use crate::source::{Origin, Sourced};

/// A store of an operator; nothing where what is needed is not said.
pub fn operated(name: &str, layered: &Layered, set: &Set<OperatorSpec>, cx: &mut Context<'_>) -> Option<Operated> {
    let spec = &set.value;
    let place = set.key.or(set.span());
    let mut missing = |what: &str, help: &str| {
        cx.push_at(&codes::INCOMPLETE, place, format!("`{name}`, which an operator runs, has no {what}"), help);
    };
    let selector = texts(&spec.selector);
    if selector.is_empty() {
        missing(
            "labels that select its pods",
            "write `selector: {KEY: VALUE}` with labels that the operator gives its pods",
        );
    }
    if spec.host.set().is_none() {
        missing("host", "write `host: NAME` with the Service that the operator makes for clients");
    }
    let engine = layered.body.engine.get().and_then(|engine| crate::catalog::engines::engine(&engine.0));
    let port = number(&spec.port).or_else(|| engine.and_then(|engine| engine.client_port()).map(|(_, port)| port));
    if port.is_none() {
        missing("port", "write `port: 5432`");
    }
    let host = spec.host.set()?;
    if !names::is_subdomain(&host.value.0) {
        let message = format!("`{}` is no host name", host.value.0);
        cx.push_at(&codes::BAD_HOST, host.span(), message, "write the name of its Service");
    }
    let alone = || Sourced::new(1, Origin::Default("an operator runs one member unless it is told otherwise"));
    Some(Operated {
        host: host.value.0.clone(),
        port: port?,
        selector,
        replicas: spec.replicas.set().map_or_else(alone, |set| sourced(&set.with(set.value.0))),
        controller: peer(&spec.controller, cx),
        resources: store_resources(name, &layered.body, engine, cx),
        origin: place.map_or_else(|| set.origin.clone(), Origin::Written),
    })
}
