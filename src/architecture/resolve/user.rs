//! Who containers run as.

use super::{Context, sourced};
use crate::architecture::model::User;
use crate::blueprint::spec::UserSpec;
use crate::blueprint::table::{Field, Set, Text};
use crate::catalog::engines::Engine;
use crate::diagnostics::codes::architecture as codes;
use crate::source::{Origin, Sourced};

/// User and group where nothing was said: over 10000, so that they are no user of a node.
pub const USER: User = User { uid: 10_001, gid: 10_001, fs_group: 10_001 };

/// Who a component runs as that says nothing: as its engine's image wants it, else a user of no node.
pub fn default_user(engine: Option<&'static Engine>) -> Sourced<User> {
    match engine {
        Some(engine) => Sourced::new(
            User { uid: engine.run_as.value.uid, gid: engine.run_as.value.gid, fs_group: engine.run_as.value.fs_group },
            Origin::Engine(engine.run_as.source),
        ),
        None => Sourced::new(USER, Origin::Default("10001 is a user of no node and of no image")),
    }
}

/// Who a container runs as.
pub fn user(
    name: &str,
    field: &Field<UserSpec>,
    because: Option<&Set<Text>>,
    fallback: Sourced<User>,
    cx: &mut Context<'_>,
) -> Sourced<User> {
    let Some(set) = field.set() else { return fallback };
    let base = fallback.value;
    if set.value.root.get().is_some_and(|flag| flag.0) {
        cx.exception(name, "runs as root", set.value.because.set().or(because), &set.origin);
        return sourced(&set.with(User { uid: 0, gid: 0, fs_group: 0 }));
    }
    let uid = set.value.uid.get().map_or(base.uid, |whole| whole.0);
    let gid = set.value.gid.get().map_or(uid, |whole| whole.0);
    let fs_group = set.value.fs_group.get().map_or(gid, |whole| whole.0);
    if uid == 0 {
        let help = "write `user: {root: true, because: …}` if it must be, else a number such as 10001";
        cx.push_at(&codes::ROOT_BY_NUMBER, set.span(), format!("user 0 is root; `{name}` would be refused"), help);
    }
    sourced(&set.with(User { uid, gid, fs_group }))
}
