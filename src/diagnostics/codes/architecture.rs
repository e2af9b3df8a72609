//! Codes about what a blueprint means.

codes! {}
