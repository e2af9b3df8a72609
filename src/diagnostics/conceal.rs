//! Secret values: how they are recognized, and how they are kept out of every message.

use super::Diagnostic;
use crate::source::{Sources, Span};

/// Texts shorter than this stand in messages by chance.
const SHORTEST: usize = 4;

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
    let mut secrets: Vec<&str> = hidden.iter().map(|span| sources.text(*span).trim_matches(['"', '\''])).collect();
    secrets.retain(|secret| secret.len() >= SHORTEST);
    // The longest first, so that no part of one is left over.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    for problem in &mut found {
        scrub(problem, &secrets);
    }
    let masked = sources.masked(hidden.into_iter());
    (found, masked)
}

/// Replaces secrets in everything that a problem says.
fn scrub(problem: &mut Diagnostic, secrets: &[&str]) {
    let related = problem.related.iter_mut().map(|related| &mut related.label);
    let fix = problem.fix.iter_mut().map(|fix| &mut fix.replacement);
    let texts =
        [&mut problem.message, &mut problem.label].into_iter().chain(&mut problem.help).chain(related).chain(fix);
    for text in texts {
        for secret in secrets {
            if text.contains(secret) {
                *text = text.replace(secret, &"*".repeat(secret.chars().count()));
            }
        }
    }
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

/// Blocks of private keys.
fn private_keys(text: &str) -> Vec<(usize, usize)> {
    let begins = text.match_indices("-----BEGIN").filter(|(at, _)| {
        text.get(*at..).and_then(|rest| rest.lines().next()).is_some_and(|line| line.contains("PRIVATE KEY"))
    });
    begins
        .map(|(at, _)| {
            let length = text.get(at..).and_then(|rest| rest.find("-----END")).unwrap_or(text.len() - at);
            (at, at + length)
        })
        .collect()
}

/// Secrets on one line: values under telling names, and words of a known form.
fn in_line(line: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    for (colon, _) in line.match_indices(": ") {
        let before = line.get(..colon).unwrap_or_default().trim_end_matches(['"', '\'']);
        let name = before.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
        let behind = line.get(colon + 2..).unwrap_or_default();
        let from = colon + 2 + (behind.len() - behind.trim_start().len());
        let value = value(line.get(from..).unwrap_or_default());
        // Keys of the language are never in capitals; names of variables nearly always are.
        let is_variable = !name.is_empty() && !name.contains(|c: char| c.is_ascii_lowercase());
        if is_variable && secret_kind(name, value.trim_matches(['"', '\''])).is_some() {
            places.push((from, from + value.len()));
        }
    }
    let mut start = 0;
    for word in line.split([' ', '"', '\'', ',', '{', '}', '[', ']', '\n', '\r']) {
        if known_secret(word).is_some() {
            places.push((start, start + word.len()));
        }
        start += word.len() + 1;
    }
    places
}

/// The value at the beginning of a text: quoted, up to the next entry, or the rest of the line.
fn value(text: &str) -> &str {
    let text = text.trim_end();
    if let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        let inner = text.get(1..).and_then(|rest| rest.find(quote));
        return inner.and_then(|end| text.get(..end + 2)).unwrap_or(text);
    }
    let next_entry = text.match_indices(", ").find(|(at, _)| text.get(*at..).is_some_and(|rest| rest.contains(": ")));
    let end = next_entry.map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or(text).trim_end_matches('}')
}

/// What kind of secret a value looks like, by itself or by the name of its variable.
#[must_use]
pub fn secret_kind(variable: &str, value: &str) -> Option<&'static str> {
    if let Some(kind) = known_secret(value) {
        return Some(kind);
    }
    let upper = variable.to_uppercase();
    let last = upper.rsplit('_').next().unwrap_or_default();
    let named = matches!(
        last,
        "PASSWORD" | "PASSWD" | "PWD" | "PASS" | "SECRET" | "TOKEN" | "APIKEY" | "CREDENTIAL" | "CREDENTIALS"
    ) || upper.ends_with("API_KEY")
        || upper.ends_with("SECRET_KEY")
        || upper.ends_with("PRIVATE_KEY")
        || upper.ends_with("ACCESS_KEY")
        || upper.ends_with("PASSPHRASE");
    if !named {
        return None;
    }
    let plain = value.is_empty()
        || value.contains("${")
        || value.contains("$(")
        || value.starts_with('/')
        || matches!(value, "true" | "false" | "none" | "disabled" | "enabled")
        || value.parse::<f64>().is_ok();
    (!plain).then_some("what its name calls a secret")
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

    #[test]
    fn words_of_a_known_form_are_hidden() {
        assert_eq!(left("[a, AKIA0123456789ABCDEF]"), "[a, ********************]");
        let key = "-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n";
        assert!(!left(key).contains("hunter2"));
    }
}
