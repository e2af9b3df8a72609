//! The blueprint as written: records of the key table, in short or long form.

mod access;
mod call;
mod component;
mod custom;
mod entrypoint;
mod family;
mod keys;
mod mesh;
mod others;
mod platform;
mod pod;
mod port;
mod probe;
mod step;
mod standard;
mod storage;
mod top;

pub use access::{AccessSpec, CloudSpec, MetricsSpec, OwnLoadSpec, RightScope, RightSpec};
pub use call::{Accessor, CallSpec, CallsSpec, ConsumeSpec, PortsChoice, WorkSpec};
pub use component::{
    ComponentSpec, ComponentType, DefaultsSwitch, DisruptionSpec, Identity, Ownership, PlacementSpec, QuerySpec,
    RolloutSpec, ScalingSpec, Spread, WindowSpec,
};
pub use custom::{AcceptSpec, ExtraSpec, OperationKind, OperationSpec, PatchSpec};
pub use entrypoint::{
    EntryPointSpec, EntryProtocol, ExternalSpec, LoadShape, LoadSpec, ObjectiveSpec, RouteSpec, RoutesSpec, TlsMode,
    TlsSpec, UsersSpec,
};
pub use family::{ByComponent, ForSpec};
pub use keys::{
    ByEnvName, ByImagePrefix, ByItem, ByMountPath, ByPortName, ByProduct, ByQualifiedName, ByRoute, ByType,
};
pub use mesh::{MeshKind, MeshSpec};
pub use others::{ManagedSpec, ObserveSpec, OperatorSpec};
pub use platform::{
    GatewayMode, GatewaySpec, IdentityMode, NodePoolSpec, PeerSpec, PeersSpec, PlatformSpec, PricesSpec,
};
pub use pod::{
    AmountsSpec, CapabilitiesSpec, DrainSpec, GpuSpec, MigrateSpec, ResourcesSpec, SecretSpec, ShutdownSpec, UserSpec,
};
pub use port::{PortSpec, PortsSpec, Transport};
pub use probe::{ByHeader, ProbeSpec, ProbesSpec};
pub use standard::{RuleKind, RuleSeverity, RuleSpec, StandardFile};
pub use step::{InitSpec, SidecarSpec, StepSpec};
pub use storage::{DiskAccess, DiskSpec, FileSpec, WritableSpec, WritableVolume};
pub use top::{BlueprintSpec, DocumentsSpec, Edition, EnvironmentSpec, ImagesSpec, NamespaceSpec, Posture, TaskSpec};
