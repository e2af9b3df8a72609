//! Tabs: kept in quoted and block texts and in comments, refused everywhere else.

#![expect(clippy::indexing_slicing, reason = "offsets come from a search in the same text")]

use super::problems::Problems;
use super::{Limits, layout, options};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::yaml as codes;
use granit_parser::{Event, Parser, ScalarStyle};
use std::borrow::Cow;
use std::ops::Range;

/// What is known about where tabs may stand.
struct Allowed {
    /// Quoted and block texts, in their order.
    texts: Vec<Range<usize>>,
    /// How far the parser came; nothing is known about what lies behind.
    until: usize,
}

/// Reports tabs that are not allowed and puts blanks in their place.
///
/// Where texts begin and end is known only when the text is parsed, and the parser trips over tabs: so it is parsed once
/// with all tabs replaced, to learn where they are allowed, and again by the caller with only the others replaced.
pub(super) fn mask<'a>(text: Cow<'a, str>, limits: &Limits, problems: &mut Problems) -> Cow<'a, str> {
    if !text.contains('\t') {
        return text;
    }
    let allowed = allowed(&replace_all(&text), limits);
    let mut cursor = Cursor { text: &text, line: 0..0, content: 0, searched: 0..0, comment: None };
    let mut bytes = text.as_bytes().to_vec();
    let mut indents: Vec<Range<usize>> = Vec::new();
    for run in runs(&text) {
        if allowed.texts.binary_search_by(|range| place(range, run.start)).is_ok() {
            continue;
        }
        bytes[run.clone()].fill(b' ');
        if run.start >= allowed.until || cursor.in_comment(&run, &allowed) {
            continue;
        }
        if !cursor.is_indent(&run) {
            inside_a_line(problems, &run);
        } else if indents.last().is_none_or(|last| last.end < cursor.line.start) {
            indents.push(run);
        }
    }
    report_indents(problems, &indents);
    String::from_utf8(bytes).map_or(text, Cow::Owned)
}

/// What is known about the current line, so that even a line of millions of tabs is searched once.
struct Cursor<'a> {
    text: &'a str,
    line: Range<usize>,
    /// Where the line has its first character that is not blank.
    content: usize,
    /// The stretch without quoted texts in which a comment was looked for.
    searched: Range<usize>,
    comment: Option<usize>,
}

impl Cursor<'_> {
    fn go_to(&mut self, at: usize) {
        if self.line.end <= at {
            self.line = layout::line(self.text, at);
            let blank = |byte: &u8| matches!(byte, b' ' | b'\t');
            let line = self.text.as_bytes().get(self.line.clone()).unwrap_or(&[]);
            self.content = self.line.start + line.iter().take_while(|byte| blank(byte)).count();
            self.searched = self.line.start..self.line.start;
            self.comment = None;
        }
    }

    fn is_indent(&mut self, run: &Range<usize>) -> bool {
        self.go_to(run.start);
        run.end <= self.content && self.content < self.line.end
    }

    fn in_comment(&mut self, run: &Range<usize>, allowed: &Allowed) -> bool {
        self.go_to(run.start);
        let before = allowed.texts.partition_point(|range| range.end <= run.start);
        let quoted_to = before.checked_sub(1).and_then(|at| allowed.texts.get(at)).map_or(0, |range| range.end);
        if quoted_to > self.searched.start {
            (self.searched, self.comment) = (quoted_to..quoted_to, None);
        }
        // The blank in front of a `#` may be the last character of the stretch searched before.
        let from = self.searched.end.saturating_sub(1).max(self.searched.start);
        let stretch = self.text.get(from..run.start).unwrap_or("");
        let found = layout::comment(stretch).map(|at| from + at);
        // A `#` right behind a closing quote begins no comment.
        self.comment = self.comment.or(found.filter(|&at| at == self.line.start || is_blank(self.text, at)));
        self.searched.end = run.start;
        self.comment.is_some()
    }
}

fn is_blank(text: &str, at: usize) -> bool {
    at.checked_sub(1).and_then(|before| text.as_bytes().get(before)).is_some_and(|byte| matches!(byte, b' ' | b'\t'))
}

/// All runs of tabs.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('\t') {
        match runs.last_mut() {
            Some(last) if last.end == at => last.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn place(range: &Range<usize>, at: usize) -> std::cmp::Ordering {
    if range.end <= at {
        std::cmp::Ordering::Less
    } else if range.start > at {
        std::cmp::Ordering::Greater
    } else {
        std::cmp::Ordering::Equal
    }
}

/// The text without tabs. In the indentation of a block text a tab is content, and its stand-in must not look like more
/// indentation; everywhere else a blank does.
fn replace_all(text: &str) -> String {
    let mut replaced = String::with_capacity(text.len());
    let mut block: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let blank = line.trim().is_empty();
        block = block.filter(|&parent| blank || indent > parent);
        let content = if block.is_some() && !blank { "_" } else { " " };
        replaced.push_str(&line.replace('\t', content));
        if block.is_none() && opens_block(line) {
            block = Some(indent + compact_dashes(&line[indent..]));
        }
    }
    replaced
}

/// Whether a line ends with the header of a block text.
fn opens_block(line: &str) -> bool {
    let line = line.get(..layout::comment(line).unwrap_or(line.len())).unwrap_or("").trim();
    let header = line.rsplit([' ', '\t']).next().unwrap_or("");
    header.starts_with(['|', '>']) && header[1..].chars().all(|char| char.is_ascii_digit() || "+-".contains(char))
}

/// How far dashes push the content of a line to the right when a key follows them.
fn compact_dashes(line: &str) -> usize {
    let rest = line.trim_start_matches("- ");
    if rest.starts_with(['|', '>']) { 0 } else { line.len() - rest.len() }
}

fn allowed(text: &str, limits: &Limits) -> Allowed {
    let mut texts = Vec::new();
    for step in Parser::new_from_str_with_options(text, options(limits)) {
        let (event, span) = match step {
            Ok(step) => step,
            Err(error) => return Allowed { texts, until: error.marker().byte_offset().unwrap_or(0) },
        };
        let (Event::Scalar(_, style, ..), Some(range)) = (event, span.byte_range()) else { continue };
        match style {
            ScalarStyle::Plain => {}
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => texts.push(range),
            // The parser reports the content only, without empty lines in front of it and its indentation.
            ScalarStyle::Literal | ScalarStyle::Folded => texts.push(header_end(text, range.start)..range.end),
        }
    }
    Allowed { texts, until: text.len() }
}

/// The end of the line with the header of the block text whose content begins at an offset.
fn header_end(text: &str, content: usize) -> usize {
    let before = text.get(..content).unwrap_or("");
    let before = before.trim_end_matches(' ').trim_end();
    before.len()
}

fn inside_a_line(problems: &mut Problems, run: &Range<usize>) {
    if !problems.wants(run.start) {
        return;
    }
    let span = problems.span(run.clone());
    let line = layout::line(problems.text, run.start);
    let ends_line = problems.written(run.end..line.end).trim().is_empty();
    let problem = Diagnostic::new(&codes::TAB, span, "a tab stands where only blanks may stand").label("this is a tab");
    problems.add(if ends_line {
        problem.help("Remove it.").fix(span, "")
    } else {
        problem.help("Write a blank instead; to keep a tab in a text, put the text in quotes.").fix(span, " ")
    });
}

/// One problem for all lines: the cause is an editor that indents with tabs.
fn report_indents(problems: &mut Problems, indents: &[Range<usize>]) {
    let Some(first) = indents.first() else { return };
    let span = problems.span(first.clone());
    let more = match indents.len() - 1 {
        0 => String::new(),
        1 => "; so is 1 more line".to_owned(),
        more => format!("; so are {more} more lines"),
    };
    let problem = Diagnostic::new(&codes::TAB, span, format!("the line is indented with a tab{more}"))
        .label("this is a tab")
        .help("Indent with two blanks for each level.")
        .fix(span, "  ".repeat(first.len()));
    problems.break_with(problem);
    // How deep a tab indents is anybody's guess, so nothing that follows from the structure would be reliable.
    problems.taint(0..problems.text.len());
}
