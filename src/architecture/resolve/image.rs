//! Images: parsed, mapped to their mirror, judged.

use super::{Context, sourced};
use crate::architecture::model::Posture;
use crate::blueprint::table::{Entries, Field, Set, Text};
use crate::catalog::engines::Engine;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::codes::architecture as codes;
use crate::names::image::ImageRef;
use crate::source::{Origin, Sourced, Span};
use std::collections::BTreeMap;

/// The image of a component: as written, else the engine's.
pub fn image(
    name: &str,
    field: &Field<Text>,
    engine: Option<&'static Engine>,
    has_engine: bool,
    span: Option<Span>,
    cx: &mut Context<'_>,
) -> Option<Sourced<ImageRef>> {
    let image = match (field.set(), engine) {
        (Some(set), _) => written(name, set, cx)?,
        (None, Some(engine)) => {
            Sourced::new(ImageRef::parse(engine.image.value).ok()?, Origin::Engine("the engine's image"))
        }
        // An engine that is not known has been reported.
        (None, None) if has_engine => return None,
        (None, None) => {
            let help = "write `image: registry.example/name:1.0.0`, here or under `defaults`";
            cx.push_at(&codes::NO_IMAGE, span, format!("`{name}` has no image"), help);
            return None;
        }
    };
    Some(judged(name, image, cx))
}

/// An image as it is written; `${name}` and `${environment}` are filled in.
pub fn written(name: &str, set: &Set<Text>, cx: &mut Context<'_>) -> Option<Sourced<ImageRef>> {
    let text = set.value.0.replace("${name}", name).replace("${environment}", cx.environment);
    if super::text::no_reference_left(&text, set.span(), "an image knows only `${name}` and `${environment}`", cx) {
        return None;
    }
    match ImageRef::parse(&text) {
        Ok(image) => Some(sourced(&set.with(image))),
        Err(error) => {
            let message = format!("`{text}` is no image: {error}");
            cx.push_at(
                &codes::BAD_IMAGE,
                set.span(),
                message,
                "write `registry/name:tag`, best with `@sha256:` and the digest behind it",
            );
            None
        }
    }
}

/// An image mapped to its mirror; a floating or undigested one is reported.
pub fn judged(name: &str, image: Sourced<ImageRef>, cx: &mut Context<'_>) -> Sourced<ImageRef> {
    let span = image.origin.span();
    if cx.posture == Posture::Strict && image.value.digest.is_none() {
        let message = format!("the image of `{name}` has no digest, which the posture strict asks for");
        cx.push_at(
            &codes::NO_DIGEST,
            span,
            message,
            format!("write `{}@sha256:…`; `groundplan image set` does it", image.value),
        );
    } else if image.value.is_floating()
        && let Some(span) = span
    {
        let message = format!("the image of `{name}` floats: what `{}` means changes without a rollout", image.value);
        cx.push(Diagnostic::new(&codes::FLOATING_IMAGE, span, message).help("name a version, best with its digest"));
    }
    mirrored(image, cx)
}

/// An image mapped to its mirror.
pub fn mirrored(image: Sourced<ImageRef>, cx: &mut Context<'_>) -> Sourced<ImageRef> {
    let mirrors = mirrors(cx);
    match image.value.with_registry_mapped(&mirrors) {
        Ok(mapped) => image.with(mapped),
        Err(error) => {
            let span = cx.top.images.origin().and_then(Origin::span);
            let message = format!("mapping `{}` to its mirror gives no image: {error}", image.value);
            cx.push_at(&codes::BAD_IMAGE, span, message, "correct `images.registry`");
            image
        }
    }
}

fn mirrors(cx: &Context<'_>) -> BTreeMap<String, String> {
    let registry = cx.top.images.get().and_then(|images| images.registry.get());
    registry.into_iter().flat_map(Entries::iter).map(|(from, to)| (from.to_owned(), to.value.0.clone())).collect()
}
