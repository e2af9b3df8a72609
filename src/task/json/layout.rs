//! The layout of an object: how its own members are set, so that a new one looks like them.

use super::object::{Member, Object};

/// How the members of one object are set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::task) struct Layout {
    /// What stands between key and value.
    pub colon: String,
    /// Where members stand.
    pub spread: Spread,
}

/// Where members stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::task) enum Spread {
    /// Each on a line of its own.
    Lines {
        /// `\n` or `\r\n`.
        eol: &'static str,
        /// What stands before each member.
        indent: String,
        /// What stands before it more than before the object.
        unit: String,
    },
    /// All on one line.
    Inline {
        /// What follows a comma.
        gap: String,
    },
}

impl Layout {
    /// The layout of the top-level object; an empty one is given lines and two blanks.
    pub fn of_top(text: &str, top: &Object) -> Self {
        Self::of_members(text, top, None).unwrap_or_else(|| Self {
            colon: ": ".to_owned(),
            spread: Spread::Lines {
                eol: eol(text),
                indent: format!("{}  ", line_blanks(text, top.open)),
                unit: "  ".to_owned(),
            },
        })
    }

    /// The layout of an object in an object of this layout.
    pub fn of_nested(&self, text: &str, object: &Object) -> Self {
        Self::of_members(text, object, Some(&self.spread)).unwrap_or_else(|| self.deeper())
    }

    /// The layout that an object shows, unless it is empty.
    fn of_members(text: &str, object: &Object, outer: Option<&Spread>) -> Option<Self> {
        let colon = between(text, object.members.last()?);
        let gap_of = |member: &Member| text.get(member.gap.clone()).unwrap_or("");
        let gaps: Vec<&str> = object.members.iter().map(gap_of).collect();
        let broken = gaps.iter().rev().find(|gap| gap.contains('\n'));
        let spread = match (broken, gaps.as_slice(), outer) {
            (Some(gap), _, _) => lines(text, object, gap, outer),
            (None, [_, .., gap], _) => inline(gap),
            // An only member has no gap to copy, but who writes `"a": 1` writes `, ` as well.
            (None, _, Some(Spread::Inline { gap })) => inline(gap),
            (None, _, _) => inline(if colon.ends_with(' ') { " " } else { "" }),
        };
        Some(Self { colon, spread })
    }

    /// The same layout one level further in.
    pub fn deeper(&self) -> Self {
        let mut deeper = self.clone();
        if let Spread::Lines { indent, unit, .. } = &mut deeper.spread {
            indent.push_str(unit);
        }
        deeper
    }

    /// What stands before a member that follows another.
    pub fn gap(&self) -> String {
        match &self.spread {
            Spread::Lines { eol, indent, .. } => format!("{eol}{indent}"),
            Spread::Inline { gap } => gap.clone(),
        }
    }
}

/// Members on lines of their own, as the gap before one of them shows.
fn lines(text: &str, object: &Object, gap: &str, outer: Option<&Spread>) -> Spread {
    let indent = gap.rsplit('\n').next().unwrap_or("");
    let margin = line_blanks(text, object.open);
    let unit = match outer {
        Some(Spread::Lines { unit, .. }) => unit,
        _ => indent.strip_prefix(margin).unwrap_or(indent),
    };
    Spread::Lines { eol: eol(gap), indent: indent.to_owned(), unit: unit.to_owned() }
}

fn inline(gap: &str) -> Spread {
    Spread::Inline { gap: gap.to_owned() }
}

/// What stands between key and value, if that is on one line.
fn between(text: &str, member: &Member) -> String {
    text.get(member.key.end..member.value.start)
        .filter(|between| !between.contains(['\n', '\r']))
        .unwrap_or(": ")
        .to_owned()
}

/// The ending of the first line.
fn eol(text: &str) -> &'static str {
    match text.split_once('\n') {
        Some((line, _)) if line.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The white space that begins the line of an offset.
fn line_blanks(text: &str, offset: usize) -> &str {
    let before = text.get(..offset).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let end = line.find(|l| l != ' ' && l != '\t').unwrap_or(line.len());
    line.get(..end).unwrap_or("")
}
