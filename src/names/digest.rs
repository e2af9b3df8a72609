//! Digests that become part of a name or a lock.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// The first 8 digits of the SHA-256: what tells two contents of one name apart.
#[must_use]
pub fn digest8(bytes: &[u8]) -> String {
    let mut hex = sha256_hex(bytes);
    hex.truncate(8);
    hex
}
