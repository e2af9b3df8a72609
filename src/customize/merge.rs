//! Strategic merge patches: mappings merge, some lists merge by a key, the rest is replaced.
//!
//! The rules are those of `kubectl patch --type strategic`, with one difference: what `$patch: delete` deletes is gone and not
//! left empty, because an empty selector means everything. Patches nest no deeper than the reader of YAML lets them.

use super::Flaw;
use crate::architecture::model::{Raw, RawEntry, RawKind};
use serde_json::{Map, Value};

/// What a directive stands under.
const DIRECTIVE: &str = "$patch";
/// The directives that are known.
const DIRECTIVES: &str = "write `$patch: delete` or `$patch: replace`";
/// The lists of all kinds of container.
const CONTAINERS: [&str; 3] = ["containers", "initContainers", "ephemeralContainers"];

/// Lists that merge by a key: the mapping that holds the list, the list, the key. Source: `patchMergeKey` in kubernetes/api 1.37.
/// Lists that are not here are replaced, such as `tolerations`, `args` and the rules of policies.
const MERGED_LISTS: &[(&str, &str, &str)] = &[
    ("spec", "containers", "name"),
    ("spec", "initContainers", "name"),
    ("spec", "ephemeralContainers", "name"),
    ("spec", "volumes", "name"),
    ("spec", "imagePullSecrets", "name"),
    ("spec", "hostAliases", "ip"),
    ("spec", "topologySpreadConstraints", "topologyKey"),
    ("spec", "resourceClaims", "name"),
    ("spec", "schedulingGates", "name"),
    ("container", "env", "name"),
    ("container", "ports", "containerPort"),
    ("container", "volumeMounts", "mountPath"),
    ("container", "volumeDevices", "devicePath"),
    ("service", "ports", "port"),
    ("top", "secrets", "name"),
    ("top", "imagePullSecrets", "name"),
    ("metadata", "ownerReferences", "uid"),
];

/// Where a merge is: the kind of object, and the names on the way.
#[derive(Clone, Copy)]
struct Place<'p> {
    kind: &'p str,
    above: &'p str,
    here: &'p str,
}

impl<'p> Place<'p> {
    fn below(self, name: &'p str) -> Self {
        Self { kind: self.kind, above: self.here, here: name }
    }

    /// The key by which a list here merges.
    fn merge_key(self) -> Option<&'static str> {
        let holder = match self.above {
            "" => "top",
            above if CONTAINERS.contains(&above) => "container",
            "spec" if self.kind == "Service" => "service",
            above => above,
        };
        MERGED_LISTS.iter().find(|(of, list, _)| *of == holder && *list == self.here).map(|(_, _, key)| *key)
    }
}

/// An object of a kind with a patch applied.
pub fn apply(kind: &str, object: Value, patch: &Raw) -> Result<Value, Flaw> {
    let place = Place { kind, above: "", here: "" };
    merged(place, Some(object), patch)?
        .ok_or_else(|| Flaw::new(patch.span, "a patch cannot delete the object", "leave the component out instead"))
}

/// A value with a patch over it; nothing where the patch deletes.
fn merged(place: Place<'_>, base: Option<Value>, patch: &Raw) -> Result<Option<Value>, Flaw> {
    match &patch.kind {
        RawKind::Null => Ok(None),
        RawKind::Map(entries) => mapping(place, base, patch, entries),
        RawKind::List(items) => list(place, base, items).map(Some),
        RawKind::Flag(_) | RawKind::Number(_) | RawKind::Text(_) => Ok(Some(patch.to_json())),
    }
}

fn mapping(place: Place<'_>, base: Option<Value>, patch: &Raw, entries: &[RawEntry]) -> Result<Option<Value>, Flaw> {
    let base = match (directive(patch)?, base) {
        (Some(Directive::Delete), _) => return Ok(None),
        (None, Some(Value::Object(fields))) => fields,
        _ => Map::new(),
    };
    let mut fields = base;
    for RawEntry { key, value, .. } in entries.iter().filter(|entry| entry.key != DIRECTIVE) {
        if let Some(value) = merged(place.below(key), fields.remove(key), value)? {
            fields.insert(key.clone(), value);
        }
    }
    Ok(Some(Value::Object(fields)))
}

/// What a patch says about a value beside its content.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Directive {
    Delete,
    Replace,
}

fn directive(patch: &Raw) -> Result<Option<Directive>, Flaw> {
    let unknown = |entry: &&RawEntry| entry.key.starts_with('$') && entry.key != DIRECTIVE;
    if let Some(entry) = patch.entries().iter().find(unknown) {
        return Err(Flaw::new(entry.span, format!("`{}` is no directive that is known", entry.key), DIRECTIVES));
    }
    match patch.get(DIRECTIVE) {
        None => Ok(None),
        Some(value) => match value.text() {
            Some("delete") => Ok(Some(Directive::Delete)),
            Some("replace") => Ok(Some(Directive::Replace)),
            _ => Err(Flaw::new(value.span, "this is no directive that is known", DIRECTIVES)),
        },
    }
}

fn list(place: Place<'_>, base: Option<Value>, items: &[Raw]) -> Result<Value, Flaw> {
    let Some(key) = place.merge_key() else { return replaced(place, items).map(Value::Array) };
    let mut all = match base {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    };
    // An item with nothing but the directive speaks of the whole list.
    let whole = |item: &Raw| item.entries().len() == 1 && item.get(DIRECTIVE).is_some();
    for item in items.iter().filter(|item| whole(item)) {
        match directive(item)? {
            Some(Directive::Replace) => all.clear(),
            _ => return Err(keyless(place, key, item)),
        }
    }
    let mut spoken: Vec<(Value, Option<&str>)> = Vec::new();
    for item in items.iter().filter(|item| !whole(item)) {
        let wanted = item.get(key).map(Raw::to_json).ok_or_else(|| keyless(place, key, item))?;
        let name = (wanted.clone(), item.get("protocol").and_then(Raw::text));
        if spoken.contains(&name) {
            let message = format!("`{}` speaks twice of the item whose `{key}` is {wanted}", place.here);
            return Err(Flaw::new(item.span, message, "say everything about an item in one place"));
        }
        spoken.push(name);
        let found = all.iter().position(|known| is_same(known, key, &wanted, item));
        let base = found.and_then(|at| all.get(at).cloned());
        match (found, merged(place, base, item)?) {
            (Some(at), Some(value)) => all.splice(at..=at, [value]).for_each(drop),
            (Some(at), None) => drop(all.remove(at)),
            (None, Some(value)) => all.push(value),
            (None, None) => {}
        }
    }
    Ok(Value::Array(all))
}

/// Whether an item of a list is the one that a patch speaks of. One port may be there for several protocols.
fn is_same(known: &Value, key: &str, wanted: &Value, item: &Raw) -> bool {
    let protocol = item.get("protocol").and_then(Raw::text);
    let own = known.get("protocol").and_then(Value::as_str).unwrap_or("TCP");
    known.get(key) == Some(wanted) && protocol.is_none_or(|protocol| protocol == own)
}

fn keyless(place: Place<'_>, key: &str, item: &Raw) -> Flaw {
    let message = format!("an item of `{}` has no `{key}`, by which it is found", place.here);
    Flaw::new(item.span, message, "write the key, and beside it what differs or `$patch: delete`")
}

/// A list that takes the place of the old one.
fn replaced(place: Place<'_>, items: &[Raw]) -> Result<Vec<Value>, Flaw> {
    let mut all = Vec::new();
    for item in items {
        if directive(item)?.is_some() {
            let message = format!("`{}` is a list without a merge key: it is replaced as a whole", place.here);
            return Err(Flaw::new(item.span, message, "write all items that are to stay, or use `json`"));
        }
        let fresh = match &item.kind {
            RawKind::Map(_) | RawKind::List(_) => merged(place, None, item)?,
            _ => Some(item.to_json()),
        };
        all.extend(fresh);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customize::tests::{any_value, merge_patch, raw};
    use proptest::prelude::*;
    use serde_json::json;

    fn deployment() -> Value {
        json!({"spec": {"replicas": 2, "template": {"spec": {
            "tolerations": [{"key": "a"}],
            "containers": [
                {"name": "web", "args": ["--a"], "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
                 "ports": [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]},
                {"name": "side"},
            ],
        }}}})
    }

    fn patched(patch: Value) -> Value {
        apply("Deployment", deployment(), &raw(&patch)).expect("it applies")["spec"]["template"]["spec"].take()
    }

    fn in_pod(patch: Value) -> Value {
        patched(json!({"spec": {"template": {"spec": patch}}}))
    }

    #[test]
    fn lists_merge_by_their_key() {
        let spec = in_pod(json!({"containers": [
            {"name": "web", "env": [{"name": "B", "value": "3"}, {"name": "C", "value": "4"}]},
            {"name": "more"},
        ]}));
        let names: Vec<&Value> = spec["containers"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
        assert_eq!(names, ["web", "side", "more"]);
        assert_eq!(
            spec["containers"][0]["env"],
            json!([{"name": "A", "value": "1"}, {"name": "B", "value": "3"}, {"name": "C", "value": "4"}])
        );
    }

    #[test]
    fn items_and_fields_are_deleted() {
        let spec = in_pod(json!({"containers": [
            {"name": "side", "$patch": "delete"},
            {"name": "web", "args": null, "env": [{"name": "A", "$patch": "delete"}]},
        ]}));
        assert_eq!(spec["containers"].as_array().map(Vec::len), Some(1));
        assert_eq!(spec["containers"][0].get("args"), None);
        assert_eq!(spec["containers"][0]["env"], json!([{"name": "B", "value": "2"}]));
        let spec = in_pod(json!({"containers": [{"$patch": "replace"}, {"name": "only"}]}));
        assert_eq!(spec["containers"], json!([{"name": "only"}]));
        let spec = in_pod(json!({"$patch": "replace", "hostNetwork": true}));
        assert_eq!(spec, json!({"hostNetwork": true}));
    }

    #[test]
    fn other_lists_are_replaced() {
        let spec = in_pod(json!({"tolerations": [{"key": "b"}], "containers": [{"name": "web", "args": ["--b"]}]}));
        assert_eq!(spec["tolerations"], json!([{"key": "b"}]));
        assert_eq!(spec["containers"][0]["args"], json!(["--b"]));
    }

    #[test]
    fn a_port_may_have_two_protocols() {
        let ports = |port: Value| {
            in_pod(json!({"containers": [{"name": "web", "ports": [port]}]}))["containers"][0]["ports"].take()
        };
        assert_eq!(
            ports(json!({"containerPort": 53, "protocol": "UDP", "name": "dns"})),
            json!([{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP", "name": "dns"}])
        );
        let service = json!({"spec": {"ports": [{"port": 80, "name": "http"}]}});
        let patch = raw(&json!({"spec": {"ports": [{"port": 80, "nodePort": 30080}, {"port": 81}]}}));
        assert_eq!(
            apply("Service", service, &patch).unwrap()["spec"]["ports"],
            json!([{"port": 80, "name": "http", "nodePort": 30080}, {"port": 81}])
        );
    }

    #[test]
    fn what_cannot_be_merged_is_refused() {
        for patch in [
            json!({"spec": {"$retainKeys": ["a"]}}),
            json!({"spec": {"$patch": "merge"}}),
            json!({"$patch": "delete"}),
            json!({"spec": {"template": {"spec": {"containers": [{"image": "a"}]}}}}),
            json!({"spec": {"template": {"spec": {"containers": ["web"]}}}}),
            json!({"spec": {"template": {"spec": {"containers": [{"name": "web"}, {"name": "web", "$patch": "delete"}]}}}}),
            json!({"spec": {"template": {"spec": {"tolerations": [{"key": "a", "$patch": "delete"}]}}}}),
        ] {
            assert!(apply("Deployment", deployment(), &raw(&patch)).is_err(), "{patch}");
        }
    }

    proptest! {
        #[test]
        fn the_empty_patch_changes_nothing(object in any_value()) {
            let object = json!({"spec": object});
            prop_assert_eq!(apply("Deployment", object.clone(), &raw(&json!({}))), Ok(object));
        }

        #[test]
        fn a_merge_applied_twice_is_applied_once(patch in merge_patch()) {
            let once = apply("Deployment", deployment(), &raw(&patch)).expect("it applies");
            let twice = apply("Deployment", once.clone(), &raw(&patch)).expect("it applies again");
            prop_assert_eq!(once, twice);
        }
    }
}
