//! The style of the YAML writer's output, and what it refuses.

use std::collections::BTreeMap;

use groundplan::yaml::write::{WriteError, to_string, to_vec};
use serde::{Serialize, Serializer};

/// A part of a manifest as the Kubernetes types have it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Deployment {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    spec: Spec,
}

#[derive(Serialize)]
struct Metadata {
    name: &'static str,
    annotations: BTreeMap<&'static str, &'static str>,
    labels: BTreeMap<&'static str, &'static str>,
}

#[derive(Serialize)]
struct Spec {
    replicas: i32,
    paused: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<i32>,
    containers: Vec<Container>,
    volumes: Vec<BTreeMap<&'static str, BTreeMap<&'static str, &'static str>>>,
}

#[derive(Serialize)]
struct Container {
    name: &'static str,
    image: &'static str,
    args: Vec<&'static str>,
    env: Vec<BTreeMap<&'static str, &'static str>>,
    ports: Vec<BTreeMap<&'static str, Port>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Port {
    Number(u16),
    Name(&'static str),
}

#[derive(Serialize)]
enum Shape {
    Unit,
    Newtype(u8),
    Tuple(u8, Option<u8>),
    Struct { on: f32 },
}

fn deployment() -> Deployment {
    let port = BTreeMap::from([("containerPort", Port::Number(80)), ("name", Port::Name("80"))]);
    let container = Container {
        name: "web",
        image: "nginx:1.25",
        args: vec!["-c", "--port=80", "set -e\n\texec \"$@\"\n", "on"],
        env: vec![BTreeMap::from([("name", "MODE"), ("value", "yes")])],
        ports: vec![port],
    };
    let volume = BTreeMap::from([("data", BTreeMap::new()), ("host", BTreeMap::from([("path", "/a")]))]);
    Deployment {
        api_version: "apps/v1",
        kind: "Deployment",
        metadata: Metadata {
            name: "web",
            annotations: BTreeMap::from([("example.org/notes", "first\n\n  second\n")]),
            labels: BTreeMap::from([("version", "1.10"), ("y", "1.4.2")]),
        },
        spec: Spec { replicas: 3, paused: false, revision: None, containers: vec![container], volumes: vec![volume] },
    }
}

#[test]
fn manifests_look_as_kubectl_shows_them() {
    let expected = r#"apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  annotations:
    example.org/notes: |
      first

        second
  labels:
    version: '1.10'
    'y': 1.4.2
spec:
  replicas: 3
  paused: false
  containers:
  - name: web
    image: nginx:1.25
    args:
    - -c
    - --port=80
    - |
      set -e
      	exec "$@"
    - 'on'
    env:
    - name: MODE
      value: 'yes'
    ports:
    - containerPort: 80
      name: '80'
  volumes:
  - data: {}
    host:
      path: /a
"#;
    assert_eq!(to_string(&deployment()), Ok(expected.to_owned()));
    assert_eq!(to_vec(&deployment()), Ok(expected.as_bytes().to_vec()));
}

#[test]
fn scalars_stand_alone() {
    assert_eq!(to_string(&()), Ok("null\n".to_owned()));
    assert_eq!(to_string(&None::<u8>), Ok("null\n".to_owned()));
    assert_eq!(to_string(&Some('é')), Ok("é\n".to_owned()));
    assert_eq!(to_string(&true), Ok("true\n".to_owned()));
    assert_eq!(to_string(&u64::MIN), Ok("0\n".to_owned()));
    assert_eq!(to_string(&i128::from(i64::MIN)), Ok("-9223372036854775808\n".to_owned()));
    assert_eq!(to_string("a\nb\n"), Ok("|\n  a\n  b\n".to_owned()));
    // At the top, readers differ over what an indentation indicator counts from.
    assert_eq!(to_string(" a\nb\n"), Ok("\" a\\nb\\n\"\n".to_owned()));
}

#[test]
fn floats_have_a_point_and_a_signed_exponent() {
    let shown = |value: f64| to_string(&value).map(|output| output.trim_end().to_owned());
    assert_eq!(shown(1.0), Ok("1.0".to_owned()));
    assert_eq!(shown(-0.25), Ok("-0.25".to_owned()));
    assert_eq!(shown(1e21), Ok("1.0e+21".to_owned()));
    assert_eq!(shown(1.5e-7), Ok("1.5e-7".to_owned()));
    assert_eq!(to_string(&0.1_f32), Ok("0.1\n".to_owned()));
}

#[test]
fn empty_collections_stay_on_the_line() {
    let empty = BTreeMap::<String, u8>::new();
    assert_eq!(to_string(&empty), Ok("{}\n".to_owned()));
    assert_eq!(to_string(&[0; 0]), Ok("[]\n".to_owned()));
    assert_eq!(to_string(&(vec![0; 0], &empty)), Ok("- []\n- {}\n".to_owned()));
    assert_eq!(to_string(&BTreeMap::from([("a", &empty)])), Ok("a: {}\n".to_owned()));
}

#[test]
fn variants_are_text_or_mappings_with_one_key() {
    let shapes = vec![Shape::Unit, Shape::Newtype(1), Shape::Tuple(2, None), Shape::Struct { on: 0.5 }];
    let expected = "- Unit\n- Newtype: 1\n- Tuple:\n  - 2\n  - null\n- Struct:\n    'on': 0.5\n";
    assert_eq!(to_string(&shapes), Ok(expected.to_owned()));
}

#[test]
fn lists_nest() {
    let lists = vec![vec![vec![1, 2], vec![]], vec![vec![3]]];
    assert_eq!(to_string(&lists), Ok("- - - 1\n    - 2\n  - []\n- - - 3\n".to_owned()));
    let expected = "a:\n- - b: 1\n    c: 2\n";
    let mapping = BTreeMap::from([("a", [[BTreeMap::from([("b", 1), ("c", 2)])]])]);
    assert_eq!(to_string(&mapping), Ok(expected.to_owned()));
}

#[test]
fn blocks_tell_how_they_start_and_end() {
    let shown = |text: &str| to_string(&BTreeMap::from([("k", [text])])).unwrap_or_default();
    assert_eq!(shown("a\nb"), "k:\n- |-\n  a\n  b\n");
    assert_eq!(shown("a\nb\n"), "k:\n- |\n  a\n  b\n");
    assert_eq!(shown("a\n\n\n"), "k:\n- |+\n  a\n\n\n");
    assert_eq!(shown("\n a\n"), "k:\n- |2\n\n   a\n");
    assert_eq!(shown("\ta\nb"), "k:\n- |2-\n  \ta\n  b\n");
    assert_eq!(shown("a \n \n---\n...\n# b\n"), "k:\n- |\n  a \n   \n  ---\n  ...\n  # b\n");
    assert_eq!(shown("\n\n"), "k:\n- \"\\n\\n\"\n");
    assert_eq!(shown("a\r\nb\r\n"), "k:\n- \"a\\r\\nb\\r\\n\"\n");
}

#[test]
fn keys_take_one_line() {
    let long = "k".repeat(1025);
    let mapping = BTreeMap::from([("a\nb", vec![1]), ("on", vec![]), (&long, vec![2])]);
    let expected = format!("\"a\\nb\":\n- 1\n? {long}\n:\n- 2\n'on': []\n");
    assert_eq!(to_string(&mapping), Ok(expected));
    assert_eq!(to_string(&BTreeMap::from([(8, true)])), Ok("8: true\n".to_owned()));
    assert_eq!(to_string(&BTreeMap::from([(false, 'x')])), Ok("false: x\n".to_owned()));
}

#[test]
fn invisible_and_forbidden_characters_are_escaped() {
    let shown = |text: &str| to_string(text).unwrap_or_default();
    assert_eq!(shown("a\u{202E}b"), "\"a\\u202Eb\"\n");
    assert_eq!(shown("\u{FEFF}\u{85}\u{7}\t\r\u{8}\u{C}"), "\"\\uFEFF\\u0085\\u0007\\t\\r\\b\\f\"\n");
    assert_eq!(shown("\u{E0041}\"\\"), "\"\\U000E0041\\\"\\\\\"\n");
    assert_eq!(shown("😀 it's"), "'😀 it''s'\n");
}

/// A value that is written as raw bytes.
struct Bytes;

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(b"a")
    }
}

#[test]
fn values_without_a_safe_form_are_refused() {
    assert_eq!(to_string(&Bytes), Err(WriteError::Bytes));
    assert!(matches!(to_string(&f64::NAN), Err(WriteError::NotFinite(_))));
    assert!(matches!(to_string(&f32::INFINITY), Err(WriteError::NotFinite(_))));
    let too_large = WriteError::IntRange("18446744073709551615".to_owned());
    assert_eq!(to_string(&u64::MAX), Err(too_large));
    assert!(matches!(to_string(&i128::MIN), Err(WriteError::IntRange(_))));
    assert!(matches!(to_string(&u128::MAX), Err(WriteError::IntRange(_))));
    assert_eq!(to_string(&BTreeMap::from([(None::<u8>, 1)])), Err(WriteError::Key("nothing")));
    assert_eq!(to_string(&BTreeMap::from([([1], 1)])), Err(WriteError::Key("a list")));
    let message = to_string(&u64::MAX).map_err(|error| error.to_string());
    assert!(message.is_err_and(|message| message.contains("64 signed bits")));
}
