//! `MongoDB` on the official image, as a single server.

use super::{
    Check, Data, Engine, RunAs, StoreType, Writable, assumed, documented, fixed_memory, gib, mib, optional_secret,
};
use crate::units::{Duration, MilliCpu};

/// Of the major version 8.0.
pub(super) static MONGODB: Engine = Engine {
    name: "mongodb",
    types: &[StoreType::Database],
    image: documented("docker.io/library/mongo:8.0.20", "official image; 8.0 is supported until 2029-10"),
    ports: &[("mongodb", 27017)],
    url_scheme: "mongodb",
    data: Some(Data {
        path: "/data/db",
        folder: None,
        size: assumed(gib(10), "a start; disks can grow but not shrink"),
    }),
    run_as: documented(
        RunAs { uid: 999, gid: 999, fs_group: 999 },
        "user mongodb of the image, whose home is the data path",
    ),
    // The socket and the process that creates the root user are in /tmp.
    writable: &[Writable::Empty("/tmp"), Writable::Empty("/data/configdb")],
    // Both or none: with them, the entry point turns authorization on. They count on an empty disk only.
    env: &[
        optional_secret("MONGO_INITDB_ROOT_USERNAME", "rootUser"),
        optional_secret("MONGO_INITDB_ROOT_PASSWORD", "rootPassword"),
    ],
    args: &[],
    readiness: assumed(
        Check::Tcp("mongodb"),
        "mongosh takes about a second of CPU and a hundred MiB for each ping; the port opens when recovery is done, and the server \
         that creates the root user listens on the loopback address alone, where the kubelet does not look",
    ),
    liveness: assumed(Check::Tcp("mongodb"), "as for readiness: a probe must not cost more than the work it watches"),
    startup: assumed(Duration::from_secs(300), "replaying the journal after a crash takes minutes with a large cache"),
    shutdown: assumed(Duration::from_secs(60), "SIGTERM ends operations and writes a checkpoint of the cache"),
    cpu: assumed(MilliCpu(250), "a start for tens of operations per second"),
    memory: assumed(
        fixed_memory(gib(1)),
        "the cache takes at least 256 MiB, or half of what the limit is over 1 GiB; connections take 1 MiB each",
    ),
    least_memory: Some(documented(
        mib(256),
        "wiredTigerCacheSizeGB is at least 256 MB, however little memory there is, and is not all that the server takes",
    )),
    dataset: None,
    connections: None,
};
