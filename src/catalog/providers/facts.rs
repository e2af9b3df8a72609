//! The facts about each provider.

use super::{BackendSettings, GatewayClass, NodeLocalDns, Provider, ProviderFacts, Region};

/// A DNS cache at the address that the Kubernetes documentation proposes.
const NODE_LOCAL_DNS: NodeLocalDns = NodeLocalDns { addresses: &["169.254.20.10"], by_default: false };

/// Amazon. Gateway classes and their controllers: AWS Load Balancer Controller 3.5. Its load balancers reach pods from the
/// addresses of the cluster's own subnets, so there is no fixed range.
pub(super) static AWS: ProviderFacts = ProviderFacts {
    provider: Provider::Aws,
    pool_label: "eks.amazonaws.com/nodegroup",
    gateway_classes: &[
        GatewayClass {
            name: "alb",
            controller: "gateway.k8s.aws/alb",
            provided: false,
            public: true,
            backends: BackendSettings::Elsewhere(
                "`idle_timeout.timeout_seconds` of a LoadBalancerConfiguration (60s of silence by itself)",
            ),
            streams: false,
        },
        GatewayClass {
            name: "nlb",
            controller: "gateway.k8s.aws/nlb",
            provided: false,
            public: true,
            backends: BackendSettings::Elsewhere(
                "the listener's `tcp.idle_timeout.seconds` in a LoadBalancerConfiguration (350s of silence by itself)",
            ),
            streams: true,
        },
    ],
    load_balancer_sources: &[],
    node_local_dns: Some(NODE_LOCAL_DNS),
    regions: &[
        Region { name: "us-east-1", zones: &["a", "b", "c", "d", "e", "f"] },
        Region { name: "us-east-2", zones: &["a", "b", "c"] },
        Region { name: "us-west-2", zones: &["a", "b", "c", "d"] },
        Region { name: "eu-west-1", zones: &["a", "b", "c"] },
        Region { name: "eu-central-1", zones: &["a", "b", "c"] },
        Region { name: "ap-northeast-1", zones: &["a", "c", "d"] },
        Region { name: "ap-southeast-2", zones: &["a", "b", "c"] },
    ],
};

/// Google. The two ranges are those of its front ends and health checkers; zones as its documentation lists them. Policies of
/// Services: GKE, "Configure Gateway resources using Policies"; that routes with timeouts are refused: "`GatewayClass`
/// capabilities" and kserve/kserve issue 5311.
pub(super) static GCP: ProviderFacts = ProviderFacts {
    provider: Provider::Gcp,
    pool_label: "cloud.google.com/gke-nodepool",
    gateway_classes: &[
        GatewayClass {
            name: "gke-l7-global-external-managed",
            controller: "networking.gke.io/gateway",
            provided: true,
            public: true,
            backends: BackendSettings::GkePolicies,
            streams: false,
        },
        GatewayClass {
            name: "gke-l7-regional-external-managed",
            controller: "networking.gke.io/gateway",
            provided: true,
            public: true,
            backends: BackendSettings::GkePolicies,
            streams: false,
        },
        GatewayClass {
            name: "gke-l7-rilb",
            controller: "networking.gke.io/gateway",
            provided: true,
            public: false,
            backends: BackendSettings::GkePolicies,
            streams: false,
        },
    ],
    load_balancer_sources: &["35.191.0.0/16", "130.211.0.0/22"],
    node_local_dns: Some(NODE_LOCAL_DNS),
    regions: &[
        Region { name: "us-central1", zones: &["-a", "-b", "-c", "-f"] },
        Region { name: "us-east1", zones: &["-b", "-c", "-d"] },
        Region { name: "us-east4", zones: &["-a", "-b", "-c"] },
        Region { name: "europe-west1", zones: &["-b", "-c", "-d"] },
        Region { name: "europe-west4", zones: &["-a", "-b", "-c"] },
        Region { name: "asia-northeast1", zones: &["-a", "-b", "-c"] },
    ],
};

/// Azure. Health probes come from one virtual address; clients keep their own. Zone numbers differ between subscriptions, but
/// there are never more than three.
pub(super) static AZURE: ProviderFacts = ProviderFacts {
    provider: Provider::Azure,
    pool_label: "kubernetes.azure.com/agentpool",
    gateway_classes: &[
        GatewayClass {
            name: "approuting-istio",
            controller: "istio.io/gateway-controller",
            provided: true,
            public: true,
            backends: BackendSettings::Routes,
            streams: true,
        },
        GatewayClass {
            name: "azure-alb-external",
            controller: "alb.networking.azure.io/alb-controller",
            provided: true,
            public: true,
            backends: BackendSettings::Elsewhere("`routeTimeout` of a RoutePolicy"),
            streams: false,
        },
    ],
    load_balancer_sources: &["168.63.129.16/32"],
    node_local_dns: None,
    regions: &[
        Region { name: "eastus", zones: &["-1", "-2", "-3"] },
        Region { name: "eastus2", zones: &["-1", "-2", "-3"] },
        Region { name: "westus2", zones: &["-1", "-2", "-3"] },
        Region { name: "westeurope", zones: &["-1", "-2", "-3"] },
        Region { name: "northeurope", zones: &["-1", "-2", "-3"] },
        Region { name: "westus", zones: &[] },
        Region { name: "northcentralus", zones: &[] },
    ],
};

/// Any other cluster. The classes are those that Envoy Gateway's and Cilium's own documentation create.
pub(super) static GENERIC: ProviderFacts = ProviderFacts {
    provider: Provider::Generic,
    pool_label: "groundplan.dev/pool",
    gateway_classes: &[
        GatewayClass {
            name: "eg",
            controller: "gateway.envoyproxy.io/gatewayclass-controller",
            provided: false,
            public: true,
            backends: BackendSettings::Routes,
            streams: true,
        },
        GatewayClass {
            name: "cilium",
            controller: "io.cilium/gateway-controller",
            provided: true,
            public: true,
            backends: BackendSettings::Routes,
            streams: false,
        },
    ],
    load_balancer_sources: &[],
    node_local_dns: Some(NODE_LOCAL_DNS),
    regions: &[],
};
