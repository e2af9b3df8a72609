//! Texts of a component: references resolved, variables checked.

use super::Context;
use super::template::{Part, parts};
use crate::architecture::model::{
    Call, CallKind, CalledPort, Piece, Port, Resource, ResourceExpression, Target, Text, Transport,
};
use crate::blueprint::spec::{ComponentSpec, SecretSpec};
use crate::blueprint::table::{Entries, Set};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{nearest, one_of};
use crate::source::{Origin, Span};
use crate::units::{Factor, Unit};
use std::collections::BTreeSet;

/// What the texts of one component may refer to.
pub struct Scope<'a> {
    /// The component's name.
    pub name: &'a str,
    /// Its merged body.
    pub spec: &'a ComponentSpec,
    /// Its own ports.
    pub ports: &'a [Port],
    /// Its calls.
    pub calls: Vec<&'a Call>,
    /// The variables of the container, for `$(VAR)`.
    pub variables: BTreeSet<String>,
}

/// A text with its references resolved. Problems are reported at the text's place.
pub fn text(scope: &Scope<'_>, source: &str, origin: &Origin, cx: &mut Context<'_>) -> Text {
    let span = origin.span();
    let Ok(found) = parts(source) else {
        cx.push_at(
            &codes::BAD_REFERENCE,
            span,
            "a reference `${` has no `}`",
            "close it, or write `$${` for the text itself",
        );
        return Text { pieces: Vec::new() };
    };
    let mut pieces: Vec<Piece> = Vec::new();
    for part in found {
        let piece = match part {
            Part::Literal(literal) => Some(Piece::Literal(literal)),
            Part::Variable(name, _) => Some(variable(scope, name, span, cx)),
            Part::Reference(inner, _) => reference(scope, inner.trim(), span, cx),
        };
        match (pieces.last_mut(), piece) {
            (Some(Piece::Literal(before)), Some(Piece::Literal(more))) => before.push_str(&more),
            (_, Some(piece)) => pieces.push(piece),
            (_, None) => {}
        }
    }
    Text { pieces }
}

/// `$(VAR)`: passed to Kubernetes, if the container has the variable.
fn variable(scope: &Scope<'_>, name: &str, span: Option<Span>, cx: &mut Context<'_>) -> Piece {
    if !scope.variables.contains(name) {
        let message = format!("`$({name})` is not a variable of this container; it would stay as it is");
        let meant = nearest(name, scope.variables.iter().map(String::as_str));
        let help = match meant {
            Some(meant) => format!("`$({meant})` is one"),
            None => format!("declare `{name}` under `env`, or write `$$({name})` for the text itself"),
        };
        cx.push_at(&codes::UNKNOWN_VARIABLE, span, message, help);
    }
    Piece::Literal(format!("$({name})"))
}

/// What stands between `${` and `}`.
fn reference(scope: &Scope<'_>, inner: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<Piece> {
    let literal = |text: String| Some(Piece::Literal(text));
    let (head, rest) = inner.split_once('.').unwrap_or((inner, ""));
    match (head, rest) {
        ("name", "") => literal(scope.name.to_owned()),
        ("namespace", "") => literal(cx.namespace.clone()),
        ("environment", "") => literal(cx.environment.to_owned()),
        ("port", "") => own_port(scope, span, cx),
        ("ports", name) => named_port(scope, name, span, cx),
        ("pod", "ip") => Some(Piece::Field("status.podIP")),
        ("pod", "name") => Some(Piece::Field("metadata.name")),
        ("node", "name") => Some(Piece::Field("spec.nodeName")),
        ("node", "ip") => Some(Piece::Field("status.hostIP")),
        ("resources", rest) => resource(rest, inner, span, cx),
        ("secrets", rest) => secret(scope, rest, span, cx),
        ("configs", rest) => config(rest, span, cx).and_then(literal),
        ("entrypoints", rest) => entry_url(rest, span, cx).and_then(literal),
        ("self", rest) => own_address(scope, rest, span, cx).and_then(literal),
        (name, "") if !name.is_empty() => {
            unknown_reference(inner, span, &format!("write a part of it, such as `${{{name}.address}}`"), cx);
            None
        }
        (name, accessor) => address(scope, name, accessor, span, cx).and_then(literal),
    }
}

fn unknown_reference(inner: &str, span: Option<Span>, help: &str, cx: &mut Context<'_>) {
    cx.push_at(&codes::BAD_REFERENCE, span, format!("`${{{inner}}}` refers to nothing"), help);
}

/// `${port}`: the only container port.
fn own_port(scope: &Scope<'_>, span: Option<Span>, cx: &mut Context<'_>) -> Option<Piece> {
    if let [only] = scope.ports {
        return Some(Piece::Literal(only.target.to_string()));
    }
    let names: Vec<String> = scope.ports.iter().map(|port| format!("`${{ports.{}}}`", port.name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("`${{port}}` is not clear: `{}` has {} ports", scope.name, scope.ports.len());
    let help = if names.is_empty() { "give it a port".to_owned() } else { format!("write {}", one_of(&names)) };
    cx.push_at(&codes::BAD_REFERENCE, span, message, help);
    None
}

fn named_port(scope: &Scope<'_>, name: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<Piece> {
    if let Some(port) = scope.ports.iter().find(|port| port.name == name) {
        return Some(Piece::Literal(port.target.to_string()));
    }
    let names: Vec<&str> = scope.ports.iter().map(|port| port.name.as_str()).collect();
    unknown_reference(
        &format!("ports.{name}"),
        span,
        &format!("the ports of `{}` are {}", scope.name, one_of(&names)),
        cx,
    );
    None
}

/// `${resources.memory.limit * 0.8 as MiB}`.
fn resource(rest: &str, inner: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<Piece> {
    let expression = parse_resource(rest);
    if expression.is_none() {
        let help = "write, for example, `${resources.memory.limit}` or `${resources.memory.limit * 0.8 as MiB}`";
        unknown_reference(inner, span, help, cx);
    }
    expression.map(Piece::Resource)
}

fn parse_resource(rest: &str) -> Option<ResourceExpression> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    let (path, words) = words.split_first()?;
    let resource = match *path {
        "cpu.request" => Resource::CpuRequest,
        "cpu.limit" => Resource::CpuLimit,
        "memory.request" => Resource::MemoryRequest,
        "memory.limit" => Resource::MemoryLimit,
        _ => return None,
    };
    let (factor, words) = match words {
        ["*", factor, rest @ ..] => (Factor::parse(factor).ok()?.0, rest),
        rest => (crate::units::Fixed::ONE, rest),
    };
    let unit = match words {
        [] => None,
        [how @ ("as" | "in"), unit @ ("B" | "KiB" | "MiB" | "GiB" | "KB" | "MB" | "GB" | "m" | "cores")] => {
            Some(((*unit).to_owned(), *how == "as"))
        }
        _ => return None,
    };
    Some(ResourceExpression { resource, factor, unit })
}

/// `${secrets.db.password}`.
fn secret(scope: &Scope<'_>, rest: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<Piece> {
    let (name, key) = rest.split_once('.').unwrap_or((rest, ""));
    let own = scope.spec.secrets.get().and_then(|all| all.get(name));
    let found: Option<Set<SecretSpec>> = own.or_else(|| cx.top.secrets.get().and_then(|all| all.get(name))).cloned();
    let Some(found) = found else {
        let own = scope.spec.secrets.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name.to_owned());
        let top = cx.top.secrets.get().into_iter().flat_map(Entries::iter).map(|(name, _)| name.to_owned());
        let known: Vec<String> = own.chain(top).collect();
        let help = match nearest(name, known.iter().map(String::as_str)) {
            Some(meant) => format!("`secrets.{meant}` exists"),
            None => format!("declare it: `secrets: {{{name}: {{secret: NAME-IN-THE-CLUSTER, keys: {{…}}}}}}`"),
        };
        unknown_reference(&format!("secrets.{rest}"), span, &help, cx);
        return None;
    };
    if key.is_empty() {
        unknown_reference(&format!("secrets.{rest}"), span, "name a key: `${secrets.db.password}`", cx);
        return None;
    }
    let secret = found.value.secret.get().map(|text| text.0.clone())?;
    let keys = found.value.keys.get();
    let in_secret = keys.and_then(|keys| keys.get(key)).map_or(key, |set| set.value.0.as_str());
    if let Some(keys) = keys.filter(|keys| !keys.is_empty() && keys.get(key).is_none()) {
        let known: Vec<&str> = keys.iter().map(|(key, _)| key).collect();
        unknown_reference(&format!("secrets.{rest}"), span, &format!("its keys are {}", one_of(&known)), cx);
        return None;
    }
    Some(Piece::Secret { secret, key: in_secret.to_owned() })
}

/// `${configs.common.KEY}`.
fn config(rest: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<String> {
    let (name, key) = rest.split_once('.').unwrap_or((rest, ""));
    let map = cx.top.configs.get().and_then(|all| all.get(name));
    let found = map.and_then(|map| map.value.get(key)).map(|set| set.value.0.clone());
    if found.is_none() {
        unknown_reference(
            &format!("configs.{rest}"),
            span,
            "write `${configs.NAME.KEY}` with a name and a key of `configs`",
            cx,
        );
    }
    found
}

/// `${entrypoints.storefront.url}`.
fn entry_url(rest: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<String> {
    let (name, accessor) = rest.split_once('.').unwrap_or((rest, ""));
    let entry = cx.top.entrypoints.get().and_then(|all| all.get(name)).cloned();
    let host = entry.as_ref().and_then(|set| set.value.host.get()).map(|host| host.0.clone());
    match (entry, host, accessor) {
        (Some(set), Some(host), "url") => {
            let clear =
                set.value.tls.get().and_then(|tls| tls.mode.get()) == Some(&crate::blueprint::spec::TlsMode::None);
            let scheme = if clear { "http" } else { "https" };
            let port = super::external::number(&set.value.port);
            let port = port.filter(|port| *port != if clear { 80 } else { 443 });
            Some(format!("{scheme}://{host}{}", port.map(|port| format!(":{port}")).unwrap_or_default()))
        }
        (Some(_), Some(host), "host") => Some(host),
        (Some(_), None, _) => {
            unknown_reference(
                &format!("entrypoints.{rest}"),
                span,
                &format!("the entry point `{name}` has no `host`"),
                cx,
            );
            None
        }
        _ => {
            unknown_reference(
                &format!("entrypoints.{rest}"),
                span,
                "write `${entrypoints.NAME.url}` with the name of an entry point",
                cx,
            );
            None
        }
    }
}

/// `${self.host}` and its like.
fn own_address(scope: &Scope<'_>, rest: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<String> {
    let ports: Vec<CalledPort> = cx.surfaces.get(scope.name).into_iter().flat_map(|surface| surface.called()).collect();
    part(scope.name, rest, &ports, span, cx)
}

/// `${catalog.host}` and its like: a part of a callee's address.
fn address(scope: &Scope<'_>, name: &str, accessor: &str, span: Option<Span>, cx: &mut Context<'_>) -> Option<String> {
    let target = cx.ids.get(name).map(|id| Target::Component(*id)).or_else(|| {
        let at = cx.externals.iter().position(|external| external.name == name)?;
        Some(Target::External(crate::architecture::model::ExternalId(at)))
    });
    let Some(target) = target else {
        let externals = cx.externals.iter().map(|external| external.name.as_str());
        let known: Vec<&str> = cx.ids.keys().map(String::as_str).chain(externals).collect();
        let help = match nearest(name, known) {
            Some(meant) => format!("`${{{meant}.{accessor}}}` exists"),
            None => format!("there is no component, external or secret `{name}`; `$${{` writes the text itself"),
        };
        unknown_reference(&format!("{name}.{accessor}"), span, &help, cx);
        return None;
    };
    if name == scope.name {
        return own_address(scope, accessor, span, cx);
    }
    let Some(call) = scope.calls.iter().find(|call| call.to == target) else {
        let what =
            if cx.surfaces.get(name).is_some_and(|surface| surface.kind.is_store()) { "" } else { " (or `[…]`)" };
        let message =
            format!("`{}` refers to `{name}`, but does not call it; its policies would cut the connection", scope.name);
        cx.push_at(
            &codes::REFERENCE_WITHOUT_CALL,
            span,
            message,
            format!("write `calls: {{{name}: 1}}`{what} under `{}`", scope.name),
        );
        return None;
    };
    let ports = match (accessor.strip_prefix("ports."), call.kind.clone()) {
        (Some(_), _) => cx.surfaces.get(name).into_iter().flat_map(|surface| surface.called()).collect(),
        (None, CallKind::PerRequest(_) | CallKind::AtRate(_) | CallKind::Consumes { .. }) => call.ports.clone(),
    };
    part(name, accessor, &ports, span, cx)
}

/// A part of an address: host, port, address, url, or a named port.
pub fn part(
    name: &str,
    accessor: &str,
    ports: &[CalledPort],
    span: Option<Span>,
    cx: &mut Context<'_>,
) -> Option<String> {
    let surface = cx.surfaces.get(name);
    let external = cx.externals.iter().find(|external| external.name == name);
    let host =
        surface.map(|surface| surface.host.clone()).or_else(|| external.map(|external| external.host.clone()))?;
    let scheme = surface.and_then(|surface| surface.scheme);
    if accessor == "host" {
        return Some(host);
    }
    if let Some(wanted) = accessor.strip_prefix("ports.") {
        let found = ports.iter().find(|port| port.name == wanted).map(|port| port.port.to_string());
        if found.is_none() {
            let names: Vec<&str> = ports.iter().map(|port| port.name.as_str()).collect();
            unknown_reference(
                &format!("{name}.{accessor}"),
                span,
                &format!("the ports of `{name}` are {}", one_of(&names)),
                cx,
            );
        }
        return found;
    }
    let port = ports.first()?;
    match accessor {
        "port" => Some(port.port.to_string()),
        "address" => Some(format!("{host}:{}", port.port)),
        "url" => Some(format!("{}://{host}:{}", scheme.unwrap_or_else(|| scheme_of(port.protocol)), port.port)),
        other => {
            let known = ["host", "port", "address", "url", "ports.NAME"];
            let help = match nearest(other, known) {
                Some(meant) => format!("write `${{{name}.{meant}}}`"),
                None => format!("the parts of an address are {}", one_of(&known)),
            };
            unknown_reference(&format!("{name}.{other}"), span, &help, cx);
            None
        }
    }
}

fn scheme_of(protocol: Transport) -> &'static str {
    match protocol {
        Transport::Http | Transport::Http2 => "http",
        Transport::Https => "https",
        Transport::Grpc => "grpc",
        Transport::Ws => "ws",
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
    }
}
