//! Codes about what a cluster would refuse.

codes! {}
