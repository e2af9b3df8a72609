//! Redis and Valkey, which are run alike.

use super::{
    Arg, ArgRule, Check, Data, DatasetMemory, Engine, RunAs, StoreType, When, assumed, documented, fixed_memory, gib,
    mib, optional_secret,
};
use crate::units::{Duration, MilliCpu};

/// Redis.
pub(super) static REDIS: Engine = Engine {
    name: "redis",
    image: documented("docker.io/library/redis:8.4.0", "official image, Debian"),
    readiness: ready(&["sh", "-c", "redis-cli ping | grep -q PONG"]),
    ..BASE
};

/// Valkey.
pub(super) static VALKEY: Engine = Engine {
    name: "valkey",
    image: documented("docker.io/valkey/valkey:8.1.10", "image of the project, Debian"),
    readiness: ready(&["sh", "-c", "valkey-cli ping | grep -q PONG"]),
    ..BASE
};

/// A ping that is answered.
const fn ready(command: &'static [&'static str]) -> super::Figure<Check> {
    documented(
        Check::Exec(command),
        "a server that loads its log takes connections, and answers LOADING: a port that is open says too little; the client is a \
         small program and exits with 0 on errors too, so its answer is looked at",
    )
}

/// What both have in common; the names are those of Redis.
const BASE: Engine = Engine {
    name: "redis",
    types: &[StoreType::Cache, StoreType::Queue, StoreType::Database],
    image: documented("docker.io/library/redis:8.4.0", "official image, Debian"),
    ports: &[("redis", 6379)],
    url_scheme: "redis",
    data: Some(Data {
        path: "/data",
        folder: None,
        size: assumed(gib(2), "a log grows to about twice its data set before it is rewritten"),
    }),
    run_as: documented(RunAs { uid: 999, gid: 999, fs_group: 999 }, "user of the Debian image"),
    writable: &[],
    // The second one is for the client in the probe, which then needs no argument that a process list would show.
    env: &[optional_secret("REDIS_PASSWORD", "password"), optional_secret("REDISCLI_AUTH", "password")],
    args: ARGS,
    readiness: ready(&["redis-cli", "ping"]),
    liveness: documented(
        Check::Tcp("redis"),
        "loading a log or running a long script is no reason for a restart, which would start the loading over",
    ),
    startup: assumed(Duration::from_secs(120), "a log is loaded at some 100 MiB per second"),
    shutdown: assumed(
        Duration::from_secs(30),
        "SIGTERM writes the rest of the log; a cache has nothing to write and ends at once",
    ),
    cpu: assumed(MilliCpu(100), "a start for thousands of simple commands per second, which one thread works off"),
    memory: assumed(fixed_memory(mib(128)), "the default data set with its overhead"),
    least_memory: None,
    dataset: Some(MEMORY),
    connections: Some(documented(10_000, "default of maxclients")),
};

/// The bound is always set: without one, the kernel kills the server where it could have evicted, or refused a write.
const ARGS: &[ArgRule] = &[
    ArgRule { when: When::Always, args: &[Arg::Text("--maxmemory"), Arg::Dataset] },
    ArgRule {
        when: When::Cache,
        args: &[
            Arg::Text("--maxmemory-policy"),
            Arg::Text("allkeys-lru"),
            Arg::Text("--save"),
            Arg::Text(""),
            Arg::Text("--appendonly"),
            Arg::Text("no"),
        ],
    },
    ArgRule {
        when: When::Durable,
        args: &[Arg::Text("--maxmemory-policy"), Arg::Text("noeviction"), Arg::Text("--appendonly"), Arg::Text("yes")],
    },
    ArgRule { when: When::Password, args: &[Arg::Text("--requirepass"), Arg::Text("$(REDIS_PASSWORD)")] },
];

/// The bound counts what is allocated, not what the allocator has from the kernel.
const MEMORY: DatasetMemory = DatasetMemory {
    default: assumed(mib(64), "a start that fits into the memory above"),
    cache_percent: assumed(125, "a quarter on top of the bound for fragmentation, which grows while keys are evicted"),
    durable_percent: assumed(
        150,
        "while the log is rewritten, pages that change are held twice; half of the data set is a lot of writes for that time",
    ),
    fixed: assumed(mib(32), "the process itself and the buffers of some hundred connections"),
};
