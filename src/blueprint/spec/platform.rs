//! The platform that carries everything: provider, zones, nodes, gateway, peers.

use super::keys::ByQualifiedName;
use super::{ByProduct, MeshSpec};
use crate::blueprint::table::{
    ByName, Entries, Placed, Reader, SchemaBook, Shape, Short, Text, Whole, choices, record,
};
use crate::catalog::Provider;
use crate::units::{Bytes, MilliCpu, Money, ReplicaRange};
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

impl Shape for Provider {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let scalar = reader.scalar(node, "a provider")?;
        let found = Self::named(&scalar.text);
        if found.is_none() {
            reader.unknown_word(node, &scalar.text, &Self::ALL.map(Self::name), "a provider");
        }
        found
    }

    fn schema(_: &mut SchemaBook) -> Value {
        json!({"enum": Self::ALL.map(Self::name)})
    }

    fn describe() -> String {
        Self::ALL.map(|provider| format!("`{}`", provider.name())).join(", ")
    }
}

record! {
    /// What the blueprint runs on. A text instead is the path of a file that holds `platform:`.
    pub struct PlatformSpec = "platform" {
        /// The path of a file whose `platform:` is taken over; what stands beside it wins.
        file: Text = "file";
        /// Whose cloud it is. Default: `generic`.
        provider: Provider = "provider";
        /// The region in the provider's words.
        region: Text = "region";
        /// The zones that pods are spread over.
        zones: Vec<Placed<Text>> = "zones";
        /// The Kubernetes minor version. Default: the edition's, "1.33".
        kubernetes: Text = "kubernetes";
        /// The version of the Gateway API bundle. Default: the provider's for that minor version.
        gateway_api: Text = "gatewayApi";
        /// How entry points are exposed. Default: not at all.
        gateway: GatewaySpec = "gateway";
        /// The pools of nodes.
        node_pools: Entries<ByName, NodePoolSpec> = "nodePools";
        /// The StorageClass of disks. Default: the cluster's.
        storage_class: Text = "storageClass";
        /// The `ClusterSecretStore` of External Secrets from which `secrets` with `store` come.
        secret_store: Text = "secretStore";
        /// The names of each `PriorityClass` that exists.
        priority_classes: Vec<Text> = "priorityClasses";
        /// How pods take the identity of `access.cloud`. Default: the provider's own, `irsa` on aws, `gke-workload-identity` on gcp,
        /// `azure-workload-identity` on azure; on generic none.
        identity: IdentityMode = "identity";
        /// Traffic from and to what is not in the graph.
        peers: PeersSpec = "peers";
        /// The service mesh. Default: none.
        mesh: MeshSpec = "mesh";
        /// What is paid for the parts of the platform. With it the documents say what an environment costs, and its `budget` is kept.
        prices: PricesSpec = "prices";
    }
}

impl Short for PlatformSpec {
    const SHORT: &'static [&'static str] = &["./platform.yaml"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|file| Self { file, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string"})]
    }
}

choices! {
    /// How pods take an identity of a cloud, without a key.
    pub enum IdentityMode = "a way to take an identity of a cloud" {
        /// IAM roles for service accounts: an annotation, and a token for STS.
        Irsa = "irsa",
        /// Pod Identity of EKS: associations in its API, and an agent on every node.
        EksPodIdentity = "eks-pod-identity",
        /// Workload Identity of GKE: an annotation, and a metadata server on every node.
        GkeWorkloadIdentity = "gke-workload-identity",
        /// Workload Identity of Entra: an annotation and a label, and a token for Entra.
        AzureWorkloadIdentity = "azure-workload-identity",
        /// Not at all.
        None = "none",
    }
}

choices! {
    /// Gateways without a class.
    pub enum GatewayMode = "`none`, `load-balancer` or `node-port`" {
        /// Nothing is exposed.
        None = "none",
        /// A Service of type LoadBalancer.
        LoadBalancer = "load-balancer",
        /// A Service of type NodePort, for a load balancer of the house that stands before the nodes.
        NodePort = "node-port",
    }
}

record! {
    /// How entry points are exposed.
    pub struct GatewaySpec = "gateway" {
        /// `none`, `load-balancer` or `node-port`.
        mode: GatewayMode = "mode";
        /// A GatewayClass: a Gateway of ours is emitted.
        class: Text = "class";
        /// A Gateway that exists, as `namespace/name`: only routes are emitted.
        parent: Text = "parent";
        /// The listener of the parent.
        listener: Text = "listener";
        /// An IngressClass: an Ingress is emitted.
        ingress_class: Text = "ingressClass";
    }
    variants { "mode", "class", "parent", "ingressClass" }
}

impl Short for GatewaySpec {
    const SHORT: &'static [&'static str] = &["none", "load-balancer"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|mode| Self { mode, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"enum": GatewayMode::WORDS})]
    }
}

record! {
    /// Nodes of one kind.
    pub struct NodePoolSpec = "node pool" {
        /// The instance types in the provider's words.
        instance_types: Vec<Placed<Text>> = "instanceTypes";
        /// The fewest and the most nodes.
        nodes: ReplicaRange = "nodes";
        /// CPU that a node has for pods (`Allocatable` of `kubectl describe node`). Needed where no instance types are known.
        cpu: MilliCpu = "cpu";
        /// Memory that a node has for pods, likewise.
        memory: Bytes = "memory";
        /// Devices of a node, likewise. Default: what the instance types have.
        gpus: Whole<0, 64> = "gpus";
        /// Labels of its nodes. Default: the provider's label with the pool's name.
        labels: Entries<ByQualifiedName, Text> = "labels";
    }
}

impl Short for NodePoolSpec {}

record! {
    /// Prices as they are paid; they move no manifest. A month has 730 hours.
    pub struct PricesSpec = "prices" {
        /// A node by instance type, or by the name of its pool, which holds over its types.
        nodes: Entries<ByProduct, Money> = "nodes";
        /// One GiB of disk.
        disk: Money = "disk";
        /// A load balancer: a Gateway of ours, or a Service of type LoadBalancer.
        load_balancer: Money = "loadBalancer";
        /// What a provider runs, by its `tier`.
        managed: Entries<ByProduct, Money> = "managed";
    }
}

impl Short for PricesSpec {}

record! {
    /// Parties outside of the graph that may speak with pods.
    pub struct PeersSpec = "peers" {
        /// Where traffic of entry points comes from.
        gateway: PeerSpec = "gateway";
        /// The address of a node-local DNS cache.
        node_local_dns: PeerSpec = "nodeLocalDns";
        /// Who scrapes metrics.
        metrics: PeerSpec = "metrics";
        /// The address of the API server, as networks; needed by a component with `access.kubernetes`.
        api_server: PeerSpec = "apiServer";
        /// Where KEDA's operator runs: it asks brokers for the length of their queues.
        keda: PeerSpec = "keda";
        /// From where the API server calls admission webhooks and APIs that pods serve, as pods see it: the networks of the control
        /// plane, or the pods of its tunnel. A port lets it in by `peers: [webhooks]`.
        webhooks: PeerSpec = "webhooks";
        /// Parties with names of one's own, such as callers from another namespace; a port lets them in by `peers: [NAME]`.
        others: Entries<ByName, PeerSpec> = "others";
    }
}

impl Short for PeersSpec {}

record! {
    /// One party: networks, or pods of a namespace.
    pub struct PeerSpec = "peer" {
        /// Its networks.
        cidrs: Vec<Placed<Text>> = "cidrs";
        /// Its namespace.
        namespace: Text = "namespace";
        /// The labels of its pods. Default: all pods of the namespace.
        pod_selector: Entries<ByQualifiedName, Text> = "podSelector";
    }
    variants { "cidrs", "namespace" }
}

impl Short for PeerSpec {}
