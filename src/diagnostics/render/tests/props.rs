//! What holds for any text, any span and any words.

use super::super::{place::Place, text::one_line};
use super::*;
use crate::diagnostics::{Fix, Related};
use proptest::prelude::*;

/// Text with everything that is hard to print.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => "[a-z: -]{0,12}",
        3 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        1 => Just("\t".to_owned()),
        1 => Just("\u{1b}[31m".to_owned()),
        1 => Just("\u{9b}2J".to_owned()),
        1 => Just("日本語".to_owned()),
        1 => Just("👩\u{200d}👩\u{200d}👧".to_owned()),
        1 => Just("e\u{301}\u{202e}\u{200b}\0".to_owned()),
        1 => "[x ]{100,400}",
        1 => any::<String>(),
    ];
    proptest::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

/// A span of one of three files, the last of which the sources do not know.
fn anywhere() -> impl Strategy<Value = Span> {
    let mut sources = Sources::default();
    let files: Vec<FileId> = (0..3).map(|_| sources.add("", "")).collect();
    let place = prop_oneof![4 => 0u32..40, 4 => 0u32..400, 1 => any::<u32>()];
    let len = prop_oneof![2 => Just(0u32), 4 => 0u32..20, 2 => 0u32..400, 1 => any::<u32>()];
    (prop_oneof![8 => Just(0), 3 => Just(1), 1 => Just(2)], place, len, any::<bool>()).prop_map(
        move |(file, start, len, turned)| {
            let end = start.saturating_add(len);
            let (start, end) = if turned && len > 1000 { (end, start) } else { (start, end) };
            Span { file: files[file], start, end }
        },
    )
}

/// A problem of any kind at any place.
fn problem() -> impl Strategy<Value = Diagnostic> {
    let words =
        (text(), text(), proptest::collection::vec(text(), 0..3), proptest::collection::btree_set(text(), 0..3));
    let related = (anywhere(), text()).prop_map(|(span, label)| Related { span, label });
    let fix = (anywhere(), text()).prop_map(|(span, replacement)| Fix { span, replacement });
    let places =
        (proptest::option::of(anywhere()), proptest::collection::vec(related, 0..4), proptest::option::of(fix));
    (prop_oneof![Just(&ENGINE), Just(&LIMIT), Just(&HINT)], words, places).prop_map(
        |(code, (message, label, help, environments), (span, related, fix))| Diagnostic {
            code,
            message,
            span,
            label,
            related,
            help,
            fix,
            environments,
            hidden: Vec::new(),
            mild: false,
        },
    )
}

/// A text without sequences that select colors.
fn without_color(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let first = parts.next().unwrap_or("").to_owned();
    let rest = parts.map(|part| part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';'));
    first + &rest.map(|part| part.strip_prefix('m').unwrap_or("\u{1b}")).collect::<String>()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn anything_is_rendered_and_nothing_steers_the_terminal(
        first in text(), second in text(), path in text(),
        problems in proptest::collection::vec(problem(), 0..4), limit in 0usize..4,
    ) {
        let mut sources = Sources::default();
        sources.add("a.yaml", first);
        sources.add(path, second);
        for format in [Format::Human, Format::Short] {
            let print = |color| render(&problems, &sources, format, &Options { color, limit });
            let plain = print(false);
            prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()), "{plain:?}");
            prop_assert_eq!(without_color(&print(true)), plain);
        }
        for problem in &problems {
            let Some(place) = problem.span.and_then(|span| Place::of(span, &sources)) else { continue };
            let (line, column) = place.from();
            let header = format!("--> {}:{line}:{column}\n", one_line(&place.file.path));
            let human = plain(std::slice::from_ref(problem), &sources, Format::Human);
            prop_assert!(human.contains(&header), "{header:?} is not in {human}");
        }
        for format in [Format::Json, Format::Sarif] {
            let text = render(&problems, &sources, format, &Options { color: true, limit });
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let results = json.as_array().or_else(|| json["runs"][0]["results"].as_array());
            prop_assert_eq!(results.map(Vec::len), Some(problems.len()));
            prop_assert_eq!(text.find('\u{1b}'), None);
        }
    }
}
