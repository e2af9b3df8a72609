//! From bytes to text.

use super::Limits;
use crate::diagnostics::codes::yaml as codes;
use crate::diagnostics::{Diagnostic, Sink};

/// Turns the bytes of a file into text: UTF-8, without a byte-order mark, line breaks as they are.
pub fn decode(path: &str, bytes: Vec<u8>, sink: &mut Sink) -> Option<String> {
    decode_within(path, bytes, &Limits::default(), sink)
}

/// The same as [`decode`] with limits of the caller's.
pub fn decode_within(path: &str, bytes: Vec<u8>, limits: &Limits, sink: &mut Sink) -> Option<String> {
    if bytes.len() > limits.bytes {
        sink.push(too_large(path, bytes.len(), limits.bytes));
        return None;
    }
    match String::from_utf8(bytes) {
        Ok(text) => Some(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            sink.push(not_utf8(path, error.utf8_error().valid_up_to(), error.as_bytes()));
            None
        }
    }
}

/// The problem of a file over the limit; its text is not looked at, so it has no place.
pub(super) fn too_large(path: &str, bytes: usize, limit: usize) -> Diagnostic {
    let message = format!("{path} is too large: {} where {} are allowed", size(bytes), size(limit));
    Diagnostic::nowhere(&codes::TOO_LARGE, message).help("Split the file, or check that it is the one you meant.")
}

fn not_utf8(path: &str, at: usize, bytes: &[u8]) -> Diagnostic {
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let message = if utf16 {
        format!("{path} is UTF-16 and not UTF-8")
    } else {
        let line = bytes.iter().take(at).filter(|&&byte| byte == b'\n').count() + 1;
        let byte = bytes.get(at).copied().unwrap_or_default();
        format!("{path} is not UTF-8: byte {at} (0x{byte:02x}, line {line}) belongs to no character")
    };
    Diagnostic::nowhere(&codes::NOT_UTF8, message).help("Save the file as UTF-8.")
}

fn size(bytes: usize) -> String {
    let mib = 1 << 20;
    if bytes < mib { format!("{bytes} bytes") } else { format!("{} MiB", bytes.div_ceil(mib)) }
}
