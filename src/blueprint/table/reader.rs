//! The reader's context: where it is, and where problems go.

use super::{Field, Set, Shape};
use crate::diagnostics::codes::blueprint as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Code, Diagnostic, Sink};
use crate::source::{Origin, Span};
use crate::units::{Unit, UnitError};
use crate::yaml::node::{Entry, Kind, Node, Scalar};

/// What readers of all shapes share.
pub struct Reader<'a> {
    sink: &'a mut Sink,
    /// Which keys of a record are allowed here.
    pub place: super::Places,
    /// The keys that were read so far.
    pub keys: Vec<WrittenKey>,
}

/// A key that is written somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenKey {
    /// The record that has it.
    pub record: &'static str,
    /// The key.
    pub key: &'static str,
    /// From the key to the end of its value.
    pub span: Span,
}

impl<'a> Reader<'a> {
    /// A reader for one file.
    pub fn new(sink: &'a mut Sink, place: super::Places) -> Self {
        Self { sink, place, keys: Vec::new() }
    }

    /// Reports a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// From now on, a component counts as a member of a family.
    pub fn member(&mut self, name: &str, family: &str) {
        self.sink.member(name, family);
    }

    /// Reads the value of an entry as a field; `~` removes.
    pub fn field<T: Shape>(&mut self, entry: &Entry) -> Field<T> {
        let origin = Origin::Written(entry.value.span);
        if entry.value.is_tilde() {
            // Key and `~` together say what is removed.
            let start = entry.key.span.start.min(entry.value.span.start);
            return Field::Removed(Origin::Written(Span { start, ..entry.value.span }));
        }
        match T::read(&entry.value, self) {
            Some(value) => {
                Field::Set(Box::new(Set { value, origin, key: Some(entry.key.span), overridden: Vec::new() }))
            }
            None => Field::Absent,
        }
    }

    /// Reads a whole node as the one field that its short form stands for.
    pub fn nested<T: Shape>(&mut self, node: &Node) -> Option<Field<T>> {
        let value = T::read(node, self)?;
        Some(self.written(node, value))
    }

    /// A value that a short form stands for, at the place of the short form.
    pub fn written<T>(&self, node: &Node, value: T) -> Field<T> {
        Field::from_origin(value, Origin::Written(node.span))
    }

    /// The scalar that is expected here, or a problem that says what was expected.
    pub fn scalar<'n>(&mut self, node: &'n Node, expected: &str) -> Option<&'n Scalar> {
        match &node.kind {
            Kind::Scalar(scalar) if !node.is_tilde() => Some(scalar),
            _ => {
                self.mismatch(node, expected);
                None
            }
        }
    }

    /// Reports that something else was expected.
    pub fn mismatch(&mut self, node: &Node, expected: &str) {
        if node.is_tilde() {
            let message = "`~` removes a key of a mapping; it cannot stand here";
            self.push(Diagnostic::new(&codes::STRAY_TILDE, node.span, message).help(format!("write {expected}")));
            return;
        }
        let found = node.describe();
        let comma = if expected.contains(", ") { "," } else { "" };
        let message = format!("{expected}{comma} is expected here, not {found}");
        let problem = Diagnostic::new(&codes::WRONG_SHAPE, node.span, message).label(format!("this is {found}"));
        self.push(match (&node.kind, expected.starts_with("a mapping"), expected.starts_with("a list")) {
            (Kind::List(_), true, _) => {
                problem.help("begin each entry with its key, `KEY: VALUE`, and leave the dash or the brackets out")
            }
            (Kind::Scalar(_), _, true) => {
                problem.help("write a list, `[first, second]`, or each item on a line of its own behind a dash")
            }
            _ => problem,
        });
    }

    /// Reads a scalar with its unit.
    pub fn unit<T: Unit>(&mut self, node: &Node) -> Option<T> {
        let scalar = self.scalar(node, T::WHAT)?;
        let parsed = if is_no_number(&scalar.text) {
            Err(UnitError::NotANumber(scalar.text.clone()))
        } else {
            T::parse(&scalar.text)
        };
        match parsed {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(unit_problem::<T>(node, &scalar.text, &error));
                None
            }
        }
    }

    /// Reports an unknown word where only some are known.
    pub fn unknown_word(&mut self, node: &Node, word: &str, known: &[&str], what: &str) {
        self.refused_word(node, word, known, what, &codes::UNKNOWN_WORD);
    }

    /// Reports an unknown word under a code of its own.
    pub fn refused_word(&mut self, node: &Node, word: &str, known: &[&str], what: &str, code: &'static Code) {
        let mut problem = Diagnostic::new(code, node.span, format!("`{word}` is not {what}"))
            .label("not known here")
            .help(format!("write {}", crate::diagnostics::suggest::one_of(known)));
        if let Some(meant) = nearest(word, known.iter().copied()) {
            problem = problem.fix(node.span, meant);
        }
        self.push(problem);
    }
}

/// A unit error as a diagnostic, with the corrected text where it is obvious.
fn unit_problem<T: Unit>(node: &Node, text: &str, error: &UnitError) -> Diagnostic {
    let code = match error {
        UnitError::Negative(_) => &codes::NEGATIVE,
        UnitError::Reversed { .. } => &codes::REVERSED_RANGE,
        UnitError::MissingUnit { .. } | UnitError::UnknownUnit { .. } => &codes::WRONG_UNIT,
        _ => &codes::BAD_VALUE,
    };
    let examples: Vec<String> = T::EXAMPLES.iter().map(|example| format!("`{example}`")).collect();
    let examples: Vec<&str> = examples.iter().map(String::as_str).collect();
    let comma = if T::WHAT.contains(", ") { "," } else { "" };
    let message = match error {
        UnitError::Reversed { .. } => error.to_string(),
        // What ends in a letter has a unit; something else is missing.
        UnitError::MissingUnit { .. } if text.ends_with(|c: char| c.is_alphabetic()) => {
            format!("`{text}` is not {}", T::WHAT)
        }
        _ => format!("{error}; {}{comma} is expected here", T::WHAT),
    };
    let problem = Diagnostic::new(code, node.span, message);
    match repaired::<T>(text, error) {
        Some(fixed) => problem.fix(node.span, fixed),
        None => problem.help(format!("write, for example, {}", crate::diagnostics::suggest::one_of(&examples))),
    }
}

/// Whether a text is what YAML calls infinite or no number at all, in one of its forms.
fn is_no_number(text: &str) -> bool {
    let word = text.trim_start_matches(['-', '+']).trim_start_matches('.').to_lowercase();
    matches!(word.as_str(), "inf" | "infinity" | "nan")
}

/// Units that a mistyped one may stand for.
const UNITS: [&str; 10] = ["Mi", "Gi", "Ki", "m", "s", "ms", "/s", "%", "%/month", " USD/month"];
/// The units that a number without one most likely has, by what accepts them. For a time there is none: seconds for milliseconds
/// would be a thousand times the load.
const BARE: [&str; 5] = ["/s", "%", "%/month", " USD/month", "Mi"];

/// The text with the unit that was probably meant, or with its bounds in order.
fn repaired<T: Unit>(text: &str, error: &UnitError) -> Option<String> {
    let candidates = match error {
        UnitError::Reversed { low, high } => vec![format!("{high}..{low}")],
        UnitError::UnknownUnit { unit, .. } => {
            let stem = unit.trim_end_matches(['b', 'B']).to_lowercase();
            let known = UNITS.iter().filter(|known| known.trim().to_lowercase().starts_with(&stem));
            // Both bounds of a range may have the unit.
            known.map(|known| text.replace(unit.as_str(), known)).collect()
        }
        UnitError::MissingUnit { .. } => BARE.iter().map(|unit| format!("{}{unit}", text.trim_end())).collect(),
        _ => Vec::new(),
    };
    candidates.into_iter().find(|candidate| T::parse(candidate).is_ok())
}
