//! Generated pages are fresh. `BLESS=1 cargo test --test docs` writes them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a helper of tests fails as a test does")]

use groundplan::{blueprint, diagnostics};
use std::{env, fs, path::Path};

fn is_fresh(path: &str, page: &str) {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if env::var_os("BLESS").is_some() {
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, page).unwrap();
    }
    let found = fs::read_to_string(&place).unwrap_or_default();
    assert!(found == page, "{path} is stale: run `BLESS=1 cargo test --test docs`");
}

#[test]
fn the_language_reference_is_fresh() {
    is_fresh("docs/reference.md", &blueprint::reference::reference());
}

#[test]
fn the_page_of_diagnostics_is_fresh() {
    is_fresh("docs/diagnostics.md", &diagnostics::reference::reference());
}
