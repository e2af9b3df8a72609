//! Codes about the standards of an organization. Each rule has its own, so that one can be accepted without the others; a
//! standard says whether breaking it is an error or a warning.

codes! {
    FOREIGN_REGISTRY = "S0101" Error "image from a registry that the standard does not allow":
        "The rule `registries` lists the prefixes that images may begin with. An image without a registry is one of `docker.io`. `images.registry` maps prefixes to mirrors for all components.";
    NO_DIGEST = "S0102" Error "image without the digest that the standard wants":
        "The rule `digests` wants every image pinned by its digest: a tag can be moved to other content.";
    NO_LABEL = "S0103" Error "workload without a label that the standard wants":
        "The rule `labels` lists the labels that workloads and their pods carry, for bills, alerts or policies of the cluster.";
    NO_OWNER = "S0104" Error "blueprint without an owner":
        "The rule `owner` wants the key `owner`: the team that answers for what runs, as a label of every object.";
    NO_MEMORY_LIMIT = "S0105" Error "container without the memory limit that the standard wants":
        "The rule `memoryLimits` wants a limit on every container: without one, a leak takes the whole node with it.";
    TOO_MANY_REPLICAS = "S0106" Error "more replicas than the standard allows":
        "The rule `replicas` bounds what one workload may grow to, be it fixed or scaled.";
    RUNS_AS_ROOT = "S0107" Error "container that runs as root":
        "The rule `noRoot` wants every container to run as another user than root, and to say so.";
    NO_TLS = "S0108" Error "entry point without encryption":
        "The rule `tls` wants every exposed entry point to have a certificate.";
    NOT_STRICT = "S0109" Error "blueprint that is not strict":
        "The rule `strict` wants `posture: strict`, under which nothing remains that a scanner finds and a manifest can avoid.";
    NO_OBJECTIVE = "S0110" Error "entry point without an objective":
        "The rule `objectives` wants every entry point to say which availability or latency it promises: without one, nobody can tell whether it is well.";
}
