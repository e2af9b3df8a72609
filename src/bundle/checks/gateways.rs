//! Listeners of a Gateway.

use super::{Scene, problem, repeated};
use crate::diagnostics::Sink;
use crate::diagnostics::codes::kubernetes as codes;
use crate::kubernetes::custom::gateway::{Gateway, Listener};
use crate::kubernetes::{Emitted, Object};

/// The most listeners of one Gateway.
const LISTENERS_MOST: usize = 64;

/// Listeners can be told apart, and those that speak TLS have a certificate.
pub(super) fn check(scene: &Scene<'_>, sink: &mut Sink) {
    for emitted in scene.objects {
        let Object::Gateway(gateway) = &emitted.object else { continue };
        distinct(emitted, gateway, sink);
        for (at, listener) in gateway.spec.listeners.iter().enumerate() {
            secured(emitted, at, listener, sink);
        }
    }
}

fn distinct(emitted: &Emitted, gateway: &Gateway, sink: &mut Sink) {
    let listeners = &gateway.spec.listeners;
    let mut tell = |code, field: &str, said: String, help: &str| {
        sink.push(problem(code, emitted, field, said).help(help));
    };
    for (at, name) in repeated(listeners.iter().map(|listener| &listener.name)) {
        let said = format!("is `{name}`, as that of another listener");
        tell(&codes::LISTENER_TWICE, &format!("spec.listeners[{at}].name"), said, "name it differently");
    }
    let places = listeners.iter().map(|listener| (listener.port, &listener.protocol, &listener.hostname));
    for (at, (port, protocol, _)) in repeated(places) {
        let said = format!("listens to {protocol} on port {port} for the same host as another listener");
        tell(&codes::LISTENER_TWICE, &format!("spec.listeners[{at}]"), said, "remove one of them");
    }
    let count = listeners.len();
    if !(1..=LISTENERS_MOST).contains(&count) {
        let said = format!("has {count} entries, from 1 to {LISTENERS_MOST} are allowed");
        tell(&codes::TOO_MANY_ENTRIES, "spec.listeners", said, "split the Gateway, or use a wildcard host");
    }
}

fn secured(emitted: &Emitted, at: usize, listener: &Listener, sink: &mut Sink) {
    let field = format!("spec.listeners[{at}].tls");
    let mut tell = |said: &str, help: &str| {
        sink.push(problem(&codes::LISTENER_TLS, emitted, &field, said).help(help));
    };
    match (listener.protocol.as_str(), &listener.tls) {
        ("HTTPS", None) => tell("is missing: the listener speaks HTTPS", "name a Secret under `certificateRefs`"),
        ("HTTPS" | "TLS", Some(tls)) => {
            let ends = tls.mode.is_empty() || tls.mode == "Terminate";
            if ends && tls.certificate_refs.is_empty() && tls.options.is_empty() {
                tell("has neither `certificateRefs` nor `options`", "name a Secret under `certificateRefs`");
            } else if listener.protocol == "HTTPS" && !ends {
                tell("does not terminate TLS, but the listener speaks HTTPS", "write `mode: Terminate`");
            }
        }
        ("HTTP", Some(_)) => tell("is there, but the listener speaks HTTP", "remove it, or write `protocol: HTTPS`"),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::bundle::tests::support::{found, gateway, listener, shop};
    use crate::kubernetes::custom::gateway::{Listener, ListenerTls};

    fn listening(listeners: Vec<Listener>) -> Vec<String> {
        let mut gateway = gateway("public");
        gateway.spec.listeners = listeners;
        found(shop().with([gateway.into()]))
    }

    #[test]
    fn listeners_can_be_told_apart() {
        let (a, b) = (listener("a", "a.example.com"), listener("b", "b.example.com"));
        assert_eq!(listening(vec![a.clone(), b]), [""; 0]);
        assert_eq!(
            listening(vec![a.clone(), listener("a", "b.example.com")]),
            ["K0304 Gateway/public: `spec.listeners[1].name` is `a`, as that of another listener"]
        );
        assert_eq!(
            listening(vec![a, listener("b", "a.example.com")]),
            [
                "K0304 Gateway/public: `spec.listeners[1]` listens to HTTPS on port 443 for the same host as another listener"
            ]
        );
        assert_eq!(
            listening(Vec::new()),
            ["K0306 Gateway/public: `spec.listeners` has 0 entries, from 1 to 64 are allowed"]
        );
    }

    #[test]
    fn https_needs_a_certificate() {
        let secured = |protocol: &str, change: fn(&mut Option<ListenerTls>)| {
            let mut listener = Listener { protocol: protocol.to_owned(), ..listener("a", "a.example.com") };
            change(&mut listener.tls);
            listening(vec![listener])
        };
        assert_eq!(
            secured("HTTPS", |tls| *tls = None),
            ["K0305 Gateway/public: `spec.listeners[0].tls` is missing: the listener speaks HTTPS"]
        );
        assert_eq!(
            secured("HTTPS", |tls| tls.iter_mut().for_each(|tls| tls.certificate_refs.clear())),
            ["K0305 Gateway/public: `spec.listeners[0].tls` has neither `certificateRefs` nor `options`"]
        );
        assert_eq!(
            secured("HTTPS", |tls| tls.iter_mut().for_each(|tls| tls.mode = "Passthrough".to_owned())),
            ["K0305 Gateway/public: `spec.listeners[0].tls` does not terminate TLS, but the listener speaks HTTPS"]
        );
        assert_eq!(
            secured("HTTP", |_| ()),
            ["K0305 Gateway/public: `spec.listeners[0].tls` is there, but the listener speaks HTTP"]
        );
        assert_eq!(secured("HTTP", |tls| *tls = None), [""; 0]);
    }
}
