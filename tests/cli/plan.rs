//! `groundplan plan`.

use super::support::{Place, SHOP};

#[test]
fn decisions_are_shown_with_their_reasons() {
    let place = Place::with("shop.yaml", SHOP);
    let run = place.run(&["plan", "shop.yaml", "--environment", "production"]).expect(0);
    assert!(run.out.starts_with("shop in production\n\nCOMPONENT "), "{}", run.out);
    let row = run.out.lines().find(|line| line.starts_with("web ") && line.contains("   replicas   ")).unwrap();
    assert!(
        row.contains("   3   ") && row.contains("shop.yaml:13:33") && row.ends_with("written in the blueprint"),
        "{row}"
    );
    assert!(!run.out.contains("shop in test"));
    assert!(place.run(&["plan", "shop.yaml"]).expect(0).out.contains("\nshop in test\n"));
}

#[test]
fn json_is_what_the_file_holds() {
    let place = Place::with("shop.yaml", SHOP);
    place.run(&["build", "shop.yaml"]).expect(0);
    let one = place.run(&["plan", "shop.yaml", "--format", "json", "--environment", "test"]).expect(0).out;
    assert_eq!(one, place.text("output/shop/test/plan.json"));
    let all = place.run(&["plan", "shop.yaml", "--format", "json"]).expect(0).out;
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    let names: Vec<_> = all.as_array().unwrap().iter().map(|plan| plan["environment"].as_str().unwrap()).collect();
    assert_eq!(names, ["production", "test"]);
    let held = all[0]["decisions"].as_array().unwrap().iter().find(|one| one["setting"] == "replicas").unwrap();
    assert_eq!(held["fields"][0]["field"], "spec.replicas");
}

#[test]
fn a_plan_that_cannot_be_kept_is_shown_with_its_problem() {
    let text = SHOP.replace(
        "calls: {api: 2}",
        "perRequest: {cpu: 100ms}\n    scaling: 1..2\n    resources: {cpu: 100m..100m, memory: 64Mi}",
    );
    let text = text.replace("{web: {scaling: 3}}", "{}");
    let place = Place::with("shop.yaml", &format!("{text}entrypoints: {{shop: {{to: web, load: {{peak: 900/s}}}}}}\n"));
    let run = place.run(&["plan", "shop.yaml"]).expect(1);
    assert!(run.err.contains("error[P0"), "{}", run.err);
    assert!(run.out.contains("maximum replicas"), "{}", run.out);
    place.run(&["build", "shop.yaml"]).expect(1);
    assert!(place.tree("output").is_empty());
}
