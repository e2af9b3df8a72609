//! Components: what runs, and how many of it.

use super::keys::{ByEnvName, ByMountPath, ByQualifiedName};
use super::{
    AccessSpec, Accessor, CallsSpec, CapabilitiesSpec, ConsumeSpec, DiskSpec, FileSpec, ForSpec, GpuSpec, InitSpec,
    ManagedSpec, MetricsSpec, MigrateSpec, ObserveSpec, OperatorSpec, OwnLoadSpec, PortsSpec, ProbesSpec,
    ResourcesSpec, SecretSpec, ShutdownSpec, SidecarSpec, UserSpec, WorkSpec, WritableSpec,
};
use crate::blueprint::table::{
    ByName, Entries, Flag, NamedList, Placed, Places, Reader, SchemaBook, Shape, Short, Text, Whole, choices, record,
};
use crate::catalog::engines::StoreType;
use crate::names::Name;
use crate::units::{Bytes, Duration, Rate, Ratio, ReplicaRange};
use crate::yaml::node::{Kind, Node};
use serde_json::Value;

choices! {
    /// What kind of thing a component is.
    pub enum ComponentType = "a component type" {
        /// Answers requests.
        Service = "service",
        /// Takes messages from queues.
        Worker = "worker",
        /// Runs once per delivery.
        Job = "job",
        /// Runs on a schedule.
        Cron = "cron",
        /// Runs on every node.
        Daemon = "daemon",
        /// Keeps data.
        Database = "database",
        /// Keeps copies of data that can be lost.
        Cache = "cache",
        /// Hands messages on.
        Queue = "queue",
    }
}

impl ComponentType {
    /// The place of the type in the key table.
    #[must_use]
    pub const fn place(self) -> Places {
        Places::component(self as u32)
    }

    /// Whether it keeps state of its own: database, cache or queue.
    #[must_use]
    pub const fn is_store(self) -> bool {
        self.store_type().is_some()
    }

    /// The type as the catalog's engines know it; none where it is no store.
    #[must_use]
    pub const fn store_type(self) -> Option<StoreType> {
        match self {
            Self::Database => Some(StoreType::Database),
            Self::Cache => Some(StoreType::Cache),
            Self::Queue => Some(StoreType::Queue),
            _ => None,
        }
    }

    /// Whether it runs to completion: job or cron.
    #[must_use]
    pub const fn is_finite(self) -> bool {
        matches!(self, Self::Job | Self::Cron)
    }
}

const SERVICE: Places = ComponentType::Service.place();
const WORKER: Places = ComponentType::Worker.place();
const CRON: Places = ComponentType::Cron.place();
const STORES: Places =
    ComponentType::Database.place().or(ComponentType::Cache.place()).or(ComponentType::Queue.place());
const RUNNING: Places = SERVICE.or(WORKER);
const LASTING: Places = RUNNING.or(STORES);
/// What runs until it is stopped.
const SERVING: Places = LASTING.or(ComponentType::Daemon.place());

choices! {
    /// Who runs a component.
    pub enum Ownership = "`own` or `observe`" {
        /// This blueprint.
        Own = "own",
        /// Somebody else: it is counted and emits nothing.
        Observe = "observe",
    }
}

choices! {
    /// Whether defaults apply.
    pub enum DefaultsSwitch = "`none`" {
        /// They do not.
        None = "none",
    }
}

choices! {
    /// Over what replicas are spread.
    pub enum Spread = "`zone` or `host`" {
        /// Over zones, and within them over nodes.
        Zone = "zone",
        /// Over nodes.
        Host = "host",
    }
}

choices! {
    /// Whether replicas have names of their own.
    pub enum Identity = "`stable`" {
        /// Each keeps its name: a StatefulSet with a headless Service. Where the component calls itself, that Service also names pods
        /// that are not ready, and all pods start at once: they look for each other.
        Stable = "stable",
    }
}

record! {
    /// One component: a program, a store, a queue, a job.
    pub struct ComponentSpec = "component" {
        /// What kind of thing it is. Default: `service`.
        component_type: ComponentType = "type";
        /// The store's product; gives its image, ports, probes, data path and shutdown.
        engine: Text = "engine" on STORES;
        /// A template, or another component whose body is taken over.
        extends: Name = "extends";
        /// What a family is made for: `store-${item}: {for: [user, order], …}` makes `store-user` and `store-order`. In the body `${item}` is the item.
        for_items: ForSpec = "for";
        /// A feature that must be on, or `not FEATURE`: else the environment does not have the component.
        when: Text = "when";
        /// `none`: the blueprint's `defaults` do not apply.
        defaults: DefaultsSwitch = "defaults";
        /// `observe`: counted (load, zones, limits, policies), but run by somebody else; nothing is emitted.
        ownership: Ownership = "ownership" on LASTING;
        /// Where an observed component is found.
        observe: ObserveSpec = "observe" on LASTING;
        /// The reason of an exception to a safe default that this component makes.
        because: Text = "because";
        /// The image with its tag or digest: `registry/name:1.4.2@sha256:…`. `${name}` is the component's name.
        image: Text = "image";
        /// Replaces the image's entry point.
        command: Vec<Placed<Text>> = "command";
        /// Arguments.
        args: Vec<Placed<Text>> = "args";
        /// Environment variables; values may hold references (`"${catalog.address}"`).
        env: Entries<ByEnvName, Text> = "env";
        /// Whole maps of variables: `[configs.common, secrets.db]`; what `env` says wins. Of a secret with `keys` only those, under their names here.
        env_from: Vec<Placed<Text>> = "envFrom";
        /// Secrets by the name that references use: `{db: {secret: shop-db, keys: {password: pw}}}`.
        secrets: Entries<ByName, SecretSpec> = "secrets";
        /// Files put into the container: from a path beside the blueprint, or from text.
        files: Entries<ByMountPath, FileSpec> = "files";
        /// Files from secrets: `{/run/db: secrets.db}` a directory with all keys, `{/run/db/pw: secrets.db.password}` one file.
        secret_files: Entries<ByMountPath, Text> = "secretFiles";
        /// Directories that may be written to; the root file system is read-only.
        writable: WritableSpec = "writable";
        /// Directories that outlive the pod, by mount path: `{/data: 10Gi}`. Each replica has its own, but for those that are `shared`; a job or cron has shared ones alone.
        disks: Entries<ByMountPath, DiskSpec> = "disks";
        /// User, group and file-system group. Default: 10001.
        user: UserSpec = "user";
        /// Capabilities of Linux. Default: none.
        capabilities: CapabilitiesSpec = "capabilities";
        /// Devices that each pod gets for itself alone. Default: none.
        gpu: GpuSpec = "gpu";
        /// The `RuntimeClass` of its pods, such as `nvidia` or `gvisor`; it exists in the cluster. Default: the runtime's own.
        runtime_class: Text = "runtimeClass";
        /// Shared memory at `/dev/shm`: in memory, counts towards the memory limit. Default: the runtime's 64Mi.
        shm: Bytes = "shm";
        /// Ports by name; the protocol is the name up to its first `-`. Written by a component, they replace inherited ones whole.
        ports: PortsSpec = "ports" on SERVING;
        /// Health probes. Default: readiness from the protocol of the first port; liveness only when asked for.
        probes: ProbesSpec = "probes" on SERVING;
        /// Allowed until first ready; becomes a startup probe.
        startup: Duration = "startup" on SERVING;
        /// Time to finish after being told to stop, and what to do first.
        shutdown: ShutdownSpec = "shutdown";
        /// Steps that run to completion before the component starts, in order.
        init: NamedList<InitSpec> = "init";
        /// Containers that run beside it for as long as the pod lives; they start before the steps of `init`.
        sidecars: NamedList<SidecarSpec> = "sidecars";
        /// What must have run once before new pods serve: they wait for a Job, whose name changes with what it does.
        migrate: MigrateSpec = "migrate" on SERVING;
        /// What it calls, and how often per request.
        calls: CallsSpec = "calls";
        /// The queues it takes messages from.
        consumes: Entries<ByName, ConsumeSpec> = "consumes" on RUNNING;
        /// Mean work of its own per request, callees excluded.
        per_request: WorkSpec = "perRequest" on SERVICE.or(STORES);
        /// Requests that one pod works on at a time.
        concurrency: Whole<1, 100_000> = "concurrency" on RUNNING;
        /// CPU and memory. Default: the starter 100m and 128Mi..256Mi, graded assumed.
        resources: ResourcesSpec = "resources";
        /// Replicas: `3`, `2..20`; `0..5` lets them all go, where a queue or a schedule brings them back. Default: 2, or what load and work per request ask for.
        scaling: ScalingSpec = "scaling" on RUNNING;
        /// `stable`: each replica keeps its name, as in a store. Default: replicas are alike.
        identity: Identity = "identity" on RUNNING;
        /// Variables that every caller gets: `{SPRING_DATA_MONGODB_HOST: host}`; what a caller's own `env` says wins.
        client_env: Entries<ByEnvName, Accessor> = "clientEnv" on STORES;
        /// What its pods may do at the API of Kubernetes and in the cloud. Default: nothing, and no token.
        access: AccessSpec = "access";
        /// Where its metrics are scraped. Default: not at all.
        metrics: MetricsSpec = "metrics" on SERVING;
        /// Demand that begins here, beside what arrives from others.
        load: OwnLoadSpec = "load" on LASTING;
        /// How many pods may be disturbed at once. Default: 1.
        disruption: DisruptionSpec = "disruption" on LASTING;
        /// Node pool and spread.
        placement: PlacementSpec = "placement";
        /// A PriorityClass of the platform.
        priority: Text = "priority";
        /// How new pods replace old ones.
        rollout: RolloutSpec = "rollout" on SERVING;
        /// Further labels on workload and pods; never used in selectors.
        labels: Entries<ByQualifiedName, Text> = "labels";
        /// Annotations on workload and pods.
        annotations: Entries<ByQualifiedName, Text> = "annotations";
        /// Annotations on the Service.
        service_annotations: Entries<ByQualifiedName, Text> = "serviceAnnotations" on SERVING;
        /// When a cron runs: five fields, or `@daily` and its like.
        schedule: Text = "schedule" on CRON;
        /// The IANA time zone of the schedule. Default: UTC.
        time_zone: Text = "timeZone" on CRON;
        /// The data that a store holds; sizes its memory or disk.
        dataset: Bytes = "dataset" on STORES;
        /// Members of a self-hosted store. Default: 1; more is not built yet for any engine, but an `operator` runs as many as it is told.
        members: Whole<1, 99> = "members" on STORES;
        /// A store that a provider runs: nothing is emitted for it, references resolve to its host.
        managed: ManagedSpec = "managed" on STORES;
        /// A store that an operator runs in our namespace, from a custom resource under `extra` or applied elsewhere: references
        /// resolve to its host, a policy keeps its members, and quota and nodes count them. Of what is said of pods only
        /// `resources` holds, as what one member asks for.
        operator: OperatorSpec = "operator" on STORES;
    }
    variants { "managed", "operator" }
}

impl Short for ComponentSpec {}

record! {
    /// How many replicas run.
    pub struct ScalingSpec = "scaling" {
        /// A fixed number, or the fewest and the most.
        replicas: ReplicaRange = "replicas";
        /// CPU utilization that the autoscaler holds, as a share of the request. Default: 60% where nothing else is to be held.
        cpu: Ratio = "cpu";
        /// Requests per second that one pod should get, such as `80/s`: held by the metric `http_requests_per_second` of its pods.
        requests: Rate = "requests";
        /// Memory utilization that the autoscaler holds beside CPU, as a share of the request: for programs that give back what they no longer need.
        memory: Ratio = "memory";
        /// A query of Prometheus whose result is shared out over the pods; held by KEDA.
        query: QuerySpec = "query";
        /// Messages that may wait for each pod, in every queue that it consumes; held by KEDA. Default: with bounds and with KEDA
        /// among the peers, what one pod works off within the `lag`; else CPU decides.
        queue: Whole<1, 1_000_000_000> = "queue";
        /// Windows of time with more pods; opened and closed by KEDA.
        schedule: Vec<WindowSpec> = "schedule";
    }
}

record! {
    /// A query of Prometheus by whose result pods are counted.
    pub struct QuerySpec = "query" {
        /// The address of Prometheus as KEDA's operator reaches it: `http://prometheus.monitoring:9090`.
        server: Text = "server";
        /// The query in `PromQL`; its result is one number. Without a result the fallback holds.
        expression: Text = "expression";
        /// How much of the result each pod should have.
        per_pod: Whole<1, 1_000_000_000> = "perPod";
    }
}

impl Short for QuerySpec {}

record! {
    /// A window of time with more pods.
    pub struct WindowSpec = "window" {
        /// When it begins: five fields, or `@daily` and its like.
        cron: Text = "cron";
        /// How long it lasts, in whole minutes: `10h`. It ends before the next one begins.
        duration: Duration = "duration";
        /// The fewest pods while it lasts.
        replicas: Whole<1, 10_000> = "replicas";
        /// The IANA time zone of `cron`. Default: UTC.
        time_zone: Text = "timeZone";
    }
}

impl Short for WindowSpec {}

impl Short for ScalingSpec {
    const SHORT: &'static [&'static str] = &["1", "2..20"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|replicas| Self { replicas, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![ReplicaRange::schema(book)]
    }
}

record! {
    /// How many pods may be disturbed at once by drains and upgrades.
    pub struct DisruptionSpec = "disruption" {
        /// A number of pods, or a percentage.
        max_unavailable: Text = "maxUnavailable";
    }
}

impl Short for DisruptionSpec {
    const SHORT: &'static [&'static str] = &["1", "25%"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|max_unavailable| Self { max_unavailable }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Text::schema(book)]
    }
}

record! {
    /// Where pods run.
    pub struct PlacementSpec = "placement" {
        /// A node pool of the platform.
        pool: Name = "pool";
        /// Over what replicas are spread. Default: zones where there are several, else nodes.
        spread: Spread = "spread";
        /// Components whose pods should be on the same node.
        with: Vec<Placed<Name>> = "with";
        /// Components whose pods should not be on the same node.
        apart: Vec<Placed<Name>> = "apart";
        /// Taints that are tolerated: `key` or `key=value:Effect`; `"*"` is every taint.
        tolerate: Vec<Text> = "tolerate";
    }
}

impl Short for PlacementSpec {}

record! {
    /// How new pods replace old ones.
    pub struct RolloutSpec = "rollout" {
        /// `true`: all old pods stop before a new one starts.
        recreate: Flag = "recreate";
        /// Pods above the wanted number during a rollout: a number or a percentage.
        surge: Text = "surge";
        /// Pods that may be missing during a rollout: a number or a percentage.
        unavailable: Text = "unavailable";
        /// How long a new pod must be ready before it counts.
        min_ready: Duration = "minReady";
        /// After how long without progress a rollout counts as failed.
        deadline: Duration = "deadline";
    }
}

impl Short for RolloutSpec {
    const SHORT: &'static [&'static str] = &["recreate"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(scalar) = &node.kind else { return None };
        if scalar.text != "recreate" {
            reader.unknown_word(node, &scalar.text, &["recreate"], "a kind of rollout");
            return Some(None);
        }
        let recreate = reader.written(node, Flag(true));
        Some(Some(Self { recreate, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![serde_json::json!({"const": "recreate"})]
    }
}
