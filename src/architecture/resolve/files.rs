//! Files of a component: their content, grouped by where they are mounted.

use super::Context;
use super::text::Scope;
use crate::architecture::model::{File, MountedFiles, Piece, Text};
use crate::blueprint::spec::{ByMountPath, FileSpec};
use crate::blueprint::table::{Entries, Field, Set};
use crate::diagnostics::codes::architecture as codes;
use std::collections::BTreeMap;

/// The most that a ConfigMap can hold.
const CONFIG_MAP_MAX: usize = 1_048_576;

/// All files of a container.
pub fn files(
    scope: &Scope<'_>,
    field: &Field<Entries<ByMountPath, FileSpec>>,
    cx: &mut Context<'_>,
) -> Vec<MountedFiles> {
    let mut mounted = Vec::new();
    for (mount, set) in field.get().into_iter().flat_map(Entries::iter) {
        let Some(files) = content(scope, mount, set, cx) else { continue };
        let size: usize = files.iter().map(|(name, file)| name.len() + length(file)).sum();
        if size > CONFIG_MAP_MAX {
            let message = format!(
                "the files at `{mount}` of `{}` have {}.{} MB; a ConfigMap holds at most 1 MiB",
                scope.name,
                size / 1_000_000,
                size % 1_000_000 / 100_000,
            );
            cx.push_at(
                &codes::FILE_TOO_LARGE,
                set.span(),
                message,
                "put them into the image, or fetch them at the start",
            );
        }
        let directory = mount.ends_with('/');
        mounted.push(MountedFiles {
            mount: if directory { mount.trim_end_matches('/').to_owned() } else { mount.to_owned() },
            directory,
            files,
            mode: mode(set, cx),
            origin: set.origin.clone(),
        });
    }
    mounted
}

fn length(file: &File) -> usize {
    match file {
        File::Binary(bytes) => bytes.len(),
        File::Text(text) => text
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Literal(literal) => literal.len(),
                _ => 16,
            })
            .sum(),
    }
}

/// Permissions in octal.
fn mode(set: &Set<FileSpec>, cx: &mut Context<'_>) -> Option<u32> {
    let mode = set.value.mode.set()?;
    let octal = u32::from_str_radix(&mode.value.0, 8).ok().filter(|mode| *mode <= 0o777);
    if octal.is_none() {
        let message = format!("`{}` are no permissions", mode.value.0);
        cx.push_at(&codes::BAD_MODE, mode.span(), message, "write them in octal and in quotes: `\"0444\"`");
    }
    octal
}

/// The files under one mount path.
fn content(
    scope: &Scope<'_>,
    mount: &str,
    set: &Set<FileSpec>,
    cx: &mut Context<'_>,
) -> Option<BTreeMap<String, File>> {
    let spec = &set.value;
    let own_name = mount.trim_end_matches('/').rsplit('/').next().unwrap_or("file").to_owned();
    let expand = spec.expand.get().is_some_and(|flag| flag.0);
    if let Some(written) = spec.text.set() {
        super::secrets::in_file(scope.name, mount, &written.value.0, written.span(), cx);
        let file = File::Text(filled(scope, &written.value.0, expand, set, cx));
        return Some(BTreeMap::from([(key(&own_name, set, cx), file)]));
    }
    let Some(path) = spec.path.set() else {
        let message = format!("the file `{mount}` of `{}` has no content", scope.name);
        cx.push_at(&codes::INCOMPLETE, set.key.or(set.span()), message, "write `path: ./FILE` or `text: …`");
        return None;
    };
    let base = path.value.0.trim_end_matches('/').to_owned();
    let found: Vec<(String, Result<Vec<u8>, String>)> = if mount.ends_with('/') {
        let prefix = format!("{base}/");
        let inside = cx.blueprint.attachments.iter().filter_map(|(at, file)| Some((at.strip_prefix(&prefix)?, file)));
        inside.map(|(name, file)| (name.to_owned(), file.clone())).collect()
    } else {
        cx.blueprint.attachments.get(&path.value.0).map(|file| (own_name, file.clone())).into_iter().collect()
    };
    if found.is_empty() {
        let message = format!("there are no files in `{base}`");
        cx.push_at(&codes::NO_SUCH_FILE, path.span(), message, "the path starts at the blueprint's directory");
        return None;
    }
    let mut files = BTreeMap::new();
    for (name, bytes) in found {
        match bytes {
            Ok(bytes) => {
                let file = match String::from_utf8(bytes) {
                    Ok(content) => File::Text(filled(scope, &content, expand, set, cx)),
                    Err(error) => File::Binary(error.into_bytes()),
                };
                files.insert(key(&name, set, cx), file);
            }
            Err(problem) => {
                let message = format!("the file `{base}` cannot be read: {problem}");
                cx.push_at(&codes::NO_SUCH_FILE, path.span(), message, "the path starts at the blueprint's directory");
            }
        }
    }
    Some(files)
}

/// The content with its references resolved, where that was asked for.
fn filled(scope: &Scope<'_>, content: &str, expand: bool, set: &Set<FileSpec>, cx: &mut Context<'_>) -> Text {
    if !expand {
        return Text { pieces: vec![Piece::Literal(content.to_owned())] };
    }
    // Variables of Kubernetes mean nothing inside a file.
    let escaped = content.replace("$(", "$$(");
    let mut filled = super::text::content(scope, &escaped, &set.origin, cx);
    for piece in &mut filled.pieces {
        match piece {
            Piece::Literal(literal) => *literal = literal.replace("$$(", "$("),
            Piece::Secret { .. } | Piece::Field(_) => {
                let message = "a secret or a field of the pod cannot stand in a file";
                cx.push_at(&codes::BAD_REFERENCE, set.span(), message, "pass it in an environment variable");
            }
            Piece::Resource(_) => {}
        }
    }
    filled
}

/// A file's name as the key of a ConfigMap.
fn key(name: &str, set: &Set<FileSpec>, cx: &mut Context<'_>) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.is_empty() || name.len() > 253 || !name.chars().all(allowed) {
        let message =
            format!("`{name}` cannot be the name of a file in a ConfigMap: letters, digits, `-`, `_` and `.`");
        cx.push_at(&codes::BAD_FILE_NAME, set.key.or(set.span()), message, "rename the file");
    }
    name.to_owned()
}
