//! Blueprints with a slip of the hand in them: none breaks the compiler, and none is refused without a word.

use super::outcome::Outcome;
use groundplan::diagnostics::render::Format;
use std::panic::catch_unwind;

const SHOP: &str = include_str!("../../../blueprints/online-boutique.yaml");
/// How many slips are tried.
const SLIPS: u64 = 300;
/// What is typed in place of a character; nothing deletes it.
const TYPED: [&str; 12] = ["", "", "", "-", ":", " ", "{", "0", "x", "\"", "}", "é"];

/// A number that looks random but is always the same: the next of a linear congruential sequence.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    usize::try_from(*state >> 33).unwrap_or_default()
}

#[test]
fn no_slip_of_the_hand_breaks_the_compiler() {
    let begins: Vec<usize> =
        SHOP.char_indices().map(|(at, _)| at).filter(|at| *at >= SHOP.find("blueprint:").unwrap_or(0)).collect();
    let mut state = 2026;
    let mut complaints = Vec::new();
    for _ in 0..SLIPS {
        let at = begins[next(&mut state) % begins.len()];
        let typed = TYPED[next(&mut state) % TYPED.len()];
        let length = SHOP[at..].chars().next().map_or(1, char::len_utf8);
        let text = format!("{}{typed}{}", &SHOP[..at], &SHOP[at + length..]);
        let line = SHOP[..at].lines().count();
        match catch_unwind(|| Outcome::of_text(&text)) {
            Err(_) => complaints.push(format!("line {line}, byte {at}, `{typed}`: it panics")),
            Ok(outcome) if !outcome.compiled && !outcome.errors().any(|error| error.span.is_some()) => {
                complaints.push(format!("line {line}, byte {at}, `{typed}`:\n{}", outcome.shown(Format::Short)));
            }
            Ok(_) => {}
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}
