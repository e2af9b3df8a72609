//! The reasons for which a value cannot be written.

use std::fmt::Display;

/// Why a value could not be written as YAML.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The value holds raw bytes.
    #[error("raw bytes cannot be written as YAML; encode them as base64 text")]
    Bytes,
    /// The value holds an infinity or "not a number".
    #[error("the number {0} is not finite, and a manifest holds finite numbers only")]
    NotFinite(f64),
    /// The value holds a whole number that kubectl would round.
    #[error("the whole number {0} does not fit into 64 signed bits, so kubectl would round it")]
    IntRange(String),
    /// A mapping has a key of a kind that cannot be a key.
    #[error("a mapping key must be text, a whole number or a truth value, not {0}")]
    Key(&'static str),
    /// The value itself refused to be written.
    #[error("{0}")]
    Custom(String),
}

impl serde::ser::Error for WriteError {
    fn custom<T: Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}
