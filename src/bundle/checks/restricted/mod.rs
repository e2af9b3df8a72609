//! Pod Security `restricted`: what the admission of a namespace asks of every pod.
//!
//! Source: "Pod Security Standards" of the Kubernetes documentation, controls of the levels baseline and restricted.

mod host;
mod identity;
mod privileges;

use super::Scene;
use crate::bundle::index::Pods;
use crate::diagnostics::Sink;

/// Every pod passes where the level is enforced. Windows has other rules, and is not looked at.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    if !scene.target.restricted {
        return;
    }
    for pods in scene.pods.iter().filter(|pods| !is_windows(pods)) {
        host::check(scene, pods, sink);
        privileges::check(pods, sink);
        identity::check(pods, sink);
    }
}

fn is_windows(pods: &Pods<'_>) -> bool {
    pods.spec.os.as_ref().is_some_and(|os| os.name == "windows")
}
