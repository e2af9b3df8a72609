//! Writing a value into a text, in the layout of the object it goes into.

use std::ops::Range;

use super::layout::{Layout, Spread};
use super::object::Object;

/// A value to be written.
#[derive(Debug)]
pub(in crate::task) enum Node<'v> {
    /// A string.
    Text(&'v str),
    /// An array.
    List(Vec<Node<'v>>),
    /// An object, its members in this order.
    Map(Vec<(&'v str, Node<'v>)>),
}

/// The text with a member put last into an object; the layout is that of its members.
pub(in crate::task) fn inserted(text: &str, object: &Object, layout: &Layout, key: &str, value: &Node<'_>) -> String {
    let member = format!("{}{}{}", quoted(key), layout.colon, written(value, layout));
    if let Some(last) = object.members.last() {
        let at = last.value.end;
        return replaced(text, &(at..at), &format!(",{}{member}", layout.gap()));
    }
    let inside = text.get(object.open + 1..object.close).unwrap_or("");
    let (at, member) = match &layout.spread {
        Spread::Inline { .. } => (object.close, member),
        Spread::Lines { .. } if inside.contains('\n') => (object.open + 1, format!("{}{member}", layout.gap())),
        Spread::Lines { eol, indent, unit } => {
            let margin = indent.strip_suffix(unit.as_str()).unwrap_or("");
            let member = format!("{eol}{indent}{member}{eol}{margin}");
            (object.close, member)
        }
    };
    replaced(text, &(at..at), &member)
}

/// The text with something else in a span.
pub(in crate::task) fn replaced(text: &str, span: &Range<usize>, with: &str) -> String {
    let before = text.get(..span.start).unwrap_or("");
    let after = text.get(span.end..).unwrap_or("");
    format!("{before}{with}{after}")
}

/// A value as it stands in a member of an object of this layout.
pub(in crate::task) fn written(value: &Node<'_>, layout: &Layout) -> String {
    match value {
        Node::Text(text) => quoted(text),
        Node::List(items) => {
            let inner = layout.deeper();
            let items = items.iter().map(|item| written(item, &inner));
            bracketed('[', &items.collect::<Vec<_>>(), ']', layout)
        }
        Node::Map(members) => {
            let inner = layout.deeper();
            let members =
                members.iter().map(|(key, value)| format!("{}{}{}", quoted(key), layout.colon, written(value, &inner)));
            bracketed('{', &members.collect::<Vec<_>>(), '}', layout)
        }
    }
}

fn bracketed(open: char, parts: &[String], close: char, layout: &Layout) -> String {
    if parts.is_empty() {
        return format!("{open}{close}");
    }
    let gap = layout.deeper().gap();
    let between = format!(",{gap}");
    let body = parts.join(&between);
    match &layout.spread {
        Spread::Lines { .. } => format!("{open}{gap}{body}{}{close}", layout.gap()),
        Spread::Inline { .. } => format!("{open}{body}{close}"),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
