//! What differs between upstream and here, and the reasons that are listed for it.

use super::System;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::Path;

/// One aspect in which a component differs.
pub struct Difference {
    component: String,
    kind: String,
    upstream: Option<String>,
    here: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Option<String>| value.as_ref().map_or("nothing".to_owned(), |value| format!("`{value}`"));
        let Self { component, kind, .. } = self;
        write!(f, "{component}: {kind} is {} upstream and {} here", shown(&self.upstream), shown(&self.here))
    }
}

/// Differences that have one reason: these kinds in these components, or wherever both values are as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    because: String,
    /// Aspects; one covers also what is below it.
    kinds: Vec<String>,
    /// The components; all where none is named.
    #[serde(rename = "in")]
    components: Option<BTreeSet<String>>,
    /// Upstream's value, `nothing` where upstream has none; any where it is not said.
    upstream: Option<String>,
    /// The value here, in the same way.
    here: Option<String>,
}

impl Listed {
    fn covers(&self, difference: &Difference) -> bool {
        let value = |wanted: &Option<String>, found: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| wanted == found.as_deref().unwrap_or("nothing"))
        };
        self.components.as_ref().is_none_or(|all| all.contains(&difference.component))
            && self.kinds.iter().any(|kind| is_below(&difference.kind, kind))
            && value(&self.upstream, &difference.upstream)
            && value(&self.here, &difference.here)
    }

    /// The parts of this entry that cover none of the differences.
    fn idle(&self, differences: &[Difference]) -> Vec<String> {
        let covered: Vec<&Difference> = differences.iter().filter(|difference| self.covers(difference)).collect();
        let kinds = self.kinds.iter().filter(|kind| !covered.iter().any(|one| is_below(&one.kind, kind)));
        let components = self.components.iter().flatten();
        let components = components.filter(|component| !covered.iter().any(|one| one.component == **component));
        kinds.chain(components).map(|what| format!("nothing differs in `{what}` because: {}", self.because)).collect()
    }
}

/// Whether an aspect is another one, or below it.
fn is_below(kind: &str, upper: &str) -> bool {
    kind.strip_prefix(upper).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Reads the list of a system.
pub fn read(path: &Path) -> Vec<Listed> {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All aspects in which two systems differ. A component that only one of them has is one difference.
pub fn between(upstream: &System, here: &System) -> Vec<Difference> {
    let names: BTreeSet<&String> = upstream.keys().chain(here.keys()).collect();
    let mut differences = Vec::new();
    for name in names {
        let difference = |kind: &str, upstream: Option<&str>, here: Option<&str>| Difference {
            component: name.clone(),
            kind: kind.to_owned(),
            upstream: upstream.map(str::to_owned),
            here: here.map(str::to_owned),
        };
        match (upstream.get(name), here.get(name)) {
            (Some(upstream), Some(here)) => {
                let kinds: BTreeSet<&String> = upstream.keys().chain(here.keys()).collect();
                let differing = kinds.into_iter().filter(|kind| upstream.get(*kind) != here.get(*kind));
                let value = |side: &super::Aspects, kind: &String| side.get(kind).cloned();
                differences.extend(
                    differing
                        .map(|kind| difference(kind, value(upstream, kind).as_deref(), value(here, kind).as_deref())),
                );
            }
            (one, other) => {
                differences.push(difference("component", one.map(|_| "there"), other.map(|_| "there")));
            }
        }
    }
    differences
}

/// What is wrong with a list: differences without a reason, or with two, and reasons without a difference.
pub fn complaints(differences: &[Difference], listed: &[Listed]) -> Vec<String> {
    let mut complaints = Vec::new();
    for difference in differences {
        let reasons: Vec<&str> =
            listed.iter().filter(|listed| listed.covers(difference)).map(|listed| listed.because.as_str()).collect();
        match reasons.as_slice() {
            [_] => {}
            [] => complaints.push(format!("{difference}")),
            _ => complaints.push(format!("{difference}, for {} reasons: {}", reasons.len(), reasons.join(" | "))),
        }
    }
    complaints.extend(listed.iter().flat_map(|listed| listed.idle(differences)));
    complaints
}
