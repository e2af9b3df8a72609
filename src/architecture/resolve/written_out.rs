//! Addresses that are written out in variables, where a reference would have been checked.

use super::Context;
use super::calls::ports_of;
use super::text::Scope;
use crate::architecture::model::Target;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::source::Span;

/// Reports addresses in the text of a variable that lead nowhere: to a component that is not called, has another port, or another name.
pub fn in_variable(scope: &Scope<'_>, variable: &str, text: &str, span: Option<Span>, cx: &mut Context<'_>) {
    for (host, port) in addresses(text) {
        let (name, rest) = host.split_once('.').unwrap_or((host, ""));
        let is_ours = rest.is_empty() || rest.split('.').next() == Some(cx.namespace.as_str());
        if !is_ours || name == scope.name {
            continue;
        }
        let message = match cx.ids.get(name).copied() {
            Some(id) if scope.calls.iter().any(|call| call.to == Target::Component(id)) => other_port(name, port, cx),
            Some(_) => Some((
                format!("`{}` does not call `{name}`; its policies cut the connection", scope.name),
                format!("write `calls: {{{name}: {{addressEnv: {variable}}}}}` in the place of the variable"),
            )),
            None if rest.is_empty() && !cx.externals.iter().any(|external| external.host == host) => {
                other_name(name, cx)
            }
            None => None,
        };
        if let Some((message, help)) = message {
            let mut problem =
                Diagnostic::nowhere(&codes::ADDRESS_IN_CLEAR, format!("`{variable}` names `{host}`, but {message}"));
            problem.span = span;
            cx.push(problem.help(help));
        }
    }
}

/// A component that is called, on a port that it does not have.
fn other_port(name: &str, port: Option<u16>, cx: &Context<'_>) -> Option<(String, String)> {
    let ports: Vec<_> = cx.surfaces.get(name)?.called().collect();
    let port = port.filter(|port| ports.iter().all(|known| known.port != *port))?;
    let names: Vec<String> = ports.iter().map(|port| format!("{} {}", port.name, port.port)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("it has no port {port}");
    Some((message, format!("write `${{{name}.address}}`; {}", ports_of(&names))))
}

/// A name that is near to a component's.
fn other_name(name: &str, cx: &Context<'_>) -> Option<(String, String)> {
    let meant = nearest(name, cx.ids.keys().map(String::as_str))?;
    Some((
        "there is no component of that name".to_owned(),
        format!("write `${{{meant}.address}}`, with a call to `{meant}`"),
    ))
}

/// The hosts of a text that stand with a scheme or a port, each with its port.
fn addresses(text: &str) -> impl Iterator<Item = (&str, Option<u16>)> {
    text.split(|c: char| c.is_whitespace() || ",;\"'".contains(c)).filter_map(|word| {
        let (scheme, rest) = word.split_once("://").map_or((None, word), |(scheme, rest)| (Some(scheme), rest));
        let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
        let place = rest.rsplit('@').next().unwrap_or(rest);
        let (host, port) = place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)));
        let port = match port {
            Some(port) => Some(port.parse().ok()?),
            None => None,
        };
        let is_host = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
        (is_host && (scheme.is_some() || port.is_some())).then_some((host, port))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_stand_with_a_scheme_or_a_port() {
        let found = |text| addresses(text).collect::<Vec<_>>();
        assert_eq!(found("db:5432"), [("db", Some(5432))]);
        assert_eq!(found("postgres://user@db/shop?x=y"), [("db", None)]);
        assert_eq!(found("a:1,b.shop.svc:2"), [("a", Some(1)), ("b.shop.svc", Some(2))]);
        assert_eq!(found("db"), []);
        assert_eq!(found("key:value a=b"), []);
    }
}
