//! Recorded load: the mean rate over each bin of time, as lines of `timestamp_s,rps`.

use super::decimal::Fixed;
use super::time::Span;
use super::{Rate, UnitError};
use std::ops::Range;

/// The first line of a trace.
pub const HEADER: &str = "timestamp_s,rps";
/// The most lines below the header: eleven days of seconds.
pub const MOST_BINS: usize = 1_000_000;
/// The time over which the highest mean is the peak: an autoscaler, which looks every 15 seconds, follows a longer rise, and queues
/// take up a shorter one.
pub const WINDOW: Span = Span::from_secs(60);
/// Mistakes after which a file is not read on.
const MOST_MISTAKES: usize = 10;
/// Seconds beyond this are no time of a trace: 30,000 years.
const MOST_SECONDS: Fixed = Fixed::whole(1_000_000_000_000);

/// What follows from a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trace {
    /// Its bins.
    pub bins: usize,
    /// The length of a bin: the shortest step from one line to the next.
    pub bin: Span,
    /// The mean rate over its whole time, rounded down to a millionth.
    pub mean: Rate,
    /// The highest mean rate over `window`, rounded up to a millionth; never below the mean.
    pub peak: Rate,
    /// The time over which the peak is a mean: [`WINDOW`], or one bin where that is longer, or the whole trace shorter.
    pub window: Span,
}

/// What is wrong with a trace, and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The bytes that are wrong.
    pub at: Range<usize>,
    /// What is wrong with them.
    pub problem: Problem,
}

/// What can be wrong with a trace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is nothing in it.
    #[error("the trace is empty")]
    Empty,
    /// The first line is something else.
    #[error("the trace does not begin with its header")]
    NoHeader,
    /// Not two columns.
    #[error("a line has two columns, and this one has {0}")]
    Columns(usize),
    /// A number that is none.
    #[error(transparent)]
    Number(#[from] UnitError),
    /// Time that does not go on.
    #[error("the second {now} does not come after {before}")]
    Backwards {
        /// The time of the line.
        now: Fixed,
        /// The time of the line before.
        before: Fixed,
    },
    /// One bin, or none.
    #[error("the trace has fewer than two bins, which do not say how long a bin is")]
    TooFew,
    /// More than are read.
    #[error("the trace has more than {MOST_BINS} bins")]
    TooMany,
}

impl Problem {
    /// What to write instead.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Empty | Self::NoHeader => {
                "write `timestamp_s,rps` in the first line, and a line such as `300,12.5` for each bin"
            }
            Self::Columns(_) => "write the second at which the bin begins, a comma and the mean rate: `300,12.5`",
            Self::Number(UnitError::Negative(_)) => {
                "neither time nor rate is ever below zero: count from the first bin"
            }
            Self::Number(_) => "write digits with at most one point, such as `12.5`: no exponent, no unit, no quotes",
            Self::Backwards { .. } => "sort the lines by their time, and keep one for each bin",
            Self::TooFew => "write at least two lines below the header",
            Self::TooMany => "average the rates over longer bins",
        }
    }
}

/// One line: when the bin begins, and the mean rate over it.
#[derive(Clone, Copy)]
struct Bin {
    start: u64,
    rate: u64,
}

/// Reads a trace.
///
/// # Errors
/// Says what is wrong with the text, at most ten mistakes.
pub fn parse(text: &str) -> Result<Trace, Vec<Mistake>> {
    let mut lines = lines(text);
    match lines.next() {
        Some((_, line)) if line.trim() == HEADER => {}
        Some((at, line)) if !line.trim().is_empty() => return Err(vec![mistake(at, line, Problem::NoHeader)]),
        _ => return Err(vec![Mistake { at: 0..0, problem: Problem::Empty }]),
    }
    let mut bins: Vec<Bin> = Vec::new();
    let mut mistakes = Vec::new();
    let written = text.trim_end().len();
    for (at, line) in lines.take_while(|(at, _)| *at < written) {
        if bins.len() == MOST_BINS {
            return Err(vec![mistake(at, line, Problem::TooMany)]);
        }
        match bin(at, line, bins.last()) {
            Ok(bin) => bins.push(bin),
            Err(mistake) => mistakes.push(mistake),
        }
        if mistakes.len() == MOST_MISTAKES {
            break;
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    summary(&bins).ok_or_else(|| vec![Mistake { at: written..written, problem: Problem::TooFew }])
}

/// The lines of a text, each with where it begins and without its line break.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = at;
        at += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

/// A mistake that covers a part of a text, without the blanks around it.
fn mistake(at: usize, part: &str, problem: Problem) -> Mistake {
    let start = at + (part.len() - part.trim_start().len());
    Mistake { at: start..start + part.trim().len(), problem }
}

/// One line below the header.
fn bin(at: usize, line: &str, before: Option<&Bin>) -> Result<Bin, Mistake> {
    let Some((time, rate)) = line.split_once(',').filter(|(_, rate)| !rate.contains(',')) else {
        return Err(mistake(at, line, Problem::Columns(line.split(',').count())));
    };
    let start = rounded(time.trim()).map_err(|error| mistake(at, time, error.into()))?;
    if start > MOST_SECONDS {
        return Err(mistake(at, time, UnitError::TooLarge(time.trim().to_owned()).into()));
    }
    if let Some(before) = before.filter(|before| before.start >= start.micros()) {
        let before = Fixed::from_micros(before.start);
        return Err(mistake(at, time, Problem::Backwards { now: start, before }));
    }
    let rate_at = at + time.len() + 1;
    let rate = rounded(rate.trim()).map_err(|error| mistake(rate_at, rate, error.into()))?;
    Ok(Bin { start: start.micros(), rate: rate.micros() })
}

/// A decimal number to the nearest millionth: programs that average print more digits than count.
fn rounded(text: &str) -> Result<Fixed, UnitError> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let Some((whole, fraction)) = text.split_once('.').filter(|(_, fraction)| digits(fraction)) else {
        return Fixed::parse(text);
    };
    let (kept, rest) = fraction.split_at(fraction.len().min(6));
    let up = rest.starts_with(['5', '6', '7', '8', '9']);
    let kept = Fixed::parse(&format!("{whole}.{kept}")).map_err(|error| match error {
        UnitError::NotANumber(_) => UnitError::NotANumber(text.to_owned()),
        UnitError::Negative(_) => UnitError::Negative(text.to_owned()),
        _ => UnitError::TooLarge(text.to_owned()),
    })?;
    Ok(kept.plus(Fixed::from_micros(u64::from(up))))
}

/// A trace with the requests that came before each of its bins.
struct Course<'a> {
    bins: &'a [Bin],
    /// Requests before each bin, in millionths of millionths.
    before: Vec<u128>,
    /// When the last bin ends.
    end: u64,
}

impl<'a> Course<'a> {
    fn new(bins: &'a [Bin], end: u64) -> Self {
        let mut sum = 0u128;
        let mut before = Vec::with_capacity(bins.len());
        for (at, bin) in bins.iter().enumerate() {
            before.push(sum);
            let until = bins.get(at + 1).map_or(end, |next| next.start);
            sum += u128::from(bin.rate) * u128::from(until - bin.start);
        }
        Self { bins, before, end }
    }

    /// Requests up to a time that lies in the trace.
    fn until(&self, time: u64) -> u128 {
        let at = self.bins.partition_point(|bin| bin.start <= time).saturating_sub(1);
        let (Some(bin), Some(before)) = (self.bins.get(at), self.before.get(at)) else { return 0 };
        before + u128::from(bin.rate) * u128::from(time - bin.start)
    }

    /// The most requests in any window. The rate only changes where bins begin, so one of the best windows begins or ends there.
    fn most_within(&self, first: u64, window: u64) -> u128 {
        let borders = self.bins.iter().map(|bin| bin.start).chain([self.end]);
        let begins = borders.flat_map(|border| [Some(border), border.checked_sub(window)]).flatten();
        let inside = begins.filter(|begin| *begin >= first && begin + window <= self.end);
        inside.map(|begin| self.until(begin + window) - self.until(begin)).max().unwrap_or(0)
    }
}

/// What follows from the bins; nothing where their length is not known.
fn summary(bins: &[Bin]) -> Option<Trace> {
    let steps = bins.iter().zip(bins.iter().skip(1));
    let bin = steps.map(|(one, next)| next.start - one.start).min()?;
    let (first, end) = (bins.first()?.start, bins.last()?.start + bin);
    let course = Course::new(bins, end);
    let wanted = WINDOW.0 / 1000;
    let window = if bin < wanted && end - first >= wanted { wanted } else { bin };
    let mean = course.until(end) / u128::from(end - first);
    let peak = if window == bin {
        u128::from(bins.iter().map(|bin| bin.rate).max()?)
    } else {
        course.most_within(first, window).div_ceil(u128::from(window)).max(mean)
    };
    let rate = |micros: u128| Rate(Fixed::from_micros(u64::try_from(micros).unwrap_or(u64::MAX)));
    let span = |micros: u64| Span(micros.saturating_mul(1000));
    Some(Trace { bins: bins.len(), bin: span(bin), mean: rate(mean), peak: rate(peak), window: span(window) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// Mean and peak of a trace, as they are shown.
    fn figures(text: &str) -> (String, String) {
        let trace = parse(text).unwrap();
        (trace.mean.to_string(), trace.peak.to_string())
    }

    /// The first mistake of a trace with the text that it covers.
    fn mistake_in(text: &str) -> (String, &str) {
        let mistakes = parse(text).unwrap_err();
        (mistakes[0].problem.to_string(), &text[mistakes[0].at.clone()])
    }

    #[test]
    fn long_bins_are_their_own_window() {
        let (mean, peak) = figures("timestamp_s,rps\n0,0.3\n300,2.1\n600,0.6\n");
        assert_eq!((mean.as_str(), peak.as_str()), ("1/s", "2.1/s"));
    }

    #[test]
    fn the_peak_is_the_highest_minute() {
        let mut text = String::from("timestamp_s,rps\r\n");
        for second in 0..180 {
            let rate = if (50..80).contains(&second) { 10 } else { 0 };
            let _ = write!(text, "{second},{rate}\r\n");
        }
        let trace = parse(&text).unwrap();
        assert_eq!((trace.peak.to_string(), trace.window), ("5/s".to_owned(), WINDOW));
        assert_eq!((trace.mean.to_string(), trace.bins), ("1.666666/s".to_owned(), 180));
    }

    #[test]
    fn a_missing_bin_holds_the_value_before() {
        // 0, 300 and 900 begin; the bin of 600 is missing.
        let (mean, peak) = figures("timestamp_s,rps\n0,3\n300,9\n900,3\n");
        assert_eq!((mean.as_str(), peak.as_str()), ("6/s", "9/s"));
        assert_eq!(figures("timestamp_s,rps\n0,3\n300,9\n600,9\n900,3\n").0, mean);
    }

    #[test]
    fn digits_beyond_a_millionth_are_rounded() {
        assert_eq!(rounded("0.0466667"), Ok(Fixed::from_micros(46_667)));
        assert_eq!(rounded("0.33333333333333333333333333333333"), Ok(Fixed::from_micros(333_333)));
        assert_eq!(rounded("0.9999999"), Ok(Fixed::ONE));
    }

    #[test]
    fn mistakes_are_found_where_they_are() {
        let of = |problem: &str, part| (problem.to_owned(), part);
        assert_eq!(mistake_in(""), of("the trace is empty", ""));
        assert_eq!(mistake_in("0,1\n1,2\n"), of("the trace does not begin with its header", "0,1"));
        assert_eq!(mistake_in("timestamp_s,rps\n0,1\n300\n"), of("a line has two columns, and this one has 1", "300"));
        assert_eq!(mistake_in("timestamp_s,rps\n0,1,2\n"), of("a line has two columns, and this one has 3", "0,1,2"));
        assert_eq!(mistake_in("timestamp_s,rps\n0, NaN\n"), of("`NaN` is not a number", "NaN"));
        assert_eq!(mistake_in("timestamp_s,rps\n0,-1\n"), of("`-1` is negative", "-1"));
        assert_eq!(mistake_in("timestamp_s,rps\n0,-.5\n"), of("`-.5` is negative", "-.5"));
        assert_eq!(mistake_in("timestamp_s,rps\n0,1e3\n"), of("`1e3` is not a number", "1e3"));
        let late = mistake_in("timestamp_s,rps\n60,1\n60,2\n");
        assert_eq!(late, of("the second 60 does not come after 60", "60"));
        assert_eq!(mistake_in("timestamp_s,rps\n0,1\n").0, Problem::TooFew.to_string());
        assert_eq!(mistake_in("timestamp_s,rps\n0,1\n\n5,1\n").0, Problem::Columns(1).to_string());
    }

    #[test]
    fn a_file_without_end_is_refused_and_mistakes_are_few() {
        let mut text = String::from("timestamp_s,rps\n");
        for second in 0..=MOST_BINS {
            let _ = writeln!(text, "{second},1");
        }
        assert_eq!(parse(&text).unwrap_err()[0].problem, Problem::TooMany);
        let bad = format!("timestamp_s,rps\n{}", "x,y\n".repeat(500));
        assert_eq!(parse(&bad).unwrap_err().len(), MOST_MISTAKES);
    }

    /// The rates of every second, from which all figures can be counted.
    fn seconds(steps: &[(u64, u64)]) -> (String, Vec<u64>) {
        let shortest = steps.iter().take(steps.len() - 1).map(|(step, _)| *step).min().unwrap();
        let mut text = String::from("timestamp_s,rps\n");
        let mut rates = Vec::new();
        for (at, (step, rate)) in steps.iter().enumerate() {
            let _ = writeln!(text, "{},{rate}", rates.len());
            let length = if at + 1 == steps.len() { shortest } else { *step };
            rates.extend(std::iter::repeat_n(*rate, usize::try_from(length).unwrap()));
        }
        (text, rates)
    }

    proptest! {
        #[test]
        fn figures_are_those_of_counting_every_second(
            steps in prop::collection::vec((1u64..90, 0u64..1000), 2..40)
        ) {
            let (text, rates) = seconds(&steps);
            let trace = parse(&text).unwrap();
            let sum: u64 = rates.iter().sum();
            let all = rates.len() as u64;
            prop_assert_eq!(trace.mean.0.micros(), sum * 1_000_000 / all);
            let bin = usize::try_from(trace.bin.secs_ceil()).unwrap();
            let window = if bin < 60 && rates.len() >= 60 { 60 } else { bin };
            prop_assert_eq!(trace.window, Span::from_secs(window as u64));
            let highest = if window == bin {
                rates.iter().max().unwrap() * 1_000_000
            } else {
                let most = rates.windows(window).map(|part| part.iter().sum::<u64>()).max().unwrap();
                (most * 1_000_000).div_ceil(window as u64).max(sum * 1_000_000 / all)
            };
            prop_assert_eq!(trace.peak.0.micros(), highest);
            prop_assert!(trace.mean <= trace.peak);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*", lines in "(timestamp_s,rps\n)([0-9.,e\n -]{0,60})") {
            for text in [text, lines] {
                for mistake in parse(&text).err().into_iter().flatten() {
                    prop_assert!(text.get(mistake.at.clone()).is_some());
                }
            }
        }
    }
}
