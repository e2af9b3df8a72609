//! Facts: what is known of all environments, and where each decision stands in the manifests.

use super::Compiled;
use crate::architecture::model::{Architecture, Call, CallKind, Component, ComponentId, Target};
use crate::kubernetes::DecisionId;
use crate::plan::{ComponentPlan, Decision, Plan, PodPlan, Reason};
use crate::source::{Origin, Sources};
use crate::units::Rate;
use std::collections::BTreeMap;

/// All environments, the lead one, and the places of decisions.
pub struct Facts<'a> {
    /// All environments.
    pub all: &'a [Compiled],
    /// The one that is described in depth.
    pub lead: &'a Compiled,
    sources: &'a Sources,
    fields: BTreeMap<DecisionId, Vec<String>>,
    /// Names of objects by kind and component; asked for again and again.
    objects: BTreeMap<(&'a str, Option<&'a str>), Vec<&'a str>>,
    /// The plans of pods by the component's name.
    pods: BTreeMap<&'a str, &'a PodPlan>,
}

impl<'a> Facts<'a> {
    /// Gathers them; nothing where there is no environment.
    pub fn new(all: &'a [Compiled], lead: &str, sources: &'a Sources) -> Option<Self> {
        let lead = all.iter().find(|compiled| compiled.architecture.environment == lead).or(all.first())?;
        let mut fields: BTreeMap<DecisionId, Vec<String>> = BTreeMap::new();
        let mut objects: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for emitted in lead.bundle.objects() {
            let (kind, name) = (emitted.object.type_meta().1, emitted.object.identity().name);
            if let Some(component) = &emitted.component {
                objects.entry((kind, Some(component.as_str()))).or_default().push(name);
            }
            objects.entry((kind, None)).or_default().push(name);
            // What a patch put there is no decision.
            for recorded in emitted.fields.iter().filter(|recorded| recorded.patch.is_none()) {
                let place = format!("{} {}", emitted.object.identity(), recorded.field);
                fields.entry(recorded.decision).or_default().push(place);
            }
        }
        let plans = lead.architecture.components.iter().zip(&lead.plan.components);
        let pods =
            plans.filter_map(|(component, plan)| Some((component.name.as_str(), plan.pods.as_deref()?))).collect();
        Some(Self { all, lead, sources, fields, objects, pods })
    }

    /// The lead environment's architecture.
    pub fn architecture(&self) -> &'a Architecture {
        &self.lead.architecture
    }

    /// The lead environment's plan.
    pub fn plan(&self) -> &'a Plan {
        &self.lead.plan
    }

    /// The namespace of the lead environment.
    pub fn namespace(&self) -> &'a str {
        &self.lead.architecture.namespace.name
    }

    /// The components with their plans.
    pub fn components(&self) -> impl Iterator<Item = (ComponentId, &'a Component, &'a ComponentPlan)> {
        let lead = self.lead;
        lead.architecture.ids().zip(&lead.plan.components).map(|((id, component), plan)| (id, component, plan))
    }

    /// The components that we run.
    pub fn running(&self) -> impl Iterator<Item = (ComponentId, &'a Component, &'a ComponentPlan, &'a PodPlan)> {
        self.components().filter_map(|(id, component, plan)| Some((id, component, plan, plan.pods.as_deref()?)))
    }

    /// The plan of the pods of the component with this name, where we run it.
    pub fn pods_of(&self, name: &str) -> Option<&'a PodPlan> {
        self.pods.get(name).copied()
    }

    /// "all 10 components that run here" where a list names just those; empty where it does not.
    pub fn scope(&self, names: &[String]) -> String {
        let running = self.running().count();
        let all = self.running().all(|(_, component, ..)| names.iter().any(|name| name == component.name.as_str()));
        if running > 3 && names.len() == running && all {
            format!("all {running} components that run here")
        } else {
            String::new()
        }
    }

    /// Where something is written: `shop.yaml:12:5`, or what it follows from.
    pub fn place(&self, origin: &Origin) -> String {
        match origin {
            Origin::Written(span) => self.sources.location(*span).to_string(),
            Origin::Engine(_) => "engine catalog".to_owned(),
            Origin::Default(_) => "edition rule".to_owned(),
        }
    }

    /// The fields of the manifests that hold a decision.
    pub fn fields(&self, id: DecisionId) -> &[String] {
        self.fields.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The names of the objects of a kind, those of one component where one is named.
    pub fn objects(&self, kind: &str, component: Option<&str>) -> Vec<String> {
        self.objects.get(&(kind, component)).into_iter().flatten().map(|name| (*name).to_owned()).collect()
    }

    /// The name of a call's other end.
    pub fn target(&self, target: Target) -> &'a str {
        target_name(self.architecture(), target)
    }

    /// The rate of a call at the peak, where it is known.
    pub fn rate(&self, call: &Call) -> Option<Rate> {
        let caller = self.plan().components.get(call.from.0)?;
        match (&call.kind, call.to) {
            (CallKind::AtRate(rate), _) => Some(Rate(rate.value.0.times(call.let_through()))),
            // What arrives at a consumer are messages, whoever put them into the queue.
            (CallKind::Consumes { .. }, _) => caller.load.as_ref().map(|load| load.peak.value),
            (CallKind::PerRequest(_), Target::Component(to)) => {
                self.part(self.plan().components.get(to.0)?, self.target(Target::Component(call.from)))
            }
            (CallKind::PerRequest(factor), Target::External(_)) => {
                let peak = caller.load.as_ref()?.peak.value.0;
                Some(Rate(peak.times(factor.value.0.times(call.let_through()))))
            }
        }
    }

    /// What arrives from one sender, as the plan recorded it.
    fn part(&self, receiver: &ComponentPlan, from: &str) -> Option<Rate> {
        let decision = self.plan().decision(receiver.load.as_ref()?.peak.id)?;
        let Reason::Propagated { parts } = &decision.reason else { return None };
        parts.iter().find(|(name, _)| name == from).map(|(_, rate)| *rate)
    }

    /// The decision with this number.
    pub fn decision(&self, id: DecisionId) -> Option<&'a Decision> {
        self.plan().decision(id)
    }
}

/// The name of a component or an external.
pub fn target_name(architecture: &Architecture, target: Target) -> &str {
    match target {
        Target::Component(id) => architecture.component(id).map_or("", |component| component.name.as_str()),
        Target::External(id) => architecture.externals.get(id.0).map_or("", |external| external.name.as_str()),
    }
}
