//! Ports: numbers, names, protocols.

use super::keys::ByPortName;
use crate::blueprint::table::{Entries, Placed, Reader, SchemaBook, Shape, Short, Text, Whole, choices, record};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
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
        /// A port of the node that leads to the container: an exception that needs `because`.
        host_port: Whole<1, 65_535> = "hostPort";
        /// The reason of the exception.
        because: Text = "because";
        /// Parties of `platform.peers` that may come in on it, beside callers and what `metrics` and entry points let in: `gateway`,
        /// `metrics`, `keda`, `webhooks`, or a name under `others`. Default: none.
        peers: Vec<Placed<Text>> = "peers";
    }
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
                ..Self::default()
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
        let pattern = r"^[1-9][0-9]*( *-> *[1-9][0-9]*)?(/(http|http2|https|grpc|ws|tcp|udp))?$";
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
