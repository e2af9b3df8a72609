//! The YAML writer against an independent reader, over generated strings.

use std::collections::BTreeMap;

use groundplan::yaml::write::to_string;
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

/// A string in every position in which one can stand.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Positions {
    value: String,
    list: Vec<String>,
    key: BTreeMap<String, String>,
    lists: Vec<Vec<Vec<String>>>,
    mappings: Vec<BTreeMap<String, BTreeMap<String, Vec<String>>>>,
    after: String,
}

fn positions(text: &str) -> Positions {
    let text = || text.to_owned();
    let lists = BTreeMap::from([(text(), vec![text(), text()]), ("z".to_owned(), vec![text()])]);
    Positions {
        value: text(),
        list: vec![text(), text()],
        key: BTreeMap::from([(text(), text()), ("z".to_owned(), text())]),
        lists: vec![vec![vec![text(), text()], vec![]], vec![vec![text()]]],
        mappings: vec![BTreeMap::from([("a".to_owned(), lists.clone()), (text(), lists)])],
        after: "end".to_owned(),
    }
}

fn comes_back(text: &str) {
    let value = positions(text);
    let output = to_string(&value).expect("text can be written");
    let back: Positions = match serde_yaml::from_str(&output) {
        Ok(back) => back,
        Err(error) => panic!("{error}\n{output}"),
    };
    assert_eq!(back, value, "{output}");
    let top = to_string(text).expect("text can be written");
    assert_eq!(serde_yaml::from_str::<String>(&top).expect("a string"), text, "{top}");
    assert!(output.ends_with('\n') && top.ends_with('\n'));
}

/// Pieces that matter to some rule of YAML.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "\t",
    "\n",
    "\n\n",
    "\n ",
    " \n",
    "\n\t",
    ": ",
    ":",
    " #",
    "#",
    "-",
    "- ",
    "---",
    "...",
    "?",
    "? ",
    ",",
    "[",
    "]",
    "{",
    "}",
    "&",
    "*",
    "!",
    "|",
    ">",
    "'",
    "\"",
    "%",
    "@",
    "`",
    "=",
    "<<",
    "~",
    "\\",
    "true",
    "on",
    "null",
    "1",
    "0x1F",
    "1.10",
    "12:30",
    "1e3",
    ".5",
    "_",
    "+",
    "2001-12-14",
    "\r",
    "\0",
    "\u{7}",
    "\u{7F}",
    "\u{85}",
    "\u{A0}",
    "\u{2028}",
    "\u{2029}",
    "\u{FEFF}",
    "\u{200B}",
    "\u{FFFE}",
    "é",
    "漢",
    "😀",
    "a",
    "word",
    "nginx:1.25",
];

/// One of the pieces, or any character.
fn piece() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(PIECES);
    prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieced_strings_come_back(pieces in prop::collection::vec(piece(), 0..8)) {
        comes_back(&pieces.concat());
    }

    #[test]
    fn number_like_strings_come_back(text in "[0-9_+.:eExXoObBaFinf-]{1,9}") {
        comes_back(&text);
    }

    #[test]
    fn blocks_come_back(lines in prop::collection::vec("[ \t]{0,3}[a#:-]{0,3}[ \t]{0,2}", 1..6), end in "\n{0,3}") {
        comes_back(&(lines.join("\n") + &end));
    }

    #[test]
    fn arbitrary_strings_come_back(text in any::<String>()) {
        comes_back(&text);
    }

    #[test]
    fn floats_come_back(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
        let output = to_string(&value).expect("a finite float can be written");
        prop_assert!(output.contains('.'), "{output}");
        let back: f64 = serde_yaml::from_str(&output).expect("a float");
        prop_assert_eq!(back.to_bits(), value.to_bits(), "{}", output);
    }

    #[test]
    fn integers_come_back(value in any::<i64>()) {
        let output = to_string(&value).expect("an integer can be written");
        prop_assert_eq!(serde_yaml::from_str::<i64>(&output).expect("an integer"), value);
    }
}

#[test]
fn long_keys_come_back() {
    for length in [128, 129, 1022, 1023, 1024, 1025, 1026, 5000] {
        for unit in ["k", "é", "a: ", "\u{7}", "\n"] {
            comes_back(&unit.repeat(length / unit.len()));
        }
    }
}
