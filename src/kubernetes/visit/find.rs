//! One value of an object, by its path.

use super::{Seen, Visit, walk};
use serde::Serialize;

/// What `read` makes of the value at a path such as `spec.template.spec.containers[0].image`; none where there is no value.
/// Fields beside the path are passed by. Names with dots cannot be found.
pub fn at<T: Serialize + ?Sized, R>(object: &T, path: &str, read: impl Fn(Seen<'_>) -> R) -> Option<R> {
    let mut finder = Finder { left: path, outer: Vec::new(), read, found: None };
    walk(object, &mut finder).ok()?;
    finder.found
}

/// A way along a path.
struct Finder<'p, F, R> {
    /// What is left of the path.
    left: &'p str,
    /// What was left of it before each step that was taken.
    outer: Vec<&'p str>,
    read: F,
    found: Option<R>,
}

impl<'p, F, R> Finder<'p, F, R> {
    fn enter(&mut self, rest: Option<&'p str>) -> bool {
        let Some(rest) = rest else { return false };
        self.outer.push(self.left);
        self.left = rest;
        true
    }
}

impl<F: Fn(Seen<'_>) -> R, R> Visit for Finder<'_, F, R> {
    fn field(&mut self, name: &str) -> bool {
        let path = if self.outer.is_empty() { Some(self.left) } else { self.left.strip_prefix('.') };
        let rest = path.and_then(|path| path.strip_prefix(name));
        self.enter(rest.filter(|rest| rest.is_empty() || rest.starts_with(['.', '['])))
    }

    fn item(&mut self, at: usize) -> bool {
        let step = self.left.strip_prefix('[').and_then(|path| path.split_once(']'));
        self.enter(step.filter(|(index, _)| index.parse() == Ok(at)).map(|(_, rest)| rest))
    }

    fn value(&mut self, seen: Seen<'_>) {
        if self.left.is_empty() && !self.outer.is_empty() {
            self.found = Some((self.read)(seen));
        }
    }

    fn leave(&mut self) {
        self.left = self.outer.pop().unwrap_or_default();
    }
}
