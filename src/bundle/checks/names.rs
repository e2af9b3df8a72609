//! Names that the API server takes, kind by kind.

use super::{Scene, problem};
use crate::bundle::index::name;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::names::{LONGEST_LABEL, is_subdomain, label};

/// Every object has a name that its kind may have.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let (_, kind) = emitted.object.type_meta();
        if let Some((said, help)) = fault(kind, name(emitted)) {
            sink.push(problem(&codes::BAD_NAME, emitted, "metadata.name", said).help(help));
        }
    }
}

/// Whether a text is a DNS label (RFC 1123), which may begin with a digit.
pub(super) fn is_label(text: &str) -> bool {
    text.len() <= LONGEST_LABEL && !text.contains('.') && is_subdomain(text)
}

/// What is wrong with a name, and what to do.
fn fault(kind: &str, name: &str) -> Option<(String, &'static str)> {
    let (longest, why) = longest(kind);
    if name.is_empty() {
        return Some(("is missing".to_owned(), "name the object"));
    }
    if name.len() > longest {
        return Some((format!("has {} characters, at most {longest} are allowed", name.len()), why));
    }
    match kind {
        "Service" if label(name, longest).is_err() => Some((
            format!("is `{name}`, and no DNS label of RFC 1035"),
            "use a-z, 0-9 and `-`, beginning with a letter and ending in no `-`",
        )),
        "Namespace" | "StatefulSet" if !is_label(name) => {
            Some((format!("is `{name}`, and no DNS label"), "use a-z, 0-9 and `-`, with no `-` at either end"))
        }
        _ if !is_subdomain(name) => Some((
            format!("is `{name}`, and no DNS name"),
            "use a-z, 0-9, `-` and `.`, with a letter or digit at either end",
        )),
        _ => None,
    }
}

/// The longest name of a kind, with the reason as a remedy.
fn longest(kind: &str) -> (usize, &'static str) {
    match kind {
        "CronJob" => (52, "shorten it: each Job gets 11 more characters, and the name of a Job ends at 63"),
        "StatefulSet" => (52, "shorten it: the label of a revision gets 11 more characters, and ends at 63"),
        "Service" | "Namespace" | "Job" => {
            (LONGEST_LABEL, "shorten it: it is used as a DNS label or as a label's value")
        }
        _ => (253, "shorten it: a DNS name ends there"),
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{Shop, config_map, cron_job, found, renamed, service, shop, stateful};

    #[test]
    fn names_fit_their_kind() {
        let names = |shop: Shop| found(shop).into_iter().filter(|line| line.starts_with("K0103")).collect::<Vec<_>>();
        let long = "a".repeat(53);
        let cases = [
            (renamed(service("cart"), "1st"), "Service/1st: `metadata.name` is `1st`, and no DNS label of RFC 1035"),
            (renamed(config_map("a"), "A_b"), "ConfigMap/A_b: `metadata.name` is `A_b`, and no DNS name"),
            (renamed(config_map("a"), ""), "ConfigMap/: `metadata.name` is missing"),
            (renamed(stateful("db"), "d.b"), "StatefulSet/d.b: `metadata.name` is `d.b`, and no DNS label"),
        ];
        for (object, message) in cases {
            assert_eq!(names(shop().with([object])), [format!("K0103 {message}")]);
        }
        assert_eq!(
            names(shop().with([renamed(cron_job("report"), &long)])),
            [format!("K0103 CronJob/{long}: `metadata.name` has 53 characters, at most 52 are allowed")]
        );
        let sound = [renamed(config_map("a"), "1.b-c"), renamed(cron_job("report"), &"a".repeat(52))];
        assert_eq!(names(shop().with(sound)), [""; 0]);
    }
}
