//! Versions of the Gateway API: which bundle a cluster has, and what a bundle's standard channel holds.

use super::field_path::{covers, last_name, locate};
use super::{Minor, Provider};
use std::fmt;

/// A version of the Gateway API's bundle of resource definitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GatewayApi {
    /// The first number.
    pub major: u16,
    /// The second number: new kinds and fields come with it.
    pub minor: u16,
    /// The third number.
    pub patch: u16,
}

/// Why a text is no version of the Gateway API.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayApiError {
    /// Not three numbers.
    #[error("`{0}` is not a version of the Gateway API: write it like 1.5.1")]
    Unknown(String),
    /// Before the oldest one that any supported cluster has.
    #[error("Gateway API {0} is too old: {OLDEST} is the oldest that is built for")]
    TooOld(GatewayApi),
}

/// The bundle to expect on a cluster whose blueprint does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bundle {
    /// Its version.
    pub version: GatewayApi,
    /// Whether the provider installs it and keeps others out; elsewhere it is what the usual controller needs, and somebody has
    /// to install it.
    pub pinned: bool,
}

/// The oldest bundle that a supported version of Kubernetes comes with.
pub const OLDEST: GatewayApi = version(1, 2, 0);
/// The newest bundle that is known here, of 2026-07.
pub const NEWEST: GatewayApi = version(1, 6, 1);

/// Short for a version.
pub(super) const fn version(major: u16, minor: u16, patch: u16) -> GatewayApi {
    GatewayApi { major, minor, patch }
}

impl GatewayApi {
    /// Reads `1.5.1` or `v1.5.1`.
    ///
    /// # Errors
    /// Says whether it is no version or too old. Versions newer than [`NEWEST`] are taken: the channel only grows.
    pub fn parse(text: &str) -> Result<Self, GatewayApiError> {
        let unknown = || GatewayApiError::Unknown(text.to_owned());
        let numbers: Option<Vec<u16>> = text.strip_prefix('v').unwrap_or(text).split('.').map(number).collect();
        let Some([major, minor, patch]) = numbers.as_deref() else {
            return Err(unknown());
        };
        let parsed = version(*major, *minor, *patch);
        if parsed < OLDEST { Err(GatewayApiError::TooOld(parsed)) } else { Ok(parsed) }
    }
}

impl fmt::Display for GatewayApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// Digits without a zero in front.
fn number(text: &str) -> Option<u16> {
    let number: u16 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// The bundle that a cluster has by default.
///
/// Sources: AKS, "managed Gateway API"; GKE, "Gateway API versions" (from 1.33.2, 1.34.1 and 1.35.2 on: earlier patches have
/// the bundle before); AWS Load Balancer Controller 3.5, which asks for 1.6.0; Envoy Gateway 1.9, which comes with 1.6.1.
#[must_use]
pub const fn default_bundle(provider: Provider, minor: Minor) -> Bundle {
    let version = match (provider, minor.number()) {
        (Provider::Azure, ..=33) => version(1, 2, 1),
        (Provider::Azure, 34) | (Provider::Gcp, ..=33) => version(1, 3, 0),
        (Provider::Azure, 35) => version(1, 4, 1),
        (Provider::Azure, _) => version(1, 5, 1),
        (Provider::Gcp, 34) => version(1, 4, 0),
        // Newer versions of GKE are not known to have more.
        (Provider::Gcp, _) => version(1, 5, 0),
        (Provider::Aws, _) => version(1, 6, 0),
        (Provider::Generic, _) => NEWEST,
    };
    Bundle { version, pinned: matches!(provider, Provider::Azure | Provider::Gcp) }
}

/// Fields that the standard channel has from a version after [`OLDEST`] on, or not yet. Source: resource definitions of v1.6.1
/// and the notes of the releases before.
const LATE_FIELDS: &[(&str, &str, Option<GatewayApi>)] = &[
    ("HTTPRoute", "spec.rules[].retry", None),
    ("HTTPRoute", "spec.rules[].sessionPersistence", None),
    ("GRPCRoute", "spec.rules[].sessionPersistence", None),
    ("HTTPRoute", "spec.rules[].filters[].externalAuth", None),
    ("HTTPRoute", "spec.rules[].filters[].cors", Some(version(1, 5, 0))),
];

/// Whether any entry of the table ends in this name.
#[must_use]
pub fn is_listed(name: &str) -> bool {
    LATE_FIELDS.iter().any(|(_, field, _)| last_name(field) == name)
}

/// Whether the standard channel of a bundle has a field. Fields that are not in the table are as old as all bundles.
#[must_use]
pub fn served(kind: &str, field_path: &str, bundle: GatewayApi) -> bool {
    let (kind, path) = locate(kind, field_path);
    let late = LATE_FIELDS.iter().filter(|(known, field, _)| *known == kind && covers(field, &path));
    late.into_iter().all(|(.., since)| since.is_some_and(|since| since <= bundle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn providers_pin_bundles() {
        let shown = |provider, minor| {
            let bundle = default_bundle(provider, Minor::parse(minor).unwrap());
            format!("{} {}", bundle.version, bundle.pinned)
        };
        let azure = ["1.33", "1.34", "1.35", "1.36", "1.37"].map(|minor| shown(Provider::Azure, minor));
        assert_eq!(azure, ["1.2.1 true", "1.3.0 true", "1.4.1 true", "1.5.1 true", "1.5.1 true"]);
        let gcp = ["1.33", "1.34", "1.35", "1.37"].map(|minor| shown(Provider::Gcp, minor));
        assert_eq!(gcp, ["1.3.0 true", "1.4.0 true", "1.5.0 true", "1.5.0 true"]);
        assert_eq!(shown(Provider::Aws, "1.35"), "1.6.0 false");
        assert_eq!(shown(Provider::Generic, "1.33"), "1.6.1 false");
    }

    #[test]
    fn every_default_can_be_written_down() {
        for provider in Provider::ALL {
            for minor in Minor::all() {
                let version = default_bundle(provider, minor).version;
                assert_eq!(GatewayApi::parse(&version.to_string()), Ok(version));
            }
        }
    }

    #[test]
    fn versions_are_read_or_refused() {
        assert_eq!(GatewayApi::parse("v1.4.1"), Ok(version(1, 4, 1)));
        assert_eq!(GatewayApi::parse("1.0.0"), Err(GatewayApiError::TooOld(version(1, 0, 0))));
        for text in ["", "1.4", "1.4.1.0", "1.04.1", "1.+4.1", "1.4.x", "vv1.4.1", "1.4.70000"] {
            assert_eq!(GatewayApi::parse(text), Err(GatewayApiError::Unknown(text.to_owned())));
        }
    }

    #[test]
    fn experimental_fields_are_never_served() {
        assert!(!served("HTTPRoute", "spec.rules[0].retry.attempts", NEWEST));
        assert!(served("HTTPRoute", "spec.rules[0].timeouts.request", OLDEST));
        assert!(!served("HTTPRoute", "spec.rules[0].filters[2].cors", version(1, 4, 1)));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = GatewayApi::parse(&text);
        }

        #[test]
        fn versions_read_what_they_print(minor in 2u16..99, patch in 0u16..99) {
            let version = version(1, minor, patch);
            prop_assert_eq!(GatewayApi::parse(&version.to_string()), Ok(version));
        }
    }
}
