//! Blueprints with mistakes in them through the whole compiler. An input is the text of a blueprint; what libFuzzer does to
//! its bytes alternates with changes that know lines, words and values.
#![no_main]

use groundplan_fuzz::checks::{compile, mutate};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_target!(|bytes: &[u8]| compile::check(bytes));

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let text = std::str::from_utf8(&data[..size]).ok().filter(|_| seed % 4 != 0);
    let Some(text) = text else { return fuzzer_mutate(data, size, max_size) };
    let changed = mutate::several(text, u64::from(seed));
    let length = changed.len().min(max_size);
    data[..length].copy_from_slice(&changed.as_bytes()[..length]);
    length
});
