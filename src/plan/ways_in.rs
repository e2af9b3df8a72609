//! Ways in: what carries an entry point, and how long it may last.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::model::{ComponentPlan, WayIn};
use super::reason::Reason;
use crate::architecture::model::{Architecture, EntryPoint, EntryProtocol, Gateway, Recorded, Route};
use crate::catalog::{BackendSettings, LoadBalancer, WEB_SOCKET_IDLE, web_socket_idle};
use crate::units::Duration;
use std::collections::BTreeMap;

/// How every entry point leads in.
pub fn ways_in(architecture: &Architecture, ledger: &mut Ledger) -> Vec<WayIn> {
    architecture.entry_points.iter().map(|entry| way_in(architecture, entry, ledger)).collect()
}

fn way_in(architecture: &Architecture, entry: &EntryPoint, ledger: &mut Ledger) -> WayIn {
    peak(entry, ledger);
    recorded(entry, ledger);
    let exposure = exposure(entry, ledger);
    let timeouts = entry.routes.iter().map(|route| timeout(architecture, entry, route, ledger)).collect();
    let way = WayIn { exposure, timeouts, annotations: None, class: None, traffic_policy: None };
    match &entry.gateway.value {
        Gateway::None | Gateway::Class(_) | Gateway::Parent { .. } => way,
        Gateway::Ingress(class) => WayIn { annotations: silence(architecture, entry, class, ledger), ..way },
        Gateway::LoadBalancer => load_balancer(architecture, entry, way, ledger),
        Gateway::NodePort => node_port(entry, way, ledger),
    }
}

/// Peak and mean, where they follow from a trace.
fn recorded(entry: &EntryPoint, ledger: &mut Ledger) {
    let Some((load, recorded)) = entry.load.as_ref().and_then(|load| Some((load, load.trace.as_ref()?))) else {
        return;
    };
    let Recorded { file, trace, scale } = &recorded.value;
    let basis = |window| {
        let reason = Reason::Recorded { file: file.clone(), bins: trace.bins, bin: trace.bin, scale: *scale, window };
        Basis::computed(reason, &recorded.origin, Grade::Declared)
    };
    if load.peak.origin == recorded.origin {
        let basis = basis(Some(trace.window));
        let basis = if trace.window > trace.bin {
            basis.not("the highest bin", "no autoscaler follows what lasts less than a minute; queues take it up")
        } else {
            basis
        };
        ledger.show(&entry.name, Setting::PeakRate, load.peak.value, basis);
    }
    if let Some(mean) = load.mean.as_ref().filter(|mean| mean.origin == recorded.origin) {
        ledger.show(&entry.name, Setting::MeanRate, mean.value, basis(None));
    }
}

/// The peak, where it follows from people at work.
fn peak(entry: &EntryPoint, ledger: &mut Ledger) {
    let Some(load) = &entry.load else { return };
    let Some(users) = &load.users else { return };
    let reason = Reason::RateOfUsers { count: users.value.count, think_time: users.value.think_time };
    let basis = Basis::computed(reason, &users.origin, Grade::Declared)
        .not("a rate lowered by the time of answers", "that time grows under load, just when the rate is needed");
    ledger.show(&entry.name, Setting::PeakRate, load.peak.value, basis);
}

fn exposure(entry: &EntryPoint, ledger: &mut Ledger) -> Decided<String> {
    let shown = match &entry.gateway.value {
        Gateway::None => "not exposed".to_owned(),
        Gateway::LoadBalancer => "Service of type LoadBalancer".to_owned(),
        Gateway::NodePort => match &entry.port {
            Some(port) => format!("Service of type NodePort, port {} of every node", port.value),
            None => "Service of type NodePort, at a port that the cluster chooses".to_owned(),
        },
        Gateway::Class(class) => format!("Gateway of class {class}"),
        Gateway::Parent { namespace, name, .. } => format!("route on the Gateway {namespace}/{name}"),
        Gateway::Ingress(class) => format!("Ingress of class {class}"),
    };
    let basis = Basis::written(&entry.gateway);
    let basis = match &entry.gateway.value {
        Gateway::NodePort => basis,
        _ => basis.not("NodePort", "opens a port on every node and knows no certificate"),
    };
    ledger.decide(&entry.name, Setting::Exposure, shown.clone(), shown, basis)
}

/// After how long the gateway gives a route up: what is written, and for `WebSockets` no limit.
fn timeout(
    architecture: &Architecture,
    entry: &EntryPoint,
    route: &Route,
    ledger: &mut Ledger,
) -> Option<Decided<String>> {
    let routed = matches!(entry.gateway.value, Gateway::Class(_) | Gateway::Parent { .. });
    let taken = architecture.gateway_class(entry).is_none_or(|class| class.backends == BackendSettings::Routes);
    if !(routed && taken && matches!(entry.protocol, EntryProtocol::Http | EntryProtocol::Ws)) {
        return None;
    }
    if let Some(written) = route.timeout.as_ref().or(entry.timeout.as_ref()) {
        let shown = gateway_duration(written.value);
        return Some(ledger.decide(
            &entry.name,
            Setting::RequestTimeout,
            shown.clone(),
            format!("{shown} at {}", route.path),
            Basis::written(written),
        ));
    }
    entry.is_web_socket(route).then(|| {
        let basis = Basis::design(
            "a WebSocket is one request that lasts: any limit, the gateway's own included, cuts connections that are in use",
        )
        .not("the gateway's own time", "15s at Envoy, and another at every other gateway")
        .not("an hour", "all clients that came with a rollout would come again in one wave, every hour");
        let shown = format!("0s at {}: no limit", route.path);
        ledger.decide(&entry.name, Setting::RequestTimeout, "0s".to_owned(), shown, basis)
    })
}

/// A duration as the Gateway API writes it: numbers of at most five digits, each with its unit, in whole milliseconds.
fn gateway_duration(timeout: Duration) -> String {
    let millis = timeout.0.div_ceil(1_000_000);
    match (millis / 1000, millis % 1000) {
        (secs @ 0..100_000, 0) => format!("{secs}s"),
        (0..100, _) => format!("{millis}ms"),
        (secs @ 0..100_000, rest) => format!("{secs}s{rest}ms"),
        // Beyond a day nobody counts seconds.
        (secs, _) => format!("{}h", secs.div_ceil(3600).min(99_999)),
    }
}

type Annotations = Option<Decided<BTreeMap<String, String>>>;

/// How long `WebSockets` behind an Ingress may be silent, where its controller is known.
fn silence(architecture: &Architecture, entry: &EntryPoint, class: &str, ledger: &mut Ledger) -> Annotations {
    if !entry.routes.iter().any(|route| entry.is_web_socket(route)) {
        return None;
    }
    let annotations: BTreeMap<String, String> =
        web_socket_idle(architecture.platform.provider.value, class)?.into_iter().collect();
    let basis = Basis::design(
        "the controller gives up after a minute of silence, and a WebSocket may be silent between two pings; it holds for all paths of the Ingress",
    )
    .not("an Ingress of its own for the WebSocket", "two objects for one host, and for some controllers a second load balancer");
    let shown = format!("{WEB_SOCKET_IDLE}s of silence");
    Some(ledger.decide(&entry.name, Setting::WayInSettings, annotations, shown, basis))
}

/// What a Service of type `LoadBalancer` says beside its ports.
fn load_balancer(architecture: &Architecture, entry: &EntryPoint, way: WayIn, ledger: &mut Ledger) -> WayIn {
    let Some(route) = entry.routes.first() else { return way };
    let name = entry.name.as_str();
    let port = entry.port.as_ref().map_or(route.port.port, |port| port.value);
    let udp = entry.protocol == EntryProtocol::Udp;
    let lasting = entry.protocol == EntryProtocol::Tcp || entry.is_web_socket(route);
    let told = LoadBalancer::of(architecture.platform.provider.value, port, udp, lasting);
    let class = told.class.map(|class| {
        let basis = Basis::rule("the provider's current load balancer; without a class an older one is made")
            .not("no class", "which load balancer comes depends on the cluster, and the class cannot be added later");
        ledger.decide(name, Setting::LoadBalancerClass, class.to_owned(), class, basis)
    });
    let annotations: BTreeMap<String, String> = told.annotations.into_iter().collect();
    let annotations = (!annotations.is_empty()).then(|| {
        let why = if lasting {
            "reached from the internet, straight to the pods, and connections are kept while nobody speaks"
        } else {
            "reached from the internet, and checked in a way that the pods can answer"
        };
        let shown: Vec<String> = annotations.iter().map(|(key, value)| format!("{key}: {value}")).collect();
        ledger.decide(name, Setting::WayInSettings, annotations, shown.join(", "), Basis::rule(why))
    });
    let basis = Basis::design(
        "packets keep the address of their sender, which is what the network policies see, and take no second hop; nodes without a ready pod fail the health check and get none",
    )
    .not("Cluster", "packets get the address of a node: policies and logs no longer know who sent them");
    let traffic_policy = Some(ledger.decide(name, Setting::TrafficPolicy, "Local", "Local", basis));
    WayIn { annotations, class, traffic_policy, ..way }
}

/// What a port of every node says beside itself.
fn node_port(entry: &EntryPoint, way: WayIn, ledger: &mut Ledger) -> WayIn {
    let basis =
        Basis::design("every node answers, whether a pod runs there or not: who stands before the nodes need not know")
            .not("Local", "nodes without a pod drop what comes, until the load balancer of the house has found out");
    let traffic_policy = Some(ledger.decide(&entry.name, Setting::TrafficPolicy, "Cluster", "Cluster", basis));
    WayIn { traffic_policy, ..way }
}

/// What is assumed of `WebSockets` when their pod stops.
pub fn sockets_that_end<'a>(
    architecture: &'a Architecture,
    components: &'a [ComponentPlan],
) -> impl Iterator<Item = String> + 'a {
    architecture.ids().zip(components).filter_map(|((id, component), plan)| {
        let pods = component.pods()?;
        let grace = &plan.pods.as_ref()?.grace;
        let sockets = architecture.routes_to(id).any(|(entry, route)| entry.is_web_socket(route));
        (sockets && pods.shutdown.grace.is_none()).then(|| {
            format!(
                "{}: WebSocket connections end with their pod, and clients are assumed to connect again; a pod is killed {}s after it was told to stop, pause included, and `shutdown` gives it more time to close them",
                component.name, grace.value
            )
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_five_digits_at_most() {
        let shown =
            [1_500_000_000, 30_000_000_000, 100_500_000_000, 21_600_000_000_000, 172_800_000_000_000, 1, u64::MAX / 2]
                .map(|nanos| gateway_duration(Duration(nanos)));
        assert_eq!(shown, ["1500ms", "30s", "100s500ms", "21600s", "48h", "1ms", "99999h"].map(str::to_owned));
    }
}
