//! What a provider's load balancer is told about a Service, in objects of its own.

use super::Subject;
use super::labels::metadata;
use super::record::Record;
use crate::architecture::model::Check;
use crate::kubernetes::Emitted;
use crate::kubernetes::custom::gke::{
    BackendConfig, CheckedPort, ConnectionDraining, GcpBackendPolicy, GcpBackendPolicySpec, HealthCheck,
    HealthCheckConfig, HealthCheckPolicy, HealthCheckPolicySpec, PolicyTarget,
};
use crate::plan::BackendPlan;

/// The policies for the Service of a component behind a gateway that takes them.
pub fn policies(subject: &Subject<'_>) -> Vec<Emitted> {
    let backend = subject.plan.backend.as_ref();
    backend.map_or_else(Vec::new, |backend| vec![health(subject, backend), requests(subject, backend)])
}

/// The Service that a policy is about.
fn target(subject: &Subject<'_>) -> PolicyTarget {
    PolicyTarget { group: String::new(), kind: "Service".to_owned(), name: subject.name().to_owned() }
}

fn health(subject: &Subject<'_>, backend: &BackendPlan) -> Emitted {
    let mut record = Record::default();
    let probe = record.hold("spec.default", &backend.health);
    let object = HealthCheckPolicy {
        metadata: metadata(subject, subject.name()),
        spec: HealthCheckPolicySpec {
            default: Some(HealthCheckConfig {
                check_interval_sec: Some(i64::from(probe.period)),
                config: Some(check(&probe.check)),
                healthy_threshold: Some(1),
                log_config: None,
                timeout_sec: Some(i64::from(probe.timeout)),
                unhealthy_threshold: Some(i64::from(probe.failures)),
            }),
            target_ref: target(subject),
        },
    };
    subject.emitted(object, "healthcheckpolicy", record)
}

fn check(check: &Check) -> HealthCheck {
    let at = |port: u16, path: Option<&String>| {
        Some(CheckedPort {
            port: Some(i64::from(port)),
            port_specification: Some("USE_FIXED_PORT".to_owned()),
            request_path: path.cloned(),
            ..CheckedPort::default()
        })
    };
    let of = |word: &str| HealthCheck { r#type: word.to_owned(), ..HealthCheck::default() };
    match check {
        Check::Http { path, port, tls: false, .. } => {
            HealthCheck { http_health_check: at(*port, Some(path)), ..of("HTTP") }
        }
        Check::Http { path, port, tls: true, .. } => {
            HealthCheck { https_health_check: at(*port, Some(path)), ..of("HTTPS") }
        }
        Check::Grpc { port } => HealthCheck { grpc_health_check: at(*port, None), ..of("GRPC") },
        Check::Tcp { port } => HealthCheck { tcp_health_check: at(*port, None), ..of("TCP") },
        // The plan asks for none of these.
        Check::Exec(_) | Check::None => of("TCP"),
    }
}

fn requests(subject: &Subject<'_>, backend: &BackendPlan) -> Emitted {
    let mut record = Record::default();
    let timeout = backend.timeout.as_ref().map(|timeout| *record.hold("spec.default.timeoutSec", timeout));
    let draining = *record.hold("spec.default.connectionDraining.drainingTimeoutSec", &backend.draining);
    let object = GcpBackendPolicy {
        metadata: metadata(subject, subject.name()),
        spec: GcpBackendPolicySpec {
            default: Some(BackendConfig {
                connection_draining: Some(ConnectionDraining { draining_timeout_sec: Some(i64::from(draining)) }),
                timeout_sec: timeout.map(i64::from),
                ..BackendConfig::default()
            }),
            target_ref: target(subject),
        },
    };
    subject.emitted(object, "gcpbackendpolicy", record)
}
