//! Controllers of Ingress: how each is told that connections last.

use super::Provider;

/// Seconds of silence after which a controller may give a WebSocket up. An hour outlasts any sensible interval of pings.
pub const WEB_SOCKET_IDLE: u32 = 3600;

/// The annotations by which the controller of a class lets `WebSockets` be silent for [`WEB_SOCKET_IDLE`]; nothing where the class
/// is not known, or takes no annotation for it. They count silence, not the whole time, and hold for all paths of an Ingress.
///
/// Sources: ingress-nginx, "Annotations" and "`WebSockets`" (60 seconds by itself), which AKS' `webapprouting` runs, too; AWS Load
/// Balancer Controller 3.5, "Ingress annotations", and "Edit attributes for your Application Load Balancer" (60 seconds by itself, at
/// most 4000).
#[must_use]
pub fn web_socket_idle(provider: Provider, class: &str) -> Option<Vec<(String, String)>> {
    let nginx = ["proxy-read-timeout", "proxy-send-timeout"];
    match (provider, class) {
        (_, "nginx") | (Provider::Azure, "webapprouting.kubernetes.azure.com") => Some(
            nginx
                .iter()
                .map(|name| (format!("nginx.ingress.kubernetes.io/{name}"), WEB_SOCKET_IDLE.to_string()))
                .collect(),
        ),
        (Provider::Aws, "alb") => Some(vec![(
            "alb.ingress.kubernetes.io/load-balancer-attributes".to_owned(),
            format!("idle_timeout.timeout_seconds={WEB_SOCKET_IDLE}"),
        )]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_controllers_are_told_to_wait() {
        let keys = |provider, class: &str| {
            let told = web_socket_idle(provider, class)?;
            Some(told.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" "))
        };
        let nginx =
            "nginx.ingress.kubernetes.io/proxy-read-timeout=3600 nginx.ingress.kubernetes.io/proxy-send-timeout=3600";
        assert_eq!(keys(Provider::Generic, "nginx").as_deref(), Some(nginx));
        assert_eq!(keys(Provider::Azure, "webapprouting.kubernetes.azure.com").as_deref(), Some(nginx));
        assert_eq!(
            keys(Provider::Aws, "alb").as_deref(),
            Some("alb.ingress.kubernetes.io/load-balancer-attributes=idle_timeout.timeout_seconds=3600")
        );
        assert_eq!(keys(Provider::Gcp, "gce"), None);
        assert_eq!(keys(Provider::Generic, "alb"), None);
    }
}
