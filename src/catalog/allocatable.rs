//! What a node leaves to pods: capacity less the provider's reservations, on the safe side.
//!
//! Sources: EKS, AL2023 nodeadm; GKE, "Plan GKE Standard node sizes", with the kernel's share as the cluster autoscaler models it;
//! AKS (1.29 and later), "Node resource reservations". EKS and AKS machines lose some memory to hypervisor and kernel: 7.5 % is
//! what Karpenter assumes on both, more than the 2 to 4 % that real nodes lose. `DaemonSet`s come on top and are not counted here.

use super::{Arch, CpuClass, Provider};
use crate::units::{Bytes, MilliCpu};

/// A node as far as reservations depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeShape {
    /// Who sets the reservations.
    pub provider: Provider,
    /// All of its CPU.
    pub cpu: MilliCpu,
    /// All of its memory.
    pub memory: Bytes,
    /// Pods it may run; EKS and AKS reserve memory for each.
    pub max_pods: u32,
    /// The architecture: 64-bit ARM machines lose a little more memory.
    pub arch: Arch,
    /// Whether its cores are its own.
    pub class: CpuClass,
}

/// Bytes of a mebibyte.
const MIB: u64 = 1 << 20;
/// Mebibytes of a gibibyte.
const GIB: u64 = 1024;
/// Memory in MiB below which the kubelet evicts pods, on all three clouds.
const EVICTION: u64 = 100;

impl NodeShape {
    /// CPU that pods may request.
    #[must_use]
    pub fn allocatable_cpu(&self) -> MilliCpu {
        let milli = self.cpu.0;
        let reserved = match self.provider {
            Provider::Gcp if self.class == CpuClass::Shared => GKE_SHARED_CORE,
            Provider::Aws | Provider::Gcp => {
                tiers(milli, &[(1000, 600), (1000, 100), (2000, 50), (u64::MAX, 25)], 10_000)
            }
            Provider::Azure => tiers(milli, &[(1000, 60), (1000, 40), (2000, 20), (u64::MAX, 10)], 1000),
            Provider::Generic => GENERIC_CPU,
        };
        MilliCpu(milli.saturating_sub(reserved))
    }

    /// Memory that pods may request, in whole MiB.
    #[must_use]
    pub fn allocatable_memory(&self) -> Bytes {
        let mib = self.memory.0 / MIB;
        let lost = match self.provider {
            Provider::Aws => self.eks(mib),
            Provider::Gcp => self.gke(mib),
            Provider::Azure => self.aks(mib),
            Provider::Generic => GENERIC_MEMORY,
        };
        Bytes(mib.saturating_sub(lost + EVICTION) * MIB)
    }

    /// 255 MiB and 11 MiB for every pod; machines with ARM cores hold 64 MiB back for devices.
    fn eks(&self, mib: u64) -> u64 {
        let arm = if self.arch == Arch::Arm64 { 64 } else { 0 };
        arm + machine_share(mib.saturating_sub(arm)) + 255 + 11 * u64::from(self.max_pods)
    }

    /// Tiers by the size of the machine, and what the kernel takes.
    fn gke(&self, mib: u64) -> u64 {
        if mib < GIB {
            return 255 + gke_kernel(mib, self.arch);
        }
        let steps = [(4 * GIB, 25), (4 * GIB, 20), (8 * GIB, 10), (112 * GIB, 6), (u64::MAX, 2)];
        tiers(mib, &steps, 100) + gke_kernel(mib, self.arch)
    }

    /// 20 MiB for every pod and 50 MiB, but no more than a quarter.
    fn aks(&self, mib: u64) -> u64 {
        machine_share(mib) + (20 * u64::from(self.max_pods) + 50).min(mib.div_ceil(4))
    }
}

/// CPU in thousandths that GKE holds back on machines that share a core, which advertise two.
const GKE_SHARED_CORE: u64 = 1060;
/// CPU in thousandths held back on unknown nodes; assumed.
const GENERIC_CPU: u64 = 100;
/// MiB held back on unknown nodes, half for the kubelet and half for the system; assumed.
const GENERIC_MEMORY: u64 = 1024;

/// The share of 7.5 % that hypervisor and kernel take at most.
const fn machine_share(mib: u64) -> u64 {
    (mib * 75).div_ceil(1000)
}

/// Memory that the kernel takes on GKE nodes: page tables, crash kernel, bounce buffers.
fn gke_kernel(mib: u64, arch: Arch) -> u64 {
    let bounce = if mib > 3 * GIB { 64 } else { 0 };
    let small = if mib <= 8 * GIB { 8 } else { 0 };
    let share = (mib * 175).div_ceil(100_000).min(248);
    // ARM machines advertise 0.29 % less to begin with.
    let arm = if arch == Arch::Arm64 { (mib * 29).div_ceil(10_000) } else { 0 };
    mib.div_ceil(64) + 16 + bounce + small + share + arm
}

/// Sums shares that fall with size: each step is a width and its share in parts of `scale`. Rounds up; saturates.
fn tiers(total: u64, steps: &[(u64, u64)], scale: u64) -> u64 {
    let mut rest = total;
    let mut sum = 0u64;
    for &(width, share) in steps {
        let part = rest.min(width);
        sum = sum.saturating_add(part.saturating_mul(share));
        rest -= part;
    }
    sum.div_ceil(scale)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn left(provider: Provider, cores: u64, gib: u64, max_pods: u32) -> (u64, u64) {
        let (cpu, memory) = (MilliCpu(cores * 1000), Bytes(gib << 30));
        let shape = NodeShape { provider, cpu, memory, max_pods, arch: Arch::Amd64, class: CpuClass::Steady };
        (shape.allocatable_cpu().0, shape.allocatable_memory().0 / MIB)
    }

    #[test]
    fn reservations_match_what_the_providers_publish() {
        // Memory: the published figures less the machine's share.
        assert_eq!(left(Provider::Aws, 2, 8, 29), (1930, 7518 - 615));
        assert_eq!(left(Provider::Aws, 16, 64, 234), (15890, 62607 - 4916));
        assert_eq!(left(Provider::Azure, 4, 16, 110), (3860, 14034 - 1229));
        assert_eq!(left(Provider::Azure, 4, 16, 250), (3860, 12188 - 1229));
        assert_eq!(left(Provider::Azure, 64, 256, 250).0, 64_000 - 740);
        // Below 13182 MiB, which Google shows for this machine, the figure would be too careful; above 13622 MiB, wrong.
        let (cpu, memory) = left(Provider::Gcp, 4, 16, 110);
        assert!(cpu == 3920 && (13_182..13_622).contains(&memory), "{cpu} {memory}");
        assert_eq!(left(Provider::Generic, 4, 16, 110), (3900, 16_384 - 1124));
    }

    #[test]
    fn shared_cores_give_less_than_one() {
        let shape = NodeShape {
            provider: Provider::Gcp,
            cpu: MilliCpu(2000),
            memory: Bytes(4 << 30),
            max_pods: 110,
            arch: Arch::Amd64,
            class: CpuClass::Shared,
        };
        assert_eq!(shape.allocatable_cpu(), MilliCpu(940));
    }

    proptest! {
        #[test]
        fn a_node_never_leaves_more_than_it_has(cpu: u64, memory: u64, max_pods: u32, arm: bool, shared: bool) {
            for provider in Provider::ALL {
                let arch = if arm { Arch::Arm64 } else { Arch::Amd64 };
                let class = if shared { CpuClass::Shared } else { CpuClass::Steady };
                let shape = NodeShape { provider, cpu: MilliCpu(cpu), memory: Bytes(memory), max_pods, arch, class };
                prop_assert!(shape.allocatable_cpu().0 <= cpu);
                prop_assert!(shape.allocatable_memory().0 <= memory);
            }
        }
    }
}
