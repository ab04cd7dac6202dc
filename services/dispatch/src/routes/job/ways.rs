//! "I cannot": the forms of a job's page beside the closing one, and what is wrong with one that was sent.

use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use model::ids::ReportId;
use model::moves::needs::SCHEDULED_WITHIN;
use model::moves::{Move, State as Stands};
use uuid::Uuid;

use super::{Filled, overtaken, page};
use crate::Service;
use crate::error::Problem;
use crate::routes::round::{action, said};
use crate::session::Crew;
use crate::store::jobs::{self, Job};
use crate::store::replies::{Outcome, replies};
use crate::ways::Way;
use crate::wish::Wish;

/// What was wrong with a form that was sent.
#[derive(Clone, Debug)]
pub(in crate::routes) struct Amiss {
    /// Which form; none: the undo, or a form that this page does not have.
    way: Option<Way>,
    /// The field; empty: none.
    field: &'static str,
    /// In words, with what to do.
    words: String,
    step: Move,
    held: Held,
}

impl Amiss {
    /// What is wrong with a form of a move, in words, with what it held.
    pub(in crate::routes) fn new(step: Move, wish: &Wish, field: &'static str, words: String) -> Self {
        let held = |name| wish.text(name).unwrap_or_default().to_owned();
        let held = Held { words: wish.sent.words(), on: held("on"), partner: held("partner") };
        Self { way: Way::sent(step, wish), field, words, step, held }
    }
}

/// Every form of a page.
pub(super) struct Ways {
    pub(super) forms: Vec<WayForm>,
    /// One of them was sent and is to be put right.
    pub(super) open: bool,
    /// What no form can put right.
    pub(super) refused: String,
    /// A job with a day has to be taken before it gets another one.
    pub(super) fixed: bool,
}

/// One form.
pub(super) struct WayForm {
    pub(super) way: Way,
    pub(super) action: Uuid,
    pub(super) open: bool,
    /// The field that is wrong; empty where none is.
    pub(super) wrong: &'static str,
    pub(super) error: String,
    pub(super) words: String,
    pub(super) on: String,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) partner: String,
}

impl WayForm {
    pub(super) fn error_at(&self, field: &str) -> &str {
        if self.wrong == field { &self.error } else { "" }
    }
}

/// What a form held that is to be put right.
#[derive(Clone, Debug, Default)]
struct Held {
    words: String,
    on: String,
    partner: String,
}

impl Ways {
    /// Those that a crew has for a job today, the city's.
    pub(super) fn of(job: &Job, crew: &Crew, today: NaiveDate, amiss: Option<&Amiss>) -> Self {
        let held = amiss.map(|amiss| amiss.held.clone()).unwrap_or_default();
        let sent = amiss.and_then(|amiss| amiss.way);
        let mine = job.taken_by == Some(crew.staff);
        let partner = job.partner.as_ref().map(|partner| said(crew.language, partner)).unwrap_or_default();
        let tomorrow = today.succ_opt().unwrap_or(today);
        let form = |way| {
            let open = sent == Some(way);
            let kept = |value: &str, else_: String| if open { value.to_owned() } else { else_ };
            WayForm {
                way,
                action: action(),
                open,
                wrong: amiss.filter(|_| open).map(|amiss| amiss.field).unwrap_or_default(),
                error: amiss.filter(|_| open).map(|amiss| amiss.words.clone()).unwrap_or_default(),
                words: kept(&held.words, String::new()),
                on: kept(&held.on, tomorrow.to_string()),
                first: today.to_string(),
                last: (today + SCHEDULED_WITHIN).to_string(),
                partner: kept(&held.partner, partner.to_owned()),
            }
        };
        let forms: Vec<_> = Way::from(job.state, mine).map(form).collect();
        let open = forms.iter().any(|form| form.open);
        let refused = amiss.filter(|_| !open).map(|amiss| amiss.words.clone()).unwrap_or_default();
        Self { forms, open, refused, fixed: job.state == Stands::Scheduled }
    }
}

/// The job's page again, with what is wrong at its field.
pub(in crate::routes) async fn amiss(
    service: &Service,
    crew: &Crew,
    report: ReportId,
    amiss: Amiss,
) -> Result<Response, Problem> {
    let Some(job) = jobs::job(&service.database, &crew.team, report).await? else {
        return Err(overtaken(service, crew, report, amiss.step).await?);
    };
    let replies = replies(&service.database, report, Outcome::Done, service.clock.now()).await?;
    let filled = Filled { amiss: Some(amiss), ..Filled::fresh(&replies) };
    page(service, crew, job, &replies, filled, StatusCode::UNPROCESSABLE_ENTITY).await
}
