//! Examples of keys, taken from blueprints that are compiled: the reference shows them, and no key goes without.

use super::parse::Blueprint;
use super::schema::book;
use super::spec::BlueprintSpec;
use super::table::About;
use crate::source::Sources;
use std::collections::BTreeMap;

/// The longest example that fits into a table.
const LONGEST: usize = 150;
/// The length up to which more says more.
const WANTED: usize = 60;

/// For every key the best example so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    found: BTreeMap<(&'static str, &'static str), String>,
}

impl Examples {
    /// Takes the examples of a blueprint in.
    pub fn add(&mut self, blueprint: &Blueprint, sources: &Sources) {
        for written in &blueprint.keys {
            let text = sources.text(written.span).trim();
            if text.contains('\n') || text.chars().count() > LONGEST {
                continue;
            }
            let best = self.found.entry((written.record, written.key)).or_insert_with(|| text.to_owned());
            if rank(text) < rank(best) {
                text.clone_into(best);
            }
        }
    }

    /// The example of a key.
    #[must_use]
    pub fn get(&self, record: &str, key: &str) -> Option<&str> {
        self.found.iter().find(|((of, name), _)| *of == record && *name == key).map(|(_, text)| text.as_str())
    }

    /// The keys of the language that have no example, as `record.key`.
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut book = book();
        let _ = book.definition::<BlueprintSpec>();
        let keys = |record: &About| -> Vec<String> {
            let keys = record.keys.iter();
            let without = keys.filter(|key| self.get(record.name, key.name).is_none());
            without.map(|key| format!("{}.{}", record.name, key.name)).collect()
        };
        book.records().iter().flat_map(keys).collect()
    }
}

/// The smaller, the better: near the wanted length from below, else as short as can be; then by the alphabet.
fn rank(text: &str) -> (usize, &str) {
    let length = text.chars().count();
    (if length <= WANTED { WANTED - length } else { length }, text)
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn examples_say_much_in_a_line() {
        let long = "a".repeat(70);
        assert!(rank("calls: {cart: {perRequest: 0.9, timeout: 100ms}}") < rank("calls: [cart]"));
        assert!(rank("calls: [cart]") < rank(&long));
    }
}
