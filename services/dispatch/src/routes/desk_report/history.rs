//! The history of a report in words: who by what they are, when it happened, when it was recorded, and why.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use model::city::Localized;
use serde_json::Value;
use web::{Texts, time};

use crate::routes::closings::doubts;
use crate::routes::round::said;
use crate::store::desk::Named;
use crate::store::sheet::Happened;

/// From here on it matters that something was recorded later than it happened.
const LATER: TimeDelta = TimeDelta::minutes(1);

/// A row of the history.
pub(in crate::routes) struct Line {
    pub(in crate::routes) what: String,
    pub(in crate::routes) who: String,
    pub(in crate::routes) happened: String,
    /// Empty: at the same time.
    pub(in crate::routes) recorded: String,
    /// What changed, and why a team was chosen or a close is doubted.
    pub(in crate::routes) facts: Vec<String>,
    /// Somebody's own words.
    pub(in crate::routes) words: String,
    pub(in crate::routes) done: bool,
}

/// Who reads, and what ids are called.
pub(in crate::routes) struct Reader<'a> {
    pub(in crate::routes) texts: &'static Texts,
    pub(in crate::routes) zone: Tz,
    pub(in crate::routes) now: DateTime<Utc>,
    pub(in crate::routes) categories: &'a [Named],
    pub(in crate::routes) teams: &'a [Named],
}

impl Reader<'_> {
    pub(in crate::routes) fn line(&self, step: &Happened) -> Line {
        let recorded = if step.recorded_at - step.occurred_at > LATER {
            let moment = self.moment(step.recorded_at);
            self.texts.t1("sheet-recorded", "moment", moment)
        } else {
            String::new()
        };
        Line {
            what: self.what(step),
            who: self.who(step),
            happened: self.moment(step.occurred_at),
            recorded,
            facts: self.facts(step),
            words: step.words.clone().unwrap_or_default(),
            done: step.to_state == "done",
        }
    }

    pub(in crate::routes) fn moment(&self, at: DateTime<Utc>) -> String {
        time::moment(self.texts, at, self.zone, self.now)
    }

    fn day(&self, day: NaiveDate) -> String {
        time::day(self.texts, day, self.now.with_timezone(&self.zone).date_naive())
    }

    /// Whoever follows a report, as a kind and a number.
    pub(in crate::routes) fn part(&self, part: Option<&(String, i64)>) -> String {
        match part {
            Some((part, _)) if part == "reporter" => self.texts.t("sheet-who-reporter"),
            Some((_, number)) => self.texts.t1("sheet-who-follower", "number", *number),
            None => self.texts.t("sheet-who-somebody"),
        }
    }

    fn team(&self, step: &Happened) -> String {
        let team = step.team.as_ref().map(|team| said(self.texts.language(), team).to_owned());
        team.unwrap_or_else(|| self.texts.t("desk-no-team"))
    }

    fn who(&self, step: &Happened) -> String {
        match (step.actor.as_str(), step.name.as_deref()) {
            ("referent", Some(name)) => self.texts.t1("sheet-who-referent", "name", name),
            ("resident", _) if step.step == "receive" => self.texts.t("sheet-who-reporter"),
            ("resident", _) => self.part(step.part.as_ref()),
            ("crew", _) => self.texts.t1("sheet-who-crew", "team", self.team(step)),
            (actor, _) => self.texts.t(&format!("sheet-who-{actor}")),
        }
    }

    fn what(&self, step: &Happened) -> String {
        let texts = self.texts;
        let key = match step.step.as_str() {
            "assign" if step.to_state == "to_requalify" => "sheet-step-assign-none".to_owned(),
            name => format!("sheet-step-{name}"),
        };
        let text = |name: &str| step.detail[name].as_str().unwrap_or_default().to_owned();
        let day = |name: &str| text(name).parse().map(|day| self.day(day)).unwrap_or_default();
        let partner = serde_json::from_value::<Localized>(step.detail["partner"].clone());
        let partner = partner.map(|partner| said(texts.language(), &partner).to_owned()).unwrap_or_default();
        texts.with(
            &key,
            &[
                ("team", self.team(step).into()),
                ("on", day("on").into()),
                ("review", day("review_on").into()),
                ("partner", partner.into()),
                ("main", step.main.clone().unwrap_or_default().into()),
            ],
        )
    }

    /// The name of an id, else the id itself: what was there may be gone.
    fn named(all: &[Named], texts: &Texts, id: &Value) -> Option<String> {
        let id = id.as_str()?;
        let known = all.iter().find(|one| one.id == id);
        Some(known.map_or_else(|| id.to_owned(), |one| said(texts.language(), &one.name).to_owned()))
    }

    fn facts(&self, step: &Happened) -> Vec<String> {
        let (texts, detail) = (self.texts, &step.detail);
        let mut facts = Vec::new();
        let changed = |key: &str, was: Option<String>, is: Option<String>| {
            let was = was.unwrap_or_else(|| texts.t("desk-none"));
            is.map(|is| texts.with(key, &[("was", was.into()), ("is", is.into())]))
        };
        if step.step == "requalify" {
            let from = &detail["from"];
            let category = |id| Self::named(self.categories, texts, id);
            let team = |id| Self::named(self.teams, texts, id);
            let place = |place: &Value| -> Option<String> {
                let (x, y) = (place["longitude"].as_f64()?, place["latitude"].as_f64()?);
                Some(format!("{y:.5}, {x:.5}"))
            };
            let address = |of: &Value| {
                let place = place(&of["place"])?;
                Some(
                    of["address"]
                        .as_str()
                        .map_or_else(|| place.clone(), |words| format!("{words} ({place})")),
                )
            };
            facts.extend(changed(
                "sheet-changed-category",
                category(&from["category"]),
                category(&detail["category"]),
            ));
            facts.extend(changed("sheet-changed-team", team(&from["team"]), team(&detail["team"])));
            facts.extend(changed("sheet-changed-place", address(from), address(detail)));
        }
        if let Some(reason) = detail["reason"].as_str() {
            let key = format!("sheet-reason-{reason}");
            facts.extend(texts.has(&key).then(|| texts.t1("sheet-because", "reason", texts.t(&key))));
        }
        if let Some(sentence) = &step.sentence {
            facts.push(web::texts::capital(said(texts.language(), sentence)));
        }
        facts.extend(doubts(texts, &step.doubts));
        facts
    }
}

#[cfg(test)]
mod tests {
    use model::moves::needs::{PutOffReason, SendBackReason};
    use model::moves::{Actor, Move};
    use web::Language;

    use super::*;

    #[test]
    fn every_move_every_actor_and_every_reason_has_its_words_in_both_languages() {
        for texts in Language::ALL.map(Texts::of) {
            let steps = Move::ALL.iter().map(|step| step.as_str()).chain(["follow", "write", "assign-none"]);
            let steps = steps.map(|step| format!("sheet-step-{step}"));
            let who = Actor::ALL.iter().filter(|actor| **actor != Actor::Resident);
            let who = who.map(|actor| format!("sheet-who-{actor}"));
            let reasons = SendBackReason::ALL.iter().map(|reason| format!("sheet-reason-{reason}"));
            let put_off = PutOffReason::ALL.iter().map(|reason| format!("sheet-reason-{reason}"));
            for key in steps.chain(who).chain(reasons).chain(put_off) {
                assert!(texts.has(&key), "{key}");
            }
        }
    }
}
