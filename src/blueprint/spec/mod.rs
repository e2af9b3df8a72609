//! The blueprint as written: records of the key table, in short or long form.

mod call;
mod component;
mod entrypoint;
mod keys;
mod platform;
mod pod;
mod top;

pub use call::{Accessor, CallSpec, CallsSpec, ConsumeSpec, PortsChoice, WorkSpec};
pub use component::{
    ComponentSpec, ComponentType, DefaultsSwitch, DisruptionSpec, ManagedSpec, ObserveSpec, Ownership, PlacementSpec,
    RolloutSpec, ScalingSpec, Spread,
};
pub use entrypoint::{
    EntryPointSpec, EntryProtocol, ExternalSpec, LoadShape, LoadSpec, ObjectiveSpec, RouteSpec, RoutesSpec, TlsMode,
    TlsSpec,
};
pub use keys::{ByEnvName, ByImagePrefix, ByItem, ByMountPath, ByPortName, ByQualifiedName, ByRoute, ByType};
pub use platform::{GatewayMode, GatewaySpec, NodePoolSpec, PeerSpec, PeersSpec, PlatformSpec};
pub use pod::{
    AmountsSpec, ByHeader, DiskAccess, DiskSpec, DrainSpec, FileSpec, InitSpec, PortSpec, PortsSpec, ProbeSpec,
    ProbesSpec, ResourcesSpec, SecretSpec, ShutdownSpec, Transport, UserSpec, WritableSpec, WritableVolume,
};
pub use top::{BlueprintSpec, DocumentsSpec, Edition, EnvironmentSpec, ImagesSpec, NamespaceSpec, Posture, TaskSpec};
