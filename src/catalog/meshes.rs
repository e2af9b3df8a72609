//! Service meshes: how pods join them, and what their policies have to let through.

/// What is known about a mesh.
#[derive(Debug)]
pub struct MeshFacts {
    /// Where its control plane usually is.
    pub namespace: &'static str,
    /// The labels of the pods of its control plane; empty for all pods of the namespace.
    pub labels: &'static [(&'static str, &'static str)],
    /// The ports of the control plane that a proxy beside a program asks; none where no proxy is in the pod.
    pub control_ports: &'static [u16],
    /// The port by which pods of the mesh reach each other, whatever port the caller named; none where they keep that port.
    pub tunnel: Option<u16>,
    /// The port on which a pod's proxy shows metrics.
    pub metrics: Option<u16>,
    /// From which address the checks of the node come, where the mesh changes it.
    pub checks_from: Option<&'static str>,
    /// What marks pods.
    pub mark: Mark,
    /// The proxy beside a program; none where the nodes have it.
    pub proxy: Option<ProxyKeys>,
    /// The annotation of pods and Services that lists ports whose protocol is not guessed; none where the Service's port says it.
    /// Where the server speaks first, a guess waits for a client that never begins.
    pub opaque: Option<&'static str>,
    /// What the cluster must have.
    pub needs: &'static str,
}

/// What marks pods that belong to a mesh.
#[derive(Debug)]
pub struct Mark {
    /// Whether it is a label; an annotation otherwise.
    pub label: bool,
    /// Its key.
    pub key: &'static str,
    /// Its value on pods that join.
    pub joins: &'static str,
    /// Its value on pods that stay out.
    pub stays_out: &'static str,
}

/// The annotations that size the proxy beside a program.
#[derive(Debug)]
pub struct ProxyKeys {
    /// CPU request.
    pub cpu_request: &'static str,
    /// CPU limit.
    pub cpu_limit: &'static str,
    /// Memory request.
    pub memory_request: &'static str,
    /// Memory limit.
    pub memory_limit: &'static str,
}

/// The label by which pods choose a revision of Istio.
pub const REVISION: &str = "istio.io/rev";

/// Istio with a proxy in every pod. Sources: istio.io, "Application Requirements" (ports), "Resource Labels" and "Resource
/// Annotations", "Install the Istio CNI node agent"; read 2026-11.
pub static ISTIO: MeshFacts = MeshFacts {
    namespace: "istio-system",
    labels: &[("app", "istiod")],
    control_ports: &[15012],
    tunnel: None,
    metrics: Some(15020),
    checks_from: None,
    mark: Mark { label: true, key: "sidecar.istio.io/inject", joins: "true", stays_out: "false" },
    proxy: Some(ProxyKeys {
        cpu_request: "sidecar.istio.io/proxyCPU",
        cpu_limit: "sidecar.istio.io/proxyCPULimit",
        memory_request: "sidecar.istio.io/proxyMemory",
        memory_limit: "sidecar.istio.io/proxyMemoryLimit",
    }),
    opaque: None,
    needs: "with its CNI plugin, because Pod Security refuses the init container that would do its work, and native sidecars, so that steps before the start have a network",
};

/// Istio with proxies on the nodes. Source: istio.io, "Ambient and Kubernetes `NetworkPolicy`", read 2026-11.
pub static AMBIENT: MeshFacts = MeshFacts {
    namespace: "istio-system",
    labels: &[("app", "istiod")],
    control_ports: &[],
    tunnel: Some(15008),
    metrics: None,
    checks_from: Some("169.254.7.127/32"),
    mark: Mark { label: true, key: "istio.io/dataplane-mode", joins: "ambient", stays_out: "none" },
    proxy: None,
    opaque: None,
    needs: "with ztunnel and its CNI plugin on every node",
};

/// Linkerd. Sources: linkerd.io, "Network Policy" (4143), "Proxy Configuration" (annotations), logs of the proxy (8080, 8086, 8090);
/// linkerd2 issue 15246 (4143 in both directions); read 2026-11.
pub static LINKERD: MeshFacts = MeshFacts {
    namespace: "linkerd",
    labels: &[],
    control_ports: &[8080, 8086, 8090],
    tunnel: Some(4143),
    metrics: Some(4191),
    checks_from: None,
    mark: Mark { label: false, key: "linkerd.io/inject", joins: "enabled", stays_out: "disabled" },
    proxy: Some(ProxyKeys {
        cpu_request: "config.linkerd.io/proxy-cpu-request",
        cpu_limit: "config.linkerd.io/proxy-cpu-limit",
        memory_request: "config.linkerd.io/proxy-memory-request",
        memory_limit: "config.linkerd.io/proxy-memory-limit",
    }),
    opaque: Some("config.linkerd.io/opaque-ports"),
    needs: "with its CNI plugin, because Pod Security refuses the init container that would do its work, and native sidecars (`proxy.nativeSidecar`), so that steps before the start have a network",
};
