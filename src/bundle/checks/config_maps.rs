//! What a `ConfigMap` may hold.

use super::{Scene, problem};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Object;

/// The most bytes that the values may have together.
const MOST: usize = 1 << 20;

/// Keys have a form, and values a weight.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let Object::ConfigMap(config) = &emitted.object else { continue };
        let texts = config.data.iter().flatten().map(|(key, value)| (key, value.len()));
        let bytes = config.binary_data.iter().flatten().map(|(key, value)| (key, value.0.len()));
        let mut weight = 0usize;
        for (key, length) in texts.chain(bytes) {
            weight = weight.saturating_add(length);
            if !is_key(key) {
                let said = format!("has the malformed key `{key}`");
                let help = "use at most 253 letters, digits, `-`, `_` and `.`";
                sink.push(problem(&codes::BAD_CONFIG_KEY, emitted, "data", said).help(help));
            }
        }
        if weight > MOST {
            let said = format!("holds {weight} bytes, at most {MOST} are allowed");
            let help = "split it, or bring the files with the image";
            sink.push(problem(&codes::CONFIG_MAP_TOO_LARGE, emitted, "data", said).help(help));
        }
    }
}

/// Keys become names of files, so none may lead out of its directory.
fn is_key(key: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !key.is_empty() && key.len() <= 253 && key.chars().all(allowed) && key != "." && !key.starts_with("..")
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{config_with, found, shop};

    #[test]
    fn config_maps_have_a_weight_and_keys_a_form() {
        assert_eq!(found(shop().with([config_with("files", ".env", &"x".repeat(1 << 20))])), [""; 0]);
        assert_eq!(
            found(shop().with([config_with("files", "big", &"x".repeat((1 << 20) + 1))])),
            ["K0110 ConfigMap/files: `data` holds 1048577 bytes, at most 1048576 are allowed"]
        );
        for key in ["", "a/b", "..", "..a", "ä"] {
            assert_eq!(
                found(shop().with([config_with("files", key, "")])),
                [format!("K0111 ConfigMap/files: `data` has the malformed key `{key}`")]
            );
        }
    }
}
