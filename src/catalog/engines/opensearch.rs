//! `OpenSearch` on the image of the project, as a single node.

use super::{
    Check, Data, Engine, EnvVar, RunAs, StoreType, Writable, assumed, documented, fixed_memory, gib, literal, secret,
};
use crate::units::{Duration, MilliCpu};

/// With the security plugin as the image sets it up: users with passwords, and certificates that everybody has.
pub(super) static OPENSEARCH: Engine = Engine {
    name: "opensearch",
    types: &[StoreType::Database],
    image: documented("docker.io/opensearchproject/opensearch:3.6.0", "image of the project, Amazon Linux"),
    ports: &[("http", 9200), ("transport", 9300)],
    url_scheme: "http",
    data: Some(Data {
        path: "/usr/share/opensearch/data",
        folder: None,
        size: assumed(
            gib(20),
            "a start; an index takes about what its documents take, and nothing is written over 95 %",
        ),
    }),
    run_as: documented(RunAs { uid: 1000, gid: 1000, fs_group: 1000 }, "user opensearch of the image"),
    // The start writes a keystore, certificates and the administrator's password into its configuration.
    writable: &[
        Writable::Copied("/usr/share/opensearch/config"),
        Writable::Empty("/usr/share/opensearch/logs"),
        Writable::Empty("/tmp"),
    ],
    env: ENV,
    args: &[],
    readiness: documented(
        Check::Exec(&[
            "sh",
            "-c",
            "curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:9200/ | grep -qE '^(200|401)$'",
        ]),
        "the port is open before users are known, and requests are answered with 503 until then; a request without a password is \
         refused with 401 when all is well, so the check needs none",
    ),
    liveness: documented(
        Check::Tcp("http"),
        "a node that collects garbage or recovers indexes answers late: restarting it then would start the recovery over",
    ),
    startup: assumed(
        Duration::from_secs(300),
        "the virtual machine with its plugins takes a minute, recovering indexes minutes",
    ),
    shutdown: assumed(Duration::from_secs(120), "SIGTERM ends requests and writes what is in memory to the indexes"),
    cpu: assumed(MilliCpu(500), "a start for tens of searches per second; the virtual machine compiles at every start"),
    memory: assumed(
        fixed_memory(gib(2)),
        "half of it is the heap, which its plugins alone fill with some 400 MiB; the rest is for buffers and pages of the indexes",
    ),
    least_memory: None,
    dataset: None,
    connections: None,
};

/// Names with dots are settings, which the image hands to the server.
const ENV: &[EnvVar] = &[
    // It counts on an empty disk only; the image ends when it is weak.
    secret("OPENSEARCH_INITIAL_ADMIN_PASSWORD", "password"),
    // Without a cluster to join, and without the checks of the node that one would ask for.
    literal("discovery.type", "single-node"),
    // A node allows too few mapped files, and a restricted pod cannot ask it for more.
    literal("node.store.allow_mmap", "false"),
    // Everybody has the key of the image's certificate: it would prove nothing, and callers would have to be told to accept it.
    literal("plugins.security.ssl.http.enabled", "false"),
    // It would write to the logs' folder for ever.
    literal("DISABLE_PERFORMANCE_ANALYZER_AGENT_CLI", "true"),
    // The second and third keep the log of the garbage collector, which grows to 2 GiB, out of the logs' folder.
    literal(
        "OPENSEARCH_JAVA_OPTS",
        "-Xms${resources.memory.request * 0.5 in MiB}m -Xmx${resources.memory.request * 0.5 in MiB}m -Xlog:disable \
         -Xlog:all=warning:stderr:utctime,level,tags",
    ),
];
