//! Facts about the providers of clusters: labels, zones, gateway classes, address ranges.

mod facts;
mod ingress;
mod load_balancers;

pub use ingress::{WEB_SOCKET_IDLE, web_socket_idle};
pub use load_balancers::LoadBalancer;

use crate::diagnostics::suggest;
use std::fmt;

/// Who runs the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Provider {
    /// Amazon EKS.
    Aws,
    /// Google GKE.
    Gcp,
    /// Azure AKS.
    Azure,
    /// Any other conformant cluster.
    Generic,
}

/// The node label with the zone, on every provider.
pub const ZONE_LABEL: &str = "topology.kubernetes.io/zone";
/// The node label with the region, on every provider.
pub const REGION_LABEL: &str = "topology.kubernetes.io/region";
/// The node label with the machine type, on every provider.
pub const INSTANCE_TYPE_LABEL: &str = "node.kubernetes.io/instance-type";

/// What is known about a provider.
#[derive(Debug)]
pub struct ProviderFacts {
    /// Whose facts these are.
    pub provider: Provider,
    /// The node label that names the pool. Ours for generic clusters, where it must be set by hand.
    pub pool_label: &'static str,
    /// Gateway classes to name in the blueprint, the usual one first.
    pub gateway_classes: &'static [GatewayClass],
    /// Where traffic and health checks of the load balancer come from, as CIDR blocks; empty where they come from the cluster's
    /// own network or with the client's address.
    pub load_balancer_sources: &'static [&'static str],
    /// The DNS cache on the nodes, where there usually is one.
    pub node_local_dns: Option<NodeLocalDns>,
    /// Regions whose zones are known here; others are judged by their shape alone.
    pub regions: &'static [Region],
}

/// A gateway class that can be expected.
#[derive(Debug, PartialEq, Eq)]
pub struct GatewayClass {
    /// Its name.
    pub name: &'static str,
    /// The controller behind it.
    pub controller: &'static str,
    /// Whether the provider creates the class, so that it needs not be applied.
    pub provided: bool,
    /// Whether it is reached from the internet.
    pub public: bool,
    /// Where it finds how the pods behind it are treated.
    pub backends: BackendSettings,
    /// Whether it takes `TCPRoute` and `UDPRoute`, where the bundle has them.
    pub streams: bool,
}

/// Where a gateway finds how the pods behind it are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackendSettings {
    /// Timeouts stand in the routes, and pods are well when they are ready.
    Routes,
    /// Policies for the Service, which are emitted: health check, timeout, draining. A route with timeouts of its own is refused
    /// whole.
    GkePolicies,
    /// Something else that is not emitted; the text says what.
    Elsewhere(&'static str),
}

/// A DNS cache on every node. Network policies that let DNS out to the cluster's DNS pods alone cut off its clients.
#[derive(Debug, PartialEq, Eq)]
pub struct NodeLocalDns {
    /// Addresses that pods send their queries to.
    pub addresses: &'static [&'static str],
    /// Whether clusters have it without being asked.
    pub by_default: bool,
}

/// A region with the zones that it has.
#[derive(Debug, PartialEq, Eq)]
pub struct Region {
    /// Its name.
    pub name: &'static str,
    /// What its zones are called behind the region's name; empty where it has none.
    pub zones: &'static [&'static str],
}

/// Why a zone is none of a region.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// A zone of another region, or of another shape.
    #[error("`{zone}` is not a zone of `{region}`, whose zones are named like `{example}`")]
    Shape {
        /// The zone as written.
        zone: String,
        /// The region.
        region: String,
        /// A zone as it would be named there.
        example: String,
    },
    /// A zone that the region does not have.
    #[error("`{region}` has no zone `{zone}`: it has {known}")]
    Missing {
        /// The zone as written.
        zone: String,
        /// The region.
        region: String,
        /// The zones that are known, as a sentence.
        known: String,
    },
    /// A region without zones.
    #[error("`{0}` has no zones")]
    NoZones(String),
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Aws, Self::Gcp, Self::Azure, Self::Generic];

    /// Whether the controller of an `IngressClass` finds certificates of the provider: GKE's by an annotation, Amazon's by the host.
    #[must_use]
    pub fn finds_certificates(self, class: &str) -> bool {
        match self {
            Self::Gcp => matches!(class, "gce" | "gce-internal"),
            Self::Aws => class == "alb",
            Self::Azure | Self::Generic => false,
        }
    }

    /// The provider of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name)
    }

    /// The name as blueprints write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::Gcp => "gcp",
            Self::Azure => "azure",
            Self::Generic => "generic",
        }
    }

    /// What is known about it.
    #[must_use]
    pub const fn facts(self) -> &'static ProviderFacts {
        match self {
            Self::Aws => &facts::AWS,
            Self::Gcp => &facts::GCP,
            Self::Azure => &facts::AZURE,
            Self::Generic => &facts::GENERIC,
        }
    }

    /// The value of [`ZONE_LABEL`] on nodes of a zone: `1` of `westeurope` is `westeurope-1`, others are written as they are.
    #[must_use]
    pub fn zone_value(self, region: &str, zone: &str) -> String {
        let numbered = self == Self::Azure && !zone.is_empty() && zone.bytes().all(|byte| byte.is_ascii_digit());
        if numbered { format!("{region}-{zone}") } else { zone.to_owned() }
    }

    /// Whether a region can exist: it is known, or has the shape of the known ones.
    #[must_use]
    pub fn is_region(self, name: &str) -> bool {
        let words: Vec<&str> = name.split('-').collect();
        let lower = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
        let digits = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        match (self, words.as_slice()) {
            (Self::Aws, [geography, direction @ .., number]) => {
                lower(geography) && !direction.is_empty() && direction.iter().all(lower) && digits(number)
            }
            (Self::Gcp, [continent, place]) => {
                let direction = place.trim_end_matches(|c: char| c.is_ascii_digit());
                lower(continent) && lower(&direction) && direction.len() < place.len()
            }
            (Self::Azure, [word]) => lower(&word.trim_end_matches(|c: char| c.is_ascii_digit())),
            (Self::Generic, _) => !name.is_empty(),
            _ => false,
        }
    }

    /// Checks that a zone belongs to a region. Generic clusters name both as they like.
    ///
    /// # Errors
    /// Says how the zones of the region are named.
    pub fn check_zone(self, region: &str, zone: &str) -> Result<(), ZoneError> {
        if self == Self::Generic {
            return Ok(());
        }
        let known = self.facts().regions.iter().find(|known| known.name == region);
        if known.is_some_and(|region| region.zones.is_empty()) {
            return Err(ZoneError::NoZones(region.to_owned()));
        }
        let value = self.zone_value(region, zone);
        let Some(suffix) = value.strip_prefix(region).filter(|suffix| self.is_zone_suffix(suffix)) else {
            let example = format!("{region}{}", self.example_suffix());
            return Err(ZoneError::Shape { zone: zone.to_owned(), region: region.to_owned(), example });
        };
        match known {
            Some(known) if self.zones_are_complete() && !known.zones.contains(&suffix) => {
                Err(ZoneError::Missing { zone: zone.to_owned(), region: region.to_owned(), known: listed(known) })
            }
            _ => Ok(()),
        }
    }

    /// Whether the known zones of a region are all that anybody has. The letters on AWS differ from account to account.
    const fn zones_are_complete(self) -> bool {
        matches!(self, Self::Gcp | Self::Azure)
    }

    /// Whether a zone may be called so, behind its region's name.
    fn is_zone_suffix(self, suffix: &str) -> bool {
        let bytes = suffix.as_bytes();
        match self {
            // Longer ones are local and wavelength zones: us-west-2-lax-1a.
            Self::Aws => matches!(bytes, [b'a'..=b'z'] | [b'-', .., b'0'..=b'9', b'a'..=b'z']),
            Self::Gcp => matches!(bytes, [b'-', b'a'..=b'z']),
            Self::Azure => matches!(bytes, [b'-', b'1'..=b'3']),
            Self::Generic => true,
        }
    }

    /// The end of a zone's name, for messages.
    const fn example_suffix(self) -> &'static str {
        match self {
            Self::Aws => "a",
            Self::Gcp => "-b",
            Self::Azure => "-1",
            Self::Generic => "",
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The zones of a region as a sentence.
fn listed(region: &Region) -> String {
    let names: Vec<String> = region.zones.iter().map(|zone| format!("`{}{zone}`", region.name)).collect();
    suggest::one_of(&names.iter().map(String::as_str).collect::<Vec<_>>()).replace(" or ", " and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_facts_belong_together() {
        for provider in Provider::ALL {
            assert_eq!(Provider::named(provider.name()), Some(provider));
            let facts = provider.facts();
            assert_eq!(facts.provider, provider);
            assert!(!facts.gateway_classes.is_empty());
            for region in facts.regions {
                assert!(provider.is_region(region.name), "{}", region.name);
                for zone in region.zones {
                    let zone = format!("{}{zone}", region.name);
                    assert_eq!(provider.check_zone(region.name, &zone), Ok(()), "{zone}");
                }
            }
        }
        assert_eq!(Provider::named("AWS"), None);
    }

    #[test]
    fn regions_are_judged_by_their_shape() {
        for (provider, good, bad) in [
            (Provider::Aws, "ap-south-2", "europe-west1"),
            (Provider::Aws, "us-gov-west-1", "westeurope"),
            (Provider::Gcp, "africa-south1", "eu-west-1"),
            (Provider::Azure, "swedencentral", "eu-west-1"),
            (Provider::Azure, "westus3", ""),
        ] {
            assert!(provider.is_region(good) && !provider.is_region(bad), "{provider} {good} {bad}");
        }
    }

    #[test]
    fn zones_belong_to_their_region() {
        let check = |provider: Provider, region, zone| provider.check_zone(region, zone);
        assert_eq!(check(Provider::Aws, "eu-west-1", "eu-west-1a"), Ok(()));
        assert_eq!(check(Provider::Aws, "us-west-2", "us-west-2-lax-1a"), Ok(()));
        assert_eq!(check(Provider::Azure, "westeurope", "1"), Ok(()));
        assert_eq!(check(Provider::Azure, "swedencentral", "swedencentral-3"), Ok(()));
        assert_eq!(check(Provider::Generic, "", "rack7"), Ok(()));
        assert!(matches!(check(Provider::Aws, "eu-west-1", "eu-west-1"), Err(ZoneError::Shape { .. })));
        assert!(matches!(check(Provider::Aws, "eu-west-1", "us-east-1a"), Err(ZoneError::Shape { .. })));
        assert!(matches!(check(Provider::Gcp, "europe-west1", "europe-west1b"), Err(ZoneError::Shape { .. })));
        assert!(matches!(check(Provider::Azure, "westeurope", "12"), Err(ZoneError::Shape { .. })));
        assert_eq!(check(Provider::Azure, "westus", "1"), Err(ZoneError::NoZones("westus".into())));
        assert_eq!(
            check(Provider::Gcp, "europe-west1", "europe-west1-a").unwrap_err().to_string(),
            "`europe-west1` has no zone `europe-west1-a`: it has `europe-west1-b`, `europe-west1-c` and `europe-west1-d`"
        );
        assert_eq!(Provider::Azure.zone_value("westeurope", "2"), "westeurope-2");
        assert_eq!(Provider::Aws.zone_value("eu-west-1", "eu-west-1a"), "eu-west-1a");
    }

    proptest! {
        #[test]
        fn no_text_panics(region in ".*", zone in ".*") {
            for provider in Provider::ALL {
                let _ = (provider.is_region(&region), provider.check_zone(&region, &zone));
            }
        }
    }
}
