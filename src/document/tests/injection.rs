//! Text of users stays text: no Markdown, no HTML, no diagram, no template.

use super::support::{SHOP, documents};
use crate::document::escape::{Md, label, word};
use proptest::prelude::*;

const HOSTILE: &str = r#"</script><b>x</b> | `code` ```sh "]; click A "javascript:alert(1)" %%{init}%% {{#each}} ](javascript:x) ![i](http://e.example) <!-- # *b* _i_ $m$ ~~s~~"#;

/// The shop with hostile text wherever text is free.
fn hostile() -> String {
    let quoted = format!("'{}'", HOSTILE.replace('\'', "''"));
    SHOP.replace("title: Garden Shop", &format!("title: {quoted}"))
        .replace(
            "description: Sells plants and tools; orders are confirmed by mail.",
            &format!("description: {quoted}"),
        )
        .replace("because: the mail library opens port 25", &format!("because: {quoted}"))
        .replace("queue: mail,", &format!("queue: {quoted},"))
}

#[test]
fn markdown_shows_hostile_text_as_text() {
    for (name, text) in documents(&hostile()) {
        if !name.ends_with("md") {
            continue;
        }
        for mark in ["</script>", "<b>", "<!--", "](javascript:", "![i]", "{{", "}}", "%%{", "```sh \"", "~~s~~", "*b*"]
        {
            assert!(!text.contains(mark), "{name} holds {mark}");
        }
        assert!(!text.contains("| `code`"), "{name}: a cell is broken");
        assert!(text.contains("alert(1)"), "{name} does not show the text");
        fences(&name, &text);
    }
}

/// Every fence that is opened is closed, and only shells and diagrams are in fences.
fn fences(name: &str, text: &str) {
    let mut open = false;
    for line in text.lines().filter(|line| line.contains("```")) {
        let wanted: &[&str] = if open { &["```"] } else { &["```sh", "```mermaid"] };
        assert!(wanted.contains(&line), "{name}: {line}");
        open = !open;
    }
    assert!(!open, "{name}");
}

#[test]
fn diagrams_hold_generated_ids_and_quoted_labels_alone() {
    let files = documents(&hostile());
    let text = &files["Scalability_Architecture_Design.md"];
    let diagram = text.split("```mermaid\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(diagram.contains("#60;#47;script") || diagram.contains("#60;/script#62;"), "{diagram}");
    for line in diagram.lines().skip(1) {
        assert!(line.trim_start().starts_with('n'), "{line}");
        let quotes = line.matches('"').count();
        assert!(quotes == 0 || quotes == 2, "{line}");
        assert!(!line.contains("click") || line.contains("#93;#59; click"), "{line}");
    }
}

#[test]
fn json_keeps_hostile_text_and_no_tag() {
    let files = documents(&hostile());
    let text = &files["Deployment_Architecture_Plan.json"];
    assert!(!text.contains('<'), "a tag stands in the document");
    let document: serde_json::Value = serde_json::from_str(text).unwrap();
    assert_eq!(document["infrastructure"]["system"]["title"], HOSTILE);
    assert_eq!(document["infrastructure"]["security"]["exceptions"][0]["because"], HOSTILE);
}

#[test]
fn labels_escape_all_but_the_harmless() {
    assert_eq!(label("a-b/c:1.2_x"), "\"a-b/c:1.2_x\"");
    assert_eq!(label("\"]; click"), "\"#34;#93;#59; click\"");
    assert_eq!(label("%%{init}\n<b>"), "\"#37;#37;#123;init#125; #60;b#62;\"");
}

#[test]
fn words_of_commands_are_words() {
    assert_eq!(word("shop.example.com", "HOST"), "shop.example.com");
    assert_eq!(word("a; rm -rf /", "HOST"), "\"$HOST\"");
    assert_eq!(word("--help", "HOST"), "\"$HOST\"");
}

#[test]
fn sentences_keep_code_between_backticks() {
    assert_eq!(Md::sentence("write `scaling: 1` at web").into_string(), "write `scaling: 1` at web");
    assert_eq!(Md::sentence("`a` ` b").into_string(), "&#96;a&#96; &#96; b");
    assert_eq!(Md::code("a|b").into_string(), "a&#124;b");
}

proptest! {
    #[test]
    fn escaped_text_has_no_mark(text in ".*") {
        let md = Md::text(&text).into_string();
        for mark in ['<', '>', '|', '`', '[', ']', '{', '}', '\n', '\r'] {
            prop_assert!(!md.contains(mark), "{md}");
        }
        let label = label(&text);
        let inner = label.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap();
        prop_assert!(!inner.contains(['"', '`', '\n', '<', '%', '{', ']']), "{label}");
        let _ = (Md::sentence(&text), Md::code(&text), Md::command(&text));
    }
}
