//! The form of numbers.

use std::fmt::Debug;

use super::WriteError;

/// The text of a whole number that every reader keeps exactly.
pub(super) fn int<N: TryInto<i64> + Copy + ToString>(value: N) -> Result<String, WriteError> {
    match value.try_into() {
        Ok(_) => Ok(value.to_string()),
        Err(_) => Err(WriteError::IntRange(value.to_string())),
    }
}

/// The text of a finite number that every reader takes for a float.
pub(super) fn float<N: Into<f64> + Copy + Debug>(value: N) -> Result<String, WriteError> {
    let wide: f64 = value.into();
    if !wide.is_finite() {
        return Err(WriteError::NotFinite(wide));
    }
    // The shortest digits that give the number back, with a point or an exponent.
    let shortest = format!("{value:?}");
    let Some((digits, exponent)) = shortest.split_once('e') else {
        return Ok(shortest);
    };
    // YAML 1.1 wants a point before the exponent, and a sign in it.
    let point = if digits.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with('-') { "" } else { "+" };
    Ok(format!("{digits}{point}e{sign}{exponent}"))
}
