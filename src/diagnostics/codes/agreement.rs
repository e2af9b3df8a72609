//! Codes about manifests that disagree with the architecture or the plan.

codes! {}
