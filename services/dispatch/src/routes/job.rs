//! `/crew/jobs/{id}`: one job: how it was, where, why it is this team's, how to close it, and what else can be done.

mod elsewhere;
mod partner;
mod ways;

pub(super) use elsewhere::overtaken;
pub(super) use ways::{Amiss, amiss};

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::ids::ReportId;
use model::moves::{Actor, Move, State as Stands, allowed};
use model::place::Point;
use serde::Deserialize;
use uuid::Uuid;
use web::{Language, Page, Texts, Tone, time};

use crate::Service;
use crate::closing::{Errors, MOST_WORDS};
use crate::error::{Problem, rendered};
use crate::outbox::Outbox;
use crate::routes::closings::doubts;
use crate::routes::round::{action, due, said};
use crate::session::Crew;
use crate::store::jobs::{self, Close, Job, Neighbour, Shows, Taken};
use crate::store::proofs::{self, Proven};
use crate::store::replies::{Fit, Outcome, Reply, replies};
use partner::Partner;
use ways::Ways;

/// The address of a job's page.
pub(super) fn link(report: ReportId) -> String {
    format!("/crew/jobs/{report}")
}

/// The address after a close: how many others at the same place it closed, and how many it could not.
pub(super) fn closed(report: ReportId, together: usize, left: usize) -> String {
    match (together, left) {
        (0, 0) => link(report),
        _ => format!("{}?together={together}&left={left}", link(report)),
    }
}

/// What [`closed`] says.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Others {
    #[serde(default)]
    together: u32,
    #[serde(default)]
    left: u32,
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
    directions: Directions,
    before: Vec<Shot>,
    after: Vec<Shot>,
    partner: Partner,
    can_take: bool,
    can_close: bool,
    take_action: Uuid,
    ways: Ways,
    together: Vec<Together>,
    filled: Filled,
    fitting: Vec<Choice>,
    others: Vec<Choice>,
    most_words: usize,
    done: Option<Done>,
}

impl JobPage {
    /// Taken and to be closed: before and after stand beside each other, all else below.
    fn at_work(&self) -> bool {
        self.state == Stands::InProgress.as_str()
    }

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

/// The way there, in the phone's own map, and where it has none.
struct Directions {
    /// RFC 5870, with the query that phones' maps set a pin by.
    geo: String,
    /// To be typed into any other.
    coordinates: String,
}

/// Another job at the same place, which the same photo can close.
struct Together {
    field: String,
    words: String,
    checked: bool,
}

/// What a finished job's page says.
struct Done {
    when: String,
    reply: String,
    letter: String,
    /// What is not sure about it, as advice; empty: nothing.
    doubts: Vec<String>,
    /// Whether its photos are still to be compared.
    comparing: bool,
    /// Other jobs at this place, closed with it or not; empty: there were none.
    together: String,
    left: String,
    undo: Option<Undo>,
}

/// The button that takes a close back, while there is time.
struct Undo {
    action: Uuid,
    seconds: i64,
    words: String,
}

/// What the closing form holds: nothing yet, or what was sent and is to be put right.
#[derive(Debug)]
pub(super) struct Filled {
    pub(super) action: Uuid,
    pub(super) reply: String,
    pub(super) words: String,
    /// Other jobs that are closed with it; none: nothing was sent yet.
    pub(super) also: Option<Vec<ReportId>>,
    pub(super) errors: Errors,
    /// What is wrong with a form beside the closing one.
    pub(super) amiss: Option<Amiss>,
    /// What became of the other jobs at this place, just after a close.
    pub(super) others: Others,
}

impl Filled {
    /// Nothing yet. The answer that fits best is already chosen: one tap less.
    pub(super) fn fresh(replies: &[Reply]) -> Self {
        Self {
            action: action(),
            reply: replies.first().map(|reply| reply.id.clone()).unwrap_or_default(),
            words: String::new(),
            also: None,
            errors: Errors::default(),
            amiss: None,
            others: Others::default(),
        }
    }
}

pub(super) async fn show(
    State(service): State<Service>,
    crew: Crew,
    Path(report): Path<ReportId>,
    others: Result<Query<Others>, QueryRejection>,
) -> Result<Response, Problem> {
    tracing::Span::current().record("report", tracing::field::display(report));
    let Some(job) = jobs::job(&service.database, &crew.team, report).await? else {
        return Err(overtaken(&service, &crew, report, Move::Take).await?);
    };
    let replies = replies(&service.database, report, Outcome::Done, service.clock.now()).await?;
    let others = others.map(|Query(others)| others).unwrap_or_default();
    let filled = Filled { others, ..Filled::fresh(&replies) };
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
    let shots = |shows| shots(texts, &job, shows, zone, now);
    let proven = match job.state {
        Stands::Done => proofs::last(&service.database, job.report).await?,
        _ => None,
    };
    let can_close = allowed(job.state, Move::Close, Actor::Crew).is_ok();
    let neighbours = if can_close {
        jobs::neighbours(&service.database, &crew.team, job.report).await?
    } else {
        Vec::new()
    };
    let today = now.with_timezone(&zone).date_naive();
    let page = JobPage {
        page: Page::new(crew.language, job.address.clone(), link(job.report))
            .with_home("/crew")
            .private()
            .for_gloves(),
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
        taken: match (job.state, &job.taken, job.scheduled_on) {
            (Stands::InProgress, Some(taken), _) => {
                taken_words(texts, taken, said(crew.language, &team.name), zone)
            }
            (Stands::Scheduled, _, Some(on)) => texts.t1("job-scheduled", "day", time::day(texts, on, today)),
            _ => String::new(),
        },
        directions: directions(job.place),
        before: shots(Shows::Before),
        after: shots(Shows::After),
        partner: Partner::of(service, crew, &job, zone),
        can_take: allowed(job.state, Move::Take, Actor::Crew).is_ok(),
        can_close,
        take_action: action(),
        ways: Ways::of(&job, crew, today, filled.amiss.as_ref()),
        together: neighbours.iter().map(|other| together(crew.language, other, &filled)).collect(),
        fitting: replies.iter().filter(|reply| reply.fit < Fit::Other).map(choice).collect(),
        others: replies.iter().filter(|reply| reply.fit == Fit::Other).map(choice).collect(),
        most_words: MOST_WORDS,
        done: match (&job.close, job.state) {
            (Some(close), Stands::Done) => {
                Some(done(service, crew, (&job, close, proven), (zone, &filled.others)))
            }
            _ => None,
        },
        words: job.words.unwrap_or_default(),
        address: job.address,
        filled,
    };
    Ok(rendered(status, &page))
}

fn shots(texts: &Texts, job: &Job, shows: Shows, zone: Tz, now: DateTime<Utc>) -> Vec<Shot> {
    let photos = job.photos.iter().filter(|photo| photo.shows == shows);
    photos
        .map(|photo| {
            let ready = photo.state == "ready";
            let address =
                |size| if ready { format!("/crew/photos/{}/{size}", photo.id) } else { String::new() };
            let stage = texts.t(match shows {
                Shows::Before => "photo-before",
                Shows::After => "photo-after",
                Shows::GivenBack => "photo-given-back",
            });
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

fn directions(place: Point) -> Directions {
    let coordinates = format!("{:.5},{:.5}", place.latitude(), place.longitude());
    Directions { geo: format!("geo:{coordinates}?q={coordinates}"), coordinates }
}

fn together(language: Language, other: &Neighbour, filled: &Filled) -> Together {
    Together {
        field: format!("also-{}", other.report),
        words: format!("{} · {}", said(language, &other.category), other.reference),
        checked: filled.also.as_ref().is_none_or(|also| also.contains(&other.report)),
    }
}

fn done(
    service: &Service,
    crew: &Crew,
    (job, close, proven): (&Job, &Close, Option<Proven>),
    (zone, others): (Tz, &Others),
) -> Done {
    let (texts, now) = (Texts::of(crew.language), service.clock.now());
    let seconds = leaves_in(service, close, now);
    let undo = (seconds > 0 && close.by_id == Some(crew.staff)).then(|| Undo {
        action: action(),
        seconds,
        words: texts.t1("undo-seconds", "seconds", seconds),
    });
    let closed_at = job.closed_at.unwrap_or(close.recorded_at);
    let counted = |key, count| if count > 0 { texts.t1(key, "count", count) } else { String::new() };
    Done {
        together: counted("done-together", others.together),
        left: counted("done-left", others.left),
        when: texts.with(
            "done-in",
            &[
                ("time", time::clock_time(texts, closed_at, zone).into()),
                ("duration", time::duration(texts, closed_at - job.received_at).into()),
            ],
        ),
        reply: close.words.clone().unwrap_or_default(),
        letter: letter_words(service, texts, close, zone, now),
        comparing: proven.as_ref().is_some_and(|proven| !proven.compared),
        doubts: doubts(texts, &proven.map(|proven| proven.doubts).unwrap_or_default()),
        undo,
    }
}

/// Seconds within which a close can be undone: its letters wait as long.
fn leaves_in(service: &Service, close: &Close, now: DateTime<Utc>) -> i64 {
    i64::try_from(service.config.undo_seconds).unwrap_or(i64::MAX) - (now - close.recorded_at).num_seconds()
}

fn letter_words(service: &Service, texts: &Texts, close: &Close, zone: Tz, now: DateTime<Utc>) -> String {
    let leaves_in = leaves_in(service, close, now);
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

fn taken_words(texts: &Texts, taken: &Taken, team: &str, zone: Tz) -> String {
    let time = time::clock_time(texts, taken.at, zone);
    let by = taken.by.clone().unwrap_or_else(|| texts.t("somebody"));
    texts.with("job-taken", &[("time", time.into()), ("name", by.into()), ("team", team.into())])
}
