//! What a referent looks at: a period and filters, said in the address, so that it can be kept and sent.

use std::fmt::Write as _;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use model::city::TeamKind;
use serde::Deserialize;

use crate::desk::Filters;

/// Periods to choose from, in days up to today.
pub(in crate::routes) const PERIODS: [u64; 5] = [7, 30, 90, 365, 1826];
/// The period when none is asked for.
const USUAL: u64 = 30;
/// In an address: the reports that no team has. No team has this id: ids of teams name their kind.
pub(super) const NO_TEAM: &str = "none";
/// The longest period, in days.
pub(super) const LONGEST: i64 = 4_000;

/// The address as it came. An empty part is none.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in crate::routes) struct Asked {
    days: Option<String>,
    from: Option<String>,
    until: Option<String>,
    sector: Option<String>,
    team: Option<String>,
    group: Option<String>,
    channel: Option<String>,
    kind: Option<String>,
    /// By what the map is coloured.
    pub(in crate::routes) map: Option<String>,
    /// Of a table for other programs: what its rows are.
    pub(super) by: Option<String>,
    /// Of a list: which of the reports.
    pub(in crate::routes) show: Option<String>,
    /// Of a list: the last one of the page before.
    pub(in crate::routes) after: Option<String>,
    /// Of a list: a number, or words.
    pub(super) q: Option<String>,
    /// Of a list: where the reports stand.
    pub(super) state: Option<String>,
    /// Of a list: how old the open ones are.
    pub(super) age: Option<String>,
    /// Of a list: what was done before it was opened.
    pub(super) did: Option<String>,
}

/// What is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::routes) struct Look {
    pub(in crate::routes) filters: Filters,
    /// One of [`PERIODS`]; none: two days that were chosen.
    pub(in crate::routes) days: Option<u64>,
}

/// A part of an address that can't be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::routes) struct NotUnderstood(pub(in crate::routes) &'static str);

pub(super) fn given(text: Option<&String>) -> Option<&str> {
    text.map(|text| text.trim()).filter(|text| !text.is_empty())
}

impl Asked {
    /// What is meant, today being the city's.
    pub(in crate::routes) fn look(&self, now: DateTime<Utc>, zone: Tz) -> Result<Look, NotUnderstood> {
        let tomorrow = now.with_timezone(&zone).date_naive() + Days::new(1);
        let day = |text: Option<&String>, name| {
            given(text).map(|text| text.parse::<NaiveDate>().map_err(|_| NotUnderstood(name))).transpose()
        };
        let (first, last) = (day(self.from.as_ref(), "from")?, day(self.until.as_ref(), "until")?);
        let (days, from, until) = if let (Some(first), Some(last)) = (first, last) {
            // A last day is in the period; the next one is not.
            (None, first, last.checked_add_days(Days::new(1)).ok_or(NotUnderstood("until"))?)
        } else {
            let days = match given(self.days.as_ref()) {
                None => USUAL,
                Some(days) => {
                    days.parse().ok().filter(|days| PERIODS.contains(days)).ok_or(NotUnderstood("days"))?
                }
            };
            (Some(days), tomorrow - Days::new(days), tomorrow)
        };
        if until <= from || (until - from).num_days() > LONGEST {
            return Err(NotUnderstood("until"));
        }
        let kinds = [TeamKind::Dpe, TeamKind::UrgenceProprete];
        let team_kind = match given(self.kind.as_ref()) {
            None => None,
            Some(kind) => {
                let found = kinds.into_iter().find(|known| known.as_str() == kind);
                Some(found.ok_or(NotUnderstood("kind"))?)
            }
        };
        let text = |text: Option<&String>| given(text).map(str::to_owned);
        let filters = Filters {
            from,
            until,
            sector: text(self.sector.as_ref()),
            team: text(self.team.as_ref()).map(|team| if team == NO_TEAM { String::new() } else { team }),
            group: text(self.group.as_ref()),
            channel: text(self.channel.as_ref()),
            team_kind,
        };
        Ok(Look { filters, days })
    }
}

impl Look {
    /// As an address says it, with other parts than its own.
    pub(in crate::routes) fn query(&self, changed: &[(&str, &str)]) -> String {
        let Filters { from, until, sector, team, group, channel, team_kind } = &self.filters;
        let mut parts: Vec<(&str, String)> = match self.days {
            Some(days) => vec![("days", days.to_string())],
            None => vec![("from", from.to_string()), ("until", (*until - Days::new(1)).to_string())],
        };
        let team = team.clone().map(|team| if team.is_empty() { NO_TEAM.to_owned() } else { team });
        let kind = team_kind.map(|kind| kind.as_str().to_owned());
        for (name, value) in
            [("sector", sector), ("team", &team), ("group", group), ("channel", channel), ("kind", &kind)]
        {
            parts.extend(value.clone().map(|value| (name, value)));
        }
        parts.retain(|(name, _)| !changed.iter().any(|(other, _)| other == name));
        parts.extend(changed.iter().map(|(name, value)| (*name, (*value).to_owned())));
        let mut query = String::new();
        for (name, value) in parts.iter().filter(|(_, value)| !value.is_empty()) {
            let begin = if query.is_empty() { '?' } else { '&' };
            let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            let _ = write!(query, "{begin}{name}={value}");
        }
        query
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;

    fn asked(from: Option<&str>, until: Option<&str>, days: Option<&str>) -> Asked {
        let text = |text: Option<&str>| text.map(str::to_owned);
        Asked { from: text(from), until: text(until), days: text(days), ..Asked::default() }
    }

    fn look(asked: &Asked) -> Result<Look, NotUnderstood> {
        asked.look("2026-11-24T23:30:00Z".parse().expect("a moment"), Paris)
    }

    #[test]
    fn a_period_ends_with_the_citys_own_today() {
        let usual = look(&Asked::default()).expect("30 days").filters;
        // Half past midnight in Paris.
        assert_eq!(
            (usual.from.to_string(), usual.until.to_string()),
            ("2026-10-27".into(), "2026-11-26".into())
        );
        let two = look(&asked(Some("2026-03-28"), Some("2026-03-29"), Some("7"))).expect("two days");
        assert_eq!((two.filters.until - two.filters.from).num_days(), 2);
        assert_eq!(two.filters.before().from.to_string(), "2026-03-26");
        assert_eq!(two.query(&[("show", "late")]), "?from=2026-03-28&until=2026-03-29&show=late");
    }

    #[test]
    fn what_can_t_be_understood_is_named() {
        assert_eq!(look(&asked(None, None, Some("8"))), Err(NotUnderstood("days")));
        assert_eq!(look(&asked(Some("x"), None, None)), Err(NotUnderstood("from")));
        assert_eq!(look(&asked(Some("2026-03-02"), Some("2026-03-01"), None)), Err(NotUnderstood("until")));
        assert_eq!(look(&asked(Some("2006-03-02"), Some("2026-03-01"), None)), Err(NotUnderstood("until")));
        assert_eq!(
            look(&asked(Some("2026-01-01"), Some("+262142-12-31"), None)),
            Err(NotUnderstood("until"))
        );
        assert!(look(&asked(Some("2026-01-01"), None, None)).is_ok(), "half a period is the usual one");
    }

    #[test]
    fn an_address_says_what_is_looked_at_and_no_more() {
        let mut asked = asked(None, None, Some("90"));
        asked.sector = Some("75111&x=\u{e9}".to_owned());
        asked.team = Some(" ".to_owned());
        asked.kind = Some("urgence_proprete".to_owned());
        let look = look(&asked).expect("a look");
        assert_eq!(look.query(&[]), "?days=90&sector=75111%26x%3D%C3%A9&kind=urgence_proprete");
        assert_eq!(
            look.query(&[("sector", ""), ("team", "up-11")]),
            "?days=90&kind=urgence_proprete&team=up-11"
        );
    }
}
