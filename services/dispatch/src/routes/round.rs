//! `/crew`: the team's open jobs, the most urgent first.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::city::{Hours, Localized};
use model::moves::State as Stands;
use web::{Language, Page, Texts, Tone, time};

use crate::Service;
use crate::error::{Problem, rendered};
use crate::outbox::Outbox;
use crate::session::Crew;
use crate::store::jobs::{self, Line};

#[derive(Template)]
#[template(path = "round.html")]
struct RoundPage {
    page: Page,
    outbox: Outbox,
    team: String,
    count: String,
    first: Option<Item>,
    others: Vec<Item>,
    more: String,
}

/// A job on the list.
struct Item {
    link: String,
    address: String,
    note: String,
    /// The address of its picture; empty while there is none.
    photo: String,
    due: String,
    tone: Tone,
    late: bool,
    taken: bool,
}

pub(super) async fn round(State(service): State<Service>, crew: Crew) -> Result<Response, Problem> {
    let team = jobs::team(&service.database, &crew.team).await?;
    let (lines, count) = jobs::round(&service.database, &crew.team).await?;
    let (texts, now) = (Texts::of(crew.language), service.clock.now());
    let shown = lines.len();
    let mut items = lines.into_iter().map(|line| item(texts, line, team.zone, now));
    let name = said(crew.language, &team.name);
    let page = RoundPage {
        page: Page::new(crew.language, texts.t("round-title"), "/crew")
            .in_city(team.city)
            .with_home("/crew")
            .private(),
        outbox: crew.outbox,
        team: format!("{name} · {}", shift(texts, team.shift)),
        count: texts.t1("round-count", "count", count),
        first: items.next(),
        others: items.collect(),
        more: if count > shown {
            texts.with("round-more", &[("shown", shown.into()), ("count", count.into())])
        } else {
            String::new()
        },
    };
    Ok(rendered(StatusCode::OK, &page))
}

fn item(texts: &Texts, line: Line, zone: Tz, now: DateTime<Utc>) -> Item {
    let category = said(texts.language(), &line.category).to_owned();
    let (due, tone) = due(texts, line.due_at, zone, now);
    Item {
        link: format!("/crew/jobs/{}", line.report),
        address: line.address,
        note: match line.followers {
            0 => category,
            followers => format!("{category} · {}", texts.t1("round-followers", "count", followers)),
        },
        photo: line.photo.map(|photo| format!("/crew/photos/{photo}/small")).unwrap_or_default(),
        due,
        tone,
        late: tone == Tone::Late,
        taken: line.state == Stands::InProgress,
    }
}

/// A text in a language.
pub(super) fn said(language: Language, text: &Localized) -> &str {
    match language {
        Language::Fr => &text.fr,
        Language::En => &text.en,
    }
}

/// By when a job should be done, or how late it is.
pub(super) fn due(texts: &Texts, due_at: DateTime<Utc>, zone: Tz, now: DateTime<Utc>) -> (String, Tone) {
    if due_at < now {
        return (texts.t1("due-late", "time", time::duration(texts, now - due_at)), Tone::Late);
    }
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    if day(due_at) == day(now) {
        (texts.t1("due-today", "time", time::clock_time(texts, due_at, zone)), Tone::Wait)
    } else {
        (texts.t1("due-later", "moment", time::moment(texts, due_at, zone, now)), Tone::Plain)
    }
}

fn shift(texts: &Texts, shift: Hours) -> String {
    let clock = |minutes: u16| {
        let minute = format!("{:02}", minutes % 60);
        texts.with("clock-time", &[("hour", (minutes / 60).into()), ("minute", minute.into())])
    };
    format!("{} – {}", clock(shift.from), clock(shift.until))
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::Paris;

    use super::*;

    #[test]
    fn a_job_says_by_when_or_how_late() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let said = |due_at: &str| {
            let (words, tone) = due(Texts::of(Language::Fr), at(due_at), Paris, at("2026-11-24T14:00:00Z"));
            (words.replace('\u{a0}', " "), tone)
        };
        assert_eq!(said("2026-11-24T15:45:00Z"), ("avant 16 h 45".into(), Tone::Wait));
        assert_eq!(said("2026-11-24T12:50:00Z"), ("+ 1 h 10".into(), Tone::Late));
        assert_eq!(said("2026-11-24T23:30:00Z"), ("échéance demain à 0 h 30".into(), Tone::Plain));
    }
}
