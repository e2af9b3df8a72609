//! Percent encoding of the words in lock and journal lines.

use std::fmt::Write as _;

/// Encodes blanks, control characters, `#` and `%`, so that the word has no
/// separator in it and begins no comment.
pub(super) fn encode(word: &str) -> String {
    encode_also(word, "")
}

/// Encodes what [`encode`] does and the ASCII characters in `also`.
pub(super) fn encode_also(word: &str, also: &str) -> String {
    let mut encoded = String::with_capacity(word.len());
    for character in word.chars() {
        let special = character <= ' ' || character == '\u{7f}' || "#%".contains(character);
        if special || also.contains(character) {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{:02X}", u32::from(character));
        } else {
            encoded.push(character);
        }
    }
    encoded
}

/// Undoes [`encode`]; a broken escape is `None`.
pub(super) fn decode(word: &str) -> Option<String> {
    let mut parts = word.split('%');
    let mut decoded = parts.next()?.to_owned();
    for part in parts {
        let code = u8::from_str_radix(part.get(..2)?, 16).ok()?;
        if !code.is_ascii() {
            return None;
        }
        decoded.push(char::from(code));
        decoded.push_str(part.get(2..)?);
    }
    Some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_come_back() {
        for word in ["", "a", "a b", "100%", "#x", "ä\t\u{7f}", "%20"] {
            let encoded = encode(word);
            assert!(!encoded.contains([' ', '\t', '#']), "{encoded}");
            assert_eq!(decode(&encoded).as_deref(), Some(word));
        }
        assert_eq!(encode_also("a/b-", "/-"), "a%2Fb%2D");
    }

    #[test]
    fn broken_escapes_are_noticed() {
        for word in ["%", "%4", "%zz", "%ff", "a%ä"] {
            assert_eq!(decode(word), None, "{word}");
        }
    }
}
