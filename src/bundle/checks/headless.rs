//! The Service that gives the pods of a `StatefulSet` their names.

use super::{Scene, problem};
use crate::bundle::index::Pods;
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::Object;

/// A `StatefulSet` that names a Service names a headless one that selects its pods.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for pods in &scene.pods {
        let Object::StatefulSet(set) = &pods.emitted.object else { continue };
        if let Some(name) = set.spec.service_name.as_deref().filter(|name| !name.is_empty()) {
            one(scene, pods, name, sink);
        }
    }
}

fn one(scene: &Scene<'_>, pods: &Pods<'_>, name: &str, sink: &mut Sink) {
    let field = "spec.serviceName";
    let Some(service) = scene.index.service(pods.namespace(), name) else {
        let said = format!("is `{name}`, but the bundle has no Service of that name");
        let help = "add a headless Service (`clusterIP: None`) that selects the pods";
        sink.push(problem(&codes::HEADLESS_MISSING, pods.emitted, field, said).help(help));
        return;
    };
    let spec = service.spec.as_ref();
    let headless = spec.and_then(|spec| spec.cluster_ip.as_deref()) == Some("None");
    let selector = spec.and_then(|spec| spec.selector.as_ref());
    let selects =
        selector.is_some_and(|selector| selector.iter().all(|(key, value)| pods.labels.get(key) == Some(value)));
    let said = match (headless, selects) {
        (true, true) => return,
        (false, _) => format!("is `{name}`, but that Service is not headless: the pods get no names of their own"),
        (true, false) => format!("is `{name}`, but that Service does not select the pods: they get no names"),
    };
    let help = "give the Service `clusterIP: None` and a label of the pods as its selector";
    sink.push(problem(&codes::NOT_HEADLESS, pods.emitted, field, said).help(help));
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{Shop, account, found, headless, shop, stateful};
    use k8s_openapi::api::core::v1::ServiceSpec;

    fn stored(change: impl Fn(&mut ServiceSpec)) -> Shop {
        let mut service = headless("db");
        change(service.spec.as_mut().unwrap());
        shop().with([account("db"), stateful("db"), service.into()])
    }

    #[test]
    fn members_get_their_names_from_a_headless_service() {
        assert_eq!(found(stored(|_| ())), [""; 0]);
        assert_eq!(
            found(shop().with([account("db"), stateful("db")])),
            ["K0206 StatefulSet/db: `spec.serviceName` is `db`, but the bundle has no Service of that name"]
        );
        assert_eq!(
            found(stored(|spec| spec.cluster_ip = None)),
            [
                "K0207 StatefulSet/db: `spec.serviceName` is `db`, but that Service is not headless: the pods get no names of their own"
            ]
        );
        assert_eq!(
            found(stored(|spec| spec.selector = Some([("app".to_owned(), "cart".to_owned())].into()))),
            [
                "K0207 StatefulSet/db: `spec.serviceName` is `db`, but that Service does not select the pods: they get no names"
            ]
        );
    }
}
