//! `groundplan explain`, `schema`, `completions` and `man`.

use super::support::Place;

#[test]
fn codes_are_explained() {
    let place = Place::new();
    let run = place.run(&["explain", "code", "b0101"]).expect(0);
    assert!(run.out.starts_with("error[B0101]: unknown key\n\n"), "{}", run.out);
    let run = place.run(&["explain", "code", "Z9"]).expect(2);
    assert!(run.out.is_empty() && run.err.contains("there is no diagnostic `Z9`"), "{}", run.err);
}

#[test]
fn built_in_templates_are_printed() {
    for what in ["infrastructure-template", "scalability-template", "decisions-template"] {
        let out = Place::new().run(&["schema", what]).expect(0).out;
        assert!(out.contains("{{"), "{what}: {out}");
    }
}

#[test]
fn schemas_are_json() {
    for what in ["blueprint", "documents"] {
        let out = Place::new().run(&["schema", what]).expect(0).out;
        let schema: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        assert!(jsonschema::meta::is_valid(&schema));
    }
}

#[test]
fn shells_and_readers_are_served() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.run(&["completions", shell]).expect(0).out.contains("groundplan"), "{shell}");
    }
    assert!(place.run(&["man"]).expect(0).out.contains(".TH groundplan 1"));
    assert!(place.run(&["man", "image", "set"]).expect(0).out.contains(".TH groundplan-image-set 1"));
    assert!(place.run(&["man", "biuld"]).expect(2).err.contains("did you mean `build`?"));
    assert!(place.run(&["--version"]).expect(0).out.starts_with("groundplan "));
    assert!(place.run(&["help"]).expect(0).out.contains("Exit status"));
}
