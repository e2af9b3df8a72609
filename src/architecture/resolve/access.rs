//! What pods may do at the API of Kubernetes and in the cloud, and where they are scraped.

use super::calls::ports_of;
use super::{Context, sourced, words};
use crate::architecture::model::{Access, Architecture, Cloud, IdentityMode, Metrics, OwnLoad, Pods, Port, Right};
use crate::blueprint::spec::{AccessSpec, CloudSpec, MetricsSpec, OwnLoadSpec, RightScope, RightSpec};
use crate::blueprint::table::{Field, Placed, Set, Text};
use crate::catalog::api_resources;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{Origin, Span};
use std::collections::BTreeMap;

/// What may be done with objects.
const VERBS: &[&str] = &["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/// What the pods of a component may do.
pub fn access(name: &str, field: &Field<AccessSpec>, cx: &mut Context<'_>) -> Option<Access> {
    let set = field.set()?;
    let mut access = Access {
        account: set.value.service_account.get().map(|name| name.as_str().to_owned()),
        rights: Vec::new(),
        cluster_rights: Vec::new(),
        cloud: cloud(&set.value.cloud, cx),
        origin: set.origin.clone(),
    };
    for spec in set.value.kubernetes.get().into_iter().flatten() {
        let Some(right) = right(name, spec, set.span(), cx) else { continue };
        if spec.scope.get() == Some(&RightScope::Cluster) {
            access.cluster_rights.push(right);
        } else {
            access.rights.push(right);
        }
    }
    access.rights.sort();
    access.cluster_rights.sort();
    Some(access)
}

fn right(name: &str, spec: &RightSpec, place: Option<Span>, cx: &mut Context<'_>) -> Option<Right> {
    let list = |field: &Field<Vec<Placed<Text>>>| -> Vec<String> {
        field.get().into_iter().flatten().map(|text| text.0.clone()).collect()
    };
    let (resources, verbs) = (list(&spec.resources), list(&spec.verbs));
    if resources.is_empty() || verbs.is_empty() {
        let message = format!("a right of `{name}` needs `resources` and `verbs`");
        cx.push_at(&codes::INCOMPLETE, place, message, "write `{resources: [pods], verbs: [get, list, watch]}`");
        return None;
    }
    for verb in spec.verbs.get().into_iter().flatten().filter(|verb| verb.0 != "*") {
        if !VERBS.contains(&verb.0.as_str()) {
            let message = format!("`{}` is nothing that can be done at the API", verb.0);
            let problem = Diagnostic::new(&codes::UNKNOWN_VERB, verb.span, message);
            cx.push(match nearest(&verb.0, VERBS.iter().copied()) {
                Some(meant) => problem.fix(verb.span, meant),
                None => problem.help(format!("the verbs are {}", VERBS.join(", "))),
            });
        }
    }
    for resource in spec.resources.get().into_iter().flatten() {
        known(resource, words(&spec.group).as_deref().unwrap_or_default(), cx);
    }
    let everything = resources.iter().chain(&verbs).any(|word| word == "*");
    let secrets = resources.iter().any(|word| word == "secrets") && spec.names.get().is_none_or(Vec::is_empty);
    let origin = place.map_or(Origin::Default("a right"), Origin::Written);
    if everything {
        cx.exception(name, "has a right to everything (`*`) at the API", spec.because.set(), &origin);
    } else if secrets {
        cx.exception(name, "may read every Secret of its namespace", spec.because.set(), &origin);
    }
    Some(Right { group: words(&spec.group).unwrap_or_default(), resources, verbs, names: list(&spec.names) })
}

/// A resource that its group does not have grants nothing. `pods/log` is a part of `pods`.
fn known(written: &Placed<Text>, group: &str, cx: &mut Context<'_>) {
    let (resource, part) =
        written.0.split_once('/').map_or((written.0.as_str(), None), |(base, part)| (base, Some(part)));
    let Some(resources) = api_resources::of_group(group) else { return };
    if resource == "*" || resources.contains(&resource) {
        return;
    }
    let said = if group.is_empty() { "the core group" } else { group };
    let message = format!("`{resource}` is no resource of {said}");
    let problem = Diagnostic::new(&codes::UNKNOWN_RESOURCE, written.span, message);
    let near = nearest(resource, resources.iter().copied());
    cx.push(match (api_resources::group_of(resource), near) {
        (Some(""), _) => problem.help("leave `group` out: it is one of the core group"),
        (Some(group), _) => problem.help(format!("write `group: {group}` beside it")),
        (None, Some(meant)) => {
            problem.fix(written.span, part.map_or_else(|| meant.to_owned(), |part| format!("{meant}/{part}")))
        }
        (None, None) => problem.help("write it as `kubectl api-resources` shows it, with its `group`"),
    });
}

fn cloud(field: &Field<CloudSpec>, cx: &mut Context<'_>) -> Option<Cloud> {
    let spec = field.get()?;
    let mut refuse = |set: &Set<Text>, what: &str, help: &str| {
        cx.push_at(&codes::BAD_CLOUD_IDENTITY, set.span(), format!("`{}` is no {what}", set.value.0), help);
    };
    if let Some(set) = spec.aws.set() {
        let parts: Vec<&str> = set.value.0.splitn(6, ':').collect();
        let sound = matches!(parts[..], ["arn", _, "iam", "", account, role] if account.len() == 12 && role.starts_with("role/"));
        if !sound {
            refuse(set, "role of AWS", "write its ARN: `arn:aws:iam::123456789012:role/NAME`");
        }
        return Some(Cloud::Aws(set.value.0.clone()));
    }
    if let Some(set) = spec.gcp.set() {
        if !set.value.0.ends_with(".iam.gserviceaccount.com") || !set.value.0.contains('@') {
            refuse(set, "service account of Google Cloud", "write `NAME@PROJECT.iam.gserviceaccount.com`");
        }
        return Some(Cloud::Gcp(set.value.0.clone()));
    }
    let set = spec.azure.set()?;
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_hexdigit());
    let parts: Vec<&str> = set.value.0.split('-').collect();
    if parts.iter().map(|part| part.len()).ne([8, 4, 4, 4, 12]) || !parts.iter().all(|part| digits(part)) {
        refuse(set, "client id of Azure", "write it as `00000000-0000-0000-0000-000000000000`");
    }
    Some(Cloud::Azure(set.value.0.clone()))
}

/// Where a component is scraped.
pub fn metrics(name: &str, field: &Field<MetricsSpec>, ports: &[Port], cx: &mut Context<'_>) -> Option<Metrics> {
    let set = field.set()?;
    let names: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
    let found = match (set.value.port.set(), ports) {
        (Some(wanted), _) => {
            let text = wanted.value.0.as_str();
            let found = ports.iter().find(|port| port.name == text || port.target.to_string() == text);
            if found.is_none() {
                let message = format!("`{name}` has no port `{text}` to scrape");
                let mut problem = Diagnostic::nowhere(&codes::UNKNOWN_PORT, message);
                problem.span = wanted.span();
                cx.push(match (nearest(text, names.iter().copied()), wanted.span()) {
                    (Some(meant), Some(span)) => problem.fix(span, meant),
                    _ => problem.help(ports_of(&names)),
                });
            }
            found
        }
        (None, [only]) => Some(only),
        (None, _) => {
            let message = format!("`{name}` is scraped, but on which of its {} ports?", ports.len());
            cx.push_at(&codes::AMBIGUOUS_PORT, set.span(), message, "write `port: NAME` in `metrics`");
            None
        }
    };
    Some(Metrics {
        port: found?.target,
        path: words(&set.value.path).unwrap_or_else(|| "/metrics".to_owned()),
        interval: set.value.interval.get().map(ToString::to_string),
        origin: set.origin.clone(),
    })
}

/// Demand that begins at a component.
pub fn own_load(name: &str, field: &Field<OwnLoadSpec>, cx: &mut Context<'_>) -> Option<OwnLoad> {
    let set = field.set()?;
    let Some(peak) = set.value.peak.set() else {
        let message = format!("the load of `{name}` has no peak");
        cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `peak: 5/s`");
        return None;
    };
    let mean = set.value.mean.set().map(sourced);
    if let Some(mean) = &mean
        && mean.value > peak.value
    {
        let message = format!("the mean load of `{name}` is over its peak");
        cx.push_at(&codes::OUT_OF_RANGE, mean.origin.span(), message, "exchange them");
    }
    Some(OwnLoad { peak: sourced(peak), mean })
}

/// Rules of the whole: who shares an account is the same in the cloud, and what is spoken with is known.
pub fn rules(architecture: &Architecture, sink: &mut Sink) {
    let mut accounts: BTreeMap<&str, &Access> = BTreeMap::new();
    for component in &architecture.components {
        let Some(pods) = component.pods() else { continue };
        if let Some(access) = &pods.access {
            account(architecture, access, &mut accounts, sink);
        }
        if let (Some(_), None) = (pods.migration, &architecture.platform.api_server_peer) {
            let message =
                format!("`{}` waits for its migration, but could not ask the API server for it", component.name);
            let mut problem = Diagnostic::nowhere(&codes::NO_PEER, message)
                .help("write `platform: {peers: {apiServer: {cidrs: [NETWORK]}}}` with the address of the API server");
            problem.span = component.origin.span();
            sink.push(problem);
        }
        scraped(architecture, component.name.as_str(), pods, sink);
    }
}

fn account<'a>(
    architecture: &Architecture,
    access: &'a Access,
    accounts: &mut BTreeMap<&'a str, &'a Access>,
    sink: &mut Sink,
) {
    let push = |code, message: String, help: &str, sink: &mut Sink| {
        let mut problem = Diagnostic::nowhere(code, message).help(help);
        problem.span = access.origin.span();
        sink.push(problem);
    };
    if access.calls_api() && architecture.platform.api_server_peer.is_none() {
        let message = "pods with rights at the API could not reach it: its address cannot be selected";
        let help = "write `platform: {peers: {apiServer: {cidrs: [NETWORK]}}}` with the address of the API server";
        push(&codes::NO_PEER, message.to_owned(), help, sink);
    }
    let mode = architecture.platform.identity.value;
    if let Some(cloud) = access.cloud.as_ref().filter(|cloud| !cloud.is_taken_by(mode)) {
        let (key, value) = cloud.written();
        let message = format!("pods cannot become `{value}`: the platform gives {}", given(mode));
        push(&codes::NO_CLOUD_IDENTITY, message, usual_way(key), sink);
    }
    let Some(name) = access.account.as_deref() else { return };
    let namesake = architecture.find(name).and_then(|(_, component)| component.pods());
    if namesake.is_some_and(|pods| pods.access.as_ref().is_none_or(|access| access.account.as_deref() != Some(name))) {
        let message = format!("`{name}` is also the account of the component `{name}`, which does not share it");
        push(&codes::NAME_USED_TWICE, message, "choose another name", sink);
    }
    let first = *accounts.entry(name).or_insert(access);
    if first.cloud != access.cloud {
        let message = format!("the account `{name}` would be two identities of the cloud");
        push(&codes::SAID_TWICE, message, "write the same `cloud` wherever the account is shared", sink);
    }
}

/// Whose identities a platform gives, in a sentence.
fn given(mode: IdentityMode) -> String {
    match mode {
        IdentityMode::None => "no identities of a cloud".to_owned(),
        _ => format!("identities by `{mode}` alone"),
    }
}

/// What to write where the cluster has a way to take identities of a cloud.
fn usual_way(cloud: &str) -> &'static str {
    match cloud {
        "aws" => {
            "write `platform: {identity: irsa}` if the cluster has its webhook, or an identity that the platform gives"
        }
        "gcp" => "write `platform: {provider: gcp}` if the cluster is there, or an identity that the platform gives",
        _ => {
            "write `platform: {identity: azure-workload-identity}` if the cluster has its webhook, or an identity that the platform gives"
        }
    }
}

fn scraped(architecture: &Architecture, name: &str, pods: &Pods, sink: &mut Sink) {
    let Some(metrics) = &pods.metrics else { return };
    if architecture.platform.metrics_peer.is_none() {
        let message = format!("`{name}` is scraped, but nothing says by whom: the policies would keep it out");
        let mut problem = Diagnostic::nowhere(&codes::NO_PEER, message)
            .help("write `platform: {peers: {metrics: {namespace: monitoring}}}`");
        problem.span = metrics.origin.span();
        sink.push(problem);
    }
}
