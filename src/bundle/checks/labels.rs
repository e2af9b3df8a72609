//! Labels and annotations that the API server takes.

use super::{Scene, problem};
use crate::bundle::index::{Labels, Pods};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Emitted;
use crate::names::{is_label_value, is_qualified};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use std::fmt::Display;

/// What all annotations of an object may weigh together.
const ANNOTATIONS_MOST: usize = 256 << 10;

/// Labels and annotations of objects and of the pods that they make.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        metadata(emitted, &"metadata", emitted.object.metadata(), sink);
    }
    for pods in &scene.pods {
        let template = pods.emitted.object.pod_template().and_then(|template| template.metadata.as_ref());
        if let Some(found) = template {
            metadata(pods.emitted, &format_args!("{}.metadata", pods.template), found, sink);
        }
    }
    selectors(&scene.pods, sink);
}

fn metadata(emitted: &Emitted, path: &dyn Display, metadata: &ObjectMeta, sink: &mut Sink) {
    labels(emitted, &format_args!("{path}.labels"), metadata.labels.as_ref(), sink);
    if let Some(known) = &metadata.annotations {
        annotations(emitted, &format_args!("{path}.annotations"), known, sink);
    }
}

/// Labels of nodes are chosen by labels, too.
fn selectors(pods: &[Pods<'_>], sink: &mut Sink) {
    for pods in pods {
        labels(pods.emitted, &pods.field("nodeSelector"), pods.spec.node_selector.as_ref(), sink);
    }
}

fn labels(emitted: &Emitted, path: &dyn Display, labels: Option<&Labels>, sink: &mut Sink) {
    for (key, value) in labels.into_iter().flatten() {
        if !is_qualified(key) {
            let said = format!("has the malformed key `{key}`");
            sink.push(problem(&codes::BAD_LABEL, emitted, path, said).help(KEY));
        }
        if !is_label_value(value) {
            let said = format!("gives `{key}` the malformed value `{value}`");
            let help = "use at most 63 letters, digits, `-`, `_` and `.`, with a letter or digit at either end";
            sink.push(problem(&codes::BAD_LABEL, emitted, path, said).help(help));
        }
    }
}

/// What a key is.
const KEY: &str = "write `name` or `dns.prefix/name`, where the name has at most 63 letters, digits, `-`, `_` and `.`";

fn annotations(emitted: &Emitted, path: &dyn Display, annotations: &Labels, sink: &mut Sink) {
    // The API server lowers keys before it looks at them.
    for key in annotations.keys().filter(|key| !is_qualified(&key.to_lowercase())) {
        let said = format!("has the malformed key `{key}`");
        sink.push(problem(&codes::BAD_ANNOTATION, emitted, path, said).help(KEY));
    }
    let weight: usize = annotations.iter().map(|(key, value)| key.len() + value.len()).sum();
    if weight > ANNOTATIONS_MOST {
        let said = format!("weighs {weight} bytes, at most {ANNOTATIONS_MOST} are allowed");
        let help = "keep large texts in a ConfigMap";
        sink.push(problem(&codes::BAD_ANNOTATION, emitted, path, said).help(help));
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, shop};

    /// What is found when a label is set.
    fn labelled(key: &str, value: &str) -> Vec<String> {
        found(shop().deployment(|cart| {
            cart.metadata.labels.get_or_insert_default().insert(key.to_owned(), value.to_owned());
        }))
    }

    /// What is found when the pods have an annotation.
    fn annotated(key: &str, value: String) -> Vec<String> {
        found(shop().deployment(|cart| {
            let metadata = cart.spec.template.metadata.get_or_insert_default();
            metadata.annotations.get_or_insert_default().insert(key.to_owned(), value);
        }))
    }

    #[test]
    fn labels_have_a_form() {
        assert_eq!(labelled("example.com/owner", "team-a"), [""; 0]);
        assert_eq!(
            labelled("Example/owner", "a"),
            ["K0104 Deployment/cart: `metadata.labels` has the malformed key `Example/owner`"]
        );
        assert_eq!(
            labelled("owner", "team a"),
            ["K0104 Deployment/cart: `metadata.labels` gives `owner` the malformed value `team a`"]
        );
    }

    #[test]
    fn annotations_have_a_form_and_a_weight() {
        assert_eq!(annotated("Example.com/A", "any text\n".to_owned()), [""; 0]);
        assert_eq!(
            annotated("a b", String::new()),
            ["K0105 Deployment/cart: `spec.template.metadata.annotations` has the malformed key `a b`"]
        );
        assert_eq!(
            annotated("a", "x".repeat(256 << 10)),
            [
                "K0105 Deployment/cart: `spec.template.metadata.annotations` weighs 262145 bytes, at most 262144 are allowed"
            ]
        );
    }
}
