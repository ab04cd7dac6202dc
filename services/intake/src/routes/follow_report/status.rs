//! Where a report stands, in words: what is so, and what comes next.

use chrono::{DateTime, Duration, Utc};
use web::page::Tone;
use web::texts::{Value, capital};
use web::time;

use super::Reading;
use crate::expected::FEWEST;
use crate::store::{Followed, LOOKED_BACK, Standing, said};

/// What the page says first.
pub(super) struct Status {
    pub(super) headline: String,
    pub(super) tone: Tone,
    pub(super) done: bool,
    /// What is so, in a sentence; empty where the headline says all.
    pub(super) now: String,
    /// By when, and how that is known; empty where nobody has said a day.
    pub(super) due: Vec<String>,
    /// What it was merged into; empty if it was not.
    pub(super) merged: String,
}

impl Reading {
    pub(super) fn status(self, report: &Followed) -> Status {
        let Self { texts, .. } = self;
        let current = report.current();
        let main = |main: &Standing| texts.t1("now-merged", "main", main.reference.as_str());
        Status {
            headline: self.headline(current),
            tone: if self.is_late(current) { Tone::Late } else { web::tone(&current.state) },
            done: current.state == "done",
            now: self.now(current),
            due: self.due(current),
            merged: report.main.as_ref().map(main).unwrap_or_default(),
        }
    }

    fn headline(self, current: &Standing) -> String {
        let texts = self.texts;
        match (current.state.as_str(), current.closed_at) {
            ("done", Some(closed_at)) => {
                let length = model::turnaround::plain(current.received_at, closed_at);
                texts.t1("follow-cleaned-in", "time", time::duration(texts, length))
            }
            ("scheduled", _) => match self.day(current, "schedule") {
                Some((day, _)) => texts.t1("follow-scheduled", "day", day),
                None => texts.t("state-scheduled"),
            },
            (state, _) => texts.t(&format!("state-{state}")),
        }
    }

    /// Lateness is no state: it is seen when the page is.
    fn is_late(self, current: &Standing) -> bool {
        match current.state.as_str() {
            "scheduled" => self.day(current, "schedule").is_some_and(|(_, past)| past),
            state => is_timed(state) && current.due_at < self.now,
        }
    }

    /// From past closings; from the category's target while there are too few of them.
    fn due(self, current: &Standing) -> Vec<String> {
        let (texts, mut said) = (self.texts, Vec::new());
        if !is_timed(&current.state) {
            return said;
        }
        let target = time::moment(texts, current.due_at, self.zone, self.now);
        let late = self.is_late(current);
        if late {
            said.push(texts.t1("follow-late", "time", target.as_str()));
        }
        match self.expected(current) {
            Some(expected) => said.extend(expected),
            None if late => {}
            None => {
                said.push(texts.t1("follow-due", "time", target));
                let facts = [("fewest", FEWEST.into()), ("days", LOOKED_BACK.num_days().into())];
                said.push(texts.with("follow-expected-few", &facts));
            }
        }
        said
    }

    /// Half by then, eight of ten by then: what lies behind is not promised any more. A report that was contested
    /// waits anew from that moment.
    fn expected(self, current: &Standing) -> Option<[String; 2]> {
        let texts = self.texts;
        let closings = self.closings.filter(|closings| closings.count >= FEWEST)?;
        let since = current.last("contest").map_or(current.received_at, |contest| contest.occurred_at);
        let (half, most) = (since + closings.half?, since + closings.most?);
        let said = |at| time::moment(texts, next_hour(at), self.zone, self.now);
        let key = match self.now {
            now if now < half => "follow-expected",
            now if now < most => "follow-expected-most",
            _ => "follow-expected-over",
        };
        let by = texts.with(key, &[("half", said(half).into()), ("most", said(most).into())]);
        let facts = [("count", closings.count.into()), ("days", LOOKED_BACK.num_days().into())];
        Some([by, texts.with("follow-expected-basis", &facts)])
    }

    fn now(self, current: &Standing) -> String {
        let texts = self.texts;
        let team = current.team.as_ref().map(|team| capital(said(team, self.language)));
        let team = team.unwrap_or_else(|| texts.t("some-team"));
        let (day, past) = match current.state.as_str() {
            "scheduled" => self.day(current, "schedule"),
            "monitored" => self.day(current, "watch"),
            _ => None,
        }
        .unwrap_or_default();
        let transfer = current.last("transfer").filter(|_| current.state == "transferred");
        let partner = transfer.and_then(|transfer| transfer.partner.as_ref());
        let until = transfer.and_then(|transfer| transfer.until);
        let today = self.now.with_timezone(&self.zone).date_naive();
        let until = until.map(|at| time::day(texts, at.with_timezone(&self.zone).date_naive(), today));
        let variables: [(&str, Value<'_>); 4] = [
            ("team", team.into()),
            (
                "partner",
                partner.map(|partner| capital(said(partner, self.language))).unwrap_or_default().into(),
            ),
            ("until", until.clone().unwrap_or_default().into()),
            ("day", day.clone().into()),
        ];
        let key = match current.state.as_str() {
            "done" => return String::new(),
            "scheduled" if day.is_empty() => "now-dispatched",
            "scheduled" if past => "now-scheduled-past",
            "monitored" if day.is_empty() => "now-monitored-some",
            "transferred" if partner.is_none() || until.is_none() => "now-transferred-some",
            state => return texts.with(&format!("now-{state}"), &variables),
        };
        texts.with(key, &variables)
    }

    /// The day that the last step of a kind fixed, in words, and whether it is past.
    fn day(self, current: &Standing, step: &str) -> Option<(String, bool)> {
        let day = current.last(step)?.day?;
        let today = self.now.with_timezone(&self.zone).date_naive();
        Some((time::day(self.texts, day, today), day < today))
    }
}

/// An estimate to the minute would promise more than it knows.
fn next_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    let behind = at.timestamp().rem_euclid(3600);
    if behind == 0 { at } else { at + Duration::seconds(3600 - behind) }
}

/// Whether the target of the category says by when.
pub(super) fn is_timed(state: &str) -> bool {
    matches!(state, "received" | "dispatched" | "in_progress" | "to_requalify" | "reopened")
}
