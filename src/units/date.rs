//! Days of the calendar.

use super::{Unit, UnitError};
use std::fmt;

/// A day: `2027-03-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The number of days that a month of the Gregorian calendar has.
    fn days(year: u16, month: u8) -> u8 {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl Unit for Date {
    const WHAT: &'static str = "a date";
    const EXAMPLES: &'static [&'static str] = &["2027-03-01"];
    const PATTERN: &'static str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let refused = || UnitError::OutOfRange { text: text.to_owned(), range: "the calendar, written `YYYY-MM-DD`" };
        let part = |from: usize, to: usize| {
            let digits = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
            digits.and_then(|digits| digits.parse::<u16>().ok()).ok_or_else(refused)
        };
        if text.len() != 10 || text.get(4..5) != Some("-") || text.get(7..8) != Some("-") {
            return Err(refused());
        }
        let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
        let small = |number: u16| u8::try_from(number).map_err(|_| refused());
        let (month, day) = (small(month)?, small(day)?);
        if year == 0 || !(1..=12).contains(&month) || !(1..=Self::days(year, month)).contains(&day) {
            return Err(refused());
        }
        Ok(Self { year, month, day })
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_the_calendar_are_read_and_compared() {
        for text in ["2027-03-01", "2028-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(Date::parse(text).unwrap().to_string(), text);
        }
        assert!(Date::parse("2027-03-01").unwrap() < Date::parse("2027-10-01").unwrap());
        for text in
            ["2027-02-29", "2027-13-01", "2027-3-1", "01.03.2027", "2027-00-10", "0000-01-01", "2027-03-01T", "soon"]
        {
            assert!(Date::parse(text).is_err(), "{text}");
        }
    }
}
