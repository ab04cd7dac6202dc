//! Moments and durations in words. Times come in as UTC and are shown in the city's time zone; "today" is the
//! city's today.

use chrono::{DateTime, Datelike, Duration, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use crate::texts::Texts;

/// From this many hours on, a duration is told in days.
const IN_DAYS_FROM: i64 = 48;

/// A moment as people say it: `aujourd’hui à 12 h 45`, `hier à 23 h 59`, `24 novembre, 16 h 05`; with the year
/// when it is not this one.
pub fn moment(texts: &Texts, at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> String {
    let day = at.with_timezone(&zone).date_naive();
    let today = now.with_timezone(&zone).date_naive();
    let time = clock_time(texts, at, zone);
    if day == today {
        texts.t1("date-today", "time", time)
    } else if Some(day) == today.pred_opt() {
        texts.t1("date-yesterday", "time", time)
    } else if Some(day) == today.succ_opt() {
        texts.t1("date-tomorrow", "time", time)
    } else {
        let date = date(texts, day, today);
        texts.with("date-and-time", &[("date", date.into()), ("time", time.into())])
    }
}

/// The hour and minute on the city's clocks: `16 h 05`, `16:05`.
pub fn clock_time(texts: &Texts, at: DateTime<Utc>, zone: Tz) -> String {
    let local = at.with_timezone(&zone);
    let minute = format!("{:02}", local.minute());
    texts.with("clock-time", &[("hour", local.hour().into()), ("minute", minute.into())])
}

/// A day: `24 novembre`, `1er août`; with the year when it is not the year of `today`.
pub fn date(texts: &Texts, day: NaiveDate, today: NaiveDate) -> String {
    let month = texts.t(&format!("month-{}", day.month()));
    let variables = [("day", day.day().into()), ("month", month.into())];
    if day.year() == today.year() {
        return texts.with("date-day", &variables);
    }
    let [day_of, month] = variables;
    texts.with("date-day-year", &[day_of, month, ("year", day.year().to_string().into())])
}

/// A day with its weekday: `mardi 1er décembre`; with the year when it is not the year of `today`.
pub fn day(texts: &Texts, day: NaiveDate, today: NaiveDate) -> String {
    let weekday = texts.t(&format!("weekday-{}", day.weekday().number_from_monday()));
    texts.with("date-weekday", &[("weekday", weekday.into()), ("date", date(texts, day, today).into())])
}

/// A duration, cut to whole minutes, or to whole days from 48 hours on: `12 min`, `3 h 20`, `19 h`, `2 jours`.
/// Under a minute, or negative: `moins d’une minute`.
pub fn duration(texts: &Texts, length: Duration) -> String {
    let (hours, minutes) = (length.num_hours(), length.num_minutes() % 60);
    if length < Duration::minutes(1) {
        texts.t("duration-moment")
    } else if hours == 0 {
        texts.t1("duration-minutes", "minutes", minutes)
    } else if hours >= IN_DAYS_FROM {
        texts.t1("duration-days", "days", length.num_days())
    } else if minutes == 0 {
        texts.t1("duration-hours", "hours", hours)
    } else {
        let minutes = format!("{minutes:02}");
        texts.with("duration-hours-minutes", &[("hours", hours.into()), ("minutes", minutes.into())])
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;
    use crate::language::Language::{En, Fr};

    /// What a person reads, with plain spaces instead of fixed ones.
    fn said(language: crate::Language, at: &str, now: &str) -> String {
        let utc = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        moment(Texts::of(language), utc(at), Paris, utc(now)).replace('\u{a0}', " ")
    }

    #[test]
    fn a_moment_is_told_by_the_citys_day() {
        let now = "2026-11-24T15:05:00Z";
        assert_eq!(said(Fr, "2026-11-24T11:45:00Z", now), "aujourd’hui à 12 h 45");
        assert_eq!(said(En, "2026-11-24T11:45:00Z", now), "today at 12:45");
        assert_eq!(said(Fr, "2026-11-23T08:00:00Z", now), "hier à 9 h 00");
        assert_eq!(said(En, "2026-11-25T08:00:00Z", now), "tomorrow at 9:00");
        assert_eq!(said(Fr, "2026-11-01T15:05:00Z", now), "1er novembre, 16 h 05");
        assert_eq!(said(En, "2026-11-20T15:05:00Z", now), "20 November, 16:05");
        assert_eq!(said(Fr, "2025-12-31T15:05:00Z", now), "31 décembre 2025, 16 h 05");
    }

    #[test]
    fn midnight_in_paris_is_where_the_day_changes_not_midnight_in_utc() {
        let now = "2026-11-24T22:59:00Z";
        assert_eq!(said(Fr, "2026-11-23T22:59:00Z", now), "hier à 23 h 59");
        assert_eq!(said(Fr, "2026-11-23T23:00:00Z", now), "aujourd’hui à 0 h 00");
        assert_eq!(said(Fr, "2026-11-24T22:59:00Z", "2026-11-24T23:00:00Z"), "hier à 23 h 59");
    }

    #[test]
    fn the_day_that_is_23_hours_long_has_a_yesterday() {
        // 29 March 2026: 2 h becomes 3 h.
        assert_eq!(said(Fr, "2026-03-29T00:59:00Z", "2026-03-29T10:00:00Z"), "aujourd’hui à 1 h 59");
        assert_eq!(said(Fr, "2026-03-29T01:00:00Z", "2026-03-29T10:00:00Z"), "aujourd’hui à 3 h 00");
        assert_eq!(said(Fr, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"), "hier à 0 h 00");
    }

    #[test]
    fn the_day_that_is_25_hours_long_has_a_yesterday() {
        // 25 October 2026: 3 h becomes 2 h, so 2 h 30 comes twice.
        assert_eq!(said(Fr, "2026-10-25T00:30:00Z", "2026-10-25T10:00:00Z"), "aujourd’hui à 2 h 30");
        assert_eq!(said(Fr, "2026-10-25T01:30:00Z", "2026-10-25T10:00:00Z"), "aujourd’hui à 2 h 30");
        assert_eq!(said(Fr, "2026-10-24T22:00:00Z", "2026-10-25T23:30:00Z"), "hier à 0 h 00");
    }

    #[test]
    fn a_day_is_told_with_its_weekday() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let said = |language, at: &str| {
            day(Texts::of(language), date(at), date("2026-11-24")).replace('\u{a0}', " ")
        };
        assert_eq!(said(Fr, "2026-12-01"), "mardi 1er décembre");
        assert_eq!(said(En, "2026-12-01"), "Tuesday 1 December");
        assert_eq!(said(Fr, "2027-01-03"), "dimanche 3 janvier 2027");
    }

    #[test]
    fn durations_are_told_in_the_largest_unit_that_still_says_enough() {
        let said = |language, minutes| {
            duration(Texts::of(language), Duration::minutes(minutes)).replace('\u{a0}', " ")
        };
        for (minutes, words) in [
            (-5, "moins d’une minute"),
            (0, "moins d’une minute"),
            (12, "12 min"),
            (180, "3 h"),
            (200, "3 h 20"),
            (185, "3 h 05"),
            (47 * 60, "47 h"),
            (48 * 60, "2 jours"),
            (71 * 60 + 59, "2 jours"),
        ] {
            assert_eq!(said(Fr, minutes), words);
        }
        assert_eq!(said(En, 200), "3 h 20");
        assert_eq!(said(En, 3 * 24 * 60), "3 days");
    }
}
