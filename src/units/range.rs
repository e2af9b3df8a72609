//! Ranges and objectives made of two values.

use super::{Bytes, Duration, MilliCpu, Ratio, Unit, UnitError};
use std::fmt;

/// A CPU request with its limit, if it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CpuRange {
    /// What the scheduler reserves.
    pub request: MilliCpu,
    /// Where the kernel throttles.
    pub limit: Option<MilliCpu>,
}

/// The upper end of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemoryLimit {
    /// The container is killed above this.
    At(Bytes),
    /// No limit: an exception that needs a reason.
    None,
}

/// A memory request with its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryRange {
    /// What the scheduler reserves.
    pub request: Bytes,
    /// Where the kernel kills.
    pub limit: MemoryLimit,
}

/// The fewest and the most pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaRange {
    /// The fewest.
    pub min: u32,
    /// The most.
    pub max: u32,
}

/// A share of requests that is answered within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LatencyObjective {
    /// The share.
    pub share: Ratio,
    /// The time.
    pub within: Duration,
}

impl Unit for CpuRange {
    const WHAT: &'static str = "a CPU request, or request..limit";
    const EXAMPLES: &'static [&'static str] = &["100m", "100m..500m", "1"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?m?(\.\.[0-9]+(\.[0-9]+)?m?)?$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let Some((low, high)) = text.split_once("..") else {
            return Ok(Self { request: MilliCpu::parse(text)?, limit: None });
        };
        let range = Self { request: MilliCpu::parse(low)?, limit: Some(MilliCpu::parse(high)?) };
        ordered(low, high, range.limit >= Some(range.request)).map(|()| range)
    }
}

impl fmt::Display for CpuRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.limit {
            Some(limit) => write!(f, "{}..{limit}", self.request),
            None => self.request.fmt(f),
        }
    }
}

impl Unit for MemoryRange {
    const WHAT: &'static str = "a memory request and limit";
    const EXAMPLES: &'static [&'static str] = &["128Mi", "64Mi..128Mi", "..20Mi"];
    const PATTERN: &'static str =
        r"^([0-9]+(\.[0-9]+)?([KMGTPE]i|[kMGTPE]))?(\.\.([0-9]+(\.[0-9]+)?([KMGTPE]i|[kMGTPE])|none))?$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let Some((low, high)) = text.split_once("..") else {
            let both = Bytes::parse(text)?;
            return Ok(Self { request: both, limit: MemoryLimit::At(both) });
        };
        if high == "none" {
            return Ok(Self { request: Bytes::parse(low)?, limit: MemoryLimit::None });
        }
        let limit = Bytes::parse(high)?;
        let request = if low.is_empty() { limit } else { Bytes::parse(low)? };
        ordered(low, high, request <= limit).map(|()| Self { request, limit: MemoryLimit::At(limit) })
    }
}

impl fmt::Display for MemoryRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.limit {
            MemoryLimit::At(limit) if limit == self.request => limit.fmt(f),
            MemoryLimit::At(limit) => write!(f, "{}..{limit}", self.request),
            MemoryLimit::None => write!(f, "{}..none", self.request),
        }
    }
}

impl Unit for ReplicaRange {
    const WHAT: &'static str = "a number of replicas, or min..max";
    const EXAMPLES: &'static [&'static str] = &["3", "2..20"];
    const PATTERN: &'static str = r"^[0-9]+(\.\.[0-9]+)?$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let count = |part: &str| {
            super::Factor::parse(part)?;
            part.parse::<u32>()
                .ok()
                .filter(|n| *n <= 10_000)
                .ok_or_else(|| UnitError::OutOfRange { text: part.to_owned(), range: "whole numbers from 0 to 10000" })
        };
        let (low, high) = text.split_once("..").unwrap_or((text, text));
        let range = Self { min: count(low)?, max: count(high)? };
        ordered(low, high, range.min <= range.max).map(|()| range)
    }
}

impl fmt::Display for ReplicaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.min == self.max { write!(f, "{}", self.min) } else { write!(f, "{}..{}", self.min, self.max) }
    }
}

impl Unit for LatencyObjective {
    const WHAT: &'static str = "a share of requests and a time";
    const EXAMPLES: &'static [&'static str] = &["95% < 400ms"];
    const PATTERN: &'static str = r"^[0-9]+(\.[0-9]+)?% *< *([0-9]+(\.[0-9]+)?(d|h|m|s|ms|us))+$";

    fn parse(text: &str) -> Result<Self, UnitError> {
        let Some((share, within)) = text.split_once('<') else {
            return Err(UnitError::MissingUnit { text: text.to_owned() });
        };
        let objective = Self { share: Ratio::parse(share.trim())?, within: Duration::parse(within.trim())? };
        if objective.share.0.micros() == 0 || objective.share.0.micros() >= 1_000_000 {
            return Err(UnitError::OutOfRange { text: share.trim().to_owned(), range: "over 0% and below 100%" });
        }
        if objective.within.0 == 0 {
            return Err(UnitError::OutOfRange { text: within.trim().to_owned(), range: "times over 0s" });
        }
        Ok(objective)
    }
}

impl fmt::Display for LatencyObjective {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} < {}", self.share, self.within)
    }
}

/// An error unless the bounds are in order.
fn ordered(low: &str, high: &str, in_order: bool) -> Result<(), UnitError> {
    if in_order { Ok(()) } else { Err(UnitError::Reversed { low: low.to_owned(), high: high.to_owned() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranges_are_read_and_checked() {
        let shown = |text| MemoryRange::parse(text).map(|range| range.to_string());
        assert_eq!(shown("..20Mi").as_deref(), Ok("20Mi"));
        assert_eq!(shown("64Mi..0.125Gi").as_deref(), Ok("64Mi..128Mi"));
        assert_eq!(shown("100Mi..none").as_deref(), Ok("100Mi..none"));
        assert!(matches!(shown("2Gi..1Gi"), Err(UnitError::Reversed { .. })));
        assert!(matches!(ReplicaRange::parse("20..2"), Err(UnitError::Reversed { .. })));
        assert!(matches!(ReplicaRange::parse("1.5"), Err(UnitError::OutOfRange { .. })));
        assert!(LatencyObjective::parse("95% < 400ms").is_ok());
        assert!(matches!(LatencyObjective::parse("100% < 1s"), Err(UnitError::OutOfRange { .. })));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = (CpuRange::parse(&text), MemoryRange::parse(&text));
            let _ = (ReplicaRange::parse(&text), LatencyObjective::parse(&text));
        }
    }
}
