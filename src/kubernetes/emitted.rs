//! An object with where it comes from and which decisions stand in it.

use super::Object;
use super::visit;
use crate::source::Origin;
use std::borrow::Cow;

/// The number of a decision within its plan; what it means, only the plan knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DecisionId(pub u32);

/// A field that holds a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The field, as `kubectl explain` would write it with indexes: `spec.template.spec.containers[0].resources.requests.cpu`.
    pub field: String,
    /// The decision.
    pub decision: DecisionId,
    /// The number of the patch that put something else there.
    pub patch: Option<usize>,
}

/// A patch that was applied to an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patched {
    /// Its number within the environment.
    pub number: usize,
    /// Where it is written.
    pub origin: Origin,
}

/// An object, made but not yet judged.
#[derive(Clone, Debug)]
pub struct Emitted {
    /// The object.
    pub object: Object,
    /// Its file below `manifests/`, without a digest even where the object's name has one.
    pub path: String,
    /// The component that it was made for, if it belongs to one.
    pub component: Option<String>,
    /// Where the thing that it was made for is written.
    pub origin: Origin,
    /// The fields that hold decisions.
    pub fields: Vec<Recorded>,
    /// The patches that changed it, in their order.
    pub patches: Vec<Patched>,
    /// Whether the pods that it selects are made in the cluster, by an operator, and so are not among the objects.
    pub of_others: bool,
}

impl Emitted {
    /// What a field holds, as text; nothing where it is not there, or holds more than one value.
    #[must_use]
    pub fn holds(&self, field: &str) -> Option<String> {
        visit::at(&self.object, field, |seen| seen.text().map(Cow::into_owned)).flatten()
    }
}
