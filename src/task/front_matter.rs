//! Front matter: the fields between two lines of `---` at the beginning.
//!
//! Only plain `key: value` lines at the margin are read; whatever else YAML allows is skipped,
//! because nothing else is asked of a task file.

use super::error::TaskError;
use super::lines::Line;

/// What a half begins with.
pub(super) enum FrontMatter<'h, 't> {
    /// No `---`.
    Absent,
    /// A `---` without a second one.
    Open {
        /// Its line.
        line: usize,
    },
    /// The lines between the two.
    Closed(&'h [Line<'t>]),
}

/// Takes the front matter off a half; the second part is the body.
pub(super) fn split<'h, 't>(half: &'h [Line<'t>]) -> (FrontMatter<'h, 't>, &'h [Line<'t>]) {
    let first = half.iter().position(|line| !line.is_blank()).unwrap_or(0);
    let Some((opening, rest)) = half.get(first..).and_then(<[_]>::split_first) else {
        return (FrontMatter::Absent, half);
    };
    if opening.text.trim_end() != "---" {
        return (FrontMatter::Absent, half);
    }
    let closing = rest.iter().position(|line| matches!(line.text.trim_end(), "---" | "..."));
    match closing.and_then(|closing| rest.split_at_checked(closing)) {
        Some((fields, body)) => (FrontMatter::Closed(fields), body),
        None => (FrontMatter::Open { line: opening.number }, half),
    }
}

/// The value of a `task_id` field with its line; none if the field is absent or empty.
///
/// # Errors
///
/// [`TaskError::UnreadableTaskId`] for quotes that do not close.
pub(super) fn task_ids(fields: &[Line<'_>]) -> Result<Vec<(String, usize)>, TaskError> {
    let mut ids = Vec::new();
    for (line, raw) in values(fields, "task_id") {
        let id = scalar(raw).ok_or(TaskError::UnreadableTaskId { line })?;
        if !matches!(id.as_str(), "" | "~" | "null") {
            ids.push((id, line));
        }
    }
    Ok(ids)
}

/// The value of the first readable `title` field.
pub(super) fn title(fields: &[Line<'_>]) -> Option<String> {
    values(fields, "title").filter_map(|(_, raw)| scalar(raw)).find(|title| !title.is_empty())
}

fn values<'t>(fields: &[Line<'t>], key: &str) -> impl Iterator<Item = (usize, &'t str)> {
    fields.iter().filter_map(move |line| {
        let (name, value) = line.text.split_once(':')?;
        let is_value = value.is_empty() || value.starts_with([' ', '\t']);
        (name.trim_end() == key && is_value).then(|| (line.number, value.trim()))
    })
}

/// A scalar without its quotes and its comment.
fn scalar(raw: &str) -> Option<String> {
    if raw.starts_with('"') {
        // A double-quoted scalar of one line is a JSON string, but for escapes nobody writes.
        let mut strings = serde_json::Deserializer::from_str(raw).into_iter::<String>();
        return strings.next()?.ok();
    }
    if let Some(quoted) = raw.strip_prefix('\'') {
        return single_quoted(quoted);
    }
    let end = comment_start(raw).unwrap_or(raw.len());
    raw.get(..end).map(|plain| plain.trim_end().to_owned())
}

fn single_quoted(quoted: &str) -> Option<String> {
    let mut value = String::new();
    let mut letters = quoted.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter != '\'' {
            value.push(letter);
        } else if letters.next_if_eq(&'\'').is_some() {
            value.push('\'');
        } else {
            return Some(value);
        }
    }
    None
}

fn comment_start(raw: &str) -> Option<usize> {
    if raw.starts_with('#') {
        return Some(0);
    }
    [" #", "\t#"].iter().filter_map(|start| raw.find(start)).min()
}
