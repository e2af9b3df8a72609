//! The builder's way with what blueprints do not have: anchors, aliases, and keys that are lists or mappings.

use super::build::Builder;
use super::frame::{Body, Frame, Pending};
use super::{accidents, checks, layout};
use crate::yaml::node::Key;
use std::ops::Range;

impl Builder<'_, '_, '_> {
    /// Tells that a list or mapping is no key; what was told inside it follows from that.
    pub(super) fn collection_as_key(&mut self, range: Range<usize>, problems: usize) {
        let brace = |at: usize| self.text.as_bytes().get(at) == Some(&b'{');
        let template = range.start.checked_sub(1).filter(|&at| brace(at) && brace(range.start));
        if let Some(start) = template {
            self.problems.spoil();
            self.template(start, problems);
        } else if !(brace(range.start) && brace(range.start + 1)) {
            self.problems.forget(problems);
            let problem = checks::not_text(self.problems, range.clone(), "a list or a mapping cannot be a key");
            self.problems.break_with(problem);
        }
        self.placeholder_key(range);
    }

    fn template(&mut self, start: usize, problems: usize) {
        self.problems.forget(problems);
        if self.problems.wants(start) {
            let outer = self.stack.len().checked_sub(2).and_then(|at| self.stack.get(at));
            let flow = outer.is_some_and(|frame| frame.flow);
            self.problems.add(accidents::template(self.problems, self.text, start, flow));
            self.problems.taint(start..layout::line(self.text, start).end);
        }
    }

    /// Puts a key in place of something that is none, so that building can go on.
    fn placeholder_key(&mut self, range: Range<usize>) {
        let key = Key { text: String::new(), span: self.problems.span(range.clone()) };
        if let Some(Frame { body: Body::Map(map), .. }) = self.stack.last_mut() {
            map.pending = Some(Pending { key, range, told: true });
        }
    }

    pub(super) fn anchor(&mut self, id: usize, name: &str, range: Range<usize>) {
        self.problems.spoil();
        if self.anchors.len() < checks::MOST_ANCHORS {
            self.anchors.insert(id, checks::anchor(self.problems, name, range));
        }
    }

    /// An alias of a known anchor is told with it; any other is most likely a text that begins with `*`.
    pub(super) fn alias(&mut self, id: Option<usize>, range: Range<usize>) {
        self.nodes += 1;
        self.problems.spoil();
        self.seen_to = self.seen_to.max(range.end);
        if let Some(id) = id {
            let span = self.problems.span(range.clone());
            if let Some(anchor) = self.anchors.get_mut(&id).filter(|anchor| anchor.related.len() < checks::MOST_RELATED)
            {
                anchor.related.push(checks::used_here(span));
            }
        } else if self.problems.wants(range.start) {
            let flow = self.stack.last().is_some_and(|frame| frame.flow);
            let value = layout::value(self.text, range.start, flow);
            let whole = if self.expects_key() { range.clone() } else { value };
            let problem = accidents::star(self.problems, whole);
            self.problems.add(problem);
            self.problems.taint(range.start..layout::line(self.text, range.start).end);
        }
        if self.expects_key() {
            self.placeholder_key(range);
        } else {
            self.drop_pending();
        }
    }
}
