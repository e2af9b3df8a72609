//! Free YAML: values whose meaning belongs to Kubernetes, typed by the core schema of YAML 1.2.

use super::{Reader, SchemaBook, Shape};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::source::Span;
use crate::yaml::node::{Kind, Node, Scalar, Style};
use crate::yaml::yaml11::{self, Reading};
use serde_json::{Number, Value, json};

/// A value with its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Raw {
    /// The place.
    pub span: Span,
    /// The value.
    pub kind: RawKind,
}

/// What a free value can be.
#[derive(Clone, Debug, PartialEq)]
pub enum RawKind {
    /// `~`.
    Null,
    /// `true` or `false`.
    Flag(bool),
    /// A number.
    Number(Number),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Raw>),
    /// A mapping.
    Map(Vec<RawEntry>),
}

/// An entry of a free mapping.
#[derive(Clone, Debug, PartialEq)]
pub struct RawEntry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub span: Span,
    /// The value.
    pub value: Raw,
}

impl Raw {
    /// The entries of a mapping; none of anything else.
    #[must_use]
    pub fn entries(&self) -> &[RawEntry] {
        match &self.kind {
            RawKind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The entry with this key.
    #[must_use]
    pub fn entry(&self, key: &str) -> Option<&RawEntry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value under this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Raw> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The items of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Raw] {
        match &self.kind {
            RawKind::List(items) => items,
            _ => &[],
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            RawKind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same value without its places. The reader bounds how deep values nest.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match &self.kind {
            RawKind::Null => Value::Null,
            RawKind::Flag(truth) => Value::Bool(*truth),
            RawKind::Number(number) => Value::Number(number.clone()),
            RawKind::Text(text) => Value::String(text.clone()),
            RawKind::List(items) => items.iter().map(Self::to_json).collect(),
            RawKind::Map(entries) => {
                Value::Object(entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect())
            }
        }
    }
}

impl Shape for Raw {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let kind = match &node.kind {
            Kind::Scalar(_) if node.is_tilde() => RawKind::Null,
            Kind::Scalar(scalar) => typed(scalar, node.span, reader)?,
            Kind::List(items) => {
                RawKind::List(items.iter().map(|item| Self::read(item, reader)).collect::<Option<_>>()?)
            }
            Kind::Map(map) => {
                let entry = |entry: &crate::yaml::node::Entry, reader: &mut Reader<'_>| {
                    let value = Self::read(&entry.value, reader)?;
                    Some(RawEntry { key: entry.key.text.clone(), span: entry.key.span, value })
                };
                RawKind::Map(map.entries.iter().map(|one| entry(one, reader)).collect::<Option<_>>()?)
            }
        };
        Some(Self { span: node.span, kind })
    }

    fn schema(_: &mut SchemaBook) -> Value {
        json!(true)
    }

    fn describe() -> String {
        "free YAML: bare numbers, `true`, `false` and `~` are typed, everything else is a text".to_owned()
    }
}

/// The value of a scalar. Where a YAML 1.1 reader sees something else, it is said.
fn typed(scalar: &Scalar, span: Span, reader: &mut Reader<'_>) -> Option<RawKind> {
    let text = scalar.text.as_str();
    if scalar.style != Style::Plain {
        return Some(RawKind::Text(text.to_owned()));
    }
    let kind = match text {
        "true" | "True" | "TRUE" => RawKind::Flag(true),
        "false" | "False" | "FALSE" => RawKind::Flag(false),
        _ => match number(text) {
            Some(Ok(number)) => RawKind::Number(number),
            Some(Err(problem)) => {
                let problem = Diagnostic::new(&codes::BAD_VALUE, span, format!("`{text}` {problem}"));
                reader.push(problem.help("write a number that JSON can hold, or put it in quotes to make it a text"));
                return None;
            }
            None => RawKind::Text(text.to_owned()),
        },
    };
    if !agrees(&kind, text) {
        let seen = if matches!(kind, RawKind::Text(_)) { "this text" } else { "this value" };
        let message = format!("older YAML readers take the bare `{text}` for something else than {seen}");
        let problem = Diagnostic::new(&codes::AMBIGUOUS_TEXT, span, message);
        reader.push(match &kind {
            RawKind::Number(number) => problem.label("it is a number here").fix(span, number.to_string()),
            _ => problem.label("it is kept as text here").fix(span, format!("\"{text}\"")),
        });
    }
    Some(kind)
}

/// Whether a YAML 1.1 reader gives the same value.
fn agrees(kind: &RawKind, text: &str) -> bool {
    match (kind, yaml11::reading(text)) {
        (RawKind::Flag(ours), Reading::Bool(theirs)) => *ours == theirs,
        (RawKind::Number(ours), Reading::Int(theirs)) => ours.to_string() == theirs.to_string(),
        (RawKind::Number(ours), Reading::Float(theirs)) => ours.as_f64() == Some(theirs),
        (RawKind::Text(_), _) => !yaml11::printed_differs(text),
        _ => false,
    }
}

/// The number that a plain scalar is by the core schema of YAML 1.2; an error where JSON has no such number.
fn number(text: &str) -> Option<Result<Number, &'static str>> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Some(Err("is no number that JSON has"));
    }
    let whole = |digits: &str, base| i64::from_str_radix(digits, base).map(Number::from);
    for (prefix, base) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = text.strip_prefix(prefix).filter(|digits| digits.chars().all(|c| c.is_digit(base))) {
            return (!digits.is_empty()).then(|| whole(digits, base).map_err(|_| "is too large"));
        }
    }
    if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let signed = text.strip_prefix('+').unwrap_or(text);
        let number = whole(signed, 10).or_else(|_| signed.parse::<u64>().map(Number::from));
        return Some(number.map_err(|_| "is too large"));
    }
    if !is_float(unsigned) {
        return None;
    }
    Some(text.parse().ok().and_then(Number::from_f64).ok_or("is too large"))
}

/// Whether an unsigned text is `.5`, `5.`, `5.5` or `5e3` by the core schema.
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let some = !before.is_empty() || !after.is_empty();
    some && digits(before) && digits(after) && exponent.is_none_or(|part| !part.is_empty() && digits(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_core_schema() {
        let read = |text: &str| number(text).map(|found| found.map(|number| number.to_string()));
        for (text, expected) in [
            ("0", "0"),
            ("-7", "-7"),
            ("+7", "7"),
            ("010", "10"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.5", "1.5"),
            (".5", "0.5"),
            ("1e3", "1000.0"),
        ] {
            assert_eq!(read(text), Some(Ok(expected.to_owned())), "{text}");
        }
        for text in ["", "-", "1_000", "12:30", "1.4.2", "64Mi", "e3", "0x", "1e", ".", "yes", "2027-03-01"] {
            assert_eq!(read(text), None, "{text}");
        }
        for text in [".inf", "-.inf", ".nan", "99999999999999999999", "1e999"] {
            assert!(matches!(read(text), Some(Err(_))), "{text}");
        }
    }

    #[test]
    fn other_readers_may_see_something_else() {
        let differs = |text: &str, kind: RawKind| !agrees(&kind, text);
        let text = |text: &str| RawKind::Text(text.to_owned());
        assert!(differs("NO", text("NO")) && differs("12:30", text("12:30")));
        assert!(differs("010", RawKind::Number(10.into())));
        assert!(!differs("10", RawKind::Number(10.into())));
        assert!(!differs("hello", text("hello")));
        assert!(!differs("true", RawKind::Flag(true)));
    }
}
