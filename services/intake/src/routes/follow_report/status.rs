//! Where a report stands, in words: what is so, and what comes next.

use web::page::Tone;
use web::texts::{Value, capital};
use web::time;

use super::Reading;
use crate::store::{Followed, Standing, said};

/// What the page says first.
pub(super) struct Status {
    pub(super) headline: String,
    pub(super) tone: Tone,
    pub(super) done: bool,
    /// What is so, in a sentence; empty where the headline says all.
    pub(super) now: String,
    /// By when; empty where nobody has said a day.
    pub(super) due: String,
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

    fn due(self, current: &Standing) -> String {
        if !is_timed(&current.state) {
            return String::new();
        }
        let moment = time::moment(self.texts, current.due_at, self.zone, self.now);
        self.texts.t1(if self.is_late(current) { "follow-late" } else { "follow-due" }, "time", moment)
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

/// Whether the target of the category says by when.
fn is_timed(state: &str) -> bool {
    matches!(state, "received" | "dispatched" | "in_progress" | "to_requalify" | "reopened")
}
