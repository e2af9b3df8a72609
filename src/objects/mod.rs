//! Emitters: decisions written down as typed objects. Nothing is decided here.

mod autoscaling;
mod config;
mod container;
mod disruption;
mod env;
mod identity;
mod labels;
mod namespace;
mod network;
mod peers;
mod pod;
mod probe;
mod record;
mod routing;
mod service;
mod stored_secret;
mod streams;
mod text;
mod volume;
mod workload;

use crate::architecture::model::{Architecture, Body, CalledPort, Component, ComponentId};
use crate::kubernetes::{Emitted, Object};
use crate::plan::{ComponentPlan, Plan, PodPlan, Workload};
use crate::source::Origin;
use crate::threads;
use record::Record;
use std::collections::BTreeMap;

/// All objects of an environment. It cannot fail: names and quantities were checked at the border.
#[must_use]
pub fn emit(architecture: &Architecture, plan: &Plan) -> Vec<Emitted> {
    let asked = plan.asked_by_keda();
    let mut objects = namespace::objects(architecture, plan);
    objects.push(network::default_deny(architecture));
    objects.extend(stored_secret::external_secrets(architecture));
    objects.extend(config::shared_maps(architecture));
    objects.extend(volume::shared_claims(architecture, plan));
    let mut jobs = BTreeMap::new();
    // Whoever waits for a job has to know its name, which its template makes.
    for ((id, component), component_plan) in architecture.ids().zip(&plan.components) {
        if let (Body::Pods(pods), Some(plan)) = (&component.body, &component_plan.pods)
            && plan.workload.value == Workload::Job
        {
            let subject = Subject { architecture, id, component, pods, plan, jobs: &BTreeMap::new(), asked: &asked };
            jobs.insert(id, workload::job_name(&subject));
        }
    }
    objects.extend(identity::shared_accounts(architecture));
    let all: Vec<Planned<'_>> =
        architecture.ids().zip(&plan.components).map(|((id, component), plan)| (id, component, plan)).collect();
    let made = |part: &[Planned<'_>]| -> Vec<Emitted> {
        part.iter().flat_map(|planned| of_planned(architecture, planned, &jobs, &asked)).collect()
    };
    // Components do not see each other's objects.
    objects.extend(threads::share(&all, FEWEST, made).into_iter().flatten());
    objects.extend(routing::objects(architecture, plan));
    objects
}

/// The fewest components that are worth a thread.
const FEWEST: usize = 50;

/// A component with what was decided for it.
type Planned<'a> = (ComponentId, &'a Component, &'a ComponentPlan);

/// The objects of one component, whoever runs it.
fn of_planned(
    architecture: &Architecture,
    (id, component, plan): &Planned<'_>,
    jobs: &BTreeMap<ComponentId, String>,
    asked: &[(ComponentId, CalledPort)],
) -> Vec<Emitted> {
    match (&component.body, &plan.pods) {
        (Body::Pods(pods), Some(plan)) => {
            of_component(&Subject { architecture, id: *id, component, pods, plan, jobs, asked })
        }
        (Body::Managed(managed), _) if managed.alias => vec![service::alias(architecture, component, managed)],
        _ => Vec::new(),
    }
}

/// A component that we run, with its plan.
struct Subject<'a> {
    architecture: &'a Architecture,
    id: ComponentId,
    component: &'a Component,
    pods: &'a crate::architecture::model::Pods,
    plan: &'a PodPlan,
    /// The names of the Jobs of the environment, where they are known.
    jobs: &'a BTreeMap<ComponentId, String>,
    /// What KEDA asks, and where.
    asked: &'a [(ComponentId, CalledPort)],
}

impl Subject<'_> {
    /// Its name.
    fn name(&self) -> &str {
        self.component.name.as_str()
    }

    /// Whether pods of other components wait until it has run.
    fn is_awaited(&self) -> bool {
        let waits = |other: &Component| other.pods().is_some_and(|pods| pods.migration == Some(self.id));
        self.architecture.components.iter().any(waits)
    }

    /// One of its objects, in a file named for the kind or for what is said.
    fn emitted(&self, object: impl Into<Object>, file: &str, record: Record) -> Emitted {
        Emitted {
            object: object.into(),
            path: format!("{}/{file}.yaml", self.name()),
            component: Some(self.name().to_owned()),
            origin: self.component.origin.clone(),
            fields: record.into_fields(),
            patches: Vec::new(),
        }
    }
}

/// An object that belongs to no single component.
fn shared(object: impl Into<Object>, path: String, origin: &Origin, record: Record) -> Emitted {
    Emitted {
        object: object.into(),
        path,
        component: None,
        origin: origin.clone(),
        fields: record.into_fields(),
        patches: Vec::new(),
    }
}

/// The objects of one component.
fn of_component(subject: &Subject<'_>) -> Vec<Emitted> {
    let mut objects = identity::own(subject);
    let configs = config::configs(subject);
    objects.push(workload::workload(subject, &configs));
    objects.extend(configs.into_iter().map(|config| config.emitted));
    objects.extend(service::services(subject));
    objects.extend(autoscaling::autoscaler(subject));
    objects.extend(disruption::budget(subject));
    objects.push(network::policy(subject));
    objects
}
