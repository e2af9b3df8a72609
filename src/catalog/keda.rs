//! KEDA: how it measures the queues of engines.
//!
//! Source: documentation and source of KEDA 2.18 (scalers rabbitmq, redis, apache-kafka, nats-jetstream, prometheus, cron, cpu, memory; `ScaledObject`
//! and `TriggerAuthentication` of keda.sh/v1alpha1), read 2026-11.

/// The oldest version whose triggers have all that is written here.
pub const VERSION: &str = "2.18";

/// How a backlog is measured.
#[derive(Debug, PartialEq, Eq)]
pub struct Meter {
    /// The engine.
    pub engine: &'static str,
    /// The type of the trigger.
    pub trigger: &'static str,
    /// The port of the engine that is asked, where we run it.
    pub port: &'static str,
    /// Whether a provider's port of clients can be asked as well.
    pub asks_clients_port: bool,
    /// The key of the trigger that holds the messages per pod.
    pub threshold: &'static str,
    /// Whether messages count that a pod has taken, but not finished; of an engine of ours, and of a provider's.
    pub counts_taken: (bool, bool),
    /// The keys of the store's secret that are needed together, with the parameters of the trigger.
    pub credentials: &'static [(&'static str, &'static str)],
    /// Whether a secret without all of them is of no use.
    pub all_or_none: bool,
    /// What a consumer's group is called, where there are such.
    pub group: Option<&'static str>,
}

/// All meters.
const METERS: &[Meter] = &[
    Meter {
        engine: "rabbitmq",
        trigger: "rabbitmq",
        // Over AMQP only messages count that nobody has taken yet, and KEDA's fallback needs a connection at its start.
        port: "management",
        asks_clients_port: true,
        threshold: "value",
        counts_taken: (true, false),
        credentials: &[("user", "username"), ("password", "password")],
        all_or_none: true,
        group: None,
    },
    Meter { engine: "redis", ..LIST },
    Meter { engine: "valkey", ..LIST },
    Meter {
        engine: "kafka",
        trigger: "kafka",
        port: "kafka",
        asks_clients_port: true,
        threshold: "lagThreshold",
        counts_taken: (true, true),
        // The mechanism comes from the secret as well: nothing else says which one a provider wants.
        credentials: &[("password", "password"), ("sasl", "sasl"), ("user", "username")],
        all_or_none: true,
        group: Some("consumer group"),
    },
    Meter {
        engine: "nats",
        trigger: "nats-jetstream",
        port: "monitor",
        asks_clients_port: false,
        threshold: "lagThreshold",
        counts_taken: (true, true),
        credentials: &[],
        all_or_none: false,
        group: Some("durable consumer"),
    },
];

/// Lists of Redis and of what speaks like it: a message leaves the list when it is taken.
const LIST: Meter = Meter {
    engine: "redis",
    trigger: "redis",
    port: "redis",
    asks_clients_port: true,
    threshold: "listLength",
    counts_taken: (false, false),
    credentials: &[("password", "password"), ("user", "username")],
    all_or_none: false,
    group: None,
};

/// The meter of an engine.
#[must_use]
pub fn meter(engine: &str) -> Option<&'static Meter> {
    METERS.iter().find(|meter| meter.engine == engine)
}

/// The engines whose queues can be measured.
pub fn engines() -> impl Iterator<Item = &'static str> {
    METERS.iter().map(|meter| meter.engine)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::engines;

    #[test]
    fn meters_are_of_engines_and_ask_their_ports() {
        for meter in METERS {
            let engine = engines::engine(meter.engine).unwrap();
            assert!(engine.port(meter.port).is_some(), "{}", meter.engine);
        }
        assert_eq!(meter("valkey").unwrap().trigger, "redis");
        assert_eq!(meter("postgres"), None);
    }
}
