//! Reasons of decisions: a closed set, each with the numbers that it was computed from.

use crate::units::{Bytes, Duration, Factor, Fixed, MilliCpu, Rate, Ratio};
use std::fmt;

/// Why something was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is written so in the blueprint.
    Written,
    /// A rule of the edition, in one sentence.
    Rule(&'static str),
    /// A figure of the engine, with its source.
    Engine(&'static str),
    /// Load that arrives through entry points and calls.
    Propagated {
        /// From whom, each with its rate.
        parts: Vec<(String, Rate)>,
    },
    /// The most that people at work can ask for.
    RateOfUsers {
        /// How many at the same time.
        count: u32,
        /// The mean time from an answer to the next request.
        think_time: Duration,
    },
    /// What a trace of load shows.
    Recorded {
        /// The file.
        file: String,
        /// Its bins.
        bins: usize,
        /// The length of a bin.
        bin: Duration,
        /// What its rates are multiplied by.
        scale: Factor,
        /// The time over which the highest mean was taken; the whole time for the mean.
        window: Option<Duration>,
    },
    /// Pods that carry a rate.
    PodsForRate {
        /// The rate.
        rate: Rate,
        /// CPU time per request.
        cpu: Duration,
        /// CPU request of a pod.
        request: MilliCpu,
        /// Utilization that is aimed at.
        target: Ratio,
        /// What follows.
        pods: u32,
        /// The fewest that are allowed.
        floor: u32,
    },
    /// Pods that carry the grown peak.
    PodsForGrownPeak {
        /// The peak today.
        peak: Rate,
        /// Growth to the horizon, as a factor.
        growth: Fixed,
        /// CPU time per request.
        cpu: Duration,
        /// CPU request of a pod.
        request: MilliCpu,
        /// Utilization that is aimed at.
        target: Ratio,
        /// Pods for that.
        pods: u32,
        /// Zones of which one may be lost; 0 where nothing is known.
        zones: u32,
        /// Pods with the reserve for a zone.
        with_reserve: u32,
        /// The least that a maximum may be: one over the minimum.
        floor: u32,
    },
    /// Pods that take messages fast enough.
    PodsForMessages {
        /// Messages per second.
        rate: Rate,
        /// Time per message.
        time: Duration,
        /// Messages at a time in one pod.
        concurrency: u32,
        /// Share of its time that a pod may be busy.
        busy: Ratio,
        /// How old a message may get.
        lag: Option<Duration>,
        /// Pods for that.
        pods: u32,
        /// Zones of which one may be lost; 0 where nothing is known.
        zones: u32,
        /// Pods with the reserve for a zone.
        with_reserve: u32,
    },
    /// Pods that get so many requests each.
    PodsForRequests {
        /// The rate today.
        rate: Rate,
        /// Growth to the horizon, as a factor.
        growth: Fixed,
        /// Requests per second of one pod.
        per_pod: Rate,
        /// Pods for that.
        pods: u32,
        /// Zones of which one may be lost; 0 where none is kept in reserve.
        zones: u32,
        /// Pods with the reserve for a zone.
        with_reserve: u32,
        /// The least that is allowed.
        floor: u32,
    },
    /// Messages that one pod works off within the lag.
    MessagesWithinLag {
        /// How old a message may get.
        lag: Duration,
        /// Time per message.
        time: Duration,
        /// CPU time of it, where it is known.
        cpu: Option<Duration>,
        /// Messages at a time in one pod.
        concurrency: u32,
        /// CPU request of a pod.
        request: MilliCpu,
        /// What follows.
        messages: u32,
    },
    /// The smallest CPU request with which few enough pods carry the peak.
    CpuStep {
        /// The peak.
        peak: Rate,
        /// CPU time per request.
        cpu: Duration,
        /// Utilization that is aimed at.
        target: Ratio,
        /// Pods with this step.
        pods: u32,
        /// The most pods that are wanted.
        most: u32,
    },
    /// Memory that holds a data set.
    MemoryForDataset {
        /// The data set.
        dataset: Bytes,
        /// The engine.
        engine: &'static str,
        /// The source of the overhead.
        source: &'static str,
    },
    /// A limit over a request by a factor.
    LimitOverRequest {
        /// The request.
        request: MilliCpu,
        /// The factor.
        factor: u32,
    },
    /// A startup check that allows a time.
    StartupWindow {
        /// The time that is allowed.
        allowed: Duration,
        /// Time between checks.
        period: u32,
        /// Failures that are allowed.
        failures: u32,
    },
    /// The sum of all pods at their most, with those that a rollout adds.
    QuotaSum {
        /// Pods at the autoscalers' maxima.
        pods: u64,
        /// Pods that rollouts and jobs add.
        surge: u64,
    },
    /// Nodes that hold requests.
    NodesForRequests {
        /// All CPU requests.
        cpu: MilliCpu,
        /// All memory requests.
        memory: Bytes,
        /// CPU of a node for pods.
        node_cpu: MilliCpu,
        /// Memory of a node for pods.
        node_memory: Bytes,
        /// What decides.
        bound_by: &'static str,
    },
    /// What a month costs: each part with its sum, and what has no price.
    SumOfPrices {
        /// The parts, in words.
        parts: Vec<String>,
        /// What is not in the sum.
        unpriced: Vec<String>,
    },
    /// Time to end: the pause, and time for what is in flight.
    GraceForDrain {
        /// The pause.
        pause: Duration,
        /// Time for what is in flight.
        finish: Duration,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Written => f.write_str("written in the blueprint"),
            Self::Rule(why) | Self::Engine(why) => f.write_str(why),
            Self::Propagated { parts } => propagated(f, parts),
            Self::RateOfUsers { count, think_time } => write!(
                f,
                "{count} {} / {think_time} from an answer to the next request, as if every answer came at once: an upper bound",
                plural(*count, "user")
            ),
            Self::Recorded { file, bins, bin, scale, window } => recorded(f, (file, *bins, *bin), *scale, *window),
            Self::PodsForRate { rate, cpu, request, target, pods, floor } => write!(
                f,
                "{rate} x {cpu} of CPU / ({request} x {target}) = {pods} {}{}",
                plural(*pods, "pod"),
                if pods < floor { format!(", raised to the floor of {floor}") } else { String::new() }
            ),
            Self::PodsForGrownPeak { peak, growth, cpu, request, target, pods, zones, with_reserve, floor } => {
                write!(
                    f,
                    "{peak} x {growth} growth x {cpu} of CPU / ({request} x {target}) = {pods} {}",
                    plural(*pods, "pod")
                )?;
                without_a_zone(f, *zones, *with_reserve)?;
                if with_reserve < floor {
                    write!(f, ", raised to {floor}: a maximum lies above its minimum")?;
                }
                Ok(())
            }
            Self::PodsForMessages { rate, time, concurrency, busy, lag, pods, zones, with_reserve } => {
                write!(
                    f,
                    "{rate} x {time} / ({concurrency} at a time x {busy} busy) = {pods} {}",
                    plural(*pods, "pod")
                )?;
                without_a_zone(f, *zones, *with_reserve)?;
                match lag {
                    Some(lag) => write!(f, "; at that load no message waits for long, inside the lag of {lag}"),
                    None => Ok(()),
                }
            }
            Self::PodsForRequests { rate, growth, per_pod, pods, zones, with_reserve, floor } => {
                write!(f, "{rate}")?;
                if *growth != Fixed::ONE {
                    write!(f, " x {growth} growth")?;
                }
                write!(f, " / {per_pod} for each pod = {pods} {}", plural(*pods, "pod"))?;
                without_a_zone(f, *zones, *with_reserve)?;
                if with_reserve < floor { write!(f, ", raised to {floor}") } else { Ok(()) }
            }
            Self::MessagesWithinLag { lag, time, cpu, concurrency, request, messages } => {
                write!(f, "the lag of {lag} / {time} for each message x {concurrency} at a time")?;
                if let Some(cpu) = cpu {
                    write!(f, ", but no more than {request} CPU works off at {cpu} each")?;
                }
                write!(f, " = {messages}")
            }
            Self::CpuStep { peak, cpu, target, pods, most } => write!(
                f,
                "the smallest step with which at most {most} pods carry the peak: {peak} x {cpu} at {target} needs {pods}"
            ),
            Self::MemoryForDataset { dataset, engine, source } => {
                write!(f, "{engine} holds {dataset} in memory, with its overhead: {source}")
            }
            Self::LimitOverRequest { request, factor } => {
                write!(f, "{factor} x the request of {request}: room for bursts, and an end to runaways")
            }
            Self::StartupWindow { allowed, period, failures } => {
                write!(f, "{failures} checks, {period}s apart, allow {allowed}")
            }
            Self::QuotaSum { pods, surge } => {
                write!(f, "{pods} pods at the maxima and {surge} that rollouts and jobs add at the same time")
            }
            Self::NodesForRequests { cpu, memory, node_cpu, node_memory, bound_by } => write!(
                f,
                "requests of {cpu} CPU and {memory} over nodes that have {node_cpu} and {node_memory} for pods; {bound_by} decides"
            ),
            Self::SumOfPrices { parts, unpriced } => {
                write!(f, "{}; not counted: {}", parts.join(", "), unpriced.join(", "))
            }
            Self::GraceForDrain { pause, finish } => {
                write!(f, "{pause} for load balancers to take note, and {finish} for what is in flight")
            }
        }
    }
}

/// What a trace shows: its file, the number of its bins and their length, and over which time its highest mean was taken.
fn recorded(
    f: &mut fmt::Formatter<'_>,
    (file, bins, bin): (&str, usize, Duration),
    scale: Factor,
    window: Option<Duration>,
) -> fmt::Result {
    match window {
        Some(window) => write!(f, "the highest mean over {window}")?,
        None => f.write_str("the mean over the whole time")?,
    }
    write!(f, " of {file}: {bins} bins of {bin}")?;
    if scale == Factor(Fixed::ONE) { Ok(()) } else { write!(f, ", times {scale}") }
}

/// The reserve for a zone, where there are several.
fn without_a_zone(f: &mut fmt::Formatter<'_>, zones: u32, with_reserve: u32) -> fmt::Result {
    if zones <= 1 {
        return Ok(());
    }
    write!(f, ", x {zones}/{} so that they still suffice without one of {zones} zones = {with_reserve}", zones - 1)
}

fn propagated(f: &mut fmt::Formatter<'_>, parts: &[(String, Rate)]) -> fmt::Result {
    if parts.is_empty() {
        return f.write_str("nothing arrives");
    }
    for (at, (from, rate)) in parts.iter().enumerate() {
        let separator = if at == 0 { "" } else { " + " };
        write!(f, "{separator}{rate} from {from}")?;
    }
    Ok(())
}

fn plural(count: u32, word: &str) -> String {
    if count == 1 { word.to_owned() } else { format!("{word}s") }
}
