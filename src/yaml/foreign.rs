//! Files of others, such as definitions of custom resources: read leniently, without places, because nobody here can mend them.

use serde::Deserialize as _;
use serde_json::Value;

/// The documents of a file; empty ones are left out.
///
/// # Errors
/// Says why the file is no YAML.
pub fn documents(bytes: &[u8]) -> Result<Vec<Value>, String> {
    let mut all = Vec::new();
    for document in serde_yaml::Deserializer::from_slice(bytes) {
        let value = Value::deserialize(document).map_err(|error| format!("it is no YAML: {error}"))?;
        if !value.is_null() {
            all.push(value);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::documents;
    use serde_json::json;

    #[test]
    fn documents_are_read_as_their_authors_write_them() {
        let text = "---\nkind: A\nmetadata: {creationTimestamp: null}\n---\n---\nkind: B\n";
        let expected = vec![json!({"kind": "A", "metadata": {"creationTimestamp": null}}), json!({"kind": "B"})];
        assert_eq!(documents(text.as_bytes()), Ok(expected));
        assert!(documents(b"a: [").is_err());
    }
}
