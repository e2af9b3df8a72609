//! Health checks.

use crate::blueprint::table::{Entries, Flag, KeyKind, Reader, SchemaBook, Shape, Short, Text, Whole, record};
use crate::names::{self};
use crate::source::Origin;
use crate::units::Duration;
use crate::yaml::node::{Kind, Node};
use serde_json::{Value, json};

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
