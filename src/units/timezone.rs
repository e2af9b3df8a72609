//! Names of time zones, as the IANA database lists them.

use crate::diagnostics::suggest;

/// One name a line, behind a comment that names the release.
const NAMES: &str = include_str!("data/timezones.txt");

/// All names, sorted by bytes; older names that link to a current one are among them.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.lines().filter(|line| !line.starts_with('#'))
}

/// Whether a name is in the database. Case counts, as it does for the API server; `Local` is none.
#[must_use]
pub fn is_known(name: &str) -> bool {
    names().any(|known| known == name)
}

/// The name that was probably meant: the zone of a city, or one that is spelled nearly alike.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    let city = name.trim().replace(' ', "_");
    let by_city =
        || names().find(|known| known.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(&city)));
    let same = names().find(|known| known.eq_ignore_ascii_case(&city));
    // Abbreviations are not compared: `PST` is one letter from `EST`, and three hours away.
    let spelled = || name.contains('/').then(|| suggest::nearest(&city, names())).flatten();
    same.or_else(by_city).or_else(spelled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_list_is_sorted_and_every_name_passes_the_api_server() {
        let all: Vec<_> = names().collect();
        assert!(all.len() > 500 && all.is_sorted());
        let fits = |part: &str| {
            (1..=14).contains(&part.len())
                && !part.starts_with('-')
                && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_+.".contains(&b))
        };
        assert!(all.iter().all(|name| name.split('/').all(fits)));
    }

    #[test]
    fn names_are_known_or_suggested() {
        for name in ["Europe/Berlin", "UTC", "Etc/GMT+5", "America/Argentina/Buenos_Aires", "US/Eastern"] {
            assert!(is_known(name), "{name}");
        }
        for name in ["", "Local", "europe/berlin", "Europe/Pariss", "CEST", "#", "Europe"] {
            assert!(!is_known(name), "{name}");
        }
        assert_eq!(nearest("europe/berlin"), Some("Europe/Berlin"));
        assert_eq!(nearest("Europe/Pariss"), Some("Europe/Paris"));
        assert_eq!(nearest("new york"), Some("America/New_York"));
        assert_eq!(nearest("Berlin"), Some("Europe/Berlin"));
        assert_eq!(nearest("PST"), None);
        assert_eq!(nearest(""), None);
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_known(text in "[A-Za-z/_ ]{0,20}") {
            prop_assert!(nearest(&text).is_none_or(is_known));
        }
    }
}
