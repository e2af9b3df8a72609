//! The driver: the one place that names all stages, in order.

use crate::blueprint::{self, Blueprint, Layout};
use crate::catalog::Catalog;
use crate::diagnostics::Sink;
use crate::document::Compiled;
use crate::kubernetes::Target;
use crate::plan::Pins;
use crate::source::{Files, Sources};
use crate::{agreement, architecture, bundle, customize, objects, plan};

/// Reads a blueprint.
pub fn read(layout: Layout<'_>, files: &dyn Files, sources: &mut Sources, sink: &mut Sink) -> Option<Blueprint> {
    blueprint::parse(layout, files, sources, sink)
}

/// Compiles one environment. The plan comes back even where it cannot be kept; the sink then holds an error.
pub fn environment(blueprint: &Blueprint, catalog: &Catalog, name: &str, sink: &mut Sink) -> Option<Compiled> {
    let mut found = Sink::for_environment(name);
    let compiled = stages(blueprint, catalog, name, &mut found);
    sink.absorb(found);
    compiled
}

fn stages(blueprint: &Blueprint, catalog: &Catalog, name: &str, sink: &mut Sink) -> Option<Compiled> {
    let architecture = architecture::resolve(blueprint, catalog, name, sink)?;
    let plan = plan::plan(&architecture, catalog, &Pins::default(), sink);
    let emitted = customize::apply(objects::emit(&architecture, &plan), &architecture, sink);
    let target = Target {
        kubernetes: architecture.platform.kubernetes.value,
        gateway_api: architecture.platform.gateway_api.value,
        restricted: architecture.namespace.managed && architecture.pod_security() == "restricted",
    };
    let bundle = bundle::assemble(emitted, &target, sink)?;
    agreement::check(&architecture, &plan, &bundle, sink);
    Some(Compiled { architecture, plan, bundle })
}
