//! Generated JSON documents with odd white space: an entry goes in, is found, and comes out.

use proptest::collection::{btree_map, vec};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, proptest};
use proptest::strategy::Union;

use super::*;
use crate::task::json::top_level;
use crate::task::{set_task_status, task_status};

fn blanks() -> impl Strategy<Value = String> + Clone {
    let pieces = ["", "", " ", "  ", "\n", "\n  ", "\r\n\t", "\t", "\n \n    ", "\r"];
    Union::new(pieces.map(|piece| Just(piece.to_owned())))
}

fn text() -> impl Strategy<Value = String> + Clone {
    vec(any::<char>(), 0..6).prop_map(|letters| {
        let text: String = letters.into_iter().collect();
        serde_json::to_string(&text).unwrap()
    })
}

fn leaf() -> impl Strategy<Value = String> {
    let words = ["null", "true", "-0.5E+10", "0", "{}", "[ ]", "\"\\u00e9\\n\\/\""];
    let number = any::<f64>().prop_map(|n| serde_json::to_string(&n).unwrap());
    let word = Union::new(words.map(|word| Just(word.to_owned())));
    Union::new([word.boxed(), text().boxed(), number.boxed()])
}

/// What stands between brackets.
fn listed(open: &str, parts: &[[String; 3]], inside: &str, close: &str) -> String {
    let part = |[before, value, after]: &[String; 3]| format!("{before}{value}{after}");
    let parts: Vec<String> = parts.iter().map(part).collect();
    if parts.is_empty() {
        return format!("{open}{inside}{close}");
    }
    format!("{open}{}{close}", parts.join(","))
}

fn object(value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let member = (blanks(), blanks(), blanks(), value, blanks());
    (btree_map(text(), member, 0..5), blanks()).prop_map(|(members, inside)| {
        let part = |(key, (a, b, c, value, d))| [a, format!("{key}{b}:{c}{value}"), d];
        let parts: Vec<[String; 3]> = members.into_iter().map(part).collect();
        listed("{", &parts, &inside, "}")
    })
}

fn value() -> impl Strategy<Value = String> {
    leaf().prop_recursive(4, 24, 4, |inner| {
        let inner = inner.boxed();
        let item = (blanks(), inner.clone(), blanks()).prop_map(|(a, b, c)| [a, b, c]);
        let array = (vec(item, 0..4), blanks()).prop_map(|(items, inside)| listed("[", &items, &inside, "]"));
        Union::new([array.boxed(), object(inner).boxed()])
    })
}

fn document() -> impl Strategy<Value = String> {
    (blanks(), object(value()), blanks()).prop_map(|(a, object, b)| format!("{a}{object}{b}"))
}

/// The document without its last top-level member, and without the comma before it.
fn without_last(text: &str) -> String {
    let object = top_level(text).unwrap();
    let [.., before, last] = object.members.as_slice() else {
        panic!("{text}");
    };
    format!("{}{}", &text[..before.value.end], &text[last.value.end..])
}

/// Whether `longer` is `text` with something put in at one place.
fn is_insertion(text: &str, longer: &str) -> bool {
    let same = |(a, b): &(u8, u8)| a == b;
    let before = text.bytes().zip(longer.bytes()).take_while(same).count();
    let backwards = text.bytes().rev().zip(longer.bytes().rev());
    before + backwards.take_while(same).count() >= text.len()
}

proptest! {
    #[test]
    fn an_entry_goes_in_and_comes_out(text in document()) {
        let edited = set_task_status(&text, "taskStatus", TASK, &entry()).unwrap();
        prop_assert_eq!(set_task_status(&edited, "taskStatus", TASK, &entry()).unwrap(), edited.clone());
        prop_assert_eq!(task_status(&edited, "taskStatus", TASK).unwrap(), Some(entry()));
        prop_assert!(is_insertion(&text, &edited));
        if !top_level(&text).unwrap().members.is_empty() {
            prop_assert_eq!(without_last(&edited), text);
        }
    }

    #[test]
    fn every_other_value_stays(text in document()) {
        let edited = set_task_status(&text, "taskStatus", TASK, &entry()).unwrap();
        let before: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut after: serde_json::Value = serde_json::from_str(&edited).unwrap();
        prop_assert!(after.as_object_mut().unwrap().remove("taskStatus").is_some());
        prop_assert_eq!(before, after);
    }

    #[test]
    fn a_second_task_is_an_insertion_too(text in document(), id in any::<String>()) {
        let once = set_task_status(&text, "taskStatus", &id, &entry()).unwrap();
        let other = format!("{id}2");
        let twice = set_task_status(&once, "taskStatus", &other, &entry()).unwrap();
        prop_assert!(is_insertion(&once, &twice));
        prop_assert_eq!(task_status(&twice, "taskStatus", &id).unwrap(), Some(entry()));
        prop_assert_eq!(task_status(&twice, "taskStatus", &other).unwrap(), Some(entry()));
    }

    #[test]
    fn a_replacement_and_back_again(text in document()) {
        let first = set_task_status(&text, "taskStatus", TASK, &entry()).unwrap();
        let mut changed = entry();
        changed.artifacts.truncate(1);
        changed.completed_at = later();
        let second = set_task_status(&first, "taskStatus", TASK, &changed).unwrap();
        prop_assert_eq!(task_status(&second, "taskStatus", TASK).unwrap(), Some(changed));
        prop_assert_eq!(set_task_status(&second, "taskStatus", TASK, &entry()).unwrap(), first);
    }
}
