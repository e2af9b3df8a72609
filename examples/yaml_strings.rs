//! The YAML writer's output for a JSON list of scalars, for other programs to read.
//!
//! Reads the list on standard input. An item is a string, or a number in an
//! object such as `{"int": "12"}` or `{"float": "1e21"}`. Writes one manifest that
//! holds the items in every position; with `--each`, writes a JSON list instead,
//! with the YAML of `v: ITEM` for each item.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};

use groundplan::yaml::write;
use serde::{Deserialize, Serialize, Serializer};

/// A scalar to write.
#[derive(Deserialize)]
#[serde(untagged)]
enum Item {
    Text(String),
    Int { int: String },
    Float { float: String },
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let invalid = serde::ser::Error::custom::<&str>;
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Int { int } => serializer.serialize_i128(int.parse().map_err(|_| invalid("not an integer"))?),
            Self::Float { float } => serializer.serialize_f64(float.parse().map_err(|_| invalid("not a float"))?),
        }
    }
}

/// A manifest with the items in every position.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifest<'a> {
    api_version: &'static str,
    kind: &'static str,
    metadata: BTreeMap<&'static str, &'static str>,
    data: Positions<'a>,
}

/// The items in every position.
#[derive(Serialize)]
struct Positions<'a> {
    list: &'a [Item],
    fields: BTreeMap<String, &'a Item>,
    keys: Keys<'a>,
    lists: Vec<Vec<[&'a Item; 2]>>,
    mappings: Vec<BTreeMap<&'static str, Keys<'a>>>,
}

/// A mapping that has the items as its keys and as its values.
#[derive(Clone, Copy)]
struct Keys<'a>(&'a [Item]);

impl Serialize for Keys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|item| (item, item)))
    }
}

fn manifest(items: &[Item]) -> Manifest<'_> {
    Manifest {
        api_version: "example.org/v1",
        kind: "Strings",
        metadata: BTreeMap::from([("name", "strings")]),
        data: Positions {
            list: items,
            fields: items.iter().enumerate().map(|(at, item)| (format!("f{at}"), item)).collect(),
            keys: Keys(items),
            lists: items.iter().map(|item| vec![[item, item]]).collect(),
            mappings: items.chunks(1).map(|item| BTreeMap::from([("a", Keys(item)), ("b", Keys(item))])).collect(),
        },
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let items: Vec<Item> = serde_json::from_str(&input)?;
    let output = if std::env::args().any(|argument| argument == "--each") {
        let each = items.iter().map(|item| write::to_string(&BTreeMap::from([("v", item)])));
        serde_json::to_vec(&each.collect::<Result<Vec<_>, _>>()?)?
    } else {
        write::to_vec(&manifest(&items))?
    };
    std::io::stdout().write_all(&output)?;
    Ok(())
}
