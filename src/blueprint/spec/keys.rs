//! The kinds of keys that mappings of the language have.

use crate::blueprint::table::KeyKind;
use crate::names::{self, NameError};

/// Declares a kind of key with its rule.
macro_rules! key_kind {
    ($(#[doc = $doc:literal])* $name:ident, $what:literal, $pattern:literal, $check:expr) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name;

        impl KeyKind for $name {
            const WHAT: &'static str = $what;
            const PATTERN: &'static str = $pattern;

            fn check(key: &str) -> Result<(), NameError> {
                let check: fn(&str) -> Result<(), NameError> = $check;
                check(key)
            }
        }
    };
}

/// An error without a slug.
fn refuse(problem: String) -> Result<(), NameError> {
    Err(NameError { problem, slug: None })
}

key_kind!(
    /// Names of environment variables.
    ByEnvName,
    "name of an environment variable",
    "^[A-Za-z_][A-Za-z0-9_]*$",
    |key| {
        if names::is_env_name(key) {
            return Ok(());
        }
        let fixed: String = key.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let slug = Some(fixed).filter(|fixed| names::is_env_name(fixed));
        Err(NameError { problem: format!("`{key}` is no name of an environment variable: letters, digits and `_`"), slug })
    }
);

key_kind!(
    /// Absolute paths in a container.
    ByMountPath,
    "absolute path in the container",
    "^/",
    |key| {
        let parts = key.trim_start_matches('/').trim_end_matches('/');
        if !key.starts_with('/') {
            return Err(NameError {
                problem: format!("`{key}` is not an absolute path in the container"),
                slug: Some(format!("/{}", key.trim_start_matches("./"))),
            });
        }
        if parts.split('/').any(|part| part == "..") || key.contains(':') {
            return refuse(format!("`{key}` is not a path that can be mounted: no `..` and no `:`"));
        }
        Ok(())
    }
);

key_kind!(
    /// Names of ports: at most 15 characters with at least one letter.
    ByPortName,
    "name of a port",
    "^[a-z0-9]([a-z0-9-]{0,13}[a-z0-9])?$",
    |key| {
        let slug = names::slug(key, 15);
        let fail = |problem: &str| Err(NameError { problem: problem.to_owned(), slug: slug.clone() });
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if key.is_empty() || !key.chars().all(allowed) || key.starts_with('-') || key.ends_with('-') || key.contains("--") {
            return fail(&format!("`{key}` is no name of a port: a-z, 0-9 and single `-` inside"));
        }
        if !key.contains(|c: char| c.is_ascii_lowercase()) {
            return refuse(format!("the port name `{key}` has no letter"));
        }
        if key.len() > 15 {
            return fail(&format!("the port name `{key}` has {} characters, at most 15 are allowed", key.len()));
        }
        Ok(())
    }
);

key_kind!(
    /// Keys of labels and annotations.
    ByQualifiedName,
    "key of a label or annotation",
    "^([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$",
    |key| {
        if names::is_qualified(key) { Ok(()) } else { refuse(format!("`{key}` is no key of a label: `name` or `prefix.example/name`")) }
    }
);

key_kind!(
    /// What a provider sells, in its words; or a pool.
    ByProduct,
    "instance type, pool or tier",
    "^[A-Za-z0-9][A-Za-z0-9_.-]*$",
    |key| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if key.starts_with(|c: char| c.is_ascii_alphanumeric()) && key.chars().all(allowed) {
            return Ok(());
        }
        refuse(format!("`{key}` is no instance type, pool or tier: letters, digits, `_`, `.` and `-`"))
    }
);

key_kind!(
    /// Path prefixes of a route.
    ByRoute,
    "path prefix",
    r"^/[^\s?#*\[\]()^$|+]*$",
    |key| {
        if key.starts_with('/') && !key.contains("//") && !key.contains(|c: char| c.is_whitespace() || "?#*[]()^$|+".contains(c)) {
            return Ok(());
        }
        if key.contains(['*', '[', ']', '(', ')', '^', '$', '|', '+']) {
            return refuse(format!("`{key}` is no path prefix: routes are prefixes as they stand, without patterns"));
        }
        let slug = Some(format!("/{}", key.trim_start_matches('/'))).filter(|slug| !slug.contains(' '));
        Err(NameError { problem: format!("`{key}` is no path prefix: it starts with `/` and has no query"), slug })
    }
);

key_kind!(
    /// Component types, and `all`.
    ByType,
    "component type",
    "^(all|service|worker|job|cron|daemon|database|cache|queue)$",
    |key| {
        let known: Vec<&str> = std::iter::once("all").chain(super::ComponentType::WORDS.iter().copied()).collect();
        if known.contains(&key) {
            return Ok(());
        }
        let slug = crate::diagnostics::suggest::nearest(key, known).map(str::to_owned);
        Err(NameError { problem: format!("`{key}` is no component type"), slug })
    }
);

key_kind!(
    /// Prefixes of image references.
    ByImagePrefix,
    "registry or prefix of an image",
    "^[A-Za-z0-9][A-Za-z0-9._:/-]*$",
    |key| {
        if key.is_empty() || key.contains(char::is_whitespace) { refuse(format!("`{key}` is no registry")) } else { Ok(()) }
    }
);

key_kind!(
    /// Keys of a Secret, named by what they are for.
    ByItem,
    "key",
    "^[A-Za-z0-9._-]+$",
    |key| {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if !key.is_empty() && key.chars().all(allowed) { Ok(()) } else { refuse(format!("`{key}` is no key of a Secret")) }
    }
);
