//! Health checks.

use crate::architecture::model::{Check, Drain};
use crate::plan::ProbePlan;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// A health check as Kubernetes writes it. Times that are Kubernetes' own are written, too: they are decisions.
pub fn probe(plan: &ProbePlan) -> corev1::Probe {
    let mut probe = corev1::Probe {
        failure_threshold: count(plan.failures),
        initial_delay_seconds: if plan.delay == 0 { None } else { count(plan.delay) },
        period_seconds: count(plan.period),
        timeout_seconds: count(plan.timeout),
        ..Default::default()
    };
    match &plan.check {
        Check::None => {}
        Check::Http { path, port, headers, tls } => {
            let headers: Vec<corev1::HTTPHeader> = headers
                .iter()
                .map(|(name, value)| corev1::HTTPHeader { name: name.clone(), value: value.clone() })
                .collect();
            probe.http_get = Some(corev1::HTTPGetAction {
                http_headers: (!headers.is_empty()).then_some(headers),
                path: Some(path.clone()),
                port: number(*port),
                scheme: Some(if *tls { "HTTPS" } else { "HTTP" }.to_owned()),
                ..Default::default()
            });
        }
        Check::Tcp { port } => {
            probe.tcp_socket = Some(corev1::TCPSocketAction { port: number(*port), ..Default::default() });
        }
        Check::Grpc { port } => {
            // An empty service asks for the server as a whole; the API server would write it.
            probe.grpc =
                Some(corev1::GRPCAction { port: i32::from(*port), service: Some(String::new()), ..Default::default() });
        }
        Check::Exec(words) => probe.exec = Some(corev1::ExecAction { command: Some(words.clone()) }),
    }
    probe
}

/// What happens before the stop signal.
pub fn lifecycle(drain: &Drain) -> corev1::Lifecycle {
    let handler = match drain {
        Drain::Pause(pause) => corev1::LifecycleHandler {
            sleep: Some(corev1::SleepAction { seconds: i64::try_from(pause.secs_ceil()).unwrap_or(i64::MAX) }),
            ..Default::default()
        },
        Drain::Command(words) => corev1::LifecycleHandler {
            exec: Some(corev1::ExecAction { command: Some(words.clone()) }),
            ..Default::default()
        },
    };
    corev1::Lifecycle { pre_stop: Some(handler), ..Default::default() }
}

fn number(port: u16) -> IntOrString {
    IntOrString::Int(i32::from(port))
}

fn count(value: u32) -> Option<i32> {
    i32::try_from(value).ok()
}
