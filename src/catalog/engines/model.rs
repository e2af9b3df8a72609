//! The shape of the facts about an engine, and what follows from them.

use crate::units::{Bytes, Duration, MemoryRange, MilliCpu};

/// What a store is used for; named as the component types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StoreType {
    /// Data that must survive.
    Database,
    /// Copies that can be fetched again.
    Cache,
    /// Messages on their way.
    Queue,
}

/// Where the data path of a store lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataHome {
    /// On a disk that is claimed for each member: the store is a `StatefulSet`.
    Claim,
    /// On an `emptyDir`, gone with the pod: nothing is looked for after a restart, so members need no identity.
    EmptyDir,
}

/// How sure a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// Written in the documentation or the image of the engine.
    Documented,
    /// A sensible start, to be measured.
    Assumed,
}

/// A figure with where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure<T> {
    /// The figure.
    pub value: T,
    /// How sure it is.
    pub basis: Basis,
    /// Where it comes from, or why it was chosen; a sentence without a full stop.
    pub source: &'static str,
}

/// An environment variable of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvVar {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub source: EnvSource,
}

/// The value of an environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvSource {
    /// A text.
    Literal(&'static str),
    /// A key of the store's secret.
    Secret {
        /// The key, as blueprints name it.
        key: &'static str,
        /// Whether the store runs without it; the variable is then left out.
        optional: bool,
    },
}

/// Arguments that are given under a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArgRule {
    /// When.
    pub when: When,
    /// The arguments, in order.
    pub args: &'static [Arg],
}

/// A condition for arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// In every store.
    Always,
    /// In a cache.
    Cache,
    /// In a database or a queue.
    Durable,
    /// With the `password` key in the store's secret.
    Password,
}

/// One argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg {
    /// As it stands; `$(NAME)` is a variable that the kubelet fills in.
    Text(&'static str),
    /// The size of the data set in bytes, as digits.
    Dataset,
    /// The size of the data set in whole MiB, as digits; at least one.
    DatasetMib,
}

/// How to see that a container is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// A request of the kubelet, answered by the program itself.
    Http {
        /// The named port.
        port: &'static str,
        /// The path, with its query.
        path: &'static str,
    },
    /// A connection to a named port, opened by the kubelet: costs nothing inside of the container.
    Tcp(&'static str),
    /// A command: a process of its own, paid from the container's CPU and memory.
    Exec(&'static [&'static str]),
}

/// Who the processes run as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunAs {
    /// The user.
    pub uid: u32,
    /// The user's group.
    pub gid: u32,
    /// The group that mounted disks are given to.
    pub fs_group: u32,
}

/// Where an engine keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Data {
    /// Where the disk is mounted.
    pub path: &'static str,
    /// The folder of the disk that is mounted there instead of its root, for engines that refuse a folder which is not empty: a new
    /// file system has `lost+found` in its root.
    pub folder: Option<&'static str>,
    /// Size of a disk whose blueprint does not say.
    pub size: Figure<Bytes>,
}

/// A folder besides the data path that must be writable below a read-only root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writable {
    /// Empty at the start, for a few small files.
    Empty(&'static str),
    /// Empty at the start, with room for what the program puts off there.
    Roomy(&'static str, Figure<Bytes>),
    /// With what the image has there: the program changes its own configuration. A step before the start copies it.
    Copied(&'static str),
}

/// Memory of a store that holds its data set in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatasetMemory {
    /// The data set of a store whose blueprint does not say.
    pub default: Figure<Bytes>,
    /// Percent of the data set that a cache takes.
    pub cache_percent: Figure<u64>,
    /// Percent of the data set that a store with a log on disk takes.
    pub durable_percent: Figure<u64>,
    /// What the process takes besides.
    pub fixed: Figure<Bytes>,
}

/// All that is known about an engine.
#[derive(Debug)]
pub struct Engine {
    /// The name as blueprints write it.
    pub name: &'static str,
    /// What it can be used for.
    pub types: &'static [StoreType],
    /// The image, with registry and tag.
    pub image: Figure<&'static str>,
    /// Its ports with their names, the one of clients first.
    pub ports: &'static [(&'static str, u16)],
    /// The scheme of its URLs, without `://`.
    pub url_scheme: &'static str,
    /// Where it keeps its data; none where everything is in memory.
    pub data: Option<Data>,
    /// Who it runs as. Disks want `fsGroupChangePolicy: OnRootMismatch`: changing modes of files at every start is slow, and breaks
    /// files that must be private.
    pub run_as: Figure<RunAs>,
    /// Folders besides the data path that must be writable below a read-only root.
    pub writable: &'static [Writable],
    /// Environment variables; their texts may hold the references of a blueprint, such as `${name}`.
    pub env: &'static [EnvVar],
    /// Arguments; the image's own command stays.
    pub args: &'static [ArgRule],
    /// Whether it takes clients.
    pub readiness: Figure<Check>,
    /// Whether it has to be restarted.
    pub liveness: Figure<Check>,
    /// Time until first ready, recovery after a crash included.
    pub startup: Figure<Duration>,
    /// Time from the signal to the end.
    pub shutdown: Figure<Duration>,
    /// CPU to request at the start.
    pub cpu: Figure<MilliCpu>,
    /// Memory to request, and its limit, where no data set says more.
    pub memory: Figure<MemoryRange>,
    /// Memory below which it cannot work, whatever it holds.
    pub least_memory: Option<Figure<Bytes>>,
    /// For engines that hold their data set in memory.
    pub dataset: Option<DatasetMemory>,
    /// Connections that it takes with these settings; `None` where only memory limits them.
    pub connections: Option<Figure<u32>>,
}

impl Engine {
    /// Where the data of a store lies: a cache keeps nothing.
    #[must_use]
    pub const fn data_home(&self, store: StoreType) -> DataHome {
        match store {
            StoreType::Cache => DataHome::EmptyDir,
            StoreType::Database | StoreType::Queue => DataHome::Claim,
        }
    }

    /// The port of clients, with its name.
    #[must_use]
    pub const fn client_port(&self) -> Option<(&'static str, u16)> {
        match self.ports {
            [first, ..] => Some(*first),
            [] => None,
        }
    }

    /// The number of a port.
    #[must_use]
    pub fn port(&self, name: &str) -> Option<u16> {
        self.ports.iter().find(|(known, _)| *known == name).map(|(_, number)| *number)
    }

    /// The arguments of a store with a data set, and with or without a password.
    #[must_use]
    pub fn arguments(&self, store: StoreType, dataset: Bytes, password: bool) -> Vec<String> {
        let applies = |rule: &&ArgRule| match rule.when {
            When::Always => true,
            When::Cache => store == StoreType::Cache,
            When::Durable => store != StoreType::Cache,
            When::Password => password,
        };
        let shown = |arg: &Arg| match arg {
            Arg::Text(text) => (*text).to_owned(),
            Arg::Dataset => dataset.0.to_string(),
            Arg::DatasetMib => (dataset.0 >> 20).max(1).to_string(),
        };
        self.args.iter().filter(applies).flat_map(|rule| rule.args.iter().map(shown)).collect()
    }

    /// Memory to request for a data set, rounded up to whole MiB; `None` where the engine does not hold it in memory.
    #[must_use]
    pub fn memory_for(&self, store: StoreType, dataset: Bytes) -> Option<Bytes> {
        self.dataset.map(|memory| memory.needed(store, dataset))
    }
}

impl Writable {
    /// The folder.
    #[must_use]
    pub const fn path(&self) -> &'static str {
        match self {
            Self::Empty(path) | Self::Roomy(path, _) | Self::Copied(path) => path,
        }
    }
}

impl DatasetMemory {
    /// The data set with its overhead, in whole MiB; saturates.
    pub(super) fn needed(&self, store: StoreType, dataset: Bytes) -> Bytes {
        let percent = match store {
            StoreType::Cache => self.cache_percent.value,
            StoreType::Database | StoreType::Queue => self.durable_percent.value,
        };
        let scaled = u128::from(dataset.0) * u128::from(percent) / 100 + u128::from(self.fixed.value.0);
        let mib = u64::try_from(scaled.div_ceil(1 << 20)).unwrap_or(u64::MAX);
        Bytes(mib.saturating_mul(1 << 20))
    }
}
