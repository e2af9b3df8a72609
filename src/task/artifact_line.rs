//! A line that lists an output artifact: its path, its name, its state.

use std::ops::Range;

use super::item::Item;
use super::outline::Section;

/// An artifact as one line lists it.
#[derive(Debug)]
pub(super) struct ArtifactLine<'t> {
    /// The path, without Markdown around it.
    pub path: &'t str,
    /// The name after the dash.
    pub name: Option<&'t str>,
    /// Where `(missing)` or `(present)` stands in the file.
    pub state: Option<Range<usize>>,
}

const STATES: [&str; 2] = ["(missing)", "(present)"];
const DASHES: [&str; 4] = [" — ", " – ", " -- ", " - "];

/// The artifact that an item of a checklist lists.
///
/// Under the checklist's heading every box is one, so that none is forgotten; elsewhere only a
/// box whose line ends in a state.
pub(super) fn of_checklist<'t>(section: Option<Section>, item: &Item<'t>) -> Option<ArtifactLine<'t>> {
    let state = state_in(item.text);
    let ends = state.as_ref().is_some_and(|s| s.end == item.text.len());
    let counts = match (section, item.check_box) {
        (Some(Section::SelfCheck | Section::SaveOutput), _) => false,
        (Some(Section::Checklist), Some(_)) => true,
        (Some(Section::Checklist), None) => ends || looks_like_path(before_note(item.text)),
        (None, check_box) => ends && check_box.is_some(),
    };
    if !counts {
        return None;
    }
    let head = match &state {
        Some(state) => item.text.get(..state.start).unwrap_or(item.text),
        None => item.text,
    };
    let (path, name) = path_and_name(head.trim_end());
    Some(ArtifactLine {
        path: bare_path(path),
        name,
        state: state.map(|state| item.start + state.start..item.start + state.end),
    })
}

/// The path that an item of a "Save Output" list names; sentences in that list name none.
pub(super) fn of_save_output<'t>(item: &Item<'t>) -> Option<ArtifactLine<'t>> {
    let (path, name) = path_and_name(before_note(item.text));
    let path = bare_path(path);
    looks_like_path(path).then_some(ArtifactLine { path, name, state: None })
}

/// The last state in a text, whatever its case.
fn state_in(text: &str) -> Option<Range<usize>> {
    // Lowering ASCII letters alone keeps every byte offset.
    let lower = text.to_ascii_lowercase();
    STATES.iter().filter_map(|state| lower.rfind(state).map(|at| at..at + state.len())).max_by_key(|state| state.start)
}

/// Parts a path from the name after a dash. A dash may be part of either, so the parting at which
/// the name is the file's name is taken, and the first one if there is none.
fn path_and_name(text: &str) -> (&str, Option<&str>) {
    let partings = || {
        DASHES.iter().flat_map(|dash| {
            text.match_indices(dash).filter_map(|(at, dash)| {
                let path = text.get(..at)?.trim();
                let name = text.get(at + dash.len()..)?.trim();
                Some((path, name))
            })
        })
    };
    let names_file = |(path, name): &(&str, &str)| file_name(bare_path(path)) == bare_path(name);
    match partings().find(names_file).or_else(|| partings().next()) {
        Some((path, name)) => (path, Some(bare_path(name)).filter(|name| !name.is_empty())),
        None => (before_note(text), None),
    }
}

/// A text without a remark in parentheses at its end, such as ` (Markdown)`.
fn before_note(text: &str) -> &str {
    match text.rfind(" (") {
        Some(at) if text.ends_with(')') => text.get(..at).unwrap_or(text).trim_end(),
        _ => text,
    }
}

/// A path without emphasis, code marks, a link or a leading `./` around it.
fn bare_path(text: &str) -> &str {
    let text = text.trim().trim_matches('*');
    let target = text
        .strip_prefix('[')
        .and_then(|link| link.strip_suffix(')'))
        .and_then(|link| link.split_once("]("))
        .map_or(text, |(_, target)| target);
    let target = target.trim_matches('`').trim();
    let target = target.strip_prefix("mdc:").unwrap_or(target);
    target.strip_prefix("./").unwrap_or(target)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Whether a text can be a path: a file extension, no braces or quotes, and blanks only if there
/// is a folder.
fn looks_like_path(text: &str) -> bool {
    let extension = file_name(text).rsplit_once('.').map_or("", |(_, extension)| extension);
    (1..=10).contains(&extension.len())
        && extension.chars().all(|l| l.is_ascii_alphanumeric())
        && !text.contains(['{', '}', '"', '<', '>'])
        && (text.contains('/') || !text.contains(char::is_whitespace))
}
