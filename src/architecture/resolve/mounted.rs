//! What a container mounts: files, files from secrets, writable directories.

use super::Context;
use super::files::files;
use super::reference::{find_secret, secret};
use super::stored::secret_of;
use super::text::{Place, Scope};
use super::volumes::{no_collisions, scratch};
use super::whole_maps::{no_secret, secret_reference};
use crate::architecture::model::{Mounted, Piece, Scratch, SecretFiles};
use crate::blueprint::spec::{ByMountPath, FileSpec, WritableSpec};
use crate::blueprint::table::{Entries, Field, Set, Text};
use crate::source::Span;

/// Where the mounts of a container are written.
pub struct Written<'a> {
    /// Files.
    pub files: &'a Field<Entries<ByMountPath, FileSpec>>,
    /// Files from secrets.
    pub secrets: &'a Field<Entries<ByMountPath, Text>>,
    /// Writable directories.
    pub writable: &'a Field<WritableSpec>,
    /// The reason of an exception.
    pub because: Option<&'a Set<Text>>,
}

/// What a container mounts, but for disks.
pub fn mounted(scope: &Scope<'_>, written: &Written<'_>, cx: &mut Context<'_>) -> Mounted {
    let (scratch, writable_root) = scratch(scope.name, written.writable, written.because, cx);
    Mounted {
        files: files(scope, written.files, cx),
        secrets: secret_files(scope, written.secrets, cx),
        scratch,
        writable_root,
    }
}

/// Reports what is mounted at one path twice; further mounts come from elsewhere.
pub fn once_each(
    name: &str,
    mounted: &Mounted,
    written: &Field<WritableSpec>,
    further: impl Iterator<Item = (String, Option<Span>)>,
    cx: &mut Context<'_>,
) {
    let place = |volume: &Scratch| {
        let set = written.get().and_then(|all| all.0.get(&volume.name));
        volume.size.origin.span().or_else(|| set.and_then(|set| set.span().or(set.key)))
    };
    let scratch =
        mounted.scratch.iter().flat_map(|volume| volume.paths.iter().map(move |path| (path.clone(), place(volume))));
    let files = mounted.files.iter().map(|files| (files.mount.clone(), files.origin.span()));
    let secrets = mounted.secrets.iter().map(|files| (files.mount.clone(), files.origin.span()));
    let all: Vec<_> = scratch.chain(further).chain(files).chain(secrets).collect();
    no_collisions(name, all.into_iter(), cx);
}

/// Files from secrets.
fn secret_files(
    scope: &Scope<'_>,
    field: &Field<Entries<ByMountPath, Text>>,
    cx: &mut Context<'_>,
) -> Vec<SecretFiles> {
    let mut found = Vec::new();
    for (mount, set) in field.get().into_iter().flat_map(Entries::iter) {
        found.extend(secret_file(scope, mount, set, cx));
    }
    found
}

fn secret_file(scope: &Scope<'_>, mount: &str, set: &Set<Text>, cx: &mut Context<'_>) -> Option<SecretFiles> {
    let place = Place::whole(set.span());
    let made = |secret: String, items: Vec<(String, String)>, single: bool| SecretFiles {
        mount: mount.trim_end_matches('/').to_owned(),
        secret,
        items,
        single,
        origin: set.origin.clone(),
    };
    match secret_reference(&set.value.0) {
        None => {
            no_secret(&set.value.0, place, cx);
            None
        }
        Some((name, Some(key))) => {
            let Piece::Secret { secret, key } = secret(scope, &format!("{name}.{key}"), place, cx)? else {
                return None;
            };
            let file = mount.trim_end_matches('/').rsplit('/').next().unwrap_or(&key).to_owned();
            // A path that ends in a slash is a directory also where one key alone lies in it.
            let directory = mount.ends_with('/');
            let file = if directory { key.clone() } else { file };
            Some(made(secret, vec![(key, file)], !directory))
        }
        Some((name, None)) => {
            let found = find_secret(scope, name, "", place, cx)?;
            let (secret, keys) = secret_of(scope, name, &found, cx)?;
            Some(made(secret, keys.into_iter().map(|(ours, theirs)| (theirs, ours)).collect(), false))
        }
    }
}
