//! `/closings` and what lies beside it: whether closes were cleanings, what people contest, and how content they are. By
//! team, never by person.

pub(super) mod contested;
pub(super) mod doubtful;
pub(super) mod graded;

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use model::city::Localized;
use uuid::Uuid;
use web::{Page, Texts, Tone, time, tone};

use super::desk::Nav;
use super::desk::asked::{Asked, Look, PERIODS};
use super::round::said;
use crate::Service;
use crate::error::Problem;
use crate::session::Staff;
use crate::store::desk::{Choices, Named, choices};
use crate::store::jobs::{self, City};
use crate::store::quality::{About, After, MOST, Wanted};

/// The parts, by their addresses and the keys of their words.
const PARTS: [(&str, &str); 3] = [
    ("/closings", "quality-doubtful"),
    ("/closings/contested", "quality-contested"),
    ("/closings/grades", "quality-grades"),
];

/// Who looks, at what.
struct Looking<'a> {
    service: &'a Service,
    staff: &'a Staff,
    texts: &'static Texts,
    city: City,
    nav: Nav,
    now: DateTime<Utc>,
    look: Look,
    after: Option<After>,
    known: Choices,
}

/// What stands above every list of quality.
struct Head {
    action: &'static str,
    tabs: Vec<Tab>,
    periods: Vec<Choice>,
    from: String,
    until: String,
    sectors: Vec<Choice>,
    teams: Vec<Choice>,
    /// What is chosen besides: kept as it is.
    kept: Vec<(&'static str, String)>,
    /// How many there are.
    count: String,
    /// Empty: this is the end.
    next: String,
}

struct Tab {
    link: String,
    words: String,
    here: bool,
}

struct Choice {
    value: String,
    words: String,
    chosen: bool,
}

/// A photo that can be shown.
struct Shot {
    small: String,
    large: String,
    alt: String,
    caption: String,
}

/// The report that an entry is about.
struct Entry {
    address: String,
    reference: String,
    link: String,
    state: String,
    tone: Tone,
    team: String,
}

impl<'a> Looking<'a> {
    async fn at(
        service: &'a Service,
        staff: &'a Staff,
        asked: Result<Query<Asked>, QueryRejection>,
    ) -> Result<Self, Problem> {
        let city = jobs::city(&service.database).await?;
        let Query(asked) = asked.map_err(|_| Problem::NotFound)?;
        let now = service.clock.now();
        let look = asked.look(now, city.zone).map_err(|_| Problem::NotFound)?;
        let chosen = [&look.filters.sector, &look.filters.team].into_iter().flatten();
        if chosen.flat_map(|id| id.chars()).any(char::is_control) {
            return Err(Problem::NotFound);
        }
        let after = asked.after.as_deref().filter(|after| !after.is_empty());
        let after = after.map(|after| read_after(after).ok_or(Problem::NotFound)).transpose()?;
        let known = choices(&service.database, staff.id).await?;
        let nav = Nav::of(service, staff, "closings").await?;
        Ok(Self { service, staff, texts: Texts::of(staff.language), city, nav, now, look, after, known })
    }

    fn wanted(&self) -> Wanted {
        let filters = &self.look.filters;
        Wanted {
            referent: self.staff.id,
            from: begin(filters.from, self.city.zone),
            until: begin(filters.until, self.city.zone),
            sector: filters.sector.clone(),
            team: filters.team.clone(),
            after: self.after,
        }
    }

    fn page(&self, path: &str, own: &[(&str, &str)]) -> Page {
        Page::new(
            self.staff.language,
            self.texts.t("closings-title"),
            format!("{path}{}", self.look.query(own)),
        )
        .in_city(self.city.name.clone())
        .with_home("/desk")
        .private()
        .wide()
    }

    fn nav(&self) -> Nav {
        self.nav.clone()
    }

    /// What stands above a list; `own` is what is chosen there besides, `last` its last entry where there are more.
    fn head(
        &self,
        action: &'static str,
        own: &[(&'static str, &str)],
        count: i64,
        last: Option<After>,
    ) -> Head {
        let (texts, filters) = (self.texts, &self.look.filters);
        let tabs = PARTS.map(|(path, key)| Tab {
            link: format!("{path}{}", self.look.query(&[])),
            words: texts.t(key),
            here: path == action,
        });
        let in_days = self.look.days.is_some();
        let all = |key: &str, chosen| Choice { value: String::new(), words: texts.t(key), chosen };
        let period = |days: &u64| Choice {
            value: days.to_string(),
            words: texts.t1("desk-period", "days", *days),
            chosen: self.look.days == Some(*days),
        };
        let own_period = (!in_days).then(|| all("desk-period-own", true));
        let teams = self.known.teams.iter().map(|one| Named { id: one.id.clone(), name: one.name.clone() });
        let teams: Vec<_> = teams.collect();
        let sectors: Vec<_> = self
            .known
            .sectors
            .iter()
            .map(|one| Named { id: one.id.clone(), name: one.name.clone() })
            .collect();
        let last_day = filters.until.pred_opt().unwrap_or(filters.until);
        let next = last.map(|last| {
            let after = write_after(last);
            let parts: Vec<_> = own.iter().copied().chain([("after", after.as_str())]).collect();
            format!("{action}{}", self.look.query(&parts))
        });
        Head {
            action,
            tabs: tabs.into(),
            periods: own_period.into_iter().chain(PERIODS.iter().map(period)).collect(),
            from: if in_days { String::new() } else { filters.from.to_string() },
            until: if in_days { String::new() } else { last_day.to_string() },
            sectors: self.named("desk-all-sectors", filters.sector.as_ref(), &sectors),
            teams: self.named("desk-all-teams", filters.team.as_ref(), &teams),
            kept: own.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            count: texts.t1("quality-count", "count", count),
            next: next.unwrap_or_default(),
        }
    }

    fn named(&self, all: &str, chosen: Option<&String>, named: &[Named]) -> Vec<Choice> {
        let all = Choice { value: String::new(), words: self.texts.t(all), chosen: chosen.is_none() };
        let options = named.iter().map(|one| Choice {
            value: one.id.clone(),
            words: self.said(&one.name).to_owned(),
            chosen: chosen == Some(&one.id),
        });
        std::iter::once(all).chain(options).collect()
    }

    fn said<'t>(&self, text: &'t Localized) -> &'t str {
        said(self.staff.language, text)
    }

    fn moment(&self, at: DateTime<Utc>) -> String {
        time::moment(self.texts, at, self.city.zone, self.now)
    }

    fn entry(&self, about: &About) -> Entry {
        Entry {
            address: about.address.clone(),
            link: format!("/desk/reports/{}", about.reference),
            reference: self.texts.t1("reference", "reference", about.reference.as_str()),
            state: self.texts.t(&format!("state-{}", about.state)),
            tone: tone(&about.state),
            team: about.team.as_ref().map(|team| self.said(team).to_owned()).unwrap_or_default(),
        }
    }

    fn shots(&self, photos: &[Uuid], key: &str) -> Vec<Shot> {
        let words = self.texts.t(key);
        photos.iter().map(|photo| shot(*photo, words.clone(), words.clone())).collect()
    }

    /// What the crew had answered, in the reader's language where it is known in both.
    fn reply(&self, texts: Option<&Localized>, words: Option<String>) -> String {
        texts.map(|texts| self.said(texts).to_owned()).or(words).unwrap_or_default()
    }
}

fn shot(photo: Uuid, alt: String, caption: String) -> Shot {
    let at = |size: &str| format!("/crew/photos/{photo}/{size}");
    Shot { small: at("small"), large: at("large"), alt, caption }
}

/// Cuts a list to a page; its last entry, where there are more.
fn cut<T>(found: &mut Vec<T>, about: impl Fn(&T) -> &About) -> Option<After> {
    let more = found.len() > MOST;
    found.truncate(MOST);
    found.last().filter(|_| more).map(|last| about(last).after)
}

/// The first moment of a day of the city. Where clocks skip midnight, the first one that they show.
fn begin(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let shown = zone.from_local_datetime(&midnight).earliest();
    shown.map_or_else(|| midnight.and_utc(), |begin| begin.to_utc())
}

fn write_after(after: After) -> String {
    format!("{}_{}_{}", after.at.timestamp_micros(), after.history, after.recipient)
}

fn read_after(text: &str) -> Option<After> {
    let mut parts = text.splitn(3, '_');
    let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)?;
    let (history, recipient) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    // Later than any database knows is no time of a page.
    (0..=253_402_300_799).contains(&at.timestamp()).then_some(After { at, history, recipient })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_comes_back_from_its_address() {
        let at = "2026-11-24T12:30:00.123456Z".parse().expect("a moment");
        let after = After { at, history: Uuid::from_u128(7), recipient: Uuid::nil() };
        assert_eq!(read_after(&write_after(after)), Some(after));
        for garbage in ["", "x", "1", "1_2_3", "9223372036854775807_x_y", "-99999999999999999_a_b"] {
            assert_eq!(read_after(garbage), None, "{garbage}");
        }
    }
}
