//! The numbers of YAML 1.1.

use std::borrow::Cow;

use super::Reading;

/// The number in `plain`, where either reader takes it for one.
pub(super) fn read(plain: &str) -> Option<Reading> {
    let (negative, body) = split_sign(plain);
    match body.bytes().next()? {
        b'0'..=b'9' | b'.' | b'_' => {}
        // Command-line options are the most common texts that start with a sign.
        _ => return None,
    }
    special(plain, negative, body)
        .or_else(|| signed_binary(plain))
        .or_else(|| whole(negative, body))
        .or_else(|| decimal(negative, body))
        .or_else(|| sexagesimal(negative, body))
}

/// Whether every reader prints `value` as digits, a point and digits.
///
/// Outside these bounds some readers print an exponent, and a float without a
/// fraction prints as `1` with one reader and as `1.0` with another.
pub(super) fn prints_plainly(value: f64) -> bool {
    (1e-4..1e16).contains(&value.abs()) && value.fract() != 0.0
}

/// Splits off a leading sign and tells whether it is a minus.
fn split_sign(plain: &str) -> (bool, &str) {
    match plain.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    }
}

/// The infinities, and "not a number", which takes no sign.
fn special(plain: &str, negative: bool, body: &str) -> Option<Reading> {
    match body {
        ".inf" | ".Inf" | ".INF" => Some(Reading::Float(signed(negative, f64::INFINITY))),
        ".nan" | ".NaN" | ".NAN" if plain == body => Some(Reading::Float(f64::NAN)),
        _ => None,
    }
}

/// A whole number in base 2 with its sign after the prefix, which kubectl lets pass.
fn signed_binary(plain: &str) -> Option<Reading> {
    let digits = without_underscores(plain);
    let signed = digits.strip_prefix("0b")?;
    let (negative, digits) = split_sign(signed);
    if digits.is_empty() || digits.len() == signed.len() {
        return None;
    }
    in_base(negative, digits, 2)
}

/// A whole number in base 2, 8, 10 or 16; underscores count for nothing.
fn whole(negative: bool, body: &str) -> Option<Reading> {
    let digits = without_underscores(body);
    let (base, digits_only) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, &*digits),
    };
    if digits_only.is_empty() {
        // `0x_` is a number to PyYAML, although it then fails to convert it.
        let empty_number = digits.len() == 2 && digits.len() < body.len();
        return empty_number.then_some(Reading::Int(0));
    }
    in_base(negative, digits_only, base)
}

/// The value of `digits` in `base`, where they all are digits of that base.
fn in_base(negative: bool, digits: &str, base: u32) -> Option<Reading> {
    if !digits.chars().all(|digit| digit.is_digit(base)) {
        return None;
    }
    if let Ok(value) = i128::from_str_radix(digits, base) {
        return Some(Reading::Int(if negative { -value } else { value }));
    }
    if base == 10 {
        return decimal(negative, digits);
    }
    let value = digits
        .chars()
        .filter_map(|digit| digit.to_digit(base))
        .fold(0.0, |value, digit| value * f64::from(base) + f64::from(digit));
    Some(Reading::Float(signed(negative, value)))
}

/// A number with a point, an exponent or both; underscores count for nothing.
///
/// An exponent too large for a float makes the text infinite here. kubectl takes
/// such text for text, but other readers do not, so it is safer to call it a number.
fn decimal(negative: bool, body: &str) -> Option<Reading> {
    let digits = without_underscores(body);
    let first_is_number = digits.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let number_bytes = |b: u8| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-');
    if !first_is_number || !digits.bytes().all(number_bytes) {
        return None;
    }
    let value: f64 = digits.parse().ok()?;
    Some(Reading::Float(signed(negative, value)))
}

/// A number in base 60, such as `12:30` or `1:30.5`.
fn sexagesimal(negative: bool, body: &str) -> Option<Reading> {
    let (whole, fraction) = match body.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (body, None),
    };
    let (head, tail) = whole.split_once(':')?;
    // Without a fraction the first digit must not be zero: `0:30` is text.
    let lowest = if fraction.is_some() { b'0' } else { b'1' };
    if !head.bytes().next().is_some_and(|b| (lowest..=b'9').contains(&b))
        || !spaced_digits(head)
        || !fraction.is_none_or(spaced_digits)
    {
        return None;
    }
    let tail = tail.split(':').map(sixtieth).collect::<Option<Vec<_>>>()?;
    Some(base_60(negative, head, &tail, fraction))
}

/// The value of a base 60 number from its checked parts.
fn base_60(negative: bool, head: &str, tail: &[u8], fraction: Option<&str>) -> Reading {
    let head = without_underscores(head);
    let exact = head.parse().ok().and_then(|head: i128| {
        tail.iter().try_fold(head, |value, part| value.checked_mul(60)?.checked_add(i128::from(*part)))
    });
    if let (Some(value), None) = (exact, fraction) {
        return Reading::Int(if negative { -value } else { value });
    }
    let head = head.parse().unwrap_or(f64::INFINITY);
    let whole = tail.iter().fold(head, |value, part| value * 60.0 + f64::from(*part));
    let fraction = format!("0.{}", without_underscores(fraction.unwrap_or_default()));
    let value = whole + fraction.parse().unwrap_or(0.0);
    Reading::Float(signed(negative, value))
}

/// One part of a base 60 number after its first: one or two digits below 60.
fn sixtieth(part: &str) -> Option<u8> {
    match part.as_bytes() {
        [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'] => part.parse().ok(),
        _ => None,
    }
}

/// Whether `text` is made of digits and underscores only.
fn spaced_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b == b'_')
}

/// `text` without its underscores.
fn without_underscores(text: &str) -> Cow<'_, str> {
    if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) }
}

/// `value` with its sign.
fn signed(negative: bool, value: f64) -> f64 {
    if negative { -value } else { value }
}
