//! The object that a patch means.

use crate::architecture::model::Patch;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::customize as codes;
use crate::diagnostics::suggest::{nearest, one_of};
use crate::kubernetes::{Emitted, Object};

/// The most objects that a message lists.
const MOST_LISTED: usize = 8;

/// Finds the target of a patch: by its full name, or by the name without the digest of its content.
///
/// A digest changes with the content, so a patch that wrote it would lose its target with the next edit.
pub fn find(objects: &[Emitted], patch: &Patch) -> Result<usize, Box<Diagnostic>> {
    let of_kind = || objects.iter().enumerate().filter(|(_, emitted)| emitted.object.type_meta().1 == patch.kind);
    let by = |name: fn(&Emitted) -> &str| -> Vec<usize> {
        of_kind().filter(|(_, emitted)| name(emitted) == patch.name).map(|(at, _)| at).collect()
    };
    let (whole, stems) = (by(full_name), by(stem));
    match (whole.first(), stems.as_slice()) {
        (Some(at), _) | (None, [at]) => Ok(*at),
        (None, []) => Err(Box::new(unknown(objects, patch))),
        (None, several) => {
            let names =
                several.iter().filter_map(|at| objects.get(*at)).map(|found| found.object.identity().to_string());
            let names: Vec<String> = names.collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let message = format!("`{}` may be any of several objects", patch.target_name());
            let problem = Diagnostic::new(&codes::UNKNOWN_TARGET, patch.target, message);
            Err(Box::new(problem.help(format!("write {}", one_of(&names)))))
        }
    }
}

fn unknown(objects: &[Emitted], patch: &Patch) -> Diagnostic {
    let wanted = patch.target_name();
    let known: Vec<String> =
        objects.iter().map(|emitted| format!("{}/{}", emitted.object.type_meta().1, stem(emitted))).collect();
    let problem =
        Diagnostic::new(&codes::UNKNOWN_TARGET, patch.target, format!("there is no object `{wanted}` to be patched"));
    if let Some(meant) = nearest(&wanted, known.iter().map(String::as_str)) {
        return problem.fix(patch.target, meant);
    }
    let mut alike: Vec<&str> = known
        .iter()
        .map(String::as_str)
        .filter(|known| known.split('/').next() == Some(&patch.kind) || known.split('/').nth(1) == Some(&patch.name))
        .collect();
    alike.sort_unstable();
    alike.truncate(MOST_LISTED);
    problem.help(match alike.as_slice() {
        [] => "`groundplan build --emit manifests` shows all objects".to_owned(),
        names => format!("near it: {}; `groundplan build --emit manifests` shows all objects", names.join(", ")),
    })
}

fn full_name(emitted: &Emitted) -> &str {
    emitted.object.metadata().name.as_deref().unwrap_or_default()
}

/// The name without the digest of what it is named for.
pub fn stem(emitted: &Emitted) -> &str {
    let name = full_name(emitted);
    let named_by_content = matches!(emitted.object, Object::ConfigMap(_) | Object::Job(_) | Object::Gateway(_));
    match name.rsplit_once('-') {
        Some((stem, digest)) if named_by_content && is_digest(digest) => stem,
        _ => name,
    }
}

fn is_digest(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
}
