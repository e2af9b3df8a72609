//! What a pod is made of: users, resources, secrets, its end.

use super::keys::ByItem;
use crate::blueprint::table::{Entries, Flag, Placed, Reader, SchemaBook, Shape, Short, Text, Whole, record};
use crate::names::Name;
use crate::units::{Bytes, CpuRange, Duration, MemoryRange};
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

record! {
    /// Who a container runs as.
    pub struct UserSpec = "user" {
        /// User id. Default: 10001.
        uid: Whole<0, 2_147_483_647> = "uid";
        /// Group id. Default: the user id.
        gid: Whole<0, 2_147_483_647> = "gid";
        /// Group that owns the volumes. Default: the group id.
        fs_group: Whole<0, 2_147_483_647> = "fsGroup";
        /// `true`: the root user, an exception that needs `because`.
        root: Flag = "root";
        /// The reason of the exception.
        because: Text = "because";
    }
}

impl Short for UserSpec {
    const SHORT: &'static [&'static str] = &["1000"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|uid: crate::blueprint::table::Field<Whole<0, 2_147_483_647>>| Self {
            gid: uid.clone(),
            fs_group: uid.clone(),
            uid,
            ..Self::default()
        }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Whole::<0, 2_147_483_647>::schema(book)]
    }
}

record! {
    /// Capabilities of Linux beyond none at all.
    pub struct CapabilitiesSpec = "capabilities" {
        /// What is added to none: `[NET_BIND_SERVICE]`. A process that is not root holds them only where its image's files say so.
        add: Vec<Placed<Text>> = "add";
        /// The reason of the exception.
        because: Text = "because";
    }
}

impl Short for CapabilitiesSpec {}

record! {
    /// Devices that each pod gets for itself alone.
    pub struct GpuSpec = "gpu" {
        /// How many.
        count: Whole<1, 64> = "count";
        /// Their name as the device plugin gives it. Default: `nvidia.com/gpu`.
        resource: Text = "resource";
    }
}

impl Short for GpuSpec {
    const SHORT: &'static [&'static str] = &["1"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|count| Self { count, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Whole::<1, 64>::schema(book)]
    }
}

record! {
    /// CPU, memory and scratch space of each pod.
    pub struct ResourcesSpec = "resources" {
        /// `100m` is the request, `100m..500m` the request and the limit; `1` is a core.
        cpu: CpuRange = "cpu";
        /// `128Mi` is request and limit, `64Mi..128Mi` both, `..20Mi` is `20Mi..20Mi`, `100Mi..none` has no limit.
        memory: MemoryRange = "memory";
        /// Scratch space, in the form of `memory`.
        ephemeral_storage: MemoryRange = "ephemeralStorage";
        /// The reason of an exception, such as memory without a limit.
        because: Text = "because";
        /// The native form: requests.
        requests: AmountsSpec = "requests";
        /// The native form: limits.
        limits: AmountsSpec = "limits";
    }
}

impl Short for ResourcesSpec {}

record! {
    /// Amounts in Kubernetes' own form.
    pub struct AmountsSpec = "amounts" {
        /// CPU.
        cpu: crate::units::MilliCpu = "cpu";
        /// Memory.
        memory: Bytes = "memory";
        /// Scratch space.
        ephemeral_storage: Bytes = "ephemeral-storage";
    }
}

impl Short for AmountsSpec {}

record! {
    /// What must have run before pods serve.
    pub struct MigrateSpec = "migration" {
        /// A command on the component's own image, with its variables, files and calls: a Job named `NAME-migrate`.
        command: Vec<Placed<Text>> = "command";
        /// Arguments.
        args: Vec<Placed<Text>> = "args";
        /// A component of `type: job` instead.
        job: Name = "job";
    }
    variants { "command", "job" }
}

impl Short for MigrateSpec {
    const SHORT: &'static [&'static str] = &["schema-job"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|job| Self { job, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Name::schema(book)]
    }
}

record! {
    /// How a pod ends.
    pub struct ShutdownSpec = "shutdown" {
        /// Time between being told to stop and being killed. Default: 30s.
        grace: Duration = "grace";
        /// What happens first: a command, or a pause while load balancers take note.
        drain: DrainSpec = "drain";
    }
}

impl Short for ShutdownSpec {
    const SHORT: &'static [&'static str] = &["30s"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|grace| Self { grace, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Duration::schema(book)]
    }
}

/// What happens before the stop signal.
#[derive(Clone, Debug, PartialEq)]
pub enum DrainSpec {
    /// Nothing, for this long.
    Pause(Duration),
    /// A command in the container.
    Command(Vec<Text>),
}

impl Shape for DrainSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.kind {
            Kind::List(_) => Vec::read(node, reader).map(Self::Command),
            _ => Duration::read(node, reader).map(Self::Pause),
        }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"anyOf": [Duration::schema(book), Vec::<Text>::schema(book)]})
    }

    fn describe() -> String {
        "a command (a list), or a pause (`10s`)".to_owned()
    }
}

record! {
    /// A Secret that exists in the cluster, or one that External Secrets brings from the platform's store.
    pub struct SecretSpec = "secret" {
        /// The name of the Secret.
        secret: Text = "secret";
        /// Its path in `platform.secretStore`: an `ExternalSecret` makes the Secret.
        store: Text = "store";
        /// Our names of its keys: `{password: postgresql-password}`; only these may then be referred to. Default: every key, by its own name.
        keys: Entries<ByItem, Text> = "keys";
    }
    variants { "secret", "store" }
}

impl Short for SecretSpec {
    const SHORT: &'static [&'static str] = &["shop-db"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|secret| Self { secret, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string"})]
    }
}
