//! Texts of a component: references resolved, variables checked.

use super::Context;
use super::reference::{reference, unknown_reference};
use super::template::{Part, parts};
use crate::architecture::model::{Call, Piece, Port, Text};
use crate::blueprint::spec::{ComponentSpec, SecretSpec};
use crate::blueprint::table::{ByName, Entries};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::source::{Origin, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// What the texts of one component may refer to.
pub struct Scope<'a> {
    /// The component's name.
    pub name: &'a str,
    /// Its merged body.
    pub spec: &'a ComponentSpec,
    /// Its own ports.
    pub ports: &'a [Port],
    /// Its calls.
    pub calls: Vec<&'a Call>,
    /// The variables of the container, for `$(VAR)`.
    pub variables: BTreeSet<String>,
    /// Whether the container may have variables whose names are not known.
    pub open: bool,
    /// Secrets that this container alone may refer to.
    pub secrets: Option<&'a Entries<ByName, SecretSpec>>,
    /// The sidecar whose texts they are; none for the component's own container and its steps.
    pub sidecar: Option<&'a str>,
}

impl Scope<'_> {
    /// The ports of the container whose texts they are.
    pub fn own_ports(&self) -> Vec<&Port> {
        self.ports.iter().filter(|port| port.sidecar.as_deref() == self.sidecar).collect()
    }
}

/// Where a reference stands.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The written place, where there is one.
    pub span: Option<Span>,
    /// Whether the span covers the reference alone, so that it can be replaced.
    exact: bool,
}

impl Place {
    /// A whole value in which the reference stands.
    pub fn whole(span: Option<Span>) -> Self {
        Self { span, exact: false }
    }

    /// A reference that is the whole of what stands there.
    pub fn exact(span: Span) -> Self {
        Self { span: Some(span), exact: true }
    }

    /// A part of a text. It is known where the text is written as it reads: bare, or in quotes without escapes.
    fn part(span: Option<Span>, length: usize, range: &Range<usize>) -> Self {
        let exact = span.and_then(|span| {
            let quotes = (span.end.saturating_sub(span.start) as usize).checked_sub(length)?;
            matches!(quotes, 0 | 2).then(|| span.within(range.start + quotes / 2, range.len()))
        });
        Self { span: exact.or(span), exact: exact.is_some() }
    }
}

/// What to do about a reference.
pub enum Remedy<'a> {
    /// What was probably meant, as it is written.
    Meant(String),
    /// A sentence.
    Help(&'a str),
}

/// A text with its references resolved. Problems are reported where they stand.
pub fn text(scope: &Scope<'_>, source: &str, origin: &Origin, cx: &mut Context<'_>) -> Text {
    let place = |range: &Range<usize>| Place::part(origin.span(), source.len(), range);
    resolved(scope, source, &place, cx)
}

/// The content of a file with its references resolved. Problems are reported where the file is named.
pub fn content(scope: &Scope<'_>, source: &str, origin: &Origin, cx: &mut Context<'_>) -> Text {
    resolved(scope, source, &|_: &Range<usize>| Place::whole(origin.span()), cx)
}

fn resolved(scope: &Scope<'_>, source: &str, place: &dyn Fn(&Range<usize>) -> Place, cx: &mut Context<'_>) -> Text {
    let found = match parts(source) {
        Ok(found) => found,
        Err(unclosed) => {
            let help = "close it, or write `$${` for the text itself";
            cx.push_at(&codes::BAD_REFERENCE, place(&unclosed.at).span, "a reference `${` has no `}`", help);
            return Text { pieces: Vec::new() };
        }
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for part in found {
        let piece = match part {
            Part::Literal(literal) => Some(Piece::Literal(literal)),
            Part::Variable(name, range) => Some(variable(scope, name, place(&range), cx)),
            Part::Reference(inner, range) => reference(scope, inner.trim(), place(&range), cx),
        };
        match (pieces.last_mut(), piece) {
            (Some(Piece::Literal(before)), Some(Piece::Literal(more))) => before.push_str(&more),
            (_, Some(piece)) => pieces.push(piece),
            (_, None) => {}
        }
    }
    Text { pieces }
}

/// Reports a reference that is left in a text where only a few are known; says whether there is one.
pub fn no_reference_left(text: &str, span: Option<Span>, help: &str, cx: &mut Context<'_>) -> bool {
    let Ok(found) = parts(text) else {
        cx.push_at(&codes::BAD_REFERENCE, span, "a reference `${` has no `}`", help);
        return true;
    };
    let mut left = false;
    for part in found {
        if let Part::Reference(inner, _) = part {
            unknown_reference(inner, Place::whole(span), Remedy::Help(help), cx);
            left = true;
        }
    }
    left
}

/// Reports a problem with what was probably meant, as a correction where its place is known.
pub fn push(problem: Diagnostic, place: Place, remedy: Remedy<'_>, cx: &mut Context<'_>) {
    let mut problem = problem;
    problem.span = place.span;
    cx.push(match (remedy, place) {
        (Remedy::Meant(meant), Place { span: Some(span), exact: true }) => problem.fix(span, meant),
        (Remedy::Meant(meant), _) => problem.help(format!("write `{meant}`")),
        (Remedy::Help(help), _) => problem.help(help),
    });
}

/// `$(VAR)`: passed to Kubernetes, if the container has the variable.
fn variable(scope: &Scope<'_>, name: &str, place: Place, cx: &mut Context<'_>) -> Piece {
    if !scope.open && !scope.variables.contains(name) {
        let message = format!("`$({name})` is not a variable of this container; it would stay as it is");
        let help = format!("declare `{name}` under `env`, or write `$$({name})` for the text itself");
        let remedy = match nearest(name, scope.variables.iter().map(String::as_str)) {
            Some(meant) => Remedy::Meant(format!("$({meant})")),
            None => Remedy::Help(&help),
        };
        push(Diagnostic::nowhere(&codes::UNKNOWN_VARIABLE, message), place, remedy, cx);
    }
    Piece::Literal(format!("$({name})"))
}
