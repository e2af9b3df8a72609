//! `groundplan check`: what should be gone by a date.

use super::support::Place;

const PATCHED: &str = r#"blueprint: shop
edition: "2026"
components:
  web:
    image: registry.example/web:latest
    ports: {http: 8080}
patches:
  - target: Deployment/web
    merge: {spec: {revisionHistoryLimit: 3}}
    owner: team-web
    because: the language has no key for it
    until: 2027-03-01
accept:
  - {code: A0206, because: the newest is meant, until: 2027-03-01}
"#;

#[test]
fn without_a_date_nothing_is_judged_by_one() {
    let place = Place::with("shop.yaml", PATCHED);
    let run = place.run(&["check", "shop.yaml"]).expect(0);
    assert!(run.err.starts_with("shop: no problems"), "{}", run.err);
}

#[test]
fn on_the_last_day_all_is_well() {
    let place = Place::with("shop.yaml", PATCHED);
    let run = place.run(&["check", "shop.yaml", "--at", "2027-03-01", "--deny", "warnings"]).expect(0);
    assert!(run.err.starts_with("shop: no problems"), "{}", run.err);
}

#[test]
fn afterwards_patches_are_told_and_accepted_findings_come_back() {
    let place = Place::with("shop.yaml", PATCHED);
    let run = place.run(&["check", "shop.yaml", "--at", "2027-03-02", "--format", "short"]).expect(0);
    let lines: Vec<&str> = run.err.lines().collect();
    assert_eq!(
        lines,
        [
            "shop.yaml:5:12: warning[A0206]: the image of `web` floats: what `registry.example/web:latest` means changes without a rollout",
            "shop.yaml:12:12: warning[C0109]: the patch of `Deployment/web` should have been gone after 2027-03-01",
        ]
    );
    place.run(&["check", "shop.yaml", "--at", "2027-03-02", "--deny", "warnings"]).expect(1);
    place.run(&["check", "shop.yaml", "--at", "tomorrow"]).expect(2);
}
