//! Amounts: Kubernetes quantities, as the API server reads and prints them.

use std::borrow::Cow;
use std::iter::Sum;

/// An amount in thousandths of its unit: the API server rounds up what is finer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Amount(i128);

/// How an amount was written, and will be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Binary,
    Decimal,
    Exponent,
}

/// One, in the steps of [`Amount`].
const ONE: i128 = 1000;
/// The largest amount that the API server holds; it cuts larger ones.
const MOST: i128 = (i64::MAX as i128) * ONE;
/// Suffixes of decimal amounts with the power of ten that they stand for.
const DECIMAL: &[(&str, i32)] =
    &[("n", -9), ("u", -6), ("m", -3), ("", 0), ("k", 3), ("M", 6), ("G", 9), ("T", 12), ("P", 15), ("E", 18)];
/// Suffixes of binary amounts; each stands for 1024 times the one before.
const BINARY: &[&str] = &["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A count of things.
    #[must_use]
    pub fn count(number: u64) -> Self {
        Self(i128::from(number).saturating_mul(ONE))
    }

    /// Reads a quantity; nothing comes back where the API server would refuse it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        read(text).map(|(amount, _)| amount)
    }

    /// So many times the amount; saturates.
    #[must_use]
    pub fn times(self, number: u64) -> Self {
        Self(self.0.saturating_mul(i128::from(number)))
    }

    /// Whether it is below nothing.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The amount of a resource as people write it: memory and disk space with binary suffixes where they fit.
    #[must_use]
    pub fn shown(self, resource: &str) -> String {
        let bytes = resource.contains("memory") || resource.contains("storage");
        if bytes && self.0 % (1024 * ONE) == 0 { self.print(Form::Binary) } else { self.print(Form::Decimal) }
    }

    fn print(self, form: Form) -> String {
        if self.0 == 0 {
            return "0".to_owned();
        }
        // Small amounts and fractions have no binary form that loses nothing.
        if form == Form::Binary && self.0.abs() >= 1024 * ONE && self.0 % ONE == 0 {
            return binary(self.0 / ONE);
        }
        decimal(self.0, form)
    }
}

impl std::ops::Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| sum + amount)
    }
}

/// The text that the API server would make of a quantity.
#[must_use]
pub fn canonical(text: &str) -> Option<String> {
    read(text).map(|(amount, form)| amount.print(form))
}

fn binary(mut whole: i128) -> String {
    let mut suffix = "";
    for next in BINARY {
        if whole % 1024 != 0 {
            break;
        }
        (whole, suffix) = (whole / 1024, next);
    }
    format!("{whole}{suffix}")
}

fn decimal(mut number: i128, form: Form) -> String {
    let mut last = ("m", -3);
    for &next in DECIMAL.iter().skip_while(|(_, power)| *power <= -3) {
        if number % 1000 != 0 {
            break;
        }
        (number, last) = (number / 1000, next);
    }
    match (form, last.1) {
        (Form::Exponent, power) if power != 0 => format!("{number}e{power}"),
        _ => format!("{number}{}", last.0),
    }
}

/// Splits a quantity into sign, digits and suffix, and multiplies.
fn read(text: &str) -> Option<(Amount, Form)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = unsigned.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(unsigned.len());
    let (number, suffix) = unsigned.split_at_checked(end)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    // The API server takes some suffixes without a number for zero: nobody means that.
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let (power, factor, form) = scale(suffix)?;
    let digits = if fraction.is_empty() { Cow::Borrowed(whole) } else { Cow::Owned(format!("{whole}{fraction}")) };
    let size = magnitude(&digits, fraction.len(), power, factor);
    Some((Amount(if text.starts_with('-') { -size } else { size }), form))
}

/// The power of ten, the factor beside it, and the form that a suffix stands for.
fn scale(suffix: &str) -> Option<(i32, i128, Form)> {
    if let Some(&(_, power)) = DECIMAL.iter().find(|(known, _)| *known == suffix) {
        return Some((power, 1, Form::Decimal));
    }
    if let Some(at) = BINARY.iter().position(|known| *known == suffix) {
        let exponent = u32::try_from(at).ok()?.saturating_add(1);
        return Some((0, 1024_i128.checked_pow(exponent)?, Form::Binary));
    }
    let power = suffix.strip_prefix(['e', 'E'])?;
    let digits = power.strip_prefix(['+', '-']).unwrap_or(power);
    let sound = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    sound.then(|| (power.parse().unwrap_or(i32::MAX), 1, Form::Exponent))
}

/// Digits with so many behind the point, times a power of ten and a factor, in thousandths, rounded up and cut at the most.
fn magnitude(digits: &str, behind: usize, power: i32, factor: i128) -> i128 {
    if digits.bytes().all(|digit| digit == b'0') {
        return 0;
    }
    let behind = i32::try_from(behind).unwrap_or(i32::MAX);
    let power = power.saturating_add(3).saturating_sub(behind);
    let ten = |power: u32| 10_i128.checked_pow(power);
    let Ok(number) = digits.parse::<i128>() else { return MOST };
    let Some(number) = number.checked_mul(factor) else { return MOST };
    let size = if power >= 0 {
        ten(power.unsigned_abs()).and_then(|ten| number.checked_mul(ten)).unwrap_or(MOST)
    } else {
        // What is finer than the finest step is rounded up to it.
        ten(power.unsigned_abs()).map_or(1, |ten| number / ten + i128::from(number % ten != 0))
    };
    size.min(MOST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quantities_print_as_the_api_server_prints_them() {
        let cases = [
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1.5Gi", "1536Mi"),
            ("1024Mi", "1Gi"),
            ("1000Mi", "1000Mi"),
            ("0.5Ki", "512"),
            ("0Mi", "0"),
            ("128974848", "128974848"),
            ("129e6", "129e6"),
            ("1e3", "1e3"),
            ("12000", "12k"),
            ("0.1m", "1m"),
            ("1500u", "2m"),
            ("-1", "-1"),
            ("+2", "2"),
            (".5", "500m"),
            ("5.", "5"),
            ("1E", "1E"),
            ("9e99", "9223372036854775807"),
            ("0.0000000001", "1m"),
        ];
        for (text, printed) in cases {
            assert_eq!(canonical(text).as_deref(), Some(printed), "{text}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_refused() {
        for text in ["", ".", "-", "1.2.3", "1mi", "1 Gi", "e3", "1e", "1e+", "Gi", "1KB", "--1", "1e3x", "½"] {
            assert_eq!(Amount::parse(text), None, "{text}");
        }
    }

    #[test]
    fn amounts_are_shown_by_their_resource() {
        let shown = |text, resource| Amount::parse(text).unwrap().shown(resource);
        assert_eq!(shown("2147483648", "limits.memory"), "2Gi");
        assert_eq!(shown("1G", "memory"), "1G");
        assert_eq!(shown("2048", "cpu"), "2048");
        assert_eq!(shown("1.5", "requests.cpu"), "1500m");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*", near in "[-+]?[0-9.]{0,50}[eE]?[-+]?[0-9]{0,12}[a-zA-Z]{0,2}") {
            let _ = (canonical(&text), canonical(&near));
        }

        #[test]
        fn what_is_printed_stays_as_it_is(text in "[0-9]{1,9}(\\.[0-9]{1,4})?(m|k|M|G|Ki|Mi|Gi|Ti|e3)?") {
            let printed = canonical(&text).unwrap();
            prop_assert_eq!(canonical(&printed), Some(printed.clone()));
            prop_assert_eq!(Amount::parse(&printed), Amount::parse(&text));
        }
    }
}
