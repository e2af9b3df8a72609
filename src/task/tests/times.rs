//! Times as they are given and as they are written.

use proptest::prelude::{any, prop_assert_eq, proptest};

use super::*;
use crate::task::{TaskError, TimeProblem};

fn parsed(text: &str) -> Result<String, TimeProblem> {
    problem(Timestamp::parse(text))
}

fn epoch(text: &str) -> Result<String, TimeProblem> {
    problem(Timestamp::parse_source_date_epoch(text))
}

fn problem(result: Result<Timestamp, TaskError>) -> Result<String, TimeProblem> {
    match result {
        Ok(time) => Ok(time.to_string()),
        Err(TaskError::Time { problem, .. }) => Err(problem),
        Err(other) => panic!("{other}"),
    }
}

#[test]
fn times_become_utc_seconds() {
    let cases = [
        ("2026-05-04T10:30:00Z", "2026-05-04T10:30:00Z"),
        ("2026-05-04t10:30:00z", "2026-05-04T10:30:00Z"),
        ("2026-05-04 10:30:00Z", "2026-05-04T10:30:00Z"),
        ("2025-06-05T23:57:15+02:00", "2025-06-05T21:57:15Z"),
        ("2025-12-31T23:30:00-05:45", "2026-01-01T05:15:00Z"),
        ("2025-01-06T22:06:00.999Z", "2025-01-06T22:06:00Z"),
        ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59Z"),
        ("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
        ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
        ("2000-01-01T00:00:00+23:59", "1999-12-31T00:01:00Z"),
    ];
    for (text, expected) in cases {
        assert_eq!(parsed(text).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn other_forms_are_refused() {
    let texts = [
        "",
        "now",
        "2026-05-04",
        "2026-05-04T10:30Z",
        "2026-05-04T10:30:00",
        "20260504T103000Z",
        "2026-05-04T10:30:00+0200",
        "2026-05-04T10:30:00+02",
        "2026-05-04T10:30:00.Z",
        "2026-05-04T10:30:00,5Z",
        "2026-05-04T10:30:00Z[UTC]",
        " 2026-05-04T10:30:00Z",
        "2026-05-04T10:30:00Z ",
        "+002026-05-04T10:30:00Z",
        "2026-05-04T10:30:00+24:00",
        "2026-05-04T10:30:00+02:60",
        "2026-05-04_10:30:00Z",
        "2026-05-04T10:30:0éZ",
    ];
    for text in texts {
        assert_eq!(parsed(text), Err(TimeProblem::NotRfc3339), "{text}");
    }
}

#[test]
fn dates_that_do_not_exist_are_refused() {
    let texts = [
        "2025-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-05-04T24:00:00Z",
        "2026-05-04T10:60:00Z",
        "2026-05-04T10:30:61Z",
        "0000-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
    ];
    for text in texts {
        assert_eq!(parsed(text), Err(TimeProblem::OutOfRange), "{text}");
    }
}

#[test]
fn seconds_since_1970() {
    assert_eq!(epoch("0").as_deref(), Ok("1970-01-01T00:00:00Z"));
    assert_eq!(epoch("951782400").as_deref(), Ok("2000-02-29T00:00:00Z"));
    assert_eq!(epoch("1777890600").as_deref(), Ok("2026-05-04T10:30:00Z"));
    assert_eq!(epoch("0004102444800").as_deref(), Ok("2100-01-01T00:00:00Z"));
    for text in ["", "-1", "+1", "1.5", "1e9", " 1", "1\n", "٣"] {
        assert_eq!(epoch(text), Err(TimeProblem::NotSeconds), "{text}");
    }
    for text in ["253402300800", "9223372036854775808", &"9".repeat(99)] {
        assert_eq!(epoch(text), Err(TimeProblem::OutOfRange), "{text}");
    }
}

proptest! {
    #[test]
    fn both_readers_agree(seconds in 0_i64..253_000_000_000) {
        let shown = epoch(&seconds.to_string()).unwrap();
        let day = days_to_date(seconds.div_euclid(86_400));
        prop_assert_eq!(&shown[..10], day);
        prop_assert_eq!(parsed(&shown), Ok(shown));
    }

    #[test]
    fn an_offset_shifts(minutes in 0_i64..1440, east in any::<bool>()) {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let sign = if east { '+' } else { '-' };
        let shift = if east { -minutes } else { minutes };
        let utc = 1_777_890_600 + shift * 60;
        let shown = parsed(&format!("2026-05-04T10:30:00{sign}{hours:02}:{rest:02}"));
        prop_assert_eq!(shown, epoch(&utc.to_string()));
    }
}

/// The date of a day since 1970, counted year by year and month by month.
fn days_to_date(mut days: i64) -> String {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let february = 28 + i64::from(leap(year));
    let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= months[month] {
        days -= months[month];
        month += 1;
    }
    format!("{year:04}-{:02}-{:02}", month + 1, days + 1)
}
