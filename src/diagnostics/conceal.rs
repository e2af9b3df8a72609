//! Secret values: how they are recognized, and how they are kept out of every message.

use super::Diagnostic;
use crate::source::{Sources, Span};
use std::collections::BTreeSet;
use std::ops::Bound;

/// Texts shorter than this stand in messages by chance.
const SHORTEST: usize = 4;
/// How much of a line is searched for the label of a private key.
const LONGEST_LABEL: usize = 80;
/// The longest text of a problem that is searched for secrets.
const LONGEST_SAID: usize = 4 << 10;
/// How many values of a line may lie inside of each other.
const MOST_NESTED: usize = 32;

/// The problems and the sources with everything made unreadable that is a secret or looks like one.
///
/// What problems hide is known; the rest is searched in the text, because a file that cannot be read as YAML has its
/// lines shown all the same.
#[must_use]
pub fn concealed(mut found: Vec<Diagnostic>, sources: &Sources) -> (Vec<Diagnostic>, Sources) {
    if found.is_empty() {
        return (found, sources.clone());
    }
    let mut hidden: Vec<Span> = found.iter().flat_map(|problem| problem.hidden.iter().copied()).collect();
    for (file, source) in sources.files() {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        hidden.extend(in_text(&source.text).into_iter().map(|(start, end)| Span {
            file,
            start: offset(start),
            end: offset(end),
        }));
    }
    let secrets: BTreeSet<&str> = hidden
        .iter()
        .map(|span| sources.text(*span).trim_matches(['"', '\'']))
        .filter(|secret| secret.len() >= SHORTEST)
        .collect();
    if !secrets.is_empty() {
        for problem in &mut found {
            scrub(problem, &secrets);
        }
    }
    let masked = sources.masked(hidden.into_iter());
    (found, masked)
}

/// Replaces secrets in everything that a problem says.
fn scrub(problem: &mut Diagnostic, secrets: &BTreeSet<&str>) {
    let related = problem.related.iter_mut().map(|related| &mut related.label);
    let fix = problem.fix.iter_mut().map(|fix| &mut fix.replacement);
    let texts =
        [&mut problem.message, &mut problem.label].into_iter().chain(&mut problem.help).chain(related).chain(fix);
    for text in texts {
        if let Some(scrubbed) = scrubbed(text, secrets) {
            *text = scrubbed;
        }
    }
}

/// A text with a star in place of each character of a secret, if there is one in it. Of a very long text nothing is kept.
fn scrubbed(text: &str, secrets: &BTreeSet<&str>) -> Option<String> {
    if text.len() > LONGEST_SAID {
        return Some("*".repeat(SHORTEST));
    }
    let mut covered = 0;
    let mut any = false;
    let mut out = String::with_capacity(text.len());
    for (at, char) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        covered = covered.max(at + longest_prefix(rest, secrets));
        any |= at < covered;
        out.push(if at < covered { '*' } else { char });
    }
    any.then_some(out)
}

/// The length of the longest secret that a text begins with.
fn longest_prefix(text: &str, secrets: &BTreeSet<&str>) -> usize {
    let mut text = text;
    // Whatever the text begins with is not behind it in the order, nor is it longer than what the nearest has in common with it.
    while let Some(near) = secrets.range::<str, _>((Bound::Unbounded, Bound::Included(text))).next_back() {
        if text.starts_with(near) {
            return near.len();
        }
        let common = text.chars().zip(near.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        text = text.get(..common).unwrap_or_default();
    }
    0
}

/// The places of texts that look like secrets, whatever they are as YAML.
fn in_text(text: &str) -> Vec<(usize, usize)> {
    let mut places = private_keys(text);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        places.extend(in_line(line).into_iter().map(|(from, to)| (start + from, start + to)));
        start += line.len();
    }
    places
}

/// Blocks of private keys, none inside of another.
fn private_keys(text: &str) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (at, _) in text.match_indices("-----BEGIN") {
        if places.last().is_some_and(|&(_, end)| at < end) {
            continue;
        }
        let rest = text.get(at..).unwrap_or_default();
        let begins = |char: char| char != '\n';
        let label: String = rest.chars().take_while(|char| begins(*char)).take(LONGEST_LABEL).collect();
        if label.contains("PRIVATE KEY") {
            let length = rest.find("-----END").unwrap_or(rest.len());
            places.push((at, at + length));
        }
    }
    places
}

/// Secrets on one line: values under telling names, and words of a known form.
fn in_line(line: &str) -> Vec<(usize, usize)> {
    let mut places = named(line);
    let mut start = 0;
    for word in line.split([' ', '"', '\'', ',', '{', '}', '[', ']', '\n', '\r']) {
        if known_secret(word).is_some() {
            places.push((start, start + word.len()));
        }
        start += word.len() + 1;
    }
    places
}

/// Values under telling names; other values are searched by their words. Where a line has very many, those inside of another
/// one are left out: it hides them.
fn named(line: &str) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    let Some(last) = line.rfind(": ") else { return places };
    let (mut judged, mut until) = (0, 0);
    for (colon, _) in line.match_indices(": ") {
        if judged > MOST_NESTED && colon < until {
            continue;
        }
        let before = line.get(..colon).unwrap_or_default().trim_end_matches(['"', '\'']);
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
        // Keys of the language are never in capitals; names of variables nearly always are.
        if name.contains(|c: char| c.is_ascii_lowercase()) || !is_telling(name) {
            continue;
        }
        let behind = line.get(colon + 2..).unwrap_or_default();
        let from = colon + 2 + (behind.len() - behind.trim_start().len());
        let value = value(line, from, last);
        (judged, until) = (judged + 1, until.max(from + value.len()));
        if !is_plain(value.trim_matches(['"', '\''])) {
            places.push((from, from + value.len()));
        }
    }
    places
}

/// The value at an offset of a line: quoted, up to the next entry, or the rest of the line; the last entry has its colon
/// at another offset.
fn value(line: &str, from: usize, last: usize) -> &str {
    let text = line.get(from..).unwrap_or_default().trim_end();
    if let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let inner = text.get(1..).and_then(|rest| rest.find(quote));
        return inner.and_then(|end| text.get(..end + 2)).unwrap_or(text);
    }
    let next_entry = text.find(", ").filter(|at| from + at < last);
    text.get(..next_entry.unwrap_or(text.len())).unwrap_or(text).trim_end_matches('}')
}

/// What kind of secret a value looks like, by itself or by the name of its variable.
#[must_use]
pub fn secret_kind(variable: &str, value: &str) -> Option<&'static str> {
    if let Some(kind) = known_secret(value) {
        return Some(kind);
    }
    (is_telling(variable) && !is_plain(value)).then_some("what its name calls a secret")
}

/// Whether the name of a variable says that its value is a secret.
fn is_telling(variable: &str) -> bool {
    let upper = variable.to_uppercase();
    // The second of its kind is one, too.
    let upper = upper.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    let last = upper.rsplit('_').next().unwrap_or_default();
    let ends = ["API_KEY", "SECRET_KEY", "PRIVATE_KEY", "ACCESS_KEY", "ENCRYPTION_KEY", "SIGNING_KEY", "PASSPHRASE"];
    matches!(
        last,
        "PASSWORD" | "PASSWD" | "PWD" | "PASS" | "SECRET" | "TOKEN" | "APIKEY" | "CREDENTIAL" | "CREDENTIALS"
    ) || ends.iter().any(|end| upper.ends_with(end))
}

/// Whether a value is none of a secret: nothing, a reference, a path, a switch, a number.
fn is_plain(value: &str) -> bool {
    value.is_empty()
        || value.contains("${")
        || value.contains("$(")
        || value.starts_with('/')
        || matches!(value, "true" | "false" | "none" | "disabled" | "enabled")
        || value.parse::<f64>().is_ok()
}

/// Values that are secrets by their form.
fn known_secret(value: &str) -> Option<&'static str> {
    let run = |prefix: &str, length: usize| {
        // Most words are too short for any of them.
        value.len() >= prefix.len() + length
            && value.match_indices(prefix).any(|(at, _)| {
                let rest = value.get(at + prefix.len()..).unwrap_or_default();
                rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')).count() >= length
            })
    };
    if value.contains("-----BEGIN") && value.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    if run("AKIA", 16) || run("ASIA", 16) {
        return Some("an access key of AWS");
    }
    if run("ghp_", 36) || run("github_pat_", 22) || run("glpat-", 20) || run("xoxb-", 20) || run("sk_live_", 20) {
        return Some("an access token");
    }
    if value.starts_with("eyJ") && value.matches('.').count() == 2 && value.len() > 40 {
        return Some("a signed token");
    }
    let rest = value.split_once("://").map(|(_, rest)| rest)?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    let (_, password) = user.split_once(':')?;
    let safe = password.is_empty() || password.starts_with("${") || password.starts_with("$(");
    (!safe).then_some("a URL with a password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::codes::yaml::SYNTAX;

    /// What is left of a text.
    fn left(text: &str) -> String {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml", text);
        let problem = Diagnostic::new(&SYNTAX, Span { file, start: 0, end: 1 }, format!("`{text}`"));
        let (found, masked) = concealed(vec![problem], &sources);
        let kept = masked.file(file).map(|file| file.text.clone()).unwrap_or_default();
        assert!(found.iter().all(|problem| !problem.message.contains("hunter2")), "{found:?}");
        kept
    }

    #[test]
    fn values_under_telling_names_are_hidden() {
        assert_eq!(left("  DB_PASSWORD: hunter2hunter2\n"), "  DB_PASSWORD: **************\n");
        assert_eq!(left("{A_TOKEN: \"hunter2\", B: 1}"), "{A_TOKEN: *********, B: 1}");
        assert_eq!(left("{A_TOKEN: hunter2, B: 1}"), "{A_TOKEN: *******, B: 1}");
        assert_eq!(left("A_TOKEN: \"hunter2\n"), "A_TOKEN: ********\n");
        for kept in ["keys: {password: pw}", "A_TOKEN: \"${secrets.a.token}\"", "PASSWORD_FILE: /run/pw", "MODE: fast"]
        {
            assert_eq!(left(kept), kept);
        }
    }

    /// Secrets that overlap are hidden as a whole, the shorter in front or the longer.
    #[test]
    fn all_of_every_secret_is_scrubbed() {
        let secrets = BTreeSet::from(["abcd", "cdefgh", "abcdex", "zz\u{e9}zz"]);
        assert_eq!(scrubbed("-abcdefgh-", &secrets).as_deref(), Some("-********-"));
        assert_eq!(scrubbed("abcdey", &secrets).as_deref(), Some("****ey"));
        assert_eq!(scrubbed("zz\u{e9}zz\u{e9}zz zz", &secrets).as_deref(), Some("******** zz"));
        assert_eq!(scrubbed("abc cdefg", &secrets), None);
    }

    /// A mebibyte on one line is searched once, not once for each of its colons, words or headers.
    #[test]
    fn long_lines_are_searched_once() {
        for unit in ["A: ", "A_TOKEN: abcdefgh ", "A_TOKEN: \"", "{k, ", "-----BEGIN PRIVATE KEY----- "] {
            let text = unit.repeat((1 << 20) / unit.len());
            let places = in_text(&text);
            assert!(places.len() <= 1 << 17, "{unit}");
            let hidden: usize = places.iter().map(|(from, to)| to - from).sum();
            assert!(hidden <= text.len() * (MOST_NESTED + 3), "{unit}: {hidden} bytes in {} places", places.len());
        }
    }

    #[test]
    fn words_of_a_known_form_are_hidden() {
        assert_eq!(left("[a, AKIA0123456789ABCDEF]"), "[a, ********************]");
        let key = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n";
        assert!(!left(key).contains("hunter2"));
    }
}
