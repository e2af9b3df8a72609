//! Diagrams: the architecture and the paths of requests, with generated ids and quoted labels.

use super::escape::label;
use super::facts::Facts;
use crate::architecture::model::{Body, Call, CallKind, Component, ComponentId, ComponentType, EntryPoint, Target};
use crate::units::Rate;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write;

/// The most nodes that can still be read in one picture.
pub const MOST_NODES: usize = 60;

/// A picture. Only this module makes one, so that every label in it is escaped.
#[derive(Clone, Debug, Serialize)]
pub struct Diagram {
    mermaid: String,
}

/// What a node stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Entry(usize),
    Component(ComponentId),
    External(usize),
    Rest,
}

/// A picture while it is drawn.
struct Drawing {
    ids: BTreeMap<Node, usize>,
    text: String,
}

impl Drawing {
    fn new(direction: &str) -> Self {
        Self { ids: BTreeMap::new(), text: format!("flowchart {direction}\n") }
    }

    /// Adds a node between the two halves of its shape.
    fn node(&mut self, node: Node, shape: (&str, &str), words: &str) {
        if self.ids.contains_key(&node) {
            return;
        }
        let id = self.ids.len() + 1;
        self.ids.insert(node, id);
        let _ = writeln!(self.text, "  n{id}{}{}{}", shape.0, label(words), shape.1);
    }

    /// Adds an edge between nodes that are there.
    fn edge(&mut self, from: Node, to: Node, dashed: bool, words: &str) {
        let (Some(from), Some(to)) = (self.ids.get(&from), self.ids.get(&to)) else { return };
        let arrow = if dashed { "-.->" } else { "-->" };
        let _ = match words {
            "" => writeln!(self.text, "  n{from} {arrow} n{to}"),
            words => writeln!(self.text, "  n{from} {arrow}|{}| n{to}", label(words)),
        };
    }

    fn finish(self) -> Diagram {
        Diagram { mermaid: self.text }
    }
}

/// The whole architecture; where that is too much for a picture, one node for each kind of component.
pub fn architecture(facts: &Facts<'_>) -> Diagram {
    let architecture = facts.architecture();
    let nodes = architecture.components.len() + architecture.externals.len() + architecture.entry_points.len();
    if nodes > MOST_NODES {
        return grouped(facts);
    }
    let mut drawing = Drawing::new("LR");
    for (at, entry) in architecture.entry_points.iter().enumerate() {
        entry_node(&mut drawing, at, entry);
    }
    for (id, component) in architecture.ids() {
        component_node(&mut drawing, facts, id, component);
    }
    for (at, external) in architecture.externals.iter().enumerate() {
        drawing.node(Node::External(at), (">", "]"), &external.name);
    }
    for (at, entry) in architecture.entry_points.iter().enumerate() {
        entry_edges(&mut drawing, at, entry);
    }
    for call in &architecture.calls {
        call_edge(&mut drawing, facts, call);
    }
    drawing.finish()
}

/// The path of the requests of one entry point: what it reaches, nearest first.
pub fn path(facts: &Facts<'_>, at: usize, entry: &EntryPoint) -> Diagram {
    let mut drawing = Drawing::new("LR");
    entry_node(&mut drawing, at, entry);
    let reached = reached(facts, entry);
    for node in reached.iter().take(MOST_NODES - 2) {
        match node {
            Node::Component(id) => {
                if let Some(component) = facts.architecture().component(*id) {
                    component_node(&mut drawing, facts, *id, component);
                }
            }
            Node::External(at) => {
                let name = facts.architecture().externals.get(*at).map_or("", |external| &external.name);
                drawing.node(Node::External(*at), (">", "]"), name);
            }
            Node::Entry(_) | Node::Rest => {}
        }
    }
    let left = reached.len().saturating_sub(MOST_NODES - 2);
    if left > 0 {
        drawing.node(Node::Rest, ("[", "]"), &format!("{left} more further down"));
    }
    entry_edges(&mut drawing, at, entry);
    for call in &facts.architecture().calls {
        call_edge(&mut drawing, facts, call);
    }
    drawing.finish()
}

/// What the requests of an entry point reach through calls and messages, nearest first.
fn reached(facts: &Facts<'_>, entry: &EntryPoint) -> Vec<Node> {
    let architecture = facts.architecture();
    let mut open: VecDeque<ComponentId> = entry.routes.iter().map(|route| route.to).collect();
    let mut seen: BTreeSet<Node> = BTreeSet::new();
    let mut order = Vec::new();
    while let Some(id) = open.pop_front() {
        if !seen.insert(Node::Component(id)) {
            continue;
        }
        order.push(Node::Component(id));
        for call in architecture.calls_from(id) {
            match call.to {
                _ if matches!(call.kind, CallKind::Consumes { .. }) => {}
                Target::Component(to) => open.push_back(to),
                Target::External(to) => {
                    if seen.insert(Node::External(to.0)) {
                        order.push(Node::External(to.0));
                    }
                }
            }
        }
        let consumers = architecture.calls_to(id).filter(|call| matches!(call.kind, CallKind::Consumes { .. }));
        open.extend(consumers.map(|call| call.from));
    }
    order
}

/// One node for each kind of component, with the number of calls between them.
fn grouped(facts: &Facts<'_>) -> Diagram {
    let architecture = facts.architecture();
    let mut kinds: BTreeMap<&str, (ComponentId, ComponentType, usize)> = BTreeMap::new();
    for (id, component) in architecture.ids() {
        kinds.entry(component.kind.word()).or_insert((id, component.kind, 0)).2 += 1;
    }
    let mut drawing = Drawing::new("LR");
    let entries = architecture.entry_points.len();
    drawing.node(Node::Entry(0), ("([", "])"), &counted(entries, "entry point"));
    for (word, (id, kind, count)) in &kinds {
        drawing.node(Node::Component(*id), shape(*kind), &counted(*count, word));
    }
    drawing.node(Node::External(0), (">", "]"), &counted(architecture.externals.len(), "external"));
    let group = |id: ComponentId| {
        let word = architecture.component(id).map_or("", |component| component.kind.word());
        kinds.get(word).map_or(Node::Rest, |(first, ..)| Node::Component(*first))
    };
    let mut edges: BTreeMap<(Node, Node, bool), usize> = BTreeMap::new();
    for route in architecture.entry_points.iter().flat_map(|entry| &entry.routes) {
        *edges.entry((Node::Entry(0), group(route.to), false)).or_default() += 1;
    }
    for call in &architecture.calls {
        let to = match call.to {
            Target::Component(id) => group(id),
            Target::External(_) => Node::External(0),
        };
        let consumes = matches!(call.kind, CallKind::Consumes { .. });
        let ends = if consumes { (to, group(call.from), true) } else { (group(call.from), to, false) };
        *edges.entry(ends).or_default() += 1;
    }
    for ((from, to, dashed), count) in edges {
        drawing.edge(from, to, dashed, &counted(count, if dashed { "queue" } else { "edge" }));
    }
    drawing.finish()
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn entry_node(drawing: &mut Drawing, at: usize, entry: &EntryPoint) {
    let peak = entry.load.as_ref().map_or_else(String::new, |load| format!(": {}", load.peak.value));
    drawing.node(Node::Entry(at), ("([", "])"), &format!("{}{peak}", entry.name));
}

fn entry_edges(drawing: &mut Drawing, at: usize, entry: &EntryPoint) {
    for route in &entry.routes {
        let words = match &entry.load {
            _ if entry.routes.len() == 1 => String::new(),
            Some(load) => format!("{} {}", route.path, Rate(load.peak.value.0.times(route.share.0))),
            None => route.path.clone(),
        };
        drawing.edge(Node::Entry(at), Node::Component(route.to), false, &words);
    }
}

fn component_node(drawing: &mut Drawing, facts: &Facts<'_>, id: ComponentId, component: &Component) {
    let plan = facts.plan().components.get(id.0);
    let pods = plan.and_then(|plan| plan.pods.as_ref()).map(|pods| pods.scale.bounds());
    let words = match (pods, component.kind.is_finite()) {
        (_, true) => component.name.to_string(),
        (Some((1, 1)), _) => format!("{}: 1 pod", component.name),
        (Some((min, max)), _) if min == max => format!("{}: {min} pods", component.name),
        (Some((min, max)), _) => format!("{}: {min}..{max} pods", component.name),
        (None, _) if matches!(component.body, Body::Managed(_)) => format!("{}: managed", component.name),
        (None, _) if component.operated().is_some() => format!("{}: run by an operator", component.name),
        (None, _) => format!("{}: run by others", component.name),
    };
    drawing.node(Node::Component(id), shape(component.kind), &words);
}

/// The shape of a kind of component: stores are drums, queues are slanted, workers have double sides.
fn shape(kind: ComponentType) -> (&'static str, &'static str) {
    match kind {
        ComponentType::Database | ComponentType::Cache => ("[(", ")]"),
        ComponentType::Queue => ("[/", "/]"),
        ComponentType::Worker => ("[[", "]]"),
        ComponentType::Job | ComponentType::Cron => ("(", ")"),
        ComponentType::Service | ComponentType::Daemon => ("[", "]"),
    }
}

/// An edge with its rate; messages flow from the broker to the consumer.
fn call_edge(drawing: &mut Drawing, facts: &Facts<'_>, call: &Call) {
    let from = Node::Component(call.from);
    let to = match call.to {
        Target::Component(id) => Node::Component(id),
        Target::External(id) => Node::External(id.0),
    };
    let rate = facts.rate(call).map(|rate: Rate| rate.to_string()).unwrap_or_default();
    match &call.kind {
        CallKind::Consumes { queue, .. } => drawing.edge(to, from, true, format!("{queue} {rate}").trim()),
        CallKind::PerRequest(_) | CallKind::AtRate(_) => drawing.edge(from, to, call.optional, &rate),
    }
}
