//! Pods from the requests that one of them should get.

use super::{Bounds, CEILING, FLOOR, Question, growth, reserve};
use crate::plan::decision::{Basis, Grade, Ledger, Setting};
use crate::plan::reason::Reason;
use crate::source::Sourced;
use crate::units::{Fixed, Rate};

/// Bounds from the requests that one pod should get.
pub(super) fn by_requests(question: &Question<'_>, per_pod: &Sourced<Rate>, ledger: &mut Ledger) -> Bounds {
    let name = question.component.name.as_str();
    let arrival = question.arrival;
    let reason = |rate: Fixed, growth: Fixed, pods: u32, zones: u32, with_reserve: u32, floor: u32| {
        let rate = Rate(rate);
        Reason::PodsForRequests { rate, growth, per_pod: per_pod.value, pods, zones, with_reserve, floor }
    };
    let least = pods_at(arrival.mean, per_pod.value);
    let basis = Basis::computed(
        reason(arrival.mean, Fixed::ONE, least, 0, least, FLOOR),
        &per_pod.origin,
        Grade::of(&per_pod.origin),
    )
    .not("1", "a drain or a crash would leave nobody");
    let min = ledger.show(name, Setting::MinReplicas, least.max(FLOOR), basis);
    let most = pods_at(arrival.grown, per_pod.value);
    let (zones, with_reserve) = reserve(question, most);
    let floor = min.value + 1;
    let why = reason(arrival.peak, growth(question), most, zones, with_reserve, floor);
    let basis = Basis::computed(why, &per_pod.origin, Grade::of(&per_pod.origin));
    Bounds { min, max: ledger.show(name, Setting::MaxReplicas, with_reserve.max(floor), basis) }
}

/// Pods of which each gets so many requests per second, rounded up.
#[must_use]
pub fn pods_at(rate: Fixed, per_pod: Rate) -> u32 {
    u32::try_from(rate.micros().div_ceil(per_pod.0.micros().max(1))).unwrap_or(CEILING).min(CEILING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn requests_are_shared_among_enough_pods() {
        let per_pod = Rate(Fixed::whole(80));
        assert_eq!(pods_at(Fixed::whole(800), per_pod), 10);
        assert_eq!(pods_at(Fixed::from_micros(800_000_001), per_pod), 11);
        assert_eq!(pods_at(Fixed::ZERO, per_pod), 0);
        assert_eq!(pods_at(Fixed::whole(1_000_000_000), Rate(Fixed::ZERO)), CEILING);
    }

    proptest! {
        #[test]
        fn no_pod_gets_more_requests_than_it_should(rate in 0u64..1 << 40, per_pod in 1_000_000u64..1 << 40) {
            let pods = pods_at(Fixed::from_micros(rate), Rate(Fixed::from_micros(per_pod)));
            prop_assert!(pods == CEILING || u128::from(pods) * u128::from(per_pod) >= u128::from(rate));
            prop_assert!(pods == 0 || u128::from(pods - 1) * u128::from(per_pod) < u128::from(rate));
        }
    }
}
