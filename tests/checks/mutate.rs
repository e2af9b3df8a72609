//! Changes of a text that stay near to blueprints: slips of the hand, lines and words in other places, values of the worst kind.

/// Numbers that look random but are always the same: a linear congruential sequence.
pub struct Chance(u64);

impl Chance {
    /// The sequence that a number begins.
    pub fn new(seed: u64) -> Self {
        let mut chance = Self(seed ^ 0x9e37_79b9_7f4a_7c15);
        chance.below(2);
        chance
    }

    /// A number below another one; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = usize::try_from(self.0 >> 33).unwrap_or_default();
        number.checked_rem(end).unwrap_or_default()
    }

    /// One of several.
    pub fn one<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all.get(self.below(all.len())).copied().unwrap_or_default()
    }
}

/// What is typed in place of a character; nothing deletes it.
pub const TYPED: [&str; 12] = ["", "", "", "-", ":", " ", "{", "0", "x", "\"", "}", "é"];

/// Values that somebody may find where another one is expected.
const VALUES: [&str; 64] = [
    "~",
    "0",
    "-1",
    "1",
    "2",
    "10000",
    "65535",
    "65536",
    "4294967296",
    "9223372036854775807",
    "99999999999999999999",
    "1e400",
    ".nan",
    ".inf",
    "0.0000001",
    "NO",
    "on",
    "0x1f",
    "1_000",
    "12:30:45",
    "\"\"",
    "\" \"",
    "\"é\"",
    "[]",
    "{}",
    "[~]",
    "[a, a]",
    "{a: b}",
    "1..2",
    "2..1",
    "0..0",
    "..",
    "1ms",
    "0s",
    "9999999h",
    "1Gi",
    "9e99Gi",
    "9223372036854775807Ei",
    "0.1m",
    "100%",
    "0%",
    "99.999999%",
    "1/s",
    "1000000000/s",
    "0/s",
    "1 USD/month",
    "${name}",
    "${ports.http}",
    "${web.url}",
    "$(A)",
    "$$(A)",
    "${",
    "\"{{x}}\"",
    "<script>",
    "\"]; click A\"",
    "|\n x\n",
    "web",
    "db",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "::/0",
    "31 2 30 2 *",
    "@daily",
    "Europe/Berlin",
];

/// Keys that may stand nearly anywhere.
const KEYS: [&str; 40] = [
    "image",
    "ports",
    "calls",
    "type",
    "engine",
    "resources",
    "scaling",
    "probes",
    "load",
    "slo",
    "env",
    "files",
    "disks",
    "user",
    "perRequest",
    "schedule",
    "members",
    "managed",
    "observe",
    "labels",
    "rollout",
    "disruption",
    "placement",
    "init",
    "sidecars",
    "for",
    "extends",
    "when",
    "to",
    "host",
    "patches",
    "extra",
    "accept",
    "posture",
    "platform",
    "namespace",
    "cpu",
    "memory",
    "secrets",
    "consumes",
];

/// Changes a text in one to four ways.
pub fn several(text: &str, seed: u64) -> String {
    let mut chance = Chance::new(seed);
    let mut changed = text.to_owned();
    for _ in 0..=chance.below(4) {
        changed = once(&changed, &mut chance);
    }
    changed
}

/// Changes a text in one way.
fn once(text: &str, chance: &mut Chance) -> String {
    match chance.below(9) {
        0 | 1 => slip(text, chance),
        2 => lines(text, chance),
        3 => indent(text, chance),
        4 => {
            let key = format!("{}:", chance.one(&KEYS));
            replace(text, &keys(text), &key, chance)
        }
        5 => {
            let words = words(text);
            let other = words.get(chance.below(words.len())).and_then(|range| text.get(range.clone()));
            replace(text, &words, other.unwrap_or_default(), chance)
        }
        6 => replace(text, &words(text), chance.one(&VALUES), chance),
        7 => replace(text, &values(text), chance.one(&VALUES), chance),
        _ => replace(text, &numbers(text), chance.one(&["0", "1", "-1", "7", "65536", "1000000", "0.5"]), chance),
    }
}

/// Types one character in place of another.
pub fn slip(text: &str, chance: &mut Chance) -> String {
    let begins: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = begins.get(chance.below(begins.len())).copied().unwrap_or_default();
    let length = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    spliced(text, at..at + length, chance.one(&TYPED))
}

type Range = std::ops::Range<usize>;

/// A text with something else in place of a part.
fn spliced(text: &str, range: Range, other: &str) -> String {
    let (before, behind) = (text.get(..range.start).unwrap_or(text), text.get(range.end..).unwrap_or_default());
    [before, other, behind].concat()
}

fn replace(text: &str, places: &[Range], other: &str, chance: &mut Chance) -> String {
    match places.get(chance.below(places.len())) {
        Some(range) => spliced(text, range.clone(), other),
        None => text.to_owned(),
    }
}

/// Removes, doubles, moves or joins lines.
fn lines(text: &str, chance: &mut Chance) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return text.to_owned();
    }
    let (from, to) = (chance.below(lines.len()), chance.below(lines.len()));
    let line = lines[from];
    match chance.below(4) {
        0 => {
            lines.remove(from);
        }
        1 => lines.insert(to, line),
        2 => lines.swap(from, to),
        _ => lines[from] = line.trim_end(),
    }
    lines.concat()
}

/// Moves a line to the left or to the right.
fn indent(text: &str, chance: &mut Chance) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let at = chance.below(lines.len());
    let deeper = chance.below(2) == 0;
    let moved = |(number, line): (usize, &&str)| match (number == at, deeper) {
        (false, _) => (*line).to_owned(),
        (true, true) => format!("  {line}"),
        (true, false) => line.strip_prefix("  ").unwrap_or(line).to_owned(),
    };
    lines.iter().enumerate().map(moved).collect()
}

/// Where runs of characters of a kind lie.
fn runs(text: &str, kind: impl Fn(char) -> bool) -> Vec<Range> {
    let mut found: Vec<Range> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| kind(*c)) {
        match found.last_mut() {
            Some(last) if last.end == at => last.end += c.len_utf8(),
            _ => found.push(at..at + c.len_utf8()),
        }
    }
    found
}

fn words(text: &str) -> Vec<Range> {
    runs(text, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
}

fn numbers(text: &str) -> Vec<Range> {
    runs(text, |c| c.is_ascii_digit())
}

/// Keys with their colons.
fn keys(text: &str) -> Vec<Range> {
    let ends =
        |range: &Range| text.get(range.end..).is_some_and(|rest| rest.starts_with(": ") || rest.starts_with(":\n"));
    words(text).into_iter().filter(ends).map(|range| range.start..range.end + 1).collect()
}

/// What stands behind keys, up to the end of the entry or of the line.
fn values(text: &str) -> Vec<Range> {
    let range = |(at, _): (usize, &str)| {
        let rest = text.get(at + 2..).unwrap_or_default();
        let length = rest.find(['\n', ',', '}', ']']).unwrap_or(rest.len());
        at + 2..at + 2 + length
    };
    text.match_indices(": ").map(range).collect()
}
