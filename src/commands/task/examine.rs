//! The examination of one artifact.

use super::fresh::Fresh;
use groundplan::names::sha256_hex;
use groundplan::output::documents;
use groundplan::task::Examined;
use groundplan::tree::{ReadError, read_inside};
use std::path::Path;

/// The most bytes that an artifact may have.
const LARGEST: u64 = 64 << 20;

/// Whether an artifact is there, complete, valid and fresh.
pub fn examine(root: &Path, path: &str, fresh: Option<&Fresh>) -> Examined {
    let bytes = match read_inside(root, path, LARGEST) {
        Ok(bytes) => bytes,
        Err(ReadError::NotFound { .. }) => return Examined::Missing,
        Err(error) => return Examined::Invalid { problems: vec![format!("It cannot be read: {error}.")] },
    };
    let mut problems = documents::problems(path, &bytes);
    problems.extend(fresh.into_iter().flat_map(|fresh| fresh.problems(path, &bytes)));
    match sha256_hex(&bytes).parse() {
        Ok(sha256) if problems.is_empty() => Examined::Present { sha256 },
        _ => Examined::Invalid { problems },
    }
}
