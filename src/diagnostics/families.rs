//! Families: components made from one body. What is wrong with the body is one problem, however many members there are.

use super::Diagnostic;
use super::suggest::all_of;
use std::collections::{BTreeMap, BTreeSet};

/// The most members that are named beside the first.
const MOST_NAMED: usize = 5;

/// The members of families, each with the family's key.
#[derive(Clone, Debug, Default)]
pub(super) struct Families(BTreeMap<String, String>);

impl Families {
    /// Takes a member in.
    pub(super) fn member(&mut self, name: &str, family: &str) {
        self.0.insert(name.to_owned(), family.to_owned());
    }

    /// Takes others in.
    pub(super) fn absorb(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// A text with the family in the place of each member.
    pub(super) fn masked(&self, text: &str) -> String {
        if self.0.is_empty() {
            return text.to_owned();
        }
        let mut out = String::with_capacity(text.len());
        for (word, rest) in words(text) {
            out.push_str(self.0.get(word).map_or(word, String::as_str));
            out.push_str(rest);
        }
        out
    }

    /// The members that the second of two texts names in the place of those that the first names.
    pub(super) fn others(&self, first: &str, second: &str) -> Vec<String> {
        let named = words(first).zip(words(second)).filter(|((one, _), (other, _))| one != other);
        named.map(|(_, (other, _))| other).filter(|word| self.0.contains_key(*word)).map(str::to_owned).collect()
    }

    /// A problem with the other members that have it, too; its remedies are for the family.
    pub(super) fn with_others(&self, mut problem: Diagnostic, others: &BTreeSet<String>) -> Diagnostic {
        if others.is_empty() {
            return problem;
        }
        let mut named: Vec<String> = others.iter().take(MOST_NAMED).map(|name| format!("`{name}`")).collect();
        if others.len() > MOST_NAMED {
            named.push(format!("{} more", others.len() - MOST_NAMED));
        }
        let named: Vec<&str> = named.iter().map(String::as_str).collect();
        problem.help = problem.help.iter().map(|help| self.masked(help)).collect();
        problem.help(format!("the same holds for {}, of the same family", all_of(&named)))
    }
}

/// The names in a text, each with what stands between it and the next.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c| !part(c)).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let next = behind.find(part).unwrap_or(behind.len());
        let (between, after) = behind.split_at(next);
        rest = after;
        Some((word, between))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn stores() -> Families {
        let mut families = Families::default();
        families.member("store-user", "store-${item}");
        families.member("store-order", "store-${item}");
        families
    }

    #[test]
    fn members_are_told_apart_from_other_words() {
        let families = stores();
        assert_eq!(families.masked("`store-user` of `store`"), "`store-${item}` of `store`");
        assert_eq!(families.masked("store-user-2 and 7"), "store-user-2 and 7");
        assert_eq!(families.others("`store-order` of a", "`store-user` of b"), ["store-user"]);
    }

    proptest! {
        #[test]
        fn no_character_is_lost(text in "\\PC{0,60}") {
            let joined: String = words(&text).flat_map(|(word, rest)| [word, rest]).collect();
            prop_assert_eq!(&joined, &text);
            prop_assert_eq!(Families::default().masked(&text), text);
        }
    }
}
