//! The format for people: what stands where.

use super::*;

const STORES: &str = "stores:\n  orders:\n    engine: postgras\n    size: 10GiB\n\n  carts:\n    engine: redis\n";

/// One problem without the summary.
pub fn report(diagnostic: Diagnostic, sources: &Sources) -> String {
    let text = plain(&[diagnostic], sources, Format::Human);
    text.rsplit_once("\n\n").map(|(report, _)| format!("\n{report}\n")).unwrap_or(text)
}

#[test]
fn everything_has_its_place() {
    let (sources, file) = one(STORES);
    let engine = word(&sources, file, "postgras");
    let mut problem = Diagnostic::new(&ENGINE, engine, "there is no engine `postgras`")
        .label("not in the catalog")
        .related(word(&sources, file, "orders"), "in this store")
        .help("did you mean `postgres`?")
        .help("or write the engine into the catalog\nand try again")
        .fix(engine, "postgres");
    problem.environments = ["development".to_owned(), "staging".to_owned()].into();
    let expected = "\
error[X0101]: there is no engine `postgras`
 --> shop/stores.yaml:3:13
  |
2 |   orders:
  |   ------ in this store
3 |     engine: postgras
  |             ^^^^^^^^ not in the catalog
  |
  = note: in the environments development and staging
  = help: did you mean `postgres`?
  = help: or write the engine into the catalog
          and try again
help: write this instead
  |
3 -     engine: postgras
3 +     engine: postgres
  |

1 error
";
    assert_eq!(plain(&[problem], &sources, Format::Human), expected);
}

#[test]
fn related_places_show_their_own_lines() {
    let (mut sources, file) = one(STORES);
    let other = sources.add("shop/tasks.yaml", "tasks:\n  pay: stores.orders\n");
    let problem = Diagnostic::new(&ENGINE, word(&sources, file, "postgras"), "these engines differ")
        .label("here")
        .related(word(&sources, other, "orders"), "used here")
        .related(word(&sources, file, "redis"), "as here");
    let expected = "
error[X0101]: these engines differ
 --> shop/stores.yaml:3:13
  |
3 |     engine: postgras
  |             ^^^^^^^^ here
...
7 |     engine: redis
  |             ----- as here
  |
 ::: shop/tasks.yaml:2:15
  |
2 |   pay: stores.orders
  |               ------ used here
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn a_mapping_is_marked_without_the_space_behind_it() {
    let (sources, file) = one(STORES);
    let store = word(&sources, file, "orders:\n    engine: postgras\n    size: 10GiB\n\n  ");
    let problem = Diagnostic::new(&HINT, store, "this store is never used").label("the whole store");
    let expected = "
note[X0303]: this store is never used
 --> shop/stores.yaml:2:3
  |
2 | /   orders:
3 | |     engine: postgras
4 | |     size: 10GiB
  | |_______________^ the whole store
";
    assert_eq!(report(problem, &sources), expected);
}

#[test]
fn without_a_place_there_is_no_snippet() {
    let (sources, file) = one(STORES);
    let bare = Diagnostic::nowhere(&ENGINE, "the directory is empty");
    assert_eq!(report(bare.clone(), &sources), "\nerror[X0101]: the directory is empty\n");
    let mut helped = bare.help("write a blueprint").fix(word(&sources, file, "carts"), "baskets");
    helped.environments = ["production".to_owned()].into();
    let expected = "
error[X0101]: the directory is empty
  |
  = note: in the environment production
  = help: write a blueprint
help: in shop/stores.yaml, write this instead
  |
6 -   carts:
6 +   baskets:
  |
";
    assert_eq!(report(helped, &sources), expected);
}

/// The correction as it is shown for a fix of [`STORES`].
fn correction(at: &str, place: impl Fn(Span) -> Span, replacement: &str) -> String {
    let (sources, file) = one(STORES);
    let place = place(word(&sources, file, at));
    let shown = report(Diagnostic::new(&LIMIT, place, "wrong").fix(place, replacement), &sources);
    shown.split_once("\nhelp: ").map(|(_, help)| format!("\n{help}")).unwrap_or_default()
}

#[test]
fn corrections_insert_and_remove() {
    let begin = |span: Span| Span { end: span.start, ..span };
    let expected = "
insert this
  |
2 |   new-orders:
  |   ++++
";
    assert_eq!(correction("orders", begin, "new-"), expected);
    let expected = "
insert this
  |
6 +   new:
7 +     engine: redis
  |
";
    assert_eq!(correction("  carts", begin, "  new:\n    engine: redis\n"), expected);
    let expected = "
remove this
  |
4 -     size: 10GiB
  |
";
    assert_eq!(correction("    size: 10GiB\n", |span| span, ""), expected);
    let expected = "
remove this
  |
3 -     engine: postgras
4 -     size: 10GiB
  |
";
    assert_eq!(correction("    engine: postgras\n    size: 10GiB\n", |span| span, ""), expected);
    let expected = "
insert this
  |
3 |     engine: - postgras
  |             +
";
    assert_eq!(correction("postgras", begin, "- "), expected);
    let expected = "
write this instead
  |
6 -   carts:
7 -     engine: redis
6 +   carts: {}
  |
";
    assert_eq!(correction("\n    engine: redis\n", |span| span, " {}\n"), expected);
}

#[test]
fn corrections_may_have_several_lines() {
    let expected = "
write this instead
  |
3 ~     engine: postgres
4 +     size: 20GiB
5 +     backup: daily
  |
";
    let replacement = "engine: postgres\r\n    size: 20GiB\r\n    backup: daily";
    assert_eq!(correction("engine: postgras\n    size: 10GiB", |span| span, replacement), expected);
    assert_eq!(correction("postgras", |span| span, &"x\n".repeat(13)), "", "too long to be read");
    assert_eq!(correction("postgras", |span| span, "postgras"), "", "nothing changes");
}

#[test]
fn the_summary_counts_what_is_not_shown() {
    let (sources, _) = one("");
    let problems = [&ENGINE, &LIMIT, &ENGINE, &HINT].map(|code| Diagnostic::nowhere(code, "wrong"));
    let options = |limit| Options { color: false, limit };
    let all = render(&problems, &sources, Format::Human, &options(4));
    assert!(all.ends_with("\n\n2 errors, 1 warning, 1 note\n"), "{all}");
    let some = render(&problems, &sources, Format::Human, &options(1));
    assert_eq!(some, "error[X0101]: wrong\n\n2 errors, 1 warning, 1 note (3 more not shown)\n");
    assert_eq!(plain(&[], &sources, Format::Human), "");
}

#[test]
fn color_comes_from_the_renderer_only() {
    let (sources, file) = one("a: \u{1b}[31mred\n");
    let problem = Diagnostic::new(&ENGINE, word(&sources, file, "red"), "not \u{1b}[31mred");
    let colored = render(&[problem], &sources, Format::Human, &Options { color: true, limit: 1 });
    assert!(
        colored.starts_with("\u{1b}[1m\u{1b}[91merror[X0101]\u{1b}[0m\u{1b}[1m: not ␛[31mred\u{1b}[0m\n"),
        "{colored:?}"
    );
}
