//! Codes about decisions that cannot keep a promise.

codes! {}
