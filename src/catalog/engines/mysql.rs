//! `MySQL` and `MariaDB`, which are run alike.

use super::{
    Check, Data, Engine, RunAs, StoreType, Writable, assumed, documented, fixed_memory, gib, optional_secret, secret,
};
use crate::units::{Duration, MilliCpu};

/// `MySQL` of the long-term series 8.4.
pub(super) static MYSQL: Engine = Engine {
    name: "mysql",
    image: documented("docker.io/library/mysql:8.4.10", "official image, Oracle Linux; 8.4 is supported until 2032-04"),
    run_as: documented(RunAs { uid: 999, gid: 999, fs_group: 999 }, "user mysql of the image"),
    // The sockets and the file with the process id.
    writable: &[Writable::Empty("/var/run/mysqld"), Writable::Roomy("/tmp", SORTING)],
    env: &[
        secret("MYSQL_ROOT_PASSWORD", "rootPassword"),
        optional_secret("MYSQL_DATABASE", "database"),
        optional_secret("MYSQL_USER", "user"),
        optional_secret("MYSQL_PASSWORD", "password"),
    ],
    readiness: documented(
        Check::Exec(&["mysqladmin", "ping", "-h", "127.0.0.1", "--silent"]),
        "mysqladmin is a small program that succeeds when the server answers, also with a refusal, so it needs no password; over \
         TCP, because the server that initializes the folder listens on its socket alone",
    ),
    ..BASE
};

/// `MariaDB` of the long-term series 11.8.
pub(super) static MARIADB: Engine = Engine {
    name: "mariadb",
    image: documented("docker.io/library/mariadb:11.8.8", "official image, Ubuntu; 11.8 is supported until 2028-06"),
    run_as: documented(RunAs { uid: 999, gid: 999, fs_group: 999 }, "user mysql of the image, its first system user"),
    // The socket.
    writable: &[Writable::Empty("/run/mysqld"), Writable::Roomy("/tmp", SORTING)],
    env: &[
        secret("MARIADB_ROOT_PASSWORD", "rootPassword"),
        optional_secret("MARIADB_DATABASE", "database"),
        optional_secret("MARIADB_USER", "user"),
        optional_secret("MARIADB_PASSWORD", "password"),
    ],
    readiness: documented(
        Check::Exec(&["healthcheck.sh", "--connect", "--innodb_initialized"]),
        "the image's own check, with a user that the image makes for it: a refused one would be logged each time; it fails while \
         the folder is initialized, when the server does not listen to the network",
    ),
    ..BASE
};

/// Room for what does not fit into memory while it is sorted.
const SORTING: super::Figure<crate::units::Bytes> = assumed(
    gib(1),
    "sorts and temporary tables that do not fit into memory go here, and a pod whose folder outgrows it is ended",
);

/// What both have in common; the names are those of `MySQL`. User, database and passwords count on an empty disk only.
const BASE: Engine = Engine {
    name: "mysql",
    types: &[StoreType::Database],
    image: documented("docker.io/library/mysql:8.4.10", "official image, Oracle Linux"),
    ports: &[("mysql", 3306)],
    url_scheme: "mysql",
    data: Some(Data {
        path: "/var/lib/mysql",
        // MySQL refuses to initialize a folder that holds `lost+found`, and MariaDB takes it for a database. An argument for another
        // folder would be lost with `args`, and the data with it.
        folder: Some("data"),
        size: assumed(gib(10), "a start; disks can grow but not shrink"),
    }),
    run_as: documented(RunAs { uid: 999, gid: 999, fs_group: 999 }, "user mysql of the image"),
    writable: &[],
    env: &[],
    args: &[],
    readiness: documented(Check::Tcp("mysql"), "the port opens when recovery is done"),
    liveness: documented(
        Check::Tcp("mysql"),
        "a server that has no connection to spare refuses the client but is well: restarting it then would make things worse; the \
         image keeps no cache of hosts, so bare connections block nobody",
    ),
    startup: assumed(
        Duration::from_secs(300),
        "initialization takes half a minute, replaying the log after a crash takes minutes",
    ),
    shutdown: assumed(Duration::from_secs(60), "SIGTERM ends connections and writes a checkpoint of what is dirty"),
    cpu: assumed(MilliCpu(250), "a start for tens of queries per second"),
    memory: assumed(
        fixed_memory(gib(1)),
        "128 MiB of buffer pool, some 400 MiB for the server with its performance schema, and a few MiB for each connection",
    ),
    least_memory: None,
    dataset: None,
    connections: Some(documented(151, "default of max_connections")),
};
