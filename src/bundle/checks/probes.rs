//! Probes of containers.

use super::{Scene, problem, services::protocol};
use crate::bundle::index::{ContainerAt, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use k8s_openapi::api::core::v1::Probe;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// Probes ask one thing at a declared port, in times that make sense.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        for at in pods.containers() {
            let probes = [
                ("livenessProbe", &at.container.liveness_probe),
                ("readinessProbe", &at.container.readiness_probe),
                ("startupProbe", &at.container.startup_probe),
            ];
            for (field, probe) in probes {
                let Some(probe) = probe else { continue };
                let place = Place { pods, at: &at, field };
                handler(&place, probe, sink);
                times(&place, probe, sink);
                port(&place, probe, sink);
            }
        }
    }
}

/// Where a probe stands.
struct Place<'p, 'a> {
    pods: &'p Pods<'a>,
    at: &'p ContainerAt<'a>,
    field: &'static str,
}

impl Place<'_, '_> {
    fn tell(&self, sink: &mut Sink, code: &'static crate::diagnostics::Code, field: &str, said: &str, help: &str) {
        let dot = if field.is_empty() { "" } else { "." };
        let field = self.at.field(format!("{}{dot}{field}", self.field));
        sink.push(problem(code, self.pods.emitted, &field, said).help(help));
    }
}

fn handler(place: &Place<'_, '_>, probe: &Probe, sink: &mut Sink) {
    let handlers = [probe.exec.is_some(), probe.grpc.is_some(), probe.http_get.is_some(), probe.tcp_socket.is_some()];
    let count = handlers.into_iter().filter(|there| *there).count();
    if count != 1 {
        let help = "keep one of `httpGet`, `grpc`, `tcpSocket` and `exec`";
        place.tell(sink, &codes::BAD_PROBE, "", &format!("asks {count} things"), help);
    }
    let readiness = place.field == "readinessProbe";
    if !readiness && probe.success_threshold.is_some_and(|successes| successes > 1) {
        place.tell(sink, &codes::BAD_PROBE, "successThreshold", "is over 1", "remove it: only readiness may have more");
    }
    if let Some(grace) = probe.termination_grace_period_seconds
        && (readiness || grace < 1)
    {
        let said = if readiness { "is set, but readiness ends nothing" } else { "is below 1" };
        place.tell(sink, &codes::BAD_PROBE, "terminationGracePeriodSeconds", said, "remove it");
    }
}

fn times(place: &Place<'_, '_>, probe: &Probe, sink: &mut Sink) {
    let fields = [
        ("periodSeconds", probe.period_seconds, 1),
        ("timeoutSeconds", probe.timeout_seconds, 1),
        ("successThreshold", probe.success_threshold, 1),
        ("failureThreshold", probe.failure_threshold, 1),
        ("initialDelaySeconds", probe.initial_delay_seconds, 0),
    ];
    for (field, value, least) in fields {
        match value {
            Some(value) if value < 0 => {
                let help = format!("write {least} or more");
                place.tell(sink, &codes::BAD_PROBE, field, &format!("is {value}"), &help);
            }
            Some(0) if least > 0 => {
                place.tell(sink, &codes::PROBE_ZERO, field, "is 0, which the API server replaces", "write 1 or more");
            }
            _ => {}
        }
    }
}

fn port(place: &Place<'_, '_>, probe: &Probe, sink: &mut Sink) {
    let (field, port) = match (&probe.http_get, &probe.tcp_socket, &probe.grpc) {
        (Some(http), ..) => ("httpGet.port", http.port.clone()),
        (_, Some(tcp), _) => ("tcpSocket.port", tcp.port.clone()),
        (.., Some(grpc)) => ("grpc.port", IntOrString::Int(grpc.port)),
        _ => return,
    };
    let mut ports = place.at.ports().filter(|port| protocol(port.protocol.as_deref()) == "TCP");
    match port {
        IntOrString::String(name) => {
            if !ports.any(|port| port.name.as_deref() == Some(&name)) {
                let said = format!("is `{name}`, but the container has no TCP port of that name");
                place.tell(sink, &codes::PROBE_PORT_MISSING, field, &said, "name the port of the container alike");
            }
        }
        IntOrString::Int(number) if !(1..=65535).contains(&number) => {
            place.tell(sink, &codes::BAD_PROBE, field, &format!("is {number}"), "ports go from 1 to 65535");
        }
        IntOrString::Int(number) => {
            if !ports.any(|port| port.container_port == number) {
                let said = format!("is {number}, but the container declares no such TCP port");
                place.tell(sink, &codes::PROBE_PORT_UNDECLARED, field, &said, "declare the port");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, probe, shop};
    use k8s_openapi::api::core::v1::{GRPCAction, Probe};
    use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

    fn probed(change: impl Fn(&mut Probe)) -> Vec<String> {
        let mut liveness = probe(IntOrString::String("http".to_owned()));
        change(&mut liveness);
        found(shop().container(|app| app.liveness_probe = Some(liveness.clone())))
    }

    const FIELD: &str = "Deployment/cart: `spec.template.spec.containers[0].livenessProbe";

    #[test]
    fn probes_ask_one_thing() {
        assert_eq!(probed(|_| ()), [""; 0]);
        assert_eq!(probed(|probe| probe.http_get = None), [format!("K0419 {FIELD}` asks 0 things")]);
        assert_eq!(
            probed(|probe| probe.grpc = Some(GRPCAction { port: 8080, ..GRPCAction::default() })),
            [format!("K0419 {FIELD}` asks 2 things")]
        );
        assert_eq!(
            probed(|probe| probe.success_threshold = Some(2)),
            [format!("K0419 {FIELD}.successThreshold` is over 1")]
        );
        assert_eq!(
            probed(|probe| probe.termination_grace_period_seconds = Some(0)),
            [format!("K0419 {FIELD}.terminationGracePeriodSeconds` is below 1")]
        );
        assert_eq!(
            found(shop().container(|app| {
                app.readiness_probe.as_mut().unwrap().termination_grace_period_seconds = Some(5);
            })),
            [
                "K0419 Deployment/cart: `spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds` is set, but readiness ends nothing"
            ]
        );
    }

    #[test]
    fn times_of_probes_make_sense() {
        assert_eq!(probed(|probe| probe.initial_delay_seconds = Some(0)), [""; 0]);
        assert_eq!(probed(|probe| probe.period_seconds = Some(-1)), [format!("K0419 {FIELD}.periodSeconds` is -1")]);
        assert_eq!(
            probed(|probe| probe.timeout_seconds = Some(0)),
            [format!("K0420 {FIELD}.timeoutSeconds` is 0, which the API server replaces")]
        );
    }

    #[test]
    fn ports_of_probes_are_declared() {
        let at = |port: IntOrString| probed(move |found| *found = probe(port.clone()));
        assert_eq!(at(IntOrString::Int(8080)), [""; 0]);
        assert_eq!(
            at(IntOrString::String("admin".to_owned())),
            [format!("K0421 {FIELD}.httpGet.port` is `admin`, but the container has no TCP port of that name")]
        );
        assert_eq!(
            at(IntOrString::Int(9090)),
            [format!("K0422 {FIELD}.httpGet.port` is 9090, but the container declares no such TCP port")]
        );
        assert_eq!(at(IntOrString::Int(0)), [format!("K0419 {FIELD}.httpGet.port` is 0")]);
    }
}
