//! Minor versions of Kubernetes, and the fields that not all of them serve.

use super::field_path::{covers, last_name, locate};
use std::collections::BTreeSet;
use std::fmt;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

/// A minor version that manifests can be made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minor(u8);

/// The minor versions that manifests can be made for.
pub const SUPPORTED: RangeInclusive<Minor> = Minor::OLDEST..=Minor::NEWEST;

/// Why a text is no minor version to build for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MinorError {
    /// No version, or more than a minor one.
    #[error("`{0}` is not a minor version of Kubernetes: write it like \"1.35\", in quotes, without `v` and patch")]
    Unknown(String),
    /// Older than the oldest.
    #[error("Kubernetes {0} is too old: {oldest} is the oldest that is built for", oldest = Minor::OLDEST)]
    TooOld(String),
    /// Newer than the newest.
    #[error("Kubernetes {0} is too new: {newest} is the newest that is built for", newest = Minor::NEWEST)]
    TooNew(String),
}

impl Minor {
    /// 1.33.
    pub const OLDEST: Self = Self(33);
    /// 1.37.
    pub const NEWEST: Self = Self(37);

    /// All minor versions, the oldest first.
    pub fn all() -> impl Iterator<Item = Self> {
        (Self::OLDEST.0..=Self::NEWEST.0).map(Self)
    }

    /// A version of the tables beside this one. What is not supported counts as the nearest that is.
    pub(super) const fn at(number: u8) -> Self {
        match number {
            ..=33 => Self::OLDEST,
            34..=36 => Self(number),
            37.. => Self::NEWEST,
        }
    }

    /// The number behind `1.`.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// Reads `1.35`.
    ///
    /// # Errors
    /// Says whether it is no version, too old or too new.
    pub fn parse(text: &str) -> Result<Self, MinorError> {
        let unknown = || MinorError::Unknown(text.to_owned());
        let digits = text.strip_prefix("1.").ok_or_else(unknown)?;
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(unknown());
        }
        match digits.parse().map(Self) {
            Ok(minor) if minor < Self::OLDEST => Err(MinorError::TooOld(text.to_owned())),
            Ok(minor) if minor <= Self::NEWEST => Ok(minor),
            _ => Err(MinorError::TooNew(text.to_owned())),
        }
    }
}

impl fmt::Display for Minor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "1.{}", self.0)
    }
}

/// A field, or a value of one, that not all supported versions serve.
#[derive(Debug, PartialEq, Eq)]
pub struct LateField {
    /// The kind; fields of pod templates are listed under `Pod`.
    pub kind: &'static str,
    /// The path within the kind; what lies below is meant as well.
    pub path: &'static str,
    /// The value that is late, where the field itself is older.
    pub value: Option<&'static str>,
    /// The first version that serves it without a feature gate; `None` where none does so far.
    pub since: Option<Minor>,
    /// What to do on older versions, where there is something.
    pub instead: &'static str,
}

/// A field that all versions serve from 1.33 on is left out. Source: milestones of the enhancement proposals (kubernetes/enhancements,
/// 2026-07) and the feature gates' defaults: a beta field counts from the version whose gate is on by default.
const LATE_FIELDS: &[LateField] = &[
    value("Service", "spec.trafficDistribution", "PreferSameZone", 34, "PreferClose means the same on older versions"),
    value("Service", "spec.trafficDistribution", "PreferSameNode", 34, "PreferClose is the nearest on older versions"),
    late("Pod", "spec.resources", 34, "resources of containers"),
    late("Pod", "spec.volumes[].image", 35, "an init container that copies the files"),
    late("Pod", "spec.containers[].restartPolicyRules", 35, ""),
    never("Pod", "spec.containers[].lifecycle.stopSignal", "STOPSIGNAL in the image, or a preStop hook"),
    late("PersistentVolumeClaim", "spec.volumeAttributesClassName", 34, "a storage class"),
    late("StatefulSet", "spec.updateStrategy.rollingUpdate.maxUnavailable", 35, "one pod at a time"),
    late("HorizontalPodAutoscaler", "spec.behavior.scaleUp.tolerance", 35, "the cluster's tolerance of 10 %"),
    late("HorizontalPodAutoscaler", "spec.behavior.scaleDown.tolerance", 35, "the cluster's tolerance of 10 %"),
    value("HorizontalPodAutoscaler", "spec.minReplicas", "0", 37, "KEDA scales to zero on older versions"),
];

/// Fields that are going away, with the first version that calls them deprecated.
const DEPRECATED: &[(&str, &str, Minor)] = &[("Service", "spec.externalIPs", Minor(36))];

/// A field that is late.
const fn late(kind: &'static str, path: &'static str, since: u8, instead: &'static str) -> LateField {
    LateField { kind, path, value: None, since: Some(Minor(since)), instead }
}

/// A value that is late.
const fn value(
    kind: &'static str,
    path: &'static str,
    text: &'static str,
    since: u8,
    instead: &'static str,
) -> LateField {
    LateField { kind, path, value: Some(text), since: Some(Minor(since)), instead }
}

/// A field that needs a feature gate on every version.
const fn never(kind: &'static str, path: &'static str, instead: &'static str) -> LateField {
    LateField { kind, path, value: None, since: None, instead }
}

/// Whether a version serves a field by default. The path is written as `spec.containers[0].image` or `spec.containers[].image`,
/// from the top of the object: pod templates are looked into. A field that is not in the table is as old as all versions.
#[must_use]
pub fn served(kind: &str, field_path: &str, minor: Minor) -> bool {
    unserved(kind, field_path, None, minor).is_none()
}

/// Whether a version takes a value of a field by default.
#[must_use]
pub fn value_served(kind: &str, field_path: &str, value: &str, minor: Minor) -> bool {
    unserved(kind, field_path, Some(value), minor).is_none()
}

/// The last names of all entries. There are few, and most names that are looked for differ in length already: to look through
/// a list is faster than to search a tree.
static LISTED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let late = LATE_FIELDS.iter().map(|field| field.path);
    let all: BTreeSet<&str> = late.chain(DEPRECATED.iter().map(|(_, field, _)| *field)).map(last_name).collect();
    all.into_iter().collect()
});

/// Whether any entry of the tables ends in this name; most names of an object are in none, so nothing more has to be asked.
#[must_use]
pub fn is_listed(name: &str) -> bool {
    LISTED.contains(&name)
}

/// The entry because of which a version does not serve a field, or a value of it.
#[must_use]
pub fn unserved(kind: &str, field_path: &str, value: Option<&str>, minor: Minor) -> Option<&'static LateField> {
    let (kind, path) = locate(kind, field_path);
    LATE_FIELDS.iter().find(|field| {
        field.kind == kind
            && covers(field.path, &path)
            && (field.value.is_none() || field.value == value)
            && field.since.is_none_or(|since| since > minor)
    })
}

/// The version from which a field is deprecated, if it is.
#[must_use]
pub fn deprecated_since(kind: &str, field_path: &str) -> Option<Minor> {
    let (kind, path) = locate(kind, field_path);
    DEPRECATED.iter().find(|(known, field, _)| *known == kind && covers(field, &path)).map(|(.., since)| *since)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn minor(text: &str) -> Minor {
        Minor::parse(text).unwrap()
    }

    #[test]
    fn versions_are_read_or_refused() {
        assert_eq!(minor("1.35").to_string(), "1.35");
        assert!(SUPPORTED.contains(&minor("1.33")) && minor("1.33") < minor("1.37"));
        assert_eq!(Minor::all().count(), 5);
        for text in ["", "1", "1.", "v1.35", "1.35.2", "2.0", "1.x", "1.-35", "1.+35", "latest"] {
            assert_eq!(Minor::parse(text), Err(MinorError::Unknown(text.to_owned())));
        }
        // What YAML makes of an unquoted 1.30.
        assert!(matches!(Minor::parse("1.3"), Err(MinorError::TooOld(_))));
        assert!(matches!(Minor::parse("1.32"), Err(MinorError::TooOld(_))));
        assert!(matches!(Minor::parse("1.38"), Err(MinorError::TooNew(_))));
        assert!(matches!(Minor::parse("1.99999"), Err(MinorError::TooNew(_))));
        assert_eq!(
            Minor::parse("1.40").unwrap_err().to_string(),
            "Kubernetes 1.40 is too new: 1.37 is the newest that is built for"
        );
    }

    #[test]
    fn fields_are_served_from_a_version_on() {
        let autoscaler =
            |version| served("HorizontalPodAutoscaler", "spec.behavior.scaleDown.tolerance", minor(version));
        assert!(!autoscaler("1.34") && autoscaler("1.35") && autoscaler("1.37"));
        assert!(served("Deployment", "spec.replicas", minor("1.33")));
        assert!(!served("CronJob", "spec.jobTemplate.spec.template.spec.resources.limits", minor("1.33")));
        assert!(served("Deployment", "spec.template.spec.containers[0].resources", minor("1.33")));
        assert!(!served("Job", "spec.template.spec.initContainers[1].restartPolicyRules", minor("1.34")));
        assert!(Minor::all().all(|minor| !served("Pod", "spec.containers[0].lifecycle.stopSignal", minor)));
    }

    #[test]
    fn values_may_be_later_than_their_field() {
        let zone = |value, version| value_served("Service", "spec.trafficDistribution", value, minor(version));
        assert!(zone("PreferClose", "1.33") && !zone("PreferSameZone", "1.33") && zone("PreferSameZone", "1.34"));
        assert!(served("Service", "spec.trafficDistribution", minor("1.33")));
        let field = unserved("HorizontalPodAutoscaler", "spec.minReplicas", Some("0"), minor("1.36")).unwrap();
        assert_eq!(field.since, Some(minor("1.37")));
        assert!(value_served("HorizontalPodAutoscaler", "spec.minReplicas", "2", minor("1.33")));
    }

    #[test]
    fn the_table_holds_what_matters_only() {
        for (index, field) in LATE_FIELDS.iter().enumerate() {
            assert!(
                field.since.is_none_or(|since| since > Minor::OLDEST && SUPPORTED.contains(&since)),
                "{}",
                field.path
            );
            let same =
                |other: &LateField| (other.kind, other.path, other.value) == (field.kind, field.path, field.value);
            assert_eq!(LATE_FIELDS.iter().position(same), Some(index), "{}", field.path);
        }
        assert_eq!(deprecated_since("Service", "spec.externalIPs[0]"), Some(minor("1.36")));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*", path in ".*") {
            let _ = (Minor::parse(&text), served(&text, &path, Minor::OLDEST));
        }

        #[test]
        fn versions_read_what_they_print(number in 33u8..=37) {
            let minor = Minor::parse(&format!("1.{number}")).unwrap();
            prop_assert_eq!(Minor::parse(&minor.to_string()), Ok(minor));
        }
    }
}
