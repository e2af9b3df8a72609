//! Queues whose length is to decide how many pods take from them, as asked for.

use super::model::{Architecture, Body, Call, CallKind, CalledPort, Component, ComponentId, Pods, Target};
use crate::catalog::keda::{self, Meter};

/// A queue whose length decides how many pods its consumer has.
#[derive(Clone, Debug)]
pub struct Backlog<'a> {
    /// The consumer's call.
    pub call: &'a Call,
    /// The broker's number.
    pub id: ComponentId,
    /// The broker.
    pub broker: &'a Component,
    /// How it is measured.
    pub meter: &'static Meter,
    /// The port that is asked.
    pub port: CalledPort,
}

impl Backlog<'_> {
    /// Whether the pods that are asked have a policy of ours, which has to admit it.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        matches!(self.broker.body, Body::Pods(_) | Body::Operated(_))
    }

    /// Whether messages count that a pod has taken, but not finished.
    #[must_use]
    pub fn counts_taken(&self) -> bool {
        if self.asks_engine_port() { self.meter.counts_taken.0 } else { self.meter.counts_taken.1 }
    }

    /// Whether the port that the meter prefers is asked, and not a provider's port of clients in its place.
    #[must_use]
    pub fn asks_engine_port(&self) -> bool {
        self.port.name == self.meter.port
    }
}

/// The queues of a component that decide how many pods it has.
#[must_use]
pub fn measured(architecture: &Architecture, id: ComponentId) -> Vec<Backlog<'_>> {
    let Some(pods) = architecture.component(id).and_then(Component::pods) else { return Vec::new() };
    if pods.scaling.queue.is_some() {
        return measurable(architecture, id).collect();
    }
    if !follows_lag(architecture, pods) {
        return Vec::new();
    }
    measurable(architecture, id).filter(|backlog| knows_lag(backlog.call)).collect()
}

/// Whether bounds are given, nothing else is to be held, and the platform has KEDA, or needs it to come back from zero.
fn follows_lag(architecture: &Architecture, pods: &Pods) -> bool {
    let scaling = &pods.scaling;
    let Some(range) = &scaling.replicas else { return false };
    let (min, max) = (range.value.min, range.value.max);
    let open = scaling.cpu.is_none() && scaling.requests.is_none() && scaling.query.is_none();
    min < max && open && (min == 0 || architecture.platform.keda_peer.is_some())
}

/// Whether the time that a message may wait, and the work on it, are known.
fn knows_lag(call: &Call) -> bool {
    let CallKind::Consumes { work, lag, .. } = &call.kind else { return false };
    let time = [&work.cpu, &work.wait].into_iter().flatten().any(|time| time.value.0 > 0);
    time && lag.as_ref().is_some_and(|lag| lag.value.0 > 0)
}

/// The queues of a component that can be measured.
pub fn measurable(architecture: &Architecture, id: ComponentId) -> impl Iterator<Item = Backlog<'_>> {
    architecture.calls_from(id).filter_map(|call| {
        let (CallKind::Consumes { .. }, Target::Component(to)) = (&call.kind, call.to) else { return None };
        let broker = architecture.component(to)?;
        let meter = keda::meter(broker.engine?.name)?;
        let port = asked_port(broker, call, meter)?;
        Some(Backlog { call, id: to, broker, meter, port })
    })
}

/// The port that is asked: the engine's own for that, else that of clients where it does as well.
fn asked_port(broker: &Component, call: &Call, meter: &Meter) -> Option<CalledPort> {
    let number = broker.engine.and_then(|engine| engine.port(meter.port));
    let own = broker.ports.iter().find(|port| Some(port.target) == number && port.port.is_some());
    if let (Some(port), Body::Pods(_)) = (own, &broker.body) {
        let dialed = port.port?;
        return Some(CalledPort {
            name: meter.port.to_owned(),
            port: dialed,
            target: port.target,
            protocol: port.protocol,
        });
    }
    let clients = broker.engine.and_then(crate::catalog::Engine::client_port).map(|(name, _)| name);
    // Where the port of clients is the one that is asked, a provider's has the same standing.
    let name = if clients == Some(meter.port) { meter.port } else { "" };
    let port = call.ports.first().filter(|_| meter.asks_clients_port)?;
    Some(CalledPort { name: name.to_owned(), ..port.clone() })
}
