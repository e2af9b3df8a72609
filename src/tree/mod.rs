//! The output tree: what a build generates, and its way to the disk.
//!
//! A build makes a [`FileTree`] per [`Section`]. [`write()`] puts the sections
//! into an output root as a whole or not at all, and loses nothing that cannot
//! be got back; [`compare()`] tells what it would do. A [`Lock`] beside the files
//! of each section lists which of the files there are ours.

mod apply;
mod change;
mod compare;
mod digest;
mod disk;
mod encoding;
mod error;
mod exclusive;
mod file_tree;
mod guard;
mod history;
mod journal;
mod lock;
mod path;
mod read;
mod recover;
mod replace;
mod staging;
mod steps;
mod survey;
mod write;

#[cfg(test)]
mod tests;

pub use compare::{Comparison, Interruption, compare};
pub use digest::Digest;
pub use error::{JournalFault, Obstacle, ObstacleKind, Refusal, RefusalReason, WriteError};
pub use file_tree::{FileEntry, FileTree, ObjectId, TreeError};
pub use guard::{Exception, Permission};
pub use history::{GitHistory, History};
pub use lock::{Lock, LockEntry, LockFault, LockState, removed_claims, removed_objects};
pub use path::{LOCK_NAME, PathError, PathFault, RelativePath};
pub use read::{ReadError, list_inside, read_file_limited, read_inside, section_directories};
pub use recover::{Recovered, recover};
pub use replace::{Replacement, replace_files};
pub use survey::{Section, SectionLock, Wanted};
pub use write::{Written, rehearse, write};
