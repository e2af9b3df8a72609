//! Durations and horizons.

use super::decimal::{scaled, split};
use super::{Unit, UnitError};
use std::fmt;

/// A length of time in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub u64);

/// How far ahead a plan looks, in months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Horizon {
    /// Whole months.
    pub months: u32,
}

/// Units with their length in nanoseconds, longer ones first.
const UNITS: &[(&str, u64)] = &[
    ("d", 86_400_000_000_000),
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1000),
];

impl Span {
    /// From whole seconds.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000_000))
    }

    /// Whole seconds, rounded up.
    #[must_use]
    pub const fn secs_ceil(self) -> u64 {
        self.0.div_ceil(1_000_000_000)
    }

    /// Whether it is a whole number of seconds.
    #[must_use]
    pub const fn is_whole_secs(self) -> bool {
        self.0.is_multiple_of(1_000_000_000)
    }

    /// Seconds as a floating-point number, for figures that are only shown.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "shown figures have at most six digits")]
    pub fn to_secs_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }
}

impl Unit for Span {
    const WHAT: &'static str = "a duration";
    const EXAMPLES: &'static [&'static str] = &["12ms", "30s", "1h30m"];
    const PATTERN: &'static str = r"^([0-9]+(\.[0-9]+)?(d|h|m|s|ms|us))+$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        if text.starts_with('-') {
            return Err(UnitError::Negative(text.to_owned()));
        }
        let mut rest = text;
        let mut total = 0u64;
        while !rest.is_empty() {
            let (number, tail) = split(rest);
            let end = tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len());
            let (unit, tail) = tail.split_at(end);
            let part = part(text, number, unit)?;
            total = total.checked_add(part).ok_or_else(|| UnitError::TooLarge(text.to_owned()))?;
            rest = tail;
        }
        if text.is_empty() { Err(UnitError::NotANumber(String::new())) } else { Ok(Self(total)) }
    }
}

/// One number with its unit, in nanoseconds.
fn part(text: &str, number: &str, unit: &str) -> Result<u64, UnitError> {
    if number.is_empty() {
        return Err(UnitError::NotANumber(text.to_owned()));
    }
    if unit.is_empty() {
        return Err(UnitError::MissingUnit { text: text.to_owned() });
    }
    let Some(&(_, scale)) = UNITS.iter().find(|(name, _)| *name == unit) else {
        return Err(UnitError::UnknownUnit { unit: unit.to_owned(), what: "time" });
    };
    scaled(number, scale).map_err(|error| match error {
        UnitError::TooFine { .. } => UnitError::TooFine { text: text.to_owned(), step: "a nanosecond" },
        other => other,
    })
}

impl fmt::Display for Span {
    /// As it would be written: the largest unit that divides, `1h30m` as `90m`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        match UNITS.iter().find(|(_, scale)| self.0.is_multiple_of(*scale)) {
            Some((unit, scale)) => write!(f, "{}{unit}", self.0 / scale),
            None => write!(f, "{}.{:03}us", self.0 / 1000, self.0 % 1000),
        }
    }
}

impl Unit for Horizon {
    const WHAT: &'static str = "a number of months or years";
    const EXAMPLES: &'static [&'static str] = &["6 months", "1 year"];
    const PATTERN: &'static str = r"^[0-9]+ (months?|years?)$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let (number, unit) = split(text);
        let factor = match unit {
            "month" | "months" => 1,
            "year" | "years" => 12,
            "" if !number.is_empty() => return Err(UnitError::MissingUnit { text: text.to_owned() }),
            _ if number.is_empty() => return Err(UnitError::NotANumber(text.to_owned())),
            other => return Err(UnitError::UnknownUnit { unit: other.to_owned(), what: "a horizon" }),
        };
        let months = scaled(number, factor)?;
        match u32::try_from(months) {
            Ok(months) if months <= 120 => Ok(Self { months }),
            _ => Err(UnitError::OutOfRange { text: text.to_owned(), range: "0 to 120 months" }),
        }
    }
}

impl fmt::Display for Horizon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} month{}", self.months, if self.months == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn durations_are_read_as_in_go() {
        let nanos = |text| Span::parse(text).map(|span| span.0);
        assert_eq!(nanos("1h30m"), Ok(5_400_000_000_000));
        assert_eq!(nanos("1.5s"), Ok(1_500_000_000));
        assert_eq!(nanos("250ms"), Ok(250_000_000));
        assert!(matches!(nanos("30"), Err(UnitError::MissingUnit { .. })));
        assert!(matches!(nanos("30sec"), Err(UnitError::UnknownUnit { .. })));
        assert!(matches!(nanos("-1s"), Err(UnitError::Negative(_))));
    }

    proptest! {
        #[test]
        fn durations_print_what_they_read(millis in 0u64..10_000_000_000) {
            let span = Span(millis * 1_000_000);
            prop_assert_eq!(Span::parse(&span.to_string()), Ok(span));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = (Span::parse(&text), Horizon::parse(&text));
        }
    }
}
