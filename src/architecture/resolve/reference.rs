//! References: what stands between `${` and `}`.

use super::Context;
use super::address::{address, own_address};
use super::calls::ports_of;
use super::text::{Place, Remedy, Scope, push};
use crate::architecture::model::{EntryProtocol, Piece, Posture, Resource, ResourceExpression};
use crate::blueprint::spec::{ByItem, SecretSpec};
use crate::blueprint::table::{Entries, KeyKind, Set};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::{all_of, nearest, one_of};
use crate::units::{Factor, MemoryLimit, Unit};

/// What stands between `${` and `}`.
pub fn reference(scope: &Scope<'_>, inner: &str, place: Place, cx: &mut Context<'_>) -> Option<Piece> {
    let literal = |text: String| Some(Piece::Literal(text));
    let (head, rest) = inner.split_once('.').unwrap_or((inner, ""));
    match (head, rest) {
        ("name", "") => literal(scope.name.to_owned()),
        ("namespace", "") => literal(cx.namespace.clone()),
        ("environment", "") => literal(cx.environment.to_owned()),
        ("port", "") => own_port(scope, place, cx),
        ("ports", name) => named_port(scope, name, place, cx),
        ("pod", "ip") => Some(Piece::Field("status.podIP")),
        ("pod", "name") => Some(Piece::Field("metadata.name")),
        ("node", "name") => Some(Piece::Field("spec.nodeName")),
        ("node", "ip") => Some(Piece::Field("status.hostIP")),
        ("resources", rest) => resource(scope, rest, inner, place, cx),
        ("secrets", rest) => secret(scope, rest, place, cx),
        ("configs", rest) => config(rest, place, cx).and_then(literal),
        ("entrypoints", rest) => entry_url(rest, place, cx).and_then(literal),
        ("self", rest) => own_address(scope, "self", rest, place, cx).and_then(literal),
        (name, "") => {
            bare_word(scope, name, place, cx);
            None
        }
        (name, accessor) => address(scope, name, accessor, place, cx).and_then(literal),
    }
}

pub fn unknown_reference(inner: &str, place: Place, remedy: Remedy<'_>, cx: &mut Context<'_>) {
    push(Diagnostic::nowhere(&codes::BAD_REFERENCE, format!("`${{{inner}}}` refers to nothing")), place, remedy, cx);
}

/// A word without a part behind it: the name of something, a misspelt word of ours, or a variable of a shell.
fn bare_word(scope: &Scope<'_>, word: &str, place: Place, cx: &mut Context<'_>) {
    let is_callee = cx.ids.contains_key(word) || cx.externals.iter().any(|external| external.name == word);
    let words = ["name", "namespace", "environment", "port"];
    if is_callee {
        unknown_reference(word, place, Remedy::Meant(format!("${{{word}.address}}")), cx);
    } else if let Some(meant) = nearest(word, words) {
        unknown_reference(word, place, Remedy::Meant(format!("${{{meant}}}")), cx);
    } else if scope.variables.contains(word) {
        unknown_reference(word, place, Remedy::Meant(format!("$({word})")), cx);
    } else {
        let help =
            format!("`$${{{word}}}` writes the text itself, for a shell; a variable of the container is `$({word})`");
        unknown_reference(word, place, Remedy::Help(&help), cx);
    }
}

/// `${port}`: the only container port.
fn own_port(scope: &Scope<'_>, place: Place, cx: &mut Context<'_>) -> Option<Piece> {
    let ports = scope.own_ports();
    if let [only] = ports[..] {
        return Some(Piece::Literal(only.target.to_string()));
    }
    let names: Vec<String> = ports.iter().map(|port| format!("`${{ports.{}}}`", port.name)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("`${{port}}` is not clear: `{}` has {} ports", scope.name, ports.len());
    let help = if names.is_empty() { "give it a port".to_owned() } else { format!("write {}", one_of(&names)) };
    cx.push_at(&codes::BAD_REFERENCE, place.span, message, help);
    None
}

fn named_port(scope: &Scope<'_>, name: &str, place: Place, cx: &mut Context<'_>) -> Option<Piece> {
    if let Some(port) = scope.ports.iter().find(|port| port.name == name) {
        return Some(Piece::Literal(port.target.to_string()));
    }
    let names: Vec<&str> = scope.ports.iter().map(|port| port.name.as_str()).collect();
    let help = ports_of(&names);
    let remedy = match nearest(name, names.iter().copied()) {
        Some(meant) => Remedy::Meant(format!("${{ports.{meant}}}")),
        None => Remedy::Help(&help),
    };
    unknown_reference(&format!("ports.{name}"), place, remedy, cx);
    None
}

/// `${resources.memory.limit * 0.8 as MiB}`.
fn resource(scope: &Scope<'_>, rest: &str, inner: &str, place: Place, cx: &mut Context<'_>) -> Option<Piece> {
    let Some(expression) = parse_resource(rest) else {
        let path = rest.split_whitespace().next().unwrap_or_default();
        let help = "write, for example, `${resources.memory.limit}` or `${resources.memory.limit * 0.8 as MiB}`";
        let remedy = match nearest(path, ["cpu.request", "cpu.limit", "memory.request", "memory.limit"]) {
            Some(meant) if meant != path => Remedy::Meant(format!("${{resources.{}}}", rest.replacen(path, meant, 1))),
            _ => Remedy::Help(help),
        };
        unknown_reference(inner, place, remedy, cx);
        return None;
    };
    has_limit(scope, &expression, inner, place, cx);
    Some(Piece::Resource(expression))
}

/// Without a limit Kubernetes would take what the whole node has.
fn has_limit(scope: &Scope<'_>, expression: &ResourceExpression, inner: &str, place: Place, cx: &mut Context<'_>) {
    let spec = scope.spec.resources.get();
    let limits = spec.and_then(|spec| spec.limits.get());
    let (what, has, help) = match expression.resource {
        Resource::CpuLimit => {
            let short = spec.and_then(|spec| spec.cpu.get()).is_some_and(|cpu| cpu.limit.is_some());
            let native = limits.is_some_and(|limits| limits.cpu.is_set());
            let help = "write `resources: {cpu: 500m..1}` for a limit of 1, or refer to `${resources.cpu.request}`";
            ("CPU", short || native || cx.posture == Posture::Strict, help)
        }
        Resource::MemoryLimit => {
            let memory = spec.and_then(|spec| spec.memory.get());
            let none = memory.is_some_and(|memory| memory.limit == MemoryLimit::None);
            ("memory", !none, "give it one, or refer to `${resources.memory.request}`")
        }
        Resource::CpuRequest | Resource::MemoryRequest => return,
    };
    if !has {
        let message = format!("`${{{inner}}}` has no value: `{}` has no {what} limit", scope.name);
        cx.push_at(&codes::NO_LIMIT, place.span, message, help);
    }
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
pub fn secret(scope: &Scope<'_>, rest: &str, place: Place, cx: &mut Context<'_>) -> Option<Piece> {
    let (name, key) = rest.split_once('.').unwrap_or((rest, ""));
    let found = find_secret(scope, name, key, place, cx)?;
    if key.is_empty() {
        let help = format!("name a key: `${{secrets.{name}.password}}`");
        unknown_reference(&format!("secrets.{rest}"), place, Remedy::Help(&help), cx);
        return None;
    }
    let (secret, keys) = super::stored::secret_of(scope, name, &found, cx)?;
    if ByItem::check(key).is_err() {
        let help = "the key of a Secret has letters, digits, `-`, `_` and `.`";
        unknown_reference(&format!("secrets.{rest}"), place, Remedy::Help(help), cx);
        return None;
    }
    let in_secret = keys.get(key).map_or(key, String::as_str);
    if !keys.is_empty() && !keys.contains_key(key) {
        let known: Vec<&str> = keys.keys().map(String::as_str).collect();
        let help = format!("the keys of `secrets.{name}` are {}", all_of(&known));
        let remedy = match nearest(key, known.iter().copied()) {
            Some(meant) => Remedy::Meant(format!("${{secrets.{name}.{meant}}}")),
            None => Remedy::Help(&help),
        };
        unknown_reference(&format!("secrets.{rest}"), place, remedy, cx);
        return None;
    }
    Some(Piece::Secret { secret, key: in_secret.to_owned() })
}

/// A declared secret: of the container, the component or the blueprint.
pub fn find_secret(
    scope: &Scope<'_>,
    name: &str,
    key: &str,
    place: Place,
    cx: &mut Context<'_>,
) -> Option<Set<SecretSpec>> {
    let declared = || [scope.secrets, scope.spec.secrets.get(), cx.top.secrets.get()].into_iter().flatten();
    if let Some(found) = declared().find_map(|all| all.get(name)) {
        return Some(found.clone());
    }
    let known: Vec<String> = declared().flat_map(Entries::iter).map(|(name, _)| name.to_owned()).collect();
    let help = format!("declare it: `secrets: {{{name}: {{secret: NAME-IN-THE-CLUSTER, keys: {{…}}}}}}`");
    let remedy = match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) if !key.is_empty() => Remedy::Meant(format!("${{secrets.{meant}.{key}}}")),
        _ => Remedy::Help(&help),
    };
    let rest = if key.is_empty() { String::new() } else { format!(".{key}") };
    unknown_reference(&format!("secrets.{name}{rest}"), place, remedy, cx);
    None
}

/// `${configs.common.KEY}`.
fn config(rest: &str, place: Place, cx: &mut Context<'_>) -> Option<String> {
    let (name, key) = rest.split_once('.').unwrap_or((rest, ""));
    let map = cx.top.configs.get().and_then(|all| all.get(name));
    let found = map.and_then(|map| map.value.get(key)).cloned();
    let found = found.map(|set| super::whole_maps::shared_text(&set, cx));
    if found.is_none() {
        let help = "write `${configs.NAME.KEY}` with a name and a key of `configs`";
        let known: Vec<String> = config_keys(cx);
        let remedy = match nearest(rest, known.iter().map(String::as_str)) {
            Some(meant) => Remedy::Meant(format!("${{configs.{meant}}}")),
            None => Remedy::Help(help),
        };
        unknown_reference(&format!("configs.{rest}"), place, remedy, cx);
    }
    found
}

/// All `NAME.KEY` of `configs`.
fn config_keys(cx: &Context<'_>) -> Vec<String> {
    let configs = cx.top.configs.get().into_iter().flat_map(Entries::iter);
    configs.flat_map(|(name, map)| map.value.iter().map(move |(key, _)| format!("{name}.{key}"))).collect()
}

/// The address of an entry point: `${entrypoints.storefront.url}`.
pub fn entry_url(rest: &str, place: Place, cx: &mut Context<'_>) -> Option<String> {
    let (name, accessor) = rest.split_once('.').unwrap_or((rest, ""));
    let entry = cx.top.entrypoints.get().and_then(|all| all.get(name)).cloned();
    let host = entry.as_ref().and_then(|set| set.value.host.get()).map(|host| host.0.clone());
    match (entry, host, accessor) {
        (Some(set), Some(host), "url") => {
            let clear =
                set.value.tls.get().and_then(|tls| tls.mode.get()) == Some(&crate::blueprint::spec::TlsMode::None);
            let protocol = set.value.protocol.get().copied().unwrap_or(EntryProtocol::Http);
            let scheme = match (protocol, clear) {
                (EntryProtocol::Http | EntryProtocol::Grpc, true) => "http",
                (EntryProtocol::Http | EntryProtocol::Grpc, false) => "https",
                (EntryProtocol::Ws, true) => "ws",
                (EntryProtocol::Ws, false) => "wss",
                (EntryProtocol::Tcp, _) => "tcp",
                (EntryProtocol::Udp, _) => "udp",
            };
            let port = super::external::number(&set.value.port);
            let own = if clear { 80 } else { 443 };
            let port = port.filter(|port| protocol.is_raw() || *port != own);
            Some(format!("{scheme}://{host}{}", port.map(|port| format!(":{port}")).unwrap_or_default()))
        }
        (Some(_), Some(host), "host") => Some(host),
        (Some(_), None, _) => {
            let help = format!("the entry point `{name}` has no `host`");
            unknown_reference(&format!("entrypoints.{rest}"), place, Remedy::Help(&help), cx);
            None
        }
        _ => {
            let all = cx.top.entrypoints.get().into_iter().flat_map(Entries::iter);
            let known: Vec<String> =
                all.flat_map(|(name, _)| [format!("{name}.url"), format!("{name}.host")]).collect();
            let remedy = match nearest(rest, known.iter().map(String::as_str)) {
                Some(meant) => Remedy::Meant(format!("${{entrypoints.{meant}}}")),
                None => Remedy::Help("write `${entrypoints.NAME.url}` with the name of an entry point"),
            };
            unknown_reference(&format!("entrypoints.{rest}"), place, remedy, cx);
            None
        }
    }
}
