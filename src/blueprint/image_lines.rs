//! The edit of an images file: one line changed or added, every other byte kept.

use super::table::{ByName, KeyKind};
use crate::diagnostics::{Diagnostic, Severity, Sink};
use crate::names::image::ImageRef;
use crate::source::Sources;
use crate::yaml::node::{Entry, Kind, Map};
use crate::yaml::read::{self, Limits};

/// Why an images file cannot be edited.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// Its text is not what an images file holds.
    #[error("{0}")]
    Unreadable(String),
    /// It is not written with a line for each image.
    #[error("it is written in braces; write one line for each component")]
    Braces,
}

/// The text of an images file in which a component has this image. A line that is there keeps its place, a new one goes
/// where it keeps sorted lines sorted.
///
/// # Errors
/// Refuses a text that is not a mapping by component, a line each.
pub fn with_image(text: &str, component: &str, image: &ImageRef) -> Result<String, EditError> {
    let value = scalar(image);
    let Some(map) = mapping(text)? else { return Ok(appended(text, component, &value)) };
    if map.flow && !map.entries.is_empty() {
        return Err(EditError::Braces);
    }
    let mut edited = text.to_owned();
    if let Some(entry) = map.entries.iter().find(|entry| entry.key.text == component) {
        let span = entry.value.span;
        edited.replace_range(span.start as usize..span.end as usize, &value);
        return Ok(edited);
    }
    let before = map.entries.iter().take_while(|entry| entry.key.text.as_str() < component).last();
    match (before, map.entries.first()) {
        (None, Some(first)) => {
            let line = format!("{component}: {value}{}", line_end(text));
            edited.insert_str(first.key.span.start as usize, &line);
        }
        (Some(before), _) => return Ok(inserted_behind(text, before, component, &value)),
        (None, None) => return Err(EditError::Braces),
    }
    Ok(edited)
}

/// The mapping of the text; none where it holds comments and blanks only.
fn mapping(text: &str) -> Result<Option<Map>, EditError> {
    let blank = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    if text.lines().all(blank) {
        return Ok(None);
    }
    let (mut sources, mut sink) = (Sources::default(), Sink::default());
    let id = sources.add("", text);
    let root = read::read(&sources, id, &Limits::default(), &mut sink);
    let first = sink.into_sorted().into_iter().find(|found| found.severity() == Severity::Error);
    if let Some(Diagnostic { message, .. }) = first {
        return Err(EditError::Unreadable(message));
    }
    match root.map(|root| root.kind) {
        Some(Kind::Map(map)) => Ok(Some(map)),
        _ => Err(EditError::Unreadable(format!("it is not a mapping by {}", ByName::WHAT))),
    }
}

/// A reference as YAML; one with an address in brackets in front would be read as a list.
fn scalar(image: &ImageRef) -> String {
    let text = image.to_string();
    if text.starts_with('[') { format!("\"{text}\"") } else { text }
}

/// The line behind all others; a last line without its end gets one.
fn appended(text: &str, component: &str, value: &str) -> String {
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { line_end(text) };
    format!("{text}{gap}{component}: {value}{}", line_end(text))
}

/// The line behind that of an entry, comments at its end included.
fn inserted_behind(text: &str, before: &Entry, component: &str, value: &str) -> String {
    let end = before.value.span.end as usize;
    let rest = text.get(end..).unwrap_or_default();
    let Some(newline) = rest.find('\n') else { return appended(text, component, value) };
    let mut edited = text.to_owned();
    edited.insert_str(end + newline + 1, &format!("{component}: {value}{}", line_end(text)));
    edited
}

/// The line end that the text uses.
fn line_end(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(text: &str, component: &str) -> Result<String, EditError> {
        let digest = "0".repeat(64);
        let image = ImageRef::parse(&format!("r.example/x:2@sha256:{digest}")).unwrap();
        with_image(text, component, &image).map(|text| text.replace(&format!("r.example/x:2@sha256:{digest}"), "NEW"))
    }

    #[test]
    fn one_line_changes_and_nothing_else() {
        let text = "# images\nb:   \"old\"   # why\r\n# of a\na: old\n";
        assert_eq!(edit(text, "b").unwrap(), "# images\nb:   NEW   # why\r\n# of a\na: old\n");
        assert_eq!(edit("a: 'x'", "a").unwrap(), "a: NEW");
    }

    #[test]
    fn new_lines_go_where_they_sort() {
        assert_eq!(edit("", "b").unwrap(), "b: NEW\n");
        assert_eq!(edit("# none yet", "b").unwrap(), "# none yet\nb: NEW\n");
        assert_eq!(
            edit("# top\na: 1 # one\n# of c\nc: 3\n", "b").unwrap(),
            "# top\na: 1 # one\nb: NEW\n# of c\nc: 3\n"
        );
        assert_eq!(edit("# top\nc: 3\n", "b").unwrap(), "# top\nb: NEW\nc: 3\n");
        assert_eq!(edit("a: 1\r\nc: 3\r\n", "d").unwrap(), "a: 1\r\nc: 3\r\nd: NEW\r\n");
        assert_eq!(edit("a: 1", "b").unwrap(), "a: 1\nb: NEW\n");
    }

    #[test]
    fn the_same_image_twice_changes_nothing() {
        let once = edit("a: 1\n", "b").unwrap();
        assert_eq!(edit(&once, "b").unwrap(), once);
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(edit("{a: 1}\n", "b"), Err(EditError::Braces));
        assert!(matches!(edit("- a\n", "b"), Err(EditError::Unreadable(_))));
        assert!(matches!(edit("a: 1\na: 2\n", "b"), Err(EditError::Unreadable(_))));
    }
}
