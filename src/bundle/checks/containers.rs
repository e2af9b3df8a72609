//! Containers: that there are some, with an image, and with names of their own.

use super::{Scene, names::is_label, problem};
use crate::bundle::index::Pods;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use std::collections::BTreeSet;

/// Every pod has a container; every container a name and an image.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        if pods.spec.containers.is_empty() {
            let problem = problem(&codes::NO_CONTAINER, pods.emitted, &pods.field("containers"), "is empty");
            sink.push(problem.help("add the container that does the work"));
        }
        one(pods, sink);
    }
}

fn one(pods: &Pods<'_>, sink: &mut Sink) {
    let mut seen = BTreeSet::new();
    for at in pods.containers() {
        let name = at.container.name.as_str();
        let said = match (is_label(name), seen.insert(name)) {
            (false, _) => Some((format!("is `{name}`, and no DNS label"), "use at most 63 of a-z, 0-9 and `-`")),
            (true, false) => Some((format!("is `{name}`, as that of another container"), "name it differently")),
            (true, true) => None,
        };
        if let Some((said, help)) = said {
            sink.push(problem(&codes::CONTAINER_NAME, pods.emitted, &at.field("name"), said).help(help));
        }
        if at.container.image.as_deref().is_none_or(str::is_empty) {
            let problem = problem(&codes::NO_CONTAINER, pods.emitted, &at.field("image"), "is missing");
            sink.push(problem.help("name the image"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, shop};

    #[test]
    fn pods_have_containers_with_images() {
        let none = shop().pod(|pod| pod.containers.clear()).service(|service| service.spec = None);
        assert_eq!(found(none), ["K0401 Deployment/cart: `spec.template.spec.containers` is empty"]);
        assert_eq!(
            found(shop().container(|app| app.image = None)),
            ["K0401 Deployment/cart: `spec.template.spec.containers[0].image` is missing"]
        );
    }

    #[test]
    fn containers_have_names_of_their_own() {
        assert_eq!(
            found(shop().container(|app| app.name = "App".to_owned())),
            ["K0402 Deployment/cart: `spec.template.spec.containers[0].name` is `App`, and no DNS label"]
        );
        let beside = |name: &str| {
            found(shop().pod(|pod| {
                let mut step = pod.containers[0].clone();
                (step.name, step.ports, step.readiness_probe) = (name.to_owned(), None, None);
                pod.init_containers = Some(vec![step]);
            }))
        };
        assert_eq!(beside("migrate"), [""; 0]);
        assert_eq!(
            beside("app"),
            ["K0402 Deployment/cart: `spec.template.spec.containers[0].name` is `app`, as that of another container"]
        );
    }
}
