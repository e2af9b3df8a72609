//! Paths of fields within objects, as the tables write them: `spec.containers[].image`.

/// Kinds with a template of something else inside, the path of the template, and the kind that it is of.
const TEMPLATES: &[(&str, &str, &str)] = &[
    ("CronJob", "spec.jobTemplate.", "Job"),
    ("Deployment", "spec.template.", "Pod"),
    ("StatefulSet", "spec.template.", "Pod"),
    ("DaemonSet", "spec.template.", "Pod"),
    ("Job", "spec.template.", "Pod"),
];

/// The innermost kind that a path lies in, and the path within it: a field of a pod template is a field of a pod. Indexes are
/// dropped, and init containers are taken for containers, whose fields they share.
pub(super) fn locate<'a>(kind: &'a str, path: &str) -> (&'a str, String) {
    let mut kind = kind;
    let mut path = without_indexes(path);
    for &(outer, prefix, inner) in TEMPLATES {
        if kind == outer
            && let Some(rest) = path.strip_prefix(prefix)
        {
            (kind, path) = (inner, rest.to_owned());
        }
    }
    (kind, path.replace("spec.initContainers[]", "spec.containers[]"))
}

/// The last name of a field's path: what a walk over an object compares before it looks at whole paths.
pub(super) fn last_name(field: &str) -> &str {
    field.rsplit('.').next().unwrap_or(field).trim_end_matches("[]")
}

/// Whether a path is a field or lies below it.
pub(super) fn covers(field: &str, path: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// `[0]` and `[]` are the same place.
fn without_indexes(path: &str) -> String {
    let mut parts = path.split('[');
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push('[');
        plain.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn templates_are_seen_through() {
        let shown = |kind, path| {
            let (kind, path) = locate(kind, path);
            format!("{kind} {path}")
        };
        assert_eq!(shown("Deployment", "spec.template.spec.resources"), "Pod spec.resources");
        assert_eq!(shown("Deployment", "spec.replicas"), "Deployment spec.replicas");
        assert_eq!(shown("CronJob", "spec.jobTemplate.spec.managedBy"), "Job spec.managedBy");
        assert_eq!(
            shown("CronJob", "spec.jobTemplate.spec.template.spec.initContainers[3].x"),
            "Pod spec.containers[].x"
        );
    }

    #[test]
    fn a_field_covers_what_lies_below() {
        assert!(covers("spec.resources", "spec.resources.limits"));
        assert!(covers("spec.volumes", "spec.volumes[].image"));
        assert!(!covers("spec.resources", "spec.resourcesX"));
        assert!(!covers("spec.resources.limits", "spec.resources"));
    }

    proptest! {
        #[test]
        fn no_path_panics(kind in "CronJob|Job|.*", path in ".*") {
            let _ = locate(&kind, &path);
        }
    }
}
