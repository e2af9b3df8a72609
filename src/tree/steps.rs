//! The seam at which a test stops a change half way.

use std::io;

/// Is told of every step of a change before it is taken.
///
/// An error counts as the failure of that step; a panic that unwinds is as good
/// as a kill, since nothing in this module cleans up while unwinding.
pub(super) trait Steps {
    /// A step is about to be taken.
    fn reached(&mut self, step: &'static str) -> io::Result<()>;
}

/// Lets every step pass.
pub(super) struct Unhindered;

impl Steps for Unhindered {
    fn reached(&mut self, _step: &'static str) -> io::Result<()> {
        Ok(())
    }
}
