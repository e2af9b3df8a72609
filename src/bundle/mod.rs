//! The bundle: the checked set of objects of one environment. It can only be made by the function that checks it.

mod amount;
mod checks;
mod effective;
mod index;
mod outside;
#[cfg(test)]
mod tests;

pub use outside::Outside;

use crate::diagnostics::Sink;
use crate::kubernetes::{Emitted, Target};

/// Objects that a cluster would take, sorted by their file.
#[derive(Clone, Debug)]
pub struct Bundle {
    objects: Vec<Emitted>,
}

impl Bundle {
    /// The objects, sorted by their file.
    #[must_use]
    pub fn objects(&self) -> &[Emitted] {
        &self.objects
    }
}

/// Checks the objects of one environment as the cluster would. Nothing comes back when it would refuse them.
pub fn assemble(mut objects: Vec<Emitted>, target: &Target, sink: &mut Sink) -> Option<Bundle> {
    objects.sort_by(|a, b| a.path.cmp(&b.path));
    let mut found = sink.child();
    checks::files(&objects, &mut found);
    checks::all(&objects, *target, &mut found);
    let sound = !found.has_errors();
    sink.absorb(found);
    sound.then_some(Bundle { objects })
}
