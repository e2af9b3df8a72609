//! What a pod is made of: ports, probes, files, disks, users, resources.

use super::keys::{ByItem, ByPortName};
use crate::blueprint::table::{
    ByName, Entries, Flag, KeyKind, Named, Placed, Reader, SchemaBook, Shape, Short, Text, Whole, choices, record,
};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names::{self, Name};
use crate::source::Origin;
use crate::units::{Bytes, CpuRange, Duration, MemoryRange};
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

choices! {
    /// What is spoken on a port.
    pub enum Transport = "a protocol" {
        /// HTTP/1.1.
        Http = "http",
        /// HTTP/2 in clear text.
        Http2 = "http2",
        /// HTTP over TLS.
        Https = "https",
        /// gRPC.
        Grpc = "grpc",
        /// WebSocket.
        Ws = "ws",
        /// Bytes over TCP.
        Tcp = "tcp",
        /// Datagrams.
        Udp = "udp",
    }
}

record! {
    /// One port of a component.
    pub struct PortSpec = "port" {
        /// The port of the Service. Default: none, where only `target` is written.
        port: Whole<1, 65_535> = "port";
        /// The port of the container. Default: `port`.
        target: Whole<1, 65_535> = "target";
        /// What is spoken. Default: the port's name up to its first `-`, else tcp.
        protocol: Transport = "protocol";
    }
    later { "hostPort"; "because"; }
}

impl Short for PortSpec {
    const SHORT: &'static [&'static str] = &["8080", "80 -> 8080", "6831/udp"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(scalar) = &node.kind else { return None };
        let (numbers, protocol) = match scalar.text.rsplit_once('/') {
            Some((numbers, protocol)) => (numbers, Some(protocol)),
            None => (scalar.text.as_str(), None),
        };
        let (port, target) = numbers.split_once("->").unwrap_or((numbers, numbers));
        let spec = (|| {
            let port = port_number(port.trim())?;
            let target = port_number(target.trim())?;
            let protocol = protocol.map(|word| Transport::from_word(word.trim()).ok_or(())).transpose().ok()?;
            Some(Self {
                port: reader.written(node, port),
                target: reader.written(node, target),
                protocol: protocol.map(|protocol| reader.written(node, protocol)).unwrap_or_default(),
            })
        })();
        if spec.is_none() {
            let message = format!("`{}` is not a port: a number from 1 to 65535", scalar.text);
            reader.push(
                Diagnostic::new(&codes::BAD_VALUE, node.span, message)
                    .help("write `8080`, `80 -> 8080` (Service -> container) or `6831/udp`"),
            );
        }
        Some(spec)
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        let pattern = r"^[0-9]+( *-> *[0-9]+)?(/(http|http2|https|grpc|ws|tcp|udp))?$";
        vec![json!({"type": "integer", "minimum": 1, "maximum": 65535}), json!({"type": "string", "pattern": pattern})]
    }
}

/// A port number.
fn port_number(text: &str) -> Option<Whole<1, 65_535>> {
    // A leading zero makes the number octal to other readers.
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|number| digits && (1..=65_535).contains(number)).map(Whole)
}

/// Ports by name; a layer that speaks of ports replaces all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PortsSpec(pub Entries<ByPortName, PortSpec>);

impl Shape for PortsSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Entries::read(node, reader).map(Self)
    }

    fn schema(book: &mut SchemaBook) -> Value {
        Entries::<ByPortName, PortSpec>::schema(book)
    }

    fn describe() -> String {
        format!("{}; replaced whole", Entries::<ByPortName, PortSpec>::describe())
    }
}

record! {
    /// One health check.
    pub struct ProbeSpec = "probe" {
        /// The path of an HTTP check.
        path: Text = "path";
        /// `true`: a TCP connection is enough.
        tcp: Flag = "tcp";
        /// `true`: the gRPC health protocol.
        grpc: Flag = "grpc";
        /// A command in the container; status 0 is healthy.
        exec: Vec<Text> = "exec";
        /// `true`: no check.
        none: Flag = "none";
        /// The port, by name or container port. Default: the first port of a fitting protocol.
        port: Text = "port";
        /// Headers of an HTTP check.
        headers: Entries<ByHeader, Text> = "headers";
        /// Time before the first check. Default: 0s.
        delay: Duration = "delay";
        /// Time between checks. Default: 10s.
        period: Duration = "period";
        /// Time after which a check has failed. Default: 1s.
        timeout: Duration = "timeout";
        /// Failures in a row that count. Default: 3.
        failures: Whole<1, 1000> = "failures";
    }
    variants { "path", "tcp", "grpc", "exec", "none" }
}

/// Names of HTTP headers.
#[derive(Clone, Debug, PartialEq)]
pub struct ByHeader;

impl KeyKind for ByHeader {
    const WHAT: &'static str = "name of a header";
    const PATTERN: &'static str = "^[A-Za-z0-9-]+$";

    fn check(key: &str) -> Result<(), names::NameError> {
        if !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            return Ok(());
        }
        Err(names::NameError { problem: format!("`{key}` is no name of a header"), slug: None })
    }
}

impl Short for ProbeSpec {
    const SHORT: &'static [&'static str] = &["/path", "tcp", "grpc", "none"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(scalar) = &node.kind else { return None };
        let on = || Origin::Written(node.span);
        let flag = || crate::blueprint::table::Field::from_origin(Flag(true), on());
        Some(match scalar.text.as_str() {
            "tcp" => Some(Self { tcp: flag(), ..Self::default() }),
            "grpc" => Some(Self { grpc: flag(), ..Self::default() }),
            "none" => Some(Self { none: flag(), ..Self::default() }),
            path if path.starts_with('/') => {
                Some(Self { path: reader.written(node, Text(path.to_owned())), ..Self::default() })
            }
            other => {
                reader.unknown_word(node, other, &["a path such as `/healthz`", "tcp", "grpc", "none"], "a probe");
                None
            }
        })
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string", "pattern": "^(/.*|tcp|grpc|none)$"})]
    }
}

record! {
    /// The health checks of a component. Anything but the keys below is a readiness check.
    pub struct ProbesSpec = "probes" {
        /// Whether the pod gets traffic.
        readiness: ProbeSpec = "readiness";
        /// Whether the container must be restarted; none unless asked for.
        liveness: ProbeSpec = "liveness";
        /// Whether the container has started; derived from `startup`.
        startup: ProbeSpec = "startup";
    }
}

impl Short for ProbesSpec {
    const SHORT: &'static [&'static str] = &["/path", "tcp", "grpc", "none"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let names = ["readiness", "liveness", "startup"];
        if let Kind::Map(map) = &node.kind
            && (map.entries.is_empty() || map.entries.iter().any(|entry| names.contains(&entry.key.text.as_str())))
        {
            return None;
        }
        Some(reader.nested(node).map(|readiness| Self { readiness, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![ProbeSpec::schema(book)]
    }
}

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
    /// One volume that may be written to and is lost with the pod.
    pub struct WritableVolume = "writable volume" {
        /// Where it is mounted.
        paths: Vec<Text> = "paths";
        /// Its largest size. Default: 64Mi.
        size: Bytes = "size";
        /// `true`: in memory; counts towards the memory limit.
        memory: Flag = "memory";
    }
}

impl Short for WritableVolume {}

/// Writable volumes by name; a list of paths makes one volume for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WritableSpec(pub Entries<ByName, WritableVolume>);

impl Shape for WritableSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::List(items) = &node.kind else { return Entries::read(node, reader).map(Self) };
        let mut volumes = Entries::default();
        for item in items {
            let Some(path) = Text::read(item, reader) else { continue };
            if let Err(error) = super::ByMountPath::check(&path.0) {
                reader.push(Diagnostic::new(&codes::BAD_VALUE, item.span, error.problem));
                continue;
            }
            let name = volume_name(&path.0, &volumes);
            let paths = reader.written(item, vec![path]);
            volumes.insert(name, reader.written(item, WritableVolume { paths, ..WritableVolume::default() }));
        }
        Some(Self(volumes))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let list = json!({"type": "array", "items": {"type": "string", "pattern": "^/"}});
        json!({"anyOf": [list, Entries::<ByName, WritableVolume>::schema(book)]})
    }

    fn describe() -> String {
        format!("`[/tmp, /var/cache]`, or {}", Entries::<ByName, WritableVolume>::describe())
    }

    fn merged(self, over: Self) -> Self {
        Self(self.0.merged(over.0))
    }
}

/// A name for the volume at a path; paths that differ only in their signs get different ones.
fn volume_name(path: &str, taken: &Entries<ByName, WritableVolume>) -> String {
    let name = names::slug(path, names::LONGEST_NAME).unwrap_or_else(|| "root".to_owned());
    let same =
        |known: &WritableVolume| known.paths.get().is_some_and(|paths| paths.iter().any(|known| known.0 == path));
    match taken.get(&name) {
        Some(other) if !same(&other.value) => names::with_digest(&name, &names::digest8(path.as_bytes())),
        _ => name,
    }
}

choices! {
    /// Who may mount a disk.
    pub enum DiskAccess = "`rwo` or `rwx`" {
        /// One node at a time.
        Rwo = "rwo",
        /// Many nodes at once.
        Rwx = "rwx",
    }
}

record! {
    /// A directory that outlives the pod.
    pub struct DiskSpec = "disk" {
        /// Its size.
        size: Bytes = "size";
        /// A StorageClass of the platform. Default: `platform.storageClass`, else the cluster's default.
        class: Text = "class";
        /// Who may mount it. Default: `rwo`.
        access: DiskAccess = "access";
    }
    later { "shared"; "host"; "readOnly"; "because"; }
}

impl Short for DiskSpec {
    const SHORT: &'static [&'static str] = &["10Gi"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|size| Self { size, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Bytes::schema(book)]
    }
}

record! {
    /// A file, or a directory of files, put into the container.
    pub struct FileSpec = "file" {
        /// A path beside the blueprint; a directory where the mount path ends in `/`.
        path: Text = "path";
        /// The content itself.
        text: Text = "text";
        /// `true`: `${…}` inside is resolved. A secret may not stand there.
        expand: Flag = "expand";
        /// Permissions in octal. Default: "0444".
        mode: Text = "mode";
    }
    variants { "path", "text" }
}

impl Short for FileSpec {
    const SHORT: &'static [&'static str] = &["./app.yml"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|path| Self { path, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string"})]
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
    /// One step before the component starts. What it does not say it takes from its component: image, env, secrets, user, files, writable.
    pub struct InitSpec = "init step" {
        /// Its name.
        name: Name = "name";
        /// Its image. Default: the component's.
        image: Text = "image";
        /// Replaces the image's entry point.
        command: Vec<Placed<Text>> = "command";
        /// Arguments.
        args: Vec<Placed<Text>> = "args";
        /// Further environment variables.
        env: Entries<super::ByEnvName, Text> = "env";
        /// Its own resources. Default: the component's.
        resources: ResourcesSpec = "resources";
    }
    later { "envFrom"; "secrets"; "user"; "files"; "writable"; }
}

impl Short for InitSpec {}

impl Named for InitSpec {
    fn name(&self) -> Option<&str> {
        self.name.get().map(Name::as_str)
    }
}

record! {
    /// A Secret that exists in the cluster.
    pub struct SecretSpec = "secret" {
        /// The name of the Secret.
        secret: Text = "secret";
        /// Our names of its keys: `{password: postgresql-password}`. A key that is not listed has its own name.
        keys: Entries<ByItem, Text> = "keys";
    }
    later { "store"; }
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
