//! The checks of a bundle as a whole: sound bundles pass, no object panics, many objects are quick.

mod arbitrary;
mod places;
mod scale;
pub(in crate::bundle) mod support;
