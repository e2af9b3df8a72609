//! Tests of the documents on real blueprints.

mod support;
