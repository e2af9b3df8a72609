//! `groundplan task`.

use super::support::{Place, Run, SHOP};

const TASK: &str = include_str!("../fixtures/task/conflicted.md");
const STEP: &str = include_str!("../fixtures/task/step.json");
const DNA: &str = include_str!("../fixtures/task/dna.json");
const SURVEY: &str = "drawings/Phase 1: Survey/Site_Survey.md";
const PLAN: &str = "drawings/Load_Plan.json";
const AT: [&str; 2] = ["--at", "2026-05-04T12:30:00+02:00"];

const BLUEPRINT: [&str; 2] = ["--blueprint", "shop.yaml"];

/// A project with its record, and all artifacts.
fn project() -> Place {
    let place = Place::new();
    place.put("project/tasks/a/task.md", TASK);
    place.put("project/tasks/Step.json", STEP);
    place.put("project/DNA.json", DNA);
    place.put(&format!("project/{SURVEY}"), "# Survey\n");
    place.put(&format!("project/{PLAN}"), "{\"deck\": {}}\n");
    place.put("shop.yaml", SHOP);
    place
}

fn task(place: &Place, command: &str, more: &[&str]) -> Run {
    let record = ["--root", "project", "--task", "tasks/a/task.md", "--step", "tasks/Step.json", "--dna", "DNA.json"];
    let arguments: Vec<&str> = ["task", command].into_iter().chain(record).chain(more.iter().copied()).collect();
    place.run(&arguments)
}

#[test]
fn a_complete_task_is_marked_in_all_three_files() {
    let place = project();
    let run = task(&place, "verify", &BLUEPRINT).expect(0);
    assert_eq!(run.out, format!("present  {SURVEY}\npresent  {PLAN}\n"));
    assert!(run.err.contains("merge conflict"), "{}", run.err);
    assert_eq!(place.text("project/DNA.json"), DNA);
    task(&place, "complete", &[&AT[..], &BLUEPRINT].concat()).expect(0);
    assert_eq!(place.text("project/tasks/a/task.md"), include_str!("../fixtures/task/conflicted.done.md"));
    for path in ["project/tasks/Step.json", "project/DNA.json"] {
        let text = place.text(path);
        assert!(text.contains("\"SUCCEEDED\"") && text.contains("\"2026-05-04T10:30:00Z\""), "{text}");
    }
}

#[test]
fn a_second_completion_changes_nothing() {
    let place = project();
    task(&place, "complete", &[&AT[..], &BLUEPRINT].concat()).expect(0);
    let before = place.tree("project");
    let run = task(&place, "complete", &BLUEPRINT).expect(0);
    assert!(run.err.contains("nothing to change"), "{}", run.err);
    assert_eq!(place.tree("project"), before);
}

#[test]
fn an_incomplete_task_is_refused() {
    let place = project();
    std::fs::remove_file(place.at(&format!("project/{SURVEY}"))).unwrap();
    place.put(&format!("project/{PLAN}"), "{");
    let before = place.tree("project");
    for command in ["verify", "complete"] {
        let run = task(&place, command, &BLUEPRINT).expect(1);
        assert!(run.out.starts_with(&format!("missing  {SURVEY}\ninvalid  {PLAN}\n")), "{}", run.out);
    }
    assert_eq!(place.tree("project"), before);
}

#[test]
fn without_a_blueprint_nothing_is_complete() {
    let place = project();
    let before = place.tree("project");
    let run = task(&place, "complete", &AT).expect(2);
    assert!(run.err.contains("without the blueprint") && run.err.contains("`--blueprint BLUEPRINT`"), "{}", run.err);
    let run = task(&place, "verify", &[]).expect(1);
    assert_eq!(run.out, format!("present  {SURVEY}\npresent  {PLAN}\n"));
    assert!(run.err.contains("was not checked"), "{}", run.err);
    assert_eq!(place.tree("project"), before);
}

#[test]
fn the_time_may_come_from_the_environment() {
    let place = project();
    let record = "task complete --root project --task tasks/a/task.md --step tasks/Step.json --dna DNA.json --blueprint shop.yaml";
    let mut command = place.command(&record.split(' ').collect::<Vec<_>>());
    assert!(command.env("SOURCE_DATE_EPOCH", "0").status().unwrap().success());
    assert!(place.text("project/DNA.json").contains("1970-01-01T00:00:00Z"));
    assert_eq!(command.env("SOURCE_DATE_EPOCH", "x").status().unwrap().code(), Some(2));
    task(&place, "complete", &[&["--at", "yesterday"][..], &BLUEPRINT].concat()).expect(2);
}

#[test]
fn the_blueprint_names_the_record_and_must_be_built() {
    let place = project();
    let key = "task: {file: tasks/a/task.md, step: tasks/Step.json, dna: DNA.json}\n";
    place.put("shop.yaml", &format!("{SHOP}{key}"));
    place.run(&["build", "shop.yaml"]).expect(0);
    let arguments = ["task", "complete", "--root", "project", "--blueprint", "shop.yaml"];
    place.run(&arguments).expect(0);
    place.run(&["task", "verify", "--root", "project", "--blueprint", "shop.yaml"]).expect(0);
    place.put("shop.yaml", "blueprint: shop\n");
    place.run(&arguments).expect(1);
}

#[test]
fn what_lacks_is_named() {
    let place = project();
    let run = place.run(&["task", "verify", "--root", "project"]).expect(2);
    assert!(run.err.contains("--task FILE") && run.err.contains("task: {file: FILE}"), "{}", run.err);
    let run = place.run(&["task", "verify", "--root", "project", "--task", "../x.md"]).expect(2);
    assert!(run.err.contains("is not below the root"), "{}", run.err);
    let run = place.run(&["task", "verify", "--root", "project", "--task", "none.md"]).expect(2);
    assert!(run.err.contains("does not exist"), "{}", run.err);
}

/// A project whose task is the four documents of a blueprint, built.
fn planned() -> Place {
    let place = project();
    let names = [
        "Infrastructure_Requirements.md",
        "Deployment_Architecture_Plan.json",
        "Scalability_Architecture_Design.md",
        "Performance_Optimization_Plan.json",
    ];
    let artifacts: Vec<String> = names.iter().map(|name| format!("- [ ] plans/{name} — {name} (missing)\n")).collect();
    let task = format!("---\ntask_id: T-1\n---\n## Output Artifacts Checklist\n{}", artifacts.concat());
    place.put("project/tasks/a/task.md", &task);
    let keys = "task: {file: tasks/a/task.md, step: tasks/Step.json, dna: DNA.json}\ndocuments: {directory: plans}\n";
    place.put("shop.yaml", &format!("{SHOP}{keys}"));
    place.run(&["build", "shop.yaml", "--root", "project"]).expect(0);
    place
}

const OF_BLUEPRINT: [&str; 4] = ["--root", "project", "--blueprint", "shop.yaml"];

fn planned_task(place: &Place, command: &str) -> Run {
    place.run(&[&["task", command], &OF_BLUEPRINT[..]].concat())
}

#[test]
fn fresh_documents_close_their_task() {
    let place = planned();
    let run = planned_task(&place, "verify").expect(0);
    assert_eq!(run.out.matches("present  plans/").count(), 4, "{}", run.out);
    planned_task(&place, "complete").expect(0);
    assert!(place.text("project/tasks/a/task.md").contains("- [x] plans/Infrastructure_Requirements.md"));
    assert_eq!(place.text("project/DNA.json").matches("\"sha256\"").count(), 4);
}

#[test]
fn stale_documents_and_manifests_keep_it_open() {
    let place = planned();
    place.put("project/plans/Infrastructure_Requirements.md", "# By hand\n");
    let run = planned_task(&place, "complete").expect(1);
    assert_eq!(run.out.matches("invalid  ").count(), 1, "{}", run.out);
    let force = "project/plans/Infrastructure_Requirements.md";
    assert!(run.out.contains(&format!("run `groundplan build --force {force}`")), "{}", run.out);
    place.run(&["build", "shop.yaml", "--root", "project"]).expect(2);
    place.run(&["build", "shop.yaml", "--root", "project", "--force", force]).expect(0);
    planned_task(&place, "verify").expect(0);
    place.put("output/shop/test/plan.json", "{}");
    let run = planned_task(&place, "verify").expect(1);
    assert_eq!(run.out.matches("The manifests in output/shop are stale").count(), 4, "{}", run.out);
    let named = "(output/shop/test/plan.json): run `groundplan build --force output/shop/test/plan.json`";
    assert!(run.out.contains(named), "{}", run.out);
}

#[test]
fn what_only_the_blueprint_left_behind_needs_no_force() {
    let place = planned();
    place.put("shop.yaml", &place.text("shop.yaml").replace("scaling: 3", "scaling: 4"));
    let run = planned_task(&place, "verify").expect(1);
    assert!(run.out.contains("It is stale: run `groundplan build`."), "{}", run.out);
    assert!(!run.out.contains("--force"), "{}", run.out);
}
