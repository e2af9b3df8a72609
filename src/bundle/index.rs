//! The index of a bundle: objects by identity, pods by their labels, autoscalers by their target.

use super::effective::{self, Resources};
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::core::v1 as corev1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{LabelSelector, LabelSelectorRequirement};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Display};
use std::sync::LazyLock;

/// Labels of an object.
pub type Labels = BTreeMap<String, String>;
/// The namespace of an object, if it says one.
pub type Namespace<'a> = Option<&'a str>;

static NO_LABELS: Labels = Labels::new();
static NO_SPEC: LazyLock<corev1::PodSpec> = LazyLock::new(corev1::PodSpec::default);

/// The pods that a workload makes.
#[derive(Clone, Copy, Debug)]
pub struct Pods<'a> {
    /// The workload.
    pub emitted: &'a Emitted,
    /// The path of the pod template.
    pub template: &'static str,
    /// The labels of the pods.
    pub labels: &'a Labels,
    /// What the pods are.
    pub spec: &'a corev1::PodSpec,
}

/// A container with its place.
#[derive(Clone, Copy, Debug)]
pub struct ContainerAt<'a> {
    /// The container.
    pub container: &'a corev1::Container,
    /// Whether it runs before the others.
    pub init: bool,
    at: usize,
    template: &'static str,
}

/// The path of a field of pods or of one of their containers, put together only when a problem has to name it.
#[derive(Clone, Copy, Debug)]
pub struct FieldOf<F> {
    template: &'static str,
    /// The list that the container is in, and its place there.
    container: Option<(&'static str, usize)>,
    field: F,
}

impl<F: Display> Display for FieldOf<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { template, container, field } = self;
        match container {
            Some((list, at)) => write!(f, "{template}.spec.{list}[{at}].{field}"),
            None => write!(f, "{template}.spec.{field}"),
        }
    }
}

impl<'a> ContainerAt<'a> {
    /// The path of a field of the container.
    #[must_use]
    pub fn field<F: Display>(&self, field: F) -> FieldOf<F> {
        let list = if self.init { "initContainers" } else { "containers" };
        FieldOf { template: self.template, container: Some((list, self.at)), field }
    }

    /// Whether it goes on beside the containers.
    #[must_use]
    pub fn is_sidecar(&self) -> bool {
        self.init && self.container.restart_policy.as_deref() == Some("Always")
    }

    /// Its ports.
    pub fn ports(&self) -> impl Iterator<Item = &'a corev1::ContainerPort> + use<'a> {
        self.container.ports.iter().flatten()
    }
}

impl<'a> Pods<'a> {
    /// The pods of an object, if it makes some.
    #[must_use]
    pub fn of(emitted: &'a Emitted) -> Option<Self> {
        let template = emitted.object.pod_template()?;
        let labels = template.metadata.as_ref().and_then(|metadata| metadata.labels.as_ref());
        let path = if matches!(emitted.object, Object::CronJob(_)) {
            "spec.jobTemplate.spec.template"
        } else {
            "spec.template"
        };
        Some(Self {
            emitted,
            template: path,
            labels: labels.unwrap_or(&NO_LABELS),
            spec: template.spec.as_ref().unwrap_or(&NO_SPEC),
        })
    }

    /// The path of a field of the pods.
    #[must_use]
    pub fn field<F: Display>(&self, field: F) -> FieldOf<F> {
        FieldOf { template: self.template, container: None, field }
    }

    /// The namespace that the pods run in.
    #[must_use]
    pub fn namespace(&self) -> Namespace<'a> {
        namespace(self.emitted)
    }

    /// The containers, in the order in which they start.
    pub fn containers(&self) -> impl Iterator<Item = ContainerAt<'a>> + use<'a> {
        let template = self.template;
        let place = move |init| move |(at, container)| ContainerAt { container, init, at, template };
        let steps = self.spec.init_containers.iter().flatten().enumerate().map(place(true));
        steps.chain(self.spec.containers.iter().enumerate().map(place(false)))
    }

    /// The names of volumes that containers may mount: those of the pod, and those that its workload claims.
    #[must_use]
    pub fn volume_names(&self) -> BTreeSet<&'a str> {
        let claims = match &self.emitted.object {
            Object::StatefulSet(set) => set.spec.volume_claim_templates.as_deref().unwrap_or_default(),
            _ => &[],
        };
        let claims = claims.iter().filter_map(|claim| claim.metadata.name.as_deref());
        self.spec.volumes.iter().flatten().map(|volume| volume.name.as_str()).chain(claims).collect()
    }
}

/// The objects of a bundle, ready to be looked up.
#[derive(Debug)]
pub struct Index<'a> {
    /// By name, kind and namespace: names differ most, so they come first.
    objects: BTreeMap<(&'a str, &'a str, Namespace<'a>), &'a Emitted>,
    pods: Vec<Pods<'a>>,
    labelled: BTreeMap<(Namespace<'a>, &'a str, &'a str), Vec<usize>>,
    namespaced: BTreeMap<Namespace<'a>, Vec<usize>>,
    scaled: BTreeMap<(Namespace<'a>, &'a str, &'a str), &'a HorizontalPodAutoscaler>,
    by_keda: BTreeMap<(Namespace<'a>, &'a str, &'a str), i32>,
    defaults: BTreeMap<Namespace<'a>, Resources<'a>>,
    counts: BTreeMap<(Namespace<'a>, &'a str), u64>,
}

impl<'a> Index<'a> {
    /// Sorts objects into the index.
    #[must_use]
    pub fn of(objects: &'a [Emitted]) -> Self {
        let mut index = Self {
            objects: BTreeMap::new(),
            pods: Vec::new(),
            labelled: BTreeMap::new(),
            namespaced: BTreeMap::new(),
            scaled: BTreeMap::new(),
            by_keda: BTreeMap::new(),
            defaults: BTreeMap::new(),
            counts: BTreeMap::new(),
        };
        for emitted in objects {
            index.add(emitted);
        }
        index
    }

    fn add(&mut self, emitted: &'a Emitted) {
        let (_, kind) = emitted.object.type_meta();
        let space = namespace(emitted);
        self.objects.entry((name(emitted), kind, space)).or_insert(emitted);
        *self.counts.entry((space, kind)).or_default() += 1;
        if let Some(pods) = Pods::of(emitted) {
            self.add_pods(pods);
        }
        match &emitted.object {
            Object::HorizontalPodAutoscaler(scaler) => {
                let target = &scaler.spec.scale_target_ref;
                self.scaled.entry((space, &target.kind, &target.name)).or_insert(scaler);
            }
            Object::ScaledObject(scaler) => {
                let target = &scaler.spec.scale_target_ref;
                let kind = target.kind.as_deref().unwrap_or("Deployment");
                let least = scaler.spec.min_replica_count.unwrap_or(0);
                self.by_keda.entry((space, kind, &target.name)).or_insert(least);
            }
            Object::LimitRange(range) => {
                let items = range.spec.iter().flat_map(|spec| &spec.limits);
                for item in items.filter(|item| item.type_ == "Container") {
                    let known = self.defaults.entry(space).or_default();
                    let more = effective::defaults(item);
                    known.requests.extend(more.requests);
                    known.limits.extend(more.limits);
                }
            }
            _ => {}
        }
    }

    fn add_pods(&mut self, pods: Pods<'a>) {
        let at = self.pods.len();
        let space = pods.namespace();
        for (key, value) in pods.labels {
            self.labelled.entry((space, key, value)).or_default().push(at);
        }
        self.namespaced.entry(space).or_default().push(at);
        self.pods.push(pods);
    }

    /// How many objects differ in kind, namespace or name.
    #[must_use]
    pub fn distinct(&self) -> usize {
        self.objects.len()
    }

    /// An object, by its kind and name.
    #[must_use]
    pub fn find(&self, kind: &str, space: Namespace<'_>, name: &str) -> Option<&'a Emitted> {
        self.objects.get(&(name, kind, space)).copied()
    }

    /// A Service.
    #[must_use]
    pub fn service(&self, space: Namespace<'_>, name: &str) -> Option<&'a corev1::Service> {
        match &self.find("Service", space, name)?.object {
            Object::Service(service) => Some(service),
            _ => None,
        }
    }

    /// A `ConfigMap`.
    #[must_use]
    pub fn config_map(&self, space: Namespace<'_>, name: &str) -> Option<&'a corev1::ConfigMap> {
        match &self.find("ConfigMap", space, name)?.object {
            Object::ConfigMap(config) => Some(config),
            _ => None,
        }
    }

    /// The autoscaler of a workload.
    #[must_use]
    pub fn autoscaler(&self, emitted: &Emitted) -> Option<&'a HorizontalPodAutoscaler> {
        let (_, kind) = emitted.object.type_meta();
        self.scaled.get(&(namespace(emitted), kind, name(emitted))).copied()
    }

    /// The fewest pods of a workload that KEDA scales.
    #[must_use]
    pub fn fewest_by_keda(&self, emitted: &Emitted) -> Option<i32> {
        let (_, kind) = emitted.object.type_meta();
        self.by_keda.get(&(namespace(emitted), kind, name(emitted))).copied()
    }

    /// What the namespace gives to containers that say nothing.
    #[must_use]
    pub fn defaults(&self, space: Namespace<'_>) -> Resources<'a> {
        self.defaults.get(&space).cloned().unwrap_or_default()
    }

    /// The number of objects of a kind.
    #[must_use]
    pub fn count(&self, kind: &str, space: Namespace<'_>) -> u64 {
        self.counts.get(&(space, kind)).copied().unwrap_or_default()
    }

    /// The pods of a namespace.
    pub fn pods_in<'s>(&'s self, space: Namespace<'s>) -> impl Iterator<Item = &'s Pods<'a>> {
        self.namespaced.get(&space).into_iter().flatten().filter_map(|&at| self.pods.get(at))
    }

    /// The workloads whose pods have these labels.
    pub fn labelled<'s>(&'s self, space: Namespace<'s>, labels: &'s Labels) -> impl Iterator<Item = &'s Pods<'a>> {
        self.candidates(space, labels)
            .iter()
            .filter_map(|&at| self.pods.get(at))
            .filter(|pods| labels.iter().all(|(key, value)| pods.labels.get(key) == Some(value)))
    }

    /// The workloads whose pods a selector selects; an empty selector selects all.
    pub fn selected<'s>(
        &'s self,
        space: Namespace<'s>,
        selector: &'s LabelSelector,
    ) -> impl Iterator<Item = &'s Pods<'a>> {
        let labels = selector.match_labels.as_ref().unwrap_or(&NO_LABELS);
        self.labelled(space, labels).filter(|pods| matches(selector, pods.labels))
    }

    /// The shortest list that holds every workload with these labels.
    fn candidates<'s>(&'s self, space: Namespace<'s>, labels: &'s Labels) -> &'s [usize] {
        let list = |(key, value): (&'s String, &'s String)| {
            self.labelled.get(&(space, key.as_str(), value.as_str())).map_or(&[][..], Vec::as_slice)
        };
        let all = || self.namespaced.get(&space).map_or(&[][..], Vec::as_slice);
        labels.iter().map(list).min_by_key(|list| list.len()).unwrap_or_else(all)
    }
}

/// The namespace of an object.
#[must_use]
pub fn namespace(emitted: &Emitted) -> Namespace<'_> {
    emitted.object.metadata().namespace.as_deref()
}

/// The name of an object; empty where it has none.
#[must_use]
pub fn name(emitted: &Emitted) -> &str {
    emitted.object.metadata().name.as_deref().unwrap_or_default()
}

/// Whether a selector selects what has these labels.
#[must_use]
pub fn matches(selector: &LabelSelector, labels: &Labels) -> bool {
    let equal = |(key, value): (&String, &String)| labels.get(key) == Some(value);
    selector.match_labels.iter().flatten().all(equal)
        && selector.match_expressions.iter().flatten().all(|requirement| fulfilled(requirement, labels))
}

fn fulfilled(requirement: &LabelSelectorRequirement, labels: &Labels) -> bool {
    let value = labels.get(&requirement.key);
    let listed = value.is_some_and(|value| requirement.values.iter().flatten().any(|known| known == value));
    match requirement.operator.as_str() {
        "In" => listed,
        "NotIn" => !listed,
        "Exists" => value.is_some(),
        "DoesNotExist" => value.is_none(),
        _ => false,
    }
}
