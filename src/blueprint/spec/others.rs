//! Components that others run: in the cluster, at a provider, by an operator.

use super::PeerSpec;
use super::keys::ByQualifiedName;
use crate::blueprint::table::{Entries, Flag, Placed, Short, Text, Whole, record};
use crate::names::Name;

record! {
    /// Where something is found that others run.
    pub struct ObserveSpec = "observe" {
        /// Its namespace. Default: ours.
        namespace: Text = "namespace";
        /// The labels of its pods; the network policies select by them.
        selector: Entries<ByQualifiedName, Text> = "selector";
        /// The name by which it is called. Default: the component's name, in its namespace.
        host: Text = "host";
        /// Its port. Default: the only one in `ports`.
        port: Whole<1, 65_535> = "port";
        /// How many pods it has.
        replicas: Whole<0, 10_000> = "replicas";
    }
}

impl Short for ObserveSpec {}

record! {
    /// A store that a provider runs.
    pub struct ManagedSpec = "managed" {
        /// Its address or DNS name.
        host: Text = "host";
        /// Its port. Default: the engine's.
        port: Whole<1, 65_535> = "port";
        /// Its network, for the policies; needed unless `host` is an address.
        cidrs: Vec<Placed<Text>> = "cidrs";
        /// Its size in the provider's words, such as `cache.m5.large`.
        tier: Text = "tier";
        /// Whether connections are encrypted.
        tls: Flag = "tls";
        /// A name shared by databases that live in one cluster; it is priced once.
        cluster: Name = "cluster";
        /// Whether an ExternalName Service carries the component's name.
        alias: Flag = "alias";
    }
}

impl Short for ManagedSpec {}

record! {
    /// A store that an operator runs in our namespace.
    pub struct OperatorSpec = "operator" {
        /// The name of the Service that the operator makes for clients, such as `orders-rw`.
        host: Text = "host";
        /// Its port, of the Service and of the pods alike. Default: the engine's.
        port: Whole<1, 65_535> = "port";
        /// The labels that the operator gives its pods, such as `{cnpg.io/cluster: orders}`; the policies select by them.
        selector: Entries<ByQualifiedName, Text> = "selector";
        /// How many members it runs, as the custom resource says. Default: 1.
        replicas: Whole<1, 99> = "replicas";
        /// Where the operator itself runs: it is let in to its members on every port. Default: nobody is.
        controller: PeerSpec = "controller";
    }
}

impl Short for OperatorSpec {}
