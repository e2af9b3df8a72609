//! The planning documents as files.

use crate::document;

/// What is wrong with a document by itself, each in a sentence.
#[must_use]
pub fn problems(path: &str, bytes: &[u8]) -> Vec<String> {
    let Ok(text) = str::from_utf8(bytes) else { return vec!["It is not UTF-8.".to_owned()] };
    if text.trim().is_empty() {
        return vec!["It is empty.".to_owned()];
    }
    if !path.rsplit('.').next().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Vec::new();
    }
    match serde_json::from_str::<serde_json::Value>(text) {
        // Other artifacts of a task have rules of their own.
        Ok(document) if is_planning_document(path) => document::validate(&document),
        Ok(_) => Vec::new(),
        Err(error) => vec![format!("It is not JSON: {error}.")],
    }
}

fn is_planning_document(path: &str) -> bool {
    document::FILES.contains(&path.rsplit('/').next().unwrap_or(path))
}
