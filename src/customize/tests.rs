//! What the tests of patches have in common.

use crate::architecture::model::{Raw, RawEntry, RawKind};
use crate::source::{Sources, Span};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Some place.
pub fn span() -> Span {
    Span { file: Sources::default().add("a.yaml", ""), start: 0, end: 0 }
}

/// A value as free YAML.
pub fn raw(value: &Value) -> Raw {
    let kind = match value {
        Value::Null => RawKind::Null,
        Value::Bool(truth) => RawKind::Flag(*truth),
        Value::Number(number) => RawKind::Number(number.clone()),
        Value::String(text) => RawKind::Text(text.clone()),
        Value::Array(items) => RawKind::List(items.iter().map(raw).collect()),
        Value::Object(fields) => RawKind::Map(
            fields.iter().map(|(key, value)| RawEntry { key: key.clone(), span: span(), value: raw(value) }).collect(),
        ),
    };
    Raw { span: span(), kind }
}

/// Any value of a few levels.
pub fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z]{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,4}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A merge patch of a Deployment: containers and variables that are there or not, changed or deleted; lists that are replaced.
pub fn merge_patch() -> impl Strategy<Value = Value> {
    let variable =
        ("[A-C]", prop_oneof![Just(json!({"$patch": "delete"})), "[0-9]".prop_map(|text| json!({"value": text}))])
            .prop_map(|(name, rest)| named(&name, rest));
    let body = prop_oneof![
        Just(json!({"$patch": "delete"})),
        Just(json!({"args": null})),
        Just(json!({"ports": [{"containerPort": 53, "protocol": "UDP", "name": "dns"}]})),
        prop::collection::vec(variable, 0..4).prop_map(|env| json!({"env": distinct(env)})),
        "[a-z]{1,3}".prop_map(|arg| json!({"args": [arg]})),
    ];
    let container =
        (prop_oneof![Just("web"), Just("side"), Just("new")], body).prop_map(|(name, rest)| named(name, rest));
    (prop::collection::vec(container, 0..4), any::<bool>(), prop::option::of(1..9)).prop_map(
        |(containers, replace, replicas)| {
            let mut containers = distinct(containers);
            if replace {
                containers.insert(0, json!({"$patch": "replace"}));
            }
            json!({"spec": {"replicas": replicas, "template": {"spec": {"containers": containers}}}})
        },
    )
}

fn named(name: &str, mut rest: Value) -> Value {
    rest["name"] = json!(name);
    rest
}

/// The first item of every name: a patch speaks of each once.
fn distinct(mut items: Vec<Value>) -> Vec<Value> {
    let mut seen = Vec::new();
    items.retain(|item| {
        let new = !seen.contains(&item["name"]);
        seen.push(item["name"].clone());
        new
    });
    items
}
