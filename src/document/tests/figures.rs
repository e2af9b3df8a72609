//! Every number in a document is the number of the plan and of the manifests.

use super::support::{SHOP, compiled, documents};
use crate::kubernetes::Object;
use crate::plan::Scale;
use serde_json::Value;

/// The cells of the first table row that begins with a name.
fn row<'t>(text: &'t str, heading: &str, name: &str) -> Vec<&'t str> {
    let section = text.split(heading).nth(1).unwrap();
    let start = format!("| `{name}` |");
    let line = section.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no row for {name}"));
    line.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect()
}

#[test]
fn component_tables_repeat_the_plan() {
    let (all, _) = compiled(SHOP);
    let files = documents(SHOP);
    let text = &files["Infrastructure_Requirements.md"];
    let lead = all.iter().find(|one| one.architecture.environment == "production").unwrap();
    for (component, plan) in lead.architecture.components.iter().zip(&lead.plan.components) {
        let cells = row(text, "## Server architecture", component.name.as_str());
        let pods = plan.pods.as_ref().unwrap();
        let replicas = match &pods.scale {
            Scale::Fixed(count) => count.value.to_string(),
            Scale::Auto(auto) => format!("{}..{}", auto.min.value, auto.max.value),
            Scale::PerNode(nodes) => format!("one on each of {}..{} nodes", nodes.value.0, nodes.value.1),
            Scale::Runs => "per run".to_owned(),
        };
        assert_eq!(cells[3], replicas, "{}", component.name);
        assert_eq!(cells[4], format!("{} / none", pods.resources.cpu_request.value));
        let limit = pods.resources.memory_limit.as_ref().unwrap();
        assert_eq!(cells[5], format!("{} / {}", pods.resources.memory_request.value, limit.value));
        let rates = plan.load.as_ref().map(|load| format!("{} / {}", load.peak.value, load.mean.value));
        assert_eq!(cells[7], rates.unwrap_or_else(|| "unknown / unknown".to_owned()));
    }
}

#[test]
fn environment_tables_repeat_every_plan() {
    let (all, _) = compiled(SHOP);
    let files = documents(SHOP);
    let text = &files["Infrastructure_Requirements.md"];
    for (at, name) in ["development", "production", "staging"].iter().enumerate() {
        let one = all.iter().find(|one| one.architecture.environment == *name).unwrap();
        for (component, plan) in one.architecture.components.iter().zip(&one.plan.components) {
            let cells = row(text, "Replicas, and CPU and memory requests of one pod", component.name.as_str());
            let resources = &plan.pods.as_ref().unwrap().resources;
            let size = format!(" x {} / {}", resources.cpu_request.value, resources.memory_request.value);
            assert!(cells[at + 1].ends_with(&size), "{name} {}: {}", component.name, cells[at + 1]);
        }
    }
}

#[test]
fn json_repeats_the_manifests() {
    let (all, _) = compiled(SHOP);
    let files = documents(SHOP);
    let document: Value = serde_json::from_str(&files["Performance_Optimization_Plan.json"]).unwrap();
    let lead = all.iter().find(|one| one.architecture.environment == "production").unwrap();
    let mut seen = 0;
    for emitted in lead.bundle.objects() {
        let Object::HorizontalPodAutoscaler(object) = &emitted.object else { continue };
        let name = object.metadata.name.as_deref().unwrap();
        let view = &document["scalability"]["autoscalers"][name];
        let spec = serde_json::to_value(&object.spec).unwrap();
        assert_eq!(view["maximum"], spec["maxReplicas"], "{name}");
        assert_eq!(view["minimum"], spec["minReplicas"], "{name}");
        seen += 1;
    }
    assert_eq!(seen, 3);
    for emitted in lead.bundle.objects() {
        let Object::ResourceQuota(object) = &emitted.object else { continue };
        let hard = serde_json::to_value(&object.spec).unwrap()["hard"].clone();
        assert_eq!(document["scalability"]["resources"]["allowance"]["quota"], hard);
    }
}

#[test]
fn decisions_name_the_fields_that_hold_them() {
    let files = documents(SHOP);
    let document: Value = serde_json::from_str(&files["Performance_Optimization_Plan.json"]).unwrap();
    let decisions = document["scalability"]["scalingDecisions"].as_array().unwrap();
    assert!(!decisions.is_empty());
    for decision in decisions {
        assert!(!decision["fields"].as_array().unwrap().is_empty(), "{decision:#}");
    }
}

#[test]
fn places_are_lines_of_the_blueprint() {
    let files = documents(SHOP);
    let document: Value = serde_json::from_str(&files["Deployment_Architecture_Plan.json"]).unwrap();
    let place = document["infrastructure"]["components"]["web"]["source"].as_str().unwrap();
    let line: usize = place.split(':').nth(1).unwrap().parse().unwrap();
    assert_eq!(SHOP.lines().nth(line - 1).map(str::trim), Some("web:"));
}
