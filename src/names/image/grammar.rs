//! The grammar of image references, part by part; it follows the distribution specification.

use super::ImageError;

/// Characters of registry and repository together, at most, as the distribution specification has it.
pub(super) const NAME_MAX: usize = 255;
/// Characters of a tag, at most.
pub(super) const TAG_MAX: usize = 128;
/// Hexadecimal digits of a SHA-256 digest.
pub(super) const DIGEST_LENGTH: usize = 64;

/// What no part of a reference may hold.
pub(super) fn whole(text: &str) -> Result<(), ImageError> {
    if text.is_empty() {
        return Err(ImageError::Empty);
    }
    if text.contains(char::is_whitespace) {
        return Err(ImageError::Whitespace(text.to_owned()));
    }
    match text.split_once("://") {
        Some((scheme, _)) => Err(ImageError::Scheme(scheme.to_owned())),
        None => Ok(()),
    }
}

/// The first segment is a registry when it cannot be a folder: it has a dot or a port, or is `localhost`.
pub(super) fn split_registry(text: &str) -> (Option<&str>, &str) {
    match text.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), rest),
        _ => (None, text),
    }
}

/// A host name or address, with an optional port.
pub(super) fn checked_registry(text: &str) -> Result<(), ImageError> {
    let bad = || ImageError::Registry(text.to_owned());
    // The colons of an IPv6 address stand within brackets.
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let number = |port: &str| port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|n| n > 0);
    if !port.is_none_or(number) {
        return Err(bad());
    }
    let label = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let fits = match address {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => host.split('.').all(label),
    };
    if fits { Ok(()) } else { Err(bad()) }
}

/// Words joined by slashes, short enough together with the registry.
pub(super) fn checked_repository(text: &str, registry: Option<&str>) -> Result<(), ImageError> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err(ImageError::Uppercase(text.to_owned()));
    }
    if !text.split('/').all(is_word) {
        return Err(ImageError::Repository(text.to_owned()));
    }
    if registry.is_none() && text.len() == DIGEST_LENGTH && text.bytes().all(is_hex) {
        return Err(ImageError::ImageId(text.to_owned()));
    }
    let length = registry.map_or(0, |host| host.len() + 1) + text.len();
    if length > NAME_MAX { Err(ImageError::TooLong) } else { Ok(()) }
}

/// Letters and digits, with separators between them: one `.`, one or two `_`, or any number of `-`.
fn is_word(text: &str) -> bool {
    let separator = |c: char| matches!(c, '.' | '_' | '-');
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let joined = |run: &str| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-');
    text.starts_with(plain)
        && text.ends_with(plain)
        && text.chars().all(|c| plain(c) || separator(c))
        && text.split(plain).all(joined)
}

/// A tag in the characters that the distribution specification allows.
pub(super) fn checked_tag(text: &str) -> Result<&str, ImageError> {
    let fits = (1..=TAG_MAX).contains(&text.len())
        && !text.starts_with(['.', '-'])
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    if fits { Ok(text) } else { Err(ImageError::Tag(text.to_owned())) }
}

/// A SHA-256 digest in lower case.
pub(super) fn checked_digest(text: &str) -> Result<&str, ImageError> {
    let Some(digits) = text.strip_prefix("sha256:") else {
        return Err(ImageError::DigestAlgorithm(text.to_owned()));
    };
    if !digits.bytes().all(is_hex) {
        return Err(ImageError::DigestCharacters(digits.to_owned()));
    }
    if digits.len() == DIGEST_LENGTH { Ok(text) } else { Err(ImageError::DigestLength(digits.len())) }
}

/// A hexadecimal digit in lower case.
fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}
