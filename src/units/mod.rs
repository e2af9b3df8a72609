//! Quantities with their units: fixed-point, checked, printed in one canonical form.

pub mod cron;
mod date;
mod decimal;
mod quantity;
mod range;
mod time;
pub mod timezone;
pub mod trace;

pub use cron::Schedule;
pub use date::Date;
pub use decimal::Fixed;
pub use quantity::{Bytes, Factor, Growth, MilliCpu, Money, Rate, Ratio};
pub use range::{CpuRange, LatencyObjective, MemoryLimit, MemoryRange, ReplicaRange};
pub use time::{Horizon, Span as Duration};

/// Why a text is no value of a unit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// No number at the beginning.
    #[error("`{0}` is not a number")]
    NotANumber(String),
    /// A minus sign.
    #[error("`{0}` is negative")]
    Negative(String),
    /// A number without its unit.
    #[error("`{text}` has no unit")]
    MissingUnit {
        /// The text as written.
        text: String,
    },
    /// A unit that does not exist here.
    #[error("`{unit}` is not a unit of {what}")]
    UnknownUnit {
        /// The unit as written.
        unit: String,
        /// The kind of value.
        what: &'static str,
    },
    /// Beyond what can be counted.
    #[error("`{0}` is too large")]
    TooLarge(String),
    /// Finer than what can be counted.
    #[error("`{text}` is finer than {step}")]
    TooFine {
        /// The text as written.
        text: String,
        /// The smallest step.
        step: &'static str,
    },
    /// A lower bound over its upper bound.
    #[error("the lower bound `{low}` is over the upper bound `{high}`")]
    Reversed {
        /// The lower bound as written.
        low: String,
        /// The upper bound as written.
        high: String,
    },
    /// Outside of what makes sense.
    #[error("`{text}` is outside of {range}")]
    OutOfRange {
        /// The text as written.
        text: String,
        /// The allowed range in words.
        range: &'static str,
    },
}

/// A value that is written as one scalar with its unit.
pub trait Unit: Sized + std::fmt::Display {
    /// What the value is, for messages: "a CPU quantity".
    const WHAT: &'static str;
    /// Two or three well-formed values, for messages and the reference.
    const EXAMPLES: &'static [&'static str];
    /// A regular expression (ECMA 262) that every well-formed value matches, for the JSON Schema.
    const PATTERN: &'static str;

    /// Reads a value.
    ///
    /// # Errors
    /// Says what is wrong with the text.
    fn parse(text: &str) -> Result<Self, UnitError>;
}
