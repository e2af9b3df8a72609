//! Templates of users: what they may say, and where they are wrong.
//!
//! They are filled by the same helpers and escapes as the built-in ones. What could write text of a blueprint as it is, include
//! itself, or nest without end is refused before the text is parsed.

use handlebars::{RenderErrorReason, Template, TemplateError};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ops::Range;

/// The most bytes of a template.
const LARGEST: usize = 256 << 10;
/// The most blocks that are open at a place, with the branches that they have.
const DEEPEST: usize = 64;
/// The most brackets that are open in a tag.
const MOST_BRACKETS: usize = 16;
/// The partial that templates may include.
pub const PARTIAL: &str = "decisions";
/// Words that are no fields.
const WORDS: &[&str] = &[
    "and", "as", "code", "codes", "commands", "diagram", "each", "else", "eq", "false", "gt", "gte", "if", "len",
    "lookup", "lt", "lte", "ne", "not", "null", "or", "say", "shown", "this", "true", "unless", "with", PARTIAL,
];

/// What is wrong with a template of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The template's file.
    pub file: String,
    /// The bytes that are wrong.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub message: String,
    /// What to write instead.
    pub help: String,
    /// The word that is wrong, if it is one.
    pub word: Option<String>,
    /// Words of which one may be meant.
    pub known: Vec<String>,
}

impl Flaw {
    fn new(file: &str, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at, message: message.into(), help: help.into(), word: None, known: Vec::new() }
    }
}

/// A tag of a template: where its braces begin, and what stands behind them.
struct Tag<'t> {
    at: usize,
    /// What follows the braces, blanks and tildes, up to the end of the text.
    body: &'t str,
    /// The text between the braces.
    inside: &'t str,
    /// Where its closing braces end, or the text does.
    end: usize,
}

impl Tag<'_> {
    /// With its braces, as far as they are there.
    fn span(&self) -> Range<usize> {
        self.at..self.end
    }
}

/// All tags but comments. A tag inside of another one counts: the parser may see the outer one as text.
fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(found) = text.get(from..).and_then(|rest| rest.find("{{")) {
        let at = from + found;
        let behind = text.get(at + 2..).unwrap_or_default();
        from = at + 2;
        let escaped = text.get(..at).is_some_and(|before| before.ends_with('\\'));
        if behind.starts_with('!') && !escaped {
            let long = behind.starts_with("!--").then(|| behind.find("--}}").map(|end| end + 4)).flatten();
            from += long.or_else(|| behind.find("}}").map(|end| end + 2)).unwrap_or(behind.len());
            continue;
        }
        let close = behind.find("}}");
        let inside = behind.get(..close.unwrap_or(behind.len())).unwrap_or_default();
        let end = close.map_or(text.len(), |close| at + 2 + close + 2);
        let body = behind.trim_start_matches(|c: char| c == '~' || c.is_ascii_whitespace());
        tags.push(Tag { at, body, inside, end });
    }
    tags
}

/// What is wrong with a template by itself.
pub(super) fn check(file: &str, text: &str) -> Option<Flaw> {
    if text.len() > LARGEST {
        let message = format!("the template has {} KiB; {} are read", text.len() >> 10, LARGEST >> 10);
        return Some(Flaw::new(file, 0..0, message, "take out what is not about the document"));
    }
    refused(file, text).or_else(|| Template::compile(text).err().map(|error| unreadable(file, text, &error)))
}

/// What a template may not say although it could be parsed.
fn refused(file: &str, text: &str) -> Option<Flaw> {
    let (mut open, mut branches) = (0usize, 0usize);
    for tag in tags(text) {
        let flaw = |message: &str, help: &str| Some(Flaw::new(file, tag.span(), message, help));
        let first = tag.body.chars().next();
        let rest = tag.body.get(1..).unwrap_or_default().trim_start();
        match (first, rest.chars().next()) {
            (Some('{' | '&'), _) => {
                return flaw("the tag would write text without escaping it", "write it with two braces: `{{field}}`");
            }
            (Some('*'), _) | (Some('#'), Some('*')) => {
                return flaw("a template defines no partials of its own", "write the lines where they belong");
            }
            (Some('#'), Some('>')) => {
                return flaw("a template has no blocks of partials", "write the lines themselves");
            }
            (Some('>'), _) if !includes_decisions(rest) => {
                let help = "write `{{> decisions FIELD}}`, or the lines themselves";
                return flaw("`decisions` is the only partial", help);
            }
            (Some('#'), _) => open += 1,
            (Some('/'), _) => open = open.saturating_sub(1),
            (Some('^'), _) => branches += 1,
            _ if tag.body.starts_with("else") => branches += 1,
            _ => {}
        }
        branches = if open == 0 { 0 } else { branches };
        if open + branches > DEEPEST || brackets(tag.inside) > MOST_BRACKETS {
            return flaw(
                "the template nests too deeply here",
                "write fewer blocks, branches or brackets inside each other",
            );
        }
    }
    None
}

fn includes_decisions(rest: &str) -> bool {
    rest.strip_prefix(PARTIAL)
        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || "-_/.@".contains(c)))
}

/// The most brackets that are open at a place.
fn brackets(text: &str) -> usize {
    let (mut open, mut most) = (0usize, 0usize);
    for character in text.chars() {
        match character {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// A template that does not parse.
fn unreadable(file: &str, text: &str, error: &TemplateError) -> Flaw {
    let at = error.pos().map_or(0..0, |(line, column)| place(text, line, column));
    let said = error.reason().to_string();
    let message = match said.split_once('\n') {
        Some(_) => "the template cannot be read here".to_owned(),
        None => format!("the template cannot be read: {}", said.replace('"', "`")),
    };
    Flaw::new(file, at, message, "close every `{{` with `}}`, and every `{{#if …}}` and `{{#each …}}` with its own end")
}

/// The tag at a line and a column, or the character.
fn place(text: &str, line: usize, column: usize) -> Range<usize> {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let rest = text.get(before..).unwrap_or_default();
    let into: usize = rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let at = before + into;
    let tail = text.get(at..).unwrap_or_default();
    let length = match tail.find("}}").filter(|_| tail.starts_with("{{")) {
        Some(end) => end + 2,
        None => tail.chars().next().filter(|c| *c != '\n').map_or(0, char::len_utf8),
    };
    at..at + length
}

/// What a template names that the document does not have: neither the view nor the built-in template knows the word.
pub(super) fn unknown(file: &str, text: &str, view: &Value, built_in: &str) -> Vec<Flaw> {
    let mut known = fields(view);
    known.extend(tags(built_in).iter().flat_map(|tag| words(tag)).map(|(_, word)| word.to_owned()));
    let tags = tags(text);
    let named: BTreeSet<&str> = tags.iter().flat_map(|tag| block_parameters(tag.inside)).collect();
    let words = tags.iter().flat_map(|tag| words(tag));
    let unknown = words.filter(|(_, word)| !known.contains(*word) && !named.contains(word));
    let flaw = |(at, word): (usize, &str)| {
        let message = format!("`{word}` is neither a field of the document nor a helper");
        let help = "the built-in template shows all fields (`groundplan schema --help`); each stands in its own block";
        let flaw = Flaw::new(file, at..at + word.len(), message, help);
        Flaw { word: Some(word.to_owned()), known: known.iter().cloned().collect(), ..flaw }
    };
    unknown.map(flaw).collect()
}

/// The names of all fields of a view.
fn fields(view: &Value) -> BTreeSet<String> {
    let mut open = vec![view];
    let mut names = BTreeSet::new();
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                names.extend(map.keys().cloned());
                open.extend(map.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    names
}

/// The words of a tag that name fields, each with its place.
fn words<'t>(tag: &Tag<'t>) -> Vec<(usize, &'t str)> {
    let mut found = Vec::new();
    let mut rest = tag.inside;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '@');
    while let Some(next) = rest.find(|c: char| is_word(c) || c == '"' || c == '\'') {
        let at = tag.at + 2 + (tag.inside.len() - rest.len()) + next;
        let (before, from) = rest.split_at(next);
        if let Some(quote) = from.chars().next().filter(|c| !is_word(*c)) {
            let end = from.get(1..).and_then(|text| text.find(quote)).map_or(from.len(), |end| end + 2);
            rest = from.get(end..).unwrap_or_default();
            continue;
        }
        let end = from.find(|c: char| !is_word(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        rest = after;
        let number = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let argument = after.trim_start().starts_with('=');
        let end_of_block = before.trim_end().ends_with('/') && found.is_empty() && tag.body.starts_with('/');
        if !(number || argument || end_of_block || word.starts_with('@') || WORDS.contains(&word)) {
            found.push((at, word));
        }
    }
    found
}

/// The names that a block gives to its items: `as |item index|`.
fn block_parameters(inside: &str) -> Vec<&str> {
    let mut parts = inside.split('|');
    match (parts.next(), parts.next()) {
        (Some(_), Some(names)) => names.split_whitespace().collect(),
        _ => Vec::new(),
    }
}

/// A template that could not be filled.
pub(super) fn unfilled(file: &str, text: &str, error: &handlebars::RenderError, own: bool) -> Flaw {
    let place = error.line_no.zip(error.column_no).filter(|_| own);
    let at = match place {
        Some((line, column)) => self::place(text, line, column),
        None => tags(text).iter().find(|tag| tag.body.starts_with('>')).map_or(0..0, Tag::span),
    };
    let message = match error.reason() {
        RenderErrorReason::MissingVariable(Some(path)) => format!("there is no field `{path}` here"),
        RenderErrorReason::MissingVariable(None) => "a field that is named here does not exist".to_owned(),
        RenderErrorReason::HelperNotFound(name) => format!("there is no helper `{name}`"),
        other => format!("the template cannot be filled: {}", other.to_string().replace('"', "`")),
    };
    Flaw::new(
        file,
        at,
        message,
        "the built-in template shows all fields (`groundplan schema --help`); each stands in its own block",
    )
}

/// The topics that the built-in document has and this one lacks, or says nothing about.
pub(super) fn topics(file: &str, built_in: &str, own: &str) -> Option<Flaw> {
    let there = topics_with_text(own);
    let wanted = built_in.lines().filter(|line| line.starts_with("## ")).filter_map(heading);
    let missing: Vec<String> =
        wanted.filter(|(_, topic)| !there.contains(topic)).map(|(_, topic)| format!("`## {topic}`")).collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!("the document says nothing under {}", missing.join(", "));
    let help = "write each heading, with what the built-in template shows below it; a task counts as done only with every topic";
    Some(Flaw::new(file, 0..0, message, help))
}

/// The level of a heading and its text, where a line is one.
fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    (level > 0 && text.starts_with(' ')).then(|| (level, text.trim()))
}

/// The headings below which there is text, be it under a heading of a lower level.
fn topics_with_text(document: &str) -> BTreeSet<&str> {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut said = BTreeSet::new();
    for line in document.lines().filter(|line| !line.trim().is_empty()) {
        match heading(line) {
            Some((level, topic)) => {
                open.retain(|(above, _)| *above < level);
                open.push((level, topic));
            }
            None => said.extend(open.iter().map(|(_, topic)| *topic)),
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// The part of a template that is wrong, with what is said of it.
    fn wrong(text: &str) -> Option<(String, &str)> {
        check("a.md.hbs", text).map(|flaw| (flaw.message, &text[flaw.at]))
    }

    #[test]
    fn what_writes_unescaped_is_refused_wherever_it_hides() {
        let unescaped = "the tag would write text without escaping it";
        for text in [
            "{{{a}}}",
            "{{&a}}",
            "{{~{a}}}",
            "{{~ & a}}",
            "{{{{raw}}}}{{{{/raw}}}}",
            "\\{{ {{{a}}}",
            "\\{{!-- {{{a}}} --}}",
            "{{code \"{{{a}}}\"}}",
        ] {
            assert_eq!(wrong(text).map(|(said, _)| said).as_deref(), Some(unescaped), "{text}");
        }
        for text in ["{{!-- {{{a}}} --}}", "{{! {{{ }}", "a { b } {c}"] {
            assert_eq!(wrong(text), None, "{text}");
        }
    }

    #[test]
    fn what_could_go_on_without_end_is_refused() {
        for text in ["{{#*inline \"a\"}}{{> a}}{{/inline}}", "{{* inline \"a\"}}", "{{#> decisions}}{{/decisions}}"] {
            assert!(wrong(text).is_some(), "{text}");
        }
        assert_eq!(wrong("{{> scalability}}").unwrap().1, "{{> scalability}}");
        assert_eq!(wrong("{{> decisions-of-others}}").unwrap().1, "{{> decisions-of-others}}");
        assert_eq!(wrong("{{> decisions rates}}"), None);
        assert!(wrong(&"{{#if a}}".repeat(100_000)).is_some());
        assert!(wrong(&format!("{{{{#if a}}}}{}{{{{/if}}}}", "{{else if a}}".repeat(10_000))).is_some());
        assert!(wrong(&format!("{{{{a {}}}}}", "(".repeat(10_000))).is_some());
        assert_eq!(wrong(&"{{#if a}}b{{else}}c{{/if}}".repeat(1000)), None);
    }

    #[test]
    fn a_template_that_does_not_parse_says_where() {
        let text = "# A\n\n{{#each a}}\n{{/if}}\n";
        let (said, part) = wrong(text).unwrap();
        assert!(said.contains("`each` was opened"), "{said}");
        assert!(part.starts_with("{{"), "{part}");
        assert!(wrong("# A\n{{a").is_some());
    }

    #[test]
    fn misspelt_fields_are_found_in_branches_that_are_not_taken() {
        let view = json!({"system": {"title": "Shop"}, "risks": []});
        let text =
            "{{#if sytem}}{{code system.titel}}{{/if}}{{#each risks as |risk at|}}{{risk.why}} {{@index}}{{/each}}";
        let found = unknown("a", text, &view, "{{#each risks}}{{why}}{{/each}}");
        let parts: Vec<&str> = found.iter().map(|flaw| &text[flaw.at.clone()]).collect();
        assert_eq!(parts, ["sytem", "titel"]);
    }

    #[test]
    fn a_heading_with_nothing_below_it_is_no_topic() {
        let said = |own: &str| topics("a", "## A\n\n### B\n\ntext\n\n## C\n\ntext\n", own).map(|flaw| flaw.message);
        assert_eq!(said("# A\n## B\ntext\n# C\ntext\n"), None);
        assert_eq!(said("## A\n## C\n\ntext").as_deref(), Some("the document says nothing under `## A`"));
        assert_eq!(said("A\nC\n").as_deref(), Some("the document says nothing under `## A`, `## C`"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused(text in ".*", tags in "(\\{\\{[#/^>!&~]?|\\}\\}|if |each |else|a|\\(|\n| ){0,40}") {
            for text in [text, tags] {
                if let Some(flaw) = check("a", &text) {
                    prop_assert!(text.get(flaw.at).is_some());
                }
                let _ = unknown("a", &text, &json!({"a": 1}), "");
            }
        }
    }
}
