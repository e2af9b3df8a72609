//! CPU and memory as asked for, in the short or the native form.

use super::{Context, sourced};
use crate::architecture::model::ResourcesAsked;
use crate::blueprint::spec::{ComponentSpec, ResourcesSpec};
use crate::blueprint::table::{Field, Set};
use crate::catalog::engines::Engine;
use crate::diagnostics::codes::architecture as codes;
use crate::source::{Sourced, Span};
use crate::units::{Bytes, CpuRange, MemoryLimit, MemoryRange, MilliCpu};

/// What a component or a step asks for.
pub fn resources(name: &str, field: &Field<ResourcesSpec>, cx: &mut Context<'_>) -> ResourcesAsked {
    let Some(set) = field.set() else { return ResourcesAsked::default() };
    let spec = &set.value;
    let native = native(name, spec, cx);
    for (short, key) in [(spec.cpu.set().and_then(Set::span), "cpu"), (spec.memory.set().and_then(Set::span), "memory")]
    {
        let both = if key == "cpu" { native.cpu.is_some() } else { native.memory.is_some() };
        if let (Some(span), true) = (short, both) {
            let message = format!("the {key} of `{name}` is said twice: in the short and in the native form");
            cx.push_at(&codes::SAID_TWICE, Some(span), message, "keep one of them");
        }
    }
    let asked = ResourcesAsked {
        cpu: spec.cpu.set().map(sourced).or(native.cpu),
        memory: spec.memory.set().map(sourced).or(native.memory),
        ephemeral: spec.ephemeral_storage.set().map(sourced).or(native.ephemeral),
    };
    if let Some(memory) = &asked.memory
        && memory.value.limit == MemoryLimit::None
    {
        cx.exception(name, "has no memory limit", spec.because.set(), &memory.origin);
    }
    not_zero(name, &asked, cx);
    asked
}

/// What a component asks for; of a store not less than its engine takes.
pub fn store_resources(
    name: &str,
    spec: &ComponentSpec,
    engine: Option<&Engine>,
    cx: &mut Context<'_>,
) -> ResourcesAsked {
    let asked = resources(name, &spec.resources, cx);
    if let (Some(memory), Some(engine)) = (&asked.memory, engine)
        && let Some(least) = &engine.least_memory
        && let MemoryLimit::At(limit) = memory.value.limit
        && limit <= least.value
    {
        let message =
            format!("`{name}` has {limit} of memory, of which {} takes {} for itself", engine.name, least.value);
        let help = "write more, or leave it out: the engine brings a size to start with";
        cx.push_at(&codes::STARVED_STORE, memory.origin.span(), message, help);
    }
    asked
}

/// A request of nothing is a mistake.
fn not_zero(name: &str, asked: &ResourcesAsked, cx: &mut Context<'_>) {
    let cpu = asked.cpu.as_ref().filter(|cpu| cpu.value.request == MilliCpu(0)).map(|cpu| ("CPU", cpu.origin.span()));
    let memory = asked
        .memory
        .as_ref()
        .filter(|memory| memory.value.request == Bytes(0))
        .map(|memory| ("memory", memory.origin.span()));
    for (what, span) in [cpu, memory].into_iter().flatten() {
        cx.push_at(&codes::OUT_OF_RANGE, span, format!("`{name}` asks for no {what}"), "write what it needs");
    }
}

/// The native form: requests and limits.
fn native(name: &str, spec: &ResourcesSpec, cx: &mut Context<'_>) -> ResourcesAsked {
    let requests = spec.requests.get().cloned().unwrap_or_default();
    let limits = spec.limits.get().cloned().unwrap_or_default();
    let cpu = pair(&requests.cpu, &limits.cpu).map(|(request, limit)| {
        in_order(
            name,
            "CPU",
            limit.as_ref().is_none_or(|limit| limit.value >= request.value),
            request.origin.span(),
            cx,
        );
        request.with(CpuRange { request: request.value, limit: limit.map(|limit| limit.value) })
    });
    ResourcesAsked {
        cpu,
        memory: amounts(name, "memory", &requests.memory, &limits.memory, cx),
        ephemeral: amounts(name, "scratch space", &requests.ephemeral_storage, &limits.ephemeral_storage, cx),
    }
}

/// A request and its limit; a limit alone is also the request, as Kubernetes has it.
fn pair<T: Copy>(request: &Field<T>, limit: &Field<T>) -> Option<(Sourced<T>, Option<Sourced<T>>)> {
    let limit = limit.set().map(sourced);
    let request = request.set().map(sourced).or_else(|| limit.clone())?;
    Some((request, limit))
}

fn amounts(
    name: &str,
    what: &str,
    request: &Field<Bytes>,
    limit: &Field<Bytes>,
    cx: &mut Context<'_>,
) -> Option<Sourced<MemoryRange>> {
    let (request, limit) = pair(request, limit)?;
    // Without a limit in the native form the request is the limit: no limit is an exception that is written as such.
    let limit = limit.map_or(request.value, |limit| limit.value);
    in_order(name, what, limit >= request.value, request.origin.span(), cx);
    Some(request.with(MemoryRange { request: request.value, limit: MemoryLimit::At(limit) }))
}

fn in_order(name: &str, what: &str, in_order: bool, span: Option<Span>, cx: &mut Context<'_>) {
    if !in_order {
        let message = format!("`{name}` requests more {what} than its limit allows");
        cx.push_at(&codes::OUT_OF_RANGE, span, message, "raise the limit or lower the request");
    }
}
