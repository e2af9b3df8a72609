//! The registry of diagnostic codes: written by hand, never reused.
//!
//! `Y` is about the text as YAML, `B` about the blueprint's shape, `A` about what it means, `P` about the plan, `C` about
//! what is changed by hand, `K` about what a cluster would refuse, `G` about manifests that disagree with the architecture,
//! `S` about standards of an organization, `F` about files and `T` about the task record. Each letter has a file of its own.

use super::Severity;

/// A rule that can be broken.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// The name that never changes, such as `A0204`.
    pub id: &'static str,
    /// How bad it is to break it.
    pub severity: Severity,
    /// The rule's subject in a few words.
    pub title: &'static str,
    /// Why the rule exists and what to do: what `explain code` prints.
    pub explanation: &'static str,
}

/// Declares the codes of one letter, and `ALL` of them in their order.
macro_rules! codes {
    ($($name:ident = $id:literal $severity:ident $title:literal : $explanation:literal;)*) => {
        use super::Code;
        #[allow(unused_imports, reason = "a letter may not have a code yet")]
        use crate::diagnostics::Severity;
        $(
            #[doc = concat!("`", $id, "`: ", $title, ".")]
            pub static $name: Code =
                Code { id: $id, severity: Severity::$severity, title: $title, explanation: $explanation };
        )*
        /// Every code of this letter, in the order of the registry.
        pub static ALL: &[&Code] = &[$(&$name),*];
    };
}

pub mod agreement;
pub mod architecture;
pub mod blueprint;
pub mod customize;
pub mod files;
pub mod kubernetes;
pub mod plan;
pub mod standards;
pub mod task;
pub mod yaml;

/// Every code, letter by letter.
pub fn all() -> impl Iterator<Item = &'static Code> {
    let letters = [
        yaml::ALL,
        blueprint::ALL,
        architecture::ALL,
        plan::ALL,
        customize::ALL,
        kubernetes::ALL,
        agreement::ALL,
        standards::ALL,
        files::ALL,
        task::ALL,
    ];
    letters.into_iter().flatten().copied()
}

/// The code with this name, in any case.
#[must_use]
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id))
}

/// Errors that rest on figures or versions which the user's cluster may know better: they can be accepted.
const WAIVABLE: [&Code; 5] = [
    &plan::OVER_CAPACITY,
    &plan::POD_TOO_LARGE,
    &kubernetes::UNSERVED_KIND,
    &kubernetes::UNSERVED_FIELD,
    &kubernetes::UNSERVED_VALUE,
];
/// Warnings about what is changed by hand: to accept those would be to hide what `accept` itself says.
const NEVER: [&Code; 2] = [&customize::EXPIRED, &customize::WAIVES_NOTHING];

/// Whether a finding can be accepted: it is unwise or improbable, not impossible, and not about the text as such.
#[must_use]
pub fn is_waivable(code: &'static Code) -> bool {
    let of_text = code.id.starts_with(['Y', 'B', 'F', 'T', 'G']);
    let mild = code.severity != Severity::Error && !NEVER.contains(&code);
    let of_standard = code.id.starts_with('S');
    !of_text && (mild || of_standard || WAIVABLE.contains(&code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_explained() {
        let mut seen = BTreeSet::new();
        for code in all() {
            assert!(seen.insert(code.id), "{} is used twice", code.id);
            assert!(code.explanation.len() > 40, "{} explains nothing", code.id);
        }
    }
}
