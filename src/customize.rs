//! Patches and extra objects. The language has none yet, so objects pass as they are.

use crate::architecture::model::Architecture;
use crate::diagnostics::Sink;
use crate::kubernetes::Emitted;

/// Applies what the blueprint changes by hand.
pub fn apply(objects: Vec<Emitted>, architecture: &Architecture, sink: &mut Sink) -> Vec<Emitted> {
    let _ = (architecture, sink);
    objects
}
