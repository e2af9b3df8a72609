//! Rules about single keys and values that YAML itself would allow to break.

use super::frame::{Body, Frame, MapBody, Word};
use super::problems::Problems;
use super::{characters, codes, layout};
use crate::diagnostics::Diagnostic;
use crate::source::Span;
use crate::yaml::node::{Entry, Key};
use granit_parser::ScalarStyle;
use std::ops::Range;

/// The most anchors that are told one by one.
pub(super) const MOST_ANCHORS: usize = 100;
/// The most places that are told with a problem.
pub(super) const MOST_RELATED: usize = 5;

pub(super) fn empty_document(problems: &Problems) -> Diagnostic {
    Diagnostic::new(&codes::EMPTY_DOCUMENT, problems.span(0..0), "the file has no content")
        .help("Write something into it, or delete it.")
}

pub(super) fn second_document(problems: &Problems, explicit: bool, range: &Range<usize>) -> Diagnostic {
    let end = if explicit { range.end } else { layout::line(problems.text, range.start).end };
    let span = problems.span(range.start..end);
    Diagnostic::new(&codes::SECOND_DOCUMENT, span, "the file holds more than one document")
        .label("the second one begins here")
        .help("Move it into a file of its own.")
}

pub(super) fn tag(problems: &Problems, tag: Range<usize>, word: Option<&Word>) -> Diagnostic {
    let span = problems.span(tag.clone());
    let written = problems.written(tag.clone());
    let problem = Diagnostic::new(&codes::TAG, span, format!("tags such as `{written}` are not read")).label("a tag");
    match word {
        Some(word) if word.range.start < tag.end || word.is_nothing() => {
            problem.help(format!("If it is a text, put it in quotes: {}.", layout::quoted(written)))
        }
        Some(word) if written == "!!str" && word.style == ScalarStyle::Plain => {
            let replaced = problems.span(tag.start..word.range.end);
            problem.help("Put the text in quotes instead.").fix(replaced, layout::quoted(&word.text))
        }
        _ => problem.help("Remove it; a text that begins with `!` needs quotes."),
    }
}

/// Reports characters of a text that the look at the written text could not judge.
pub(super) fn characters(problems: &mut Problems, word: &Word) {
    if word.style == ScalarStyle::Plain {
        blank_at_edge(problems, word);
    }
    if word.style == ScalarStyle::DoubleQuoted
        && problems.written(word.range.clone()).contains('\\')
        && characters::has_refused(&word.text)
    {
        characters::check_escapes(problems, word);
    }
}

/// Blanks of typography and of other scripts look like YAML's own but are a part of the text.
fn blank_at_edge(problems: &mut Problems, word: &Word) {
    let written = problems.written(word.range.clone());
    let first = written.chars().next().filter(|char| char.is_whitespace()).map(|char| (0, char));
    let last = written.char_indices().next_back().filter(|(_, char)| char.is_whitespace());
    if let Some((at, char)) = first.or(last) {
        let at = word.range.start + at;
        let span = problems.span(at..at + char.len_utf8());
        let message = format!("the blank U+{:04X} is read as a part of the text", u32::from(char));
        let problem = Diagnostic::new(&codes::INVISIBLE_CHARACTER, span, message)
            .label("this is no ordinary blank")
            .help("Write an ordinary blank, or put the text in quotes.")
            .fix(span, " ");
        problems.add(problem);
    }
}

/// Reports what is wrong with a key, given what stands between it and the token before. Whether there was anything.
pub(super) fn key(problems: &mut Problems, text: &str, gap: Range<usize>, word: &Word) -> bool {
    let is_mark = |before: u8, byte: u8, after: u8| byte == b'?' && b" \n\r{[,".contains(&before) && after <= b' ';
    let mark = layout::between(text, gap, is_mark);
    let problem = if let Some(mark) = mark {
        question_mark(problems, mark, word)
    } else if matches!(word.style, ScalarStyle::Literal | ScalarStyle::Folded) {
        let range = layout::trimmed(text, word.range.clone());
        not_text(problems, range, "a block text cannot be a key")
    } else if word.text.is_empty() || word.is_nothing() {
        empty_key(problems, word)
    } else if word.style == ScalarStyle::Plain && word.text == "<<" {
        merge_key(problems, word)
    } else {
        return false;
    };
    problems.break_with(problem);
    true
}

pub(super) fn not_text(problems: &Problems, range: Range<usize>, message: &str) -> Diagnostic {
    Diagnostic::new(&codes::KEY_NOT_TEXT, problems.span(range), message)
        .label("this stands where a key is expected")
        .help("Write a text, a colon and a blank.")
}

fn question_mark(problems: &Problems, mark: usize, word: &Word) -> Diagnostic {
    let problem =
        Diagnostic::new(&codes::KEY_NOT_TEXT, problems.span(mark..mark + 1), "keys are not introduced by `?`")
            .label("this mark is not read");
    match word.style {
        ScalarStyle::Literal | ScalarStyle::Folded => {
            problem.help("Write the key on one line, with a colon behind it.")
        }
        _ if word.is_nothing() => problem.help("Write a text, a colon and a blank."),
        _ => problem.help(format!("Write `{}: ` and the value.", problems.written(word.range.clone()))),
    }
}

fn empty_key(problems: &Problems, word: &Word) -> Diagnostic {
    let range = if word.range.is_empty() { colon_at(problems, word.range.start) } else { word.range.clone() };
    Diagnostic::new(&codes::EMPTY_KEY, problems.span(range), "the key has no name")
        .label("a name is missing here")
        .help("Write a name in front of the colon.")
}

/// The colon that follows, if it does, to have something to point at.
fn colon_at(problems: &Problems, at: usize) -> Range<usize> {
    let blanks = problems.written(at..problems.text.len()).bytes().take_while(|byte| *byte == b' ').count();
    let colon = at + blanks;
    if problems.text.as_bytes().get(colon) == Some(&b':') { colon..colon + 1 } else { at..at }
}

fn merge_key(problems: &Problems, word: &Word) -> Diagnostic {
    Diagnostic::new(&codes::MERGE_KEY, problems.span(word.range.clone()), "merge keys are not read")
        .label("a merge key")
        .help("Write out the entries that it would bring.")
}

pub(super) fn null_word(problems: &Problems, word: &Word) -> Diagnostic {
    let span = problems.span(word.range.clone());
    let message = format!("`{}` is ambiguous: some tools read it as a text", word.text);
    Diagnostic::new(&codes::NULL_WORD, span, message)
        .label("a word for nothing")
        .help(format!("Write `~` to remove, or \"{}\" for the word.", word.text))
        .fix(span, "~")
}

pub(super) fn duplicate_key(key: &Key, first: &Entry) -> Diagnostic {
    let message = format!("the key `{}` is given twice", layout::excerpt(&key.text));
    Diagnostic::new(&codes::DUPLICATE_KEY, key.span, message)
        .label("given again here")
        .related(first.key.span, "first given here")
        .help("Keep one of them.")
}

pub(super) fn anchor(problems: &Problems, name: &str, range: Range<usize>) -> Diagnostic {
    Diagnostic::new(
        &codes::ANCHOR,
        problems.span(range),
        format!("anchors such as `&{}` are not read", layout::excerpt(name)),
    )
    .label("an anchor")
    .help("Write the value out where it is needed; a text that begins with `&` needs quotes.")
}

pub(super) fn used_here(span: Span) -> crate::diagnostics::Related {
    crate::diagnostics::Related { span, label: "its alias is used here".to_owned() }
}

/// Reports that nothing stands where a value is expected.
pub(super) fn empty_value(problems: &mut Problems, text: &str, frame: Option<&mut Frame>, at: usize) {
    let Some(frame) = frame else {
        problems.break_with(empty_document(problems));
        return;
    };
    let problem = match &mut frame.body {
        Body::List(_) => Some(empty_item(problems, text, at)),
        Body::Map(map) => empty_entry(problems, text, map, frame.flow),
    };
    if let Some(problem) = problem {
        problems.break_with(problem);
    }
}

fn empty_item(problems: &Problems, text: &str, at: usize) -> Diagnostic {
    let start = layout::line(text, at).start;
    let dash = problems.written(start..at).rfind('-').map_or(at..at, |dash| start + dash..start + dash + 1);
    Diagnostic::new(&codes::EMPTY_VALUE, problems.span(dash), "the list item has no value")
        .label("nothing follows this dash")
        .help("Write a value, or remove the dash.")
}

fn empty_entry(problems: &Problems, text: &str, map: &mut MapBody, flow: bool) -> Option<Diagnostic> {
    let pending = map.pending.as_ref().filter(|pending| !pending.told)?;
    let range = pending.range.clone();
    if flow {
        if let Some(number) = number_with_commas(text, map.last_value.clone(), range.start) {
            map.told_to = number.end;
            return Some(comma_in_number(problems, number));
        }
        if let Some(colon) = glued_colon(problems.written(range.clone())) {
            return Some(missing_blank(problems, range.start + colon, range));
        }
    }
    let name = layout::excerpt(&pending.key.text);
    let span = problems.span(range.clone());
    let problem = Diagnostic::new(&codes::EMPTY_VALUE, span, format!("the key `{name}` has no value"))
        .label("nothing follows this key");
    if colon_at(problems, range.end).is_empty() {
        let first = !std::mem::replace(&mut map.bare_key_told, true);
        return first.then(|| problem.help("Write `key: value`; a list stands in brackets: `[a, b]`."));
    }
    Some(problem.help("Only a literal `~` removes; write a value."))
}

/// The number around a comma such as `3,000`, if the key at an offset is a part of one.
fn number_with_commas(text: &str, before: Range<usize>, key: usize) -> Option<Range<usize>> {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if text.get(before.end..key) != Some(",") || !number(text.get(before.clone())?) {
        return None;
    }
    let rest = text.get(before.start..)?;
    let len = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b',').count();
    let len = rest.get(..len)?.trim_end_matches(',').len();
    let end = before.start + len;
    let follows = text.get(end..)?.trim_start_matches(' ');
    follows.starts_with([',', '}', '\n', '\r', '#']).then_some(before.start..end)
}

fn comma_in_number(problems: &Problems, range: Range<usize>) -> Diagnostic {
    let written = problems.written(range.clone());
    let groups_of_three = written.split(',').skip(1).all(|group| group.len() == 3);
    let meant = written.replace(',', if groups_of_three { "" } else { "." });
    let span = problems.span(range);
    let (first, rest) = written.split_once(',').unwrap_or((written, ""));
    let message = format!("`{written}` reads as `{first}` and a key `{rest}` without a value");
    Diagnostic::new(&codes::COMMA_IN_NUMBER, span, message)
        .label("inside `{ }` a comma separates entries")
        .help(format!("Write {meant}."))
        .fix(span, meant)
}

/// The colon inside a text such as `port:80` that was most likely meant to end a key; not the one of `http://host`.
pub(super) fn glued_colon(written: &str) -> Option<usize> {
    let at = written.find(':')?;
    let rest = written.get(at + 1..)?;
    let name_ends = written.get(..at).is_some_and(|name| !name.is_empty() && !name.contains(' '));
    (name_ends && !rest.is_empty() && !rest.starts_with("//") && !rest.starts_with([' ', '\n', '\r'])).then_some(at)
}

/// The problem of a key whose colon at an offset has no blank behind it.
pub(super) fn missing_blank(problems: &Problems, colon: usize, range: Range<usize>) -> Diagnostic {
    let written = layout::excerpt(problems.written(range.clone()));
    let meant = written.replacen(':', ": ", 1);
    let message = format!("the blank behind the colon of `{written}` is missing");
    let gap = problems.span(colon + 1..colon + 1);
    Diagnostic::new(&codes::MISSING_BLANK, problems.span(range), message)
        .label("without the blank this is one text")
        .help(format!("Write `{meant}`."))
        .fix(gap, " ")
}
