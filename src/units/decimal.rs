//! Exact decimal numbers: digits and a unit, without floating point.

use super::UnitError;

/// A non-negative number with six digits behind the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fixed(u64);

/// One in the steps of [`Fixed`].
const ONE: u64 = 1_000_000;

impl Fixed {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(ONE);

    /// From millionths.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// In millionths.
    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// A whole number; saturates far beyond every sensible input.
    #[must_use]
    pub const fn whole(number: u64) -> Self {
        Self(number.saturating_mul(ONE))
    }

    /// The product, rounded down; saturates.
    #[must_use]
    pub fn times(self, other: Self) -> Self {
        let product = u128::from(self.0) * u128::from(other.0) / u128::from(ONE);
        Self(u64::try_from(product).unwrap_or(u64::MAX))
    }

    /// The sum; saturates.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// The smallest whole number that is not below.
    #[must_use]
    pub const fn ceil(self) -> u64 {
        self.0.div_ceil(ONE)
    }

    /// As a floating-point number, for figures that are only shown.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "shown figures have at most six digits")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Reads digits with an optional fraction.
    pub(super) fn parse(text: &str) -> Result<Self, UnitError> {
        scaled(text, ONE).map(Self)
    }
}

impl std::fmt::Display for Fixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (whole, rest) = (self.0 / ONE, self.0 % ONE);
        if rest == 0 {
            return write!(f, "{whole}");
        }
        let digits = format!("{rest:06}");
        write!(f, "{whole}.{}", digits.trim_end_matches('0'))
    }
}

/// Splits a value into its number and its unit.
pub(super) fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim_start())
}

/// A decimal number times `scale`, exactly.
pub(super) fn scaled(text: &str, scale: u64) -> Result<u64, UnitError> {
    if text.starts_with('-') {
        return Err(UnitError::Negative(text.to_owned()));
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || text.ends_with('.') {
        return Err(UnitError::NotANumber(text.to_owned()));
    }
    let too_large = || UnitError::TooLarge(text.to_owned());
    let too_fine = || UnitError::TooFine { text: text.to_owned(), step: "the smallest unit counted" };
    let whole: u64 = whole.parse().map_err(|_| too_large())?;
    let fraction = fraction.trim_end_matches('0');
    let power = u32::try_from(fraction.len()).ok().and_then(|n| 10u128.checked_pow(n)).ok_or_else(too_fine)?;
    let digits: u128 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| too_fine())? };
    let product = digits.checked_mul(u128::from(scale)).ok_or_else(too_fine)?;
    if product % power != 0 {
        return Err(too_fine());
    }
    let low = u64::try_from(product / power).map_err(|_| too_fine())?;
    whole.checked_mul(scale).and_then(|high| high.checked_add(low)).ok_or_else(too_large)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn fractions_are_exact_or_refused() {
        assert_eq!(scaled("1.5", 1024), Ok(1536));
        assert_eq!(scaled("0.25", 1 << 20), Ok(1 << 18));
        assert!(matches!(scaled("0.1", 1024), Err(UnitError::TooFine { .. })));
        assert!(matches!(scaled("0.0001", 1000), Err(UnitError::TooFine { .. })));
        assert!(matches!(scaled("-1", 1), Err(UnitError::Negative(_))));
        for bad in ["", ".", "1.", ".5", "1e3", "+1", "nan", "1.2.3"] {
            assert!(scaled(bad, 1000).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn fixed_prints_what_it_reads(micros in 0u64..1_000_000_000_000) {
            let value = Fixed::from_micros(micros);
            prop_assert_eq!(Fixed::parse(&value.to_string()), Ok(value));
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*", scale in 1u64..1_000_000_000) {
            let _ = scaled(&text, scale);
        }
    }
}
