//! Codes about the shape of a blueprint.

codes! {}
