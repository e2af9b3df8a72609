//! What pods may do outside of themselves: the API of Kubernetes, services of the cloud, being scraped.

use crate::blueprint::table::{Placed, Short, Text, choices, record};
use crate::names::Name;
use crate::units::Duration;

record! {
    /// What pods may do at the API of Kubernetes and in the cloud.
    pub struct AccessSpec = "access" {
        /// The name of its ServiceAccount; components that write the same name share it and all its rights. Default: one of its own.
        service_account: Name = "serviceAccount";
        /// Rights at the API of Kubernetes; with any, pods get a token. Default: none.
        kubernetes: Vec<RightSpec> = "kubernetes";
        /// Who it is in the cloud, without a key.
        cloud: CloudSpec = "cloud";
    }
}

impl Short for AccessSpec {}

record! {
    /// One right at the API of Kubernetes.
    pub struct RightSpec = "right" {
        /// The kinds in the plural: `[pods, services, pods/log]`.
        resources: Vec<Placed<Text>> = "resources";
        /// What may be done: `[get, list, watch]`.
        verbs: Vec<Placed<Text>> = "verbs";
        /// The API group. Default: the core group.
        group: Text = "group";
        /// Only objects of these names.
        names: Vec<Placed<Text>> = "names";
        /// `cluster`: a right beyond the namespace; it is not emitted, but listed as text to apply. Default: `namespace`.
        scope: RightScope = "scope";
        /// The reason of an exception, such as `*`.
        because: Text = "because";
    }
}

impl Short for RightSpec {}

choices! {
    /// How far a right reaches.
    pub enum RightScope = "`namespace` or `cluster`" {
        /// The namespace of the environment.
        Namespace = "namespace",
        /// The whole cluster.
        Cluster = "cluster",
    }
}

record! {
    /// Who a component is in the cloud.
    pub struct CloudSpec = "cloud" {
        /// The ARN of a role of AWS, taken as `platform.identity` says. By `irsa`, calls to STS need an external.
        aws: Text = "aws";
        /// The e-mail address of a service account of Google Cloud.
        gcp: Text = "gcp";
        /// The client id of a managed identity of Azure. Calls to Entra ID need an external.
        azure: Text = "azure";
    }
    variants { "aws", "gcp", "azure" }
}

impl Short for CloudSpec {}

record! {
    /// Where metrics are scraped: `platform.peers.metrics` is let in, and pods carry the annotations `prometheus.io/scrape`, `port`,
    /// `path` and `interval`.
    pub struct MetricsSpec = "metrics" {
        /// The port, by name or number. Default: the only one.
        port: Text = "port";
        /// The path. Default: `/metrics`.
        path: Text = "path";
        /// How often, where the scraper reads it. Default: as the scraper is set.
        interval: Duration = "interval";
    }
}

impl Short for MetricsSpec {}

record! {
    /// Demand that begins at a component: a scheduler, a generator of load.
    pub struct OwnLoadSpec = "own load" {
        /// The highest rate.
        peak: crate::units::Rate = "peak";
        /// The mean rate. Default: the peak.
        mean: crate::units::Rate = "mean";
    }
}

impl Short for OwnLoadSpec {}
