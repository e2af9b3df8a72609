//! Values that move only when somebody accepts it. None are kept yet: every build derives afresh.

/// The pinned values of an environment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pins {}
