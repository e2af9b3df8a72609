//! A look at what is on disk that follows no symbolic link below the root.

use std::{
    fs::{self, File, FileType, Metadata},
    io::{self, Read as _},
    os::unix::fs::{FileTypeExt as _, MetadataExt as _},
    path::Path,
};

use super::{
    digest::Digest,
    error::{Obstacle, ObstacleKind, WriteError, io_error},
    path::RelativePath,
};

/// What was found at a path.
pub(super) enum Found {
    /// Nothing.
    Absent,
    /// A plain file.
    File {
        /// Its content.
        bytes: Vec<u8>,
        /// Its permissions.
        mode: u32,
    },
    /// Something that is no plain file, or not in plain directories.
    Blocked(Obstacle),
}

/// Looks at a path below a root.
pub(super) fn look(root: &Path, path: &RelativePath) -> Result<Found, WriteError> {
    for directory in path.ancestors() {
        match kind_at(&directory.below(root))? {
            None => return Ok(Found::Absent),
            Some((ObstacleKind::Directory, _)) => {}
            Some((kind, _)) => return Ok(blocked(directory, kind, true)),
        }
    }
    let place = path.below(root);
    match kind_at(&place)? {
        None => Ok(Found::Absent),
        Some((ObstacleKind::File, seen)) => {
            let bytes = read_seen(&place, &seen, u64::MAX).map_err(io_error("read", &place))?;
            let mode = seen.mode() & 0o777;
            Ok(Found::File { bytes, mode })
        }
        Some((kind, _)) => Ok(blocked(path.clone(), kind, false)),
    }
}

/// The digest of the file at a path; `Ok(None)` where there is nothing.
pub(super) fn digest_at(root: &Path, path: &RelativePath) -> Result<Result<Option<Digest>, Obstacle>, WriteError> {
    Ok(match look(root, path)? {
        Found::Absent => Ok(None),
        Found::File { bytes, .. } => Ok(Some(Digest::of(&bytes))),
        Found::Blocked(obstacle) => Err(obstacle),
    })
}

/// Whether a path is a directory reached through directories only.
pub(super) fn is_plain_directory(root: &Path, path: &RelativePath) -> Result<bool, WriteError> {
    for directory in path.ancestors().chain([path.clone()]) {
        match kind_at(&directory.below(root))? {
            Some((ObstacleKind::Directory, _)) => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

fn blocked(path: RelativePath, kind: ObstacleKind, needs_directory: bool) -> Found {
    Found::Blocked(Obstacle { path, kind, needs_directory })
}

/// What stands at a place, not following a link there.
pub(super) fn kind_at(place: &Path) -> Result<Option<(ObstacleKind, Metadata)>, WriteError> {
    match fs::symlink_metadata(place) {
        Ok(metadata) => Ok(Some((kind_of(metadata.file_type()), metadata))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("look at", place)(error)),
    }
}

/// The kind of a thing on disk.
pub(super) fn kind_of(kind: FileType) -> ObstacleKind {
    if kind.is_file() {
        ObstacleKind::File
    } else if kind.is_dir() {
        ObstacleKind::Directory
    } else if kind.is_symlink() {
        ObstacleKind::Symlink
    } else if kind.is_fifo() {
        ObstacleKind::Fifo
    } else if kind.is_socket() {
        ObstacleKind::Socket
    } else {
        ObstacleKind::Device
    }
}

/// Reads at most `max` bytes of the very file that was seen before: another one
/// put in its place since, or a link to one, is an error.
pub(super) fn read_seen(place: &Path, seen: &Metadata, max: u64) -> io::Result<Vec<u8>> {
    let file = File::open(place)?;
    let opened = file.metadata()?;
    if (opened.dev(), opened.ino()) != (seen.dev(), seen.ino()) {
        return Err(io::Error::other("it was replaced while being read"));
    }
    let mut bytes = Vec::new();
    file.take(max).read_to_end(&mut bytes)?;
    Ok(bytes)
}
