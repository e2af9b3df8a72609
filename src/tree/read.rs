//! The guarded reading of source files.

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use thiserror::Error;

use super::{
    disk::{kind_of, read_seen},
    error::ObstacleKind,
    path::{LOCK_NAME, RelativePath},
};

/// Why a file was not read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// There is no such file.
    #[error("`{}` does not exist; create it or correct the name", path.display())]
    NotFound {
        /// The file.
        path: PathBuf,
    },
    /// It is no plain file.
    #[error("`{}` is {kind}, not a plain file; put a plain file there", path.display())]
    NotAFile {
        /// The file.
        path: PathBuf,
        /// What it is.
        kind: ObstacleKind,
    },
    /// It is larger than any sensible source.
    #[error("`{}` is larger than {max} bytes; split it or name another file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most that is read.
        max: u64,
    },
    /// The path or a symbolic link leads out of the directory.
    #[error(
        "`{}` leads out of `{}`; keep the file inside and name it by a relative path without `..`",
        path.display(),
        base.display()
    )]
    Outside {
        /// The path as given.
        path: PathBuf,
        /// The directory.
        base: PathBuf,
    },
    /// The system refused to read.
    #[error("cannot read `{}`: {source}; see to the cause and run the command again", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

/// Reads a whole plain file of at most `max` bytes. A link to one will do.
///
/// # Errors
/// Refuses anything but a plain file, and one that is larger.
pub fn read_file_limited(path: &Path, max: u64) -> Result<Vec<u8>, ReadError> {
    let read_error = |source| read_error(path, source);
    let seen = fs::metadata(path).map_err(read_error)?;
    if !seen.is_file() {
        return Err(ReadError::NotAFile { path: path.to_owned(), kind: kind_of(seen.file_type()) });
    }
    // One byte more tells a file that is too large, even one that grows.
    let bytes = read_seen(path, &seen, max.saturating_add(1)).map_err(read_error)?;
    if bytes.len() as u64 > max {
        let path = path.to_owned();
        return Err(ReadError::TooLarge { path, max });
    }
    Ok(bytes)
}

/// Reads a whole plain file below `base` of at most `max` bytes.
///
/// # Errors
/// Refuses what [`read_file_limited`] does, a path that is absolute or has
/// `..`, and symbolic links that lead out of `base`.
pub fn read_inside(base: &Path, relative: &str, max: u64) -> Result<Vec<u8>, ReadError> {
    read_file_limited(&real_inside(base, relative)?, max)
}

/// Where a path below `base` really leads, which must not be out of it.
fn real_inside(base: &Path, relative: &str) -> Result<PathBuf, ReadError> {
    let path = base.join(relative);
    let outside = || ReadError::Outside { path: PathBuf::from(relative), base: base.to_owned() };
    let plain = |part| matches!(part, Component::Normal(_) | Component::CurDir);
    if relative.is_empty() || !Path::new(relative).components().all(plain) {
        return Err(outside());
    }
    let real_base = fs::canonicalize(base).map_err(|source| read_error(base, source))?;
    let real = fs::canonicalize(&path).map_err(|source| read_error(&path, source))?;
    if real.starts_with(&real_base) { Ok(real) } else { Err(outside()) }
}

/// The names of what lies directly in a directory below `base`, directories
/// left out, in order; a missing directory has none.
///
/// # Errors
/// Refuses a path that is absolute or has `..`, and symbolic links that lead
/// out of `base`.
pub fn list_inside(base: &Path, relative: &str) -> Result<Vec<String>, ReadError> {
    let path = match real_inside(base, relative) {
        Err(ReadError::NotFound { .. }) => return Ok(Vec::new()),
        found => found?,
    };
    let read_error = |source| read_error(&path, source);
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(read_error)? {
        let entry = entry.map_err(read_error)?;
        // A link whose target is gone is listed, so that reading it is refused aloud.
        if !fs::metadata(entry.path()).is_ok_and(|found| found.is_dir()) {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// The directories directly below an output root that have a lock file, in
/// order: sections of this build or of an earlier one.
///
/// A root that does not exist has none; names that cannot be a section's are
/// left out.
///
/// # Errors
/// Fails if the root cannot be listed.
pub fn section_directories(root: &Path) -> Result<Vec<RelativePath>, ReadError> {
    let read_error = |source| read_error(root, source);
    let entries = match fs::read_dir(root) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(read_error(error)),
    };
    let mut directories = Vec::new();
    for entry in entries {
        let entry = entry.map_err(read_error)?;
        let is_directory = entry.file_type().map_err(read_error)?.is_dir();
        if !is_directory || fs::symlink_metadata(entry.path().join(LOCK_NAME)).is_err() {
            continue;
        }
        let name = entry.file_name();
        directories.extend(RelativePath::try_from(Path::new(&name)));
    }
    directories.sort();
    Ok(directories)
}

fn read_error(path: &Path, source: io::Error) -> ReadError {
    let path = path.to_owned();
    match source.kind() {
        io::ErrorKind::NotFound => ReadError::NotFound { path },
        _ => ReadError::Io { path, source },
    }
}
