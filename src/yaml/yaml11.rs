//! The readings a YAML 1.1 reader gives to plain scalars.
//!
//! Two readers matter: kubectl and the YAML 1.1 rules as `PyYAML` applies them.
//! They disagree in places (`y`, `1e3` and `08` are text to one of them only),
//! so this module unites them: whatever either reader would not take for text
//! is not text here.

mod number;
mod timestamp;

/// What a YAML 1.1 reader makes of a plain (unquoted) scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// Text, the same as written.
    Text,
    /// No value: an empty scalar, `~` or `null`.
    Null,
    /// A truth value, of which YAML 1.1 has many spellings.
    Bool(bool),
    /// A whole number, in any base.
    Int(i128),
    /// A number with a fraction or an exponent, or one too large for [`Reading::Int`].
    Float(f64),
    /// A date, or a date with a time.
    Timestamp,
    /// The merge key `<<`.
    Merge,
    /// The default-value key `=`.
    Value,
}

/// Tells what a YAML 1.1 reader makes of the plain scalar `plain`.
///
/// The text is taken as the reader sees it: without blanks around it.
#[must_use]
pub fn reading(plain: &str) -> Reading {
    let Some(first) = plain.bytes().next() else {
        return Reading::Null;
    };
    match first {
        b'0'..=b'9' | b'+' | b'-' | b'.' => digits(plain),
        b'~' | b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => word(plain),
        b'<' if plain == "<<" => Reading::Merge,
        b'=' if plain == "=" => Reading::Value,
        _ => Reading::Text,
    }
}

/// Whether the value a YAML 1.1 reader takes from `plain`, printed again in its
/// canonical form, would differ from `plain`.
///
/// `1.5` and `true` print as they were written; `1.10`, `NO` and `010` do not.
/// A date counts as different, because it is no longer text. Where the readers
/// print differently (`1.0` becomes `1` with kubectl), one difference is enough.
#[must_use]
pub fn printed_differs(plain: &str) -> bool {
    match reading(plain) {
        Reading::Text => false,
        Reading::Null => plain != "null",
        Reading::Bool(value) => plain != if value { "true" } else { "false" },
        Reading::Int(value) => i64::try_from(value).is_err() || plain != value.to_string(),
        Reading::Float(value) => !number::prints_plainly(value) || plain != value.to_string(),
        Reading::Timestamp | Reading::Merge | Reading::Value => true,
    }
}

/// The reading of a scalar that starts as a number or a date does.
fn digits(plain: &str) -> Reading {
    if timestamp::matches(plain) {
        return Reading::Timestamp;
    }
    number::read(plain).unwrap_or(Reading::Text)
}

/// The reading of a scalar that starts as one of the words for null, true or false does.
fn word(plain: &str) -> Reading {
    match plain {
        "~" | "null" | "Null" | "NULL" => Reading::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Reading::Bool(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Reading::Bool(false),
        _ => Reading::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Reading, printed_differs, reading};

    #[test]
    fn words_and_numbers_have_their_values() {
        let table = [
            ("", Reading::Null),
            ("~", Reading::Null),
            ("y", Reading::Bool(true)),
            ("Off", Reading::Bool(false)),
            ("0x1F", Reading::Int(31)),
            ("-0b11", Reading::Int(-3)),
            ("0b-_1", Reading::Int(-1)),
            ("0b+1", Reading::Int(1)),
            ("0o17", Reading::Int(15)),
            ("010", Reading::Int(8)),
            ("1_000", Reading::Int(1000)),
            ("12:30", Reading::Int(750)),
            ("-1:30", Reading::Int(-90)),
            ("1:30.5", Reading::Float(90.5)),
            ("190:20:30", Reading::Int(685_230)),
            ("1e3", Reading::Float(1000.0)),
            ("685.230_15e+03", Reading::Float(685_230.15)),
            (".5", Reading::Float(0.5)),
            ("1.", Reading::Float(1.0)),
            ("08", Reading::Float(8.0)),
            ("-.inf", Reading::Float(f64::NEG_INFINITY)),
            ("2001-12-14", Reading::Timestamp),
            ("2001-12-14t21:59:43.10-05:00", Reading::Timestamp),
            ("2001-1-1 2:59:43 Z", Reading::Timestamp),
            ("<<", Reading::Merge),
            ("=", Reading::Value),
        ];
        for (plain, expected) in table {
            assert_eq!(reading(plain), expected, "{plain}");
        }
        assert!(matches!(reading(".nan"), Reading::Float(v) if v.is_nan()));
    }

    #[test]
    fn ordinary_words_are_text() {
        let table = [
            "1.4.2",
            "10.0.0.1",
            "100m",
            "64Mi",
            "-v",
            "--flag=1",
            "nope",
            "yEs",
            "0:30",
            "1:60",
            "0x",
            "0b2",
            "-0b-1",
            "0b-",
            "0x-1",
            "+",
            "-",
            ".",
            "1e",
            "2001-1-1",
            "_1",
            "+.nan",
            "1,000",
            "inf",
            "nan",
            "12:30:",
            "0x1.8p3",
            "e3",
            "==",
            "<<<",
            "1:2:",
            ":1",
            "1:-2",
            "12345-1-1",
        ];
        for plain in table {
            assert_eq!(reading(plain), Reading::Text, "{plain}");
            assert!(!printed_differs(plain), "{plain}");
        }
    }

    #[test]
    fn numbers_beyond_128_bits_are_floats() {
        let digits = "9".repeat(60);
        assert_eq!(reading(&digits), Reading::Float(1e60));
        assert!(matches!(reading(&format!("0x{digits}")), Reading::Float(v) if v > 1e70));
        assert!(matches!(reading(&format!("{digits}:30")), Reading::Float(_)));
    }

    #[test]
    fn printed_form_is_compared() {
        let differing = [
            "NO",
            "on",
            "y",
            "0x1F",
            "1_000",
            "1.10",
            "12:30",
            "~",
            "",
            "1e3",
            "2001-12-14",
            "010",
            "+1",
            "-0",
            "1.0",
            "0.0",
            ".5",
            "5.",
            "08",
            ".inf",
            ".nan",
            "True",
            "Null",
            "0.00001",
            "99999999999999999999",
            "12345678901234567.5",
            "1:30.5",
        ];
        for plain in differing {
            assert!(printed_differs(plain), "{plain}");
        }
        for plain in ["4", "-7", "0", "1.5", "-0.25", "0.001", "hello", "true", "false", "null"] {
            assert!(!printed_differs(plain), "{plain}");
        }
    }
}
