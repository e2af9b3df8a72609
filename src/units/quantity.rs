//! CPU, memory, rates, ratios, factors, money and growth.

use super::decimal::{Fixed, scaled, split};
use super::{Unit, UnitError};
use std::fmt;

/// CPU in thousandths of a core.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilliCpu(pub u64);

/// Memory or disk space in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub u64);

/// Events per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(pub Fixed);

/// A share of one, in millionths: 99.9 % is 999 000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ratio(pub Fixed);

/// A plain non-negative number: calls per request, a variation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Factor(pub Fixed);

/// US dollars per month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// Millionths of a dollar per month.
    pub micros: u64,
}

/// Hours of a month, as providers bill it: a twelfth of 365 days.
const HOURS: u64 = 730;

impl Money {
    /// So many of it.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self { micros: self.micros.saturating_mul(count) }
    }

    /// Rounded up to a cent.
    #[must_use]
    pub const fn in_cents(self) -> Self {
        Self { micros: self.micros.div_ceil(10_000).saturating_mul(10_000) }
    }

    /// Both.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self { micros: self.micros.saturating_add(other.micros) }
    }
}

/// Growth of load per month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Growth(pub Ratio);

impl Growth {
    /// Growth over some months, as a factor: compounded month by month.
    #[must_use]
    pub fn over(self, horizon: super::Horizon) -> Fixed {
        let monthly = Fixed::ONE.plus(self.0.0);
        (0..horizon.months).fold(Fixed::ONE, |factor, _| factor.times(monthly))
    }
}

/// The largest count that Kubernetes can hold in a quantity.
const QUANTITY_MAX: u64 = i64::MAX as u64;

impl Unit for MilliCpu {
    const WHAT: &'static str = "a CPU quantity";
    const EXAMPLES: &'static [&'static str] = &["250m", "1", "1.5"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?m?$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        refuse_sign(text)?;
        let (number, unit) = split(text);
        let scale = match unit {
            "" => 1000,
            "m" => 1,
            other => return Err(UnitError::UnknownUnit { unit: other.to_owned(), what: "CPU" }),
        };
        let milli = scaled(number, scale).map_err(|error| finer(error, text, "1m, a thousandth of a core"))?;
        if milli > QUANTITY_MAX { Err(UnitError::TooLarge(text.to_owned())) } else { Ok(Self(milli)) }
    }
}

impl fmt::Display for MilliCpu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1000) { write!(f, "{}", self.0 / 1000) } else { write!(f, "{}m", self.0) }
    }
}

/// Suffixes of memory with their size, larger ones first.
const BINARY: &[(&str, u64)] =
    &[("Ei", 1 << 60), ("Pi", 1 << 50), ("Ti", 1 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
const DECIMAL: &[(&str, u64)] = &[
    ("E", 1_000_000_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("T", 1_000_000_000_000),
    ("G", 1_000_000_000),
    ("M", 1_000_000),
    ("k", 1000),
];

impl Unit for Bytes {
    const WHAT: &'static str = "an amount of memory";
    const EXAMPLES: &'static [&'static str] = &["64Mi", "1.5Gi", "200M"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?([KMGTPE]i|[kMGTPE])$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        refuse_sign(text)?;
        let (number, unit) = split(text);
        if unit.is_empty() {
            return Err(match number {
                "" => UnitError::NotANumber(text.to_owned()),
                _ => UnitError::MissingUnit { text: text.to_owned() },
            });
        }
        let known = BINARY.iter().chain(DECIMAL).find(|(suffix, _)| *suffix == unit);
        let Some(&(_, scale)) = known else {
            return Err(UnitError::UnknownUnit { unit: unit.to_owned(), what: "memory" });
        };
        let bytes = scaled(number, scale).map_err(|error| finer(error, text, "one byte"))?;
        if bytes > QUANTITY_MAX { Err(UnitError::TooLarge(text.to_owned())) } else { Ok(Self(bytes)) }
    }
}

impl fmt::Display for Bytes {
    /// With the largest suffix that divides, binary or decimal: that with the fewer digits, of equals the binary one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let divides = |(_, scale): &&(&str, u64)| self.0 != 0 && self.0.is_multiple_of(*scale);
        let digits = |(_, scale): &&(&str, u64)| (self.0 / scale).checked_ilog10();
        let (binary, decimal) = (BINARY.iter().find(divides), DECIMAL.iter().find(divides));
        match binary.into_iter().chain(decimal).min_by_key(digits) {
            Some((suffix, scale)) => write!(f, "{}{suffix}", self.0 / scale),
            None => write!(f, "{}", self.0),
        }
    }
}

impl Unit for Rate {
    const WHAT: &'static str = "a rate";
    const EXAMPLES: &'static [&'static str] = &["300/s", "0.5/s", "90/min"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?/(s|min|h)$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        refuse_sign(text)?;
        let (number, unit) = split(text);
        let per = match unit.strip_prefix('/') {
            Some("s") => 1,
            Some("min") => 60,
            Some("h") => 3600,
            _ if unit.is_empty() && !number.is_empty() => {
                return Err(UnitError::MissingUnit { text: text.to_owned() });
            }
            _ if number.is_empty() => return Err(UnitError::NotANumber(text.to_owned())),
            _ => return Err(UnitError::UnknownUnit { unit: unit.to_owned(), what: "a rate" }),
        };
        let value = Fixed::parse(number).map_err(|error| finer(error, text, "0.000001/s"))?;
        Ok(Self(Fixed::from_micros(value.micros() / per)))
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/s", self.0)
    }
}

impl Unit for Ratio {
    const WHAT: &'static str = "a percentage";
    const EXAMPLES: &'static [&'static str] = &["99.9%", "60%"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?%$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        refuse_sign(text)?;
        let (number, unit) = split(text);
        match unit {
            "%" => {}
            "" if !number.is_empty() => return Err(UnitError::MissingUnit { text: text.to_owned() }),
            _ if number.is_empty() => return Err(UnitError::NotANumber(text.to_owned())),
            other => return Err(UnitError::UnknownUnit { unit: other.to_owned(), what: "a percentage" }),
        }
        let micros = scaled(number, 10_000).map_err(|error| finer(error, text, "0.0001%"))?;
        Ok(Self(Fixed::from_micros(micros)))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}%", self.0.times(Fixed::whole(100)))
    }
}

impl Unit for Factor {
    const WHAT: &'static str = "a number";
    const EXAMPLES: &'static [&'static str] = &["4.7", "1"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        refuse_sign(text)?;
        Fixed::parse(text).map(Self).map_err(|error| finer(error, text, "0.000001"))
    }
}

impl fmt::Display for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Unit for Money {
    const WHAT: &'static str = "an amount of money per month";
    const EXAMPLES: &'static [&'static str] = &["4000 USD/month", "0.2016 USD/hour"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]{1,6})? USD/(month|hour)$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        refuse_sign(text)?;
        match split(text) {
            (number, unit @ ("USD/month" | "USD/hour")) => {
                let micros =
                    scaled(number, 1_000_000).map_err(|error| finer(error, text, "a millionth of a dollar"))?;
                let hours = if unit == "USD/hour" { HOURS } else { 1 };
                let micros = micros.checked_mul(hours).ok_or_else(|| UnitError::TooLarge(text.to_owned()))?;
                Ok(Self { micros })
            }
            (number, "") if !number.is_empty() => Err(UnitError::MissingUnit { text: text.to_owned() }),
            ("", _) => Err(UnitError::NotANumber(text.to_owned())),
            (_, unit) => Err(UnitError::UnknownUnit { unit: unit.to_owned(), what: "money per month" }),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (dollars, rest) = (self.micros / 1_000_000, self.micros % 1_000_000);
        match (rest, rest % 10_000) {
            (0, _) => write!(f, "{dollars} USD/month"),
            (rest, 0) => write!(f, "{dollars}.{:02} USD/month", rest / 10_000),
            (rest, _) => {
                let digits = format!("{rest:06}");
                write!(f, "{dollars}.{} USD/month", digits.trim_end_matches('0'))
            }
        }
    }
}

impl Unit for Growth {
    const WHAT: &'static str = "a growth of load";
    const EXAMPLES: &'static [&'static str] = &["8%/month"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?%/month$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let Some(percent) = text.strip_suffix("/month") else {
            return match Ratio::parse(text) {
                Ok(_) => Err(UnitError::MissingUnit { text: text.to_owned() }),
                Err(error) => Err(error),
            };
        };
        Ratio::parse(percent).map(Self)
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/month", self.0)
    }
}

/// A sign is an error of its own, so that `-5/s` is not called "not a number".
fn refuse_sign(text: &str) -> Result<(), UnitError> {
    match text.strip_prefix('-') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => Err(UnitError::Negative(text.to_owned())),
        _ => Ok(()),
    }
}

/// Names the whole text and the unit's own step in an error about the number alone.
fn finer(error: UnitError, whole: &str, step: &'static str) -> UnitError {
    match error {
        UnitError::TooFine { .. } => UnitError::TooFine { text: whole.to_owned(), step },
        UnitError::TooLarge(_) => UnitError::TooLarge(whole.to_owned()),
        UnitError::NotANumber(_) => UnitError::NotANumber(whole.to_owned()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn money_is_exact_to_a_millionth() {
        let shown = |text| Money::parse(text).map(|money| money.to_string());
        assert_eq!(shown("4000 USD/month"), Ok("4000 USD/month".to_owned()));
        assert_eq!(shown("18.5 USD/month"), Ok("18.50 USD/month".to_owned()));
        assert_eq!(shown("0.2016 USD/hour"), Ok("147.168 USD/month".to_owned()));
        assert_eq!(
            Money::parse("0.2016 USD/hour").map(|money| money.in_cents().to_string()),
            Ok("147.17 USD/month".to_owned())
        );
        assert!(Money::parse("0.0000001 USD/month").is_err() && Money::parse("99999999999999 USD/hour").is_err());
    }

    #[test]
    fn quantities_print_in_canonical_form() {
        let cpu = |text| MilliCpu::parse(text).map(|value| value.to_string());
        let memory = |text| Bytes::parse(text).map(|value| value.to_string());
        assert_eq!(cpu("1000m").as_deref(), Ok("1"));
        assert_eq!(cpu("0.5").as_deref(), Ok("500m"));
        assert_eq!(memory("1024Mi").as_deref(), Ok("1Gi"));
        assert_eq!(memory("1.5Gi").as_deref(), Ok("1536Mi"));
        assert_eq!(memory("1000M").as_deref(), Ok("1G"));
        assert_eq!(memory("1536k").as_deref(), Ok("1500Ki"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(matches!(Bytes::parse("128"), Err(UnitError::MissingUnit { .. })));
        assert!(matches!(Bytes::parse("128mi"), Err(UnitError::UnknownUnit { .. })));
        assert!(matches!(Bytes::parse("9e99Gi"), Err(UnitError::UnknownUnit { .. })));
        assert!(matches!(Bytes::parse("9223372036854775807Ei"), Err(UnitError::TooLarge(_))));
        assert!(matches!(MilliCpu::parse("0.1m"), Err(UnitError::TooFine { .. })));
        assert!(matches!(Rate::parse("-5/s"), Err(UnitError::Negative(_))));
        assert!(Rate::parse(".nan").is_err());
        assert!(matches!(Rate::parse("inf/s"), Err(UnitError::NotANumber(_))));
        assert!(matches!(Ratio::parse("99.9"), Err(UnitError::MissingUnit { .. })));
    }

    proptest! {
        #[test]
        fn memory_reads_what_it_prints_with_a_suffix(bytes in 1u64..1 << 50) {
            let value = Bytes(bytes * 1024);
            prop_assert_eq!(Bytes::parse(&value.to_string()), Ok(value));
        }

        #[test]
        fn cpu_reads_what_it_prints(milli in 0u64..1 << 40) {
            let value = MilliCpu(milli);
            prop_assert_eq!(MilliCpu::parse(&value.to_string()), Ok(value));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = (MilliCpu::parse(&text), Bytes::parse(&text), Rate::parse(&text), Ratio::parse(&text));
            let _ = (Factor::parse(&text), Money::parse(&text), Growth::parse(&text));
        }
    }
}
