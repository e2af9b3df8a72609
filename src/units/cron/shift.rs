//! A schedule some time later: where a window that a schedule opens comes to its end.

use super::calendar::Calendar;
use super::field::Bits;
use super::{Duration, Schedule, Timing};

/// Why the end of a window cannot be written as five fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    /// `@every`: it has no times of day.
    #[error("`@every` has no times of day at which a window could begin")]
    NoTimes,
    /// Not whole minutes, or none at all.
    #[error("a window lasts whole minutes, at least one")]
    NoMinutes,
    /// The next window begins before this one ends, or as it ends.
    #[error("the next window begins before this one ends, or as it ends")]
    Overlap,
    /// Some of the times pass an hour or midnight and others do not.
    #[error("some of its ends fall into another hour or day than others, which five fields cannot say")]
    Split,
    /// The end falls on a later day of the month, and months differ in length.
    #[error("its ends fall on later days than its beginnings, and days of a month cannot be counted on: months differ")]
    DayOfMonth,
}

impl Schedule {
    /// The five fields: macros are written out, because not every reader of cron knows them. None for `@every`.
    #[must_use]
    pub fn five_fields(&self) -> Option<String> {
        match &self.timing {
            Timing::Calendar(_) if !self.text.starts_with('@') => {
                Some(self.text.split_whitespace().collect::<Vec<_>>().join(" "))
            }
            Timing::Calendar(calendar) => Some(calendar.to_string()),
            Timing::Every(_) => None,
        }
    }

    /// The five fields of the schedule that fires so much later.
    ///
    /// # Errors
    /// Says why there are no such five fields.
    pub fn later_by(&self, length: Duration) -> Result<String, ShiftError> {
        let Timing::Calendar(calendar) = &self.timing else { return Err(ShiftError::NoTimes) };
        let seconds = length.secs_ceil();
        if !length.is_whole_secs() || seconds == 0 || !seconds.is_multiple_of(60) {
            return Err(ShiftError::NoMinutes);
        }
        if length >= self.shortest_gap() {
            return Err(ShiftError::Overlap);
        }
        calendar.later_by(seconds / 60).map(|later| later.to_string())
    }
}

impl Calendar {
    /// The calendar some minutes later.
    fn later_by(&self, minutes: u64) -> Result<Self, ShiftError> {
        let every_day = self.days.open && self.weekdays.open && self.months.open;
        let (minutes_later, carry) = shifted(self.minutes, minutes, 60)?;
        let (hours, days) = match shifted(self.hours, carry, 24) {
            Ok((hours, days)) => (hours, days),
            // On every day it does not matter which of the ends fall on the next one.
            Err(_) if every_day => (wrapped(self.hours, carry, 24), 0),
            Err(split) => return Err(split),
        };
        let mut later = self.clone();
        (later.minutes, later.hours) = (minutes_later, hours);
        if days == 0 || every_day {
            return Ok(later);
        }
        if !(self.days.open && self.months.open) {
            return Err(ShiftError::DayOfMonth);
        }
        later.weekdays = wrapped(self.weekdays, days, 7);
        Ok(later)
    }
}

/// Numbers of a field some steps later, and how often all of them pass its end.
fn shifted(field: Bits, by: u64, size: u64) -> Result<(Bits, u64), ShiftError> {
    let mut carries = field.numbers().map(|number| (u64::from(number) + by) / size);
    let first = carries.next().unwrap_or(0);
    if carries.any(|carry| carry != first) {
        // A field that holds every number is the same at any time, but what is carried over is not.
        return Err(ShiftError::Split);
    }
    Ok((wrapped(field, by, size), first))
}

/// Numbers of a field some steps later, around its end.
fn wrapped(field: Bits, by: u64, size: u64) -> Bits {
    let numbers = field.numbers().map(|number| u32::try_from((u64::from(number) + by) % size).unwrap_or(0));
    Bits::of(numbers, field.open)
}

impl std::fmt::Display for Calendar {
    /// The five fields as Kubernetes and KEDA read them.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fields = [(self.minutes, 60), (self.hours, 24), (self.days, 31), (self.months, 12), (self.weekdays, 7)];
        for (at, (field, size)) in fields.into_iter().enumerate() {
            let separator = if at == 0 { "" } else { " " };
            write!(f, "{separator}{}", written(field, size))?;
        }
        Ok(())
    }
}

/// `*`, or a list of numbers and ranges.
fn written(field: Bits, size: usize) -> String {
    let numbers: Vec<u32> = field.numbers().collect();
    // `*` decides how the two kinds of days combine, so it stands only where it stood.
    if field.open || (numbers.len() == size && size != 31 && size != 7) {
        return "*".to_owned();
    }
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let shown = ranges.into_iter().map(|(first, last)| match last - first {
        0 => first.to_string(),
        1 => format!("{first},{last}"),
        _ => format!("{first}-{last}"),
    });
    shown.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Minutes of a day.
    const MINUTES: u64 = 24 * 60;

    fn end(text: &str, length: &str) -> Result<String, ShiftError> {
        Schedule::parse(text).unwrap().later_by(Duration::parse(length).unwrap())
    }

    #[test]
    fn ends_of_windows() {
        assert_eq!(end("0 8 * * 1-5", "10h").unwrap(), "0 18 * * 1-5");
        assert_eq!(end("0 22 * * MON-FRI", "8h").unwrap(), "0 6 * * 2-6");
        assert_eq!(end("0 20 * * 5,6", "8h").unwrap(), "0 4 * * 0,6");
        assert_eq!(end("30 8,20 * * *", "8h").unwrap(), "30 4,16 * * *");
        assert_eq!(end("45 8 1 * *", "30m").unwrap(), "15 9 1 * *");
        assert_eq!(end("0,15 8 * * *", "10m").unwrap(), "10,25 8 * * *");
        assert_eq!(end("@daily", "6h").unwrap(), "0 6 * * *");
        assert_eq!(end("0 8 * * 1", "3d").unwrap(), "0 8 * * 4");
        assert_eq!(end("*/30 * * * *", "10m").unwrap(), "10,40 * * * *");
    }

    #[test]
    fn ends_that_cannot_be_written() {
        assert_eq!(end("@every 8h", "1h"), Err(ShiftError::NoTimes));
        assert_eq!(end("0 8 * * *", "90s"), Err(ShiftError::NoMinutes));
        assert_eq!(end("0 8 * * *", "0s"), Err(ShiftError::NoMinutes));
        assert_eq!(end("0 8 * * *", "24h"), Err(ShiftError::Overlap));
        assert_eq!(end("0 8,12 * * *", "5h"), Err(ShiftError::Overlap));
        assert_eq!(end("0 8,20 * * 1-5", "6h"), Err(ShiftError::Split));
        assert_eq!(end("0,30 8 * * *", "29m").unwrap(), "29,59 8 * * *");
        assert_eq!(end("10,50 8 * * *", "20m"), Err(ShiftError::Split));
        assert_eq!(end("0 20 1 * *", "8h"), Err(ShiftError::DayOfMonth));
        assert_eq!(end("0 20 * 6 1-5", "8h"), Err(ShiftError::DayOfMonth));
    }

    #[test]
    fn five_fields_have_no_macros() {
        let fields = |text| Schedule::parse(text).unwrap().five_fields();
        assert_eq!(fields("@weekly").unwrap(), "0 0 * * 0");
        assert_eq!(fields(" 0  8 * * MON-FRI").unwrap(), "0 8 * * MON-FRI");
        assert_eq!(fields("@every 1h"), None);
    }

    proptest! {
        #[test]
        fn every_window_ends_when_its_length_is_over(
            minute in 0u32..60, first in 0u32..24, second in 0u32..24, days in "\\*|[1-4]|1-5|0,3", length in 1u64..3000
        ) {
            let schedule = Schedule::parse(&format!("{minute} {first},{second} * * {days}")).unwrap();
            if let Ok(end) = schedule.later_by(Duration::from_secs(length * 60)) {
                let (Timing::Calendar(start), Timing::Calendar(end)) =
                    (&schedule.timing, &Schedule::parse(&end).unwrap().timing) else { panic!("five fields") };
                let whole = u64::from(Calendar::cycle()) * MINUTES;
                let later: BTreeSet<u64> = start.moments().map(|moment| (moment + length) % whole).collect();
                prop_assert_eq!(later, end.moments().collect::<BTreeSet<u64>>());
            }
        }
    }
}
