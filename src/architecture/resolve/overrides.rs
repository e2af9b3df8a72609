//! What an environment says about things that the blueprint does not define: usually their names are misspelt.

use super::layers::with_fix;
use crate::blueprint::spec::{BlueprintSpec, ComponentSpec, EntryPointSpec, ExternalSpec};
use crate::blueprint::table::{Entries, Field};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::Origin;

/// What an environment says, without the entries that override nothing; those are reported.
pub fn existing(base: &BlueprintSpec, over: &BlueprintSpec, environment: &str, sink: &mut Sink) -> BlueprintSpec {
    let mut over = over.clone();
    let mut judge = Judge { environment, sink };
    judge.entries("component", &base.components, &mut over.components, is_only_changed);
    judge.entries("entry point", &base.entrypoints, &mut over.entrypoints, leads_nowhere);
    judge.entries("feature", &base.features, &mut over.features, |_| true);
    judge.entries("external", &base.external, &mut over.external, has_no_host);
    over
}

/// Whether a body changes a component without saying what it would be.
fn is_only_changed(body: &ComponentSpec) -> bool {
    let named = body.component_type.is_set() || body.extends.is_set() || body.engine.is_set();
    let named = named || body.managed.is_set() || body.operator.is_set();
    let runs = body.image.is_set() || body.command.is_set() || body.args.is_set() || body.ports.is_set();
    !named && !runs && !body.ownership.is_set() && !body.calls.is_set() && !body.consumes.is_set()
}

fn leads_nowhere(spec: &EntryPointSpec) -> bool {
    !spec.to.is_set() && !spec.routes.is_set()
}

fn has_no_host(spec: &ExternalSpec) -> bool {
    !spec.host.is_set()
}

/// Who compares an environment with the blueprint below it.
struct Judge<'a> {
    environment: &'a str,
    sink: &'a mut Sink,
}

impl Judge<'_> {
    /// Compares the entries of one kind.
    fn entries<K, V>(
        &mut self,
        what: &str,
        base: &Field<Entries<K, V>>,
        over: &mut Field<Entries<K, V>>,
        is_no_definition: fn(&V) -> bool,
    ) {
        let known: Vec<&str> = base.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name).collect();
        let Field::Set(over) = over else { return };
        let fields: Vec<(String, Option<Origin>)> = over
            .value
            .fields()
            .filter(|(name, _)| !known.contains(name))
            .filter_map(|(name, field)| match field {
                Field::Removed(origin) => Some((name.to_owned(), Some(origin.clone()))),
                // An environment may add what it defines; a name like a known one is a slip.
                Field::Set(set) if is_no_definition(&set.value) && nearest(name, known.iter().copied()).is_some() => {
                    Some((name.to_owned(), set.key.map(Origin::Written)))
                }
                _ => None,
            })
            .collect();
        for (name, origin) in fields {
            let removed = matches!(over.value.fields().find(|(known, _)| *known == name), Some((_, Field::Removed(_))));
            self.report(what, &name, removed, origin.as_ref(), &known);
            over.value.remove(&name);
        }
    }

    fn report(&mut self, what: &str, name: &str, removed: bool, origin: Option<&Origin>, known: &[&str]) {
        let Some(span) = origin.and_then(Origin::span) else { return };
        let does = if removed { "removes" } else { "changes" };
        let message =
            format!("the environment `{}` {does} the {what} `{name}`, which does not exist", self.environment);
        let meant = nearest(name, known.iter().copied());
        let written = meant.map(|meant| if removed { format!("{meant}: ~") } else { meant.to_owned() });
        let problem = Diagnostic::new(&codes::OVERRIDES_NOTHING, span, message);
        let problem = with_fix(problem, span, written.as_deref());
        self.sink.push(if meant.is_some() { problem } else { problem.help("correct the name, or leave the line out") });
    }
}
