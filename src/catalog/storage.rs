//! Storage classes that providers bring along.

use super::Provider;

/// Classes of block devices, which one node mounts at a time, by provider: the names that the managed clusters create and the
/// documentation of their drivers uses (Amazon EBS CSI, Compute Engine PD CSI, Azure Disk CSI; read 2026-11).
const BLOCK: &[(Provider, &[&str])] = &[
    (Provider::Aws, &["gp2", "gp3", "io1", "io2", "sc1", "st1", "ebs-sc", "auto-ebs-sc"]),
    (Provider::Gcp, &["standard", "standard-rwo", "premium-rwo", "hyperdisk-balanced", "dynamic-rwo"]),
    (Provider::Azure, &["default", "managed", "managed-premium", "managed-csi", "managed-csi-premium"]),
];

/// Whether a class is known to give out block devices.
#[must_use]
pub fn is_block_class(provider: Provider, class: &str) -> bool {
    BLOCK.iter().any(|(known, classes)| *known == provider && classes.contains(&class))
}
