//! Problems for code scanners: SARIF 2.1.0.

use super::json::document;
use super::place::Place;
use crate::diagnostics::{Code, Diagnostic};
use crate::source::{Sources, Span};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Renders all problems as one run.
pub(super) fn render(diagnostics: &[Diagnostic], sources: &Sources) -> String {
    let codes: BTreeMap<&str, &'static Code> = diagnostics.iter().map(|known| (known.code.id, known.code)).collect();
    let numbers: BTreeMap<&str, usize> = codes.keys().copied().zip(0..).collect();
    let outcome = |known| Outcome::of(known, numbers.get(known.code.id).copied(), sources);
    let driver = Driver {
        name: "groundplan",
        version: env!("CARGO_PKG_VERSION"),
        rules: codes.values().copied().map(Rule::of).collect(),
    };
    document(&Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver },
            column_kind: "unicodeCodePoints",
            results: diagnostics.iter().map(outcome).collect(),
        }],
    })
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Rule>,
}

/// A code, as SARIF calls it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Text,
    default_configuration: Configuration,
}

impl Rule {
    fn of(code: &'static Code) -> Self {
        let explanation = Text { text: code.explanation.to_owned() };
        Self {
            id: code.id,
            short_description: Text { text: code.title.to_owned() },
            full_description: explanation.clone(),
            help: explanation,
            default_configuration: Configuration { level: code.severity.word() },
        }
    }
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Clone, Serialize)]
struct Text {
    text: String,
}

impl Text {
    /// A message, in which braces would be placeholders (section 3.11.5 of the standard) if they were not doubled.
    fn message(text: &str) -> Self {
        Self { text: text.replace('{', "{{").replace('}', "}}") }
    }
}

/// A problem: what SARIF calls a result.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Text,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Site>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Site>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Correction<'a>>,
    properties: Properties<'a>,
}

impl<'a> Outcome<'a> {
    fn of(diagnostic: &'a Diagnostic, rule_index: Option<usize>, sources: &Sources) -> Self {
        let related = diagnostic.related.iter().zip(1..);
        Self {
            rule_id: diagnostic.code.id,
            rule_index,
            level: diagnostic.severity().word(),
            message: Text::message(&advice(diagnostic)),
            locations: diagnostic
                .span
                .and_then(|span| Site::of(span, None, &diagnostic.label, sources))
                .into_iter()
                .collect(),
            related_locations: related
                .filter_map(|(known, id)| Site::of(known.span, Some(id), &known.label, sources))
                .collect(),
            fixes: diagnostic
                .fix
                .iter()
                .filter_map(|fix| Correction::of(fix.span, &fix.replacement, sources))
                .collect(),
            properties: Properties { environments: &diagnostic.environments },
        }
    }
}

/// The message and, because scanners show nothing else, what to do.
fn advice(diagnostic: &Diagnostic) -> String {
    let mut text = diagnostic.message.clone();
    for help in &diagnostic.help {
        text.push_str("\nhelp: ");
        text.push_str(help);
    }
    text
}

#[derive(Serialize)]
struct Properties<'a> {
    environments: &'a BTreeSet<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Site {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<usize>,
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

impl Site {
    fn of(span: Span, id: Option<usize>, label: &str, sources: &Sources) -> Option<Self> {
        let place = Place::of(span, sources)?;
        let message = (!label.is_empty()).then(|| Text::message(label));
        let physical_location = Physical { artifact_location: Artifact::of(place), region: Region::of(place) };
        Some(Self { id, physical_location, message })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

impl Artifact {
    fn of(place: Place<'_>) -> Self {
        Self { uri: uri(&place.file.path) }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

impl Region {
    fn of(place: Place<'_>) -> Self {
        let ((start_line, start_column), (end_line, end_column)) = (place.from(), place.to());
        Self { start_line, start_column, end_line, end_column }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Correction<'a> {
    artifact_changes: [Change<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    artifact_location: Artifact,
    replacements: [Replacement<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

impl<'a> Correction<'a> {
    fn of(span: Span, text: &'a str, sources: &Sources) -> Option<Self> {
        let place = Place::of(span, sources)?;
        let replacement = Replacement { deleted_region: Region::of(place), inserted_content: Content { text } };
        Some(Self {
            artifact_changes: [Change { artifact_location: Artifact::of(place), replacements: [replacement] }],
        })
    }
}

/// A path as a URI reference: relative, unless the path begins at the root.
fn uri(path: &str) -> String {
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
