//! What happened, step by step, in words.

use web::texts::Value;
use web::time;

use super::Reading;
use crate::store::{Event, said};

/// A step as the page shows it.
pub(super) struct Line {
    pub(super) what: String,
    pub(super) time: String,
    pub(super) note: String,
}

impl Reading {
    pub(super) fn line(self, step: &Event) -> Line {
        let Self { texts, language, zone, now, .. } = self;
        let today = now.with_timezone(&zone).date_naive();
        let team = step.team.as_ref().map(|team| said(team, language));
        let partner = step.partner.as_ref().map(|partner| said(partner, language));
        let day = step.day.map(|day| time::day(texts, day, today));
        let key = match step.step.as_str() {
            "assign" if team.is_none() => "step-assign-referent".to_owned(),
            "schedule" | "watch" if day.is_none() => format!("step-{}-some", step.step),
            "transfer" if partner.is_none() => "step-transfer-some".to_owned(),
            "merge" if step.main.is_none() => "step-merge-some".to_owned(),
            name => format!("step-{name}"),
        };
        let refused = step.from_state.as_deref() == Some("rejected");
        let variables: [(&str, Value<'_>); 6] = [
            ("team", team.unwrap_or_default().into()),
            ("partner", partner.unwrap_or_default().into()),
            ("day", day.unwrap_or_default().into()),
            ("main", step.main.as_deref().unwrap_or_default().into()),
            ("by", if step.mine { "reader" } else { "other" }.into()),
            ("ended", if refused { "refused" } else { "cleaned" }.into()),
        ];
        let why = step.sentence.as_ref().map(|why| texts.t1("step-why", "why", said(why, language)));
        Line {
            what: texts.with(&key, &variables),
            time: time::moment(texts, step.occurred_at, zone, now),
            note: why.unwrap_or_default(),
        }
    }
}
