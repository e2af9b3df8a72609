//! What a cluster would refuse.

use crate::diagnostics::Sink;
use crate::kubernetes::{Emitted, Target};

/// All checks.
pub fn all(objects: &[Emitted], target: &Target, sink: &mut Sink) {
    let _ = (objects, target, sink);
}
