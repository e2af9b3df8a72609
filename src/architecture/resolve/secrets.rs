//! Secrets in clear: in variables, arguments, files and shared maps. A value itself is never printed.

use super::Context;
use crate::blueprint::table::{Placed, Raw, RawKind, Set, Text};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::conceal::secret_kind;
use crate::names;
use crate::source::Span;

/// The value of a variable must be none.
pub fn in_variable(component: &str, variable: &str, value: &str, span: Option<Span>, cx: &mut Context<'_>) {
    if let Some(kind) = secret_kind(variable, value) {
        let help =
            format!("put it into a Secret of the cluster and write `{variable}: \"{}\"`", reference(variable, value));
        push(format!("the variable `{variable}` of `{component}` holds in clear {kind}"), help, span, cx);
    }
}

/// Shared maps must hold none, whether anybody uses them or not.
pub fn in_shared_configs(cx: &mut Context<'_>) {
    let configs = cx.top.configs.get().cloned().unwrap_or_default();
    for (name, map) in configs.iter() {
        for (variable, set) in map.value.iter() {
            if let Some(kind) = secret_kind(variable, &set.value.0) {
                let message = format!("`{variable}` of `configs.{name}` holds in clear {kind}");
                let written = reference(variable, &set.value.0);
                let help = format!(
                    "put it into a Secret of the cluster and write `\"{written}\"` in the components that need it"
                );
                push(message, help, set.span(), cx);
            }
        }
    }
}

/// The words of a command line must hold none: `--token=…`, `--token …`, a script with either, and values that are secrets by
/// their form.
pub fn in_arguments(component: &str, words: &[Placed<Text>], cx: &mut Context<'_>) {
    let mut flag = String::new();
    for word in words {
        // A script is one word of ours, and several of its shell.
        let mut found = secret_kind("", &word.0);
        for part in word.0.split_whitespace() {
            let (name, value) = match part.split_once('=') {
                Some((name, value)) if name.starts_with('-') => (of_flag(name), value),
                // Behind `--…-secret` there is more often the name of one.
                _ => (std::mem::take(&mut flag).replace("secret", ""), part),
            };
            flag = if part.starts_with('-') { of_flag(part) } else { String::new() };
            found = found.or_else(|| secret_kind(&name, value).filter(|_| !value.starts_with('-')));
        }
        let Some(kind) = found else { continue };
        let help = "put it into a Secret of the cluster, its reference into a variable, and write `$(VARIABLE)` here";
        push(format!("an argument of `{component}` holds in clear {kind}"), help.to_owned(), Some(word.span), cx);
    }
}

/// Addresses and expressions that go into objects as they are must hold none; whether one does.
pub fn in_query(component: &str, texts: [&Set<Text>; 2], cx: &mut Context<'_>) -> bool {
    let mut found = false;
    for set in texts {
        let Some(kind) = set.value.0.split_whitespace().find_map(|word| secret_kind("", word)) else { continue };
        let help = "let KEDA reach a Prometheus that asks for no password, or patch in a `TriggerAuthentication`";
        push(format!("the query that scales `{component}` holds in clear {kind}"), help.to_owned(), set.span(), cx);
        found = true;
    }
    found
}

/// A flag as the name of a variable: `--api-key` as `api_key`.
fn of_flag(flag: &str) -> String {
    match flag.trim_start_matches('-') {
        // Those of redis and its kin.
        "requirepass" | "masterauth" => "password".to_owned(),
        name => name.replace('-', "_"),
    }
}

/// A text that becomes a file must hold none.
pub fn in_file(component: &str, mount: &str, text: &str, span: Option<Span>, cx: &mut Context<'_>) {
    if let Some(kind) = text.split_whitespace().chain([text]).find_map(|word| secret_kind("", word)) {
        let help = "put it into a Secret of the cluster and pass it in a variable: `\"${secrets.NAME.KEY}\"`";
        push(format!("the file `{mount}` of `{component}` holds in clear {kind}"), help.to_owned(), span, cx);
    }
}

/// The reference to write; of a URL only the password is secret.
fn reference(variable: &str, value: &str) -> String {
    if let Some((scheme, rest)) = value.split_once("://")
        && let Some((user, host)) = rest.rsplit_once('@')
        && let Some((user, _)) = user.split_once(':')
    {
        return format!("{scheme}://{user}:${{secrets.NAME.password}}@{host}");
    }
    let key = variable.to_lowercase();
    format!("${{secrets.NAME.{}}}", names::slug(&key, 20).unwrap_or(key))
}

fn push(message: String, help: String, span: Option<Span>, cx: &mut Context<'_>) {
    let mut problem = Diagnostic::nowhere(&codes::SECRET_IN_CLEAR, message).help(help);
    problem.span = span;
    problem.hidden.extend(span);
    cx.push(problem);
}

/// Free YAML must hold none: values under telling keys, variables by their name, and values that are secrets by their form.
pub fn in_free_yaml(said: &str, raw: &Raw, cx: &mut Context<'_>) {
    let mut open = vec![("", raw)];
    while let Some((name, raw)) = open.pop() {
        match &raw.kind {
            RawKind::Text(text) => {
                if let Some(kind) = secret_kind(name, text) {
                    let help = "put it into a Secret of the cluster and refer to that";
                    push(format!("{said} holds in clear {kind}"), help.to_owned(), Some(raw.span), cx);
                }
            }
            RawKind::List(items) => open.extend(items.iter().map(|item| (name, item))),
            RawKind::Map(entries) => {
                // A variable of a container has its name beside its value.
                let variable = raw.get("name").and_then(Raw::text);
                for entry in entries {
                    let shouts = !entry.key.contains(|c: char| c.is_ascii_lowercase());
                    let name = match (entry.key.as_str(), variable) {
                        ("value", Some(variable)) => variable,
                        // Fields of Kubernetes such as `secretKey` name things; variables are written in capitals.
                        (key, _) if shouts => key,
                        _ => "",
                    };
                    open.push((name, &entry.value));
                }
            }
            RawKind::Null | RawKind::Flag(_) | RawKind::Number(_) => {}
        }
    }
}
