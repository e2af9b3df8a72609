//! Services of type `LoadBalancer`: what each provider has to be told.

use super::Provider;

/// What a Service of type `LoadBalancer` says beside its ports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LoadBalancer {
    /// The implementation, where there is more than one.
    pub class: Option<&'static str>,
    /// Who implements the class.
    pub controller: &'static str,
    /// Settings of the provider, with their values.
    pub annotations: Vec<(String, String)>,
}

/// Seconds of silence after which Amazon's load balancer forgets a connection: 350 by itself, at most 6000.
const AWS_IDLE: u32 = 3600;
/// Minutes of silence after which Azure's load balancer forgets a connection: 4 by itself, and this is the most.
const AZURE_IDLE: u32 = 30;

impl LoadBalancer {
    /// For a port, in the open internet; `lasting` connections are not forgotten while nobody speaks.
    ///
    /// Sources: AWS Load Balancer Controller 3.5, "Service annotations" and its source, where health checks of `instance` targets
    /// ask the port of the Service's health checks if the traffic policy is Local, and those of `ip` targets the pod over TCP,
    /// which a pod of datagrams does not answer; GKE, "LoadBalancer Service concepts" (the class needs 1.33.1); cloud-provider-azure,
    /// "Azure LoadBalancer".
    #[must_use]
    pub fn of(provider: Provider, port: u16, udp: bool, lasting: bool) -> Self {
        match provider {
            Provider::Aws => Self::aws(port, udp, lasting),
            Provider::Gcp => Self {
                class: Some("networking.gke.io/l4-regional-external"),
                controller: "GKE from 1.33.1 on",
                ..Self::default()
            },
            Provider::Azure => {
                let idle = || azure("azure-load-balancer-tcp-idle-timeout", &AZURE_IDLE.to_string());
                Self { annotations: lasting.then(idle).into_iter().collect(), ..Self::default() }
            }
            Provider::Generic => Self::default(),
        }
    }

    fn aws(port: u16, udp: bool, lasting: bool) -> Self {
        let mut annotations =
            vec![aws("nlb-target-type", if udp { "instance" } else { "ip" }), aws("scheme", "internet-facing")];
        if !udp {
            // Of datagrams, and of connections to nodes, it is kept without being asked for.
            annotations.push(aws("target-group-attributes", "preserve_client_ip.enabled=true"));
        }
        if lasting {
            let idle = format!("tcp.idle_timeout.seconds={AWS_IDLE}");
            annotations.insert(0, aws(&format!("listener-attributes.TCP-{port}"), &idle));
        }
        Self { class: Some("service.k8s.aws/nlb"), controller: "AWS Load Balancer Controller", annotations }
    }
}

fn aws(name: &str, value: &str) -> (String, String) {
    (format!("service.beta.kubernetes.io/aws-load-balancer-{name}"), value.to_owned())
}

fn azure(name: &str, value: &str) -> (String, String) {
    (format!("service.beta.kubernetes.io/{name}"), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_is_told_what_it_needs() {
        let shown = |provider, udp, lasting| {
            let found = LoadBalancer::of(provider, 1883, udp, lasting);
            let annotations: Vec<String> = found
                .annotations
                .iter()
                .map(|(key, value)| format!("{}: {value}", key.trim_start_matches("service.beta.kubernetes.io/")))
                .collect();
            format!("{} {}", found.class.unwrap_or("-"), annotations.join(", "))
        };
        assert_eq!(
            shown(Provider::Aws, false, true),
            "service.k8s.aws/nlb aws-load-balancer-listener-attributes.TCP-1883: tcp.idle_timeout.seconds=3600, \
             aws-load-balancer-nlb-target-type: ip, aws-load-balancer-scheme: internet-facing, \
             aws-load-balancer-target-group-attributes: preserve_client_ip.enabled=true"
        );
        assert_eq!(
            shown(Provider::Aws, true, false),
            "service.k8s.aws/nlb aws-load-balancer-nlb-target-type: instance, aws-load-balancer-scheme: internet-facing"
        );
        assert_eq!(shown(Provider::Gcp, false, true), "networking.gke.io/l4-regional-external ");
        assert_eq!(shown(Provider::Azure, false, true), "- azure-load-balancer-tcp-idle-timeout: 30");
        assert_eq!(shown(Provider::Generic, true, false), "- ");
    }
}
