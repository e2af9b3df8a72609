//! The JSON Schema of the language, for editors: the shape that the key table declares.

use super::parse::platform_file::PlatformFile;
use super::spec::{BlueprintSpec, ByComponent, ComponentSpec, EnvironmentSpec, StandardFile};
use super::table::{ByName, Entries, Places, SchemaBook, Shape, Text};
use serde_json::{Map, Value, json};

/// A definition's name, what it is of, and its maker.
type Definition = (&'static str, &'static str, fn(&mut SchemaBook) -> Value);

/// Files beside a blueprint.
const FILES: [Definition; 3] = [
    (
        "components-file",
        "`components/*.yaml`: bodies of components by name.",
        Entries::<ByComponent, ComponentSpec>::schema,
    ),
    ("environment-file", "`environments/E.yaml`: what differs in the environment E.", EnvironmentSpec::schema),
    ("images-file", "`images/E.yaml`: images of the environment E by component.", Entries::<ByName, Text>::schema),
];

/// What every blueprint says.
const REQUIRED: [&str; 2] = ["blueprint", "edition"];

/// The schema of a blueprint (draft 2020-12). Files beside it are definitions: `#/$defs/images-file` and its like.
#[must_use]
pub fn schema() -> Value {
    let mut book = book();
    let top = book.definition::<BlueprintSpec>();
    let _ = PlatformFile::schema(&mut book);
    let _ = StandardFile::schema(&mut book);
    for (name, doc, definition) in FILES {
        let _ = book.named(name, |book| json!({"description": doc, "allOf": [definition(book)]}));
    }
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
    schema.insert("$id".to_owned(), json!("urn:groundplan:blueprint:2026"));
    schema.insert("title".to_owned(), json!("Groundplan blueprint"));
    if let Value::Object(top) = top {
        schema.extend(top);
    }
    schema.insert("required".to_owned(), json!(REQUIRED));
    // What an environment may take away with `~`, the blueprint itself must say.
    let said = REQUIRED.map(|key| json!({"properties": {key: {"not": {"type": "null"}}}}));
    schema.insert("allOf".to_owned(), json!(said));
    schema.insert("$defs".to_owned(), Value::Object(book.into_definitions()));
    Value::Object(schema)
}

/// A book for the top of a blueprint, where every component type may follow.
pub(super) fn book() -> SchemaBook {
    SchemaBook::new(Places::TOP.or(Places::COMPONENTS))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
blueprint: shop
edition: "2026"
platform: {provider: gcp, zones: [a, b], gateway: {class: c}, nodePools: {general: {nodes: 3..12}}}
defaults: {service: {user: 1000, probes: grpc}}
components:
  web:
    image: registry.example/web:1.4
    ports: {http: 80 -> 8080}
    perRequest: {cpu: 12ms}
    resources: {cpu: 100m, memory: 64Mi..128Mi}
    env: {A: "1", B: 2, C: true}
    calls: {cart: 4.7, mail: {rate: 5/s}}
    scaling: 2..20
  cart: {type: cache, engine: redis, dataset: 200Mi}
entrypoints:
  shop: {to: web, host: shop.example, load: {peak: 300/s}, slo: {availability: 99.9%, latency: 95% < 400ms}}
environments:
  production: {budget: 4000 USD/month, components: {cart: {managed: {host: 10.0.0.3, port: 6379}}}}
  test: {entrypoints: {shop: {slo: ~}}}
"#;

    fn errors(schema: &Value, yaml: &str) -> Vec<String> {
        let instance: Value = serde_yaml::from_str(yaml).unwrap();
        let validator = jsonschema::draft202012::new(schema).unwrap();
        validator.iter_errors(&instance).map(|error| error.to_string()).collect()
    }

    #[test]
    fn the_schema_is_one_and_takes_blueprints() {
        let schema = schema();
        assert!(jsonschema::meta::is_valid(&schema));
        assert_eq!(errors(&schema, GOOD), Vec::<String>::new());
        assert!(
            errors(&schema, "{blueprint: a, edition: '2026', components: {a: {image: x, ports: [http]}}}").len() == 1
        );
    }

    #[test]
    fn misspelt_keys_are_refused() {
        let schema = schema();
        for (right, wrong) in [
            ("components:", "component:"),
            ("image:", "imgae:"),
            ("perRequest:", "perRequset:"),
            ("availability:", "availibility:"),
            ("type: cache", "type: cash"),
            ("budget:", "documents:"),
            ("edition: \"2026\"", "edition: \"2025\""),
        ] {
            let text = GOOD.replace(right, wrong);
            assert_ne!(text, GOOD, "{right}");
            assert!(!errors(&schema, &text).is_empty(), "{wrong}");
        }
        assert!(!errors(&schema, "edition: '2026'").is_empty());
    }

    #[test]
    fn files_beside_a_blueprint_have_definitions() {
        let mut schema = schema();
        for name in FILES.map(|(name, ..)| name).into_iter().chain(["platform-file"]) {
            let object = schema.as_object_mut().unwrap();
            object.retain(|key, _| key == "$defs");
            object.insert("$ref".to_owned(), json!(format!("#/$defs/{name}")));
            assert!(errors(&schema, "{}").is_empty(), "{name}");
            assert!(!errors(&schema, "[]").is_empty(), "{name}");
        }
    }
}
