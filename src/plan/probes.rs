//! Health checks: as asked for, else from protocol, engine and posture.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::model::ProbePlan;
use super::pods::Subject;
use super::reason::Reason;
use crate::architecture::model::{Check, Component, ComponentType, Pods, Port, Posture, Probe, Probes, Transport};
use crate::catalog::engines::{self, Engine};
use crate::source::{Origin, Sourced};
use crate::units::Duration;
use std::collections::BTreeMap;

/// Seconds between the checks of a start.
const STARTUP_PERIOD: u32 = 5;

/// The health checks of a container.
#[derive(Default)]
pub struct Checks {
    /// Whether it gets traffic.
    pub readiness: Option<Decided<ProbePlan>>,
    /// Whether it must be restarted.
    pub liveness: Option<Decided<ProbePlan>>,
    /// Whether it has started.
    pub startup: Option<Decided<ProbePlan>>,
}

/// All health checks of a component.
pub fn probes(subject: &Subject<'_>, ledger: &mut Ledger) -> Checks {
    let (component, posture) = (subject.component, subject.architecture.posture);
    let Some(pods) = component.pods() else { return Checks::default() };
    if component.kind.is_finite() {
        return Checks::default();
    }
    let readiness = readiness(subject, pods, ledger);
    let liveness = liveness(component, pods, readiness.as_ref(), posture, ledger);
    let startup = startup(component, pods, readiness.as_ref(), ledger);
    Checks { readiness, liveness, startup }
}

/// The health checks of a sidecar: only those that are written.
pub fn of_sidecar(subject: &str, probes: &Probes, ledger: &mut Ledger) -> Checks {
    let mut check = |setting, probe: &Option<Sourced<Probe>>| {
        probe.as_ref().and_then(|probe| written(subject, setting, probe, ledger))
    };
    Checks {
        readiness: check(Setting::Readiness, &probes.readiness),
        liveness: check(Setting::Liveness, &probes.liveness),
        startup: check(Setting::Startup, &probes.startup),
    }
}

fn readiness(subject: &Subject<'_>, pods: &Pods, ledger: &mut Ledger) -> Option<Decided<ProbePlan>> {
    let component = subject.component;
    let name = component.name.as_str();
    if let Some(probe) = &pods.probes.readiness {
        return written(name, Setting::Readiness, probe, ledger);
    }
    if let Some(engine) = component.engine {
        let check = of_engine(engine, &engine.readiness.value, component)?;
        return Some(decide(name, Setting::Readiness, plain(check), Basis::engine(engine.readiness.source), ledger));
    }
    let port = served_port(subject)?;
    let several = component.own_ports().nth(1).is_some();
    let (check, why) = match (port.protocol, several) {
        (Transport::Grpc, _) => {
            (Check::Grpc { port: port.target }, "the port that callers use speaks gRPC, which has a health protocol")
        }
        (_, true) => (
            Check::Tcp { port: port.target },
            "a connection to the port that callers use: nothing is known of a health path",
        ),
        (_, false) => (Check::Tcp { port: port.target }, "a connection to the port: nothing is known of a health path"),
    };
    let basis = Basis::rule(why).not("no check", "a pod would get traffic before it listens");
    Some(decide(name, Setting::Readiness, plain(check), basis, ledger))
}

/// The port by which readiness is judged: one that an entry point leads to, else one that is called, else one that speaks HTTP or
/// gRPC; where metrics are scraped, only if there is no other.
fn served_port<'a>(subject: &Subject<'a>) -> Option<&'a Port> {
    let (architecture, component) = (subject.architecture, subject.component);
    let scraped = component.pods().and_then(|pods| pods.metrics.as_ref()).map(|metrics| metrics.port);
    let routed = |port: &Port| architecture.routes_to(subject.id).any(|(_, route)| route.port.target == port.target);
    let called = |port: &Port| {
        architecture.calls_to(subject.id).any(|call| call.ports.iter().any(|called| called.target == port.target))
    };
    let talks = |port: &Port| !matches!(port.protocol, Transport::Tcp);
    let ports = component.own_ports().filter(|port| port.protocol != Transport::Udp);
    // The first of the best: `min_by_key` keeps the order among equals.
    ports.min_by_key(|port| (!routed(port), !called(port), scraped == Some(port.target), !talks(port)))
}

/// Only when asked for, or in the posture strict: a check invented from readiness restarts a service when it is busiest.
fn liveness(
    component: &Component,
    pods: &Pods,
    readiness: Option<&Decided<ProbePlan>>,
    posture: Posture,
    ledger: &mut Ledger,
) -> Option<Decided<ProbePlan>> {
    let name = component.name.as_str();
    if let Some(probe) = &pods.probes.liveness {
        return written(name, Setting::Liveness, probe, ledger);
    }
    if posture == Posture::Standard || component.kind == ComponentType::Worker && component.own_ports().next().is_none()
    {
        return None;
    }
    let patient = |check| ProbePlan { check, delay: 0, period: 20, timeout: 5, failures: 6 };
    if let Some(engine) = component.engine {
        let check = of_engine(engine, &engine.liveness.value, component)?;
        return Some(decide(name, Setting::Liveness, patient(check), Basis::engine(engine.liveness.source), ledger));
    }
    let port = component.own_ports().find(|port| port.protocol != Transport::Udp)?;
    // Scanners count the same check twice as no check, so liveness is a bare connection unless readiness is one already.
    let same =
        matches!(readiness.map(|probe| &probe.value.check), Some(Check::Tcp { port: used }) if *used == port.target);
    let check = match (same, port.protocol) {
        (true, Transport::Grpc) => Check::Grpc { port: port.target },
        _ => Check::Tcp { port: port.target },
    };
    let why = "the posture strict wants a liveness check: a connection, judged patiently, so that load does not cause restarts";
    Some(decide(name, Setting::Liveness, patient(check), Basis::design(why), ledger))
}

/// The readiness check with the time that a start may take.
fn startup(
    component: &Component,
    pods: &Pods,
    readiness: Option<&Decided<ProbePlan>>,
    ledger: &mut Ledger,
) -> Option<Decided<ProbePlan>> {
    let name = component.name.as_str();
    if let Some(probe) = &pods.probes.startup {
        return written(name, Setting::Startup, probe, ledger);
    }
    let (allowed, origin, grade) = match (&pods.startup, component.engine) {
        (Some(allowed), _) => (allowed.value, allowed.origin.clone(), Grade::Declared),
        (None, Some(engine)) => (engine.startup.value, Origin::Engine(engine.startup.source), Grade::Assumed),
        (None, None) => return None,
    };
    let base = readiness?;
    let failures = u32::try_from(allowed.secs_ceil()).unwrap_or(u32::MAX).div_ceil(STARTUP_PERIOD).max(1);
    let probe = ProbePlan {
        check: base.value.check.clone(),
        delay: 0,
        period: STARTUP_PERIOD,
        timeout: base.value.timeout,
        failures,
    };
    let reason = Reason::StartupWindow { allowed, period: STARTUP_PERIOD, failures };
    Some(decide(name, Setting::Startup, probe, Basis::computed(reason, &origin, grade), ledger))
}

/// A check as written, with Kubernetes' own times where none are said.
fn written(name: &str, setting: Setting, probe: &Sourced<Probe>, ledger: &mut Ledger) -> Option<Decided<ProbePlan>> {
    if probe.value.check == Check::None {
        return None;
    }
    let seconds = |span: Option<Duration>, default: u32| {
        span.map_or(default, |span| u32::try_from(span.secs_ceil()).unwrap_or(default))
    };
    let plan = ProbePlan {
        check: probe.value.check.clone(),
        delay: seconds(probe.value.delay, 0),
        period: seconds(probe.value.period, 10).max(1),
        timeout: seconds(probe.value.timeout, 1).max(1),
        failures: probe.value.failures.unwrap_or(3),
    };
    Some(decide(name, setting, plan, Basis::written(probe), ledger))
}

/// A check with Kubernetes' own times.
fn plain(check: Check) -> ProbePlan {
    let timeout = if matches!(check, Check::Exec(_)) { 5 } else { 1 };
    ProbePlan { check, delay: 0, period: 10, timeout, failures: 3 }
}

/// Writes a check down.
pub fn decide(name: &str, setting: Setting, plan: ProbePlan, basis: Basis, ledger: &mut Ledger) -> Decided<ProbePlan> {
    let what = match &plan.check {
        Check::None => "none".to_owned(),
        Check::Http { path, port, .. } => format!("GET {path} on {port}"),
        Check::Tcp { port } => format!("connection to {port}"),
        Check::Grpc { port } => format!("gRPC health on {port}"),
        Check::Exec(words) => words.join(" "),
    };
    let shown = format!("{what}, every {}s, {} failures", plan.period, plan.failures);
    ledger.decide(name, setting, plan, shown, basis)
}

/// A check of the catalog with the component's own ports.
fn of_engine(engine: &Engine, check: &engines::Check, component: &Component) -> Option<Check> {
    // Written ports rename those of the engine by their number.
    let target = |name: &str| {
        let number = engine.port(name);
        let found = component.own_ports().find(|port| Some(port.target) == number || port.name == name);
        found.or(component.own_ports().next()).map(|port| port.target)
    };
    match check {
        engines::Check::Http { port, path } => {
            Some(Check::Http { path: (*path).to_owned(), port: target(port)?, headers: BTreeMap::new(), tls: false })
        }
        engines::Check::Tcp(name) => Some(Check::Tcp { port: target(name)? }),
        engines::Check::Exec(words) => Some(Check::Exec(words.iter().map(|word| (*word).to_owned()).collect())),
    }
}
