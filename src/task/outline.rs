//! The outline of a body: which list items stand in which of the sections that matter here.

use super::item::Item;
use super::lines::Line;

/// A section that matters, opened by a heading or by a list item of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// `Output Artifacts Checklist`
    Checklist,
    /// `Save Output`
    SaveOutput,
    /// `Self-Check`
    SelfCheck,
}

impl Section {
    /// The section of a name; only letters count, so `5. **Self-Check:**` is one.
    fn named(name: &str) -> Option<Self> {
        let letters: String = name.chars().filter(|l| l.is_alphabetic()).collect();
        match letters.to_lowercase().as_str() {
            "selfcheck" | "selfchecks" | "selfchecklist" => Some(Self::SelfCheck),
            "saveoutput" | "saveoutputs" => Some(Self::SaveOutput),
            name if name.contains("artifact") && name.ends_with("checklist") => Some(Self::Checklist),
            _ => None,
        }
    }
}

/// Every list item of a body with the section it stands in; fenced code holds no items.
pub(super) fn items<'t>(body: &[Line<'t>]) -> Vec<(Option<Section>, Item<'t>)> {
    let mut walk = Walk::default();
    for line in body {
        walk.step(line);
    }
    walk.items
}

#[derive(Clone, Copy)]
enum Opener {
    Heading { level: usize },
    Item { indent: usize, ordered: bool },
}

#[derive(Default)]
struct Walk<'t> {
    fence: Option<Fence>,
    open: Option<(Section, Opener)>,
    items: Vec<(Option<Section>, Item<'t>)>,
}

impl<'t> Walk<'t> {
    fn step(&mut self, line: &Line<'t>) {
        if self.in_fence(line) || line.is_blank() {
            return;
        }
        if let Some((level, name)) = heading(line) {
            self.heading(level, name);
            return;
        }
        let item = Item::of(line);
        self.close_before(line, item.as_ref());
        if let Some(item) = item {
            self.item(item);
        }
    }

    /// Whether the line belongs to fenced code, the fences included.
    fn in_fence(&mut self, line: &Line<'t>) -> bool {
        let found = Fence::of(line.text);
        match (self.fence, found) {
            (None, None) => false,
            (None, Some(fence)) => {
                self.fence = Some(fence);
                true
            }
            (Some(open), found) => {
                if found.is_some_and(|fence| fence.closes(open)) {
                    self.fence = None;
                }
                true
            }
        }
    }

    fn heading(&mut self, level: usize, name: &str) {
        let stays = matches!(self.open, Some((_, Opener::Heading { level: outer })) if outer < level);
        if let Some(section) = Section::named(name) {
            self.open = Some((section, Opener::Heading { level }));
        } else if !stays {
            self.open = None;
        }
    }

    /// An item's section ends at a line that is not indented more than the item, except that
    /// check boxes right under a numbered item belong to it even at the margin.
    fn close_before(&mut self, line: &Line<'t>, item: Option<&Item<'t>>) {
        let Some((_, Opener::Item { indent, ordered })) = self.open else {
            return;
        };
        let is_box = item.is_some_and(|item| item.check_box.is_some() && !item.ordered);
        if line.indent() <= indent && !(ordered && is_box && line.indent() == indent) {
            self.open = None;
        }
    }

    fn item(&mut self, item: Item<'t>) {
        // A box of its own is no list of artifacts, but it may stand over the boxes of a check.
        let opened =
            Section::named(item.label()).filter(|section| item.check_box.is_none() || *section == Section::SelfCheck);
        if let Some(section) = opened {
            let (indent, ordered) = (item.indent, item.ordered);
            self.open = Some((section, Opener::Item { indent, ordered }));
        }
        if opened.is_none() || item.check_box.is_some() {
            self.items.push((self.open.map(|(section, _)| section), item));
        }
    }
}

/// The level and name of a heading.
fn heading<'t>(line: &Line<'t>) -> Option<(usize, &'t str)> {
    let text = line.text.trim_start();
    let name = text.trim_start_matches('#');
    let level = text.len() - name.len();
    let is_heading =
        line.indent() < 4 && (1..=6).contains(&level) && (name.is_empty() || name.starts_with([' ', '\t']));
    is_heading.then_some((level, name))
}

#[derive(Clone, Copy)]
struct Fence {
    letter: char,
    length: usize,
    bare: bool,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let text = line.trim();
        let letter = text.chars().next().filter(|l| matches!(l, '`' | '~'))?;
        let info = text.trim_start_matches(letter);
        let length = text.len() - info.len();
        // Backticks after the fence make it code within a line.
        let inline = letter == '`' && info.contains('`');
        (length >= 3 && !inline).then_some(Self { letter, length, bare: info.is_empty() })
    }

    fn closes(self, open: Self) -> bool {
        self.bare && self.letter == open.letter && self.length >= open.length
    }
}
