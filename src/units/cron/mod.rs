//! Cron schedules: the grammar that a Kubernetes `CronJob` takes, and how often a schedule fires.

mod calendar;
mod field;
mod shift;

pub use field::CronField;
pub use shift::ShiftError;

use super::{Duration, Unit};
use calendar::Calendar;
use field::Bits;
use std::fmt;

/// When a cron job runs: five fields, a macro such as `@daily`, or `@every` with an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    text: String,
    timing: Timing,
}

/// The two ways in which the controller finds the next run.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Timing {
    /// By the calendar.
    Calendar(Calendar),
    /// A fixed time after the last one, never zero.
    Every(Duration),
}

/// Why a text is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CronError {
    /// Nothing but white space.
    #[error("the schedule is empty")]
    Empty,
    /// More or fewer than five fields.
    #[error("a schedule has five fields (minute, hour, day of the month, month, day of the week), this one has {0}")]
    FieldCount(usize),
    /// A sixth field, which other schedulers take for seconds.
    #[error("a schedule has five fields and counts no seconds, this one has six")]
    Seconds,
    /// A time zone inside of the schedule.
    #[error("a schedule cannot hold a time zone: write it as `timeZone`")]
    TimeZone,
    /// `@reboot`.
    #[error("`@reboot` means nothing in a cluster: nodes restart, cron jobs do not")]
    Reboot,
    /// A word behind `@` that is none of the macros.
    #[error(
        "`{0}` is not one of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually or @every with a duration"
    )]
    UnknownMacro(String),
    /// `@every` without a sensible duration.
    #[error("`{0}` is not an interval: `@every` takes whole seconds from 1s on, as `@every 1h30m`")]
    Interval(String),
    /// A part of a field that is no number.
    #[error("`{text}` is not a number in the {field}")]
    NotANumber {
        /// The field.
        field: CronField,
        /// The part as written.
        text: String,
    },
    /// A word in a field that has names.
    #[error("`{text}` is not a {field}: {first} to {last}")]
    UnknownName {
        /// The field.
        field: CronField,
        /// The part as written.
        text: String,
        /// The first name that there is.
        first: &'static str,
        /// The last name that there is.
        last: &'static str,
    },
    /// A number that the field does not reach.
    #[error("`{text}` is outside of {low} to {high}, the range of the {field}")]
    OutOfRange {
        /// The field.
        field: CronField,
        /// The part as written.
        text: String,
        /// The smallest number.
        low: u32,
        /// The largest number.
        high: u32,
    },
    /// `7` as a day of the week, which some schedulers take for Sunday.
    #[error("`7` is not a day of the week: Sunday is 0")]
    SundayIsZero,
    /// A range that ends before it begins.
    #[error("the range `{text}` of the {field} ends before it begins")]
    Reversed {
        /// The field.
        field: CronField,
        /// The range as written.
        text: String,
    },
    /// A step of zero.
    #[error("the step in `{text}` of the {field} is zero")]
    ZeroStep {
        /// The field.
        field: CronField,
        /// The part as written.
        text: String,
    },
    /// A comma with nothing on one side.
    #[error("the list in the {0} has an empty entry")]
    EmptyEntry(CronField),
    /// A day that no month has.
    #[error("the schedule never fires: none of its months has such a day")]
    NeverFires,
}

/// Macros with the five fields that they stand for.
const MACROS: &[(&str, &str)] = &[
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * 0"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 1 *"),
    ("@annually", "0 0 1 1 *"),
];

impl Schedule {
    /// Reads a schedule as the API server does, and refuses in addition what it takes without any use: empty list entries,
    /// signs, and days that never come.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, CronError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(CronError::Empty);
        }
        if trimmed.contains("TZ=") {
            return Err(CronError::TimeZone);
        }
        let timing = if trimmed.starts_with('@') { named(trimmed)? } else { Timing::Calendar(fields(trimmed)?) };
        Ok(Self { text: trimmed.to_owned(), timing })
    }

    /// Runs per day, averaged over 28 years: the cycle after which weekdays and leap years repeat. Clock changes are left out.
    #[must_use]
    pub fn fires_per_day(&self) -> f64 {
        match &self.timing {
            Timing::Calendar(calendar) => calendar.fires_per_day(),
            Timing::Every(interval) => 86_400.0 / interval.to_secs_f64(),
        }
    }

    /// The shortest time from one run to the next.
    #[must_use]
    pub fn shortest_gap(&self) -> Duration {
        match &self.timing {
            Timing::Calendar(calendar) => Duration::from_secs(u64::from(calendar.shortest_gap()) * 60),
            Timing::Every(interval) => *interval,
        }
    }
}

impl fmt::Display for Schedule {
    /// The text as written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A macro, or `@every` with its interval.
fn named(text: &str) -> Result<Timing, CronError> {
    if let Some((_, expansion)) = MACROS.iter().find(|(name, _)| *name == text) {
        return fields(expansion).map(Timing::Calendar);
    }
    if text == "@reboot" {
        return Err(CronError::Reboot);
    }
    let Some(interval) = text.strip_prefix("@every ") else {
        return Err(CronError::UnknownMacro(text.to_owned()));
    };
    // Go has no days in its durations, and the controller rounds to seconds.
    match Duration::parse(interval) {
        Ok(value) if value.0 > 0 && value.is_whole_secs() && !interval.contains('d') => Ok(Timing::Every(value)),
        _ => Err(CronError::Interval(interval.to_owned())),
    }
}

/// Five fields.
fn fields(text: &str) -> Result<Calendar, CronError> {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = parts[..] else {
        return Err(if parts.len() == 6 { CronError::Seconds } else { CronError::FieldCount(parts.len()) });
    };
    let calendar = Calendar {
        minutes: Bits::parse(CronField::Minute, minute)?,
        hours: Bits::parse(CronField::Hour, hour)?,
        days: Bits::parse(CronField::DayOfMonth, day)?,
        months: Bits::parse(CronField::Month, month)?,
        weekdays: Bits::parse(CronField::DayOfWeek, weekday)?,
    };
    if calendar.ever_fires() { Ok(calendar) } else { Err(CronError::NeverFires) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn per_day(text: &str) -> f64 {
        Schedule::parse(text).unwrap().fires_per_day()
    }

    fn gap(text: &str) -> String {
        Schedule::parse(text).unwrap().shortest_gap().to_string()
    }

    #[test]
    fn what_kubernetes_takes_is_taken() {
        for text in [
            "17 3 * * *",
            "*/5 * * * ?",
            "0 9-17 * * MON-FRI",
            "0 0 1,15 jan,JUL *",
            "5/15 0 * * *",
            "? ? ? ? ?",
            "@every 90s",
            "  0   0 * *\t1 ",
            "@midnight",
            "00 07 * * 06",
            "*/61 * * * *",
        ] {
            assert!(Schedule::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Schedule::parse(" 0 0  * * 1").unwrap().to_string(), "0 0  * * 1");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text| Schedule::parse(text).unwrap_err();
        let shown = |text| error(text).to_string();
        assert_eq!(error(" "), CronError::Empty);
        assert_eq!(error("0 0 * *"), CronError::FieldCount(4));
        assert_eq!(error("0 0 0 * * *"), CronError::Seconds);
        assert_eq!(error("TZ=UTC 0 0 * * *"), CronError::TimeZone);
        assert_eq!(error("CRON_TZ=Europe/Berlin 0 0 * * *"), CronError::TimeZone);
        assert_eq!(error("@reboot"), CronError::Reboot);
        assert_eq!(error("@fortnightly"), CronError::UnknownMacro("@fortnightly".into()));
        for text in ["@every 0s", "@every -1h", "@every 1d", "@every 1.5s", "@every 500ms", "@every x"] {
            assert!(matches!(error(text), CronError::Interval(_)), "{text}");
        }
        assert_eq!(shown("60 * * * *"), "`60` is outside of 0 to 59, the range of the minute");
        assert_eq!(shown("0 0 0 * *"), "`0` is outside of 1 to 31, the range of the day of the month");
        assert_eq!(shown("0 0 * Jänner *"), "`Jänner` is not a month: JAN to DEC");
        assert_eq!(shown("0 0 * * MONDAY"), "`MONDAY` is not a day of the week: SUN to SAT");
        assert_eq!(shown("x * * * *"), "`x` is not a number in the minute");
        assert_eq!(error("0 0 * * 7"), CronError::SundayIsZero);
        assert!(matches!(error("0 17-9 * * *"), CronError::Reversed { .. }));
        assert!(matches!(error("*/0 * * * *"), CronError::ZeroStep { .. }));
        assert_eq!(error("1,,2 * * * *"), CronError::EmptyEntry(CronField::Minute));
        for text in ["*-5 * * * *", "1-2-3 * * * *", "1/2/3 * * * *", "+5 * * * *", "-1 * * * *", "*/JAN * * * *"] {
            assert!(matches!(error(text), CronError::NotANumber { .. }), "{text}");
        }
    }

    #[test]
    fn days_that_never_come_are_refused() {
        for text in ["0 0 30 2 *", "0 0 31 2 *", "0 0 31 4,6,9,11 *", "0 0 30-31 FEB ?"] {
            assert_eq!(Schedule::parse(text), Err(CronError::NeverFires), "{text}");
        }
        // With both kinds of days restricted, either one is enough.
        for text in ["0 0 29 2 *", "0 0 30 2 1", "0 0 31 4-5 *"] {
            assert!(Schedule::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn rates_are_averages_over_the_calendar() {
        let near =
            |text: &str, expected: f64| assert!((per_day(text) - expected).abs() < 1e-9, "{text}: {}", per_day(text));
        near("*/5 * * * *", 288.0);
        near("@hourly", 24.0);
        near("@weekly", 1.0 / 7.0);
        near("@monthly", 12.0 / 365.25);
        near("0 0 29 2 *", 1.0 / 1461.0);
        near("0,30 9-17 * * 1-5", 18.0 * 5.0 / 7.0);
        near("@every 90s", 960.0);
    }

    #[test]
    fn gaps_reach_across_days() {
        assert_eq!(gap("*/5 * * * *"), "5m");
        assert_eq!(gap("0,58 0,23 * * *"), "2m");
        assert_eq!(gap("0 0 * * 1,3"), "2d");
        assert_eq!(gap("0 0 28,1 * *"), "1d");
        assert_eq!(gap("0 0 29 2 *"), "1461d");
        assert_eq!(gap("@every 90s"), "90s");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = Schedule::parse(&text);
        }

        #[test]
        fn nothing_like_a_schedule_panics(parts in proptest::collection::vec("[-0-9*?/,A-Z]{1,8}", 5)) {
            if let Ok(schedule) = Schedule::parse(&parts.join(" ")) {
                prop_assert!(schedule.fires_per_day() > 0.0);
                prop_assert!(schedule.shortest_gap().secs_ceil() >= 60);
                prop_assert_eq!(Schedule::parse(&schedule.to_string()), Ok(schedule));
            }
        }

        #[test]
        fn gaps_and_rates_agree(minute in 0u32..60, step in 1u32..24, day in 1u32..29) {
            let schedule = Schedule::parse(&format!("{minute} */{step} {day} * *")).unwrap();
            let gap = schedule.shortest_gap().to_secs_f64();
            prop_assert!(schedule.fires_per_day() * gap <= 86_400.0 + 1e-6);
        }
    }
}
