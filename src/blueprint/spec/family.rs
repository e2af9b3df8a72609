//! Families: one body for several components, named by `${item}` in its key.

use super::ComponentSpec;
use crate::blueprint::table::{ByName, Expanded, KeyKind, Reader, Record, SchemaBook, Shape, WrittenKey};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names::{Name, NameError};
use crate::source::Span;
use crate::yaml::node::{Entry, Key, Kind, Map, Node};
use serde_json::{Value, json};

/// What stands for an item in the key and in the body.
const ITEM: &str = "${item}";
/// The most that all members of a family may weigh together, in values and characters: what one file may.
const MOST: usize = 16 << 20;

/// Names of components; one that holds `${item}` stands for a family.
#[derive(Clone, Debug, PartialEq)]
pub struct ByComponent;

impl KeyKind for ByComponent {
    const WHAT: &'static str = "name (of a family with `${item}` in it)";
    const PATTERN: &'static str = r"^([a-z]([a-z0-9-]{0,38}[a-z0-9])?|.*\$\{item\}.*)$";

    fn check(key: &str) -> Result<(), NameError> {
        ByName::check(key)
    }

    fn expand(entry: &Entry, reader: &mut Reader<'_>) -> Option<Vec<Expanded>> {
        entry.key.text.contains(ITEM).then(|| members(entry, reader))
    }
}

/// What a family is made for: items, each with what it changes where that is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ForSpec;

impl Shape for ForSpec {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        // Where the key of the component holds `${item}`, its members are read in its place.
        let message = "`for` makes a component for each item, but the component's name is the same for all of them";
        let help = "write `${item}` in the component's name: `store-${item}: {for: [user, order], …}`";
        reader.push(Diagnostic::new(&codes::FAMILY, node.span, message).help(help));
        None
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let body = ComponentSpec::schema(book);
        json!({"anyOf": [
            {"type": "array", "items": Name::schema(book)},
            {"type": "object", "additionalProperties": {"anyOf": [body, {"type": "null"}]}},
        ]})
    }

    fn describe() -> String {
        "a list of items, or a mapping from item to what is different for it ([component](#component))".to_owned()
    }
}

/// The members of a family.
fn members(entry: &Entry, reader: &mut Reader<'_>) -> Vec<Expanded> {
    let family = &entry.key.text;
    let found = match &entry.value.kind {
        Kind::Map(map) => map.entries.iter().find(|inner| inner.key.text == "for").map(|inner| (map, inner)),
        _ => None,
    };
    let Some((map, items)) = found else {
        let message = format!("`{family}` names a family, but not what it is made for");
        let help = "write `for: [user, order]` in it, or a name without `${item}`";
        reader.push(Diagnostic::new(&codes::FAMILY, entry.key.span, message).help(help));
        return Vec::new();
    };
    let rest = map.entries.iter().filter(|inner| inner.key.text != "for").cloned().collect();
    let body = Node { span: entry.value.span, kind: Kind::Map(Map { entries: rest, flow: map.flow }) };
    let span = Span { end: items.value.span.end, ..items.key.span };
    reader.keys.push(WrittenKey { record: ComponentSpec::NAME, key: "for", span });
    let items = listed(&items.value, reader);
    if weight(&body).saturating_mul(items.len()) > MOST {
        let message =
            format!("`{family}` would be larger than a whole file may be: {} members of its body", items.len());
        reader.push(Diagnostic::new(&codes::FAMILY, entry.key.span, message).help("write fewer items, or a template"));
        return Vec::new();
    }
    let mut all = Vec::new();
    for Item { text, own, span } in items {
        let name = family.replace(ITEM, &text);
        if let Err(error) = ByName::check(&name) {
            let message = format!("the item `{text}` makes the name `{name}`: {}", error.problem);
            reader.push(Diagnostic::new(&codes::BAD_NAME, span, message).help("write an item of a-z, 0-9 and `-`"));
            continue;
        }
        reader.member(&name, family);
        all.push(Expanded {
            entry: Entry { key: Key { text: name, span: entry.key.span }, value: filled(&body, &text) },
            over: own.map(|own| filled(&own, &text)),
        });
    }
    all
}

/// One item of a family.
struct Item {
    text: String,
    /// What is different for it.
    own: Option<Node>,
    span: Span,
}

/// The items of a family, each with its own body where it has one.
fn listed(node: &Node, reader: &mut Reader<'_>) -> Vec<Item> {
    match &node.kind {
        Kind::List(items) => items
            .iter()
            .filter_map(|item| {
                let text = reader.scalar(item, "an item, such as `user`")?.text.clone();
                Some(Item { text, own: None, span: item.span })
            })
            .collect(),
        Kind::Map(map) => {
            let own = |entry: &Entry| (!entry.value.is_tilde()).then(|| entry.value.clone());
            let made = |entry: &Entry| Item { text: entry.key.text.clone(), own: own(entry), span: entry.key.span };
            map.entries.iter().map(made).collect()
        }
        Kind::Scalar(_) => {
            reader.mismatch(
                node,
                "a list of items (`[user, order]`), or a mapping from item to what is different for it",
            );
            Vec::new()
        }
    }
}

/// A body with an item in the place of `${item}`; `$${item}` stays.
fn filled(node: &Node, item: &str) -> Node {
    let kind = match &node.kind {
        Kind::Scalar(scalar) => {
            let mut scalar = scalar.clone();
            scalar.text = put(&scalar.text, item);
            Kind::Scalar(scalar)
        }
        Kind::List(items) => Kind::List(items.iter().map(|inner| filled(inner, item)).collect()),
        Kind::Map(map) => {
            let entries = map.entries.iter().map(|inner| Entry {
                key: Key { text: put(&inner.key.text, item), span: inner.key.span },
                value: filled(&inner.value, item),
            });
            Kind::Map(Map { entries: entries.collect(), flow: map.flow })
        }
    };
    Node { span: node.span, kind }
}

fn put(text: &str, item: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(ITEM) {
        out.push_str(before);
        out.push_str(if before.ends_with('$') { ITEM } else { item });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Values and characters of a body.
fn weight(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Scalar(scalar) => scalar.text.len(),
        Kind::List(items) => items.iter().map(weight).sum(),
        Kind::Map(map) => map.entries.iter().map(|entry| entry.key.text.len() + weight(&entry.value)).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn items_are_put_in() {
        assert_eq!(put("ts-${item}-mongo:${item}", "user"), "ts-user-mongo:user");
        assert_eq!(put("$${item} and ${item}", "a"), "$${item} and a");
        assert_eq!(put("plain", "a"), "plain");
    }
}
