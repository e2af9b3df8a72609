//! Why a tree was not written.

use std::{
    fmt::{self, Write as _},
    io,
    path::{Path, PathBuf},
};

use thiserror::Error;

use super::{file_tree::TreeError, path::RelativePath};

/// What stands in the way of a file or of a directory above it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", describe_obstacle(self))]
pub struct Obstacle {
    /// The path where it stands: the file's own or that of a directory above.
    pub path: RelativePath,
    /// What it is.
    pub kind: ObstacleKind,
    /// Whether Groundplan needs a directory there, rather than a file.
    pub needs_directory: bool,
}

/// The kinds of things that are never replaced by a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObstacleKind {
    /// A symbolic link, wherever it leads.
    Symlink,
    /// A directory where a file is needed.
    Directory,
    /// A file where a directory is needed.
    File,
    /// A named pipe.
    Fifo,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl fmt::Display for ObstacleKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Symlink => "a symbolic link",
            Self::Directory => "a directory",
            Self::File => "a file",
            Self::Fifo => "a named pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
        })
    }
}

fn describe_obstacle(obstacle: &Obstacle) -> String {
    let needed = if obstacle.needs_directory { "directory" } else { "file" };
    let Obstacle { path, kind, .. } = obstacle;
    format!("`{path}` is {kind} where a plain {needed} belongs")
}

/// Why a file on disk is not replaced or deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RefusalReason {
    /// Groundplan did not write it, as far as the lock knows.
    Foreign,
    /// It was edited since Groundplan wrote it.
    Edited,
    /// It is no plain file, or a directory above it is none.
    Blocked(Obstacle),
}

/// A path for whose sake a write was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The path below the root.
    pub path: RelativePath,
    /// The reason.
    pub reason: RefusalReason,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        let cause = match &self.reason {
            RefusalReason::Foreign => "Groundplan did not write it",
            RefusalReason::Edited => "it was edited since Groundplan wrote it",
            RefusalReason::Blocked(obstacle) => {
                return write!(formatter, "`{path}`: {obstacle}; move that away");
            }
        };
        let remedy = "commit it to git, move it away, or name it with --force";
        write!(formatter, "`{path}`: {cause}; {remedy}")
    }
}

/// Why files were not written.
///
/// Unless a variant says otherwise, nothing on disk was changed, but that an
/// earlier run which was interrupted may have been completed.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The wanted files cannot exist beside one another.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Files on disk would be lost.
    #[error("nothing was written, because it would destroy what is there:{}", list(refusals))]
    Refused {
        /// All files concerned.
        refusals: Vec<Refusal>,
    },
    /// `--force` names files with which the write has nothing to do.
    #[error("--force names files that this command neither writes nor deletes; correct the names:{}", list(paths))]
    UnknownForce {
        /// The names.
        paths: Vec<RelativePath>,
    },
    /// The output root is no directory.
    #[error("`{}` is not a directory; move it away or choose another output directory", root.display())]
    RootNotDirectory {
        /// The root.
        root: PathBuf,
    },
    /// Another run is at work in the same root.
    #[error("another Groundplan run is at work in `{}`; wait until it has ended", root.display())]
    Busy {
        /// The root.
        root: PathBuf,
    },
    /// The files to be edited are not as the caller saw them.
    #[error("files were changed by someone else in the meantime; run the command again:{}", list(paths))]
    Changed {
        /// The files.
        paths: Vec<RelativePath>,
    },
    /// A journal cannot be completed, because files were changed since. The
    /// files are as they were found.
    #[error(
        "an earlier run in `{}` was interrupted and cannot be completed, because these files \
         were changed since; move them away and run the command again:{}",
        root.display(),
        list(paths)
    )]
    EditedSinceInterrupted {
        /// The root.
        root: PathBuf,
        /// The files.
        paths: Vec<RelativePath>,
    },
    /// A journal cannot be completed, because parts of it are gone or it is of
    /// a later version. The files are as they were found.
    #[error(
        "an earlier run was interrupted and its journal `{}` cannot be completed: {fault}",
        journal.display()
    )]
    JournalUnusable {
        /// The journal.
        journal: PathBuf,
        /// What is wrong, and the remedy.
        fault: JournalFault,
    },
    /// Something foreign stands where the journal goes.
    #[error("`{}` is in the way of Groundplan's journal; move it away", path.display())]
    JournalBlocked {
        /// The foreign thing.
        path: PathBuf,
    },
    /// The change stopped half way, and could not be taken back. Its journal is
    /// kept, and the next command completes it.
    #[error(
        "the change of `{}` stopped half way; remove the cause and run the command again, \
         which completes it: {cause}",
        root.display()
    )]
    HalfDone {
        /// The root.
        root: PathBuf,
        /// The cause.
        cause: Box<WriteError>,
    },
    /// The system refused something.
    #[error("cannot {action} `{}`: {source}; {}", path.display(), io_remedy(source))]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

/// What is wrong with a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum JournalFault {
    /// A later version wrote it.
    #[error("a later version wrote it; run that version")]
    Version,
    /// New files that it names were removed.
    #[error("its files were removed; delete its directory and run the command again")]
    Incomplete,
}

/// Makes an error of the system one of ours.
pub(super) fn io_error(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> WriteError + use<> {
    let path = path.to_owned();
    move |source| WriteError::Io { action, path, source }
}

fn list<T: fmt::Display>(items: &[T]) -> String {
    items.iter().fold(String::new(), |mut text, item| {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n  {item}");
        text
    })
}

fn io_remedy(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "give yourself the right to do so",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
        _ => "see to the cause and run the command again",
    }
}
