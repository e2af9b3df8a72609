//! Rules of queues: both sides are there, and who puts messages in says where.

use crate::architecture::model::{Architecture, Call, CallKind, Component, ComponentType};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Origin;

/// A queue into which nobody puts messages, or from which nobody takes them, is probably misspelt.
pub fn queues(architecture: &Architecture, sink: &mut Sink) {
    for (id, broker) in architecture.ids().filter(|(_, component)| component.kind == ComponentType::Queue) {
        let (mut filled, mut taken, mut unnamed) = (Vec::new(), Vec::new(), Vec::new());
        for call in architecture.calls_to(id) {
            match (&call.kind, &call.queue) {
                (CallKind::Consumes { queue, .. }, _) => taken.push((queue.as_str(), &call.origin)),
                (_, Some(queue)) => filled.push((queue.value.as_str(), &queue.origin)),
                (_, None) => unnamed.push(call),
            }
        }
        unnamed_queues(architecture, broker, &unnamed, &taken, sink);
        // Who does not name a queue may mean any of them.
        if filled.is_empty() || taken.is_empty() || !unnamed.is_empty() {
            continue;
        }
        for (own, others, message) in [
            (&filled, &taken, "nobody takes messages from the queue"),
            (&taken, &filled, "nobody puts messages into the queue"),
        ] {
            for (queue, origin) in own.iter().filter(|(queue, _)| others.iter().all(|(other, _)| other != queue)) {
                let names: Vec<&str> = others.iter().map(|(name, _)| *name).collect();
                let mut problem =
                    Diagnostic::nowhere(&codes::LONELY_QUEUE, format!("{message} `{queue}` of `{}`", broker.name))
                        .help(format!("at the other side the queues are {}", names.join(", ")));
                problem.span = origin.span();
                sink.push(problem);
            }
        }
    }
}

/// Of several queues that are taken from, a call that names none counts for all in equal parts.
fn unnamed_queues(
    architecture: &Architecture,
    broker: &Component,
    unnamed: &[&Call],
    taken: &[(&str, &Origin)],
    sink: &mut Sink,
) {
    let mut queues: Vec<&str> = taken.iter().map(|(queue, _)| *queue).collect();
    queues.sort_unstable();
    queues.dedup();
    if queues.len() < 2 {
        return;
    }
    for call in unnamed {
        let Some(caller) = architecture.component(call.from) else { continue };
        let message = format!(
            "`{}` calls `{}` without naming a queue, and consumers take from {} of them",
            caller.name,
            broker.name,
            queues.len()
        );
        let mut problem = Diagnostic::nowhere(&codes::UNNAMED_QUEUE, message).help(format!(
            "write `queue: NAME`, one of {}; its load counts for each of them in equal parts until then",
            queues.join(", ")
        ));
        problem.span = call.origin.span();
        sink.push(problem);
    }
}
