//! What an architecture is made of.

mod access;
mod component;
mod custom;
mod edge;
mod guardrail;
mod pod;
mod mesh;
mod step;

pub use access::{Access, Cloud, Metrics, Right};
pub use component::{
    Body, Component, ComponentId, Credential, Disruption, Managed, Observed, Operated, Placement, PodSecurity, Query,
    Rollout, Scaling, Toleration, Window, Work,
};
pub use custom::{Acceptance, Change, Definition, Extra, Operation, Patch, Pointer, Waived};
pub use edge::{
    Call, CallKind, CalledPort, EntryPoint, EntryProtocol, External, ExternalId, Gateway, Load, LoadShape, Objective,
    OwnLoad, Peer, Recorded, Route, Target, Tls, Users,
};
pub use guardrail::{Demand, Guardrail};
pub use mesh::{Mesh, facts as mesh_facts};
pub use pod::{
    Check, Disk, Drain, EnvVar, File, HostPath, MountedFiles, Piece, Pods, Port, Probe, Probes, Resource,
    ResourceExpression, ResourcesAsked, Scratch, SharedMount, Shutdown, Text, User,
};
pub use step::{COPIES, Gpu, Inherits, Mounted, SecretFiles, Step, WholeMap};

pub use crate::blueprint::spec::{
    Accessor, ComponentType, Edition, Identity, IdentityMode, MeshKind, OperationKind, Posture, Spread, Transport,
};
pub use crate::blueprint::table::{Raw, RawEntry, RawKind};
pub use crate::catalog::Provider;

use crate::catalog::kubernetes::Minor;
use crate::catalog::{GatewayApi, GatewayClass};
use crate::names::Name;
use crate::source::{Origin, Sourced};
use crate::units::{Bytes, MilliCpu, Money, ReplicaRange};
use std::collections::BTreeMap;

/// All addresses.
const ANYWHERE: &str = "0.0.0.0/0";

/// One environment of a blueprint, resolved.
#[derive(Clone, Debug)]
pub struct Architecture {
    /// The blueprint's name.
    pub blueprint: Name,
    /// What people call it.
    pub title: Option<String>,
    /// Version of the whole.
    pub version: Option<String>,
    /// The team that answers for it.
    pub owner: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The rules of derivation.
    pub edition: Edition,
    /// The environment's name.
    pub environment: String,
    /// How strict the manifests are.
    pub posture: Posture,
    /// Where it runs.
    pub namespace: Namespace,
    /// What it runs on.
    pub platform: Platform,
    /// Names of Secrets for pulling images.
    pub pull_secrets: Vec<String>,
    /// What it may cost.
    pub budget: Option<Sourced<Money>>,
    /// The components, by name.
    pub components: Vec<Component>,
    /// The externals, by name.
    pub externals: Vec<External>,
    /// The entry points, by name.
    pub entry_points: Vec<EntryPoint>,
    /// The edges, by caller and callee.
    pub calls: Vec<Call>,
    /// For every component the numbers of the edges that lead to it.
    pub incoming: Vec<Vec<usize>>,
    /// Shared maps of variables that a container takes whole, by name.
    pub maps: BTreeMap<String, SharedMap>,
    /// Secrets that come from the platform's store, by the name of their Secret.
    pub stored_secrets: BTreeMap<String, StoredSecret>,
    /// Disks that several components mount, by name.
    pub shared_disks: Vec<Disk>,
    /// Exceptions to safe defaults, each with its reason.
    pub exceptions: Vec<Exception>,
    /// Changes of objects by hand, in their order.
    pub patches: Vec<Patch>,
    /// Objects beside those that are made, in their order.
    pub extra: Vec<Extra>,
    /// The rules of the organization's standards.
    pub guardrails: Vec<Guardrail>,
    /// Findings that are accepted, in their order.
    pub accepted: Vec<Acceptance>,
    /// The place of the blueprint's name, for what belongs to the whole.
    pub origin: Origin,
}

/// A secret that comes from the platform's store.
#[derive(Clone, Debug)]
pub struct StoredSecret {
    /// Its path in the store.
    pub path: String,
    /// Our names of its properties; all properties under their own names where there is none.
    pub keys: BTreeMap<String, String>,
    /// Where it is written.
    pub origin: Origin,
}

/// A shared map of variables.
#[derive(Clone, Debug)]
pub struct SharedMap {
    /// Its variables.
    pub values: BTreeMap<String, String>,
    /// Where it is written.
    pub origin: Origin,
}

/// The namespace of an environment.
#[derive(Clone, Debug)]
pub struct Namespace {
    /// Its name.
    pub name: String,
    /// Whether it is ours.
    pub managed: bool,
    /// Where that was decided.
    pub origin: Origin,
}

/// An exception to a safe default that somebody argued for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The component or entry point.
    pub subject: String,
    /// What is excepted, in a few words: "runs as root".
    pub what: String,
    /// The reason that was given.
    pub because: String,
    /// Where it is written.
    pub origin: Origin,
}

/// What an environment runs on.
#[derive(Clone, Debug)]
pub struct Platform {
    /// Whose cloud it is.
    pub provider: Sourced<Provider>,
    /// The region.
    pub region: Option<Sourced<String>>,
    /// The zones; empty where nothing is said.
    pub zones: Sourced<Vec<String>>,
    /// The Kubernetes minor version.
    pub kubernetes: Sourced<Minor>,
    /// The version of the Gateway API bundle.
    pub gateway_api: Sourced<GatewayApi>,
    /// How entry points are exposed.
    pub gateway: Sourced<Gateway>,
    /// The pools of nodes, by name.
    pub pools: Vec<Pool>,
    /// The StorageClass of disks, where it is not the cluster's default.
    pub storage_class: Option<String>,
    /// How pods take an identity of the cloud.
    pub identity: Sourced<IdentityMode>,
    /// Where traffic of entry points comes from.
    pub gateway_peer: Option<Sourced<Peer>>,
    /// A node-local DNS cache.
    pub dns_peer: Option<Sourced<Peer>>,
    /// Who scrapes metrics.
    pub metrics_peer: Option<Sourced<Peer>>,
    /// The API server.
    pub api_server_peer: Option<Sourced<Peer>>,
    /// The store from which secrets come.
    pub secret_store: Option<String>,
    /// KEDA's operator.
    pub keda_peer: Option<Sourced<Peer>>,
    /// From where the API server calls pods.
    pub webhooks_peer: Option<Sourced<Peer>>,
    /// Parties with names of the user's own.
    pub other_peers: BTreeMap<String, Sourced<Peer>>,
    /// The mesh that pods join.
    pub mesh: Option<Mesh>,
    /// What is paid; none where nothing is said.
    pub prices: Option<Sourced<Prices>>,
}

/// What is paid for a month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices {
    /// A node, by instance type or pool.
    pub nodes: BTreeMap<String, Money>,
    /// One GiB of disk.
    pub disk: Option<Money>,
    /// A load balancer.
    pub load_balancer: Option<Money>,
    /// What a provider runs, by tier.
    pub managed: BTreeMap<String, Money>,
}

impl Platform {
    /// The parties that a port may let in by name; those that have names of the user's own come last.
    pub fn parties(&self) -> impl Iterator<Item = (&str, Option<&Sourced<Peer>>)> {
        let known = [
            ("gateway", &self.gateway_peer),
            ("keda", &self.keda_peer),
            ("metrics", &self.metrics_peer),
            ("webhooks", &self.webhooks_peer),
        ];
        let known = known.into_iter().map(|(name, peer)| (name, peer.as_ref()));
        known.chain(self.other_peers.iter().map(|(name, peer)| (name.as_str(), Some(peer))))
    }
}

/// Nodes of one kind.
#[derive(Clone, Debug)]
pub struct Pool {
    /// Its name.
    pub name: String,
    /// The instance types, in written order.
    pub instance_types: Vec<String>,
    /// The fewest and the most nodes.
    pub nodes: Option<ReplicaRange>,
    /// What pods may use of the smallest node: CPU.
    pub cpu: Option<MilliCpu>,
    /// What pods may use of the smallest node: memory.
    pub memory: Option<Bytes>,
    /// The most pods on one node.
    pub max_pods: Option<u32>,
    /// Devices of the node with the fewest; none where the type of the nodes is not known.
    pub gpus: Option<u32>,
    /// Labels that select its nodes.
    pub labels: BTreeMap<String, String>,
    /// Where it is written.
    pub origin: Origin,
}

impl Architecture {
    /// The component with this id.
    #[must_use]
    pub fn component(&self, id: ComponentId) -> Option<&Component> {
        self.components.get(id.0)
    }

    /// The component with this name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<(ComponentId, &Component)> {
        let at = self.components.binary_search_by(|component| component.name.as_str().cmp(name)).ok()?;
        Some((ComponentId(at), self.components.get(at)?))
    }

    /// All components with their ids.
    pub fn ids(&self) -> impl Iterator<Item = (ComponentId, &Component)> {
        self.components.iter().enumerate().map(|(at, component)| (ComponentId(at), component))
    }

    /// The calls that a component makes.
    pub fn calls_from(&self, id: ComponentId) -> impl Iterator<Item = &Call> {
        // Calls are sorted by their caller.
        let start = self.calls.partition_point(|call| call.from < id);
        self.calls.get(start..).unwrap_or_default().iter().take_while(move |call| call.from == id)
    }

    /// The calls that a component gets.
    pub fn calls_to(&self, id: ComponentId) -> impl Iterator<Item = &Call> {
        self.incoming.get(id.0).into_iter().flatten().filter_map(|at| self.calls.get(*at))
    }

    /// The Pod Security level that the namespace enforces: `restricted`, unless a component needs more for a reason.
    #[must_use]
    pub fn pod_security(&self) -> PodSecurity {
        self.components.iter().map(Component::pod_security).max().unwrap_or(PodSecurity::Restricted)
    }

    /// The parties of the platform that the ports of a component let in, where a policy of ours decides that.
    pub fn let_in<'a>(
        &'a self,
        component: &'a Component,
    ) -> impl Iterator<Item = (&'a Port, &'a Sourced<String>, &'a Sourced<Peer>)> {
        let ours = matches!(component.body, Body::Pods(_) | Body::Operated(_));
        let ports = component.ports.iter().filter(move |_| ours);
        let named = ports.flat_map(|port| port.peers.iter().map(move |name| (port, name)));
        named.filter_map(|(port, name)| {
            let (_, peer) = self.platform.parties().find(|(known, _)| *known == name.value)?;
            Some((port, name, peer?))
        })
    }

    /// From where the traffic of an entry point comes. A load balancer passes packets on with the address of their sender, who
    /// may be anybody, a port of the nodes with that of any node; every other way in is a party that the platform names.
    #[must_use]
    pub fn peer_of(&self, entry: &EntryPoint) -> Option<Peer> {
        match entry.gateway.value {
            Gateway::None => None,
            Gateway::LoadBalancer | Gateway::NodePort => Some(Peer::Cidrs(vec![ANYWHERE.to_owned()])),
            Gateway::Class(_) | Gateway::Parent { .. } | Gateway::Ingress(_) => {
                self.platform.gateway_peer.as_ref().map(|peer| peer.value.clone())
            }
        }
    }

    /// What is known of the class of an entry point's gateway. A Gateway of others is taken for one of the provider's usual class.
    #[must_use]
    pub fn gateway_class(&self, entry: &EntryPoint) -> Option<&'static GatewayClass> {
        let known = self.platform.provider.value.facts().gateway_classes;
        match &entry.gateway.value {
            Gateway::Class(name) => known.iter().find(|class| class.name == name),
            Gateway::Parent { .. } => known.first(),
            Gateway::None | Gateway::LoadBalancer | Gateway::NodePort | Gateway::Ingress(_) => None,
        }
    }

    /// The routes of entry points that lead to a component.
    pub fn routes_to(&self, id: ComponentId) -> impl Iterator<Item = (&EntryPoint, &Route)> {
        self.entry_points
            .iter()
            .flat_map(|entry| entry.routes.iter().map(move |route| (entry, route)))
            .filter(move |(_, route)| route.to == id)
    }
}
