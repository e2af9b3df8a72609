//! Files that lie in memory.

use groundplan::source::Files;
use std::collections::BTreeMap;

/// Files held in memory.
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Memory {
    /// One file.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self(BTreeMap::from([(path.to_owned(), bytes.to_vec())]))
    }
}

impl Files for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let path = path.trim_start_matches("./");
        self.0.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }

    fn list(&self, directory: &str) -> Result<Vec<String>, String> {
        let inside = |path: &String| path.strip_prefix(directory)?.strip_prefix('/').map(str::to_owned);
        Ok(self.0.keys().filter_map(inside).filter(|name| !name.contains('/')).collect())
    }

    fn shown(&self, path: &str) -> String {
        path.to_owned()
    }
}
