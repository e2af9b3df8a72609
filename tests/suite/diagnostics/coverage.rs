//! That every code has a case.

use super::cases;
use groundplan::diagnostics::codes;
use std::collections::BTreeSet;

/// Letters that the stages of the compiler give out; the others are tested where they arise.
const LETTERS: [char; 6] = ['Y', 'B', 'A', 'P', 'C', 'S'];

/// Codes without a folder, each with its reason.
const WITHOUT: &[(&str, &str)] = &[
    ("Y0103", "a file over 16 MiB is generated in the tests of extremes"),
    ("Y0105", "five million values take too long; the reader's own tests lower the limit"),
    ("A0404", "a file over 1 MiB is generated in the tests of extremes"),
    ("A0316", "a variable over 128 KiB is generated in the tests of hostile input"),
    ("C0109", "no compilation knows the date; the command line's tests give one"),
    ("A0102", "more than 10,000 components are generated in the tests of extremes"),
];

#[test]
fn every_code_has_a_case() {
    let covered: BTreeSet<String> = cases::all().iter().map(|case| case.code().to_owned()).collect();
    let excused = |id: &str| WITHOUT.iter().any(|(code, _)| *code == id);
    let missing: Vec<&str> = codes::all()
        .map(|code| code.id)
        .filter(|id| id.starts_with(LETTERS) && !covered.contains(*id) && !excused(id))
        .collect();
    assert!(missing.is_empty(), "no case for {missing:?}");
    let idle: Vec<_> = WITHOUT.iter().filter(|(code, _)| covered.contains(*code)).collect();
    assert!(idle.is_empty(), "excused without need: {idle:?}");
}

#[test]
fn every_case_names_a_code() {
    for case in cases::all() {
        assert!(codes::find(case.code()).is_some(), "{} names no code", case.name);
    }
    assert!(cases::all().len() >= 60);
}

/// The page of upstream's mistakes names only folders that are there.
#[test]
fn mistakes_of_upstream_are_tested() {
    let page = include_str!("../../../docs/upstream-mistakes.md");
    let named = page.split('`').skip(1).step_by(2).filter(|word| {
        word.split('-').next().is_some_and(|code| code.len() == 5 && codes::find(code).is_some()) && word.contains('-')
    });
    let known: BTreeSet<String> = cases::all().into_iter().map(|case| case.name).collect();
    let named: BTreeSet<&str> = named.collect();
    let missing: Vec<&&str> = named.iter().filter(|name| !known.contains(**name)).collect();
    assert!(named.len() >= 20 && missing.is_empty(), "{} named, missing: {missing:?}", named.len());
}
