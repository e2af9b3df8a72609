//! Objects by span: their members, found by key, each key once.

use std::collections::BTreeMap;
use std::ops::Range;

use super::scanner::Scanner;
use crate::task::error::{JsonProblem, Position, TaskError};

/// Where an object and its members are.
#[derive(Debug)]
pub(in crate::task) struct Object {
    /// The offset of `{`.
    pub open: usize,
    /// The offset of `}`.
    pub close: usize,
    /// The members, in order.
    pub members: Vec<Member>,
}

/// Where a member is.
#[derive(Debug)]
pub(in crate::task) struct Member {
    /// The white space before the key.
    pub gap: Range<usize>,
    /// The key with its quotes.
    pub key: Range<usize>,
    /// The value.
    pub value: Range<usize>,
}

impl Object {
    /// The member of a key, however the key is escaped.
    pub fn member(&self, text: &str, key: &str) -> Option<&Member> {
        self.members.iter().find(|member| decoded(text, &member.key) == key)
    }
}

/// The object that a whole text is; a byte order mark before it is passed over.
///
/// # Errors
///
/// [`TaskError::Json`] if the text is not JSON, not an object, or has a top-level key twice.
pub(in crate::task) fn top_level(text: &str) -> Result<Object, TaskError> {
    let start = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut scanner = Scanner::new(text, text.len() - start.len());
    scanner.blanks();
    let value = scanner.value(0)?;
    scanner.blanks();
    if scanner.peek().is_some() {
        return Err(scanner.unexpected("the end of the text"));
    }
    nested(text, &value, "the whole text")
}

/// The object that a value is, which was scanned before; `what` is how an error names it.
///
/// # Errors
///
/// [`TaskError::Json`] if the value is no object or has a key twice.
pub(in crate::task) fn nested(text: &str, value: &Range<usize>, what: &str) -> Result<Object, TaskError> {
    let mut scanner = Scanner::new(text, value.start);
    if scanner.peek() != Some(b'{') {
        let problem = JsonProblem::NotAnObject { what: what.to_owned(), found: kind(scanner.peek()) };
        let position = Position::of(text, value.start);
        return Err(TaskError::Json { position, problem });
    }
    let object = scanner.object(0)?;
    check_keys(text, &object)?;
    Ok(object)
}

fn check_keys(text: &str, object: &Object) -> Result<(), TaskError> {
    let mut seen = BTreeMap::new();
    for member in &object.members {
        let start = member.key.start;
        if let Some(first) = seen.insert(decoded(text, &member.key), start) {
            let problem = JsonProblem::DuplicateKey {
                key: text.get(member.key.clone()).unwrap_or("").to_owned(),
                first: Position::of(text, first),
            };
            let position = Position::of(text, start);
            return Err(TaskError::Json { position, problem });
        }
    }
    Ok(())
}

/// A key without quotes and escapes. One that escapes half a surrogate pair is legal JSON but no
/// text; it stays as written, quotes included, which no other key can equal by accident.
fn decoded(text: &str, key: &Range<usize>) -> String {
    let written = text.get(key.clone()).unwrap_or("");
    serde_json::from_str(written).unwrap_or_else(|_| written.to_owned())
}

fn kind(first: Option<u8>) -> &'static str {
    match first {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
