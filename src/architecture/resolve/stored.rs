//! The Secrets that declarations stand for: those that exist, and those that come from the platform's store.

use super::platform::object_name;
use super::text::Scope;
use super::{Context, words};
use crate::architecture::model::StoredSecret;
use crate::blueprint::spec::SecretSpec;
use crate::blueprint::table::{Entries, Set};
use crate::diagnostics::codes::architecture as codes;
use crate::names;
use std::collections::BTreeMap;

/// The name of the Secret that a declaration stands for, and the names that its keys have there.
pub fn secret_of(
    scope: &Scope<'_>,
    name: &str,
    found: &Set<SecretSpec>,
    cx: &mut Context<'_>,
) -> Option<(String, BTreeMap<String, String>)> {
    let keys = found.value.keys.get().into_iter().flat_map(Entries::iter);
    let keys: BTreeMap<String, String> = keys.map(|(ours, theirs)| (ours.to_owned(), theirs.value.0.clone())).collect();
    if let Some(secret) = found.value.secret.set() {
        return Some((object_name(secret, "Secret", cx), keys));
    }
    let Some(path) = words(&found.value.store) else {
        let message = format!("the secret `{name}` says neither where it is nor where it comes from");
        let help = "write `secret: NAME-IN-THE-CLUSTER`, or `store: path/in/store`";
        cx.push_at(&codes::INCOMPLETE, found.key.or(found.span()), message, help);
        return None;
    };
    if cx.top.platform.get().is_none_or(|platform| !platform.secret_store.is_set()) {
        let message = format!("the secret `{name}` comes from a store, but the platform has none");
        let help = "write `platform: {secretStore: NAME}` with a ClusterSecretStore of External Secrets";
        cx.push_at(&codes::INCOMPLETE, found.value.store.place(), message, help);
    }
    let shared = cx.top.secrets.get().is_some_and(|all| all.get(name) == Some(found));
    let owner = if shared { cx.blueprint.name.as_str() } else { scope.name };
    let whole = format!("{owner}-{name}");
    let secret = names::slug(&whole, names::LONGEST_LABEL).unwrap_or(whole);
    // In the Secret that is made, keys have the names that we gave them.
    let ours = keys.keys().map(|key| (key.clone(), key.clone())).collect();
    cx.stored_secrets.insert(secret.clone(), StoredSecret { path, keys, origin: found.origin.clone() });
    Some((secret, ours))
}
