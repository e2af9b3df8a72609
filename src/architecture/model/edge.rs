//! Edges: calls, entry points, externals, gateways, peers.

use super::{ComponentId, Transport, Work};
use crate::source::{Origin, Sourced};
use crate::units::trace::Trace;
use crate::units::{Duration, Factor, Fixed, Growth, Horizon, LatencyObjective, Rate, Ratio};
use std::collections::BTreeMap;

pub use crate::blueprint::spec::{EntryProtocol, LoadShape};

/// The number of an external within its architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(pub usize);

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A component.
    Component(ComponentId),
    /// Something outside.
    External(ExternalId),
}

/// One edge: who calls whom, how often, on which ports.
#[derive(Clone, Debug)]
pub struct Call {
    /// The caller.
    pub from: ComponentId,
    /// The callee.
    pub to: Target,
    /// What kind of call it is.
    pub kind: CallKind,
    /// The queue that messages go to, where the callee is a broker and it was said.
    pub queue: Option<Sourced<String>>,
    /// The ports that are called; the first is the default.
    pub ports: Vec<CalledPort>,
    /// A step before the start waits for the callee.
    pub wait: bool,
    /// After how long the caller gives up.
    pub timeout: Option<Sourced<Duration>>,
    /// How often the caller tries again.
    pub retries: u32,
    /// The caller works without it.
    pub optional: bool,
    /// The cache that answers in the callee's place, and the share that it answers.
    pub behind: Option<(ComponentId, Sourced<Ratio>)>,
    /// Where it is written.
    pub origin: Origin,
}

/// What kind of call it is.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one for each edge, in a vector that is built once")]
pub enum CallKind {
    /// So many calls per request of the caller.
    PerRequest(Sourced<Factor>),
    /// So many calls per second, whatever the caller does.
    AtRate(Sourced<Rate>),
    /// The caller takes messages from the callee.
    Consumes {
        /// The queue within the broker.
        queue: String,
        /// Mean work per message.
        work: Work,
        /// Messages that one pod works on at a time.
        concurrency: Sourced<u32>,
        /// How old a message may get before it is taken.
        lag: Option<Sourced<Duration>>,
        /// The name under which its pods share the messages, where the broker knows such names.
        group: Sourced<String>,
    },
}

/// A port as a caller sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalledPort {
    /// Its name; empty for an external.
    pub name: String,
    /// The port that is dialed.
    pub port: u16,
    /// The port of the container, where the policies look.
    pub target: u16,
    /// What is spoken.
    pub protocol: Transport,
}

/// Something that is called and lies outside.
#[derive(Clone, Debug)]
pub struct External {
    /// Its name.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Its networks; empty where they are not known.
    pub cidrs: Vec<String>,
    /// What is spoken.
    pub protocol: Transport,
    /// Its mean latency.
    pub latency: Option<Sourced<Duration>>,
    /// Its promised availability.
    pub availability: Option<Sourced<Ratio>>,
    /// The most that it takes.
    pub rate_limit: Option<Sourced<Rate>>,
    /// The most connections that it takes.
    pub connections: Option<Sourced<u32>>,
    /// Where it is written.
    pub origin: Origin,
}

/// One way in.
#[derive(Clone, Debug)]
pub struct EntryPoint {
    /// Its name.
    pub name: String,
    /// The host name.
    pub host: Option<Sourced<String>>,
    /// How it is exposed.
    pub gateway: Sourced<Gateway>,
    /// Who has the certificate.
    pub tls: Tls,
    /// The port, where it is not the gateway's own.
    pub port: Option<Sourced<u16>>,
    /// What comes in.
    pub protocol: EntryProtocol,
    /// After how long the gateway gives up.
    pub timeout: Option<Sourced<Duration>>,
    /// The most that is let in.
    pub rate_limit: Option<Sourced<Rate>>,
    /// The routes, by path prefix.
    pub routes: Vec<Route>,
    /// The demand.
    pub load: Option<Load>,
    /// The promise.
    pub objective: Option<Objective>,
    /// Annotations of the object that leads in.
    pub annotations: BTreeMap<String, String>,
    /// Where it is written.
    pub origin: Origin,
}

/// A route of an entry point.
#[derive(Clone, Debug)]
pub struct Route {
    /// The path prefix.
    pub path: String,
    /// Who answers.
    pub to: ComponentId,
    /// The port that is dialed.
    pub port: CalledPort,
    /// The share of the entry point's load.
    pub share: Ratio,
    /// Whether it is said to take `WebSockets`, at a port that speaks HTTP besides.
    pub sockets: bool,
    /// After how long the gateway gives up.
    pub timeout: Option<Sourced<Duration>>,
    /// Where it is written.
    pub origin: Origin,
}

/// How entry points are exposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gateway {
    /// Not at all.
    None,
    /// A Service of type LoadBalancer.
    LoadBalancer,
    /// A Service of type NodePort.
    NodePort,
    /// A Gateway of ours.
    Class(String),
    /// A Gateway that exists.
    Parent {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// The listener.
        listener: Option<String>,
    },
    /// An Ingress.
    Ingress(String),
}

impl Gateway {
    /// Whether a Service alone leads in: it passes on what comes, and reads nothing of it.
    #[must_use]
    pub const fn is_service(&self) -> bool {
        matches!(self, Self::LoadBalancer | Self::NodePort)
    }
}

/// Who has the certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Nothing was said: there is no host.
    Unsaid,
    /// No encryption, for a reason.
    None,
    /// The provider's load balancer.
    Provider,
    /// A ClusterIssuer of cert-manager.
    Issuer(String),
    /// A Secret that exists.
    Secret(String),
}

/// Demand.
#[derive(Clone, Debug)]
pub struct Load {
    /// The highest rate.
    pub peak: Sourced<Rate>,
    /// The mean rate.
    pub mean: Option<Sourced<Rate>>,
    /// How it moves.
    pub shape: Option<Sourced<LoadShape>>,
    /// Growth per month.
    pub growth: Option<Sourced<Growth>>,
    /// How far ahead the plan looks.
    pub horizon: Option<Sourced<Horizon>>,
    /// Squared coefficient of variation of the time between arrivals.
    pub arrival_variation: Option<Sourced<Factor>>,
    /// People at work, where the peak follows from them.
    pub users: Option<Sourced<Users>>,
    /// What was recorded, where there is a trace.
    pub trace: Option<Sourced<Recorded>>,
}

/// Load as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The file.
    pub file: String,
    /// What follows from it, as it stands there.
    pub trace: Trace,
    /// What its rates are multiplied by.
    pub scale: Factor,
}

impl Recorded {
    /// The highest rate.
    #[must_use]
    pub fn peak(&self) -> Rate {
        Rate(self.trace.peak.0.times(self.scale.0))
    }

    /// The mean rate.
    #[must_use]
    pub fn mean(&self) -> Rate {
        Rate(self.trace.mean.0.times(self.scale.0))
    }
}

/// People at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Users {
    /// How many at the same time.
    pub count: u32,
    /// The mean time from an answer to the next request.
    pub think_time: Duration,
}

impl Users {
    /// The most that they can ask for: as if every answer came at once.
    #[must_use]
    pub fn most(&self) -> Rate {
        let micros = u128::from(self.count) * 1_000_000 * 1_000_000_000 / u128::from(self.think_time.0.max(1));
        Rate(Fixed::from_micros(u64::try_from(micros).unwrap_or(u64::MAX)))
    }
}

/// Demand that begins at a component.
#[derive(Clone, Debug)]
pub struct OwnLoad {
    /// The highest rate.
    pub peak: Sourced<Rate>,
    /// The mean rate.
    pub mean: Option<Sourced<Rate>>,
}

/// A promise.
#[derive(Clone, Debug)]
pub struct Objective {
    /// The share of requests that succeed.
    pub availability: Option<Sourced<Ratio>>,
    /// The share of requests answered within a time.
    pub latency: Option<Sourced<LatencyObjective>>,
    /// Over which time it is measured.
    pub window: Sourced<Duration>,
}

/// A party outside of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Networks.
    Cidrs(Vec<String>),
    /// Pods of a namespace; all of them where no label is given.
    Pods {
        /// Their namespace.
        namespace: String,
        /// Their labels.
        labels: BTreeMap<String, String>,
    },
}

impl Call {
    /// The share of calls that a cache in front lets through.
    #[must_use]
    pub fn let_through(&self) -> Fixed {
        let answered = self.behind.as_ref().map_or(0, |(_, hit)| hit.value.0.micros());
        Fixed::from_micros(Fixed::ONE.micros().saturating_sub(answered))
    }
}

impl EntryPoint {
    /// The ClusterIssuer of its certificate.
    #[must_use]
    pub const fn issuer(&self) -> Option<&String> {
        match &self.tls {
            Tls::Issuer(issuer) => Some(issuer),
            Tls::Unsaid | Tls::None | Tls::Provider | Tls::Secret(_) => None,
        }
    }

    /// Whether connections of a route are `WebSockets`: they last, and have to be waited for.
    #[must_use]
    pub fn is_web_socket(&self, route: &Route) -> bool {
        match self.protocol {
            EntryProtocol::Ws => true,
            EntryProtocol::Http => route.sockets || route.port.protocol == Transport::Ws,
            EntryProtocol::Grpc | EntryProtocol::Tcp | EntryProtocol::Udp => false,
        }
    }
}

impl Load {
    /// Growth to the horizon, as a factor; 1 where nothing is said of it.
    #[must_use]
    pub fn growth_factor(&self) -> Fixed {
        match (&self.growth, &self.horizon) {
            (Some(growth), Some(horizon)) => growth.value.over(horizon.value),
            _ => Fixed::ONE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_ask_at_most_once_per_pause() {
        let most = |count, think_time| Users { count, think_time: Duration(think_time) }.most().to_string();
        assert_eq!(most(900, 3_000_000_000), "300/s");
        assert_eq!(most(1, 4_000_000_000), "0.25/s");
        // A pause of nothing is refused before; here it must only not divide by zero.
        assert!(Users { count: u32::MAX, think_time: Duration(0) }.most() > Rate(Fixed::ONE));
    }
}
