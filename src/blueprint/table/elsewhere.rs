//! Keys of other tools, and what is written here instead.

/// What stands here for a key of another tool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// This key, with the same value.
    Key(&'static str),
    /// Another key with another value, or none at all.
    Advice(&'static str),
}

/// Keys that take the same value under another name.
const RENAMED: &[(&str, &str)] = &[
    ("replicas", "scaling"),
    ("health", "probes"),
    ("healthcheck", "probes"),
    ("healthCheck", "probes"),
    ("readiness", "probes"),
    ("environment", "env"),
    ("depends_on", "calls"),
    ("dependsOn", "calls"),
    ("links", "calls"),
    ("autoscaling", "scaling"),
    ("serviceName", "name"),
    ("cmd", "command"),
    ("entrypoint", "command"),
    ("services", "components"),
    ("port", "ports"),
    ("ingress", "entrypoints"),
    ("envs", "environments"),
    ("priorityClassName", "priority"),
    ("runtimeClassName", "runtimeClass"),
    ("cron", "schedule"),
    ("kind", "type"),
    ("timezone", "timeZone"),
    ("minReadySeconds", "minReady"),
];

/// The same, beside an `engine`.
const OF_STORES: &[(&str, &str)] = &[("replicas", "members")];

const PLACEMENT: &str = "nodes are chosen by `placement: {pool: NAME, spread: zone, apart: [NAME], tolerate: [NAME]}`";
const PROBES: &str = "write `probes: {liveness: /PATH}`; `tcp`, `grpc` and `{exec: [COMMAND]}` are checks, too; readiness alone is `probes: /PATH`";
const SHUTDOWN: &str = "write `shutdown: {grace: 30s, drain: 10s}`; `drain: [COMMAND]` runs a command first";
const DISKS: &str = "write `disks: {/data: 10Gi}` for what outlives the pod, `writable: [/tmp]` for scratch, and \
                     `files: {/etc/x.yml: ./x.yml}` for files";
const RESOURCES: &str = "write `resources: {cpu: 100m, memory: 128Mi}`; `100m..500m` is request..limit";
const SCALING: &str = "write `scaling: 2..20`; `{replicas: 2..20, cpu: 60%}` says what is held";
const ACCESS: &str = "each component has an account of its own; `access: {kubernetes: [{resources: [pods], verbs: [get]}]}` \
                      gives it rights, `access: {serviceAccount: NAME}` shares one";
const ROLLOUT: &str = "write `rollout: recreate`, or `rollout: {surge: 25%, unavailable: 0}`";
const PULL: &str = "whether an image is pulled follows from its tag and the posture: nothing is written for it";
const ENTRY: &str = "ways in stand at the top: `entrypoints: {web: {to: NAME, host: HOST}}`";

/// Keys of other tools with what does their work, and how it is written.
const ADVICE: &[(&str, &str, &str)] = &[
    (
        "initContainers",
        "init",
        "write `init: [{name: NAME, command: [COMMAND]}]`; image, variables and user are those of the component",
    ),
    ("livenessProbe", "probes", PROBES),
    ("readinessProbe", "probes", PROBES),
    ("liveness", "probes", PROBES),
    (
        "startupProbe",
        "startup",
        "write `startup: 60s`: the time allowed until the component is ready for the first time",
    ),
    ("volumes", "disks", DISKS),
    ("volumeMounts", "disks", DISKS),
    ("volumeClaimTemplates", "disks", DISKS),
    ("persistence", "disks", DISKS),
    ("storage", "disks", DISKS),
    ("configMap", "files", "write `files: {/etc/x.yml: ./x.yml}` for files, `envFrom: [configs.NAME]` for variables"),
    (
        "env_file",
        "envFrom",
        "write the variables under `configs: {NAME: {KEY: value}}` at the top, and `envFrom: [configs.NAME]` here",
    ),
    ("nodeSelector", "placement", PLACEMENT),
    ("affinity", "placement", PLACEMENT),
    ("tolerations", "placement", PLACEMENT),
    ("topologySpreadConstraints", "placement", PLACEMENT),
    ("serviceAccount", "access", ACCESS),
    ("serviceAccountName", "access", ACCESS),
    ("rbac", "access", ACCESS),
    ("lifecycle", "shutdown", SHUTDOWN),
    ("preStop", "shutdown", SHUTDOWN),
    ("terminationGracePeriodSeconds", "shutdown", SHUTDOWN),
    ("stop_grace_period", "shutdown", SHUTDOWN),
    ("strategy", "rollout", ROLLOUT),
    ("updateStrategy", "rollout", ROLLOUT),
    ("hpa", "scaling", SCALING),
    ("minReplicas", "scaling", SCALING),
    ("maxReplicas", "scaling", SCALING),
    ("cpu", "resources", RESOURCES),
    ("memory", "resources", RESOURCES),
    ("limits", "resources", RESOURCES),
    ("requests", "resources", RESOURCES),
    (
        "securityContext",
        "user",
        "write `user: 1000`; capabilities stand under `capabilities`, folders that are written under `writable`",
    ),
    (
        "privileged",
        "capabilities",
        "write the capabilities that are needed: `capabilities: {add: [NET_ADMIN], because: \"…\"}`",
    ),
    ("imagePullSecrets", "image", "they stand at the top, for all: `images: {pullSecrets: [NAME]}`"),
    ("imagePullPolicy", "image", PULL),
    ("networkPolicy", "calls", "who may speak with whom follows from `calls`, `entrypoints` and `external`"),
    ("networks", "calls", "who may speak with whom follows from `calls`, `entrypoints` and `external`"),
    ("restart", "type", "what ends is started again; what runs once is `type: job`, on a schedule `type: cron`"),
    ("restartPolicy", "type", "what ends is started again; what runs once is `type: job`, on a schedule `type: cron`"),
    ("ingress", "calls", ENTRY),
    ("expose", "calls", ENTRY),
    ("podDisruptionBudget", "disruption", "write `disruption: 1`, the most pods that may be disturbed at once"),
    ("pdb", "disruption", "write `disruption: 1`, the most pods that may be disturbed at once"),
];

/// What stands in a record for a key of another tool; `has` says which keys the record has here, `beside` which are written.
pub(super) fn elsewhere(
    record: &str,
    word: &str,
    has: &dyn Fn(&str) -> bool,
    beside: &dyn Fn(&str) -> bool,
) -> Option<Instead> {
    let first = if beside("engine") { OF_STORES } else { &[] };
    let renamed = first.iter().chain(RENAMED).find(|(theirs, ours)| *theirs == word && has(ours));
    if let Some((_, ours)) = renamed {
        return Some(Instead::Key(ours));
    }
    // Of other records than a component the same word may mean something else.
    let advice = ADVICE.iter().find(|(theirs, ours, _)| *theirs == word && record == "component" && has(ours));
    advice.map(|(.., advice)| Instead::Advice(advice))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::spec::ComponentSpec;
    use crate::blueprint::table::Record;
    use std::collections::BTreeSet;

    #[test]
    fn keys_of_others_lead_to_keys_that_there_are() {
        let known: BTreeSet<&str> = ComponentSpec::KEYS.iter().map(|key| key.name).collect();
        let has = |key: &str| known.contains(key);
        for (theirs, ours, advice) in ADVICE {
            assert!(!known.contains(theirs), "`{theirs}` is a key");
            assert!(known.contains(ours), "`{ours}` is no key");
            assert_eq!(elsewhere("component", theirs, &has, &|_| false), Some(Instead::Advice(advice)), "{theirs}");
        }
    }

    #[test]
    fn the_key_that_the_record_has_is_meant() {
        let meant = |record, word, key: &'static str, beside: &'static str| {
            elsewhere(record, word, &|known| known == key, &|known| known == beside)
        };
        assert_eq!(meant("component", "replicas", "scaling", "image"), Some(Instead::Key("scaling")));
        assert_eq!(meant("component", "replicas", "members", "engine"), Some(Instead::Key("members")));
        assert_eq!(meant("component", "replicas", "ports", "image"), None);
        assert_eq!(meant("probe", "cpu", "resources", "path"), None);
    }
}
