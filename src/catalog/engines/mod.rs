//! Engines: what a store of a kind needs to run as a restricted pod.

mod keyvalue;
mod model;
mod mongodb;
mod postgres;
mod rabbitmq;

pub use model::{
    Arg, ArgRule, Basis, Check, DataHome, DatasetMemory, Engine, EnvSource, EnvVar, Figure, RunAs, StoreType, When,
};

use crate::diagnostics::suggest;
use crate::units::{Bytes, MemoryRange};

/// Engines whose stores can be built.
static ENGINES: &[&Engine] =
    &[&postgres::POSTGRES, &mongodb::MONGODB, &keyvalue::REDIS, &keyvalue::VALKEY, &rabbitmq::RABBITMQ];

/// Engines whose names are kept for later: a blueprint that uses one is told so.
pub const LATER: &[&str] = &["memcached", "mysql", "mariadb", "nats", "kafka", "opensearch"];

/// An engine by its name.
#[must_use]
pub fn engine(name: &str) -> Option<&'static Engine> {
    all().find(|engine| engine.name == name)
}

/// All engines whose stores can be built.
pub fn all() -> impl Iterator<Item = &'static Engine> {
    ENGINES.iter().copied()
}

/// Whether a name is kept for an engine that cannot be built yet.
#[must_use]
pub fn is_later(name: &str) -> bool {
    LATER.contains(&name)
}

/// The engine whose name was probably meant.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static str> {
    suggest::nearest(name, all().map(|engine| engine.name).chain(LATER.iter().copied()))
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
        let names: BTreeSet<_> = all().map(|engine| engine.name).chain(LATER.iter().copied()).collect();
        assert_eq!(names.len(), all().count() + LATER.len());
        assert!(all().all(|known| engine(known.name).is_some_and(|found| std::ptr::eq(found, known))));
        assert!(engine("kafka").is_none() && is_later("kafka") && !is_later("postgres"));
        assert_eq!(nearest("postgers"), Some("postgres"));
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
            let paths: BTreeSet<_> = engine.writable.iter().chain([&engine.data_path]).collect();
            assert_eq!(paths.len(), engine.writable.len() + 1, "{}", engine.name);
            assert!(paths.iter().all(|path| path.starts_with('/') && path.len() > 1), "{}", engine.name);
        }
    }

    #[test]
    fn checks_name_a_port_or_a_command() {
        for engine in all() {
            for check in [engine.readiness.value, engine.liveness.value] {
                match check {
                    Check::Tcp(port) => assert!(engine.ports.iter().any(|(name, _)| *name == port), "{}", engine.name),
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
            for source in [engine.startup.source, engine.shutdown.source, engine.storage.source, engine.memory.source] {
                assert!(source.len() > 10 && !source.ends_with('.'), "{source}");
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
