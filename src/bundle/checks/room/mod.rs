//! The room of a namespace: whether its quota and its limits admit the pods of the bundle.

mod demand;
mod limit_range;
mod quota;

pub(super) use limit_range::check as limit_range;
pub(super) use quota::check as quota;
