//! Ports of containers.

use super::{Scene, problem, services::protocol};
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use std::collections::BTreeSet;

/// Ports have numbers and names that exist, and each of them is declared once.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        let mut taken = BTreeSet::new();
        for at in pods.containers() {
            forms(pods, &at, sink);
            names(pods, &at, sink);
            // Steps end before others start: they may use the same ports.
            if !at.init || at.is_sidecar() {
                numbers(pods, &at, &mut taken, sink);
            }
        }
    }
}

/// Whether a text is a name of a port: an IANA service name.
fn is_port_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=15).contains(&text.len())
        && text.chars().all(allowed)
        && text.contains(|c: char| c.is_ascii_lowercase())
        && !text.contains("--")
        && !text.starts_with('-')
        && !text.ends_with('-')
}

fn forms(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    for (index, port) in at.ports().enumerate() {
        let mut tell = |field: &str, said: String, help: &str| {
            let field = at.field(format!("ports[{index}].{field}"));
            sink.push(problem(&codes::BAD_PORT, pods.emitted, &field, said).help(help));
        };
        if !(1..=65535).contains(&port.container_port) {
            tell("containerPort", format!("is {}", port.container_port), "ports go from 1 to 65535");
        }
        if let Some(name) = port.name.as_deref().filter(|name| !is_port_name(name)) {
            let help = "use at most 15 of a-z, 0-9 and `-`, with a letter among them";
            tell("name", format!("is `{name}`, which no port can be called"), help);
        }
        if !matches!(protocol(port.protocol.as_deref()), "TCP" | "UDP" | "SCTP") {
            let written = port.protocol.as_deref().unwrap_or_default();
            tell("protocol", format!("is `{written}`"), "write TCP, UDP or SCTP");
        }
    }
}

fn names(pods: &Pods<'_>, at: &ContainerAt<'_>, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for (index, port) in at.ports().enumerate() {
        if let Some(name) = port.name.as_deref().filter(|name| !seen.insert(*name)) {
            let field = at.field(format!("ports[{index}].name"));
            let said = format!("is `{name}`, as that of another port");
            sink.push(problem(&codes::PORT_TWICE, pods.emitted, &field, said).help("name it differently"));
        }
    }
}

/// The containers of a pod share one network: only one of them can listen to a port.
fn numbers<'a>(pods: &Pods<'a>, at: &ContainerAt<'a>, taken: &mut BTreeSet<(i32, &'a str)>, sink: &mut Sink) {
    for (index, port) in at.ports().enumerate() {
        let (number, protocol) = (port.container_port, protocol(port.protocol.as_deref()));
        if !taken.insert((number, protocol)) {
            let field = at.field(format!("ports[{index}].containerPort"));
            let said = format!("is {number} of {protocol} a second time");
            let help = "remove one of them, or let the containers listen to different ports";
            sink.push(problem(&codes::PORT_SHARED, pods.emitted, &field, said).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{container_port, found, shop};
    use k8s_openapi::api::core::v1::ContainerPort;

    fn beside(port: &ContainerPort) -> Vec<String> {
        found(shop().container(|app| app.ports.get_or_insert_default().push(port.clone())))
    }

    fn field(name: &str) -> String {
        format!("Deployment/cart: `spec.template.spec.containers[0].ports[1].{name}`")
    }

    #[test]
    fn ports_are_declared_once() {
        assert_eq!(beside(&container_port("metrics", 9090)), [""; 0]);
        assert_eq!(
            beside(&container_port("http", 9090)),
            [format!("K0411 {} is `http`, as that of another port", field("name"))]
        );
        assert_eq!(
            beside(&container_port("other", 8080)),
            [format!("K0412 {} is 8080 of TCP a second time", field("containerPort"))]
        );
        assert_eq!(
            beside(&ContainerPort { protocol: Some("UDP".to_owned()), ..container_port("other", 8080) }),
            [""; 0]
        );
    }

    #[test]
    fn ports_have_names_and_numbers() {
        for number in [0, 65536, -1] {
            assert_eq!(beside(&container_port("a", number)), [format!("K0413 {} is {number}", field("containerPort"))]);
        }
        for name in ["", "a-name-too-long-", "8080", "a--b", "-a", "a-", "A"] {
            assert_eq!(
                beside(&container_port(name, 9090)),
                [format!("K0413 {} is `{name}`, which no port can be called", field("name"))]
            );
        }
        assert_eq!(
            beside(&ContainerPort { protocol: Some("HTTP".to_owned()), ..container_port("a", 9090) }),
            [format!("K0413 {} is `HTTP`", field("protocol"))]
        );
    }
}
