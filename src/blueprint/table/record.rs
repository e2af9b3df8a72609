//! Records: mappings with fixed keys, declared once.

use super::elsewhere::{Instead, elsewhere};
use super::{Reader, SchemaBook, WrittenKey};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::blueprint as codes;
use crate::diagnostics::suggest::nearest;
use crate::source::Span;
use crate::yaml::node::{Entry, Kind, Map, Node};
use serde_json::Value;

/// Where a key may stand: a set of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places(u32);

impl Places {
    /// Everywhere.
    pub const ALL: Self = Self(u32::MAX);
    /// The top of a blueprint.
    pub const TOP: Self = Self(1);
    /// An environment.
    pub const ENVIRONMENT: Self = Self(2);
    /// A step before the start.
    pub const INIT: Self = Self(4);
    /// A sidecar.
    pub const SIDECAR: Self = Self(8);
    /// All component types.
    pub const COMPONENTS: Self = Self(u32::MAX << 8);

    /// The place of the component type with this number.
    #[must_use]
    pub const fn component(number: u32) -> Self {
        Self(1 << (8 + number))
    }

    /// Both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets have a place in common.
    #[must_use]
    pub const fn allows(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The given set, or everywhere.
    #[must_use]
    pub const fn given(set: &[Self]) -> Self {
        match set {
            [only, ..] => *only,
            [] => Self::ALL,
        }
    }
}

/// One row of the key table.
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it says, with units, defaults and reasons.
    pub doc: &'static str,
    /// Where it may stand.
    pub places: Places,
    /// What may stand under it, in words.
    pub describe: fn() -> String,
    /// What may stand under it, as JSON Schema.
    pub schema: fn(&mut SchemaBook) -> Value,
}

/// A mapping with fixed keys.
pub trait Record: Sized + Default {
    /// The record's name in messages, the JSON Schema and the reference.
    const NAME: &'static str;
    /// What it is.
    const DOC: &'static str;
    /// Its keys, in the order in which people should read them.
    const KEYS: &'static [Key];

    /// Keys that say the same thing in different ways: at most one holds, and a higher layer's choice replaces a lower one's.
    const VARIANTS: &'static [&'static str];

    /// Reads the value of a known key.
    fn read_key(&mut self, entry: &Entry, reader: &mut Reader<'_>);

    /// The keys that a layer speaks of, with their places.
    fn spoken(&self) -> Vec<(&'static Key, Option<Span>)>;

    /// Takes over what another layer says, but for some keys.
    fn take_over(&mut self, other: &Self, except: &[&str]);

    /// Forgets the keys for which `keep` says no.
    fn retain(&mut self, keep: impl Fn(&'static Key) -> bool);
}

/// Short forms of a record; none unless it says so.
pub trait Short: Sized {
    /// Short forms, for the reference.
    const SHORT: &'static [&'static str] = &[];

    /// Reads a short form; `None` where the node is not one.
    fn short(node: &Node, reader: &mut Reader<'_>) -> Option<Option<Self>> {
        let _ = (node, reader);
        None
    }

    /// Schemas of the short forms.
    fn short_schemas(book: &mut SchemaBook) -> Vec<Value> {
        let _ = book;
        Vec::new()
    }
}

/// Reads a record in its short or long form.
pub fn read<R: Record + Short>(node: &Node, reader: &mut Reader<'_>) -> Option<R> {
    if let Some(short) = R::short(node, reader) {
        return short;
    }
    let Kind::Map(map) = &node.kind else {
        let short: Vec<String> = R::SHORT.iter().map(|form| format!("`{form}`")).collect();
        let short: Vec<&str> = short.iter().map(String::as_str).collect();
        let expected = if short.is_empty() {
            format!("a mapping with the keys of {}", called(R::NAME))
        } else {
            format!("{} or a mapping with the keys of {}", short.join(", "), called(R::NAME))
        };
        reader.mismatch(node, &expected);
        return None;
    };
    let mut record = R::default();
    for entry in &map.entries {
        read_entry(&mut record, entry, map, reader);
    }
    check_variants(&record, reader);
    Some(record)
}

/// A layer chooses at most one of the variants.
fn check_variants<R: Record>(record: &R, reader: &mut Reader<'_>) {
    let chosen: Vec<_> = record.spoken().into_iter().filter(|(key, _)| R::VARIANTS.contains(&key.name)).collect();
    let [(first, Some(first_span)), (second, Some(second_span)), ..] =
        &chosen.iter().map(|(key, place)| (key.name, *place)).collect::<Vec<_>>()[..]
    else {
        return;
    };
    let message = format!("`{first}` and `{second}` exclude each other");
    reader.push(
        Diagnostic::new(&codes::EXCLUSIVE_KEYS, *second_span, message)
            .label(format!("`{second}` is set here"))
            .related(*first_span, format!("`{first}` is set here"))
            .help(format!("keep one of {}", crate::diagnostics::suggest::one_of(R::VARIANTS))),
    );
}

/// A variant that a higher layer chooses replaces its siblings whole.
pub fn give_way<R: Record>(base: &mut R, over: &R) {
    if over.spoken().iter().any(|(key, _)| R::VARIANTS.contains(&key.name)) {
        let speaks = |name: &str| over.spoken().iter().any(|(key, _)| key.name == name);
        base.retain(|key| !R::VARIANTS.contains(&key.name) || speaks(key.name));
    }
}

/// Reads one entry of a record, or says why not.
fn read_entry<R: Record>(record: &mut R, entry: &Entry, map: &Map, reader: &mut Reader<'_>) {
    let name = entry.key.text.as_str();
    let Some(key) = R::KEYS.iter().find(|key| key.name == name) else {
        reader.push(unknown_key::<R>(entry, map, reader.place));
        return;
    };
    if key.places.allows(reader.place) {
        let span = Span { end: entry.value.span.end.max(entry.key.span.end), ..entry.key.span };
        reader.keys.push(WrittenKey { record: R::NAME, key: key.name, span });
        record.read_key(entry, reader);
    } else {
        let message = format!("`{name}` cannot stand here");
        let help = match key.places {
            Places::TOP => "it stands at the top of the blueprint",
            Places::SIDECAR => "it belongs to a sidecar: a step of `init` ends before anything listens",
            _ => "it belongs to an environment",
        };
        reader.push(Diagnostic::new(&codes::MISPLACED_KEY, entry.key.span, message).help(help));
    }
}

/// Records that are named for the one key under which they stand.
const KEYS_THEMSELVES: &[&str] = &[
    "amounts",
    "capabilities",
    "disruption",
    "documents",
    "images",
    "managed",
    "mesh",
    "observe",
    "operator",
    "peers",
    "placement",
    "probes",
    "resources",
    "rollout",
    "scaling",
    "shutdown",
    "slo",
    "tls",
    "user",
    "work",
];

/// A record's name in a sentence: "a component", "an entry point", "`resources`".
fn called(name: &str) -> String {
    match name {
        _ if KEYS_THEMSELVES.contains(&name) => format!("`{name}`"),
        _ if name.starts_with(['a', 'e', 'i', 'o', 'u']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// The problem of a key that the record does not have.
fn unknown_key<R: Record>(entry: &Entry, map: &Map, place: Places) -> Diagnostic {
    let name = entry.key.text.as_str();
    let known = || R::KEYS.iter().filter(|key| key.places.allows(place)).map(|key| key.name);
    let has = |key: &str| known().any(|known| known == key);
    let beside = |key: &str| map.entries.iter().any(|entry| entry.key.text == key);
    let elsewhere = elsewhere(R::NAME, name, &has, &beside);
    let meant = match elsewhere {
        Some(Instead::Advice(_)) => None,
        Some(Instead::Key(key)) => Some(key),
        None => nearest(name, known()),
    };
    let owner = if R::NAME == "blueprint" && place.allows(Places::ENVIRONMENT) { "environment" } else { R::NAME };
    let message = format!("{} has no key `{name}`", called(owner));
    let problem = Diagnostic::new(&codes::UNKNOWN_KEY, entry.key.span, message);
    match (meant, elsewhere) {
        (_, Some(Instead::Advice(advice))) => problem.label("unknown key").help(advice),
        (Some(meant), _) => problem.label("unknown key").fix(entry.key.span, meant),
        (None, _) => {
            problem.label("unknown key").help(format!("its keys are {}", known().collect::<Vec<_>>().join(", ")))
        }
    }
}

/// Declares a record: its struct, its reader, its merge, its schema and its reference entry.
macro_rules! record {
    (
        $(#[doc = $record_doc:literal])*
        pub struct $name:ident = $title:literal {
            $(
                $(#[doc = $doc:literal])*
                $field:ident: $type:ty = $key:literal $(on $places:expr)?;
            )*
        }
        $(variants { $($variant:literal),* $(,)? })?
    ) => {
        $(#[doc = $record_doc])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            $( $(#[doc = $doc])* pub $field: $crate::blueprint::table::Field<$type>, )*
        }

        impl $crate::blueprint::table::Record for $name {
            const NAME: &'static str = $title;
            const DOC: &'static str = concat!($($record_doc, "\n"),*);
            const KEYS: &'static [$crate::blueprint::table::Key] = &[
                $( $crate::blueprint::table::Key {
                    name: $key,
                    doc: concat!($($doc, "\n"),*),
                    places: $crate::blueprint::table::Places::given(&[$($places)?]),
                    describe: <$type as $crate::blueprint::table::Shape>::describe,
                    schema: <$type as $crate::blueprint::table::Shape>::schema,
                }, )*
            ];

            const VARIANTS: &'static [&'static str] = &[$($($variant),*)?];

            fn read_key(
                &mut self,
                entry: &$crate::yaml::node::Entry,
                reader: &mut $crate::blueprint::table::Reader<'_>,
            ) {
                match entry.key.text.as_str() {
                    $( $key => self.$field = reader.field(entry), )*
                    _ => {}
                }
            }

            fn spoken(&self) -> Vec<(&'static $crate::blueprint::table::Key, Option<$crate::source::Span>)> {
                let mut spoken = Vec::new();
                $( if self.$field.origin().is_some() {
                    let place = self.$field.place();
                    spoken.extend(Self::KEYS.iter().find(|key| key.name == $key).map(|key| (key, place)));
                } )*
                spoken
            }

            fn take_over(&mut self, other: &Self, except: &[&str]) {
                $( if !except.contains(&$key) {
                    self.$field = other.$field.clone();
                } )*
            }

            fn retain(&mut self, keep: impl Fn(&'static $crate::blueprint::table::Key) -> bool) {
                // Most keys are absent, and looking each of them up took longer than merging.
                $( if self.$field.origin().is_some() && Self::KEYS.iter().any(|key| key.name == $key && !keep(key)) {
                    self.$field = $crate::blueprint::table::Field::Absent;
                } )*
            }
        }

        impl $crate::blueprint::table::Shape for $name {
            fn read(
                node: &$crate::yaml::node::Node,
                reader: &mut $crate::blueprint::table::Reader<'_>,
            ) -> Option<Self> {
                $crate::blueprint::table::read_record(node, reader)
            }

            fn schema(book: &mut $crate::blueprint::table::SchemaBook) -> serde_json::Value {
                book.record::<Self>()
            }

            fn describe() -> String {
                let long = format!("a mapping ([{}](#{}))", $title, $title.replace(' ', "-"));
                let short = <Self as $crate::blueprint::table::Short>::SHORT;
                if short.is_empty() {
                    return long;
                }
                let short: Vec<String> = short.iter().map(|form| format!("`{form}`")).collect();
                format!("{}, or {long}", short.join(", "))
            }

            fn merged(mut self, over: Self) -> Self {
                $crate::blueprint::table::give_way(&mut self, &over);
                Self { $( $field: self.$field.merged(over.$field), )* }
            }
        }
    };
}

pub(crate) use record;
