//! `/desk/letters`: who was not told and why, and what waits in the queues.

mod address;
mod bury;
mod resend;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Duration, TimeZone, Utc};
use model::email;
use serde::Deserialize;
use uuid::Uuid;
use web::{Page, Texts, time};

pub(super) use self::address::{correct, show as show_one};
pub(super) use self::bury::bring_back;
pub(super) use self::resend::{resend, resend_all};
use super::desk::Nav;
use crate::Service;
use crate::error::{Problem, rendered};
use crate::session::{Referent, Staff};
use crate::store::graves::{self, Grave};
use crate::store::jobs;
use crate::store::letters::{self, MOST, Reason, Untold, Which};

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage {
    page: Page,
    nav: Nav,
    /// What came of a button; empty: none was pressed.
    said: String,
    reasons: Vec<Kind>,
    /// None: everybody was told.
    chosen: Option<Chosen>,
    items: Vec<Item>,
    /// Empty: this is the end.
    next: String,
    queues: Vec<Queue>,
    graves: Vec<Buried>,
}

/// A reason to choose.
struct Kind {
    link: String,
    words: String,
    count: i64,
    chosen: bool,
}

/// The reason whose letters are listed.
struct Chosen {
    reason: &'static str,
    heading: String,
    words: String,
    /// They leave when a button is pressed.
    stuck: bool,
}

/// A letter.
pub(super) struct Item {
    id: Uuid,
    tells: String,
    reference: String,
    report: String,
    to: String,
    since: String,
    answer: String,
    /// It leaves when a button is pressed.
    resend: bool,
    /// Its address is a resident's.
    correct: bool,
}

/// A queue in words.
struct Queue {
    name: String,
    words: String,
    buried: i64,
}

/// A buried message.
struct Buried {
    name: String,
    action: String,
    reference: String,
    report: String,
    when: String,
    errors: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    reason: Option<String>,
    /// The last letter of the page before: microseconds and an id.
    after: Option<String>,
    /// What came of a button.
    said: Option<String>,
    count: Option<i64>,
}

/// What buttons say afterwards.
const SAID: [&str; 9] =
    ["left", "waiting", "accepted", "not_wanted", "nothing", "corrected", "already", "back", "gone"];

pub(super) async fn show(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|_| Problem::NotFound)?;
    let now = service.clock.now();
    let counts = letters::counts(&service.database, staff.id, now).await?;
    let named = asked.reason.as_deref().filter(|name| !name.is_empty());
    let reason = match named {
        Some(name) => Some(Reason::named(name).ok_or(Problem::NotFound)?),
        None => counts.first().map(|(reason, _)| *reason),
    };
    let after = match asked.after.as_deref().filter(|after| !after.is_empty()) {
        None => None,
        Some(after) => Some(place(after).ok_or(Problem::NotFound)?),
    };
    let mut listed = match reason {
        Some(reason) => letters::untold(&service.database, staff.id, Which::Page(reason, after), now).await?,
        None => Vec::new(),
    };
    let more = listed.len() > usize::try_from(MOST)?;
    listed.truncate(usize::try_from(MOST)?);
    let last =
        listed.last().filter(|_| more).map(|last| format!("{}_{}", last.since.timestamp_micros(), last.id));
    let seen = Seen::of(&service, &staff, now).await?;
    let path = reason.map_or_else(|| "/desk/letters".to_owned(), address);
    let page = LettersPage {
        page: seen.page("untold-title", &path),
        nav: Nav::of(&service, &staff, "letters").await?,
        said: seen.said(&asked),
        reasons: seen.reasons(&counts, reason),
        chosen: reason.map(|reason| seen.chosen(reason)),
        items: listed.into_iter().map(|letter| seen.item(letter)).collect(),
        next: reason
            .zip(last)
            .map(|(reason, last)| format!("{}&after={last}", address(reason)))
            .unwrap_or_default(),
        queues: seen.queues(&service).await?,
        graves: graves::graves(&service.database, staff.id)
            .await?
            .into_iter()
            .map(|grave| seen.grave(grave))
            .collect(),
    };
    Ok(rendered(StatusCode::OK, &page))
}

/// Where a page goes on.
fn place(after: &str) -> Option<(DateTime<Utc>, Uuid)> {
    let (since, id) = after.split_once('_')?;
    Some((Utc.timestamp_micros(since.parse().ok()?).single()?, id.parse().ok()?))
}

/// The list of a reason.
fn address(reason: Reason) -> String {
    format!("/desk/letters?reason={}", reason.as_str())
}

/// Back to the list, which says what came of it.
fn back(reason: Option<&str>, said: &str, count: usize) -> Response {
    let reason = reason.and_then(Reason::named).map(|reason| format!("reason={}&", reason.as_str()));
    let reason = reason.unwrap_or_default();
    Redirect::to(&format!("/desk/letters?{reason}said={said}&count={count}")).into_response()
}

/// Who looks, and when.
struct Seen {
    texts: &'static Texts,
    city: jobs::City,
    now: DateTime<Utc>,
}

impl Seen {
    async fn of(service: &Service, staff: &Staff, now: DateTime<Utc>) -> Result<Self, Problem> {
        let city = jobs::city(&service.database).await?;
        Ok(Self { texts: Texts::of(staff.language), city, now })
    }

    fn page(&self, title: &str, path: &str) -> Page {
        Page::new(self.texts.language(), self.texts.t(title), path)
            .in_city(self.city.name.clone())
            .with_home("/desk")
            .private()
            .wide()
    }

    fn said(&self, asked: &Asked) -> String {
        let said = asked.said.as_deref().and_then(|said| SAID.into_iter().find(|known| *known == said));
        let count = asked.count.unwrap_or(1).clamp(0, 100_000);
        said.map(|said| self.texts.t1(&format!("untold-said-{said}"), "count", count)).unwrap_or_default()
    }

    fn reasons(&self, counts: &[(Reason, i64)], chosen: Option<Reason>) -> Vec<Kind> {
        let kinds = counts.iter().map(|(reason, count)| Kind {
            link: address(*reason),
            words: self.texts.t(&format!("untold-reason-{}", reason.as_str())),
            count: *count,
            chosen: chosen == Some(*reason),
        });
        kinds.collect()
    }

    fn chosen(&self, reason: Reason) -> Chosen {
        let name = reason.as_str();
        Chosen {
            reason: name,
            heading: self.texts.t(&format!("untold-reason-{name}")),
            words: self.texts.t(&format!("untold-reason-{name}-do")),
            stuck: reason.is_stuck(),
        }
    }

    fn item(&self, letter: Untold) -> Item {
        let Untold { id, reason, since, attempts, answer, reference, tells, email, recipient } = letter;
        let texts = self.texts;
        let answer = answer.map(|words| email::masked_in(&words, email.as_deref())).unwrap_or_default();
        Item {
            id,
            tells: texts.t(&format!("untold-tells-{tells}")),
            report: reference.as_deref().map(|number| format!("/desk/reports/{number}")).unwrap_or_default(),
            reference: reference.unwrap_or_default(),
            to: email.as_deref().map(email::masked).unwrap_or_default(),
            since: texts.with(
                "untold-since",
                &[
                    ("moment", time::moment(texts, since, self.city.zone, self.now).into()),
                    ("time", time::duration(texts, self.now - since).into()),
                    ("attempts", attempts.into()),
                ],
            ),
            answer,
            resend: reason.is_stuck() && tells != "sign_in",
            correct: recipient.is_some() && (reason.is_stuck() || reason == Reason::PutOff),
        }
    }

    async fn queues(&self, service: &Service) -> Result<Vec<Queue>, Problem> {
        let mut queues = Vec::new();
        for queue in messages::QUEUES {
            let depth = queue::depth(&service.database, queue).await?;
            let time = time::duration(self.texts, Duration::seconds(depth.oldest_seconds));
            let words = match (depth.waiting, depth.oldest_seconds) {
                (0, _) => self.texts.t("queues-empty"),
                (count, 0) => self.texts.t1("queues-soon", "count", count),
                (count, _) => {
                    self.texts.with("queues-waiting", &[("count", count.into()), ("time", time.into())])
                }
            };
            queues.push(Queue { name: self.texts.t(&format!("queues-{queue}")), words, buried: depth.dead });
        }
        Ok(queues)
    }

    fn grave(&self, grave: Grave) -> Buried {
        let reference = grave.reference.unwrap_or_default();
        Buried {
            name: self.texts.t(&format!("queues-{}", grave.queue)),
            action: format!("/desk/queues/{}/{}/resend", grave.queue, grave.number),
            report: if reference.is_empty() { String::new() } else { format!("/desk/reports/{reference}") },
            reference,
            when: time::moment(self.texts, grave.buried_at, self.city.zone, self.now),
            errors: grave.errors,
        }
    }
}
