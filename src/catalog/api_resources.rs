//! Resources of the API by group, as rights name them.

/// The resources of the groups that hardly ever change. Source: API reference of Kubernetes 1.33 to 1.37.
const GROUPS: &[(&str, &[&str])] = &[
    (
        "",
        &[
            "bindings",
            "componentstatuses",
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "pods",
            "podtemplates",
            "replicationcontrollers",
            "resourcequotas",
            "secrets",
            "serviceaccounts",
            "services",
        ],
    ),
    ("apps", &["controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"]),
    ("autoscaling", &["horizontalpodautoscalers"]),
    ("batch", &["cronjobs", "jobs"]),
    ("coordination.k8s.io", &["leasecandidates", "leases"]),
    ("discovery.k8s.io", &["endpointslices"]),
    ("events.k8s.io", &["events"]),
    ("metrics.k8s.io", &["nodes", "pods"]),
    ("networking.k8s.io", &["ingressclasses", "ingresses", "ipaddresses", "networkpolicies", "servicecidrs"]),
    ("policy", &["poddisruptionbudgets"]),
    ("rbac.authorization.k8s.io", &["clusterrolebindings", "clusterroles", "rolebindings", "roles"]),
];

/// The resources of a group; none where the group is not known here.
#[must_use]
pub fn of_group(group: &str) -> Option<&'static [&'static str]> {
    GROUPS.iter().find(|(name, _)| *name == group).map(|(_, resources)| *resources)
}

/// The group that has a resource.
#[must_use]
pub fn group_of(resource: &str) -> Option<&'static str> {
    GROUPS.iter().find(|(_, resources)| resources.contains(&resource)).map(|(name, _)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_and_resources_are_sorted_and_plural() {
        assert!(GROUPS.is_sorted_by_key(|(name, _)| *name));
        for (_, resources) in GROUPS {
            assert!(resources.is_sorted(), "{resources:?}");
            assert!(resources.iter().all(|resource| resource.ends_with('s')), "{resources:?}");
        }
        assert_eq!(group_of("deployments"), Some("apps"));
        assert_eq!(group_of("pods"), Some(""));
        assert_eq!(of_group("acme.example"), None);
    }
}
