//! Architectures that are too large for one picture, and one that is as small as can be.

use super::support::{SMALLEST, documents};
use std::fmt::Write;

/// Services in a row, each of which calls the next, with two ways in.
fn row(count: usize) -> String {
    let mut text = String::from(
        "blueprint: row\nedition: \"2026\"\ndefaults: {service: {image: \"ghcr.io/row/part:1.0\"}}\n\
         entrypoints:\n  first: {to: part-0, load: {peak: 10/s}}\n  middle: {to: part-40, load: {peak: 5/s}}\ncomponents:\n",
    );
    for at in 0..count {
        let calls = if at + 1 < count { format!(", calls: [part-{}]", at + 1) } else { String::new() };
        let _ = writeln!(text, "  part-{at}: {{ports: {{http: 8080}}, perRequest: {{cpu: 1ms}}{calls}}}");
    }
    text
}

fn nodes(diagram: &str) -> usize {
    let declared = diagram.lines().filter(|line| line.contains('"') && !line.contains("--") && !line.contains("-."));
    declared.count()
}

#[test]
fn a_large_architecture_is_shown_by_kind_and_by_entry_point() {
    let files = documents(&row(90));
    let text = &files["Infrastructure_Requirements.md"];
    let diagrams: Vec<&str> = text.split("```mermaid\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(diagrams.len(), 3, "an overview and one for each entry point");
    assert!(diagrams[0].contains("\"90 services\"") && diagrams[0].contains("\"89 edges\""), "{}", diagrams[0]);
    for diagram in &diagrams {
        assert!(nodes(diagram) <= 60, "{diagram}");
    }
    assert!(diagrams[1].contains("more further down"), "{}", diagrams[1]);
    assert!(!diagrams[2].contains("more further down"), "{}", diagrams[2]);
}

#[test]
fn an_architecture_of_sixty_nodes_is_one_picture() {
    let files = documents(&row(58));
    assert_eq!(files["Infrastructure_Requirements.md"].matches("```mermaid").count(), 1);
}

#[test]
fn the_smallest_blueprint_has_documents() {
    let files = documents(SMALLEST);
    let text = &files["Infrastructure_Requirements.md"];
    assert!(text.contains("No node pool is named"), "{text}");
    assert!(files["Scalability_Architecture_Design.md"].contains("No entry point leads in"));
}
