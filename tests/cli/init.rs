//! `groundplan init`.

use super::support::Place;

#[test]
fn the_starter_builds_without_a_problem() {
    let place = Place::new();
    let run = place.run(&["init", "shop"]).expect(0);
    assert_eq!(run.out, "");
    assert!(place.text("shop.yaml").contains("\nblueprint: shop "));
    place.run(&["build", "shop.yaml", "--deny", "warnings"]).expect(0);
    place.run(&["build", "shop.yaml", "--check"]).expect(0);
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::with("shop.yaml", "mine");
    let run = place.run(&["init", "shop"]).expect(2);
    assert!(run.err.contains("not overwritten"), "{}", run.err);
    assert_eq!(place.text("shop.yaml"), "mine");
}

#[test]
fn names_are_checked_or_taken_from_the_directory() {
    let place = Place::new();
    let run = place.run(&["init", "My_Shop"]).expect(2);
    assert!(run.err.contains("`groundplan init my-shop` would do"), "{}", run.err);
    std::fs::create_dir(place.at("Web Shop")).unwrap();
    let status = place.command(&["init"]).current_dir(place.at("Web Shop")).status().unwrap();
    assert!(status.success());
    assert!(place.text("Web Shop/web-shop.yaml").contains("\nblueprint: web-shop "));
}
