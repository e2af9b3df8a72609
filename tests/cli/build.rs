//! `groundplan build` and `check`.

use super::support::{Place, SHOP};

fn built() -> Place {
    let place = Place::with("shop.yaml", SHOP);
    place.run(&["build", "shop.yaml"]).expect(0);
    place
}

#[test]
fn a_build_writes_every_environment() {
    let place = built();
    let files = place.tree("output/shop");
    for path in [
        ".gitattributes",
        "production/groundplan.lock",
        "production/kustomization.yaml",
        "production/manifests/_namespace.yaml",
        "production/manifests/web/deployment.yaml",
        "production/plan.json",
        "test/manifests/web/deployment.yaml",
    ] {
        assert!(files.contains_key(path), "{path} of {:?}", files.keys());
    }
    let kustomization = place.text("output/shop/production/kustomization.yaml");
    for path in files.keys().filter_map(|path| path.strip_prefix("production/")) {
        assert_eq!(kustomization.contains(&format!("- {path}\n")), path.starts_with("manifests/"), "{path}");
    }
}

#[test]
fn what_is_for_people_goes_to_standard_error() {
    let place = Place::with("shop.yaml", SHOP);
    let run = place.run(&["build", "shop.yaml"]).expect(0);
    assert_eq!(run.out, "");
    assert!(run.err.contains("output/shop: ") && run.err.contains(" created, 0 replaced"), "{}", run.err);
    assert!(!run.err.contains('\u{1b}'));
    let again = place.run(&["build", "shop.yaml"]).expect(0);
    assert!(again.err.contains("0 created, 0 replaced, 0 deleted"), "{}", again.err);
}

#[test]
fn a_check_compares_and_writes_nothing() {
    let place = Place::with("shop.yaml", SHOP);
    let run = place.run(&["build", "shop.yaml", "--check"]).expect(1);
    assert!(run.out.contains("missing      output/shop/production/plan.json\n"), "{}", run.out);
    assert!(place.tree("output").is_empty());
    place.run(&["build", "shop.yaml"]).expect(0);
    assert_eq!(place.run(&["build", "shop.yaml", "--check"]).expect(0).out, "");
    place.put("shop.yaml", &SHOP.replace("scaling: 3", "scaling: 4"));
    let before = place.tree("output");
    let run = place.run(&["build", "shop.yaml", "--check"]).expect(1);
    assert!(run.out.contains("different    output/shop/production/manifests/web/deployment.yaml\n"), "{}", run.out);
    assert!(!run.out.contains("output/shop/test"), "{}", run.out);
    assert_eq!(place.tree("output"), before);
}

#[test]
fn a_part_leaves_the_other_environments_alone() {
    let place = built();
    place.put("shop.yaml", &SHOP.replace("1.4.2", "1.5.0"));
    let before = place.tree("output/shop/production");
    place.run(&["build", "shop.yaml", "--environment", "test"]).expect(0);
    assert_eq!(place.tree("output/shop/production"), before);
    assert!(place.text("output/shop/test/manifests/web/deployment.yaml").contains("web:1.5.0"));
    place.run(&["build", "shop.yaml", "--check", "--environment", "test"]).expect(0);
    let check = place.run(&["build", "shop.yaml", "--check"]).expect(1);
    assert!(check.out.contains("output/shop/documents/Infrastructure_Requirements.md"), "{}", check.out);
    let unknown = place.run(&["build", "shop.yaml", "--environment", "tset"]).expect(2);
    assert!(unknown.err.contains("did you mean `test`?"), "{}", unknown.err);
}

#[test]
fn an_environment_that_is_gone_is_removed_by_a_full_build() {
    let place = built();
    place.put("shop.yaml", &SHOP.replace("  test: {}\n", ""));
    place.run(&["build", "shop.yaml", "--environment", "production"]).expect(0);
    assert!(!place.tree("output/shop/test").is_empty());
    let check = place.run(&["build", "shop.yaml", "--check"]).expect(1);
    assert!(check.out.contains("superfluous  output/shop/test/plan.json"), "{}", check.out);
    let run = place.run(&["build", "shop.yaml"]).expect(0);
    assert!(place.tree("output/shop/test").is_empty());
    assert!(run.err.contains("kubectl delete --namespace shop-test "), "{}", run.err);
    assert!(run.err.contains("deployment.apps/web"), "{}", run.err);
}

#[test]
fn an_error_anywhere_writes_nothing_anywhere() {
    let place = built();
    let before = place.tree("output");
    place.put("shop.yaml", &SHOP.replace("test: {}", "test: {components: {web: {image: 'Bad:x'}}}"));
    let run = place.run(&["build", "shop.yaml"]).expect(1);
    assert!(run.err.contains("shop.yaml:14"), "{}", run.err);
    assert_eq!(place.tree("output"), before);
}

#[test]
fn edited_files_are_refused_unless_forced() {
    let place = built();
    let path = "output/shop/test/plan.json";
    place.put(path, "mine");
    let run = place.run(&["build", "shop.yaml"]).expect(2);
    assert!(run.err.contains("`test/plan.json`: it was edited"), "{}", run.err);
    assert_eq!(place.text(path), "mine");
    place.run(&["build", "shop.yaml", "--force", "test/plan.jsn"]).expect(2);
    for name in ["test/plan.json", path, &format!("./{path}")] {
        place.put(path, "mine");
        let run = place.run(&["build", "shop.yaml", "--force", name]).expect(0);
        assert!(run.err.contains("replaced though not ours: test/plan.json (forced)"), "{}", run.err);
    }
}

#[test]
fn threads_and_directories_do_not_show() {
    let place = Place::new();
    place.put("a/blueprints/shop.yaml", SHOP);
    let one = place.run(&["build", "a/blueprints/shop.yaml", "--threads", "1", "--output", "one"]).expect(0);
    let two = place.run(&["build", "a/blueprints/shop.yaml", "--threads", "2", "--output", "two"]).expect(0);
    assert_eq!(place.tree("one"), place.tree("two"));
    assert_eq!(one.err.replace("one/shop", "two/shop"), two.err);
    let absolute = place.at("a/blueprints/shop.yaml").display().to_string();
    place.run(&["build", &absolute, "--output", "three"]).expect(0);
    assert_eq!(place.tree("one"), place.tree("three"));
    place.put("shop.yaml", SHOP);
    place.run(&["build", "./shop.yaml", "--output", "four"]).expect(0);
    assert_eq!(place.tree("one"), place.tree("four"));
}

#[test]
fn stages_are_printed() {
    let place = Place::with("shop.yaml", SHOP);
    let manifests = place.run(&["build", "shop.yaml", "--emit", "manifests"]).expect(0).out;
    assert_eq!(manifests.matches("---\n").count(), manifests.matches("\nkind: ").count());
    assert!(manifests.contains("\n  name: shop-production\n"));
    let plan = place.run(&["build", "shop.yaml", "--emit", "plan", "--environment", "test"]).expect(0).out;
    let architecture = place.run(&["build", "shop.yaml", "--emit", "architecture"]).expect(0).out;
    assert!(architecture.contains("scaling.replicas: 3  # shop.yaml:13:33\n"), "{architecture}");
    assert!(place.tree("output").is_empty());
    place.run(&["build", "shop.yaml"]).expect(0);
    assert_eq!(plan, place.text("output/shop/test/plan.json"));
    place.put("bad.yaml", &SHOP.replace("image:", "imgae:"));
    assert_eq!(place.run(&["build", "bad.yaml", "--emit", "manifests"]).expect(1).out, "");
}

#[test]
fn problems_have_their_formats() {
    let place = Place::with("shop.yaml", &SHOP.replace("calls: {api: 2}", "cals: {api: 2}"));
    for command in ["check", "build"] {
        let human = place.run(&[command, "shop.yaml"]).expect(1);
        assert!(human.out.is_empty() && human.err.contains("error[B0101]"), "{}", human.err);
        let short = place.run(&[command, "shop.yaml", "--format", "short"]).expect(1);
        assert!(short.out.is_empty() && short.err.contains("shop.yaml:7:5: error[B0101]"), "{}", short.err);
        let json = place.run(&[command, "shop.yaml", "--format", "json"]).expect(1);
        assert!(json.out.contains("\"B0101\"") && json.err.is_empty(), "{}", json.err);
        let sarif = place.run(&[command, "shop.yaml", "--format", "sarif"]).expect(1);
        assert!(sarif.out.contains("\"2.1.0\"") && sarif.err.is_empty());
    }
    place.run(&["check", "shop.yaml", "--format", "xml"]).expect(2);
}

#[test]
fn warnings_fail_only_where_they_are_denied() {
    let place = Place::with("shop.yaml", &SHOP.replace("web:1.4.2", "web:latest"));
    place.run(&["check", "shop.yaml"]).expect(0);
    place.run(&["check", "shop.yaml", "--deny", "warnings"]).expect(1);
    place.run(&["build", "shop.yaml", "--deny", "warnings"]).expect(1);
    assert!(place.tree("output").is_empty());
    place.run(&["build", "shop.yaml"]).expect(0);
}

#[test]
fn colors_are_asked_for() {
    let place = Place::with("shop.yaml", "blueprint: shop\n");
    let colored = |arguments: &[&str], variable: Option<(&str, &str)>| {
        let mut command = place.command(arguments);
        command.envs(variable);
        let output = command.output().unwrap();
        output.stderr.contains(&0x1b)
    };
    let base = ["check", "shop.yaml"];
    let with = |when| ["check", "shop.yaml", "--color", when];
    assert!(!colored(&base, None));
    assert!(colored(&with("always"), None));
    assert!(!colored(&with("never"), Some(("CLICOLOR_FORCE", "1"))));
    assert!(colored(&base, Some(("CLICOLOR_FORCE", "1"))));
    assert!(!colored(&base, Some(("NO_COLOR", "1"))));
}

#[test]
fn a_secret_value_is_never_printed() {
    let secret = "AKIAIOSFODNN7EXAMPLE";
    let text = SHOP.replace("    calls: {api: 2}", &format!("    env: {{AWS_SECRET_ACCESS_KEY: {secret}}}"));
    let place = Place::with("shop.yaml", &text);
    for format in ["human", "short", "json", "sarif"] {
        let run = place.run(&["check", "shop.yaml", "--format", format]);
        assert!(!run.out.contains(secret) && !run.err.contains(secret), "{}{}", run.out, run.err);
    }
}

#[test]
fn documents_may_have_a_root_of_their_own() {
    let place = Place::with("shop.yaml", &format!("{SHOP}documents: {{directory: plans/phase}}\n"));
    place.run(&["build", "shop.yaml", "--root", "elsewhere"]).expect(0);
    place.run(&["build", "shop.yaml", "--root", "elsewhere", "--check"]).expect(0);
    assert_eq!(place.tree("elsewhere/plans/phase").len(), 5);
    place.put("elsewhere/plans/phase/Infrastructure_Requirements.md", "mine");
    place.put(
        "shop.yaml",
        &format!("{}documents: {{directory: plans/phase}}\n", SHOP.replace("scaling: 3", "scaling: 4")),
    );
    let before = place.tree(".");
    place.run(&["build", "shop.yaml", "--root", "elsewhere"]).expect(2);
    assert_eq!(place.tree("."), before);
    let force = ["--force", "elsewhere/plans/phase/Infrastructure_Requirements.md"];
    place.run(&[&["build", "shop.yaml", "--root", "elsewhere"], &force[..]].concat()).expect(0);
    place.run(&["build", "shop.yaml", "--root", "elsewhere", "--check"]).expect(0);
    place.put("shop.yaml", &format!("{SHOP}documents: {{directory: ../plans}}\n"));
    let run = place.run(&["build", "shop.yaml"]).expect(1);
    assert!(run.err.contains("error[A0112]: `../plans` is no directory"), "{}", run.err);
    place.put("shop.yaml", &format!("{SHOP}documents: {{directory: test}}\n"));
    let run = place.run(&["build", "shop.yaml"]).expect(2);
    assert!(run.err.contains("would share a directory"), "{}", run.err);
}
