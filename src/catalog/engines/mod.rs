//! Engines: what a store of a kind needs to run as a restricted pod.

mod kafka;
mod keyvalue;
mod memcached;
mod model;
mod mongodb;
mod mysql;
mod nats;
mod opensearch;
mod postgres;
mod rabbitmq;

pub use model::{
    Arg, ArgRule, Basis, Check, Data, DataHome, DatasetMemory, Engine, EnvSource, EnvVar, Figure, RunAs, StoreType,
    When, Writable,
};

use crate::units::{Bytes, MemoryRange};

/// All engines.
static ENGINES: &[&Engine] = &[
    &postgres::POSTGRES,
    &mysql::MYSQL,
    &mysql::MARIADB,
    &mongodb::MONGODB,
    &opensearch::OPENSEARCH,
    &keyvalue::REDIS,
    &keyvalue::VALKEY,
    &memcached::MEMCACHED,
    &rabbitmq::RABBITMQ,
    &nats::NATS,
    &kafka::KAFKA,
];

/// An engine by its name.
#[must_use]
pub fn engine(name: &str) -> Option<&'static Engine> {
    all().find(|engine| engine.name == name)
}

/// All engines, those of databases first.
pub fn all() -> impl Iterator<Item = &'static Engine> {
    ENGINES.iter().copied()
}

/// A figure from documentation or image.
const fn documented<T: Copy>(value: T, source: &'static str) -> Figure<T> {
    Figure { value, basis: Basis::Documented, source }
}

/// A figure to be measured.
const fn assumed<T: Copy>(value: T, source: &'static str) -> Figure<T> {
    Figure { value, basis: Basis::Assumed, source }
}

/// So many MiB.
const fn mib(count: u64) -> Bytes {
    Bytes(count << 20)
}

/// So many GiB.
const fn gib(count: u64) -> Bytes {
    Bytes(count << 30)
}

/// A request that is its own limit: a store whose memory is not reserved is the first to be killed.
const fn fixed_memory(bytes: Bytes) -> MemoryRange {
    MemoryRange { request: bytes, limit: crate::units::MemoryLimit::At(bytes) }
}

/// A variable with a text.
const fn literal(name: &'static str, value: &'static str) -> EnvVar {
    EnvVar { name, source: EnvSource::Literal(value) }
}

/// A variable without which the store does not start.
const fn secret(name: &'static str, key: &'static str) -> EnvVar {
    EnvVar { name, source: EnvSource::Secret { key, optional: false } }
}

/// A variable that may be missing.
const fn optional_secret(name: &'static str, key: &'static str) -> EnvVar {
    EnvVar { name, source: EnvSource::Secret { key, optional: true } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::image::ImageRef;
    use crate::units::MemoryLimit;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_found() {
        let names: BTreeSet<_> = all().map(|engine| engine.name).collect();
        assert_eq!(names.len(), all().count());
        assert!(all().all(|known| engine(known.name).is_some_and(|found| std::ptr::eq(found, known))));
        assert!(engine("postgers").is_none());
    }

    #[test]
    fn images_are_complete_and_do_not_float() {
        for engine in all() {
            let image = ImageRef::parse(engine.image.value).unwrap();
            assert_eq!(image.full_name(), format!("{}/{}", image.registry.clone().unwrap(), image.repository));
            assert!(!image.is_floating(), "{image}");
        }
    }

    #[test]
    fn engines_fit_the_restricted_profile() {
        for engine in all() {
            let RunAs { uid, gid, fs_group } = engine.run_as.value;
            assert!(uid > 0 && gid > 0 && fs_group > 0, "{}", engine.name);
            let data = engine.data.map(|data| data.path);
            let paths: BTreeSet<_> = engine.writable.iter().map(Writable::path).chain(data).collect();
            assert_eq!(paths.len(), engine.writable.len() + usize::from(data.is_some()), "{}", engine.name);
            assert!(paths.iter().all(|path| path.starts_with('/') && path.len() > 1), "{}", engine.name);
        }
    }

    #[test]
    fn checks_name_a_port_or_a_command() {
        for engine in all() {
            for check in [engine.readiness.value, engine.liveness.value] {
                match check {
                    Check::Tcp(port) => assert!(engine.port(port).is_some(), "{}", engine.name),
                    Check::Http { port, path } => {
                        assert!(engine.port(port).is_some() && path.starts_with('/'), "{}", engine.name);
                    }
                    Check::Exec(command) => assert!(!command.is_empty(), "{}", engine.name),
                }
            }
            assert!(engine.ports.iter().all(|(name, port)| name.len() <= 15 && *port > 1023), "{}", engine.name);
        }
    }

    #[test]
    fn figures_are_in_bounds_and_have_a_source() {
        for engine in all() {
            let MemoryRange { request, limit } = engine.memory.value;
            assert_eq!(limit, MemoryLimit::At(request), "{}", engine.name);
            assert!((5..=600).contains(&engine.startup.value.secs_ceil()), "{}", engine.name);
            assert!((30..=600).contains(&engine.shutdown.value.secs_ceil()), "{}", engine.name);
            for source in [engine.image.source, engine.run_as.source, engine.readiness.source, engine.liveness.source] {
                assert!(source.len() > 10 && !source.ends_with('.'), "{source}");
            }
            for source in [engine.startup.source, engine.shutdown.source, engine.cpu.source, engine.memory.source] {
                assert!(source.len() > 10 && !source.ends_with('.'), "{source}");
            }
            if let Some(data) = engine.data {
                assert!(data.size.value > Bytes(0) && data.size.source.len() > 10, "{}", engine.name);
                assert!(data.folder.is_none_or(|folder| !folder.is_empty() && !folder.starts_with('/')));
            }
            if let Some(memory) = engine.dataset {
                assert!(memory.needed(StoreType::Cache, memory.default.value) <= request, "{}", engine.name);
                assert!(memory.needed(StoreType::Database, memory.default.value) <= request, "{}", engine.name);
            }
        }
    }

    #[test]
    fn secret_keys_are_those_of_the_language() {
        let keys = |name: &str| -> BTreeSet<&str> {
            let secret = |variable: &EnvVar| match variable.source {
                EnvSource::Secret { key, .. } => Some(key),
                EnvSource::Literal(_) => None,
            };
            engine(name).into_iter().flat_map(|engine| engine.env).filter_map(secret).collect()
        };
        assert_eq!(keys("postgres"), BTreeSet::from(["password", "database", "user"]));
        assert_eq!(keys("mongodb"), BTreeSet::from(["rootPassword", "rootUser"]));
        assert_eq!(keys("rabbitmq"), BTreeSet::from(["password", "user", "cookie"]));
        assert_eq!(keys("redis"), BTreeSet::from(["password"]));
        assert_eq!(keys("valkey"), keys("redis"));
        assert_eq!(keys("mysql"), BTreeSet::from(["rootPassword", "password", "database", "user"]));
        assert_eq!(keys("mariadb"), keys("mysql"));
        assert_eq!(keys("opensearch"), BTreeSet::from(["password"]));
        assert!(["memcached", "nats", "kafka"].iter().all(|name| keys(name).is_empty()));
    }

    #[test]
    fn only_caches_may_keep_nothing() {
        for engine in all().filter(|engine| engine.data.is_none()) {
            assert_eq!(engine.types, [StoreType::Cache], "{}", engine.name);
        }
    }

    #[test]
    fn memcached_counts_in_whole_mebibytes() {
        let memcached = engine("memcached").unwrap();
        let shown = |dataset| memcached.arguments(StoreType::Cache, dataset, false).join(" ");
        assert_eq!(shown(mib(200)), "-m 200");
        assert_eq!(shown(Bytes((200 << 20) - 1)), "-m 199");
        assert_eq!(shown(Bytes(1)), "-m 1");
        assert_eq!(memcached.memory_for(StoreType::Cache, mib(200)), Some(mib(282)));
    }

    #[test]
    fn virtual_machines_get_half_of_the_memory() {
        for (name, variable) in [("kafka", "KAFKA_HEAP_OPTS"), ("opensearch", "OPENSEARCH_JAVA_OPTS")] {
            let set = engine(name).unwrap().env.iter().find(|known| known.name == variable).unwrap();
            let EnvSource::Literal(text) = set.source else { unreachable!("{variable} is no secret") };
            let heap = "${resources.memory.request * 0.5 in MiB}m";
            assert!(text.starts_with(&format!("-Xms{heap} -Xmx{heap}")), "{text}");
        }
    }

    #[test]
    fn kafka_keeps_its_log_on_the_disk_and_off_the_volumes_of_the_image() {
        let kafka = engine("kafka").unwrap();
        let folder = kafka.env.iter().find_map(|variable| match (variable.name, variable.source) {
            ("KAFKA_LOG_DIRS", EnvSource::Literal(folder)) => Some(folder),
            _ => None,
        });
        let below = folder.unwrap().strip_prefix(kafka.data.unwrap().path).unwrap();
        assert!(below.len() > 1 && below != "/data", "{below}");
    }

    #[test]
    fn caches_forget_and_databases_write_a_log() {
        let redis = engine("redis").unwrap();
        let shown = |store, password| redis.arguments(store, mib(200), password).join(" ");
        assert_eq!(
            shown(StoreType::Cache, false),
            "--maxmemory 209715200 --maxmemory-policy allkeys-lru --save  --appendonly no"
        );
        assert_eq!(
            shown(StoreType::Database, true),
            "--maxmemory 209715200 --maxmemory-policy noeviction --appendonly yes --requirepass $(REDIS_PASSWORD)"
        );
        assert_eq!(redis.data_home(StoreType::Cache), DataHome::EmptyDir);
        assert_eq!(redis.data_home(StoreType::Queue), DataHome::Claim);
        assert_eq!(redis.memory_for(StoreType::Cache, mib(200)), Some(mib(282)));
        assert_eq!(engine("postgres").unwrap().memory_for(StoreType::Database, mib(200)), None);
    }

    proptest! {
        #[test]
        fn memory_holds_the_data_set(bytes in 0u64..1 << 45) {
            for engine in all() {
                for store in [StoreType::Cache, StoreType::Database, StoreType::Queue] {
                    prop_assert!(engine.memory_for(store, Bytes(bytes)).is_none_or(|memory| memory.0 > bytes));
                }
            }
        }
    }
}
