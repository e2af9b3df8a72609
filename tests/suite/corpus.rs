//! What was once worth a look, and some mutations of it, through the checks of the fuzz targets.
//!
//! `tests/corpus/reader` and `tests/corpus/compile` hold an input in each file; every input that a fuzz target broke something
//! with is put there, named for what broke.

use crate::checks::{compile, mutate, reader};
use std::fs;
use std::panic::catch_unwind;
use std::path::Path;
use std::thread;

/// How many mutations of each input the reader gets.
const READ: u64 = 40;
/// How many mutations of each input the compiler gets.
const COMPILED: u64 = 8;

/// The inputs of a target, by name.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(target);
    let entries = fs::read_dir(folder).expect("a corpus").map(|entry| entry.expect("an input").path());
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut inputs: Vec<_> = entries.map(|path| (name(&path), fs::read(&path).expect("an input"))).collect();
    inputs.sort();
    inputs
}

/// Applies a check to every input of a target and to a number of its mutations; all that fail are told.
fn hold(target: &str, mutations: u64, check: fn(&[u8])) {
    let inputs = inputs(target);
    assert!(inputs.len() >= 10, "{} inputs", inputs.len());
    let one = |(name, bytes): &(String, Vec<u8>)| {
        let text = String::from_utf8_lossy(bytes);
        let mutated =
            (1..=mutations).map(|seed| (format!("{name}, mutation {seed}"), mutate::several(&text, seed).into_bytes()));
        let all = std::iter::once((name.clone(), bytes.clone())).chain(mutated);
        all.filter(|(_, bytes)| catch_unwind(|| check(bytes)).is_err()).map(|(name, _)| name).collect::<Vec<_>>()
    };
    let broken: Vec<String> = thread::scope(|scope| {
        let half = inputs.len().div_ceil(2);
        let workers: Vec<_> = inputs
            .chunks(half)
            .map(|part| scope.spawn(move || part.iter().flat_map(one).collect::<Vec<_>>()))
            .collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    assert!(broken.is_empty(), "{target} breaks with:\n{}", broken.join("\n"));
}

#[test]
fn the_reader_holds() {
    hold("reader", READ, reader::check);
}

#[test]
fn the_compiler_holds() {
    hold("compile", COMPILED, compile::check);
}
