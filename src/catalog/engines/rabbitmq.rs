//! `RabbitMQ` on the official image, as a single server.

use super::{
    Check, Data, Engine, RunAs, StoreType, Writable, assumed, documented, fixed_memory, gib, mib, optional_secret,
};
use crate::units::{Duration, MilliCpu};

/// With the management plugin, for the port that people look at.
///
/// The name of a node is a part of where its data lies: it needs the stable name of a `StatefulSet`.
pub(super) static RABBITMQ: Engine = Engine {
    name: "rabbitmq",
    types: &[StoreType::Queue],
    image: documented("docker.io/library/rabbitmq:4.2.1-management", "official image, Ubuntu"),
    ports: &[("amqp", 5672), ("management", 15672)],
    url_scheme: "amqp",
    data: Some(Data {
        path: "/var/lib/rabbitmq",
        folder: None,
        size: assumed(gib(8), "a start; publishers are blocked when less than 50 MB is free"),
    }),
    // The cookie's file is in the data path, and the server refuses one that its group can read: the kubelet must not change modes
    // at every start.
    run_as: documented(
        RunAs { uid: 999, gid: 999, fs_group: 999 },
        "user rabbitmq of the image, whose home is the data path",
    ),
    // Logs go to the console, but dumps of a crash go here.
    writable: &[Writable::Empty("/tmp"), Writable::Empty("/var/log/rabbitmq")],
    // Without the first two, the user is `guest` with the password `guest`. They count on an empty disk only. Without the third, the
    // server makes up a cookie and keeps it with its data, which does for one member.
    env: &[
        optional_secret("RABBITMQ_DEFAULT_USER", "user"),
        optional_secret("RABBITMQ_DEFAULT_PASS", "password"),
        optional_secret("RABBITMQ_ERLANG_COOKIE", "cookie"),
    ],
    args: &[],
    readiness: documented(
        Check::Tcp("amqp"),
        "listeners are opened last, when queues are recovered; rabbitmq-diagnostics starts a virtual machine for each check, more \
         than a second of CPU",
    ),
    liveness: documented(
        Check::Tcp("amqp"),
        "as for readiness; a broker that is short of memory blocks publishers and is still well",
    ),
    startup: assumed(
        Duration::from_secs(300),
        "recovering queues and indexes takes minutes with many messages on disk",
    ),
    shutdown: assumed(Duration::from_secs(60), "SIGTERM closes connections and writes the queues' indexes"),
    cpu: assumed(MilliCpu(250), "a start for hundreds of messages per second"),
    memory: assumed(
        fixed_memory(mib(512)),
        "publishers are blocked at 60 % of the limit, and an idle broker takes some 150 MiB",
    ),
    least_memory: None,
    dataset: None,
    connections: None,
};
