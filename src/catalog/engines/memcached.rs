//! Memcached on the official image.

use super::{
    Arg, ArgRule, Check, DatasetMemory, Engine, RunAs, StoreType, When, assumed, documented, fixed_memory, mib,
};
use crate::units::{Duration, MilliCpu};

/// Of the major version 1. It keeps everything in memory and knows no credentials in its plain protocol: the policies alone decide
/// who reads and writes.
pub(super) static MEMCACHED: Engine = Engine {
    name: "memcached",
    types: &[StoreType::Cache],
    image: documented("docker.io/library/memcached:1.6.45", "official image, Debian"),
    ports: &[("memcached", 11211)],
    url_scheme: "memcached",
    data: None,
    run_as: documented(RunAs { uid: 11211, gid: 11211, fs_group: 11211 }, "user memcache of the image"),
    writable: &[],
    env: &[],
    // The bound is always set, so that the arguments say what the memory was planned for.
    args: &[ArgRule { when: When::Always, args: &[Arg::Text("-m"), Arg::DatasetMib] }],
    readiness: documented(
        Check::Tcp("memcached"),
        "it has nothing to load: it answers as soon as it listens, and the image has no client",
    ),
    liveness: documented(Check::Tcp("memcached"), "as for readiness; a restart would empty the cache"),
    startup: assumed(Duration::from_secs(30), "it listens at once; the rest is for a node that is busy"),
    shutdown: assumed(Duration::from_secs(30), "SIGTERM ends it at once: there is nothing to write"),
    cpu: assumed(MilliCpu(100), "a start for thousands of simple commands per second"),
    memory: assumed(fixed_memory(mib(128)), "the default data set with its overhead"),
    least_memory: None,
    dataset: Some(DatasetMemory {
        default: documented(mib(64), "default of -m"),
        cache_percent: assumed(
            125,
            "the bound counts items; a quarter on top of it for the hash table, which grows with their number",
        ),
        durable_percent: assumed(125, "as for a cache: it is nothing else"),
        fixed: assumed(mib(32), "the process itself, its threads, and the buffers of some hundred connections"),
    }),
    connections: Some(documented(1024, "default of -c")),
};
