//! What the history of the files keeps, so that it can be got back.

use std::{
    io::{self, BufRead, BufReader, Read, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
};

use super::path::RelativePath;

/// Variables that would point git at another repository than the root's.
const MISLEADING: [&str; 8] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",
];

/// Knows which bytes were committed.
pub trait History {
    /// The committed bytes of each path below the root, in the order of the
    /// paths; `None` for a path that is not committed as a plain file.
    fn committed(&self, root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>>;
}

/// The commit at `HEAD` of the git repository around the root.
///
/// Without git, a repository or a commit, nothing is committed.
#[derive(Debug, Clone, Copy, Default)]
pub struct GitHistory;

impl History for GitHistory {
    fn committed(&self, root: &Path, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
        let mut blobs = match start_git(root) {
            Ok(git) => ask_git(git, paths),
            Err(_) => Vec::new(),
        };
        // Where git stopped early, it has nothing that can be relied upon.
        blobs.resize(paths.len(), None);
        blobs
    }
}

fn start_git(root: &Path) -> io::Result<Child> {
    let mut git = Command::new("git");
    for variable in MISLEADING {
        git.env_remove(variable);
    }
    // A replaced or not yet fetched object is not safely in this repository.
    git.env("GIT_NO_REPLACE_OBJECTS", "1")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .arg("-C")
        .arg(root)
        .args(["cat-file", "--batch", "--buffer"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

/// Asks and listens at once, since git answers before it has heard all.
fn ask_git(mut git: Child, paths: &[RelativePath]) -> Vec<Option<Vec<u8>>> {
    let (Some(mut input), Some(output)) = (git.stdin.take(), git.stdout.take()) else {
        return Vec::new();
    };
    let mut questions = String::new();
    for path in paths {
        questions.extend(["HEAD:./", path.as_str(), "\n"]);
    }
    let blobs = thread::scope(|scope| {
        // A failure to ask shows as answers that do not come.
        scope.spawn(move || input.write_all(questions.as_bytes()));
        let mut output = BufReader::new(output);
        paths.iter().map_while(|_| read_answer(&mut output).ok()).collect()
    });
    // Closing its output above ends git even where an answer was not understood.
    let _ = git.wait();
    blobs
}

/// Reads `<object> <type> <size>`, a line end, the content and a line end, or
/// a line for an object that there is not.
fn read_answer(output: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    output.read_until(b'\n', &mut line)?;
    let line = String::from_utf8_lossy(&line);
    let line = line.strip_suffix('\n').ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut words = line.rsplit(' ');
    let (last, kind) = (words.next(), words.next());
    let Some(size) = last.and_then(|word| word.parse::<u64>().ok()) else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    let wanted = size.saturating_add(1);
    output.by_ref().take(wanted).read_to_end(&mut bytes)?;
    if bytes.pop() != Some(b'\n') || bytes.len() as u64 != size {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok((kind == Some("blob")).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let mut output = &b"0a blob 2\nhi\n0b tree 1\nx\nHEAD:./a 7 missing\n0c blob 0\n\n"[..];
        let mut next = || read_answer(&mut output).ok();
        assert_eq!(next(), Some(Some(b"hi".to_vec())));
        assert_eq!(next(), Some(None));
        assert_eq!(next(), Some(None));
        assert_eq!(next(), Some(Some(Vec::new())));
        assert_eq!(next(), None);
    }

    #[test]
    fn a_torn_answer_is_an_error() {
        for text in ["", "0a blob 2", "0a blob 2\nh", "0a blob 2\nhix"] {
            assert!(read_answer(&mut text.as_bytes()).is_err(), "{text}");
        }
    }
}
