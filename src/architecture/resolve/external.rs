//! What lies outside: externals and networks.

use super::{Context, sourced};
use crate::architecture::model::{External, Transport};
use crate::blueprint::spec::ExternalSpec;
use crate::blueprint::table::{Entries, Field, Placed, Set, Text, Whole};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use crate::source::Span;
use crate::units::{Fixed, Ratio};
use std::net::IpAddr;

/// The externals of an environment, by name.
pub fn externals(cx: &mut Context<'_>) -> Vec<External> {
    let specs = cx.top.external.get().cloned().unwrap_or_default();
    let mut externals = Vec::new();
    for (name, set) in specs.iter() {
        if let Some(&id) = cx.ids.get(name) {
            let _ = id;
            let message = format!("`{name}` is both a component and an external");
            cx.push_at(&codes::NAME_USED_TWICE, set.key.or(set.span()), message, "rename one of them");
        }
        externals.extend(external(name, set, cx));
    }
    externals
}

fn external(name: &str, set: &Set<ExternalSpec>, cx: &mut Context<'_>) -> Option<External> {
    let spec = &set.value;
    let Some(host) = spec.host.set() else {
        let message = format!("the external `{name}` has no host");
        cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `host: api.example.com`");
        return None;
    };
    check_host(&host.value.0, host.span(), cx);
    if let Some(availability) = spec.availability.set() {
        share(availability, "availability", cx);
    }
    Some(External {
        name: name.to_owned(),
        host: host.value.0.clone(),
        port: number(&spec.port).unwrap_or(443),
        cidrs: cidrs(&spec.cidrs, cx),
        protocol: spec.protocol.get().copied().unwrap_or(Transport::Https),
        latency: spec.latency.set().map(sourced),
        availability: spec.availability.set().map(sourced),
        rate_limit: spec.rate_limit.set().map(sourced),
        connections: spec.connections.set().map(|set| sourced(&set.with(set.value.0))),
        origin: set.origin.clone(),
    })
}

/// A port number.
pub fn number(field: &Field<Whole<1, 65_535>>) -> Option<u16> {
    field.get().and_then(|whole| u16::try_from(whole.0).ok())
}

/// Checks a host name or address.
pub fn check_host(host: &str, span: Option<Span>, cx: &mut Context<'_>) {
    if host.parse::<IpAddr>().is_ok() || names::is_subdomain(host) {
        return;
    }
    let lowered = host.to_lowercase();
    let bare =
        lowered.split_once("://").map_or(lowered.as_str(), |(_, rest)| rest).split(['/', ':']).next().unwrap_or("");
    let mut problem = Diagnostic::nowhere(&codes::BAD_HOST, format!("`{host}` is neither a host name nor an address"));
    problem.span = span;
    let problem = match span {
        Some(span) if names::is_subdomain(bare) => problem.fix(span, bare),
        _ => problem.help("write a name such as `api.example.com`, without scheme, port or path"),
    };
    cx.push(problem);
}

/// Networks, checked.
pub fn cidrs(field: &Field<Vec<Placed<Text>>>, cx: &mut Context<'_>) -> Vec<String> {
    let Some(set) = field.set() else { return Vec::new() };
    let mut networks = Vec::new();
    for text in &set.value {
        match network(&text.0) {
            Ok(()) => networks.push(text.0.clone()),
            Err(fixed) => {
                let message = format!("`{}` is no network in CIDR form", text.0);
                let problem = Diagnostic::new(&codes::BAD_NETWORK, text.span, message);
                cx.push(match fixed {
                    Some(fixed) => problem.fix(text.span, fixed),
                    None => problem.help("write, for example, `203.0.113.0/24`"),
                });
            }
        }
    }
    networks.sort();
    networks.dedup();
    networks
}

/// Checks a network; an error may say what was meant.
pub fn network(text: &str) -> Result<(), Option<String>> {
    let Some((address, bits)) = text.split_once('/') else {
        return Err(text.parse::<IpAddr>().ok().map(|address| match address {
            IpAddr::V4(_) => format!("{address}/32"),
            IpAddr::V6(_) => format!("{address}/128"),
        }));
    };
    let address: IpAddr = address.parse().map_err(|_| None)?;
    let bits: u32 = bits.parse().map_err(|_| None)?;
    let masked = match address {
        IpAddr::V4(v4) if bits <= 32 => {
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            IpAddr::V4((u32::from(v4) & mask).into())
        }
        IpAddr::V6(v6) if bits <= 128 => {
            let mask = u128::MAX.checked_shl(128 - bits).unwrap_or(0);
            IpAddr::V6((u128::from(v6) & mask).into())
        }
        _ => return Err(None),
    };
    let canonical = format!("{masked}/{bits}");
    if canonical == text { Ok(()) } else { Err(Some(canonical)) }
}

/// Checks a promise: over 0 % and below 100 %.
pub fn share(set: &Set<Ratio>, what: &str, cx: &mut Context<'_>) {
    if set.value.0 == Fixed::ZERO || set.value.0 >= Fixed::ONE {
        let message = format!("an {what} of {} cannot be kept: it lies over 0% and below 100%", set.value);
        cx.push_at(&codes::OUT_OF_RANGE, set.span(), message, "write, for example, `99.9%`");
    }
}

/// The entries of a mapping of texts.
pub fn texts<K>(field: &Field<Entries<K, Text>>) -> std::collections::BTreeMap<String, String> {
    field.get().into_iter().flat_map(Entries::iter).map(|(key, set)| (key.to_owned(), set.value.0.clone())).collect()
}
