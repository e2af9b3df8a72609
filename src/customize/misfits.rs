//! What a typed kind does not take, in the user's words and at the user's place.

use crate::architecture::model::{Change, Operation, Raw};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::customize as codes;
use crate::diagnostics::suggest::nearest;
use crate::kubernetes::shape::{Fault, Misfit, Path, Step};
use crate::source::Span;
use serde_json::Value;

/// The most fields that a message lists.
const MOST_LISTED: usize = 12;

/// What the items of lists that merge are found by.
const KEYS: [&str; 8] = ["name", "mountPath", "containerPort", "port", "topologyKey", "devicePath", "ip", "uid"];

/// Where something in free YAML is written.
#[derive(Clone, Copy)]
pub struct Written {
    /// The key; what stands nearest to it where there is none.
    pub key: Span,
    /// The value.
    pub value: Span,
    /// Whether the very key and the very value are there.
    pub exact: bool,
}

impl Written {
    /// A place that is only near.
    pub fn near(span: Span) -> Self {
        Self { key: span, value: span, exact: false }
    }
}

/// A misfit as a problem. `object` names it: "`Deployment/web`".
pub fn problem(misfit: &Misfit, object: &str, value: &Value, at: Written) -> Diagnostic {
    let Misfit { path, fault } = misfit;
    match fault {
        Fault::Unknown(known) => {
            let name = path.last_name();
            let message = format!("{object} has no field `{path}`");
            let problem = Diagnostic::new(&codes::UNKNOWN_FIELD, at.key, message).label("no such field");
            match nearest(name, known.iter().map(String::as_str)) {
                Some(meant) if at.exact => problem.fix(at.key, meant),
                Some(meant) => problem.help(format!("did you mean `{meant}`?")),
                None => problem.help(fields(known)),
            }
        }
        Fault::Missing => {
            let message = format!("{object} lacks the field `{path}`, which is required");
            Diagnostic::new(&codes::MISSING_FIELD, at.value, message).help("write it, or do not take it out")
        }
        Fault::Refused(said) => {
            let message = format!("`{path}` of {object} {said}");
            Diagnostic::new(&codes::WRONG_TYPE, at.value, message)
                .help("`kubectl explain` shows what every field takes")
        }
        Fault::Type(said) => {
            let found = path.find(value);
            let (what, quoted) = described(found);
            let message = match expected(said) {
                Some(expected) => format!("`{path}` of {object} takes {expected}, not {what}"),
                None => format!("`{path}` of {object} does not take this: {said}"),
            };
            let problem = Diagnostic::new(&codes::WRONG_TYPE, at.value, message);
            match quoted.filter(|_| at.exact && said.ends_with("expected a string")) {
                Some(quoted) => problem.fix(at.value, quoted),
                None => problem.help("`kubectl explain` shows the type of every field"),
            }
        }
    }
}

fn fields(known: &[String]) -> String {
    let listed: Vec<&str> = known.iter().take(MOST_LISTED).map(String::as_str).collect();
    let more =
        if known.len() > listed.len() { format!(" and {} more", known.len() - listed.len()) } else { String::new() };
    format!("its fields are {}{more}", listed.join(", "))
}

/// What a value is, and how it would be written as a text.
fn described(value: Option<&Value>) -> (&'static str, Option<String>) {
    match value {
        None | Some(Value::Null) => ("nothing", None),
        Some(Value::Bool(truth)) => ("a truth value", Some(format!("\"{truth}\""))),
        Some(Value::Number(number)) => ("a number", Some(format!("\"{number}\""))),
        Some(Value::String(_)) => ("a text", None),
        Some(Value::Array(_)) => ("a list", None),
        Some(Value::Object(_)) => ("a mapping", None),
    }
}

/// What the typed API says it expected, in words.
fn expected(said: &str) -> Option<&'static str> {
    let (_, name) = said.split_once(", expected ").filter(|_| said.starts_with("invalid type"))?;
    Some(match name {
        "a string" => "a text",
        "a boolean" => "`true` or `false`",
        "a sequence" => "a list",
        "IntOrString" => "a whole number or a text",
        "Quantity" => "a quantity",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "a whole number",
        "f32" | "f64" => "a number",
        _ => "a mapping",
    })
}

/// Where a path of the changed object is written in a change.
pub fn in_change(change: &Change, path: &Path, object: &Value, whole: Span) -> Written {
    match change {
        Change::Merge(raw) => in_raw(raw, &path.steps, object),
        Change::Json(operations) => {
            let leads = |operation: &&Operation| {
                let tokens = &operation.path.tokens;
                let step = |(token, step): (&String, &Step)| match step {
                    Step::Field(name) => name == token,
                    Step::Item(at) => token == "-" || *token == at.to_string(),
                };
                tokens.len() <= path.steps.len() && tokens.iter().zip(&path.steps).all(step)
            };
            let Some(operation) = operations.iter().rev().find(leads) else { return Written::near(whole) };
            let (known, rest) = path.steps.split_at(operation.path.tokens.len());
            let there = Path { steps: known.to_vec() };
            match &operation.value {
                // The field is the end of a pointer, which no single word can mend.
                Some(value) if rest.is_empty() => Written { value: value.span, ..Written::near(operation.path.span) },
                Some(value) => in_raw(value, rest, there.find(object).unwrap_or(&Value::Null)),
                None => Written::near(operation.path.span),
            }
        }
    }
}

/// Where a path is written; as near as possible where it is not written at all.
pub fn in_raw(raw: &Raw, steps: &[Step], object: &Value) -> Written {
    let (mut raw, mut object, mut at) = (raw, Some(object), Written::near(raw.span));
    for (passed, step) in steps.iter().enumerate() {
        let next = match step {
            Step::Field(name) => raw.entry(name).map(|entry| (entry.span, &entry.value)),
            Step::Item(position) => {
                let known = object.and_then(|object| object.get(position));
                item(raw, *position, known).map(|item| (item.span, item))
            }
        };
        object = object.and_then(|object| match step {
            Step::Field(name) => object.get(name),
            Step::Item(position) => object.get(position),
        });
        let Some((key, value)) = next else { return Written::near(at.value) };
        let last = passed + 1 == steps.len();
        at = Written { key, value: value.span, exact: last };
        raw = value;
    }
    at
}

/// The item that is meant: a patch has fewer items than its object, so those with a key are found by it.
fn item<'r>(raw: &'r Raw, position: usize, known: Option<&Value>) -> Option<&'r Raw> {
    let same = |item: &&Raw| {
        KEYS.iter().any(|key| match (item.get(key), known.and_then(|known| known.get(key))) {
            (Some(ours), Some(theirs)) => ours.to_json() == *theirs,
            _ => false,
        })
    };
    raw.items().iter().find(same).or_else(|| raw.items().get(position))
}
