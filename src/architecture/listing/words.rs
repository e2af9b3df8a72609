//! Values of an architecture in words.

use crate::architecture::model::{
    Check, Disruption, Drain, Peer, Piece, Resource, ResourceExpression, Text, Toleration,
};

/// A list in brackets.
pub(super) fn list<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    format!("[{}]", items.join(", "))
}

/// Texts in brackets.
pub(super) fn texts(texts: &[Text]) -> String {
    list(&texts.iter().map(text).collect::<Vec<_>>())
}

/// A text with its holes named. A secret is a reference here, too: its value is never known.
pub(super) fn text(text: &Text) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Literal(literal) => literal.clone(),
        Piece::Resource(expression) => resource(expression),
        Piece::Field(field) => format!("${{{field}}}"),
        Piece::Secret { secret, key } => format!("${{secret {secret}, key {key}}}"),
    };
    text.pieces.iter().map(piece).collect()
}

fn resource(expression: &ResourceExpression) -> String {
    let amount = match expression.resource {
        Resource::CpuRequest => "cpu.request",
        Resource::CpuLimit => "cpu.limit",
        Resource::MemoryRequest => "memory.request",
        Resource::MemoryLimit => "memory.limit",
    };
    let unit = match &expression.unit {
        Some((unit, true)) => format!(" as {unit}"),
        Some((unit, false)) => format!(" in {unit}"),
        None => String::new(),
    };
    format!("${{resources.{amount} * {}{unit}}}", expression.factor)
}

/// A health check.
pub(super) fn check(check: &Check) -> String {
    match check {
        Check::None => "none".to_owned(),
        Check::Http { path, port, headers, tls } => {
            let scheme = if *tls { "https" } else { "http" };
            let headers: Vec<String> = headers.iter().map(|(name, value)| format!(", {name}: {value}")).collect();
            format!("{scheme} {path} on {port}{}", headers.concat())
        }
        Check::Tcp { port } => format!("tcp on {port}"),
        Check::Grpc { port } => format!("grpc on {port}"),
        Check::Exec(command) => format!("exec {}", list(command)),
    }
}

/// What happens before the stop signal.
pub(super) fn drain(drain: &Drain) -> String {
    match drain {
        Drain::Pause(time) => format!("a pause of {time}"),
        Drain::Command(command) => list(command),
    }
}

/// A number of pods.
pub(super) fn disruption(disruption: Disruption) -> String {
    match disruption {
        Disruption::Pods(count) => count.to_string(),
        Disruption::Percent(share) => format!("{share}%"),
    }
}

/// A party outside of the graph.
pub(super) fn peer(peer: &Peer) -> String {
    match peer {
        Peer::Cidrs(cidrs) => list(cidrs),
        Peer::Pods { namespace, labels } => {
            let labels: Vec<String> = labels.iter().map(|(key, value)| format!(" {key}={value}")).collect();
            format!("pods of {namespace}{}", labels.concat())
        }
    }
}

/// A tolerated taint.
pub(super) fn toleration(toleration: &Toleration) -> String {
    let Toleration { key, value, effect } = toleration;
    let value = value.as_ref().map_or_else(String::new, |value| format!("={value}"));
    let effect = effect.as_ref().map_or_else(String::new, |effect| format!(":{effect}"));
    format!("{key}{value}{effect}")
}
