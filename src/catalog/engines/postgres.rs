//! `PostgreSQL` on the official image.

use super::{
    Check, Data, Engine, RunAs, StoreType, Writable, assumed, documented, fixed_memory, gib, literal, mib,
    optional_secret, secret,
};
use crate::units::{Duration, MilliCpu};

/// Of the major version 17: from 18 on, the image keeps its data elsewhere.
pub(super) static POSTGRES: Engine = Engine {
    name: "postgres",
    types: &[StoreType::Database],
    image: documented("docker.io/library/postgres:17.10", "official image, Debian; 17 is supported until 2029-11"),
    ports: &[("postgres", 5432)],
    url_scheme: "postgres",
    data: Some(Data {
        path: "/var/lib/postgresql/data",
        folder: None,
        size: assumed(gib(10), "a start; disks can grow but not shrink"),
    }),
    // The Alpine image has 70 instead: an overridden image needs an overridden user.
    run_as: documented(
        RunAs { uid: 999, gid: 999, fs_group: 999 },
        "user postgres of the Debian image; the entry point sets the mode of its folder itself",
    ),
    writable: &[Writable::Empty("/var/run/postgresql"), Writable::Empty("/tmp")],
    env: &[
        // A folder below the mount: initdb refuses one that holds `lost+found`.
        literal("PGDATA", "/var/lib/postgresql/data/pgdata"),
        optional_secret("POSTGRES_USER", "user"),
        optional_secret("POSTGRES_DB", "database"),
        secret("POSTGRES_PASSWORD", "password"),
    ],
    args: &[],
    readiness: documented(
        Check::Exec(&["sh", "-c", r#"exec pg_isready -q -h 127.0.0.1 -U "${POSTGRES_USER:-postgres}""#]),
        "pg_isready is a small program and tells a server that still recovers from one that takes clients; over TCP, because the \
         server that initializes the folder listens on its socket alone",
    ),
    liveness: documented(
        Check::Tcp("postgres"),
        "the server accepts connections while it recovers or has none to spare: restarting it then would make things worse",
    ),
    startup: assumed(
        Duration::from_secs(300),
        "initialization takes seconds, replaying the log after a crash takes minutes",
    ),
    shutdown: assumed(
        Duration::from_secs(60),
        "the image stops with SIGINT: clients are cut off, then a checkpoint writes what is dirty",
    ),
    cpu: assumed(MilliCpu(250), "a start for tens of queries per second"),
    memory: assumed(
        fixed_memory(mib(512)),
        "128 MiB of shared buffers, and a few MiB for each of some dozen connections",
    ),
    least_memory: None,
    dataset: None,
    connections: Some(documented(100, "default of max_connections")),
};
