//! `groundplan image set`.

use super::support::{Place, Run, SHOP};

fn image(tag: &str) -> String {
    format!("registry.example/web:{tag}@sha256:{}", "0123456789abcdef".repeat(4))
}

fn set(place: &Place, component: &str, image: &str, environment: &str) -> Run {
    place.run(&["image", "set", "shop.yaml", component, image, "--environment", environment])
}

#[test]
fn the_line_is_written_and_used() {
    let place = Place::with("shop.yaml", SHOP);
    set(&place, "web", &image("2.0"), "test").expect(0);
    assert_eq!(place.text("shop.d/images/test.yaml"), format!("web: {}\n", image("2.0")));
    set(&place, "api", &image("2.0"), "test").expect(0);
    set(&place, "web", &image("2.1"), "test").expect(0);
    let lines = format!("api: {}\nweb: {}\n", image("2.0"), image("2.1"));
    assert_eq!(place.text("shop.d/images/test.yaml"), lines);
    let again = set(&place, "web", &image("2.1"), "test").expect(0);
    assert!(again.err.contains("is so already"), "{}", again.err);
    place.run(&["build", "shop.yaml"]).expect(0);
    assert!(place.text("output/shop/test/manifests/web/deployment.yaml").contains(&image("2.1")));
    assert!(!place.text("output/shop/production/manifests/web/deployment.yaml").contains("sha256"));
    assert_eq!(place.tree("shop.d").len(), 1);
}

#[test]
fn other_bytes_are_kept() {
    let place = Place::with("shop.yaml", SHOP);
    place.put("shop.d/images/test.yaml", "# by the pipeline\r\nweb:  \"registry.example/web:1.0\"  # why\r\n");
    set(&place, "web", &image("2.0"), "test").expect(0);
    let expected = format!("# by the pipeline\r\nweb:  {}  # why\r\n", image("2.0"));
    assert_eq!(place.text("shop.d/images/test.yaml"), expected);
}

#[test]
fn what_would_not_build_is_refused() {
    let place = Place::with("shop.yaml", SHOP);
    for (component, image, environment, message) in [
        ("wbe", image("2.0"), "test", "did you mean `web`?"),
        ("web", image("2.0"), "tst", "did you mean `test`?"),
        ("web", "registry.example/web:2.0".to_owned(), "test", "has no digest"),
        ("web", "registry.example/Web@sha256:00".to_owned(), "test", "is no image"),
    ] {
        let run = set(&place, component, &image, environment).expect(2);
        assert!(run.err.contains(message), "{}", run.err);
    }
    let run = place.run(&["image", "set", "shop.yaml", "web", &image("2.0")]).expect(2);
    assert!(run.err.contains("--environment NAME"), "{}", run.err);
    assert!(place.tree("shop.d").is_empty());
}
