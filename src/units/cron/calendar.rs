//! The days and times at which a cron schedule fires.

#![expect(clippy::indexing_slicing, reason = "months are 1 to 12, and the table has one entry for each")]

use super::field::Bits;

/// The five fields of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Calendar {
    /// 0 to 59.
    pub(super) minutes: Bits,
    /// 0 to 23.
    pub(super) hours: Bits,
    /// 1 to 31.
    pub(super) days: Bits,
    /// 1 to 12.
    pub(super) months: Bits,
    /// 0 to 6 from Sunday on.
    pub(super) weekdays: Bits,
}

/// 28 years that begin on a Monday: leap years and weekdays repeat after them.
const YEARS: std::ops::RangeInclusive<u32> = 2001..=2028;
/// Days of these years.
const CYCLE: u32 = 28 * 365 + 7;
/// Minutes of a day.
const DAY: u32 = 24 * 60;

impl Calendar {
    /// Whether there is a day on which it fires.
    pub(super) fn ever_fires(&self) -> bool {
        self.firing_days().next().is_some()
    }

    /// Runs per day, averaged over the whole cycle.
    pub(super) fn fires_per_day(&self) -> f64 {
        let days = u32::try_from(self.firing_days().count()).unwrap_or(CYCLE);
        let times = u32::try_from(self.times().count()).unwrap_or(DAY);
        f64::from(days) * f64::from(times) / f64::from(CYCLE)
    }

    /// Minutes from one run to the next, at the shortest.
    pub(super) fn shortest_gap(&self) -> u32 {
        let times: Vec<u32> = self.times().collect();
        let within = times.windows(2).map(|pair| pair[1] - pair[0]).min();
        let ends = times.first().zip(times.last());
        let across = ends.map(|(first, last)| self.shortest_step() * DAY + first - last);
        within.into_iter().chain(across).min().unwrap_or(CYCLE * DAY)
    }

    /// Days from one firing day to the next, at the shortest, across the end of the cycle too.
    fn shortest_step(&self) -> u32 {
        let days: Vec<u32> = self.firing_days().collect();
        let inner = days.windows(2).map(|pair| pair[1] - pair[0]).min();
        let wrap = days.first().zip(days.last()).map(|(first, last)| CYCLE + first - last);
        inner.into_iter().chain(wrap).min().unwrap_or(CYCLE)
    }

    /// Minutes of the day at which it fires, ascending.
    fn times(&self) -> impl Iterator<Item = u32> {
        self.hours.numbers().flat_map(|hour| self.minutes.numbers().map(move |minute| hour * 60 + minute))
    }

    /// Firing days, counted from the beginning of the cycle.
    fn firing_days(&self) -> impl Iterator<Item = u32> {
        dates()
            .zip(0u32..)
            .filter(|&((month, day), index)| self.fires_on(month, day, (index + 1) % 7))
            .map(|(_, index)| index)
    }

    /// Days of the cycle.
    #[cfg(test)]
    pub(super) const fn cycle() -> u32 {
        CYCLE
    }

    /// Minutes of the cycle at which it fires.
    #[cfg(test)]
    pub(super) fn moments(&self) -> impl Iterator<Item = u64> {
        let times: Vec<u32> = self.times().collect();
        let at = |day: u32, time: u32| u64::from(day) * u64::from(DAY) + u64::from(time);
        self.firing_days().flat_map(move |day| times.clone().into_iter().map(move |time| at(day, time)))
    }

    /// When both kinds of days are restricted, either one is enough; otherwise the restricted one decides.
    fn fires_on(&self, month: u32, day: u32, weekday: u32) -> bool {
        let (by_day, by_weekday) = (self.days.has(day), self.weekdays.has(weekday));
        let fits = if self.days.open || self.weekdays.open { by_day && by_weekday } else { by_day || by_weekday };
        self.months.has(month) && fits
    }
}

/// Month and day of every date of the cycle.
fn dates() -> impl Iterator<Item = (u32, u32)> {
    YEARS.flat_map(|year| (1..=12).flat_map(move |month| (1..=days_of(year, month)).map(move |day| (month, day))))
}

/// Days of a month. The cycle holds no year in which the rule of centuries matters.
const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cycle_is_whole() {
        assert_eq!(dates().count(), CYCLE as usize);
        assert_eq!(CYCLE % 7, 0);
    }
}
