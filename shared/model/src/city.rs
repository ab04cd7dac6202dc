//! A city as data: its categories, teams and texts, as a city pack writes them.

use std::collections::BTreeSet;
use std::fmt;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// A text in the languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    /// French.
    pub fr: String,
    /// English.
    pub en: String,
}

/// What kind of team: a division's own, or its Urgence Propreté pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeamKind {
    /// A DPE division's team: daily rounds, mostly in the morning.
    Dpe,
    /// An Urgence Propreté pair: small electric vehicle, 12:30 to 20:15, reacts to reports.
    UrgenceProprete,
}

impl TeamKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Dpe, Self::UrgenceProprete];

    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dpe => "dpe",
            Self::UrgenceProprete => "urgence_proprete",
        }
    }
}

/// A half-open interval of the day: from `from`, up to and without `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    /// The first minute, in the city's own time.
    #[serde(with = "day_minute")]
    pub from: u16,
    /// The first minute after; 1440 (`24:00`) is midnight.
    #[serde(with = "day_minute")]
    pub until: u16,
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { from, until } = self;
        write!(f, "{:02}:{:02} to {:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

impl Hours {
    /// The whole day.
    pub const ALL_DAY: Self = Self { from: 0, until: 1440 };

    /// Whether a time of day lies within.
    pub fn contains(self, time: NaiveTime) -> bool {
        let minute = minute_of(time);
        self.from <= minute && minute < self.until
    }

    /// The first end of these hours after a moment, in the city's own time. On the night when clocks go forward an
    /// end that no clock shows is taken an hour later.
    pub fn next_end(self, after: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
        let day = after.with_timezone(&zone).date_naive();
        let ends = [day, day + Days::new(1)].map(|day| self.end_on(day, zone));
        ends.into_iter().flatten().find(|end| *end > after).unwrap_or(after + chrono::Duration::days(1))
    }

    fn end_on(self, day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
        let end = day.and_time(NaiveTime::MIN) + chrono::Duration::minutes(self.until.into());
        let shown = |end| zone.from_local_datetime(&end).latest();
        shown(end).or_else(|| shown(end + chrono::Duration::hours(1))).map(|end| end.to_utc())
    }
}

/// Minutes since midnight.
pub fn minute_of(time: NaiveTime) -> u16 {
    use chrono::Timelike;
    u16::try_from(time.num_seconds_from_midnight() / 60).unwrap_or(1439)
}

/// `HH:MM` as minutes since midnight, `24:00` included.
pub(crate) mod day_minute {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's `with` hands a reference")]
    pub(crate) fn serialize<S: Serializer>(minute: &u16, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{:02}:{:02}", minute / 60, minute % 60))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
        let text = String::deserialize(from)?;
        let parsed = text.split_once(':').and_then(|(hour, minute)| {
            let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
            (hour < 24 && minute < 60 || hour == 24 && minute == 0).then_some(hour * 60 + minute)
        });
        parsed
            .ok_or_else(|| D::Error::custom(format!("`{text}` is not a time of day between 00:00 and 24:00")))
    }
}

/// A team as the pack lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Short, stable, kebab-case.
    pub id: String,
    /// Division's team or Urgence Propreté pair.
    pub kind: TeamKind,
    /// As on the crew's screen: "DPE 11e".
    pub name: Localized,
    /// As in a sentence to a resident: "l’équipe propreté du 11e".
    pub sentence_name: Localized,
    /// The sectors it cleans.
    pub sectors: BTreeSet<String>,
    /// When its shift is on the street.
    pub shift: Hours,
}

/// Who handles a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandledBy {
    /// A cleaning team: the rules say which.
    Cleaning,
    /// A partner outside the city's cleaning.
    Partner,
    /// Neither: no report of it is taken, and people are told whose matter it is.
    Elsewhere,
}

impl HandledBy {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Cleaning, Self::Partner, Self::Elsewhere];

    /// The name stored in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cleaning => "cleaning",
            Self::Partner => "partner",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// A calendar as the pack lists it: the hours in which the turnaround of some categories is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedCalendar {
    /// Kebab-case.
    pub id: String,
    /// As on the referents' screens.
    pub name: Localized,
    /// Its hours, by the kind of day.
    pub hours: Calendar,
}

/// A group of categories.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Kebab-case.
    pub id: String,
    /// As shown.
    pub name: Localized,
    /// Order on screen.
    pub position: i32,
}

/// One kind of problem that a resident can report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Kebab-case.
    pub id: String,
    /// The number in the city's own published tree.
    pub code: i32,
    /// The group it is shown under.
    pub group: String,
    /// The published label.
    pub name: Localized,
    /// A label that fits a phone's tile.
    pub short: Localized,
    /// The name of its drawing.
    pub icon: String,
    /// Order of use.
    pub position: i32,
    /// Cleaning team, partner, or nobody here.
    pub handled_by: HandledBy,
    /// Whom it is passed to, for `partner`.
    #[serde(default)]
    pub partner: Option<Localized>,
    /// Whom to tell, for `elsewhere`.
    #[serde(default)]
    pub tell: Option<Localized>,
    /// Other words that people use for it, found by the search.
    #[serde(default)]
    pub also: Option<Localized>,
    /// Hours within which it should be done.
    pub target_hours: i32,
    /// The calendar of its working hours; none in a pack: the first one.
    #[serde(default)]
    pub calendar: Option<String>,
    /// Metres within which an open report of the same category is probably the same.
    pub radius_m: i32,
    /// Dangerous: the emergency number is shown first.
    #[serde(default)]
    pub danger: bool,
}

/// A prepared answer of a crew to residents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Kebab-case.
    pub id: String,
    /// The end it announces: `done`.
    pub outcome: String,
    /// The categories it fits; empty: all.
    #[serde(default)]
    pub categories: BTreeSet<String>,
    /// On the crew's button.
    pub title: Localized,
    /// In the letter.
    pub body: Localized,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_ends_at_its_next_end_in_the_city_s_own_time() {
        let hours = |from, until| Hours { from, until };
        for (hours, after, end) in [
            (hours(750, 1215), "2026-11-24T11:45:00Z", "2026-11-24T19:15:00Z"),
            // Overtime ends with the next day's shift; in summer an hour earlier by UTC.
            (hours(750, 1215), "2026-11-24T19:15:00Z", "2026-11-25T19:15:00Z"),
            (hours(750, 1215), "2026-07-24T11:45:00Z", "2026-07-24T18:15:00Z"),
            (Hours::ALL_DAY, "2026-11-24T11:45:00Z", "2026-11-24T23:00:00Z"),
            // Half past two is shown twice when clocks go back, and not at all when they go forward.
            (hours(0, 150), "2026-10-24T23:00:00Z", "2026-10-25T01:30:00Z"),
            (hours(0, 150), "2026-03-29T00:00:00Z", "2026-03-29T01:30:00Z"),
        ] {
            let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a moment");
            assert_eq!(hours.next_end(at(after), chrono_tz::Europe::Paris), at(end), "{after}");
        }
    }
}
