//! Texts with references: `${catalog.host}`, `$${`, `$(VAR)`.

use std::ops::Range;

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text as it is.
    Literal(String),
    /// What stands between `${` and `}`.
    Reference(&'a str, Range<usize>),
    /// What stands between `$(` and `)`: a variable that Kubernetes expands.
    Variable(&'a str, Range<usize>),
}

/// A reference without its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclosed {
    /// Where it begins.
    pub at: Range<usize>,
}

/// Splits a text into its parts. `$${` stands for `${`, and `$$(` is left to Kubernetes.
///
/// # Errors
/// A `${` without `}`.
pub fn parts(text: &str) -> Result<Vec<Part<'_>>, Unclosed> {
    let mut parts = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("$${") {
            literal.push_str("${");
            at += 3;
        } else if rest.starts_with("$$(") {
            literal.push_str("$$(");
            at += 3;
        } else if let Some(inner) = rest.strip_prefix("${") {
            let end = inner.find('}').ok_or(Unclosed { at: at..text.len() })?;
            flush(&mut literal, &mut parts);
            parts.push(Part::Reference(inner.get(..end).unwrap_or_default(), at..at + end + 3));
            at += end + 3;
        } else if let Some((name, length)) = variable(rest) {
            flush(&mut literal, &mut parts);
            parts.push(Part::Variable(name, at..at + length));
            at += length;
        } else {
            let next = rest.chars().next().map_or(1, char::len_utf8);
            literal.push_str(rest.get(..next).unwrap_or_default());
            at += next;
        }
    }
    flush(&mut literal, &mut parts);
    Ok(parts)
}

/// `$(NAME)` at the beginning of a text.
fn variable(rest: &str) -> Option<(&str, usize)> {
    let inner = rest.strip_prefix("$(")?;
    let end = inner.find(')')?;
    let name = inner.get(..end)?;
    crate::names::is_env_name(name).then_some((name, end + 3))
}

fn flush(literal: &mut String, parts: &mut Vec<Part<'_>>) {
    if !literal.is_empty() {
        parts.push(Part::Literal(std::mem::take(literal)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn references_and_variables_are_found() {
        let found = parts("a ${b.c}$(D) $${e} $$(F) $x").unwrap_or_default();
        let expected = vec![
            Part::Literal("a ".to_owned()),
            Part::Reference("b.c", 2..8),
            Part::Variable("D", 8..12),
            Part::Literal(" ${e} $$(F) $x".to_owned()),
        ];
        assert_eq!(found, expected);
        assert_eq!(parts("x ${y"), Err(Unclosed { at: 2..5 }));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[$({})a.é]*") {
            let _ = parts(&text);
        }
    }
}
