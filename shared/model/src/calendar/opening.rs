//! The hours in which work is done, by the kind of day: working time between two moments.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{
    DateTime, Datelike, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{DayKind, public_holidays};
use crate::city::{Hours, day_minute};

/// One line of a calendar, as a city pack writes it: `{ days = ["mon", "tue"], from = "08:00", until = "20:00" }`. Half
/// open; it does not pass midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The kinds of day. A public holiday is `holiday`, whatever its weekday.
    pub days: BTreeSet<DayKind>,
    /// The first minute of the day, in the city's own time.
    #[serde(with = "day_minute")]
    pub from: u16,
    /// The first minute after; 1440 (`24:00`) is midnight.
    #[serde(with = "day_minute")]
    pub until: u16,
}

/// The hours in which work is done, for each kind of day; a kind without hours is closed. Read and written as a list of
/// [`Opening`]s, in any order; making it from them is its only constructor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Opening>", into = "Vec<Opening>")]
pub struct Calendar {
    /// In the order of [`DayKind::ALL`]; of one day in the order of the clock, none overlapping.
    hours: [Vec<Hours>; DayKind::ALL.len()],
}

/// Why hours are no calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// They end before they begin, or at once.
    #[error("{0} must end after it begins; hours that pass midnight are two lines")]
    Empty(Hours),
    /// They go on after midnight.
    #[error("{0} must end at 24:00 at the latest; hours that pass midnight are two lines")]
    PastMidnight(Hours),
    /// They are for no kind of day.
    #[error("{0} is for no day")]
    NoDay(Hours),
    /// The same minute twice.
    #[error("{earlier} and {later} overlap on {day:?}: each minute counts once")]
    Overlap {
        /// The day.
        day: DayKind,
        /// The hours that begin first.
        earlier: Hours,
        /// The others.
        later: Hours,
    },
    /// Nobody ever works.
    #[error("it has no hour at all: nothing would ever take any working time")]
    NoHour,
}

/// Everything that is wrong with a calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCalendar(pub Vec<Flaw>);

impl std::error::Error for BadCalendar {}

impl fmt::Display for BadCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, flaw) in self.0.iter().enumerate() {
            write!(f, "{}{flaw}", if at == 0 { "" } else { "; " })?;
        }
        Ok(())
    }
}

impl TryFrom<Vec<Opening>> for Calendar {
    type Error = BadCalendar;

    fn try_from(openings: Vec<Opening>) -> Result<Self, BadCalendar> {
        let mut calendar = Self { hours: Default::default() };
        let mut flaws = Vec::new();
        for Opening { days, from, until } in openings {
            let hours = Hours { from, until };
            flaws.extend((from >= until).then_some(Flaw::Empty(hours)));
            flaws.extend((until > 1440).then_some(Flaw::PastMidnight(hours)));
            flaws.extend(days.is_empty().then_some(Flaw::NoDay(hours)));
            for day in days {
                calendar.hours[day as usize].push(hours);
            }
        }
        for (day, hours) in DayKind::ALL.into_iter().zip(&mut calendar.hours) {
            hours.sort_unstable_by_key(|hours| (hours.from, hours.until));
            flaws.extend(
                hours.windows(2).filter(|two| two[1].from < two[0].until).map(|two| Flaw::Overlap {
                    day,
                    earlier: two[0],
                    later: two[1],
                }),
            );
        }
        if calendar.hours.iter().all(Vec::is_empty) {
            flaws.push(Flaw::NoHour);
        }
        if flaws.is_empty() { Ok(calendar) } else { Err(BadCalendar(flaws)) }
    }
}

impl From<Calendar> for Vec<Opening> {
    /// Days with the same hours share a line; lines are in the order of the clock.
    fn from(calendar: Calendar) -> Self {
        let mut days: BTreeMap<(u16, u16), BTreeSet<DayKind>> = BTreeMap::new();
        for (day, hours) in DayKind::ALL.into_iter().zip(calendar.hours) {
            for Hours { from, until } in hours {
                days.entry((from, until)).or_default().insert(day);
            }
        }
        days.into_iter().map(|((from, until), days)| Opening { days, from, until }).collect()
    }
}

impl Calendar {
    /// The hours of a kind of day, in the order of the clock.
    pub fn hours(&self, day: DayKind) -> &[Hours] {
        &self.hours[day as usize]
    }

    /// The time that passes between two moments while the city's clocks show working hours; none if the second is not
    /// after the first.
    ///
    /// What counts is time that passes, not what clocks show: when clocks go forward the hour that they skip takes no
    /// time and counts nothing, when they go back the hour that they show twice counts twice. Between 00:00 and 24:00
    /// there are 23 hours on 29 March 2026 in Paris, and 25 on 25 October.
    ///
    /// Costs a look at the zone for every six days, and one at each public holiday, however long it is.
    pub fn working(&self, from: DateTime<Utc>, until: DateTime<Utc>, zone: Tz) -> Duration {
        let (mut sum, mut here) = (Duration::zero(), from);
        while here < until {
            let (offset, change) = offset_until(here, until, zone);
            let shown = |at: DateTime<Utc>| at.with_timezone(&offset).naive_local();
            sum += self.between(shown(here), shown(change));
            here = change;
        }
        sum
    }

    /// Working time between two times on clocks that nobody changes.
    fn between(&self, from: NaiveDateTime, until: NaiveDateTime) -> Duration {
        self.days(from.date(), until.date()) + self.before(until) - self.before(from)
    }

    /// Working time of whole days: whole weeks, the days beside them, and what public holidays change.
    fn days(&self, from: NaiveDate, until: NaiveDate) -> Duration {
        let count = (until - from).num_days();
        let week: Duration =
            DayKind::ALL.into_iter().filter(|day| *day != DayKind::Holiday).map(|day| self.whole(day)).sum();
        let weeks = Duration::minutes(week.num_minutes() * (count / 7));
        let beside =
            (0..count % 7).zip(from.iter_days()).map(|(_, day)| self.whole(DayKind::of_weekday(day)));
        let holidays = (from.year()..=until.year()).flat_map(public_holidays);
        let changed = holidays
            .filter(|day| (from..until).contains(day))
            .map(|day| self.whole(DayKind::Holiday) - self.whole(DayKind::of_weekday(day)));
        weeks + beside.chain(changed).sum()
    }

    fn whole(&self, day: DayKind) -> Duration {
        self.hours(day).iter().map(|hours| Duration::minutes((hours.until - hours.from).into())).sum()
    }

    /// Working time of a day before a time on its clocks.
    fn before(&self, at: NaiveDateTime) -> Duration {
        let passed = at.time() - NaiveTime::MIN;
        let within = |hours: &Hours| {
            let [from, until] = [hours.from, hours.until].map(|minute| Duration::minutes(minute.into()));
            (passed.min(until) - from).max(Duration::zero())
        };
        self.hours(DayKind::of(at.date())).iter().map(within).sum()
    }
}

/// How far the city's clocks are from UTC at a moment, and until when they stay so; at most until `until`, which is
/// later.
fn offset_until(here: DateTime<Utc>, until: DateTime<Utc>, zone: Tz) -> (FixedOffset, DateTime<Utc>) {
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc()).fix();
    let mine = offset(here);
    let mut same = here;
    while same < until {
        // Since 1970 no clocks were changed back sooner than after a week less an hour.
        let next = same.checked_add_signed(Duration::days(6)).map_or(until, |next| next.min(until));
        if offset(next) != mine {
            return (mine, change(same, next, |at| offset(at) == mine));
        }
        same = next;
    }
    (mine, until)
}

/// The first whole second at which something that holds no longer does; it does not at `broken`.
fn change(
    holds: DateTime<Utc>,
    broken: DateTime<Utc>,
    still: impl Fn(DateTime<Utc>) -> bool,
) -> DateTime<Utc> {
    let at = |second| DateTime::from_timestamp(second, 0).unwrap_or(broken);
    let (mut holds, mut fails) = (holds.timestamp(), broken.timestamp());
    while fails - holds > 1 {
        let middle = holds + (fails - holds) / 2;
        *(if still(at(middle)) { &mut holds } else { &mut fails }) = middle;
    }
    at(fails)
}

#[cfg(test)]
mod tests;
