//! One field of a cron schedule: lists of ranges with steps, as bits.

use super::CronError;
use std::fmt;

/// The five fields, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CronField {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// 1 to 31.
    DayOfMonth,
    /// 1 to 12, or JAN to DEC.
    Month,
    /// 0 to 6 from Sunday on, or SUN to SAT.
    DayOfWeek,
}

/// Names of months; the first one is 1.
const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
/// Names of days; the first one is 0.
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

impl CronField {
    /// The smallest and the largest number.
    const fn bounds(self) -> (u32, u32) {
        match self {
            Self::Minute => (0, 59),
            Self::Hour => (0, 23),
            Self::DayOfMonth => (1, 31),
            Self::Month => (1, 12),
            Self::DayOfWeek => (0, 6),
        }
    }

    /// The names of the numbers, from the smallest on.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Month => MONTHS,
            Self::DayOfWeek => WEEKDAYS,
            Self::Minute | Self::Hour | Self::DayOfMonth => &[],
        }
    }
}

impl fmt::Display for CronField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::DayOfMonth => "day of the month",
            Self::Month => "month",
            Self::DayOfWeek => "day of the week",
        })
    }
}

/// The numbers that a field allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bits {
    /// Bit n is set when n is allowed.
    set: u64,
    /// Whether `*` or `?` stands in the field, which decides how the two kinds of days combine.
    pub(super) open: bool,
}

impl Bits {
    /// Reads a list of ranges.
    pub(super) fn parse(field: CronField, text: &str) -> Result<Self, CronError> {
        let mut all = Self { set: 0, open: false };
        for entry in text.split(',') {
            let one = Self::entry(field, entry)?;
            all.set |= one.set;
            all.open |= one.open;
        }
        Ok(all)
    }

    /// Given numbers.
    pub(super) fn of(numbers: impl IntoIterator<Item = u32>, open: bool) -> Self {
        Self { set: numbers.into_iter().filter(|number| *number < u64::BITS).fold(0, |set, n| set | 1 << n), open }
    }

    /// `*`, `n`, `a-b`, each with an optional `/step`.
    fn entry(field: CronField, text: &str) -> Result<Self, CronError> {
        if text.is_empty() {
            return Err(CronError::EmptyEntry(field));
        }
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, Some(digits(field, step)?)),
            None => (text, None),
        };
        if step == Some(0) {
            return Err(CronError::ZeroStep { field, text: text.to_owned() });
        }
        let (low, high) = bounds(field, range, step.is_some())?;
        if low > high {
            return Err(CronError::Reversed { field, text: range.to_owned() });
        }
        let stride = step.unwrap_or(1);
        let set = (low..=high).filter(|n| (n - low).is_multiple_of(stride)).fold(0, |set, n| set | 1 << n);
        // A step makes `*` a restriction: `*/2` is every other day, and combines with weekdays like any other list.
        Ok(Self { set, open: matches!(range, "*" | "?") && stride == 1 })
    }

    /// Whether a number is allowed.
    pub(super) const fn has(self, number: u32) -> bool {
        number < u64::BITS && self.set >> number & 1 == 1
    }

    /// The allowed numbers, ascending.
    pub(super) fn numbers(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |&number| self.has(number))
    }
}

/// The two ends of a range. A single number with a step reaches to the end of the field.
fn bounds(field: CronField, range: &str, stepped: bool) -> Result<(u32, u32), CronError> {
    let (min, max) = field.bounds();
    if matches!(range, "*" | "?") {
        return Ok((min, max));
    }
    match range.split_once('-') {
        Some((low, high)) => Ok((number(field, low)?, number(field, high)?)),
        None => number(field, range).map(|low| (low, if stepped { max } else { low })),
    }
}

/// A number within the field, or its name in any case.
fn number(field: CronField, text: &str) -> Result<u32, CronError> {
    let (low, high) = field.bounds();
    let named = (low..).zip(field.names()).find(|(_, name)| name.eq_ignore_ascii_case(text));
    match (named, field.names()) {
        (Some((value, _)), _) => Ok(value),
        (None, [first, .., last]) if text.starts_with(char::is_alphabetic) => {
            Err(CronError::UnknownName { field, text: text.to_owned(), first, last })
        }
        (None, _) => within(field, digits(field, text)?, low, high, text),
    }
}

/// A number, unless it is outside of its field.
fn within(field: CronField, value: u32, low: u32, high: u32, text: &str) -> Result<u32, CronError> {
    match value {
        7 if field == CronField::DayOfWeek => Err(CronError::SundayIsZero),
        _ if (low..=high).contains(&value) => Ok(value),
        _ => Err(CronError::OutOfRange { field, text: text.to_owned(), low, high }),
    }
}

/// Digits alone: signs and fractions are refused. Beyond every field, the value does not matter.
fn digits(field: CronField, text: &str) -> Result<u32, CronError> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(CronError::NotANumber { field, text: text.to_owned() });
    }
    Ok(text.parse().unwrap_or(u32::MAX))
}
