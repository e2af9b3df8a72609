//! Calls, messages and the work they cause.

use super::keys::ByEnvName;
use crate::blueprint::table::{
    ByName, Entries, Flag, KeyKind, Placed, Reader, SchemaBook, Shape, Short, Text, Whole, choices, record,
};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names::Name;
use crate::units::{Duration, Factor, Rate, Ratio};
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

choices! {
    /// Which part of an address.
    pub enum Accessor = "a part of an address" {
        /// The host name.
        Host = "host",
        /// The port.
        Port = "port",
        /// `host:port`.
        Address = "address",
        /// `scheme://host:port`.
        Url = "url",
    }
}

/// The names of the ports that a call uses; the first is the default.
#[derive(Clone, Debug, PartialEq)]
pub struct PortsChoice(pub Vec<Placed<Text>>);

impl Shape for PortsChoice {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match &node.kind {
            Kind::List(_) => Vec::read(node, reader).map(Self),
            _ => Placed::read(node, reader).map(|one| Self(vec![one])),
        }
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"anyOf": [Text::schema(book), Vec::<Text>::schema(book)]})
    }

    fn describe() -> String {
        "the name of a port, or a list of them".to_owned()
    }
}

record! {
    /// One call from a component to another component or to an external.
    pub struct CallSpec = "call" {
        /// Mean calls per request of the caller; in a worker per message. Default: 1.
        per_request: Factor = "perRequest";
        /// Calls per second that do not depend on requests.
        rate: Rate = "rate";
        /// The environment variable that gets `host:port`.
        address_env: Text = "addressEnv";
        /// Environment variables with parts of the address: `{REDIS_HOST: host, REDIS_PORT: port}`.
        env: Entries<ByEnvName, Accessor> = "env";
        /// The port that is called, by name. Default: the only one.
        port: PortsChoice = "port";
        /// `true`: a step before the start waits until the callee accepts connections.
        wait: Flag = "wait";
        /// After how long the caller gives up.
        timeout: Duration = "timeout";
        /// How often the caller tries again. Default: 0.
        retries: Whole<0, 20> = "retries";
        /// `true`: the caller works without it. The callee may be missing from an environment.
        optional: Flag = "optional";
        /// The queue that messages go to, where the callee is a queue.
        queue: Text = "queue";
        /// A cache that answers in the callee's place.
        behind: Name = "behind";
        /// A feature that must be on, or `not FEATURE`: else the call is not made.
        when: Text = "when";
        /// The share of calls that the cache answers.
        hit_ratio: Ratio = "hitRatio";
    }
    variants { "perRequest", "rate" }
}

impl Short for CallSpec {
    const SHORT: &'static [&'static str] = &["4.7", "5/s"];

    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let Kind::Scalar(scalar) = &node.kind else { return None };
        if scalar.text.contains('/') {
            return Some(reader.nested(node).map(|rate| Self { rate, ..Self::default() }));
        }
        Some(reader.nested(node).map(|per_request| Self { per_request, ..Self::default() }))
    }

    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        vec![Factor::schema(book), Rate::schema(book)]
    }
}

/// Calls by callee; a list means one call per request of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallsSpec(pub Entries<ByName, CallSpec>);

impl Shape for CallsSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::List(items) = &node.kind else { return Entries::read(node, reader).map(Self) };
        let mut calls = Entries::default();
        for item in items {
            let Some(name) = Text::read(item, reader) else { continue };
            if let Err(error) = ByName::check(&name.0) {
                reader.push(Diagnostic::new(&codes::BAD_NAME, item.span, error.problem));
                continue;
            }
            calls.insert(name.0, reader.written(item, CallSpec::default()));
        }
        Some(Self(calls))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"anyOf": [Vec::<Name>::schema(book), Entries::<ByName, CallSpec>::schema(book)]})
    }

    fn describe() -> String {
        format!("`[cart, catalog]` (one call per request each), or {}", Entries::<ByName, CallSpec>::describe())
    }

    fn merged(self, over: Self) -> Self {
        Self(self.0.merged(over.0))
    }
}

record! {
    /// Messages taken from a queue.
    pub struct ConsumeSpec = "consume" {
        /// The name of the queue within the broker. Default: the consumer's name.
        queue: Text = "queue";
        /// Mean work per message.
        per_message: WorkSpec = "perMessage";
        /// Messages that one pod works on at a time. Default: 1.
        concurrency: Whole<1, 100_000> = "concurrency";
        /// How old a message may get before it is taken.
        lag: Duration = "lag";
        /// The name under which its pods share the messages: the consumer group of Kafka, the durable consumer of NATS. Default: the consumer's name.
        group: Text = "group";
        /// The environment variable that gets `host:port`.
        address_env: Text = "addressEnv";
        /// Environment variables with parts of the address.
        env: Entries<ByEnvName, Accessor> = "env";
        /// The port, by name. Default: the only one, or the first of the broker.
        port: PortsChoice = "port";
        /// `true`: a step before the start waits until the broker accepts connections.
        wait: Flag = "wait";
    }
}

impl Short for ConsumeSpec {}

record! {
    /// Mean work for one request or message, callees excluded.
    pub struct WorkSpec = "work" {
        /// CPU time.
        cpu: Duration = "cpu";
        /// Time spent waiting for what is not in the graph.
        wait: Duration = "wait";
        /// Squared coefficient of variation of the service time.
        variation: Factor = "variation";
    }
}

impl Short for WorkSpec {}
