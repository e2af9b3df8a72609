//! Rules of scaling by KEDA: what is measured can be measured and reached, and what has no pods is brought back.

use crate::architecture::backlog::{Backlog, measurable, measured};
use crate::architecture::model::{Architecture, CallKind, Component, ComponentId, Credential, Pods, Target};
use crate::catalog::keda;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{all_of, one_of};
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Origin;

/// Checks the scaling of every component.
pub fn check(architecture: &Architecture, sink: &mut Sink) {
    for (id, component) in architecture.ids() {
        groups(architecture, id, component, sink);
        counted(component, sink);
        let Some(pods) = component.pods() else { continue };
        let queues = measured(architecture, id);
        unmeasured(architecture, id, component, pods, sink);
        from_zero(architecture, id, component, pods, &queues, sink);
        for queue in &queues {
            reached(architecture, component, queue, sink);
            proven(component, queue, sink);
        }
    }
}

fn push(code: &'static crate::diagnostics::Code, origin: &Origin, message: String, help: String, sink: &mut Sink) {
    let mut problem = Diagnostic::nowhere(code, message).help(help);
    problem.span = origin.span();
    sink.push(problem);
}

/// A group is named only where the broker knows such.
fn groups(architecture: &Architecture, id: ComponentId, component: &Component, sink: &mut Sink) {
    for call in architecture.calls_from(id) {
        let (CallKind::Consumes { group, .. }, Target::Component(to)) = (&call.kind, call.to) else { continue };
        let Some(engine) = architecture.component(to).and_then(|broker| broker.engine) else { continue };
        let known = keda::meter(engine.name).is_some_and(|meter| meter.group.is_some());
        if let (Origin::Written(_), false) = (&group.origin, known) {
            let message = format!("`{}` names a group, but consumers of {} have none", component.name, engine.name);
            push(&codes::NO_GROUPS, &group.origin, message, "leave `group` out".to_owned(), sink);
        }
    }
}

/// `queue` needs a queue whose length KEDA can ask for.
fn unmeasured(architecture: &Architecture, id: ComponentId, component: &Component, pods: &Pods, sink: &mut Sink) {
    let Some(queue) = &pods.scaling.queue else { return };
    let measured = measurable(architecture, id).count();
    let consumed = architecture.calls_from(id).filter(|call| matches!(call.kind, CallKind::Consumes { .. })).count();
    if measured == consumed && consumed > 0 {
        return;
    }
    let name = &component.name;
    let message = if consumed == 0 {
        format!("`{name}` is to be scaled by messages that wait, but consumes no queue")
    } else {
        format!("`{name}` is to be scaled by messages that wait, but a queue of it cannot be measured")
    };
    let engines: Vec<&str> = keda::engines().collect();
    let help = format!(
        "consume a queue of {}; of a managed nats the port of the monitor is not known. Or scale by `cpu`",
        one_of(&engines)
    );
    push(&codes::UNMEASURED_QUEUE, &queue.origin, message, help, sink);
}

/// What has no pods must be brought back by something that is seen without them, and should not be called meanwhile.
fn from_zero(
    architecture: &Architecture,
    id: ComponentId,
    component: &Component,
    pods: &Pods,
    queues: &[Backlog<'_>],
    sink: &mut Sink,
) {
    let scaling = &pods.scaling;
    let Some(range) = scaling.replicas.as_ref().filter(|range| range.value.min == 0) else { return };
    let (name, max) = (&component.name, range.value.max);
    if queues.is_empty() && scaling.queue.is_none() && scaling.query.is_none() && scaling.windows.is_empty() {
        let message = format!(
            "`{name}` would scale to zero, and nothing would bring it back: no pod uses CPU or gets requests then"
        );
        let help = format!(
            "write `queue: 100` or a `schedule` beside `replicas`, or the `lag` and the work of its messages; or `1..{max}`"
        );
        push(&codes::NOTHING_WAKES, &range.origin, message, help, sink);
        return;
    }
    let caller = architecture.calls_to(id).next().and_then(|call| architecture.component(call.from));
    let routed = architecture.routes_to(id).next().map(|(entry, _)| format!("the entry point `{}`", entry.name));
    if let Some(who) = caller.map(|caller| format!("`{}`", caller.name)).or(routed) {
        let message = format!("{who} gets errors while `{name}` has no pods: nothing holds its requests back");
        let help = format!("write `1..{max}`, or let callers wait in a queue");
        push(&codes::NOBODY_HOME, &range.origin, message, help, sink);
    }
}

/// Who is scaled by requests has to be counted: by a scraper, whom the policies let in only where `metrics` says so.
fn counted(component: &Component, sink: &mut Sink) {
    let Some(pods) = component.pods() else { return };
    let Some(requests) = pods.scaling.requests.as_ref().filter(|_| pods.metrics.is_none()) else { return };
    let message = format!("`{}` is scaled by its requests, but nobody is let in to count them", component.name);
    let help =
        "write `metrics: {path: /metrics}` at the component, and `platform: {peers: {metrics: {namespace: NAME}}}`";
    push(&codes::NOT_COUNTED, &requests.origin, message, help.to_owned(), sink);
}

/// KEDA must reach the pods that it asks.
fn reached(architecture: &Architecture, component: &Component, queue: &Backlog<'_>, sink: &mut Sink) {
    if !queue.is_ours() || architecture.platform.keda_peer.is_some() {
        return;
    }
    let broker = &queue.broker.name;
    let message = format!(
        "`{}` is scaled by the length of its queue in `{broker}`, but the policy of `{broker}` would not let KEDA ask for it",
        component.name
    );
    let help =
        "write `platform: {peers: {keda: {namespace: keda, podSelector: {app.kubernetes.io/name: keda-operator}}}}`";
    push(&codes::NO_KEDA_PEER, &queue.call.origin, message, help.to_owned(), sink);
}

/// KEDA takes credentials from Secrets, and some only together.
fn proven(component: &Component, queue: &Backlog<'_>, sink: &mut Sink) {
    let given: &[Credential] = &queue.broker.credentials;
    // A broker that asks nobody who they are has no credentials; rabbitmq always asks.
    let open = given.is_empty() && queue.meter.trigger != "rabbitmq";
    if !queue.meter.all_or_none || open {
        return;
    }
    let lacking = queue.meter.credentials.iter().filter(|(key, _)| given.iter().all(|one| one.key != *key));
    let lacking: Vec<&str> = lacking.map(|(key, _)| *key).collect();
    if lacking.is_empty() {
        return;
    }
    let broker = &queue.broker.name;
    let message = format!(
        "KEDA cannot log in at `{broker}` to scale `{}`: it takes {} from Secrets, and {} is from none",
        component.name,
        all_of(&queue.meter.credentials.iter().map(|(key, _)| *key).collect::<Vec<_>>()),
        all_of(&lacking),
    );
    let keys: Vec<String> = queue.meter.credentials.iter().map(|(key, _)| format!("{key}: {key}")).collect();
    let help = format!("write `secrets: {{auth: {{secret: NAME, keys: {{{}}}}}}}` under `{broker}`", keys.join(", "));
    push(&codes::HALF_CREDENTIALS, &queue.broker.origin, message, help, sink);
}
