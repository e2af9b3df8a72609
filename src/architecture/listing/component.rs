//! Components and their calls as lines.

use super::page::Page;
use super::{outside, words};
use crate::architecture::model::{
    Architecture, Body, Call, CallKind, Component, ComponentId, File, MountedFiles, Operated, Placement, Pods, Probes,
    Query, ResourcesAsked, Rollout, Target, WholeMap, Window, Work,
};
use std::fmt::Write as _;

/// One component.
pub(super) fn component(architecture: &Architecture, id: ComponentId, component: &Component, page: &mut Page<'_>) {
    let engine = component.engine.map_or_else(String::new, |engine| format!(" ({})", engine.name));
    page.line(1, component.name.as_str(), format!("{}{engine}", component.kind), Some(&component.origin));
    match &component.body {
        Body::Pods(pods) => self::pods(architecture, pods, page),
        Body::Managed(managed) => {
            page.line(2, "managed", format!("{}:{}", managed.host, managed.port), None);
            page.line(2, "cidrs", words::list(&managed.cidrs), None);
        }
        Body::Operated(operated) => self::operated(operated, page),
        Body::Observed(observed) => {
            let namespace = observed.namespace.as_deref().unwrap_or("ours");
            page.line(2, "observed", format!("{} in namespace {namespace}", observed.host), None);
        }
    }
    for port in &component.ports {
        let service = port.port.map_or_else(|| "container only".to_owned(), |port| port.to_string());
        let text = format!("{service} -> {} {}", port.target, port.protocol);
        page.line(2, &format!("ports.{}", port.name), text, Some(&port.origin));
        for peer in &port.peers {
            page.line(3, "lets in", &peer.value, Some(&peer.origin));
        }
    }
    if let Some(work) = &component.work {
        self::work("perRequest", work, page);
    }
    if let Some(load) = &component.load {
        page.sourced(2, "load.peak", Some(&load.peak));
        page.sourced(2, "load.mean", load.mean.as_ref());
    }
    page.sourced(2, "concurrency", component.concurrency.as_ref());
    page.sourced(2, "dataset", component.dataset.as_ref());
    for call in architecture.calls_from(id) {
        self::call(architecture, call, page);
    }
}

/// What an operator runs.
fn operated(operated: &Operated, page: &mut Page<'_>) {
    let address = format!("{}:{}", operated.host, operated.port);
    page.line(2, "operator", address, Some(&operated.origin));
    let labels: Vec<String> = operated.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    page.line(2, "operator.selector", words::list(&labels), None);
    page.sourced(2, "operator.replicas", Some(&operated.replicas));
    if let Some(controller) = &operated.controller {
        page.line(2, "operator.controller", words::peer(&controller.value), Some(&controller.origin));
    }
    resources(&operated.resources, page);
}

fn work(key: &str, work: &Work, page: &mut Page<'_>) {
    page.sourced(2, &format!("{key}.cpu"), work.cpu.as_ref());
    page.sourced(2, &format!("{key}.wait"), work.wait.as_ref());
    if let Some(variation) = work.variation {
        page.line(2, &format!("{key}.variation"), variation, None);
    }
}

fn call(architecture: &Architecture, call: &Call, page: &mut Page<'_>) {
    let name = match call.to {
        Target::Component(id) => architecture.component(id).map_or("", |callee| callee.name.as_str()),
        Target::External(id) => architecture.externals.get(id.0).map_or("", |callee| callee.name.as_str()),
    };
    let (key, mut text) = match &call.kind {
        CallKind::PerRequest(factor) => ("calls", format!("{} per request", factor.value)),
        CallKind::AtRate(rate) => ("calls", rate.value.to_string()),
        CallKind::Consumes { queue, concurrency, .. } => {
            ("consumes", format!("queue {queue}, {} at a time", concurrency.value))
        }
    };
    for port in &call.ports {
        // Writing to a string cannot fail.
        let _ = write!(text, ", port {} {}", port.port, port.protocol);
    }
    if let Some((cache, share)) = &call.behind {
        let cache = architecture.component(*cache).map_or("", |cache| cache.name.as_str());
        let _ = write!(text, ", {} of them answered by {cache}", share.value);
    }
    for (said, word) in [(call.wait, "waits at the start"), (call.optional, "optional")] {
        if said {
            text.extend([", ", word]);
        }
    }
    page.line(2, &format!("{key}.{name}"), text, Some(&call.origin));
    page.sourced(3, "timeout", call.timeout.as_ref());
    if call.retries > 0 {
        page.line(3, "retries", call.retries, None);
    }
    if let CallKind::Consumes { lag, .. } = &call.kind {
        page.sourced(3, "lag", lag.as_ref());
    }
}

fn pods(architecture: &Architecture, pods: &Pods, page: &mut Page<'_>) {
    page.sourced(2, "image", Some(&pods.image));
    for (key, texts) in [("command", &pods.command), ("args", &pods.args)] {
        if !texts.is_empty() {
            page.line(2, key, words::texts(texts), None);
        }
    }
    for variable in &pods.env {
        page.line(2, &format!("env.{}", variable.name), words::text(&variable.value), Some(&variable.origin));
    }
    for map in &pods.env_from {
        let (WholeMap::Config(name) | WholeMap::Secret(name)) = map;
        page.line(2, "envFrom", name, None);
    }
    for mounted in &pods.mounted.files {
        files(mounted, page);
    }
    for volume in &pods.mounted.scratch {
        let medium = if volume.memory { " in memory" } else { "" };
        let text = format!("{} of {}{medium}", words::list(&volume.paths), volume.size.value);
        page.line(2, &format!("writable.{}", volume.name), text, Some(&volume.size.origin));
    }
    for files in &pods.mounted.secrets {
        let text = format!("from the Secret {}", files.secret);
        page.line(2, &format!("secretFiles.{}", files.mount), text, Some(&files.origin));
    }
    for disk in &pods.disks {
        let shared = if disk.shared { ", shared" } else { "" };
        page.line(2, &format!("disks.{}", disk.path), format!("{}{shared}", disk.size.value), Some(&disk.size.origin));
    }
    let user = &pods.user.value;
    let ids = format!("{}, group {}, files of group {}", user.uid, user.gid, user.fs_group);
    page.line(2, "user", ids, Some(&pods.user.origin));
    if !pods.capabilities.is_empty() {
        page.line(2, "capabilities", words::list(&pods.capabilities), None);
    }
    if let Some(gpu) = &pods.gpu {
        page.line(2, "gpu", format!("{} of {}", gpu.value.count, gpu.value.resource), Some(&gpu.origin));
    }
    page.sourced(2, "identity", pods.stable.as_ref());
    probes(&pods.probes, page);
    page.sourced(2, "startup", pods.startup.as_ref());
    page.sourced(2, "shutdown.grace", pods.shutdown.grace.as_ref());
    if let Some(drain) = &pods.shutdown.drain {
        page.line(2, "shutdown.drain", words::drain(&drain.value), Some(&drain.origin));
    }
    for (key, steps) in [("sidecars", &pods.sidecars), ("init", &pods.init)] {
        for step in steps {
            page.sourced(2, &format!("{key}.{}", step.name), Some(&step.image));
            for variable in step.env.iter().filter(|variable| !pods.env.contains(variable)) {
                let text = words::text(&variable.value);
                page.line(3, &format!("env.{}", variable.name), text, Some(&variable.origin));
            }
        }
    }
    outside::of_pods(architecture, pods, page);
    resources(&pods.resources, page);
    scale(pods, page);
    placement(architecture, &pods.placement, page);
    rollout(&pods.rollout, page);
}

fn files(mounted: &MountedFiles, page: &mut Page<'_>) {
    let contents = mounted.files.iter().map(|(name, file)| match file {
        File::Text(_) => name.clone(),
        File::Binary(bytes) => format!("{name} ({} bytes)", bytes.len()),
    });
    let contents: Vec<String> = contents.collect();
    page.line(2, &format!("files.{}", mounted.mount), words::list(&contents), Some(&mounted.origin));
}

fn probes(probes: &Probes, page: &mut Page<'_>) {
    let rows = [("readiness", &probes.readiness), ("liveness", &probes.liveness), ("startup", &probes.startup)];
    for (key, probe) in rows {
        if let Some(probe) = probe {
            page.line(2, &format!("probes.{key}"), words::check(&probe.value.check), Some(&probe.origin));
        }
    }
}

fn resources(asked: &ResourcesAsked, page: &mut Page<'_>) {
    page.sourced(2, "resources.cpu", asked.cpu.as_ref());
    page.sourced(2, "resources.memory", asked.memory.as_ref());
    page.sourced(2, "resources.ephemeralStorage", asked.ephemeral.as_ref());
}

fn scale(pods: &Pods, page: &mut Page<'_>) {
    page.sourced(2, "scaling.replicas", pods.scaling.replicas.as_ref());
    page.sourced(2, "scaling.cpu", pods.scaling.cpu.as_ref());
    page.sourced(2, "scaling.memory", pods.scaling.memory.as_ref());
    page.sourced(2, "scaling.requests", pods.scaling.requests.as_ref());
    if let Some(query) = &pods.scaling.query {
        let Query { server, expression, per_pod } = &query.value;
        page.line(
            2,
            "scaling.query",
            format!("{per_pod} of `{expression}` per pod, asked of {server}"),
            Some(&query.origin),
        );
    }
    page.sourced(2, "scaling.queue", pods.scaling.queue.as_ref());
    for window in &pods.scaling.windows {
        let Window { start, end, time_zone, replicas } = &window.value;
        let text = format!("{replicas} from `{start}` to `{end}` in {time_zone}");
        page.line(2, "scaling.schedule", text, Some(&window.origin));
    }
    page.sourced(2, "members", pods.members.as_ref());
    if let Some(disruption) = &pods.disruption {
        page.line(2, "disruption", words::disruption(disruption.value), Some(&disruption.origin));
    }
    page.sourced(2, "priority", pods.priority.as_ref());
    page.sourced(2, "runtimeClass", pods.runtime_class.as_ref());
    page.sourced(2, "schedule", pods.schedule.as_ref());
    page.sourced(2, "timeZone", pods.time_zone.as_ref());
}

fn placement(architecture: &Architecture, placement: &Placement, page: &mut Page<'_>) {
    page.sourced(2, "placement.pool", placement.pool.as_ref());
    page.sourced(2, "placement.spread", placement.spread.as_ref());
    for (key, ids) in [("with", &placement.with), ("apart", &placement.apart)] {
        let names = ids.iter().filter_map(|id| architecture.component(*id)).map(|one| one.name.as_str());
        let names: Vec<&str> = names.collect();
        if !names.is_empty() {
            page.line(2, &format!("placement.{key}"), words::list(&names), None);
        }
    }
    if !placement.tolerate.is_empty() {
        let taints: Vec<String> = placement.tolerate.iter().map(words::toleration).collect();
        page.line(2, "placement.tolerate", words::list(&taints), None);
    }
}

fn rollout(rollout: &Rollout, page: &mut Page<'_>) {
    page.sourced(2, "rollout.recreate", rollout.recreate.as_ref());
    for (key, pods) in [("surge", &rollout.surge), ("unavailable", &rollout.unavailable)] {
        if let Some(pods) = pods {
            page.line(2, &format!("rollout.{key}"), words::disruption(pods.value), Some(&pods.origin));
        }
    }
    page.sourced(2, "rollout.minReady", rollout.min_ready.as_ref());
    page.sourced(2, "rollout.deadline", rollout.deadline.as_ref());
}
