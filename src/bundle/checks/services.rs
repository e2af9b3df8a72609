//! Services: the pods that they select, and the ports that they lead to.

use super::{Scene, names::is_label, problem, repeated};
use crate::bundle::index::{Pods, namespace};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::{Emitted, Object};
use k8s_openapi::api::core::v1::{ServicePort, ServiceSpec};
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

/// Every Service leads to pods of the bundle, and every port of it to one of theirs.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let Object::Service(service) = &emitted.object else { continue };
        let Some(spec) = &service.spec else { continue };
        ports(emitted, spec, sink);
        // Without a selector somebody else says where the Service leads to.
        let Some(selector) = spec.selector.as_ref().filter(|selector| !selector.is_empty()) else { continue };
        if spec.type_.as_deref() == Some("ExternalName") {
            continue;
        }
        let mut selected = scene.index.labelled(namespace(emitted), selector).peekable();
        if selected.peek().is_none() {
            let said = "matches the pods of no workload of the bundle: every connection would be refused";
            let problem = problem(&codes::SERVICE_SELECTS_NOTHING, emitted, "spec.selector", said);
            sink.push(problem.help("repeat labels of the pod template that is meant"));
            continue;
        }
        let selected: Vec<_> = selected.collect();
        for (at, port) in spec.ports.iter().flatten().enumerate() {
            target(emitted, at, port, &selected, sink);
        }
    }
}

/// The protocol of a port, with the one that is meant where none is written.
pub(super) fn protocol(written: Option<&str>) -> &str {
    written.unwrap_or("TCP")
}

/// A port leads to a port of the pods.
fn target(emitted: &Emitted, at: usize, port: &ServicePort, selected: &[&Pods<'_>], sink: &mut Sink) {
    let wanted = protocol(port.protocol.as_deref());
    let declared = |fits: &dyn Fn(Option<&str>, i32) -> bool| {
        selected.iter().flat_map(|pods| pods.containers()).filter(|at| !at.init || at.is_sidecar()).any(|at| {
            at.ports().any(|known| {
                protocol(known.protocol.as_deref()) == wanted && fits(known.name.as_deref(), known.container_port)
            })
        })
    };
    let field = format_args!("spec.ports[{at}].targetPort");
    match &port.target_port {
        Some(IntOrString::String(name)) if !declared(&|known, _| known == Some(name)) => {
            let said =
                format!("is `{name}`, but no container that the Service selects has a {wanted} port of that name");
            let help = "name the port of the container alike";
            sink.push(problem(&codes::TARGET_PORT_MISSING, emitted, &field, said).help(help));
        }
        Some(IntOrString::String(_)) => {}
        number => {
            let number = match number {
                Some(IntOrString::Int(number)) => *number,
                _ => port.port,
            };
            if !declared(&|_, known| known == number) {
                let said =
                    format!("is {number}, but no container that the Service selects declares {wanted} port {number}");
                let help = "declare the port of the container, or correct the number";
                sink.push(problem(&codes::TARGET_PORT_UNDECLARED, emitted, &field, said).help(help));
            }
        }
    }
}

/// The ports of a Service can be told apart.
fn ports(emitted: &Emitted, spec: &ServiceSpec, sink: &mut Sink) {
    let ports = spec.ports.as_deref().unwrap_or_default();
    let mut tell = |at: usize, field: &str, said: String, help: &str| {
        let field = format!("spec.ports[{at}].{field}");
        sink.push(problem(&codes::SERVICE_PORTS, emitted, &field, said).help(help));
    };
    for (at, port) in ports.iter().enumerate() {
        if !(1..=65535).contains(&port.port) {
            tell(at, "port", format!("is {}", port.port), "ports go from 1 to 65535");
        }
        match &port.name {
            Some(name) if !is_label(name) => {
                tell(at, "name", format!("is `{name}`, and no DNS label"), "use a-z, 0-9 and `-`, at most 63 of them");
            }
            None if ports.len() > 1 => {
                tell(at, "name", "is missing".to_owned(), "of several ports every one needs a name");
            }
            _ => {}
        }
    }
    let with_name = ports.iter().enumerate().filter_map(|(at, port)| Some((at, port.name.as_deref()?)));
    let (places, names): (Vec<_>, Vec<_>) = with_name.unzip();
    for (at, name) in repeated(names) {
        let at = places.get(at).copied().unwrap_or(at);
        tell(at, "name", format!("is `{name}`, as that of another port"), "name it differently");
    }
    for (at, (number, protocol)) in repeated(ports.iter().map(|port| (port.port, protocol(port.protocol.as_deref())))) {
        tell(at, "port", format!("is {number} of {protocol} a second time"), "remove one of them");
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, service_port, shop};
    use k8s_openapi::api::core::v1::{ServicePort, ServiceSpec};
    use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

    fn serving(change: impl Fn(&mut ServiceSpec)) -> Vec<String> {
        found(shop().service(|service| change(service.spec.as_mut().unwrap())))
    }

    fn leading(target: Option<&IntOrString>, protocol: Option<&str>) -> Vec<String> {
        serving(|spec| {
            let protocol = protocol.map(str::to_owned);
            spec.ports =
                Some(vec![ServicePort { target_port: target.cloned(), protocol, ..service_port("http", 8080) }]);
        })
    }

    #[test]
    fn a_service_selects_pods() {
        let with = |value: &str| {
            serving(|spec| {
                spec.selector.get_or_insert_default().insert("app".to_owned(), value.to_owned());
            })
        };
        assert_eq!(with("cart"), [""; 0]);
        assert_eq!(
            with("crat"),
            [
                "K0202 Service/cart: `spec.selector` matches the pods of no workload of the bundle: every connection would be refused"
            ]
        );
        assert_eq!(serving(|spec| spec.selector = None), [""; 0]);
    }

    #[test]
    fn a_service_leads_to_ports() {
        let named = |name: &str| IntOrString::String(name.to_owned());
        assert_eq!(leading(Some(&named("http")), Some("TCP")), [""; 0]);
        assert_eq!(
            leading(Some(&named("grpc")), None),
            [
                "K0203 Service/cart: `spec.ports[0].targetPort` is `grpc`, but no container that the Service selects has a TCP port of that name"
            ]
        );
        assert_eq!(
            leading(Some(&named("http")), Some("UDP")),
            [
                "K0203 Service/cart: `spec.ports[0].targetPort` is `http`, but no container that the Service selects has a UDP port of that name"
            ]
        );
        assert_eq!(leading(Some(&IntOrString::Int(8080)), None), [""; 0]);
        assert_eq!(leading(None, None), [""; 0]);
        assert_eq!(
            leading(Some(&IntOrString::Int(80)), None),
            [
                "K0204 Service/cart: `spec.ports[0].targetPort` is 80, but no container that the Service selects declares TCP port 80"
            ]
        );
    }

    #[test]
    fn ports_of_a_service_can_be_told_apart() {
        let with = |ports: &[ServicePort]| serving(|spec| spec.ports = Some(ports.to_vec()));
        let (http, admin) = (service_port("http", 80), service_port("admin", 81));
        assert_eq!(with(&[http.clone(), admin.clone()]), [""; 0]);
        let nameless = ServicePort { name: None, ..admin.clone() };
        assert_eq!(with(&[http.clone(), nameless.clone()]), ["K0205 Service/cart: `spec.ports[1].name` is missing"]);
        assert_eq!(with(&[nameless]), [""; 0]);
        assert_eq!(
            with(&[http.clone(), service_port("http", 81)]),
            ["K0205 Service/cart: `spec.ports[1].name` is `http`, as that of another port"]
        );
        assert_eq!(
            with(&[http, service_port("admin", 80)]),
            ["K0205 Service/cart: `spec.ports[1].port` is 80 of TCP a second time"]
        );
        assert_eq!(with(&[service_port("http", 0)]), ["K0205 Service/cart: `spec.ports[0].port` is 0"]);
        assert_eq!(
            with(&[service_port("Http", 80)]),
            ["K0205 Service/cart: `spec.ports[0].name` is `Http`, and no DNS label"]
        );
    }
}
