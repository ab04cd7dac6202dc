//! Which reports a map or a list shows: said in the address, so that it can be kept and sent.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

/// Days for which closed reports are shown.
pub(crate) const CLOSED_DAYS: i64 = 30;
/// The periods to choose from, in days.
pub(crate) const PERIODS: [i64; 3] = [1, 7, 30];

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filters {
    /// A group of categories; none: all.
    pub(crate) group: Option<String>,
    pub(crate) open: bool,
    pub(crate) closed: bool,
    /// Received, or closed, within so many days; none: open ones of any age.
    pub(crate) days: Option<i64>,
}

impl Filters {
    /// From an address' query; none: it asks for what there is not.
    pub(crate) fn read(query: &HashMap<String, String>) -> Option<Self> {
        let of = |name: &str| query.get(name).map(String::as_str).filter(|text| !text.is_empty());
        let group = of("group");
        if group.is_some_and(|id| id.len() > 100 || !id.bytes().all(|byte| byte.is_ascii_graphic())) {
            return None;
        }
        let (open, closed) = match of("state") {
            None | Some("open") => (true, false),
            Some("closed") => (false, true),
            Some("all") => (true, true),
            Some(_) => return None,
        };
        let days = match of("days") {
            None => None,
            Some(days) => Some(days.parse().ok().filter(|days| PERIODS.contains(days))?),
        };
        Some(Self { group: group.map(str::to_owned), open, closed, days })
    }

    /// The name of the chosen states in the address.
    pub(crate) fn state(&self) -> &'static str {
        match (self.open, self.closed) {
            (true, true) => "all",
            (false, _) => "closed",
            _ => "open",
        }
    }

    /// Since when open reports were received.
    pub(crate) fn open_since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.days.map_or(DateTime::UNIX_EPOCH, |days| now - TimeDelta::days(days))
    }

    /// Since when closed reports were closed.
    pub(crate) fn closed_since(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(self.days.unwrap_or(CLOSED_DAYS).min(CLOSED_DAYS))
    }

    /// As an address' query, without what goes without saying.
    pub(crate) fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        if let Some(group) = &self.group {
            query.append_pair("group", group);
        }
        if self.state() != "open" {
            query.append_pair("state", self.state());
        }
        if let Some(days) = self.days {
            query.append_pair("days", &days.to_string());
        }
        query.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Option<Filters> {
        Filters::read(&url::form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    #[test]
    fn what_is_asked_for_stands_in_the_address_and_comes_back_the_same() {
        for query in ["", "group=waste&state=closed&days=7", "state=all", "days=30"] {
            let filters = read(query).expect(query);
            assert_eq!(filters.query(), query);
            assert_eq!(read(&filters.query()), Some(filters));
        }
        assert_eq!(read("state=open&days=&group="), read(""));
        for wrong in ["state=secret", "days=2", "days=-1", "days=x", "group=a%00b", "group=a%20b"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn closed_reports_are_shown_for_thirty_days_at_most() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        assert_eq!(read("").expect("open").closed_since(now), now - TimeDelta::days(30));
        assert_eq!(read("days=7").expect("a week").closed_since(now), now - TimeDelta::days(7));
        assert_eq!(read("").expect("open").open_since(now), DateTime::UNIX_EPOCH);
    }
}
