//! "Did you mean": the known word nearest to a mistyped one.

/// The most words, or places, that a problem lists.
pub const MOST_LISTED: usize = 8;

/// The candidate that is most like `word`, if one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lowered = word.to_lowercase();
    let (length, letters) = (lowered.chars().count(), letters(&lowered));
    let allowed = (word.chars().count() / 3).clamp(1, 3);
    candidates
        .into_iter()
        // A change mends one missing or superfluous letter, so most words need not be compared.
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .filter(|(lower, _)| is_possible(letters, self::letters(lower), allowed))
        .map(|(lower, candidate)| (distance(&lowered, &lower), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Which letters a word has, a bit for each, several letters sharing one.
fn letters(word: &str) -> u64 {
    word.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 64))
}

/// Whether so few changes may lead from letters to others.
fn is_possible(one: u64, other: u64, changes: usize) -> bool {
    (one & !other).count_ones().max((other & !one).count_ones()) as usize <= changes
}

/// The distance between two words; what they begin and end with alike does not count.
fn distance(one: &str, other: &str) -> usize {
    let same = |(a, b): &(char, char)| a == b;
    let begin: usize = one.chars().zip(other.chars()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let (one, other) = (one.get(begin..).unwrap_or_default(), other.get(begin..).unwrap_or_default());
    let end: usize = one.chars().rev().zip(other.chars().rev()).take_while(same).map(|(a, _)| a.len_utf8()).sum();
    let cut = |text: &str| text.get(..text.len() - end).unwrap_or_default().to_owned();
    strsim::damerau_levenshtein(&cut(one), &cut(other))
}

/// Words in a sentence: all of them, or the first of very many.
#[must_use]
pub fn first_of(words: &[&str]) -> String {
    match words.get(..MOST_LISTED) {
        Some(first) if words.len() > MOST_LISTED => {
            format!("{} and {} more", first.join(", "), words.len() - MOST_LISTED)
        }
        _ => all_of(words),
    }
}

/// Words in a sentence: `a`, `a or b`, `a, b or c`.
#[must_use]
pub fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

/// Words in a sentence: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn all_of(words: &[&str]) -> String {
    match words {
        [init @ .., last] if !init.is_empty() => format!("{} and {last}", init.join(", ")),
        _ => one_of(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_near_words_are_suggested() {
        assert_eq!(nearest("imgae", ["image", "images", "env"]), Some("image"));
        assert_eq!(nearest("replicas", ["scaling", "ports"]), None);
        assert_eq!(nearest("Ports", ["ports"]), Some("ports"));
    }

    #[test]
    fn what_is_left_out_before_the_comparison_is_not_near() {
        let words = [
            "image",
            "images",
            "imgae",
            "env",
            "envFrom",
            "aab",
            "abb",
            "ba",
            "ab",
            "",
            "\u{e9}t\u{e9}",
            "\u{e9}te",
            "port",
            "prot",
        ];
        for word in words {
            let lowered = word.to_lowercase();
            let allowed = (word.chars().count() / 3).clamp(1, 3);
            let all = words.iter().map(|other| (strsim::damerau_levenshtein(&lowered, &other.to_lowercase()), *other));
            let expected = all.filter(|(distance, _)| *distance <= allowed).min().map(|(_, found)| found);
            assert_eq!(nearest(word, words), expected);
        }
    }

    #[test]
    fn long_lists_are_cut() {
        assert_eq!(first_of(&["a", "b"]), "a and b");
        assert_eq!(first_of(&["a"; 10]), "a, a, a, a, a, a, a, a and 2 more");
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(one_of(&["a"]), "a");
        assert_eq!(one_of(&["a", "b", "c"]), "a, b or c");
        assert_eq!(all_of(&["a", "b", "c"]), "a, b and c");
        assert_eq!(all_of(&["a"]), "a");
    }
}
