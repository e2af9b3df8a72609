//! Features: what an environment switches on and off.

use super::layers::with_fix;
use crate::blueprint::spec::{BlueprintSpec, ComponentSpec};
use crate::blueprint::table::{Entries, Set, Text};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Sink};
use std::collections::BTreeMap;

/// The switches of an environment.
pub struct Features {
    switches: BTreeMap<String, bool>,
}

impl Features {
    /// The switches that the merged top of a blueprint sets.
    pub fn of(top: &BlueprintSpec) -> Self {
        let all = top.features.get().into_iter().flat_map(Entries::iter);
        Self { switches: all.map(|(name, set)| (name.to_owned(), set.value.0)).collect() }
    }

    /// Whether a condition holds: `assistant`, or `not assistant`. One that names no feature is reported, and holds.
    pub fn holds(&self, condition: &Set<Text>, sink: &mut Sink) -> bool {
        let text = condition.value.0.trim();
        let (name, wanted) = match text.strip_prefix("not ") {
            Some(name) => (name.trim(), false),
            None => (text, true),
        };
        if let Some(on) = self.switches.get(name) {
            return *on == wanted;
        }
        let mut problem =
            Diagnostic::nowhere(&codes::UNKNOWN_FEATURE, format!("there is no feature `{name}` to depend on"));
        problem.span = condition.span();
        let meant = nearest(name, self.switches.keys().map(String::as_str));
        sink.push(match (meant, problem.span) {
            (Some(meant), Some(span)) => {
                let written = if wanted { meant.to_owned() } else { format!("not {meant}") };
                with_fix(problem, span, Some(&written))
            }
            _ => problem.help(format!("declare it at the top: `features: {{{name}: true}}`")),
        });
        true
    }

    /// Takes out the calls of a component that are switched off.
    pub fn without_calls(&self, body: &mut ComponentSpec, sink: &mut Sink) {
        let Some(calls) = body.calls.get_mut() else { return };
        let conditions: Vec<(String, Set<Text>)> = calls
            .0
            .iter()
            .filter_map(|(callee, set)| Some((callee.to_owned(), set.value.when.set()?.clone())))
            .collect();
        for (callee, condition) in conditions {
            if !self.holds(&condition, sink) {
                calls.0.remove(&callee);
            }
        }
    }
}
