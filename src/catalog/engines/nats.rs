//! NATS on the official image, as a single server with `JetStream`.

use super::{
    Arg, ArgRule, Check, Data, Engine, RunAs, StoreType, When, assumed, documented, fixed_memory, gib, literal, mib,
};
use crate::units::{Duration, MilliCpu};

/// Without credentials: flags that carry them would show in the list of processes, and the image reads no variable for them.
pub(super) static NATS: Engine = Engine {
    name: "nats",
    types: &[StoreType::Queue],
    image: documented("docker.io/library/nats:2.12.8", "official image, the server alone"),
    ports: &[("nats", 4222), ("monitor", 8222)],
    url_scheme: "nats",
    data: Some(Data {
        path: "/data",
        folder: None,
        size: assumed(gib(8), "a start; streams on disk take at most three quarters of what is free at the start"),
    }),
    run_as: documented(
        RunAs { uid: 10_001, gid: 10_001, fs_group: 10_001 },
        "the image has no users: the server is one static program, and runs as anybody",
    ),
    writable: &[],
    // Without it, the server collects garbage as if the memory of the node were its own.
    env: &[literal("GOMEMLIMIT", "${resources.memory.request * 0.8 as MiB}")],
    // They take the place of the image's configuration, which prepares a cluster.
    args: &[ArgRule {
        when: When::Always,
        args: &[Arg::Text("--jetstream"), Arg::Text("--store_dir=/data"), Arg::Text("--http_port=8222")],
    }],
    readiness: documented(
        Check::Http { port: "monitor", path: "/healthz?js-server-only=true" },
        "the server's own check, which holds until streams are recovered; it leaves out single streams, one of which must not take \
         all others from their clients",
    ),
    liveness: documented(
        Check::Tcp("nats"),
        "the port of clients opens when streams are recovered, and a stream in trouble is no reason for a restart",
    ),
    startup: assumed(Duration::from_secs(120), "recovering streams takes a minute with millions of messages on disk"),
    shutdown: assumed(Duration::from_secs(60), "SIGTERM closes connections and writes the state of the streams"),
    cpu: assumed(MilliCpu(100), "a start for thousands of messages per second"),
    memory: assumed(
        fixed_memory(mib(256)),
        "the server takes some 30 MiB, each slow client a buffer; streams that are kept in memory come on top",
    ),
    least_memory: None,
    dataset: None,
    connections: Some(documented(65_536, "default of max_connections")),
};
