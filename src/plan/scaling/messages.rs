//! Pods from the messages that a consumer takes.

use super::cpu::pods_for;
use super::{Bounds, CEILING, FLOOR, Question, growth, guessed, reserve};
use crate::architecture::model::CallKind;
use crate::plan::decision::{Basis, Decided, Grade, Ledger, Setting};
use crate::plan::reason::Reason;
use crate::source::{Origin, Sourced};
use crate::units::{Duration, Fixed, Rate, Ratio};

/// Share of its time that a consumer may be busy, so that a backlog is worked off.
pub(super) const BUSY: Ratio = Ratio(Fixed::from_micros(800_000));

/// A consumer's work, if the component is one.
pub(super) struct Consumer {
    pub(super) cpu: Option<Duration>,
    pub(super) time: Duration,
    pub(super) concurrency: u32,
    pub(super) lag: Option<Duration>,
    pub(super) origin: Origin,
}

pub(super) fn consumer(question: &Question<'_>) -> Option<Consumer> {
    question.architecture.calls_from(question.id).find_map(|call| {
        let CallKind::Consumes { work, concurrency, lag, .. } = &call.kind else { return None };
        let part = |part: &Option<Sourced<Duration>>| part.as_ref().map_or(0, |time| time.value.0);
        let time = Duration(part(&work.cpu).saturating_add(part(&work.wait)));
        (question.arrival.known && time.0 > 0).then(|| Consumer {
            cpu: work.cpu.as_ref().map(|cpu| cpu.value),
            time,
            concurrency: concurrency.value,
            lag: lag.as_ref().map(|lag| lag.value),
            origin: call.origin.clone(),
        })
    })
}

/// Pods that take messages as fast as they come, by time and by CPU.
pub(super) fn pods_for_messages(question: &Question<'_>, consumer: &Consumer, rate: Fixed) -> (u32, u32) {
    let busy_seconds = u128::from(rate.micros()) * u128::from(consumer.time.0) / 1_000_000_000;
    let per_pod = u128::from(BUSY.0.micros()) * u128::from(consumer.concurrency.max(1));
    let pods = u32::try_from(busy_seconds.div_ceil(per_pod.max(1))).unwrap_or(CEILING).min(CEILING);
    let request = question.resources.cpu_request.value;
    (pods, consumer.cpu.map_or(0, |cpu| pods_for(rate, cpu, request, BUSY)))
}

/// Pods that take messages at a rate that has grown by a factor, with or without a reserve for a zone, and why.
pub(super) fn taken(
    question: &Question<'_>,
    consumer: &Consumer,
    (rate, growth): (Fixed, Fixed),
    reserved: bool,
) -> (u32, Reason) {
    let grown = if growth == Fixed::ONE { rate } else { question.arrival.grown };
    let (pods, by_cpu) = pods_for_messages(question, consumer, grown);
    let needed = pods.max(by_cpu);
    let (zones, with_reserve) = if reserved { reserve(question, needed) } else { (0, needed) };
    let reason = match consumer.cpu.filter(|_| by_cpu > pods) {
        Some(cpu) => Reason::PodsForGrownPeak {
            peak: Rate(rate),
            growth,
            cpu,
            request: question.resources.cpu_request.value,
            target: BUSY,
            pods: by_cpu,
            zones,
            with_reserve,
            floor: FLOOR,
        },
        None => Reason::PodsForMessages {
            rate: Rate(grown),
            time: consumer.time,
            concurrency: consumer.concurrency,
            busy: BUSY,
            lag: consumer.lag,
            pods,
            zones,
            with_reserve,
        },
    };
    (with_reserve, reason)
}

/// Pods that take the messages of the peak, where it is known.
pub fn peak_of_messages(question: &Question<'_>) -> Option<(u32, Reason, Origin)> {
    let consumer = consumer(question)?;
    let (pods, reason) = taken(question, &consumer, (question.arrival.peak, Fixed::ONE), false);
    Some((pods, reason, consumer.origin))
}

/// A fixed number of pods that take messages as fast as they come.
pub(super) fn messages(question: &Question<'_>, consumer: &Consumer, ledger: &mut Ledger) -> Decided<u32> {
    let (pods, reason) = taken(question, consumer, (question.arrival.peak, Fixed::ONE), true);
    let basis = Basis::computed(reason, &consumer.origin, Grade::of(&consumer.origin)).not(
        "scaling on the length of the queue",
        "nothing asks for it: `scaling.queue`, or bounds together with a `lag`, would",
    );
    ledger.show(question.component.name.as_str(), Setting::Replicas, pods.max(FLOOR), basis)
}

/// Bounds from the work on messages.
pub(super) fn by_messages(question: &Question<'_>, ledger: &mut Ledger) -> Bounds {
    let name = question.component.name.as_str();
    let Some(consumer) = consumer(question) else { return guessed(question, FLOOR + 1, ledger) };
    let (least, reason) = taken(question, &consumer, (question.arrival.mean, Fixed::ONE), false);
    let grade = Grade::of(&consumer.origin);
    let basis = Basis::computed(reason, &consumer.origin, grade).not("1", "a drain or a crash would leave nobody");
    let min = ledger.show(name, Setting::MinReplicas, least.max(FLOOR), basis);
    let (most, reason) = taken(question, &consumer, (question.arrival.peak, growth(question)), true);
    let basis = Basis::computed(reason, &consumer.origin, grade);
    let max = ledger.show(name, Setting::MaxReplicas, most.max(min.value + 1), basis);
    Bounds { min, max }
}
