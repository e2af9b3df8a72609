//! The builder: events of the parser in, a tree out, without recursion.

use super::frame::{Body, Frame, MapBody, Pending, Word};
use super::problems::Problems;
use super::{Limits, accidents, checks, codes, errors, layout, too_deep};
use crate::diagnostics::Diagnostic;
use crate::yaml::node::{Entry, Key, Kind, Map, Node, Scalar, Style};
use granit_parser::{Event, ScalarStyle, ScanError, StructureStyle};
use std::collections::BTreeMap;
use std::ops::Range;

/// Builds the tree of one file.
pub(super) struct Builder<'p, 't, 'a> {
    /// The text that the parser sees, with the same offsets as the written one.
    pub(super) text: &'t str,
    limits: Limits,
    pub(super) problems: &'p mut Problems<'a>,
    pub(super) stack: Vec<Frame>,
    root: Option<Node>,
    documents: usize,
    pub(super) nodes: usize,
    /// Behind the last token that was seen.
    pub(super) seen_to: usize,
    last: Option<Word>,
    pub(super) anchors: BTreeMap<usize, Diagnostic>,
}

impl<'p, 't, 'a> Builder<'p, 't, 'a> {
    pub(super) fn new(text: &'t str, limits: Limits, problems: &'p mut Problems<'a>) -> Self {
        let (stack, anchors) = (Vec::new(), BTreeMap::new());
        Self { text, limits, problems, stack, root: None, documents: 0, nodes: 0, seen_to: 0, last: None, anchors }
    }

    /// Takes an event in; false if reading stops here.
    pub(super) fn take(&mut self, event: Event<'_>, span: &granit_parser::Span) -> bool {
        let range = span.byte_range().unwrap_or(0..0);
        let tag = span.tag_span().and_then(|tag| tag.byte_range());
        match event {
            Event::DocumentStart(explicit, _) => return self.document(explicit, &range),
            Event::Scalar(text, style, anchor, _) => {
                let marked = anchor != 0 || tag.is_some();
                let range = self.written_range(style, &range);
                self.scalar(Word { text: text.into_owned(), style, range, marked }, tag);
            }
            Event::SequenceStart(style, ..) => return self.open(style, &range, tag, Body::List(Vec::new())),
            Event::MappingStart(style, ..) => return self.open(style, &range, tag, Body::Map(MapBody::default())),
            Event::SequenceEnd | Event::MappingEnd => self.close(&range),
            Event::Alias(id) => self.alias(Some(id), range),
            Event::UnresolvedAlias(_) => self.alias(None, range),
            Event::Anchor(id, name) => self.anchor(id, &name, range),
            _ => {}
        }
        self.within_budget()
    }

    /// Tells a syntax error; reading stops.
    pub(super) fn fail(&mut self, error: &ScanError) -> bool {
        let place = errors::Place {
            text: self.text,
            at: error.marker().byte_offset().unwrap_or(0),
            last: self.last.as_ref(),
            frame: self.stack.last(),
            limits: self.limits,
        };
        let line = layout::line(self.text, place.at);
        let problem = errors::explain(error.kind(), &place, self.problems);
        self.problems.forget_empty_values(&line);
        self.problems.break_with(problem);
        false
    }

    /// The tree, unless it cannot be relied on.
    pub(super) fn finish(self) -> Option<Node> {
        if self.documents == 0 && !self.problems.is_broken() {
            self.problems.break_with(checks::empty_document(self.problems));
        }
        self.anchors.into_values().for_each(|problem| self.problems.add(problem));
        self.root.filter(|_| !self.problems.is_broken())
    }

    fn document(&mut self, explicit: bool, range: &Range<usize>) -> bool {
        self.documents += 1;
        if explicit {
            self.seen_to = range.end;
        }
        if self.documents > 1 {
            self.problems.break_with(checks::second_document(self.problems, explicit, range));
        }
        self.documents == 1
    }

    fn within_budget(&mut self) -> bool {
        if self.nodes <= self.limits.nodes {
            return true;
        }
        let message = format!("the file has more than {} keys and values", self.limits.nodes);
        let problem = Diagnostic::new(&codes::TOO_MANY_VALUES, self.problems.span(self.seen_to..self.seen_to), message)
            .label("reading stopped here")
            .help("Split the file, or generate less of it.");
        self.problems.break_with(problem);
        false
    }

    pub(super) fn expects_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { body: Body::Map(map), .. }) if map.pending.is_none())
    }

    /// The parser reports block texts without their header; people see them from the `|` or `>` on.
    fn written_range(&self, style: ScalarStyle, range: &Range<usize>) -> Range<usize> {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return range.clone();
        }
        let gap = self.seen_to.min(range.start)..range.start;
        let header = layout::between(self.text, gap, |_, byte, _| matches!(byte, b'|' | b'>')).unwrap_or(range.start);
        header..range.end
    }

    fn scalar(&mut self, word: Word, tag: Option<Range<usize>>) {
        self.nodes += 1;
        if let Some(tag) = tag {
            self.problems.break_with(checks::tag(self.problems, tag, Some(&word)));
        }
        if !word.is_nothing() {
            checks::characters(self.problems, &word);
            accidents::swallowed(self.problems, self.text, &word, self.stack.last());
        }
        if self.expects_key() {
            self.key(&word);
        } else {
            self.value(&word);
        }
        self.seen_to = self.seen_to.max(word.range.end);
        self.last = Some(word);
    }

    fn key(&mut self, word: &Word) {
        let gap = self.seen_to.min(word.range.start)..word.range.start;
        let told = self.is_told(word.range.start);
        let bad = !told && !word.marked && checks::key(self.problems, self.text, gap, word);
        let pending = Pending {
            key: Key { text: word.text.clone(), span: self.problems.span(word.range.clone()) },
            range: word.range.clone(),
            told: told || bad || word.marked,
        };
        if let Some(Frame { body: Body::Map(map), .. }) = self.stack.last_mut() {
            map.pending = Some(pending);
        }
    }

    fn is_told(&self, at: usize) -> bool {
        matches!(self.stack.last(), Some(Frame { body: Body::Map(map), .. }) if at < map.told_to)
    }

    fn value(&mut self, word: &Word) {
        let mut text = word.text.clone();
        if word.is_nothing() {
            if !word.marked {
                checks::empty_value(self.problems, self.text, self.stack.last_mut(), word.range.start);
            }
            self.problems.spoil();
            self.drop_pending();
            return;
        }
        if word.style == ScalarStyle::Plain && matches!(&*text, "null" | "Null" | "NULL") {
            self.problems.add(checks::null_word(self.problems, word));
            "~".clone_into(&mut text);
        }
        let style = match word.style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        let range = layout::trimmed(self.text, word.range.clone());
        self.attach(Node { span: self.problems.span(range), kind: Kind::Scalar(Scalar { text, style }) });
    }

    /// Leaves a key without its value out; the tree is not used any more.
    pub(super) fn drop_pending(&mut self) {
        if let Some(Frame { body: Body::Map(map), .. }) = self.stack.last_mut() {
            map.pending = None;
        }
    }

    fn open(&mut self, style: StructureStyle, range: &Range<usize>, tag: Option<Range<usize>>, body: Body) -> bool {
        self.nodes += 1;
        if self.stack.len() >= self.limits.depth {
            self.problems.break_with(too_deep(self.problems, range.start, &self.limits));
            return false;
        }
        if let Some(tag) = tag {
            self.problems.break_with(checks::tag(self.problems, tag, None));
        }
        let flow = style == StructureStyle::Flow;
        let start = if flow { range.start } else { self.block_start(range.start, &body) };
        self.seen_to = if flow { self.seen_to.max(range.end) } else { self.seen_to };
        self.stack.push(Frame { start, end: range.end, flow, problems: self.problems.count(), body });
        self.within_budget()
    }

    /// A list that is no deeper than its key begins, for the parser, behind its first dash.
    fn block_start(&self, start: usize, body: &Body) -> usize {
        let under_key = matches!(self.stack.last(), Some(Frame { body: Body::Map(map), .. }) if map.pending.is_some());
        if !under_key || matches!(body, Body::Map(_)) {
            return start;
        }
        let is_dash = |before, byte, after| {
            byte == b'-' && matches!(before, b' ' | b'\n' | b'\r') && matches!(after, b' ' | b'\n' | b'\r')
        };
        layout::between(self.text, self.seen_to.min(start)..start, is_dash).unwrap_or(start)
    }

    fn close(&mut self, range: &Range<usize>) {
        let Some(frame) = self.stack.pop() else { return };
        let end = if frame.flow && !range.is_empty() { range.end } else { frame.end };
        self.seen_to = self.seen_to.max(end);
        let kind = match frame.body {
            Body::List(items) => Kind::List(items),
            Body::Map(map) => Kind::Map(Map { entries: map.entries, flow: frame.flow }),
        };
        if self.expects_key() {
            self.collection_as_key(frame.start..end, frame.problems);
            return;
        }
        self.attach(Node { span: self.problems.span(frame.start..end), kind });
    }

    fn attach(&mut self, node: Node) {
        let range = node.span.start as usize..node.span.end as usize;
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.end = frame.end.max(range.end);
        match &mut frame.body {
            Body::List(items) => items.push(node),
            Body::Map(map) => {
                map.last_value = range;
                let Some(Pending { key, told, .. }) = map.pending.take() else { return };
                match map.first(&key.text).and_then(|first| map.entries.get(first)) {
                    _ if told => self.problems.spoil(),
                    Some(first) => self.problems.add(checks::duplicate_key(&key, first)),
                    None => map.entries.push(Entry { key, value: node }),
                }
            }
        }
    }
}
