//! Kafka on the image of the project, as a single node that is broker and controller at once.

use super::{Check, Data, Engine, EnvVar, RunAs, StoreType, Writable, assumed, documented, fixed_memory, gib, literal};
use crate::units::{Duration, MilliCpu};

/// Without credentials: accounts are kept by the cluster itself, made at its first start.
pub(super) static KAFKA: Engine = Engine {
    name: "kafka",
    types: &[StoreType::Queue],
    image: documented("docker.io/apache/kafka:4.3.1", "image of the project, Alpine"),
    ports: &[("kafka", 9092), ("controller", 9093)],
    url_scheme: "kafka",
    data: Some(Data {
        path: "/var/lib/kafka",
        folder: None,
        size: assumed(gib(10), "a start; by default messages are kept for a week, whatever their size"),
    }),
    run_as: documented(RunAs { uid: 1000, gid: 1000, fs_group: 1000 }, "user appuser of the image, its first user"),
    // The start writes the configuration from the environment, into a folder that may be empty.
    writable: &[Writable::Empty("/opt/kafka/config"), Writable::Empty("/opt/kafka/logs"), Writable::Empty("/tmp")],
    env: ENV,
    args: &[],
    readiness: assumed(
        Check::Tcp("kafka"),
        "the port opens when logs are recovered and the controller knows the broker; the tools of the image start a virtual \
         machine for each check, seconds of CPU",
    ),
    liveness: assumed(
        Check::Tcp("kafka"),
        "as for readiness; recovering logs again after a restart would take as long",
    ),
    startup: assumed(Duration::from_secs(300), "after a crash, every open segment is read again"),
    shutdown: assumed(
        Duration::from_secs(120),
        "SIGTERM writes what is in memory, so that the next start reads nothing again",
    ),
    cpu: assumed(
        MilliCpu(500),
        "a start for thousands of messages per second; the virtual machine compiles at every start",
    ),
    memory: assumed(
        fixed_memory(gib(2)),
        "half of it is the heap, the rest threads, buffers, and pages of the newest messages",
    ),
    least_memory: None,
    dataset: None,
    connections: None,
};

/// Every setting, because the first one that is given makes the image forget its own.
const ENV: &[EnvVar] = &[
    // The image's own, written down: a disk that was formatted for another one would be refused after a change of the image.
    literal("CLUSTER_ID", "5L6g3nShT-eMCtK--X86sw"),
    literal("KAFKA_NODE_ID", "1"),
    literal("KAFKA_PROCESS_ROLES", "broker,controller"),
    literal("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9093"),
    literal("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER"),
    // The broker calls itself over the loopback: by its Service, it would be a caller that no policy admits.
    literal("KAFKA_LISTENERS", "CLIENT://:9092,BROKER://localhost:9094,CONTROLLER://:9093"),
    literal("KAFKA_INTER_BROKER_LISTENER_NAME", "BROKER"),
    literal("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CLIENT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
    // With the namespace, so that callers in another one find it, too.
    literal("KAFKA_ADVERTISED_LISTENERS", "CLIENT://${self.host}.${namespace}:${self.port},BROKER://localhost:9094"),
    // Below the disk's root, which holds `lost+found`. Not `data`: that folder is a volume of the image, which would lie over the
    // disk, and be gone with the container.
    literal("KAFKA_LOG_DIRS", "/var/lib/kafka/log"),
    // One broker holds one copy.
    literal("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1"),
    literal("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1"),
    literal("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1"),
    literal("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
    literal("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
    literal(
        "KAFKA_HEAP_OPTS",
        "-Xms${resources.memory.request * 0.5 in MiB}m -Xmx${resources.memory.request * 0.5 in MiB}m",
    ),
    // To the console alone: nothing deletes the files that the defaults of both write.
    literal("KAFKA_LOG4J_OPTS", "-Dlog4j2.configurationFile=/etc/kafka/docker/tools-log4j2.yaml"),
    literal("KAFKA_GC_LOG_OPTS", "-Xlog:gc*=warning"),
];
