//! `/crew/jobs/{id}`: one job: how it was, where, why it is this team's, and how to close it.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::ids::ReportId;
use model::moves::{Actor, Move, State as Stands, allowed};
use rand::RngCore;
use uuid::Uuid;
use web::{Page, Texts, Tone, time};

use crate::Service;
use crate::closing::{Errors, MOST_WORDS};
use crate::error::{Problem, rendered};
use crate::outbox::Outbox;
use crate::routes::round::{due, said};
use crate::session::Crew;
use crate::store::jobs::{self, Close, Fit, Job, Outcome, Reply, Taken};

/// The address of a job's page.
pub(super) fn link(report: ReportId) -> String {
    format!("/crew/jobs/{report}")
}

#[derive(Template)]
#[template(path = "job.html")]
struct JobPage {
    page: Page,
    outbox: Outbox,
    link: String,
    address: String,
    category: String,
    reference: String,
    received: String,
    words: String,
    why: String,
    state: &'static str,
    state_words: String,
    due: String,
    tone: Tone,
    late: bool,
    taken: String,
    before: Vec<Shot>,
    after: Vec<Shot>,
    can_take: bool,
    can_close: bool,
    filled: Filled,
    fitting: Vec<Choice>,
    others: Vec<Choice>,
    most_words: usize,
    done: Option<Done>,
}

impl JobPage {
    fn other_chosen(&self) -> bool {
        self.others.iter().any(|choice| choice.chosen)
    }
}

/// A photo on the page; the addresses are empty while it can't be shown.
struct Shot {
    small: String,
    large: String,
    alt: String,
    caption: String,
    time: String,
}

/// A prepared answer to choose.
struct Choice {
    id: String,
    title: String,
    body: String,
    chosen: bool,
}

/// What a finished job's page says.
struct Done {
    when: String,
    reply: String,
    letter: String,
}

/// What the closing form holds: nothing yet, or what was sent and is to be put right.
#[derive(Clone, Debug)]
pub(super) struct Filled {
    pub(super) action: Uuid,
    pub(super) reply: String,
    pub(super) words: String,
    pub(super) errors: Errors,
}

pub(super) async fn show(
    State(service): State<Service>,
    crew: Crew,
    Path(report): Path<ReportId>,
) -> Result<Response, Problem> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let job = jobs::job(&service.database, &crew.team, report).await?.ok_or(Problem::NotFound)?;
    let replies = jobs::replies(&service.database, &job.category_id, Outcome::Done).await?;
    let mut action = [0; 16];
    rand::rng().fill_bytes(&mut action);
    let filled = Filled {
        action: uuid::Builder::from_random_bytes(action).into_uuid(),
        // The answer that fits best is already chosen: one tap less.
        reply: replies.first().map(|reply| reply.id.clone()).unwrap_or_default(),
        words: String::new(),
        errors: Errors::default(),
    };
    page(&service, &crew, job, &replies, filled, StatusCode::OK).await
}

/// The page of a job.
pub(super) async fn page(
    service: &Service,
    crew: &Crew,
    job: Job,
    replies: &[Reply],
    filled: Filled,
    status: StatusCode,
) -> Result<Response, Problem> {
    let team = jobs::team(&service.database, &crew.team).await?;
    let (zone, now, texts) = (team.zone, service.clock.now(), Texts::of(crew.language));
    let (due, tone) = match job.state {
        Stands::Done => (String::new(), Tone::Plain),
        _ => due(texts, job.due_at, zone, now),
    };
    let choice = |reply: &Reply| Choice {
        id: reply.id.clone(),
        title: said(crew.language, &reply.title).to_owned(),
        body: said(crew.language, &reply.body).to_owned(),
        chosen: reply.id == filled.reply,
    };
    let shots = |after| shots(texts, &job, after, zone, now);
    let page = JobPage {
        page: Page::new(crew.language, job.address.clone(), link(job.report)).with_home("/crew").private(),
        outbox: crew.outbox.clone(),
        link: link(job.report),
        category: said(crew.language, &job.category).to_owned(),
        reference: texts.t1("reference", "reference", job.reference.as_str()),
        received: texts.t1("job-received", "moment", time::moment(texts, job.received_at, zone, now)),
        why: job
            .sentence
            .as_ref()
            .map(|sentence| texts.t1("job-why", "sentence", said(crew.language, sentence)))
            .unwrap_or_default(),
        state: job.state.as_str(),
        state_words: texts.t(&format!("state-{}", job.state)),
        due,
        tone,
        late: tone == Tone::Late,
        taken: match (job.state, &job.taken) {
            (Stands::InProgress, Some(taken)) => taken_words(texts, taken, zone),
            _ => String::new(),
        },
        before: shots(false),
        after: shots(true),
        can_take: allowed(job.state, Move::Take, Actor::Crew).is_ok(),
        can_close: allowed(job.state, Move::Close, Actor::Crew).is_ok(),
        fitting: replies.iter().filter(|reply| reply.fit != Fit::Other).map(choice).collect(),
        others: replies.iter().filter(|reply| reply.fit == Fit::Other).map(choice).collect(),
        most_words: MOST_WORDS,
        done: match (&job.close, job.state) {
            (Some(close), Stands::Done) => Some(done(service, texts, &job, close, zone)),
            _ => None,
        },
        words: job.words.unwrap_or_default(),
        address: job.address,
        filled,
    };
    Ok(rendered(status, &page))
}

fn shots(texts: &Texts, job: &Job, after: bool, zone: Tz, now: DateTime<Utc>) -> Vec<Shot> {
    let photos = job.photos.iter().filter(|photo| photo.after == after);
    photos
        .map(|photo| {
            let ready = photo.state == "ready";
            let address =
                |size| if ready { format!("/crew/photos/{}/{size}", photo.id) } else { String::new() };
            let stage = texts.t(if after { "photo-after" } else { "photo-before" });
            Shot {
                small: address("small"),
                large: address("large"),
                alt: match photo.state.as_str() {
                    "ready" => stage.clone(),
                    "unreadable" => texts.t("job-photo-unreadable"),
                    _ => texts.t("photo-none"),
                },
                caption: format!("{stage} · {}", time::moment(texts, photo.at, zone, now)),
                time: time::clock_time(texts, photo.at, zone),
            }
        })
        .collect()
}

fn done(service: &Service, texts: &Texts, job: &Job, close: &Close, zone: Tz) -> Done {
    let now = service.clock.now();
    let closed_at = job.closed_at.unwrap_or(close.recorded_at);
    Done {
        when: texts.with(
            "done-in",
            &[
                ("time", time::clock_time(texts, closed_at, zone).into()),
                ("duration", time::duration(texts, closed_at - job.received_at).into()),
            ],
        ),
        reply: close.words.clone().unwrap_or_default(),
        letter: letter_words(service, texts, close, zone, now),
    }
}

fn letter_words(service: &Service, texts: &Texts, close: &Close, zone: Tz, now: DateTime<Utc>) -> String {
    let leaves_in = i64::try_from(service.config.undo_seconds).unwrap_or(i64::MAX)
        - (now - close.recorded_at).num_seconds();
    if close.letters == 0 {
        texts.t("letter-nobody")
    } else if let Some(at) = close.accepted_at {
        texts.t1("letter-left", "time", time::clock_time(texts, at, zone))
    } else if close.refused > 0 {
        texts.t("letter-refused")
    } else if leaves_in > 0 {
        texts.t1("letter-leaves-in", "seconds", leaves_in)
    } else {
        texts.t("letter-on-its-way")
    }
}

fn taken_words(texts: &Texts, taken: &Taken, zone: Tz) -> String {
    let time = time::clock_time(texts, taken.at, zone);
    let by = taken.by.clone().unwrap_or_else(|| texts.t("somebody"));
    texts.with("job-taken", &[("time", time.into()), ("name", by.into())])
}

/// Why a move is no longer possible, in words.
pub(super) async fn what_happened(
    service: &Service,
    crew: &Crew,
    report: ReportId,
) -> Result<String, Problem> {
    let texts = Texts::of(crew.language);
    let team = jobs::team(&service.database, &crew.team).await?;
    let job = jobs::job(&service.database, &crew.team, report).await?.ok_or(Problem::NotFound)?;
    Ok(match (job.state, &job.close, &job.taken) {
        (Stands::Done, Some(close), _) => {
            let time = time::clock_time(texts, close.recorded_at, team.zone);
            let by = close.by.clone().unwrap_or_else(|| texts.t("somebody"));
            texts.with("job-closed", &[("time", time.into()), ("name", by.into())])
        }
        (Stands::InProgress, _, Some(taken)) => taken_words(texts, taken, team.zone),
        (state, _, _) => {
            let state = texts.t(&format!("state-{state}"));
            texts.t1("job-elsewhere", "state", state)
        }
    })
}
