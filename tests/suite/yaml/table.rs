//! The YAML writer against the recorded readings of kubectl and `PyYAML`.

use std::collections::BTreeMap;

use groundplan::yaml::write::to_string;
use groundplan::yaml::yaml11::{Reading, reading};
use serde::Deserialize;

const AGAIN: &str = "run tests/tools/yaml_readers.py --write to ask the readers again";

/// The recorded table.
#[derive(Deserialize)]
struct Table {
    strings: Vec<Row>,
    scalars: Vec<Number>,
}

/// A string, what the writer makes of it, and what the readers make of that.
#[derive(Deserialize)]
struct Row {
    text: String,
    written: String,
    #[serde(flatten)]
    readers: Readers,
    bare: Option<Readers>,
    bare_key: Option<Readers>,
}

/// A number, what the writer makes of it, and what the readers make of that.
#[derive(Deserialize)]
struct Number {
    item: BTreeMap<String, String>,
    written: String,
    #[serde(flatten)]
    readers: Readers,
}

/// What each reader makes of a text.
#[derive(Debug, Deserialize)]
struct Readers {
    kubectl: Typed,
    pyyaml: Typed,
}

/// A value that a reader gave, with its type.
#[derive(Debug, PartialEq, Deserialize)]
struct Typed {
    #[serde(rename = "type")]
    kind: String,
    value: serde_json::Value,
}

impl Typed {
    /// Whether this is the string `text`.
    fn is_text(&self, text: &str) -> bool {
        self.kind == "str" && self.value == text
    }

    /// Whether this value is what `reading` says.
    ///
    /// A failure agrees with every reading but text: `PyYAML` knows `0x_` for a
    /// number and `2001-99-99` for a date before it fails over them.
    fn agrees(&self, reading: Reading) -> bool {
        if self.kind == "error" {
            return reading != Reading::Text;
        }
        match reading {
            Reading::Text => self.kind == "str",
            Reading::Null => self.kind == "null",
            Reading::Bool(value) => self.kind == "bool" && self.value == value,
            Reading::Int(value) if self.kind == "int" => self.value == value.to_string(),
            Reading::Int(value) => self.is_near(&value.to_string()),
            Reading::Float(value) => self.is_near(&value.to_string()),
            Reading::Timestamp => self.kind == "timestamp",
            Reading::Merge | Reading::Value => false,
        }
    }

    /// Whether this is the number `text`, but for a rounding.
    fn is_near(&self, text: &str) -> bool {
        let shown = self.value.as_str().unwrap_or_default();
        match (shown.parse::<f64>(), text.parse::<f64>()) {
            (Ok(left), Ok(right)) if left.is_finite() && right.is_finite() => near(left, right),
            (Ok(left), Ok(right)) => left.to_string() == right.to_string(),
            _ => false,
        }
    }
}

/// Whether two floats differ by no more than a rounding in base 60 can make.
fn near(left: f64, right: f64) -> bool {
    (left - right).abs() <= right.abs() * 1e-15
}

impl Readers {
    /// Whether both readers give the string `text`.
    fn both_text(&self, text: &str) -> bool {
        self.kubectl.is_text(text) && self.pyyaml.is_text(text)
    }
}

fn table() -> Table {
    serde_json::from_str(include_str!("../../data/yaml-strings.json")).expect("the table is JSON")
}

fn as_value(text: &str) -> String {
    to_string(&BTreeMap::from([("v", text)])).expect("text can be written")
}

fn as_key(text: &str) -> String {
    to_string(&BTreeMap::from([(text, 0)])).expect("text can be a key")
}

#[test]
fn table_is_large() {
    assert!(table().strings.len() >= 250);
}

#[test]
fn both_readers_give_back_what_the_writer_writes() {
    for row in table().strings {
        assert_eq!(as_value(&row.text), row.written, "{AGAIN}");
        assert!(row.readers.both_text(&row.text), "{:?}: {:?}", row.text, row.readers);
    }
}

#[test]
fn bare_text_is_text_to_both_readers() {
    let mut bare_values = 0;
    for Row { text, bare, bare_key, .. } in table().strings {
        if as_value(&text) == format!("v: {text}\n") {
            assert!(bare.is_some_and(|bare| bare.both_text(&text)), "{text:?} as a value");
            bare_values += 1;
        }
        if as_key(&text) == format!("{text}: 0\n") {
            assert!(bare_key.is_some_and(|bare| bare.both_text(&text)), "{text:?} as a key");
        }
    }
    assert!(bare_values > 150, "only {bare_values} texts stay bare");
}

#[test]
fn reading_is_what_one_of_the_readers_makes_of_bare_text() {
    // kubectl keeps the first two as text, but readers of YAML 1.2 do not; it also
    // keeps the third, which is not worth a rule of its own.
    let stricter = ["1e400", "-1e400", "._5"];
    for Row { text, bare, .. } in table().strings {
        let Some(bare) = bare.filter(|_| !stricter.contains(&&*text)) else {
            continue;
        };
        let reading = reading(&text);
        let plain = bare.kubectl.is_text(&text) && bare.pyyaml.is_text(&text);
        if plain {
            assert_eq!(reading, Reading::Text, "{text:?}");
        } else if reading != Reading::Text {
            let agrees = bare.kubectl.agrees(reading) || bare.pyyaml.agrees(reading);
            assert!(agrees, "{text:?}: {reading:?} but {bare:?}");
        }
    }
}

#[test]
fn both_readers_give_back_numbers() {
    for Number { item, written, readers } in table().scalars {
        let (kind, text) = item.first_key_value().expect("an item has a kind");
        let output = match &**kind {
            "int" => to_string(&BTreeMap::from([("v", text.parse::<i64>().expect("an integer"))])),
            _ => to_string(&BTreeMap::from([("v", text.parse::<f64>().expect("a float"))])),
        };
        assert_eq!(output.expect("a number can be written"), written, "{AGAIN}");
        assert_eq!(readers.pyyaml.kind, *kind, "{written}");
        for reader in [readers.kubectl, readers.pyyaml] {
            let shown = reader.value.as_str().expect("a number is recorded as text");
            assert_eq!(shown.parse::<f64>(), text.parse::<f64>(), "{written}");
            assert!(kind == "float" || shown == text, "{written}");
        }
    }
}
