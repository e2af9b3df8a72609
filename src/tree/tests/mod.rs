//! Tests of the output tree on real directories.

mod check;
mod edits;
mod exclusion;
mod git;
mod interruption;
mod locks;
mod obstacles;
mod principle;
mod process;
mod reading;
mod rules;
mod sections;
mod support;
