//! The entry of a task in a state file: found, compared, put in or replaced.

use std::ops::Range;

use super::entry::Entry;
use super::error::TaskError;
use super::json::{Layout, Node, Object, inserted, nested, replaced, top_level, written};

/// Records a completed task under a top-level key of a JSON text.
///
/// The key is a mapping from task id to entry. A missing key is put last, a missing entry last in
/// it. An entry of the same artifacts is left as it is, whatever its time; another entry of this
/// task is replaced. Everything else stays, byte for byte.
///
/// # Errors
///
/// [`TaskError::Json`] with its place if the text is not JSON, if it, the key's value or the
/// task's entry is not an object, or if one of the first two has a key twice.
pub fn set_task_status(text: &str, key: &str, task_id: &str, entry: &Entry) -> Result<String, TaskError> {
    let top = top_level(text)?;
    let top_layout = Layout::of_top(text, &top);
    let Some(tasks) = tasks(text, &top, key)? else {
        let value = Node::Map(vec![(task_id, entry.node())]);
        return Ok(inserted(text, &top, &top_layout, key, &value));
    };
    let layout = top_layout.of_nested(text, &tasks);
    let Some(span) = recorded(text, &tasks, key, task_id)? else {
        return Ok(inserted(text, &tasks, &layout, task_id, &entry.node()));
    };
    if read(text, &span).is_some_and(|found| found.same_artifacts(entry)) {
        return Ok(text.to_owned());
    }
    Ok(replaced(text, &span, &written(&entry.node(), &layout)))
}

/// The entry of a task under a top-level key of a JSON text; none if there is no complete one.
///
/// # Errors
///
/// Those of [`set_task_status`].
pub fn task_status(text: &str, key: &str, task_id: &str) -> Result<Option<Entry>, TaskError> {
    let top = top_level(text)?;
    let Some(tasks) = tasks(text, &top, key)? else {
        return Ok(None);
    };
    let span = recorded(text, &tasks, key, task_id)?;
    Ok(span.and_then(|span| read(text, &span)))
}

/// The mapping from task id to entry.
fn tasks(text: &str, top: &Object, key: &str) -> Result<Option<Object>, TaskError> {
    let Some(member) = top.member(text, key) else {
        return Ok(None);
    };
    nested(text, &member.value, &format!("`{key}`")).map(Some)
}

/// Where the entry of the task is.
fn recorded(text: &str, tasks: &Object, key: &str, task_id: &str) -> Result<Option<Range<usize>>, TaskError> {
    let Some(member) = tasks.member(text, task_id) else {
        return Ok(None);
    };
    nested(text, &member.value, &format!("`{task_id}` in `{key}`"))?;
    Ok(Some(member.value.clone()))
}

fn read(text: &str, span: &Range<usize>) -> Option<Entry> {
    text.get(span.clone()).and_then(Entry::read)
}
