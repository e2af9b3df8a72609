//! The JSON Schema of both JSON documents, from one table of their records.

use serde_json::{Map, Value, json};

/// What a field holds.
#[derive(Clone, Copy)]
enum Holds {
    /// A text.
    Text,
    /// A text, or nothing.
    TextOrNull,
    /// A whole number.
    Whole,
    /// Yes or no.
    Flag,
    /// Texts.
    Texts,
    /// Texts by name.
    Named,
    /// A record.
    One(&'static str),
    /// A record, or nothing.
    OneOrNull(&'static str),
    /// Records.
    List(&'static str),
    /// At least one record.
    Some(&'static str),
    /// Records by name.
    By(&'static str),
    /// This word.
    Word(&'static str),
}

use Holds::{By, Flag, List, Named, One, OneOrNull, Some as AtLeastOne, Text, TextOrNull, Texts, Whole, Word};

type Fields = &'static [(&'static str, Holds)];

/// The records, each with all of its fields.
const RECORDS: &[(&str, Fields)] = &[
    (
        "infrastructure",
        &[
            ("depth", Word("full")),
            ("system", One("system")),
            ("summary", One("summary")),
            ("platform", One("platform")),
            ("services", AtLeastOne("service")),
            ("otherProviders", AtLeastOne("provider")),
            ("nodePools", List("pool")),
            ("components", By("component")),
            ("images", List("image")),
            ("networking", One("networking")),
            ("security", One("security")),
            ("requires", List("requirement")),
            ("decisions", One("decisions")),
            ("assumptions", Texts),
        ],
    ),
    (
        "deployment",
        &[
            ("depth", Word("full")),
            ("environments", By("environment")),
            ("strategy", List("decision")),
            ("steps", AtLeastOne("step")),
            ("rollback", AtLeastOne("step")),
            ("risks", List("risk")),
        ],
    ),
    (
        "scalability",
        &[
            ("depth", Word("full")),
            ("summary", One("summary")),
            ("entryPoints", By("demand")),
            ("rates", List("decision")),
            ("loadBalancing", List("entryPoint")),
            ("autoscalers", By("autoscaler")),
            ("fixedReplicas", List("decision")),
            ("scalingDecisions", List("decision")),
            ("caches", By("cache")),
            ("resources", One("resources")),
            ("externalLimits", List("external")),
            ("tests", List("test")),
            ("risks", List("risk")),
        ],
    ),
    (
        "performance",
        &[
            ("depth", Word("full")),
            ("objectives", By("objective")),
            ("hotSpots", List("hotSpot")),
            ("measures", List("measure")),
            ("cost", Text),
            ("assumptions", Texts),
        ],
    ),
    ("brief", &[("depth", Word("summary")), ("document", Text), ("figures", Named), ("points", Texts)]),
    (
        "system",
        &[
            ("name", Text),
            ("title", Text),
            ("version", Text),
            ("owner", Text),
            ("description", Text),
            ("lead", Text),
            ("environments", Texts),
        ],
    ),
    ("summary", &[("parts", Text), ("place", Text), ("demand", Texts), ("size", Text), ("grades", Text)]),
    (
        "platform",
        &[
            ("provider", Text),
            ("providerSource", Text),
            ("region", Text),
            ("zones", Texts),
            ("zonesSource", Text),
            ("kubernetes", Text),
            ("gatewayApi", Text),
            ("namespace", Text),
            ("namespaceManaged", Flag),
            ("posture", Text),
            ("budget", Text),
            ("cost", Text),
        ],
    ),
    ("service", &[("purpose", Text), ("choice", Text), ("rationale", Text), ("source", Text)]),
    ("provider", &[("provider", Text), ("changes", Texts), ("cost", Text)]),
    (
        "pool",
        &[
            ("name", Text),
            ("instanceTypes", Texts),
            ("nodeCpu", Text),
            ("nodeMemory", Text),
            ("allowed", Text),
            ("atFewestPods", Text),
            ("atMostPods", Text),
            ("formula", Text),
            ("cpuRequests", Text),
            ("memoryRequests", Text),
            ("source", Text),
        ],
    ),
    (
        "component",
        &[
            ("kind", Text),
            ("engine", TextOrNull),
            ("runs", Text),
            ("replicas", Text),
            ("container", OneOrNull("container")),
            ("peakRate", Text),
            ("meanRate", Text),
            ("source", Text),
        ],
    ),
    (
        "container",
        &[
            ("image", Text),
            ("cpuRequest", Text),
            ("cpuLimit", Text),
            ("memoryRequest", Text),
            ("memoryLimit", Text),
            ("disks", Texts),
            ("readiness", Text),
            ("disruption", Text),
            ("rollout", Text),
            ("spread", Text),
            ("grace", Text),
            ("user", Text),
            ("root", Text),
        ],
    ),
    ("image", &[("component", Text), ("image", Text), ("pinned", Text), ("source", Text)]),
    (
        "networking",
        &[
            ("isolation", Text),
            ("connections", List("connection")),
            ("entryPoints", List("entryPoint")),
            ("externals", List("external")),
        ],
    ),
    (
        "connection",
        &[
            ("from", Text),
            ("to", Text),
            ("ports", Texts),
            ("purpose", Text),
            ("peakRate", Text),
            ("patience", Text),
            ("policies", Texts),
            ("source", Text),
        ],
    ),
    (
        "entryPoint",
        &[
            ("name", Text),
            ("host", Text),
            ("exposure", Text),
            ("rationale", Text),
            ("rejected", List("candidate")),
            ("tls", Text),
            ("routes", Texts),
            ("timeout", Text),
            ("rateLimit", Text),
            ("peer", Text),
            ("objects", Texts),
            ("source", Text),
        ],
    ),
    (
        "external",
        &[
            ("name", Text),
            ("address", Text),
            ("networks", Text),
            ("latency", Text),
            ("availability", Text),
            ("rateLimit", Text),
            ("peakRate", Text),
            ("callers", Texts),
            ("source", Text),
        ],
    ),
    (
        "security",
        &[
            ("safeguards", List("safeguard")),
            ("encryption", Text),
            ("identities", List("identity")),
            ("secrets", List("secret")),
            ("exceptions", List("exception")),
            ("deviations", List("deviation")),
        ],
    ),
    ("safeguard", &[("field", Text), ("containers", Text), ("without", Texts)]),
    (
        "identity",
        &[
            ("scope", Text),
            ("components", Texts),
            ("user", Text),
            ("root", Text),
            ("scratch", Texts),
            ("rationale", Text),
        ],
    ),
    ("secret", &[("name", Text), ("keys", Texts), ("usedBy", Texts)]),
    ("exception", &[("subject", Text), ("what", Text), ("because", Text), ("source", Text)]),
    ("deviation", &[("finding", Text), ("scope", Text), ("subjects", Texts), ("because", Text), ("remedy", Text)]),
    ("requirement", &[("kind", Text), ("name", Text), ("detail", Text), ("usedBy", Texts), ("verify", Text)]),
    (
        "decisions",
        &[
            ("platform", List("decision")),
            ("containers", List("decision")),
            ("orchestration", List("decision")),
            ("resources", List("decision")),
        ],
    ),
    (
        "decision",
        &[
            ("setting", Text),
            ("value", Text),
            ("subjects", Texts),
            ("rationale", Text),
            ("sources", Texts),
            ("grade", Text),
            ("rejected", List("candidate")),
            ("fields", Texts),
        ],
    ),
    ("candidate", &[("candidate", Text), ("because", Text)]),
    (
        "environment",
        &[
            ("lead", Flag),
            ("namespace", Text),
            ("namespaceManaged", Flag),
            ("provider", Text),
            ("region", Text),
            ("zones", Texts),
            ("kubernetes", Text),
            ("directory", Text),
            ("pods", Text),
            ("cpuRequests", Texts),
            ("memoryRequests", Texts),
            ("nodes", Texts),
            ("entryPoints", Named),
            ("components", Named),
            ("budget", Text),
            ("cost", Text),
            ("assumptions", Whole),
        ],
    ),
    (
        "step",
        &[
            ("step", Text),
            ("rationale", Text),
            ("affected", Texts),
            ("commands", Texts),
            ("verify", Texts),
            ("limits", Text),
        ],
    ),
    ("risk", &[("risk", Text), ("affected", Texts), ("evidence", Text), ("mitigation", Text)]),
    (
        "demand",
        &[
            ("peak", Text),
            ("mean", Text),
            ("shape", Text),
            ("growth", Text),
            ("peakAtHorizon", Text),
            ("availability", Text),
            ("latency", Text),
            ("window", Text),
            ("source", Text),
            ("path", One("path")),
        ],
    ),
    ("path", &[("ownTime", Text), ("parts", Texts), ("missing", Texts)]),
    (
        "autoscaler",
        &[
            ("object", Text),
            ("minimum", Whole),
            ("minimumFormula", Text),
            ("maximum", Whole),
            ("maximumFormula", Text),
            ("cpuTarget", Text),
            ("cpuRequest", Text),
            ("behavior", Text),
            ("grade", Text),
            ("source", Text),
            ("rejected", List("candidate")),
        ],
    ),
    (
        "cache",
        &[
            ("engine", Text),
            ("runs", Text),
            ("dataset", Text),
            ("memory", Text),
            ("arguments", Text),
            ("peakRate", Text),
            ("spares", List("spared")),
            ("users", Texts),
            ("source", Text),
        ],
    ),
    (
        "spared",
        &[
            ("caller", Text),
            ("store", Text),
            ("hitRatio", Text),
            ("peakRate", Text),
            ("peakRateWithout", Text),
            ("source", Text),
        ],
    ),
    ("resources", &[("allowance", One("allowance")), ("nodePools", List("pool")), ("decisions", List("decision"))]),
    (
        "allowance",
        &[("quota", Named), ("defaultRequests", Named), ("defaultLimits", Named), ("most", Named), ("rationale", Text)],
    ),
    (
        "test",
        &[
            ("test", Text),
            ("load", Text),
            ("rationale", Text),
            ("run", Texts),
            ("watch", Texts),
            ("pass", Texts),
            ("undo", Texts),
        ],
    ),
    ("objective", &[("availability", Text), ("latency", Text), ("window", Text), ("path", One("path"))]),
    ("hotSpot", &[("component", Text), ("cpu", Text), ("formula", Text), ("source", Text)]),
    (
        "measure",
        &[
            ("measure", Text),
            ("status", Text),
            ("objects", Texts),
            ("settings", Texts),
            ("affected", Texts),
            ("rationale", Text),
            ("verify", Texts),
            ("undo", Text),
        ],
    ),
];

/// The four sections, in their order.
const SECTIONS: [&str; 4] = ["infrastructure", "deployment", "scalability", "performance"];

/// The JSON Schema (draft 2020-12) of both JSON documents.
#[must_use]
pub fn schema() -> Value {
    let sections: Map<String, Value> = SECTIONS.iter().map(|name| ((*name).to_owned(), section(name))).collect();
    let records: Map<String, Value> =
        RECORDS.iter().map(|(name, fields)| ((*name).to_owned(), record(fields))).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Groundplan planning document",
        "description": "Deployment_Architecture_Plan.json and Performance_Optimization_Plan.json: each is full in the two sections that it is named for and sums up the others.",
        "type": "object",
        "properties": sections,
        "required": SECTIONS,
        "additionalProperties": false,
        "$defs": records,
    })
}

/// A section is full, or a brief of the other document's.
fn section(name: &str) -> Value {
    json!({
        "type": "object",
        "minProperties": 1,
        "required": ["depth"],
        "if": {"properties": {"depth": {"const": "summary"}}},
        "then": reference("brief"),
        "else": reference(name),
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

fn record(fields: Fields) -> Value {
    let properties: Map<String, Value> =
        fields.iter().map(|(name, holds)| ((*name).to_owned(), field(*holds))).collect();
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": names, "additionalProperties": false})
}

fn field(holds: Holds) -> Value {
    let text = || json!({"type": "string"});
    match holds {
        Text => text(),
        TextOrNull => json!({"type": ["string", "null"]}),
        Whole => json!({"type": "integer", "minimum": 0}),
        Flag => json!({"type": "boolean"}),
        Texts => json!({"type": "array", "items": text()}),
        Named => json!({"type": "object", "additionalProperties": text()}),
        One(name) => reference(name),
        OneOrNull(name) => json!({"anyOf": [{"type": "null"}, reference(name)]}),
        List(name) => json!({"type": "array", "items": reference(name)}),
        AtLeastOne(name) => json!({"type": "array", "items": reference(name), "minItems": 1}),
        By(name) => json!({"type": "object", "additionalProperties": reference(name)}),
        Word(word) => json!({"const": word}),
    }
}
