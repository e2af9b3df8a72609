//! The formats for programs and lists.

use super::*;

/// A problem with everything and one with nothing.
fn problems() -> (Sources, [Diagnostic; 2]) {
    let (mut sources, file) = one("ä: postgras\n");
    let other = sources.add("a b/ü:1.yaml", "x: 1\n");
    let engine = word(&sources, file, "postgras");
    let mut full = Diagnostic::new(&ENGINE, engine, "no engine `{postgras}`\nhere")
        .label("not in the catalog")
        .related(word(&sources, other, "x"), "used here")
        .help("did you mean `postgres`?")
        .fix(engine, "postgres");
    full.environments = ["development".to_owned(), "staging".to_owned()].into();
    (sources, [full, Diagnostic::nowhere(&LIMIT, "nothing")])
}

#[test]
fn short_lines_stay_lines() {
    let (sources, problems) = problems();
    let expected = "\
shop/stores.yaml:1:4: error[X0101]: no engine `{postgras}`\\nhere
warning[X0202]: nothing
";
    assert_eq!(plain(&problems, &sources, Format::Short), expected);
    let options = Options { color: true, limit: 0 };
    assert_eq!(render(&problems, &sources, Format::Short, &options), "2 more not shown\n");
    let colored = render(&problems[1..], &sources, Format::Short, &Options { color: true, limit: 1 });
    assert_eq!(colored, "\u{1b}[1m\u{1b}[33mwarning[X0202]\u{1b}[0m: nothing\n");
}

#[test]
fn json_has_all_keys_in_order() {
    let (sources, problems) = problems();
    let expected = r#"[
  {
    "code": "X0101",
    "severity": "error",
    "title": "unknown engine",
    "message": "no engine `{postgras}`\nhere",
    "file": "shop/stores.yaml",
    "line": 1,
    "column": 4,
    "endLine": 1,
    "endColumn": 12,
    "byteStart": 4,
    "byteEnd": 12,
    "label": "not in the catalog",
    "related": [
      {
        "file": "a b/ü:1.yaml",
        "line": 1,
        "column": 1,
        "endLine": 1,
        "endColumn": 2,
        "byteStart": 0,
        "byteEnd": 1,
        "message": "used here"
      }
    ],
    "help": [
      "did you mean `postgres`?"
    ],
    "fix": {
      "file": "shop/stores.yaml",
      "line": 1,
      "column": 4,
      "endLine": 1,
      "endColumn": 12,
      "byteStart": 4,
      "byteEnd": 12,
      "replacement": "postgres"
    },
    "environments": [
      "development",
      "staging"
    ]
  },
  {
    "code": "X0202",
    "severity": "warning",
    "title": "limit without need",
    "message": "nothing",
    "file": null,
    "line": null,
    "column": null,
    "endLine": null,
    "endColumn": null,
    "byteStart": null,
    "byteEnd": null,
    "label": "",
    "related": [],
    "help": [],
    "fix": null,
    "environments": []
  }
]
"#;
    assert_eq!(plain(&problems, &sources, Format::Json), expected);
    assert_eq!(plain(&[], &sources, Format::Json), "[]\n");
}

#[test]
fn sarif_is_one_run() {
    let (sources, problems) = problems();
    let text = plain(&problems, &sources, Format::Sarif);
    let expected = include_str!("expected.sarif").replace("VERSION", env!("CARGO_PKG_VERSION"));
    assert_eq!(text, expected);
}

#[test]
fn sarif_lists_each_rule_once() {
    let (sources, _) = one("");
    let problems = [&LIMIT, &ENGINE, &LIMIT].map(|code| Diagnostic::nowhere(code, "wrong"));
    let log: serde_json::Value = serde_json::from_str(&plain(&problems, &sources, Format::Sarif)).expect("JSON");
    let run = &log["runs"][0];
    let rules: Vec<&str> = run["tool"]["driver"]["rules"]
        .as_array()
        .expect("rules")
        .iter()
        .filter_map(|rule| rule["id"].as_str())
        .collect();
    assert_eq!(rules, ["X0101", "X0202"]);
    let numbers: Vec<u64> =
        run["results"].as_array().expect("results").iter().filter_map(|known| known["ruleIndex"].as_u64()).collect();
    assert_eq!(numbers, [1, 0, 1]);
}

#[test]
fn formats_have_names() {
    assert!(Format::ALL.iter().all(|format| format.to_string().parse() == Ok(*format)));
    assert_eq!(Format::ALL.map(Format::name), Format::NAMES);
    let error = "xml".parse::<Format>().expect_err("no format");
    assert_eq!(error.to_string(), "`xml` is no format of messages; write human, short, json or sarif");
}
