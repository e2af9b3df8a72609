//! Scalars: texts, switches, whole numbers and everything with a unit.

use super::{Reader, SchemaBook, Shape};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names::Name;
use crate::units;
use crate::units::Unit;
use crate::yaml::node::{Node, Style};
use crate::yaml::yaml11;
use serde_json::{Value, json};

/// A text exactly as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text(pub String);

impl Shape for Text {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let scalar = reader.scalar(node, "a text")?;
        if scalar.style == Style::Plain && yaml11::printed_differs(&scalar.text) {
            let message =
                format!("older YAML readers take the bare `{}` for something else than this text", scalar.text);
            reader.push(
                Diagnostic::new(&codes::AMBIGUOUS_TEXT, node.span, message)
                    .label("it is kept as text here")
                    .fix(node.span, format!("\"{}\"", scalar.text)),
            );
        }
        Some(Self(scalar.text.clone()))
    }

    fn schema(_: &mut SchemaBook) -> Value {
        // Editors read numbers and switches as such; as text they are kept as written.
        json!({"type": ["string", "number", "boolean"]})
    }

    fn describe() -> String {
        "a text".to_owned()
    }
}

impl Shape for Name {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let scalar = reader.scalar(node, "a name")?;
        match Name::new(&scalar.text) {
            Ok(name) => Some(name),
            Err(error) => {
                let mut problem = Diagnostic::new(&codes::BAD_NAME, node.span, error.problem);
                if let Some(slug) = error.slug {
                    problem = problem.fix(node.span, slug);
                }
                reader.push(problem);
                None
            }
        }
    }

    fn schema(_: &mut SchemaBook) -> Value {
        json!({"type": "string", "pattern": "^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$"})
    }

    fn describe() -> String {
        "a name".to_owned()
    }
}

/// A switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl Shape for Flag {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let scalar = reader.scalar(node, "true or false")?;
        match scalar.text.as_str() {
            "true" => Some(Self(true)),
            "false" => Some(Self(false)),
            other => {
                let meant = match other.to_lowercase().as_str() {
                    "yes" | "on" | "y" | "true" | "1" => Some("true"),
                    "no" | "off" | "n" | "false" | "0" => Some("false"),
                    _ => None,
                };
                let mut problem =
                    Diagnostic::new(&codes::BAD_VALUE, node.span, format!("`{other}` is neither true nor false"));
                if let Some(meant) = meant {
                    problem = problem.fix(node.span, meant);
                }
                reader.push(problem);
                None
            }
        }
    }

    fn schema(_: &mut SchemaBook) -> Value {
        json!({"type": "boolean"})
    }

    fn describe() -> String {
        "`true` or `false`".to_owned()
    }
}

/// A whole number within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whole<const MIN: u32, const MAX: u32>(pub u32);

impl<const MIN: u32, const MAX: u32> Shape for Whole<MIN, MAX> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let scalar = reader.scalar(node, "a whole number")?;
        let digits = scalar.text.bytes().all(|byte| byte.is_ascii_digit());
        let number = scalar.text.parse::<u32>().ok().filter(|number| digits && (MIN..=MAX).contains(number));
        if number.is_none() {
            let message = format!("`{}` is not a whole number from {MIN} to {MAX}", scalar.text);
            let code = if scalar.text.starts_with('-') { &codes::NEGATIVE } else { &codes::BAD_VALUE };
            reader.push(Diagnostic::new(code, node.span, message));
        }
        number.map(Self)
    }

    fn schema(_: &mut SchemaBook) -> Value {
        json!({"type": "integer", "minimum": MIN, "maximum": MAX})
    }

    fn describe() -> String {
        format!("a whole number from {MIN} to {MAX}")
    }
}

/// Values with a unit are shapes: the unit reads, describes and gives the pattern.
macro_rules! unit_shapes {
    ($($unit:ty),* $(,)?) => { $(
        impl Shape for $unit {
            fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
                reader.unit(node)
            }

            fn schema(_: &mut SchemaBook) -> Value {
                unit_schema::<Self>()
            }

            fn describe() -> String {
                unit_words::<Self>()
            }
        }
    )* };
}

unit_shapes!(
    units::MilliCpu,
    units::Bytes,
    units::Rate,
    units::Ratio,
    units::Date,
    units::Factor,
    units::Money,
    units::Growth,
    units::Duration,
    units::Horizon,
    units::CpuRange,
    units::MemoryRange,
    units::ReplicaRange,
    units::LatencyObjective,
);

/// A value whose bare form is a number is a number to an editor.
fn unit_schema<T: Unit>() -> Value {
    let bare = T::EXAMPLES.iter().any(|example| example.parse::<f64>().is_ok());
    let text = json!({"type": "string", "pattern": T::PATTERN});
    if bare { json!({"anyOf": [text, {"type": "number", "minimum": 0}]}) } else { text }
}

/// What it is, with examples.
fn unit_words<T: Unit>() -> String {
    let examples: Vec<String> = T::EXAMPLES.iter().map(|example| format!("`{example}`")).collect();
    format!("{} ({})", T::WHAT, examples.join(", "))
}
