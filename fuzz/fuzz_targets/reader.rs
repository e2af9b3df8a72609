//! Arbitrary bytes through the reader: as YAML, and as a blueprint.
#![no_main]

use groundplan_fuzz::checks::reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| reader::check(bytes));
