//! What KEDA is told: triggers, how often it asks, when the last pods go, and what holds while a broker does not answer.

use super::decision::{Basis, Decided, Grade, Ledger, Setting};
use super::model::{Events, Fallback, Parameter, Trigger};
use super::reason::Reason;
use super::scaling::Question;
use crate::architecture::backlog::Backlog;
use crate::architecture::model::{Body, CallKind, CalledPort, Component, Query, Window};
use crate::source::Sourced;
use crate::units::{Duration, MilliCpu};
use std::collections::BTreeMap;

/// Seconds between two looks at a trigger, where nothing is said: KEDA's own.
const POLLING: u32 = 30;
/// The same while there may be no pods: until KEDA looks, nobody takes the first message.
const POLLING_AT_ZERO: u32 = 15;
/// Seconds without any message before the last pods go.
const COOLDOWN: u32 = 300;
/// Failures in a row after which a broker counts as silent.
const FAILURES: u32 = 3;

/// What KEDA is told, but for bounds and behavior.
pub fn events(question: &Question<'_>, queues: &[Backlog<'_>], bounds: (u32, u32), ledger: &mut Ledger) -> Events {
    let name = question.component.name.as_str();
    let mut triggers: Vec<Trigger> = queues.iter().map(|queue| queue_trigger(question, queue, ledger)).collect();
    let query = question.component.pods().and_then(|pods| pods.scaling.query.as_ref());
    triggers.extend(query.map(|query| query_trigger(name, query, ledger)));
    let windows = question.component.pods().map(|pods| pods.scaling.windows.as_slice()).unwrap_or_default();
    triggers.extend(windows.iter().map(|window| window_trigger(name, window, ledger)));
    Events {
        triggers,
        polling: polling(name, queues, bounds.0, ledger),
        cooldown: (bounds.0 == 0).then(|| cooldown(name, queues, ledger)),
        fallback: (!queues.is_empty() || query.is_some())
            .then(|| fallback(question, bounds, queues.is_empty(), ledger)),
    }
}

/// The trigger of a queue.
fn queue_trigger(question: &Question<'_>, queue: &Backlog<'_>, ledger: &mut Ledger) -> Trigger {
    let messages = messages_per_pod(question, queue, ledger);
    let mut metadata = place(question, queue);
    metadata.insert(queue.meter.threshold, messages.value.to_string());
    let given = &queue.broker.credentials;
    let parameters = queue.meter.credentials.iter().filter_map(|(key, parameter)| {
        let credential = given.iter().find(|credential| credential.key == *key)?;
        Some(Parameter { parameter, secret: credential.secret.clone(), key: credential.item.clone() })
    });
    Trigger {
        kind: queue.meter.trigger,
        metadata,
        held: (queue.meter.threshold, messages.id),
        authentication: Some((queue.broker.name.to_string(), parameters.collect()))
            .filter(|(_, parameters): &(String, Vec<Parameter>)| !parameters.is_empty()),
        reaches: queue.is_ours().then(|| (queue.id, queue.port.clone())),
    }
}

/// Messages that may wait for each pod.
fn messages_per_pod(question: &Question<'_>, queue: &Backlog<'_>, ledger: &mut Ledger) -> Decided<u32> {
    let name = question.component.name.as_str();
    let written = question.component.pods().and_then(|pods| pods.scaling.queue.as_ref());
    let (messages, basis) = match (written, lag_of(queue)) {
        (Some(written), _) => (written.value, Basis::written(written)),
        (None, Some((lag, time, cpu, concurrency))) => {
            let request = question.resources.cpu_request.value;
            let messages = messages_within(lag.value, time, cpu, concurrency, request);
            let bound = messages < messages_within(lag.value, time, None, concurrency, request);
            let cpu = cpu.filter(|_| bound);
            let reason = Reason::MessagesWithinLag { lag: lag.value, time, cpu, concurrency, request, messages };
            let grade = Grade::of(&lag.origin).max(ledger.grade(question.resources.cpu_request.id));
            (messages, Basis::computed(reason, &lag.origin, grade))
        }
        (None, None) => (1, Basis::rule("one message for each pod, because nothing is known of the work")),
    };
    let basis =
        basis.not("CPU use", "it says nothing of messages that wait: a backlog grows while pods wait for others");
    let shown = format!("{messages} messages per pod in {} of {}", queue_name(queue), queue.broker.name);
    ledger.decide(name, Setting::QueueTarget, messages, shown, basis)
}

/// The lag of a queue, and the work on a message: whole time, CPU time, messages at a time.
fn lag_of<'a>(queue: &Backlog<'a>) -> Option<(&'a Sourced<Duration>, Duration, Option<Duration>, u32)> {
    let CallKind::Consumes { work, concurrency, lag, .. } = &queue.call.kind else { return None };
    let part = |part: &Option<Sourced<Duration>>| part.as_ref().map_or(0, |time| time.value.0);
    let time = Duration(part(&work.cpu).saturating_add(part(&work.wait)));
    let lag = lag.as_ref().filter(|_| time.0 > 0)?;
    Some((lag, time, work.cpu.as_ref().map(|cpu| cpu.value), concurrency.value))
}

/// Messages that one pod works off within a time: bounded by how many it takes at a time, and by its CPU.
#[must_use]
pub fn messages_within(
    lag: Duration,
    time: Duration,
    cpu: Option<Duration>,
    concurrency: u32,
    request: MilliCpu,
) -> u32 {
    let by_time = u128::from(lag.0) * u128::from(concurrency.max(1)) / u128::from(time.0.max(1));
    let by_cpu =
        cpu.filter(|cpu| cpu.0 > 0).map(|cpu| u128::from(lag.0) * u128::from(request.0) / (u128::from(cpu.0) * 1000));
    let messages = by_cpu.map_or(by_time, |by_cpu| by_time.min(by_cpu));
    u32::try_from(messages).unwrap_or(1_000_000_000).clamp(1, 1_000_000_000)
}

fn queue_name(queue: &Backlog<'_>) -> String {
    match &queue.call.kind {
        CallKind::Consumes { queue, .. } => queue.clone(),
        CallKind::PerRequest(_) | CallKind::AtRate(_) => String::new(),
    }
}

/// Where a trigger asks, and for what: KEDA's names for it.
fn place(question: &Question<'_>, queue: &Backlog<'_>) -> BTreeMap<&'static str, String> {
    let CallKind::Consumes { queue: name, group, .. } = &queue.call.kind else { return BTreeMap::new() };
    let host = host(question, queue.broker);
    let CalledPort { port, .. } = queue.port;
    let address = format!("{host}:{port}");
    let tls = matches!(&queue.broker.body, Body::Managed(managed) if managed.tls == Some(true));
    let flag = |set: bool| if set { "true" } else { "false" };
    let pairs: Vec<(&'static str, String)> = match queue.meter.trigger {
        "rabbitmq" if queue.asks_engine_port() => vec![
            // Without a name behind the slash it is the virtual host `/`.
            ("host", format!("http://{address}/")),
            ("mode", "QueueLength".to_owned()),
            ("protocol", "http".to_owned()),
            ("queueName", name.clone()),
        ],
        "rabbitmq" => vec![
            ("host", format!("{}://{address}/", if tls { "amqps" } else { "amqp" })),
            ("mode", "QueueLength".to_owned()),
            ("protocol", "amqp".to_owned()),
            ("queueName", name.clone()),
        ],
        "redis" => {
            vec![("address", address), ("enableTLS", flag(tls).to_owned()), ("listName", name.clone())]
        }
        "kafka" => vec![
            ("bootstrapServers", address),
            ("consumerGroup", group.value.clone()),
            ("tls", if tls { "enable" } else { "disable" }.to_owned()),
            ("topic", name.clone()),
        ],
        _ => vec![
            // The account of a server that defines none.
            ("account", "$G".to_owned()),
            ("consumer", group.value.clone()),
            ("natsServerMonitoringEndpoint", address),
            ("stream", name.clone()),
        ],
    };
    pairs.into_iter().collect()
}

/// The name of a broker as another namespace knows it.
fn host(question: &Question<'_>, broker: &Component) -> String {
    match &broker.body {
        Body::Managed(managed) => managed.host.clone(),
        Body::Observed(observed) if observed.host.contains('.') => observed.host.clone(),
        Body::Operated(operated) if operated.host.contains('.') => operated.host.clone(),
        Body::Pods(_) | Body::Observed(_) | Body::Operated(_) => {
            format!("{}.{}.svc", broker.host(), question.architecture.namespace.name)
        }
    }
}

/// The trigger of a query.
fn query_trigger(name: &str, query: &Sourced<Query>, ledger: &mut Ledger) -> Trigger {
    let Query { server, expression, per_pod } = &query.value;
    let basis = Basis::written(query)
        .not("CPU use", "it says nothing of what the query counts")
        .not("no result as zero", "a series that is gone would take the pods with it: the fallback holds instead");
    let shown = format!("{per_pod} per pod of {expression}");
    let id = ledger.decide(name, Setting::QueryTarget, *per_pod, shown, basis).id;
    let metadata = BTreeMap::from([
        ("ignoreNullValues", "false".to_owned()),
        ("query", expression.clone()),
        ("serverAddress", server.clone()),
        ("threshold", per_pod.to_string()),
    ]);
    Trigger { kind: "prometheus", metadata, held: ("threshold", id), authentication: None, reaches: None }
}

/// The trigger of a window of time.
fn window_trigger(name: &str, window: &Sourced<Window>, ledger: &mut Ledger) -> Trigger {
    let times = &window.value;
    let Window { start, end, time_zone, replicas } = times;
    let shown = format!("{replicas} pods from \"{start}\" to \"{end}\" in {time_zone}");
    let basis = Basis::written(window)
        .not("waiting for load", "pods that start when people come are late by their start; the clock is not");
    let id = ledger.decide(name, Setting::ScheduledReplicas, times.replicas, shown, basis).id;
    let metadata = BTreeMap::from([
        ("desiredReplicas", times.replicas.to_string()),
        ("end", times.end.clone()),
        ("start", times.start.clone()),
        ("timezone", times.time_zone.clone()),
    ]);
    Trigger { kind: "cron", metadata, held: ("desiredReplicas", id), authentication: None, reaches: None }
}

/// How often KEDA looks.
fn polling(name: &str, queues: &[Backlog<'_>], min: u32, ledger: &mut Ledger) -> Decided<u32> {
    let shortest = queues.iter().filter_map(lag_of).map(|(lag, ..)| lag).min_by_key(|lag| lag.value.0);
    let (seconds, basis) = match shortest {
        _ if min > 0 => (POLLING, Basis::rule("KEDA's own: with pods at work the autoscaler asks every 15s by itself")),
        Some(lag) if lag.value.secs_ceil() < u64::from(2 * POLLING_AT_ZERO) => {
            let half = u32::try_from(lag.value.secs_ceil() / 2).unwrap_or(POLLING_AT_ZERO).max(5);
            let reason = Reason::Rule(
                "half of the lag: without pods the first message waits until KEDA looks, and for a pod to start",
            );
            (half, Basis::computed(reason, &lag.origin, Grade::of(&lag.origin)))
        }
        _ => (
            POLLING_AT_ZERO,
            Basis::rule("without pods, what comes first waits until KEDA looks: at most a quarter of a minute")
                .not("30s", "twice the wait of whoever comes first"),
        ),
    };
    ledger.decide(name, Setting::PollingInterval, seconds, format!("{seconds}s"), basis)
}

/// How long nothing must have come before the last pods go. Where messages that are worked on do not count, they must not be cut.
fn cooldown(name: &str, queues: &[Backlog<'_>], ledger: &mut Ledger) -> Decided<u32> {
    let unseen = queues.iter().filter(|queue| !queue.counts_taken());
    let longest = unseen.filter_map(|queue| Some((work_on(queue)?, queue.call))).max_by_key(|(time, _)| time.0);
    let twice =
        longest.map(|(time, call)| (u32::try_from(time.secs_ceil()).unwrap_or(COOLDOWN).saturating_mul(2), call));
    let (seconds, basis) = match twice {
        Some((seconds, call)) if seconds > COOLDOWN => {
            let reason =
                Reason::Rule("twice the work on a message: the broker does not count messages that are worked on");
            (seconds, Basis::computed(reason, &call.origin, Grade::of(&call.origin)))
        }
        _ => (
            COOLDOWN,
            Basis::rule("KEDA's own five minutes: pods that leave too early are started again for what comes next"),
        ),
    };
    ledger.decide(name, Setting::Cooldown, seconds, format!("{seconds}s"), basis)
}

/// The whole time of a message.
fn work_on(queue: &Backlog<'_>) -> Option<Duration> {
    let CallKind::Consumes { work, .. } = &queue.call.kind else { return None };
    let part = |part: &Option<Sourced<Duration>>| part.as_ref().map_or(0, |time| time.value.0);
    Some(Duration(part(&work.cpu).saturating_add(part(&work.wait)))).filter(|time| time.0 > 0)
}

/// What holds while a broker, or Prometheus, does not answer: enough pods for the peak where it is known, and never fewer than there are.
fn fallback(question: &Question<'_>, bounds: (u32, u32), by_query: bool, ledger: &mut Ledger) -> Decided<Fallback> {
    let name = question.component.name.as_str();
    let within = |pods: u32| pods.clamp(bounds.0.max(1), bounds.1.max(1));
    let (pods, basis) = match super::scaling::peak_of_messages(question) {
        Some((pods, reason, origin)) => (within(pods), Basis::computed(reason, &origin, Grade::of(&origin))),
        None => (within(2), Basis::rule("two pods, or the fewest: enough to go on, because the load is not known")),
    };
    let fallback = Fallback { failures: FAILURES, replicas: pods };
    let some = if pods == 1 { "1 pod".to_owned() } else { format!("{pods} pods") };
    let shown = format!("{some}, or as many as there are, after {FAILURES} failures");
    let basis = basis.not("no fallback", "the number of pods would stay whatever it was, even none");
    let basis = if by_query {
        basis.not("all pods", "a figure that is not known asks for none in particular")
    } else {
        basis.not(
            "all pods",
            "a broker that is away is not helped by more consumers, which all call again when it is back",
        )
    };
    ledger.decide(name, Setting::Fallback, fallback, shown, basis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration(1_000_000_000);

    #[test]
    fn a_pod_works_off_so_many_messages() {
        let ms = |count: u64| Duration(count * 1_000_000);
        assert_eq!(messages_within(ms(30_000), ms(200), None, 4, MilliCpu(500)), 600);
        // Four at a time of which each takes a tenth of a core: half a core is enough for five, not for more.
        assert_eq!(messages_within(ms(30_000), ms(200), Some(ms(20)), 4, MilliCpu(500)), 600);
        assert_eq!(messages_within(ms(30_000), ms(200), Some(ms(200)), 4, MilliCpu(500)), 75);
        assert_eq!(messages_within(ms(10), SECOND, None, 1, MilliCpu(500)), 1);
        assert_eq!(messages_within(Duration(u64::MAX), Duration(1), None, u32::MAX, MilliCpu(1)), 1_000_000_000);
        assert_eq!(messages_within(SECOND, Duration(0), None, 0, MilliCpu(0)), 1_000_000_000);
    }

    proptest! {
        #[test]
        fn a_longer_lag_never_means_fewer_messages(
            a in 1u64..1 << 40, b in 1u64..1 << 40, time in 1u64..1 << 36, cpu in 0u64..1 << 36, at_a_time in 1u32..100,
            request in 1u64..8000
        ) {
            let within = |lag| messages_within(Duration(lag), Duration(time), Some(Duration(cpu)), at_a_time, MilliCpu(request));
            prop_assert!(within(a.min(b)) <= within(a.max(b)));
        }

        #[test]
        fn what_a_pod_is_given_it_works_off_in_time(
            lag in 1u64..1 << 40, time in 1u64..1 << 36, at_a_time in 1u32..100, request in 1u64..8000
        ) {
            let messages = messages_within(Duration(lag), Duration(time), None, at_a_time, MilliCpu(request));
            let rounds = u128::from(messages) * u128::from(time);
            prop_assert!(messages == 1 || rounds <= u128::from(lag) * u128::from(at_a_time));
        }
    }
}
