//! Mappings from names to values, and lists that merge by name.

use super::{Field, Reader, SchemaBook, Shape};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::names;
use crate::source::Origin;
use crate::yaml::node::{Entry, Kind, Node};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// What kind of key a mapping has.
pub trait KeyKind: Clone + std::fmt::Debug + PartialEq {
    /// What the keys are, for messages and the reference.
    const WHAT: &'static str;
    /// A regular expression that every key matches, for the JSON Schema.
    const PATTERN: &'static str;

    /// Checks a key.
    ///
    /// # Errors
    /// Says what is wrong, and what would be right where that is known.
    fn check(key: &str) -> Result<(), names::NameError>;

    /// The entries that a written one stands for, where it stands for several.
    fn expand(entry: &Entry, reader: &mut Reader<'_>) -> Option<Vec<Expanded>> {
        let _ = (entry, reader);
        None
    }
}

/// One of the entries that a written one stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expanded {
    /// The entry.
    pub entry: Entry,
    /// What is different for it.
    pub over: Option<Node>,
}

/// Keys that are names of ours.
#[derive(Clone, Debug, PartialEq)]
pub struct ByName;

impl KeyKind for ByName {
    const WHAT: &'static str = "name";
    const PATTERN: &'static str = "^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$";

    fn check(key: &str) -> Result<(), names::NameError> {
        names::label(key, names::LONGEST_NAME)
    }
}

/// A mapping with free keys of one kind; an entry may be removed by `~`.
#[derive(Clone, Debug, PartialEq)]
pub struct Entries<K, V> {
    map: BTreeMap<String, Field<V>>,
    kind: PhantomData<K>,
}

impl<K, V> Default for Entries<K, V> {
    fn default() -> Self {
        Self { map: BTreeMap::new(), kind: PhantomData }
    }
}

impl<K, V> Entries<K, V> {
    /// All entries by key, removed ones included.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Field<V>)> {
        self.map.iter().map(|(key, field)| (key.as_str(), field))
    }

    /// The entries that are set.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &super::Set<V>)> {
        self.map.iter().filter_map(|(key, field)| Some((key.as_str(), field.set()?)))
    }

    /// The keys whose removal removed nothing, with their places.
    pub fn unmet(&self) -> impl Iterator<Item = (&str, &Origin)> {
        self.map.iter().filter_map(|(key, field)| match field {
            Field::Removed(origin) => Some((key.as_str(), origin)),
            Field::Absent | Field::Set(_) => None,
        })
    }

    /// What is said of a key, removal included.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field<V>> {
        self.map.get(key)
    }

    /// The entry under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&super::Set<V>> {
        self.map.get(key).and_then(Field::set)
    }

    /// The entries that are set, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut super::Set<V>> {
        self.map.values_mut().filter_map(|field| match field {
            Field::Set(set) => Some(&mut **set),
            Field::Absent | Field::Removed(_) => None,
        })
    }

    /// Puts an entry in.
    pub fn insert(&mut self, key: impl Into<String>, field: Field<V>) {
        self.map.insert(key.into(), field);
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: &str) {
        self.map.remove(key);
    }

    /// The number of entries that are set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// Whether no entry is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl<K: KeyKind, V: Shape> Entries<K, V> {
    /// Reads one of several entries that a written one stands for.
    fn read_expanded(&mut self, expanded: &Expanded, reader: &mut Reader<'_>) {
        let over = expanded.over.as_ref().and_then(|node| {
            let value = V::read(node, reader)?;
            Some(Field::from_origin(value, Origin::Written(node.span)))
        });
        self.read_new(&expanded.entry, over, reader);
    }

    /// Reads an entry whose key may have come about twice.
    fn read_new(&mut self, entry: &Entry, over: Option<Field<V>>, reader: &mut Reader<'_>) {
        if let Some(first) = self.map.get(&entry.key.text) {
            let message = format!("`{}` comes about twice", entry.key.text);
            let mut problem = Diagnostic::new(&codes::FAMILY, entry.key.span, message);
            if let Some(span) = first.place().filter(|span| *span != entry.key.span) {
                problem = problem.related(span, "it comes about here, too");
            }
            reader.push(problem.help("remove the item, or rename one of them"));
            return;
        }
        self.read_entry(entry, reader);
        if let Some(over) = over
            && let Some(base) = self.map.remove(&entry.key.text)
        {
            let key = base.place();
            let mut merged = base.merged(over);
            if let Field::Set(set) = &mut merged {
                set.key = set.key.or(key);
            }
            self.map.insert(entry.key.text.clone(), merged);
        }
    }

    /// Reads one entry into the mapping.
    pub fn read_entry(&mut self, entry: &Entry, reader: &mut Reader<'_>) {
        if let Err(error) = K::check(&entry.key.text) {
            let mut problem = Diagnostic::new(&codes::BAD_NAME, entry.key.span, error.problem);
            if let Some(slug) = error.slug {
                problem = problem.fix(entry.key.span, slug);
            }
            reader.push(problem);
        }
        let field = reader.field(entry);
        self.map.insert(entry.key.text.clone(), field);
    }
}

impl<K: KeyKind, V: Shape> Shape for Entries<K, V> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::Map(map) = &node.kind else {
            reader.mismatch(node, &format!("a mapping by {}", K::WHAT));
            return None;
        };
        let mut entries = Self::default();
        for entry in &map.entries {
            match K::expand(entry, reader) {
                Some(all) => all.iter().for_each(|one| entries.read_expanded(one, reader)),
                None => entries.read_new(entry, None, reader),
            }
        }
        Some(entries)
    }

    fn schema(book: &mut SchemaBook) -> Value {
        let value = book.removable(V::schema);
        json!({"type": "object", "propertyNames": {"pattern": K::PATTERN}, "additionalProperties": value})
    }

    fn describe() -> String {
        format!("a mapping from {} to {}", K::WHAT, V::describe())
    }

    fn merged(mut self, over: Self) -> Self {
        for (key, field) in over.map {
            let base = self.map.remove(&key).unwrap_or_default();
            self.map.insert(key, base.merged(field));
        }
        self
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::List(items) = &node.kind else {
            reader.mismatch(node, &Self::describe());
            return None;
        };
        Some(items.iter().filter_map(|item| T::read(item, reader)).collect())
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"type": "array", "items": T::schema(book)})
    }

    fn describe() -> String {
        format!("a list, each item {}", T::describe())
    }
}

/// A list whose items have names: a higher layer changes the items of the same name and adds the others.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedList<T>(pub Vec<Field<T>>);

/// Something that carries its own name.
pub trait Named {
    /// The name, where one was written.
    fn name(&self) -> Option<&str>;
}

impl<T> Default for NamedList<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> NamedList<T> {
    /// The items in order.
    pub fn iter(&self) -> impl Iterator<Item = &super::Set<T>> {
        self.0.iter().filter_map(Field::set)
    }
}

impl<T: Shape + Named> Shape for NamedList<T> {
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        let Kind::List(items) = &node.kind else {
            reader.mismatch(node, "a list of items with names");
            return None;
        };
        let read = |item: &Node, reader: &mut Reader<'_>| {
            T::read(item, reader).map(|value| Field::from_origin(value, Origin::Written(item.span)))
        };
        Some(Self(items.iter().filter_map(|item| read(item, reader)).collect()))
    }

    fn schema(book: &mut SchemaBook) -> Value {
        json!({"type": "array", "items": T::schema(book)})
    }

    fn describe() -> String {
        format!("a list, in order, merged by `name`; each item {}", T::describe())
    }

    fn merged(mut self, over: Self) -> Self {
        for field in over.0 {
            let name = field.get().and_then(Named::name).map(str::to_owned);
            let twin =
                self.0.iter_mut().find(|base| name.is_some() && base.get().and_then(Named::name) == name.as_deref());
            match twin {
                Some(base) => *base = std::mem::take(base).merged(field),
                None => self.0.push(field),
            }
        }
        self
    }
}
