use chrono_tz::America::{Lima, New_York, Recife, Sao_Paulo};
use chrono_tz::Australia::Lord_Howe;
use chrono_tz::Europe::Paris;
use chrono_tz::Pacific::Apia;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::*;
use crate::calendar::{is_public_holiday, local_day_and_minute};

const WEEK: &str = r#"["mon", "tue", "wed", "thu", "fri"]"#;
const ALWAYS: &str = r#"["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"]"#;

/// A calendar of lines of days and hours, as a pack writes them.
fn read(lines: &[(&str, &str, &str)]) -> Result<Calendar, String> {
    #[derive(Deserialize)]
    struct File {
        hours: Calendar,
    }
    let line =
        |(days, from, until): &_| format!("[[hours]]\ndays = {days}\nfrom = '{from}'\nuntil = '{until}'\n");
    let text: String = lines.iter().map(line).collect();
    let text = if text.is_empty() { "hours = []".to_owned() } else { text };
    toml::from_str(&text).map(|file: File| file.hours).map_err(|error| error.message().to_owned())
}

fn calendar(lines: &[(&str, &str, &str)]) -> Calendar {
    read(lines).expect("a calendar")
}

/// A moment on the clocks of Paris.
fn paris(text: &str) -> DateTime<Utc> {
    let local: NaiveDateTime = format!("{text}:00").parse().expect("a time");
    Paris.from_local_datetime(&local).single().expect("one moment").to_utc()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a moment")
}

/// Minute by minute: what of each minute lies between both moments, if the city's clocks show a working minute in it.
fn slow(calendar: &Calendar, from: DateTime<Utc>, until: DateTime<Utc>, zone: Tz) -> Duration {
    let (mut sum, minute) = (Duration::zero(), Duration::minutes(1));
    let mut here = DateTime::from_timestamp(from.timestamp().div_euclid(60) * 60, 0).expect("a moment");
    while here < until {
        let (day, clock) = local_day_and_minute(here, zone);
        if calendar.hours(day).iter().any(|hours| hours.from <= clock && clock < hours.until) {
            sum += (here + minute).min(until) - here.max(from);
        }
        here += minute;
    }
    sum
}

/// Up to three intervals on each kind of day; some touch, some days are closed.
fn any_calendar(random: &mut StdRng) -> Calendar {
    let mut openings = Vec::new();
    for day in DayKind::ALL {
        let mut edges: Vec<u16> =
            (0..random.random_range(0..=3) * 2).map(|_| random.random_range(0..=96) * 15).collect();
        edges.sort_unstable();
        for edges in edges.chunks_exact(2).filter(|edges| edges[0] < edges[1]) {
            openings.push(Opening { days: [day].into(), from: edges[0], until: edges[1] });
        }
    }
    openings.push(Opening { days: [DayKind::Mon].into(), from: 0, until: 1 });
    Calendar::try_from(openings).unwrap_or_else(|_| any_calendar(random))
}

#[test]
fn working_time_is_what_counting_minutes_says_in_any_zone_and_on_any_day() {
    let mut random = StdRng::seed_from_u64(25);
    // Days on which clocks change, also by half an hour, at midnight, or by a whole day; Easter, May, the year's end.
    let around = [
        (Paris, "2026-03-29T01:00:00Z"),
        (Paris, "2026-10-25T01:00:00Z"),
        (Paris, "2026-04-06T00:00:00Z"),
        (Paris, "2008-05-01T00:00:00Z"),
        (Paris, "2026-12-31T23:00:00Z"),
        (Paris, "2024-02-29T12:00:00Z"),
        (New_York, "2026-11-01T06:00:00Z"),
        (Sao_Paulo, "2018-11-04T03:00:00Z"),
        (Lord_Howe, "2026-04-04T15:00:00Z"),
        (Apia, "2011-12-30T10:00:00Z"),
        (Lima, "2026-05-01T05:00:00Z"),
    ];
    for round in 0..220 {
        let (zone, middle) = around[round % around.len()];
        let calendar = any_calendar(&mut random);
        let far = [1, 3, 12][round % 3] * 86_400_000;
        let from = at(middle) + Duration::milliseconds(random.random_range(-far..far));
        let until = at(middle) + Duration::milliseconds(random.random_range(-far..far));
        let (from, until) = (from.min(until), from.max(until));
        let (fast, slow) = (calendar.working(from, until, zone), slow(&calendar, from, until, zone));
        assert_eq!(fast, slow, "{from} to {until} in {zone}: {calendar:?}");
        // Nothing is worked backwards, and a pause in between changes nothing.
        assert_eq!(calendar.working(until, from, zone), Duration::zero());
        let between = from + (until - from) * random.random_range(0..=10) / 10;
        assert_eq!(calendar.working(from, between, zone) + calendar.working(between, until, zone), fast);
    }
}

#[test]
fn a_year_and_more_is_what_counting_minutes_says() {
    let mut random = StdRng::seed_from_u64(52);
    for (zone, from, until) in [
        (Paris, "2025-11-30T07:12:13Z", "2027-01-02T16:05:59Z"),
        (Sao_Paulo, "2018-01-01T03:00:00Z", "2019-03-01T12:00:00Z"),
    ] {
        let calendar = any_calendar(&mut random);
        let (from, until) = (at(from), at(until));
        assert_eq!(calendar.working(from, until, zone), slow(&calendar, from, until, zone), "{calendar:?}");
    }
}

#[test]
fn forty_years_are_the_sum_of_their_days() {
    let calendar = any_calendar(&mut StdRng::seed_from_u64(40));
    let days: Vec<_> = (0..366 * 40).map(|day| at("1999-12-31T23:00:00Z") + Duration::days(day)).collect();
    let sum: Duration = days.windows(2).map(|two| calendar.working(two[0], two[1], Paris)).sum();
    assert_eq!(calendar.working(days[0], days[days.len() - 1], Paris), sum);
}

#[test]
fn the_hour_that_clocks_skip_takes_no_time() {
    let working =
        |lines: &[_]| calendar(lines).working(paris("2026-03-29T00:00"), paris("2026-03-30T00:00"), Paris);
    assert_eq!(working(&[(ALWAYS, "00:00", "24:00")]), Duration::hours(23));
    assert_eq!(working(&[(ALWAYS, "01:00", "04:00")]), Duration::hours(2));
    assert_eq!(working(&[(ALWAYS, "02:30", "03:30")]), Duration::minutes(30));
    assert_eq!(working(&[(ALWAYS, "02:00", "03:00")]), Duration::zero());
    assert_eq!(working(&[(ALWAYS, "08:00", "20:00")]), Duration::hours(12));
}

#[test]
fn the_hour_that_clocks_show_twice_counts_twice() {
    let (midnight, next) = (paris("2026-10-25T00:00"), paris("2026-10-26T00:00"));
    let working = |lines: &[_]| calendar(lines).working(midnight, next, Paris);
    assert_eq!(working(&[(ALWAYS, "00:00", "24:00")]), Duration::hours(25));
    assert_eq!(working(&[(ALWAYS, "01:00", "04:00")]), Duration::hours(4));
    assert_eq!(working(&[(ALWAYS, "02:00", "03:00")]), Duration::hours(2));
    assert_eq!(working(&[(ALWAYS, "08:00", "20:00")]), Duration::hours(12));
    // From the first half past two to the second.
    let nights = calendar(&[(ALWAYS, "02:00", "03:00")]);
    let (first, second) = (at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z"));
    assert_eq!(nights.working(first, second, Paris), Duration::hours(1));
}

#[test]
fn clocks_that_are_changed_back_within_a_week_are_seen() {
    // Recife gave its summer time up after seven days, on 15 October 2000.
    let nights = calendar(&[(ALWAYS, "00:00", "01:00")]);
    for minutes in [0, 30, 59, 90] {
        let from = at("2000-10-08T02:00:00Z") + Duration::minutes(minutes);
        let until = from + Duration::days(8);
        assert_eq!(nights.working(from, until, Recife), slow(&nights, from, until, Recife), "{minutes}");
    }
}

#[test]
fn easter_monday_is_a_holiday_whatever_mondays_are() {
    let open = calendar(&[(WEEK, "08:00", "20:00")]);
    // Good Friday is a working day in Paris; two hours on it, and one on Tuesday.
    let (friday, tuesday) = (paris("2026-04-03T18:00"), paris("2026-04-07T09:00"));
    assert_eq!(open.working(friday, tuesday, Paris), Duration::hours(3));
    assert_eq!(
        open.working(friday + Duration::days(7), tuesday + Duration::days(7), Paris),
        Duration::hours(15)
    );
    // Hours of its own are its own.
    let shorter = calendar(&[(WEEK, "08:00", "20:00"), (r#"["holiday"]"#, "08:00", "12:00")]);
    assert_eq!(shorter.working(friday, tuesday, Paris), Duration::hours(7));
}

#[test]
fn seconds_count() {
    let open = calendar(&[(ALWAYS, "08:00", "20:00")]);
    let eight = paris("2026-11-24T08:00");
    let milliseconds = Duration::milliseconds;
    assert_eq!(
        open.working(eight - milliseconds(5), eight + milliseconds(1_234), Paris),
        milliseconds(1_234)
    );
    let twenty = paris("2026-11-24T20:00");
    assert_eq!(open.working(twenty - milliseconds(1), twenty + milliseconds(9), Paris), milliseconds(1));
}

#[test]
fn lunch_is_not_worked_and_intervals_may_touch() {
    let lunch = calendar(&[(ALWAYS, "13:00", "20:00"), (ALWAYS, "08:00", "12:00")]);
    let touching = calendar(&[(ALWAYS, "08:00", "12:00"), (ALWAYS, "12:00", "20:00")]);
    let day = (paris("2026-11-24T00:00"), paris("2026-11-25T00:00"));
    assert_eq!(lunch.working(day.0, day.1, Paris), Duration::hours(11));
    assert_eq!(touching.working(day.0, day.1, Paris), Duration::hours(12));
}

#[test]
fn bad_calendars_are_refused_in_words() {
    let refused = |lines: &[_]| read(lines).expect_err("a flaw");
    assert_eq!(
        refused(&[(WEEK, "08:00", "12:00"), (r#"["fri", "sat"]"#, "11:59", "20:00")]),
        "08:00 to 12:00 and 11:59 to 20:00 overlap on Fri: each minute counts once"
    );
    assert_eq!(
        refused(&[(WEEK, "20:00", "06:00")]),
        "20:00 to 06:00 must end after it begins; hours that pass midnight are two lines"
    );
    assert_eq!(
        refused(&[(WEEK, "08:00", "08:00"), ("[]", "09:00", "10:00")]),
        "08:00 to 08:00 must end after it begins; hours that pass midnight are two lines; 09:00 to 10:00 is for no day"
    );
    assert_eq!(refused(&[]), "it has no hour at all: nothing would ever take any working time");
    assert_eq!(refused(&[(WEEK, "8 h", "20:00")]), "`8 h` is not a time of day between 00:00 and 24:00");
    let late = Opening { days: DayKind::ALL.into(), from: 1200, until: 1800 };
    let flaws = Calendar::try_from(vec![late]).expect_err("a flaw");
    assert_eq!(flaws.0, [Flaw::PastMidnight(Hours { from: 1200, until: 1800 })]);
}

#[test]
fn a_calendar_is_read_back_as_it_is_written() {
    let mut random = StdRng::seed_from_u64(9);
    for _ in 0..50 {
        let calendar = any_calendar(&mut random);
        let lines = Vec::from(calendar.clone());
        assert_eq!(Calendar::try_from(lines), Ok(calendar));
    }
    // Days of the same hours share a line.
    let lines = Vec::from(calendar(&[(r#"["mon"]"#, "08:00", "20:00"), (r#"["tue"]"#, "08:00", "20:00")]));
    assert_eq!(lines, [Opening { days: [DayKind::Mon, DayKind::Tue].into(), from: 480, until: 1200 }]);
}

#[test]
fn a_holiday_is_found_on_its_day_alone() {
    // 2008: Ascension on 1 May.
    let (may, next) = (paris("2008-05-01T00:00"), paris("2008-05-02T00:00"));
    assert!(is_public_holiday(may.with_timezone(&Paris).date_naive()));
    let open = calendar(&[(WEEK, "08:00", "20:00"), (r#"["holiday"]"#, "09:00", "10:00")]);
    assert_eq!(open.working(may, next, Paris), Duration::hours(1));
    assert_eq!(
        open.working(may - Duration::days(7), may + Duration::days(7), Paris),
        Duration::hours(9 * 12 + 1)
    );
}
