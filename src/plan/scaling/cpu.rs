//! Pods from CPU: how many carry a rate, and the use of CPU (and memory) that is aimed at.

use super::{CEILING, FLOOR, Question, growth, reserve};
use crate::architecture::backlog::{measurable, measured};
use crate::plan::decision::{Basis, Decided, Grade, Ledger, Setting};
use crate::plan::reason::Reason;
use crate::source::{Origin, Sourced};
use crate::units::{Duration, Fixed, MilliCpu, Rate, Ratio};

/// CPU utilization that is aimed at where nothing is said: with the autoscaler's tolerance of 10 % pods may stay at 66 %, which
/// leaves a third for growth during the time that metrics, decision and start of a pod take.
pub const TARGET: Ratio = Ratio(Fixed::from_micros(600_000));

/// The fewest: what the mean load takes, at least two.
pub(super) fn minimum(
    question: &Question<'_>,
    cpu: &Sourced<Duration>,
    request: MilliCpu,
    target: Ratio,
    ledger: &mut Ledger,
) -> Decided<u32> {
    let pods = pods_for(question.arrival.mean, cpu.value, request, target);
    let reason =
        Reason::PodsForRate { rate: Rate(question.arrival.mean), cpu: cpu.value, request, target, pods, floor: FLOOR };
    let basis = Basis::computed(reason, &cpu.origin, grade(question, &cpu.origin, ledger))
        .not("1", "a drain or a crash would leave nobody")
        .not(
            format!("{}", pods_for(question.arrival.peak, cpu.value, request, target).max(FLOOR)),
            "the peak is what the autoscaler is for",
        );
    ledger.show(question.component.name.as_str(), Setting::MinReplicas, pods.max(FLOOR), basis)
}

/// The most: what the grown peak takes, with a reserve for a zone where there are several.
pub(super) fn maximum(
    question: &Question<'_>,
    cpu: &Sourced<Duration>,
    request: MilliCpu,
    target: Ratio,
    min: u32,
    ledger: &mut Ledger,
) -> Decided<u32> {
    let arrival = question.arrival;
    let pods = pods_for(arrival.grown, cpu.value, request, target);
    let (zones, with_reserve) = reserve(question, pods);
    let factor = growth(question);
    let reason = Reason::PodsForGrownPeak {
        peak: Rate(arrival.peak),
        growth: factor,
        cpu: cpu.value,
        request,
        target,
        pods,
        zones,
        with_reserve,
        floor: min + 1,
    };
    let most = with_reserve.max(min + 1);
    let mut basis = Basis::computed(reason, &cpu.origin, grade(question, &cpu.origin, ledger));
    let today = pods_for(arrival.peak, cpu.value, request, target);
    if today < most {
        basis = basis.not(today.to_string(), "enough for today's peak alone: no growth, and no zone may be lost");
    }
    ledger.show(question.component.name.as_str(), Setting::MaxReplicas, most, basis)
}

/// The worst grade of what a number of pods rests on: work, CPU request and target.
pub(super) fn grade(question: &Question<'_>, cpu: &Origin, ledger: &Ledger) -> Grade {
    let given = question.component.pods().and_then(|pods| pods.scaling.cpu.as_ref());
    let target = given.map_or(Grade::Assumed, |given| Grade::of(&given.origin));
    Grade::of(cpu).max(target).max(ledger.grade(question.resources.cpu_request.id))
}

/// CPU utilization that the autoscaler holds.
pub(super) fn target(question: &Question<'_>, ledger: &mut Ledger) -> Decided<u32> {
    let name = question.component.name.as_str();
    let percent = u32::try_from(target_ratio(question).0.micros() / 10_000).unwrap_or(60);
    let shown = format!("{percent}%");
    let given = question.component.pods().and_then(|pods| pods.scaling.cpu.as_ref());
    let basis = match given {
        Some(given) => Basis::written(given),
        None => Basis::rule(
            "60 % of the request: with the tolerance of 10 % a third stays for growth while a new pod starts",
        )
        .not("80%", "leaves less than a fifth while metrics, decision and start of a pod take a minute")
        .not("40%", "more than half of what is reserved would stand idle"),
    };
    let consumes = measurable(question.architecture, question.id).next().is_some();
    let by_queue = !measured(question.architecture, question.id).is_empty();
    let basis = match given {
        None if consumes && !by_queue && question.architecture.platform.keda_peer.is_none() => {
            basis.not("the length of the queue", "the platform names no KEDA (`platform.peers.keda`)")
        }
        _ => basis,
    };
    ledger.decide(name, Setting::CpuTarget, percent, shown, basis)
}

/// Memory utilization that the autoscaler holds beside CPU.
pub(super) fn memory(question: &Question<'_>, ledger: &mut Ledger) -> Option<Decided<u32>> {
    let given = question.component.pods()?.scaling.memory.as_ref()?;
    let percent = u32::try_from(given.value.0.micros() / 10_000).unwrap_or(100);
    let basis = Basis::written(given).not("CPU use alone", "it says nothing of memory that fills");
    Some(ledger.decide(question.component.name.as_str(), Setting::MemoryTarget, percent, format!("{percent}%"), basis))
}

pub(super) fn target_ratio(question: &Question<'_>) -> Ratio {
    question.component.pods().and_then(|pods| pods.scaling.cpu.as_ref()).map_or(TARGET, |given| given.value)
}

/// Pods that carry a rate at a utilization, rounded up.
#[must_use]
pub fn pods_for(rate: Fixed, cpu: Duration, request: MilliCpu, target: Ratio) -> u32 {
    // rate in 1e-6/s, CPU in 1e-9 s: the product is in 1e-15 cores; request in 1e-3 cores, target in 1e-6.
    let demand = u128::from(rate.micros()).saturating_mul(u128::from(cpu.0));
    let per_pod = u128::from(request.0) * u128::from(target.0.micros()) * 1_000_000;
    if per_pod == 0 {
        return CEILING;
    }
    u32::try_from(demand.div_ceil(per_pod)).unwrap_or(CEILING).min(CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_rate_is_carried_by_enough_pods() {
        let ten_ms = Duration(10_000_000);
        assert_eq!(pods_for(Fixed::whole(300), ten_ms, MilliCpu(500), TARGET), 10);
        assert_eq!(pods_for(Fixed::whole(301), ten_ms, MilliCpu(500), TARGET), 11);
        assert_eq!(pods_for(Fixed::ZERO, ten_ms, MilliCpu(500), TARGET), 0);
        assert_eq!(pods_for(Fixed::whole(u64::MAX), ten_ms, MilliCpu(1), TARGET), CEILING);
    }

    proptest! {
        #[test]
        fn more_load_never_means_fewer_pods(a in 0u64..1 << 40, b in 0u64..1 << 40, cpu in 1u64..1 << 33, request in 1u64..8000) {
            let (low, high) = (a.min(b), a.max(b));
            let pods = |rate| pods_for(Fixed::from_micros(rate), Duration(cpu), MilliCpu(request), TARGET);
            prop_assert!(pods(low) <= pods(high));
        }

        #[test]
        fn a_larger_pod_never_means_more_pods(rate in 0u64..1 << 40, cpu in 1u64..1 << 33, a in 1u64..8000, b in 1u64..8000) {
            let pods = |request| pods_for(Fixed::from_micros(rate), Duration(cpu), MilliCpu(request), TARGET);
            prop_assert!(pods(a.max(b)) <= pods(a.min(b)));
        }
    }
}
