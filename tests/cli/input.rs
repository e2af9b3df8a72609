//! What names a blueprint: files, directories, standard input; and readers that go away.

use super::support::{Place, SHOP};
use std::process::Stdio;

#[test]
fn standard_input_is_a_blueprint() {
    let place = Place::new();
    let run = place.run_with_input(&["build", "-"], SHOP).expect(0);
    assert_eq!(run.out, "");
    assert!(place.text("output/shop/production/plan.json").contains("\"file\": \"<stdin>\""));
    let run = place.run_with_input(&["check", "-"], "blueprint: a\nedition: 2026\ncomponent: {}\n").expect(1);
    assert!(run.err.contains("<stdin>:3:1"), "{}", run.err);
}

#[test]
fn a_directory_is_a_blueprint() {
    let place = Place::new();
    let (top, rest) = SHOP.split_once("components:").unwrap();
    let (components, _) = rest.split_once("environments:").unwrap();
    place.put("shop/blueprint.yaml", top);
    place.put("shop/components/all.yaml", &components.replace("\n  ", "\n"));
    place.put("shop/environments/production.yaml", "components: {web: {scaling: 3}}\n");
    place.put("shop/environments/test.yaml", "{}\n");
    place.run(&["build", "shop/"]).expect(0);
    assert!(place.text("output/shop/production/plan.json").contains("\"file\": \"environments/production.yaml\""));
    place.put("shop.yaml", SHOP);
    place.run(&["build", "shop.yaml", "--output", "single"]).expect(0);
    let manifests = |root: &str| {
        let mut tree = place.tree(root);
        tree.retain(|path, _| path.contains("manifests/"));
        tree
    };
    assert_eq!(manifests("output"), manifests("single"));
}

#[test]
fn what_is_no_blueprint_is_refused_with_a_remedy() {
    let place = Place::with("shop.yaml", SHOP);
    place.put("notes.txt", "");
    for (argument, message, help) in [
        ("shp.yaml", "there is no blueprint `shp.yaml`", "did you mean `shop.yaml`?"),
        ("nowhere/x.yaml", "there is no blueprint", "groundplan init"),
        ("notes.txt", "its name does not end in `.yaml`", "`X.yaml`"),
        (".", "it has no `blueprint.yaml`", "`./shop.yaml`"),
    ] {
        let run = place.run(&["check", argument]).expect(2);
        assert!(run.err.contains(message) && run.err.contains(help), "{}", run.err);
    }
    place.run(&["check"]).expect(2);
    place.run(&["chek"]).expect(2);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_called_so() {
    let place = Place::new();
    std::os::unix::fs::symlink("loop.yaml", place.at("loop.yaml")).unwrap();
    std::os::unix::fs::symlink("gone.yaml", place.at("dangling.yaml")).unwrap();
    for argument in ["loop.yaml", "dangling.yaml"] {
        let run = place.run(&["check", argument]).expect(2);
        assert!(run.err.contains("leads nowhere") && !run.err.contains("did you mean"), "{}", run.err);
    }
}

#[test]
fn what_cannot_be_read_ends_with_two() {
    let place = Place::with("large.yaml", &"#".repeat((16 << 20) + 1));
    place.put("side.yaml", &SHOP.replacen("    calls: {api: 2}\n", "    files: {/etc/a.txt: ./gone.txt}\n", 1));
    place.put("platform.yaml", &format!("{SHOP}platform: ./gone.yaml\n"));
    for (argument, code) in [("large.yaml", "F0101"), ("side.yaml", "A0405"), ("platform.yaml", "F0101")] {
        for command in ["check", "build"] {
            let run = place.run(&[command, argument]).expect(2);
            assert!(run.err.contains(code) && run.err.contains("help"), "{}", run.err);
        }
    }
}

#[test]
fn an_external_is_no_url() {
    for (written, meant) in [
        ("https://api.example.com", "api.example.com:443"),
        ("https://api.example.com:8443/v1", "api.example.com:8443"),
    ] {
        let place = Place::with("shop.yaml", &format!("{SHOP}external: {{x: \"{written}\"}}\n"));
        let run = place.run(&["check", "shop.yaml"]).expect(1);
        assert!(run.err.contains("not a URL") && run.err.contains(&format!("{{x: {meant}}}")), "{}", run.err);
    }
}

#[test]
fn paths_are_shown_as_they_were_typed() {
    let place = Place::with("deep/er/shop.yaml", "blueprint: shop\nedition: '2026'\nx: 1\n");
    let run = place.run(&["check", "deep/er/shop.yaml", "--format", "short"]).expect(1);
    assert!(run.err.starts_with("deep/er/shop.yaml:3:1: "), "{}", run.err);
}

#[test]
fn files_outside_of_the_project_are_not_read() {
    let place = Place::with("outside.txt", "x");
    let files = "    files: {/etc/a.txt: ../outside.txt}\n";
    place.put("in/shop.yaml", &SHOP.replacen("    calls: {api: 2}\n", files, 1));
    let run = place.run(&["check", "in/shop.yaml"]).expect(2);
    assert!(run.err.contains("outside of the blueprint's directory"), "{}", run.err);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let place = Place::with("shop.yaml", SHOP);
    for arguments in [&["build", "shop.yaml", "--emit", "manifests"][..], &["schema"], &["man"]] {
        let mut child = place.command(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let run = child.wait_with_output().unwrap();
        assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn a_full_disk_is_a_failure() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Place::new().command(&["schema"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
