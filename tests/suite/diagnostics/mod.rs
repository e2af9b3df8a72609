//! Diagnostics as users see them: a folder for every mistake, with its message and a twin that has none.
//!
//! A folder `tests/diagnostics/CODE-slug` holds `bad.yaml` (or a directory `bad`), `good.yaml` (or `good`) and
//! `expected.txt`. `BLESS=1 cargo test --test suite diagnostics` writes the expected texts anew.

pub mod cases;
mod coverage;
mod extremes;
mod mutations;
pub mod outcome;
