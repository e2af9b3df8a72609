//! Tests of the documents on real blueprints.

mod figures;
mod injection;
mod large;
mod schemas;
mod support;

use super::{FILES, INFRASTRUCTURE, OwnTemplates, SCALABILITY, lead, templates, views};
use crate::document::facts::Facts;
use support::{SHOP, compiled, documents};

#[test]
fn the_lead_is_the_wanted_one_then_production_then_the_first() {
    let names: Vec<String> = ["blue", "production"].map(str::to_owned).to_vec();
    assert_eq!(lead(&names, Some("blue")), "blue");
    assert_eq!(lead(&names, Some("green")), "production");
    assert_eq!(lead(&names[..1], None), "blue");
    assert_eq!(lead(&[], None), "");
}

#[test]
fn templates_render_every_blueprint() {
    for text in [SHOP, support::SMALLEST] {
        let (all, sources) = compiled(text);
        for compiled in &all {
            let facts = Facts::new(&all, &compiled.architecture.environment, &sources).unwrap();
            templates::attempt(INFRASTRUCTURE, &views::markdown::infrastructure(&facts)).unwrap();
            templates::attempt(SCALABILITY, &views::markdown::scalability(&facts)).unwrap();
        }
    }
    assert!(
        super::render(&[], "production", &crate::source::Sources::default(), &OwnTemplates::new()).unwrap().is_empty()
    );
}

#[test]
fn the_same_blueprint_gives_the_same_documents() {
    let first = documents(SHOP);
    assert_eq!(first, documents(SHOP));
    assert_eq!(first.keys().map(String::as_str).collect::<Vec<_>>().len(), FILES.len());
    assert!(FILES.iter().all(|name| first.get(*name).is_some_and(|text| text.ends_with('\n'))));
}

#[test]
fn every_topic_has_content_of_its_own() {
    let files = documents(SHOP);
    let infrastructure = &files["Infrastructure_Requirements.md"];
    for heading in [
        "## Architecture",
        "## Environments",
        "## Server architecture",
        "## Cloud provider and services",
        "## Containerization",
        "## Orchestration",
        "## Networking",
        "## Security",
        "## Required in the cluster",
        "## Risks",
    ] {
        assert!(infrastructure.contains(heading), "{heading}");
    }
    let scalability = &files["Scalability_Architecture_Design.md"];
    for heading in ["## Load balancing", "## Auto-scaling", "## Caching", "## Resource management", "## Measures"] {
        assert!(scalability.contains(heading), "{heading}");
    }
    for said in ["810/s instead of 162/s", "the mail library opens port 25", "`Gateway/shop-"] {
        assert!(infrastructure.contains(said), "{said}");
    }
    assert!(
        files["Deployment_Architecture_Plan.json"].contains("kubectl -n shop-production rollout undo deployment/web")
    );
    assert!(files["Deployment_Architecture_Plan.json"].contains("pg_dumpall"));
}

#[test]
fn what_rests_on_an_assumption_claims_no_latency() {
    let files = documents(support::SMALLEST);
    let text = &files["Scalability_Architecture_Design.md"];
    assert!(!text.contains("hold a reserve for it"), "{text}");
    let files = documents(SHOP);
    let text = &files["Scalability_Architecture_Design.md"];
    assert!(text.contains("nothing is claimed about the latency objective (95% within 400ms)"), "{text}");
}
