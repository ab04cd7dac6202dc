//! Days of the city's own calendar, and the hours in which it works on them.

mod opening;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use opening::{BadCalendar, Calendar, Flaw, Opening};

/// A kind of day. A public holiday is `Holiday`, whatever its weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum DayKind {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
    Holiday,
}

impl DayKind {
    /// Every kind of day.
    pub const ALL: [Self; 8] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun, Self::Holiday];

    /// The kind of a day of the city's calendar (France's public holidays, Code du travail, L3133-1).
    pub fn of(day: NaiveDate) -> Self {
        if is_public_holiday(day) {
            return Self::Holiday;
        }
        Self::of_weekday(day)
    }

    /// The kind of a day that is no public holiday.
    fn of_weekday(day: NaiveDate) -> Self {
        Self::ALL[day.weekday().num_days_from_monday() as usize]
    }
}

/// Whether a day is one of the eleven public holidays of France (Code du travail, L3133-1).
pub fn is_public_holiday(day: NaiveDate) -> bool {
    public_holidays(day.year()).any(|holiday| holiday == day)
}

/// The public holidays of a year, each once: some years have two on one day (1 May 2008 was Ascension, too).
pub fn public_holidays(year: i32) -> impl Iterator<Item = NaiveDate> {
    const FIXED: [(u32, u32); 8] = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)];
    // Easter Monday, Ascension, Whit Monday: days after Easter Sunday.
    const MOVABLE: [u64; 3] = [1, 39, 50];
    let fixed = FIXED.into_iter().filter_map(move |(month, day)| NaiveDate::from_ymd_opt(year, month, day));
    let easter = easter(year);
    let movable = MOVABLE.into_iter().filter_map(move |after| easter?.checked_add_days(Days::new(after)));
    fixed.chain(movable.filter(|day| !FIXED.contains(&(day.month(), day.day()))))
}

/// Easter Sunday of a Gregorian year (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i32) -> Option<NaiveDate> {
    let (lunar_year, century, year_of_century) = (year % 19, year / 100, year % 100);
    let century_correction = (8 * century + 13) / 25;
    let epact = (19 * lunar_year + century - century / 4 - century_correction + 15) % 30;
    let to_sunday = (2 * (century % 4) + 2 * (year_of_century / 4) - year_of_century % 4 + 32 - epact) % 7;
    let late_moon = (lunar_year + 11 * epact + 19 * to_sunday) / 433;
    let month = (epact + to_sunday - 7 * late_moon + 90) / 25;
    let day = (epact + to_sunday - 7 * late_moon + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// The kind of day and the minute at a moment, in the city's own time.
pub fn local_day_and_minute(moment: DateTime<Utc>, zone: Tz) -> (DayKind, u16) {
    let local = moment.with_timezone(&zone);
    (DayKind::of(local.date_naive()), crate::city::minute_of(local.time()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    #[test]
    fn the_day_is_the_city_s_own_not_utc_s() {
        // 23:30 UTC on Monday is half past midnight on Tuesday in Paris, in winter.
        let moment = Utc.with_ymd_and_hms(2026, 11, 23, 23, 30, 0).single().expect("a moment");
        assert_eq!(local_day_and_minute(moment, chrono_tz::Europe::Paris), (DayKind::Tue, 30));
        // On the night of the change back, 2:30 happens twice; both are half past two.
        for hour in [0, 1] {
            let moment = Utc.with_ymd_and_hms(2026, 10, 25, hour, 30, 0).single().expect("a moment");
            assert_eq!(local_day_and_minute(moment, chrono_tz::Europe::Paris), (DayKind::Sun, 150));
        }
    }

    #[test]
    fn public_holidays_include_the_movable_ones() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).expect("a day");
        for holiday in [
            day(2026, 4, 6),
            day(2026, 5, 14),
            day(2026, 5, 25),
            day(2026, 7, 14),
            day(2024, 4, 1),
            day(2000, 4, 24),
        ] {
            assert_eq!(DayKind::of(holiday), DayKind::Holiday, "{holiday}");
        }
        for working in [day(2026, 4, 3), day(2026, 4, 7), day(2026, 11, 24)] {
            assert_ne!(DayKind::of(working), DayKind::Holiday, "{working}");
        }
        // Eleven, but ten when Ascension is on 1 May.
        let holidays = |year| public_holidays(year).collect::<std::collections::BTreeSet<_>>().len();
        assert_eq!((holidays(2026), public_holidays(2026).count()), (11, 11));
        assert_eq!((holidays(2008), public_holidays(2008).count()), (10, 10));
        assert_eq!(easter(2027), NaiveDate::from_ymd_opt(2027, 3, 28));
        assert_eq!(easter(2038), NaiveDate::from_ymd_opt(2038, 4, 25));
    }
}
