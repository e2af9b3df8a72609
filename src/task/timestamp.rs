//! The time of a completion: a second in UTC, given by the caller and never by a clock.

use std::fmt;

use super::error::{TaskError, TimeProblem};

/// A second in UTC between the years 0000 and 9999, shown as `2026-05-04T10:30:00Z`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(String);

/// The form of RFC 3339 up to its seconds; `0` stands for a digit.
const FORM: &str = "0000-00-00T00:00:00";

impl Timestamp {
    /// Reads an RFC 3339 time. Any offset is turned into UTC, and a fraction of a second is cut.
    ///
    /// # Errors
    ///
    /// [`TaskError::Time`] if the text has another form, names no date of the calendar, or lies
    /// outside the range in UTC.
    pub fn parse(text: &str) -> Result<Self, TaskError> {
        let fail = |problem| TaskError::Time { text: text.to_owned(), problem };
        let canonical = canonical(text).ok_or_else(|| fail(TimeProblem::NotRfc3339))?;
        let instant = canonical.parse().ok();
        instant.and_then(Self::of).ok_or_else(|| fail(TimeProblem::OutOfRange))
    }

    /// Reads the value of `SOURCE_DATE_EPOCH`: seconds since the beginning of 1970.
    ///
    /// # Errors
    ///
    /// [`TaskError::Time`] if the text is not digits only or the time is out of range.
    pub fn parse_source_date_epoch(text: &str) -> Result<Self, TaskError> {
        let fail = |problem| TaskError::Time { text: text.to_owned(), problem };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fail(TimeProblem::NotSeconds));
        }
        let instant = text.parse().ok().and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
        instant.and_then(Self::of).ok_or_else(|| fail(TimeProblem::OutOfRange))
    }

    /// The time as `YYYY-MM-DDTHH:MM:SSZ`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A time of whole seconds, unless its year in UTC has a sign.
    fn of(instant: jiff::Timestamp) -> Option<Self> {
        let shown = instant.to_string();
        (shown.len() == FORM.len() + 1).then_some(Self(shown))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The time in the strictest form of RFC 3339 and without a fraction, so that a time before 1970
/// is not rounded up. The parser behind this knows more forms than the RFC, hence the check.
fn canonical(text: &str) -> Option<String> {
    let (date_time, rest) = text.split_at_checked(FORM.len())?;
    let upper = date_time.to_ascii_uppercase();
    let fits = |(found, form): (char, char)| match form {
        '0' => found.is_ascii_digit(),
        'T' => matches!(found, 'T' | ' '),
        _ => found == form,
    };
    if !upper.chars().zip(FORM.chars()).all(fits) {
        return None;
    }
    let offset = without_fraction(rest)?;
    is_offset(offset).then(|| format!("{upper}{}", offset.to_ascii_uppercase()))
}

fn without_fraction(rest: &str) -> Option<&str> {
    let Some(fraction) = rest.strip_prefix('.') else {
        return Some(rest);
    };
    let offset = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
    (offset.len() < fraction.len()).then_some(offset)
}

/// `Z`, or hours up to 23 and minutes up to 59 with a sign.
fn is_offset(offset: &str) -> bool {
    match offset.as_bytes() {
        [b'Z' | b'z'] => true,
        [b'+' | b'-', h1, h2, b':', m1, m2] => {
            [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit()) && (*h1, *h2) <= (b'2', b'3') && *m1 <= b'5'
        }
        _ => false,
    }
}
