//! The tracking page at the secret link: steps, team, before and after.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use web::page::Tone;
use web::{Page, Texts, time};

use crate::Intake;
use crate::error::{Failed, page_response};
use crate::store::{self, Event, Followed, Shot, said};
use crate::track::Follower;

/// How somebody came to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Visit {
    /// From the form: the report was just accepted.
    new: Option<String>,
    /// From a letter's button: `clean` or `not-clean`. Chooses what is shown first; changes nothing.
    answer: Option<String>,
}

impl Visit {
    /// As if by the button "not clean".
    pub(crate) fn not_clean() -> Self {
        Self { new: None, answer: Some("not-clean".to_owned()) }
    }
}

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    page: Page,
    /// Where this page is, without its query.
    path: String,
    fresh: bool,
    reference: String,
    headline: String,
    address: String,
    category: String,
    tone: Tone,
    done: bool,
    /// "Avant mercredi 12 h", while it is open.
    due: String,
    reply: String,
    befores: Vec<Picture>,
    afters: Vec<Picture>,
    steps: Vec<Line>,
    question: Question,
    answered: String,
    /// What hinders the answer, in words.
    problem: String,
    has_email: bool,
}

/// What the page asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Nothing: it is open, or they have answered.
    Nothing,
    /// Is it clean?
    Clean,
    /// They came by "not clean", or sent it without words: what is still dirty?
    WhatIsDirty,
}

struct Picture {
    small: String,
    large: String,
    time: String,
}

struct Line {
    what: String,
    time: String,
    note: String,
}

pub(crate) async fn follow(
    State(intake): State<Intake>,
    follower: Follower,
    visit: Result<Query<Visit>, QueryRejection>,
) -> Result<Response, Failed> {
    let visit = visit.map(|Query(visit)| visit).unwrap_or_default();
    show(&intake, &follower, &visit, StatusCode::OK, "").await
}

/// The page; `problem` says what hinders an answer.
pub(crate) async fn show(
    intake: &Intake,
    follower: &Follower,
    visit: &Visit,
    status: StatusCode,
    problem: &str,
) -> Result<Response, Failed> {
    let report = store::followed(&intake.pool, follower.recipient).await;
    let report = report.map_err(|error| Failed(follower.language, error.into()))?;
    Ok(page_response(status, &page(intake, follower, visit, &report, problem)))
}

/// The tracking address of a token.
pub(crate) fn address(intake: &Intake, token: &str) -> String {
    format!("{}/r/{token}", intake.public_url.as_str().trim_end_matches('/'))
}

fn page(intake: &Intake, follower: &Follower, visit: &Visit, report: &Followed, problem: &str) -> FollowPage {
    let texts = Texts::of(follower.language);
    let now = intake.clock.now();
    let path = format!("/r/{}", follower.token);
    let done = report.state == "done";
    let pictures = |stage: &str| {
        let shots = report.photos.iter().filter(|shot| shot.stage == stage && shot.state != "unreadable");
        shots.map(|shot| picture(intake, &path, texts, shot, now)).collect::<Vec<_>>()
    };
    let last_close = report.steps.iter().position(|step| step.step == "close");
    let contested = report.steps.iter().position(|step| step.step == "contest");
    let reply = last_close
        .filter(|close| contested.is_none_or(|contest| *close < contest))
        .map(|at| &report.steps[at]);
    let category = said(&report.category, follower.language).to_owned();
    let page =
        Page::new(follower.language, format!("{} · {}", report.address, report.reference), path.clone());
    FollowPage {
        page: page.in_city(&intake.city.name).private(),
        fresh: visit.new.is_some(),
        reference: report.reference.clone(),
        headline: headline(texts, report),
        address: report.address.clone(),
        category,
        tone: tone(report, now),
        done,
        due: if web::tone(&report.state) == Tone::Wait {
            due(intake, texts, report, now)
        } else {
            String::new()
        },
        reply: reply
            .and_then(|close| {
                close.reply.as_ref().map(|reply| said(reply, follower.language)).or(close.words.as_deref())
            })
            .unwrap_or_default()
            .to_owned(),
        befores: pictures("before"),
        afters: pictures("after"),
        steps: report.steps.iter().map(|step| line(intake, follower, texts, step, now)).collect(),
        question: match visit.answer.as_deref() {
            _ if !done || report.clean.is_some() => Question::Nothing,
            Some("not-clean") => Question::WhatIsDirty,
            _ => Question::Clean,
        },
        answered: match report.clean {
            Some(true) if done => texts.t("follow-said-clean"),
            Some(false) if !done => texts.t("follow-said-not-clean"),
            _ => String::new(),
        },
        problem: problem.to_owned(),
        has_email: report.email.is_some(),
        path,
    }
}

/// Lateness is no state: it is seen when the page is.
fn tone(report: &Followed, now: DateTime<Utc>) -> Tone {
    match web::tone(&report.state) {
        Tone::Wait if report.due_at < now => Tone::Late,
        tone => tone,
    }
}

fn headline(texts: &Texts, report: &Followed) -> String {
    match report.closed_at {
        Some(closed_at) if report.state == "done" => {
            let length = model::turnaround::plain(report.received_at, closed_at);
            texts.t1("follow-cleaned-in", "time", time::duration(texts, length))
        }
        _ => texts.t(&format!("state-{}", report.state)),
    }
}

fn due(intake: &Intake, texts: &Texts, report: &Followed, now: DateTime<Utc>) -> String {
    let moment = time::moment(texts, report.due_at, intake.city.zone, now);
    texts.t1(if report.due_at < now { "follow-late" } else { "follow-due" }, "time", moment)
}

fn picture(intake: &Intake, path: &str, texts: &Texts, shot: &Shot, now: DateTime<Utc>) -> Picture {
    let address = |size: &str| {
        if shot.state == "ready" { format!("{path}/photos/{}/{size}.jpg", shot.id) } else { String::new() }
    };
    let time = time::moment(texts, shot.at, intake.city.zone, now);
    Picture { small: address("small"), large: address("large"), time }
}

fn line(intake: &Intake, follower: &Follower, texts: &Texts, step: &Event, now: DateTime<Utc>) -> Line {
    let language = follower.language;
    let team = step.team.as_ref().map(|team| said(team, language));
    let key = match (step.step.as_str(), team) {
        ("assign", None) => "step-assign-referent".to_owned(),
        (name, _) => format!("step-{name}"),
    };
    Line {
        what: texts.t1(&key, "team", team.unwrap_or_default()),
        time: time::moment(texts, step.occurred_at, intake.city.zone, now),
        note: step
            .sentence
            .as_ref()
            .map(|why| texts.t1("step-why", "why", said(why, language)))
            .unwrap_or_default(),
    }
}
