//! Machine types: what a node of a type has, and what it leaves to pods.

use super::{NodeShape, Provider};
use crate::units::{Bytes, MilliCpu};
use std::fmt;

/// The table, with its sources in front.
const TABLE: &str = include_str!("data/instances.csv");

/// An architecture, named as the node label `kubernetes.io/arch` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Arch {
    /// 64-bit x86.
    Amd64,
    /// 64-bit ARM.
    Arm64,
}

/// How far the cores of a machine are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CpuClass {
    /// All of the time.
    Steady,
    /// Only while credits last: a plan for steady load does not count on them.
    Burstable,
    /// A fraction of a core is guaranteed.
    Shared,
}

/// A machine type of a cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Whose type it is.
    pub provider: Provider,
    /// The name as the provider writes it: `m7g.large`, `e2-standard-4`, `Standard_D4s_v5`.
    pub name: &'static str,
    /// Virtual cores.
    pub cpu: MilliCpu,
    /// Memory as sold.
    pub memory: Bytes,
    /// The architecture.
    pub arch: Arch,
    /// Pods per node with the provider's defaults: limited by addresses on EKS, by configuration on GKE and AKS.
    pub max_pods: u32,
    /// Graphics processors.
    pub gpus: u32,
    /// How far the cores are its own.
    pub class: CpuClass,
    /// CPU that pods may request, `DaemonSet`s included.
    pub allocatable_cpu: MilliCpu,
    /// Memory that pods may request, `DaemonSet`s included.
    pub allocatable_memory: Bytes,
}

impl Arch {
    /// The name as labels write it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }

    /// The architecture of a name.
    fn named(name: &str) -> Option<Self> {
        [Self::Amd64, Self::Arm64].into_iter().find(|arch| arch.name() == name)
    }
}

impl fmt::Display for Arch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl CpuClass {
    /// The class of a name in the table.
    fn named(name: &str) -> Option<Self> {
        match name {
            "steady" => Some(Self::Steady),
            "burstable" => Some(Self::Burstable),
            "shared" => Some(Self::Shared),
            _ => None,
        }
    }
}

/// All machine types of the table, in its order. A test holds that every row can be read.
pub(super) fn embedded() -> Vec<Instance> {
    let mut lines = rows();
    let header: Vec<&str> = lines.next().map(|line| line.split(',').collect()).unwrap_or_default();
    lines.filter_map(|line| Row { header: &header, cells: line.split(',').collect() }.instance()).collect()
}

/// Lines of the table without its comments; the first one names the columns.
fn rows() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// A line of the table.
struct Row<'a> {
    header: &'a [&'static str],
    cells: Vec<&'static str>,
}

impl Row<'_> {
    /// The cell below a column's name.
    fn cell(&self, column: &str) -> Option<&'static str> {
        let index = self.header.iter().position(|name| *name == column)?;
        self.cells.get(index).copied()
    }

    /// A cell that holds a whole number.
    fn number(&self, column: &str) -> Option<u32> {
        self.cell(column)?.parse().ok()
    }

    /// The machine type of this line.
    fn instance(&self) -> Option<Instance> {
        let shape = NodeShape {
            provider: Provider::named(self.cell("provider")?)?,
            cpu: MilliCpu(u64::from(self.number("vcpu")?) * 1000),
            memory: Bytes(u64::from(self.number("memory")?) << 20),
            max_pods: self.number("pods")?,
            arch: Arch::named(self.cell("arch")?)?,
            class: CpuClass::named(self.cell("class")?)?,
        };
        Some(Instance {
            provider: shape.provider,
            name: self.cell("name")?,
            cpu: shape.cpu,
            memory: shape.memory,
            arch: shape.arch,
            max_pods: shape.max_pods,
            gpus: self.number("gpus")?,
            class: shape.class,
            allocatable_cpu: shape.allocatable_cpu(),
            allocatable_memory: shape.allocatable_memory(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_row_is_read() {
        let all = embedded();
        assert_eq!(all.len(), rows().count() - 1);
        for provider in [Provider::Aws, Provider::Gcp, Provider::Azure] {
            assert!(all.iter().filter(|instance| instance.provider == provider).count() > 30, "{provider}");
        }
    }

    #[test]
    fn names_are_unique_within_a_provider() {
        let all = embedded();
        let names: BTreeSet<_> = all.iter().map(|instance| (instance.provider, instance.name)).collect();
        assert_eq!(names.len(), all.len());
    }

    #[test]
    fn nodes_leave_less_than_they_have_but_most_of_it() {
        for Instance { name, cpu, memory, max_pods, allocatable_cpu, allocatable_memory, class, .. } in embedded() {
            assert!(allocatable_cpu < cpu && allocatable_memory < memory, "{name}");
            assert!(allocatable_memory.0 * 2 > memory.0, "{name}");
            assert!(class == CpuClass::Shared || allocatable_cpu.0 * 10 > cpu.0 * 9, "{name}");
            assert!((8..=250).contains(&max_pods), "{name}");
        }
    }
}
