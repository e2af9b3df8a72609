//! Names with their rules, and names composed of others.

mod digest;
pub mod image;

pub use digest::{digest8, sha256_hex};

use std::fmt;

/// Why a text is no name of its kind, with what would be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameError {
    /// What is wrong, in the user's words.
    pub problem: String,
    /// A name that would do.
    pub slug: Option<String>,
}

/// Names that the language keeps for itself, so that `${node.name}` can never mean a component.
pub const RESERVED: &[&str] = &[
    "pod",
    "secret",
    "secrets",
    "configs",
    "resources",
    "namespace",
    "environment",
    "name",
    "port",
    "ports",
    "node",
    "self",
    "entrypoints",
];

/// The longest name of a component, so that every composed name stays within 63 characters.
pub const LONGEST_NAME: usize = 40;
/// The longest DNS label.
pub const LONGEST_LABEL: usize = 63;

/// A name that a person types: a DNS label of at most 40 characters that starts with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// Says which rule the text breaks and offers a slug.
    pub fn new(text: &str) -> Result<Self, NameError> {
        label(text, LONGEST_NAME)?;
        Ok(Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Checks a DNS label (RFC 1035) of at most `longest` characters.
///
/// # Errors
/// Says which rule the text breaks and offers a slug.
pub fn label(text: &str, longest: usize) -> Result<(), NameError> {
    let slug = slug(text, longest);
    let fail = |problem: String| Err(NameError { problem, slug: slug.clone().filter(|slug| slug != text) });
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if text.is_empty() {
        return fail("a name must not be empty".to_owned());
    }
    if let Some(odd) = text.chars().find(|c| !allowed(*c)) {
        return fail(format!("`{}` is not allowed in a name: only a-z, 0-9 and `-`", odd.escape_debug()));
    }
    if !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        return fail("a name starts with a letter".to_owned());
    }
    if text.ends_with('-') {
        return fail("a name does not end in `-`".to_owned());
    }
    if text.len() > longest {
        return fail(format!("the name has {} characters, at most {longest} are allowed", text.len()));
    }
    Ok(())
}

/// The name that somebody probably meant.
#[must_use]
pub fn slug(text: &str, longest: usize) -> Option<String> {
    let mut slug = String::new();
    for c in text.chars() {
        let c = c.to_ascii_lowercase();
        match c {
            'a'..='z' => slug.push(c),
            '0'..='9' if !slug.is_empty() => slug.push(c),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    slug.truncate(longest);
    let slug = slug.trim_end_matches('-').to_owned();
    (!slug.is_empty()).then_some(slug)
}

/// A name with a digest behind it; the name is cut where both together would exceed 63 characters.
#[must_use]
pub fn with_digest(name: &str, digest: &str) -> String {
    let room = LONGEST_LABEL.saturating_sub(digest.len() + 1);
    let stem = name.get(..room.min(name.len())).unwrap_or(name).trim_end_matches('-');
    format!("{stem}-{digest}")
}

/// Whether a text is the name of an environment variable as Kubernetes and shells take it.
#[must_use]
pub fn is_env_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a text is a qualified name, as labels and annotations have them: `prefix.example/name`.
#[must_use]
pub fn is_qualified(text: &str) -> bool {
    let (prefix, name) = text.split_once('/').map_or((None, text), |(prefix, name)| (Some(prefix), name));
    !name.is_empty() && is_label_value(name) && prefix.is_none_or(is_subdomain)
}

/// Whether a text is a DNS subdomain of at most 253 characters (RFC 1123).
#[must_use]
pub fn is_subdomain(text: &str) -> bool {
    let edge = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let part = |part: &[u8]| {
        part.len() <= 63
            && part.first().is_some_and(edge)
            && part.last().is_some_and(edge)
            && part.iter().all(|byte| edge(byte) || *byte == b'-')
    };
    text.len() <= 253 && text.as_bytes().split(|byte| *byte == b'.').all(part)
}

/// Whether a text may be the value of a label: at most 63 characters, letters, digits, `-`, `_`, `.`.
#[must_use]
pub fn is_label_value(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.is_empty()
        || (bytes.len() <= 63
            && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
            && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_labels_and_slugs_are_offered() {
        assert!(Name::new("redis-cart").is_ok());
        let slug = |text| Name::new(text).err().and_then(|error| error.slug);
        assert_eq!(slug("Redis_Cart").as_deref(), Some("redis-cart"));
        assert_eq!(slug("1st"), Some("st".to_owned()));
        assert_eq!(slug("-x-").as_deref(), Some("x"));
        assert_eq!(slug("é"), None);
        assert_eq!(slug(&"a".repeat(41)).map(|slug| slug.len()), Some(40));
    }

    proptest! {
        #[test]
        fn every_slug_is_a_name(text in ".*") {
            if let Some(slug) = slug(&text, LONGEST_NAME) {
                prop_assert!(Name::new(&slug).is_ok(), "{}", slug);
            }
        }

        #[test]
        fn composed_names_are_labels(name in "[a-z][a-z0-9-]{0,70}[a-z0-9]", digest in "[0-9a-f]{8}") {
            prop_assert!(label(&with_digest(&name, &digest), LONGEST_LABEL).is_ok());
        }
    }
}
