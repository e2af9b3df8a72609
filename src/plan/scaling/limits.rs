//! What is said where bounds are missing, too low, or beyond counting.

use super::cpu::{pods_for, target_ratio};
use super::messages::{BUSY, Consumer, consumer, pods_for_messages};
use super::requests::pods_at;
use super::{CEILING, Question};
use crate::architecture::backlog::measured;
use crate::diagnostics::codes::plan as codes;
use crate::diagnostics::{Diagnostic, Sink};
use crate::plan::model::Scale;
use crate::source::{Origin, Sourced};
use crate::units::{Duration, Fixed, Rate, Ratio, ReplicaRange};

/// What would take more pods than are ever derived is said, not cut.
pub(super) fn within_reason(question: &Question<'_>, scale: &Scale, sink: &mut Sink) {
    if scale.bounds().1 < CEILING {
        return;
    }
    let component = question.component;
    let message = format!("at {} `{}` would need {CEILING} pods or more", Rate(question.arrival.grown), component.name);
    let mut problem = Diagnostic::nowhere(&codes::BEYOND_COUNTING, message)
        .help("check the rate, the growth and the work per request; or write `scaling` and `resources`");
    problem.span = component.origin.span();
    sink.push(problem);
}

/// Says that nothing tells where to stop.
pub(super) fn unbounded(question: &Question<'_>, origin: Option<&Origin>, sink: &mut Sink) {
    let name = &question.component.name;
    let message =
        format!("nothing says how many pods of `{name}` there may be at most: its load or its work is not known");
    let mut problem = Diagnostic::nowhere(&codes::NO_MAXIMUM, message)
        .help("write bounds: `replicas: 2..10`; or the load of an entry point, and the work per request or message");
    problem.span = origin.and_then(Origin::span);
    sink.push(problem);
}

/// Bounds that are too low for the requests or messages of the peak.
pub(super) fn short_of_peak(question: &Question<'_>, range: &Sourced<ReplicaRange>, sink: &mut Sink) {
    let Some(span) = range.origin.span() else { return };
    let asked = question.component.pods().map(|pods| &pods.scaling);
    let requests = asked.and_then(|asked| asked.requests.as_ref()).filter(|_| question.arrival.known);
    let queued = !measured(question.architecture, question.id).is_empty();
    let needed = match requests {
        Some(requests) => {
            Some((pods_at(question.arrival.peak, requests.value), format!("{} for each", requests.value), ""))
        }
        None if queued => consumer(question).map(|consumer| for_messages(question, &consumer)),
        None => None,
    };
    if let Some((needed, each, or)) = needed.filter(|(needed, ..)| *needed > range.value.max) {
        let (name, most, rate) = (&question.component.name, range.value.max, Rate(question.arrival.peak));
        let message = format!("at {rate} `{name}` needs {needed} pods, with {each}; its maximum is {most}");
        let problem = Diagnostic::new(&codes::SHORT_OF_CAPACITY, span, message);
        sink.push(problem.help(format!("raise the maximum to {needed}{or}")));
    }
}

/// The pods that take the messages of the peak, what binds them (the CPU of a message or its time), and what else would help.
fn for_messages(question: &Question<'_>, consumer: &Consumer) -> (u32, String, &'static str) {
    let (by_time, by_cpu) = pods_for_messages(question, consumer, question.arrival.peak);
    match consumer.cpu.filter(|_| by_cpu > by_time) {
        Some(cpu) => {
            let request = question.resources.cpu_request.value;
            let each = format!("{cpu} of CPU for each message, to stay at {BUSY} of its CPU request of {request}");
            (by_cpu, each, ", or the CPU request of a pod")
        }
        None => {
            let (time, at_once) = (consumer.time, consumer.concurrency);
            let each = format!("{time} for each message, {at_once} at a time, while busy for {BUSY} of its time");
            (by_time, each, ", or the `concurrency` of a pod")
        }
    }
}

/// Demand over the hard capacity of the maximum is impossible; over what is aimed at, improbable to go well.
pub(super) fn check_capacity(question: &Question<'_>, most: u32, range: &Sourced<ReplicaRange>, sink: &mut Sink) {
    let component = question.component;
    let work = component.work.as_ref().and_then(|work| work.cpu.as_ref());
    let (Some(cpu), true, Some(span)) = (work, question.arrival.known, range.origin.span()) else { return };
    let resources = question.resources;
    let target = target_ratio(question);
    let peak = question.arrival.peak;
    let needed = pods_for(peak, cpu.value, resources.cpu_request.value, target);
    let hard = resources.cpu_limit.as_ref().map(|limit| pods_for(peak, cpu.value, limit.value, Ratio(Fixed::ONE)));
    let name = &component.name;
    if let Some(hard) = hard.filter(|hard| *hard > most) {
        let message =
            format!("at {} `{name}` needs {hard} pods even at its CPU limit; its maximum is {most}", Rate(peak));
        let problem = Diagnostic::new(&codes::OVER_CAPACITY, span, message);
        sink.push(
            related(problem, cpu, format!("{} of CPU for each request", cpu.value))
                .help(format!("raise the maximum to {needed}, or the CPU of a pod")),
        );
    } else if needed > most {
        let message = format!(
            "at {} `{name}` needs {needed} pods to stay at {target} of its CPU request; its maximum is {most}",
            Rate(peak)
        );
        let problem = Diagnostic::new(&codes::SHORT_OF_CAPACITY, span, message);
        sink.push(
            related(problem, cpu, format!("{} of CPU for each request", cpu.value))
                .help(format!("raise the maximum to {needed}, or the CPU request of a pod")),
        );
    }
}

pub(super) fn related(problem: Diagnostic, source: &Sourced<Duration>, label: String) -> Diagnostic {
    match source.origin.span() {
        Some(span) => problem.related(span, label),
        None => problem,
    }
}
