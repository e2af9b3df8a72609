//! Entry points: demand from outside and what is promised to it; externals: what is called outside.

use super::{ByQualifiedName, GatewaySpec, Transport};
use crate::blueprint::table::{Entries, Placed, Reader, SchemaBook, Shape, Short, Text, Whole, choices, record};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names::Name;
use crate::units::{Duration, Factor, Growth, Horizon, LatencyObjective, Rate, Ratio};
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

choices! {
    /// What comes in.
    pub enum EntryProtocol = "a protocol of an entry point" {
        /// HTTP.
        Http = "http",
        /// gRPC.
        Grpc = "grpc",
        /// WebSocket.
        Ws = "ws",
        /// Connections over TCP.
        Tcp = "tcp",
        /// Datagrams.
        Udp = "udp",
    }
}

impl EntryProtocol {
    /// Whether it is passed on as it is: nobody on the way reads a host or a path.
    #[must_use]
    pub fn is_raw(self) -> bool {
        matches!(self, Self::Tcp | Self::Udp)
    }
}

choices! {
    /// How load moves over time.
    pub enum LoadShape = "a shape of load" {
        /// Always the same.
        Steady = "steady",
        /// By day and night.
        Diurnal = "diurnal",
        /// In bursts.
        Spiky = "spiky",
    }
}

record! {
    /// One way in from outside.
    pub struct EntryPointSpec = "entry point" {
        /// The component that answers.
        to: Name = "to";
        /// Components by path prefix.
        routes: RoutesSpec = "routes";
        /// The host name.
        host: Text = "host";
        /// How it is exposed, where it differs from `platform.gateway`.
        gateway: GatewaySpec = "gateway";
        /// Who has the certificate; required with `host`.
        tls: TlsSpec = "tls";
        /// The port, where it is not 443; required with `protocol: tcp` and `udp`, which have none of their own. With `gateway: node-port` the
        /// port of the nodes, from 30000 to 32767; without it the cluster chooses.
        port: Whole<1, 65_535> = "port";
        /// The reason of an exception, such as no TLS.
        because: Text = "because";
        /// Annotations of the Ingress, the route or the Service that leads in: what a controller reads, such as the size of uploads.
        annotations: Entries<ByQualifiedName, Text> = "annotations";
        /// What comes in. A route to a port that speaks `ws` is a WebSocket under `http`, too; `tcp` and `udp` are passed on as they
        /// are, by `gateway: load-balancer` or a gateway whose bundle serves `TCPRoute` and `UDPRoute`. Default: `http`.
        protocol: EntryProtocol = "protocol";
        /// After how long the gateway gives up; of a WebSocket, how long it may last. Default: the gateway's own, and for a WebSocket
        /// no limit, because every limit cuts connections that are in use.
        timeout: Duration = "timeout";
        /// The most that is let in.
        rate_limit: Rate = "rateLimit";
        /// The demand.
        load: LoadSpec = "load";
        /// The promise.
        slo: ObjectiveSpec = "slo";
    }
    variants { "to", "routes" }
}

impl Short for EntryPointSpec {}

/// Routes by path prefix.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoutesSpec(pub Entries<super::ByRoute, RouteSpec>);

impl Shape for RoutesSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        Entries::read(node, reader).map(Self)
    }

    fn schema(book: &mut SchemaBook) -> Value {
        Entries::<super::ByRoute, RouteSpec>::schema(book)
    }

    fn describe() -> String {
        Entries::<super::ByRoute, RouteSpec>::describe()
    }

    fn merged(self, over: Self) -> Self {
        Self(self.0.merged(over.0))
    }
}

choices! {
    /// What a route may say of itself.
    pub enum RouteProtocol = "`ws`" {
        /// `WebSockets`.
        Ws = "ws",
    }
}

record! {
    /// One route.
    pub struct RouteSpec = "route" {
        /// The component that answers.
        to: Name = "to";
        /// The port, by name. Default: the first that speaks the entry point's protocol; for `tcp` also the only one.
        port: Text = "port";
        /// `ws`, where a port that speaks HTTP takes `WebSockets` under this path. Default: what the port speaks.
        protocol: RouteProtocol = "protocol";
        /// The share of the entry point's load. Default: equal shares of what is left.
        share: Ratio = "share";
        /// After how long the gateway gives up.
        timeout: Duration = "timeout";
    }
}

impl Short for RouteSpec {
    const SHORT: &'static [&'static str] = &["frontend"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|to| Self { to, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Name::schema(book)]
    }
}

record! {
    /// Who has the certificate.
    pub struct TlsSpec = "tls" {
        /// A ClusterIssuer of cert-manager.
        issuer: Text = "issuer";
        /// A Secret of type kubernetes.io/tls that exists.
        secret: Text = "secret";
        /// `provider`: the load balancer has it; `none`: no TLS, with `because`.
        mode: TlsMode = "mode";
    }
    variants { "issuer", "secret", "mode" }
}

choices! {
    /// TLS without an object of ours.
    pub enum TlsMode = "`provider` or `none`" {
        /// The provider's load balancer has the certificate.
        Provider = "provider",
        /// No encryption.
        None = "none",
    }
}

impl Short for TlsSpec {
    const SHORT: &'static [&'static str] = &["provider", "none"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(_) = &node.kind else { return None };
        Some(reader.nested(node).map(|mode| Self { mode, ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"enum": TlsMode::WORDS})]
    }
}

record! {
    /// Demand at an entry point.
    pub struct LoadSpec = "load" {
        /// The highest rate that must be served. It counts what `perRequest` is the work of: requests, for `ws` messages, for `tcp`
        /// and `udp` exchanges. Default: what `users` can ask for, or what `trace` shows.
        peak: Rate = "peak";
        /// The mean rate over a day. Default: that of `trace`, else the peak.
        mean: Rate = "mean";
        /// How it moves. Default: steady.
        shape: LoadShape = "shape";
        /// Growth per month. Default: none.
        growth: Growth = "growth";
        /// How far ahead the plan looks. Default: 0 months.
        horizon: Horizon = "horizon";
        /// Squared coefficient of variation of the time between arrivals.
        arrival_variation: Factor = "arrivalVariation";
        /// People at work, where no `peak` is known. Their rate is at most `count` per `thinkTime`: time that they wait for answers
        /// lowers it, and is not counted on.
        users: UsersSpec = "users";
        /// A file of recorded load, such as `./traffic.csv`: in its first line `timestamp_s,rps`, below it a line for each bin, with
        /// the second at which it begins and the mean rate over it. Seconds ascend; at a longer step the rate before it holds on.
        /// At most 1,000,000 bins and 16 MiB. It gives the `mean` over its time, and as `peak` the highest mean over 60s, or over
        /// one bin where bins are longer; what is written beside it wins. The path starts at the blueprint's directory.
        trace: Text = "trace";
        /// What the rates of `trace` are multiplied by: a trace of one shop of a hundred has `scale: 100`. Default: 1.
        scale: Factor = "scale";
    }
}

record! {
    /// People at work: each asks, reads the answer, and asks again.
    pub struct UsersSpec = "users" {
        /// How many at the same time.
        count: Whole<1, 1_000_000_000> = "count";
        /// The mean time from an answer to the next request.
        think_time: Duration = "thinkTime";
    }
}

impl Short for UsersSpec {}

impl Short for LoadSpec {}

record! {
    /// What is promised at an entry point.
    pub struct ObjectiveSpec = "slo" {
        /// The share of requests that succeed.
        availability: Ratio = "availability";
        /// The share of requests answered within a time: `95% < 400ms`.
        latency: LatencyObjective = "latency";
        /// Over which time it is measured. Default: 30d.
        window: Duration = "window";
    }
}

impl Short for ObjectiveSpec {}

/// Host and port of what was written as a URL, or with a path; nothing where it is neither.
fn without_scheme(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://").map_or((None, text), |(scheme, rest)| (Some(scheme), rest));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    if scheme.is_none() && authority.len() == rest.len() {
        return None;
    }
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.chars().all(|c| c.is_ascii_digit()));
    let port = match scheme {
        Some("http" | "ws") => 80,
        Some("postgres" | "postgresql") => 5432,
        Some("redis") => 6379,
        Some("mongodb") => 27017,
        Some("amqp") => 5672,
        _ => 443,
    };
    Some(if has_port { host.to_owned() } else { format!("{host}:{port}") })
}

record! {
    /// Something that is called and lies outside of the blueprint.
    pub struct ExternalSpec = "external" {
        /// Its host name or address.
        host: Text = "host";
        /// Its port. Default: 443.
        port: Whole<1, 65_535> = "port";
        /// Its networks, for the policies. Without them all public addresses on the port are allowed.
        cidrs: Vec<Placed<Text>> = "cidrs";
        /// What is spoken. Default: `https`.
        protocol: Transport = "protocol";
        /// Its mean latency.
        latency: Duration = "latency";
        /// Its promised availability.
        availability: Ratio = "availability";
        /// The most that it takes.
        rate_limit: Rate = "rateLimit";
        /// The most connections that it takes.
        connections: Whole<1, 1_000_000> = "connections";
    }
}

impl Short for ExternalSpec {
    const SHORT: &'static [&'static str] = &["api.example.com:443"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(scalar) = &node.kind else { return None };
        if let Some(address) = without_scheme(&scalar.text) {
            let message = "an external is a host with a port, not a URL: it has no scheme and no path";
            let problem = Diagnostic::new(&codes::BAD_VALUE, node.span, message);
            reader.push(problem.help("write host and port alone").fix(node.span, address));
            return Some(None);
        }
        let (host, port) = scalar.text.rsplit_once(':').unwrap_or((scalar.text.as_str(), "443"));
        let Some(number) = port.parse().ok().filter(|number| (1..=65_535).contains(number)) else {
            let message = format!("`{port}` is not a port: a number from 1 to 65535");
            reader.push(
                Diagnostic::new(&codes::BAD_VALUE, node.span, message)
                    .help(format!("write, for example, `{host}:443`")),
            );
            return Some(None);
        };
        let host = reader.written(node, Text(host.to_owned()));
        Some(Some(Self { host, port: reader.written(node, Whole(number)), ..Self::default() }))
    }

    fn short_schemas(_: &mut SchemaBook) -> Vec<Value> {
        vec![json!({"type": "string", "pattern": "^[^/@?#:]+(:[0-9]{1,5})?$"})]
    }
}
