//! Whole maps of variables: shared ones of the blueprint, and Secrets.

use super::Context;
use super::reference::{entry_url, find_secret, unknown_reference};
use super::stored::secret_of;
use super::text::{Place, Remedy, Scope};
use crate::architecture::model::{EnvVar, Piece, SharedMap, Text, WholeMap};
use crate::blueprint::table::{Entries, Field, Placed, Set, Text as Written};
use crate::diagnostics::codes::architecture as codes;
use crate::diagnostics::suggest::nearest;
use crate::names;
use crate::source::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// What a container takes whole.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Maps that Kubernetes reads when the container starts.
    pub maps: Vec<WholeMap>,
    /// Variables from the listed keys of Secrets.
    pub variables: Vec<EnvVar>,
    /// The names of all variables that are known.
    pub names: BTreeSet<String>,
    /// Whether there may be variables whose names are not known.
    pub open: bool,
}

/// The whole maps of a container.
pub fn whole_maps(scope: &Scope<'_>, field: &Field<Vec<Placed<Written>>>, cx: &mut Context<'_>) -> Taken {
    let mut taken = Taken::default();
    for written in field.get().into_iter().flatten() {
        match written.0.split_once('.') {
            Some(("configs", name)) => shared(name, written, &mut taken, cx),
            Some(("secrets", name)) => secret(scope, name, written, &mut taken, cx),
            _ => {
                let message = format!("`{}` is neither a shared map nor a secret", written.0);
                let help = "write `configs.NAME` or `secrets.NAME`";
                cx.push_at(&codes::BAD_REFERENCE, Some(written.span), message, help);
            }
        }
    }
    taken
}

fn shared(name: &str, written: &Placed<Written>, taken: &mut Taken, cx: &mut Context<'_>) {
    let configs = cx.top.configs.get();
    let Some(found) = configs.and_then(|all| all.get(name)) else {
        let known: Vec<String> =
            configs.into_iter().flat_map(Entries::iter).map(|(name, _)| format!("configs.{name}")).collect();
        let place = Place::exact(written.span);
        let remedy = match nearest(&written.0, known.iter().map(String::as_str)) {
            Some(meant) => Remedy::Meant(meant.to_owned()),
            None => Remedy::Help("declare it at the top: `configs: {NAME: {KEY: value}}`"),
        };
        super::text::push(
            crate::diagnostics::Diagnostic::nowhere(
                &codes::BAD_REFERENCE,
                format!("there is no shared map `{}`", written.0),
            ),
            place,
            remedy,
            cx,
        );
        return;
    };
    taken.names.extend(found.value.iter().map(|(key, _)| key.to_owned()));
    let map = WholeMap::Config(name.to_owned());
    if !taken.maps.contains(&map) {
        taken.maps.push(map);
    }
}

fn secret(scope: &Scope<'_>, name: &str, written: &Placed<Written>, taken: &mut Taken, cx: &mut Context<'_>) {
    let place = Place::whole(Some(written.span));
    let Some(found) = find_secret(scope, name, "", place, cx) else { return };
    let Some((secret, keys)) = secret_of(scope, name, &found, cx) else { return };
    if keys.is_empty() {
        taken.open = true;
        taken.maps.push(WholeMap::Secret(secret));
        return;
    }
    for (key, in_secret) in keys {
        if !names::is_env_name(&key) {
            let message = format!("the key `{key}` of `{}` cannot be the name of a variable", written.0);
            let help = "name it under `keys` as the program wants it: letters, digits and `_`";
            cx.push_at(&codes::BAD_ENV_NAME, found.key.or(found.span()), message, help);
            continue;
        }
        taken.names.insert(key.clone());
        taken.variables.push(EnvVar {
            name: key,
            value: Text { pieces: vec![Piece::Secret { secret: secret.clone(), key: in_secret }] },
            origin: Origin::Written(written.span),
        });
    }
}

/// The shared maps that are taken whole, with their texts.
pub fn shared_maps<'a>(used: impl Iterator<Item = &'a WholeMap>, cx: &mut Context<'_>) -> BTreeMap<String, SharedMap> {
    let names: BTreeSet<&str> = used
        .filter_map(|map| match map {
            WholeMap::Config(name) => Some(name.as_str()),
            WholeMap::Secret(_) => None,
        })
        .collect();
    let configs = cx.top.configs.get().cloned().unwrap_or_default();
    let mut maps = BTreeMap::new();
    for (name, set) in configs.iter().filter(|(name, _)| names.contains(name)) {
        let values = set.value.iter().map(|(key, text)| (key.to_owned(), shared_text(text, cx))).collect();
        maps.insert(name.to_owned(), SharedMap { values, origin: set.origin.clone() });
    }
    maps
}

/// A text that many components share knows only what is the same for all of them.
pub fn shared_text(set: &Set<Written>, cx: &mut Context<'_>) -> String {
    // What stands behind `$${` is text, whatever it looks like.
    let known: Vec<String> = set.value.0.split("$${").map(|part| shared_part(part, set, cx)).collect();
    let help = "a shared map knows only `${namespace}`, `${environment}` and the addresses of entry points; write the reference in the \
                component";
    super::text::no_reference_left(&known.join("$${"), set.span(), help, cx);
    known.join("${")
}

/// A part of such a text without escapes.
fn shared_part(part: &str, set: &Set<Written>, cx: &mut Context<'_>) -> String {
    let mut value = part.replace("${namespace}", &cx.namespace).replace("${environment}", cx.environment);
    let entry_points: Vec<String> = match cx.top.entrypoints.get() {
        Some(all) => all.iter().map(|(name, _)| name.to_owned()).collect(),
        None => Vec::new(),
    };
    for address in entry_points.iter().flat_map(|name| [format!("{name}.host"), format!("{name}.url")]) {
        let reference = format!("${{entrypoints.{address}}}");
        if value.contains(&reference)
            && let Some(found) = entry_url(&address, Place::whole(set.span()), cx)
        {
            value = value.replace(&reference, &found);
        }
    }
    value
}

/// The reference to a secret: `secrets.db` or `secrets.db.password`.
pub fn secret_reference(text: &str) -> Option<(&str, Option<&str>)> {
    let rest = text.strip_prefix("secrets.")?;
    Some(match rest.split_once('.') {
        Some((name, key)) => (name, Some(key)),
        None => (rest, None),
    })
}

/// Reports what is no reference to a secret.
pub fn no_secret(text: &str, place: Place, cx: &mut Context<'_>) {
    let help = "write `secrets.NAME` for all keys, or `secrets.NAME.KEY` for one";
    unknown_reference(text, place, Remedy::Help(help), cx);
}
