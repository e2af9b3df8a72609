//! What upstream runs, as `facts.yaml` says it.

use super::{Aspects, System, WHOLE};
use groundplan::units::{Bytes, Unit as _};
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Lists of these are sets: each item is an aspect of its own.
const SETS: [&str; 3] = ["calls", "annotations", "headless"];

/// The facts about a system.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    upstream: Upstream,
    blueprint: Option<String>,
    environment: Option<String>,
    #[serde(default)]
    templates: BTreeMap<String, Mapping>,
    components: BTreeMap<String, Mapping>,
    #[serde(default)]
    whole: Mapping,
}

/// Where the facts come from.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "what is not read is there for those who read the file")]
pub struct Upstream {
    repository: String,
    version: String,
    license: String,
    rendered: String,
    objects: usize,
    /// The lines of upstream's manifests, where they were counted.
    pub lines: Option<usize>,
}

/// The facts about a system, each aspect under its own path.
pub struct Facts {
    /// Where they come from.
    pub upstream: Upstream,
    /// The path of the blueprint, where it does not lie beside the facts.
    pub blueprint: Option<String>,
    /// The environment that is compared.
    pub environment: String,
    /// What upstream runs.
    pub system: System,
}

/// Reads the facts of a system.
pub fn read(path: &Path) -> Facts {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: File = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut system: System =
        file.components.iter().map(|(name, body)| (name.clone(), aspects(&completed(body, &file.templates)))).collect();
    if !file.whole.is_empty() {
        system.insert(WHOLE.to_owned(), aspects(&file.whole));
    }
    let environment = file.environment.unwrap_or_else(|| "default".to_owned());
    Facts { upstream: file.upstream, blueprint: file.blueprint, environment, system }
}

/// A body over the template that its key `like` names.
fn completed(body: &Mapping, templates: &BTreeMap<String, Mapping>) -> Mapping {
    let mut body = body.clone();
    match body.remove("like") {
        None => body,
        Some(name) => {
            let name = name.as_str().expect("`like` names a template");
            let template = templates.get(name).unwrap_or_else(|| panic!("there is no template `{name}`"));
            over(&completed(template, templates), &body)
        }
    }
}

/// One mapping over another: mappings merge, all else is replaced.
fn over(lower: &Mapping, upper: &Mapping) -> Mapping {
    let mut merged = lower.clone();
    for (key, value) in upper {
        let value = match (merged.get(key), value) {
            (Some(Value::Mapping(below)), Value::Mapping(above)) => Value::Mapping(over(below, above)),
            _ => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    merged
}

/// Every value under its dotted path.
fn aspects(body: &Mapping) -> Aspects {
    let mut found = Aspects::new();
    for (key, value) in body {
        collect(&text(key), value, &mut found);
    }
    found
}

fn collect(path: &str, value: &Value, found: &mut Aspects) {
    match value {
        Value::Mapping(inner) => {
            for (key, value) in inner {
                collect(&format!("{path}.{}", text(key)), value, found);
            }
        }
        Value::Sequence(items) if SETS.contains(&path) => {
            found.extend(items.iter().map(|item| (format!("{path}.{}", text(item)), "yes".to_owned())));
        }
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            found.insert(path.to_owned(), items.join(" "));
        }
        // A template says more than the component has.
        Value::Null => {}
        scalar => {
            found.insert(path.to_owned(), amount(path, text(scalar)));
        }
    }
}

/// An amount of memory as the compiler writes it: `8G` is also `7812500Ki`.
fn amount(path: &str, text: String) -> String {
    let is_memory = path.starts_with("resources.") && path.ends_with(".memory");
    if is_memory { Bytes::parse(&text).expect("an amount of memory").to_string() } else { text }
}

/// A scalar as text.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        other => panic!("not a scalar: {other:?}"),
    }
}
