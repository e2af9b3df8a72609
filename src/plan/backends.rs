//! Backends: how a provider's load balancer treats the pods behind it, where it is told by objects of its own.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::model::{BackendPlan, ProbePlan};
use super::pods::Subject;
use super::probes::{Checks, decide};
use super::reason::Reason;
use crate::architecture::model::{Architecture, Check, ComponentId, EntryPoint, Route};
use crate::catalog::BackendSettings;
use crate::source::Sourced;
use crate::units::Duration;
use std::collections::BTreeMap;

/// Seconds after which GKE's load balancers give a request up unless they are told otherwise.
const GKE_TIMEOUT: u64 = 30;
/// Seconds that a WebSocket may last behind GKE's load balancers, which know no "without end": a day.
const SOCKET: u64 = 86_400;
/// The most seconds of draining that GKE takes.
const MOST_DRAINING: u32 = 3600;

/// How a load balancer treats the pods of a component; none where nothing leads there, or where it is not told by such objects.
pub fn backend(subject: &Subject<'_>, checks: &Checks, grace: u32, ledger: &mut Ledger) -> Option<BackendPlan> {
    let routes: Vec<_> = told(subject.architecture, subject.id).collect();
    let (_, first) = routes.first()?;
    let name = subject.component.name.as_str();
    Some(BackendPlan {
        health: health(name, checks.readiness.as_ref(), first.port.target, ledger),
        timeout: timeout(name, &routes, ledger),
        draining: draining(name, grace, ledger),
    })
}

/// The routes to a component from gateways that take such policies.
fn told(architecture: &Architecture, id: ComponentId) -> impl Iterator<Item = (&EntryPoint, &Route)> {
    architecture.routes_to(id).filter(|(entry, _)| {
        architecture.gateway_class(entry).is_some_and(|class| class.backends == BackendSettings::GkePolicies)
    })
}

/// The readiness of pods, as the load balancer can ask for it.
fn health(name: &str, readiness: Option<&Decided<ProbePlan>>, served: u16, ledger: &mut Ledger) -> Decided<ProbePlan> {
    let readiness = readiness.map(|decided| &decided.value);
    let check = match readiness.map(|probe| &probe.check) {
        // The load balancer sends no headers of ours.
        Some(Check::Http { path, port, tls, .. }) => {
            Check::Http { path: path.clone(), port: *port, headers: BTreeMap::new(), tls: *tls }
        }
        Some(check @ (Check::Tcp { .. } | Check::Grpc { .. })) => check.clone(),
        Some(Check::Exec(_) | Check::None) | None => Check::Tcp { port: served },
    };
    let period = readiness.map_or(10, |probe| probe.period).clamp(1, 300);
    let health = ProbePlan {
        check,
        delay: 0,
        period,
        timeout: readiness.map_or(1, |probe| probe.timeout).clamp(1, period),
        failures: readiness.map_or(3, |probe| probe.failures).clamp(1, 10),
    };
    let basis = Basis::rule("the load balancer asks what the kubelet asks: both then agree on which pods are well")
        .not("the load balancer's own check", "it asks for `/`, whatever the readiness of the pods is, and takes away pods that answer it with anything but 200");
    decide(name, Setting::BackendHealth, health, basis, ledger)
}

/// After how long a request is given up: one figure for a Service, so the longest of its routes.
fn timeout(name: &str, routes: &[(&EntryPoint, &Route)], ledger: &mut Ledger) -> Option<Decided<u32>> {
    if routes.iter().any(|(entry, route)| entry.is_web_socket(route) && written(entry, route).is_none()) {
        let basis = Basis::design(
            "a WebSocket is one request that lasts, and this load balancer knows no end only as a number: a day",
        )
        .not("its own time", "30s, after which connections that are in use are cut");
        return Some(ledger.decide(name, Setting::BackendTimeout, seconds(SOCKET), format!("{SOCKET}s"), basis));
    }
    let longest = routes.iter().filter_map(|(entry, route)| written(entry, route)).max_by_key(|time| time.value)?;
    let all = routes.iter().all(|(entry, route)| written(entry, route).is_some());
    let least = if all { 1 } else { GKE_TIMEOUT };
    let secs = longest.value.secs_ceil().max(least);
    let basis = if secs > longest.value.secs_ceil() {
        Basis::computed(
            Reason::Rule("a Service has one timeout, and other routes to it keep the load balancer's 30s"),
            &longest.origin,
            Grade::Declared,
        )
    } else {
        Basis::written(longest)
    };
    Some(ledger.decide(name, Setting::BackendTimeout, seconds(secs), format!("{secs}s"), basis))
}

/// The timeout that is written for a route.
fn written<'a>(entry: &'a EntryPoint, route: &'a Route) -> Option<&'a Sourced<Duration>> {
    route.timeout.as_ref().or(entry.timeout.as_ref())
}

fn seconds(secs: u64) -> u32 {
    u32::try_from(secs).unwrap_or(u32::MAX).min(i32::MAX.unsigned_abs())
}

/// How long requests may go on at a pod that is told to stop: as long as the pod has.
fn draining(name: &str, grace: u32, ledger: &mut Ledger) -> Decided<u32> {
    let secs = grace.min(MOST_DRAINING);
    let basis = Basis::rule("requests that have begun may end while the pod still runs: its grace period")
        .not("0s", "the load balancer's own: it cuts requests as soon as their pod leaves");
    ledger.decide(name, Setting::BackendDraining, secs, format!("{secs}s"), basis)
}
