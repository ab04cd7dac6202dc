//! The tracking page at the secret link: where the report stands, steps, team, before and after.

mod status;
mod steps;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use model::ids::PhotoId;
use model::moves::needs::contest_in_time;
use serde::Deserialize;
use service_kit::links::Purpose;
use uuid::Uuid;
use web::{Language, Page, Texts, time};

use crate::Intake;
use crate::error::{Failed, page_response};
use crate::store::{self, Closings, Followed, Shot, Standing, said};
use crate::track::Follower;
use status::Status;
use steps::Line;

/// How somebody came to the page.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Visit {
    /// From the form: the report was just accepted.
    new: Option<String>,
    /// From the form: the report is followed now, in the place of one of their own.
    same: Option<String>,
    /// From this page's own form: another photo was just accepted.
    photo: Option<String>,
    /// From a letter's button: `clean` or `not-clean`. Chooses what is shown first; changes nothing.
    answer: Option<String>,
}

impl Visit {
    /// As if by the button "not clean".
    pub(crate) fn not_clean() -> Self {
        Self { answer: Some("not-clean".to_owned()), ..Self::default() }
    }
}

/// What hinders what was sent, in words; empty where nothing does.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hindered {
    pub(crate) answer: String,
    /// What was typed with it.
    pub(crate) words: String,
    pub(crate) photo: String,
    /// The key of a photo that was refused: it can be sent again under it.
    pub(crate) key: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    page: Page,
    /// Where this page is, without its query.
    path: String,
    /// Something that was sent just now has arrived: said once.
    thanks: String,
    reference: String,
    status: Status,
    address: String,
    category: String,
    /// The crew's reply, or its reason; empty while it is open.
    reply: String,
    refused: bool,
    wanted: Option<Wanted>,
    compared: Option<(Picture, Picture)>,
    pictures: Vec<Picture>,
    steps: Vec<Line>,
    /// Before it was merged.
    own_steps: Vec<Line>,
    question: Question,
    answered: String,
    hindered: Hindered,
    gets_letters: bool,
    /// Where letters are stopped; empty: none would come.
    stop: String,
    has_address: bool,
    /// When the address was erased, in words; empty: it was not.
    erased: String,
}

/// What the page asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    /// Nothing: it is open, they have answered, or it is too late to.
    Nothing,
    /// Is it clean?
    Clean,
    /// Is it settled? Nothing was cleaned.
    Settled,
    /// They came by "not clean", or sent it without words: what is still dirty?
    WhatIsDirty,
}

/// A photo that is asked for in the place of one that can't be read.
struct Wanted {
    replaces: PhotoId,
    key: Uuid,
    /// What was wrong.
    why: String,
}

struct Picture {
    small: String,
    large: String,
    time: String,
    alt: String,
    caption: String,
}

pub(crate) async fn follow(
    State(intake): State<Intake>,
    follower: Follower,
    visit: Result<Query<Visit>, QueryRejection>,
) -> Result<Response, Failed> {
    let visit = visit.map(|Query(visit)| visit).unwrap_or_default();
    show(&intake, &follower, &visit, StatusCode::OK, Hindered::default()).await
}

/// The page; `hindered` says why something that was sent changed nothing.
pub(crate) async fn show(
    intake: &Intake,
    follower: &Follower,
    visit: &Visit,
    status: StatusCode,
    hindered: Hindered,
) -> Result<Response, Failed> {
    let report = store::followed(&intake.pool, follower.recipient, &follower.person).await;
    let report = report.map_err(|error| Failed(follower.language, error.into()))?;
    let current = report.current();
    let now = intake.clock.now();
    let closings = if status::is_timed(&current.state) {
        let kind = (current.category_id.as_str(), current.sector_id.as_str());
        let closings = intake.expectations.of(&intake.pool, kind, now).await;
        Some(closings.map_err(|error| Failed(follower.language, error.into()))?)
    } else {
        None
    };
    let reading = Reading {
        texts: Texts::of(follower.language),
        language: follower.language,
        zone: intake.city.zone,
        now,
        closings,
    };
    let stop = if report.person.gets_letters() {
        let token = intake.keys.token(Purpose::Unsubscribe, follower.recipient.0, follower.person.generation);
        format!("/unsubscribe/{token}")
    } else {
        String::new()
    };
    let path = format!("/r/{}", follower.token);
    let title = format!("{} · {}", report.own.address, report.own.reference);
    let page = Page::new(follower.language, title, path).in_city(&intake.city.name).private();
    Ok(page_response(status, &FollowPage { stop, ..reading.page(page, visit, &report, hindered) }))
}

/// The tracking address of a token.
pub(crate) fn address(intake: &Intake, token: &str) -> String {
    format!("{}/r/{token}", intake.public_url.as_str().trim_end_matches('/'))
}

/// Who reads, and when.
#[derive(Clone, Copy)]
struct Reading {
    texts: &'static Texts,
    language: Language,
    zone: Tz,
    now: DateTime<Utc>,
    /// What was cleaned before of the same kind in the same sector; none where nobody asks.
    closings: Option<Closings>,
}

impl Reading {
    fn page(self, page: Page, visit: &Visit, report: &Followed, hindered: Hindered) -> FollowPage {
        let Self { texts, language, .. } = self;
        let current = report.current();
        let path = page.path.clone();
        let ended = matches!(current.state.as_str(), "done" | "rejected");
        let shown = |stage: &str| {
            let shots = report.photos.iter().filter(|shot| shot.stage == stage && shot.state != "unreadable");
            shots.map(|shot| self.picture(&path, shot)).collect::<Vec<_>>()
        };
        let (mut befores, mut afters) = (shown("before"), shown("after"));
        // Side by side only while it is clean: what was contested since is no proof.
        let pair = current.state == "done" && !befores.is_empty() && !afters.is_empty();
        let compared = pair.then(|| (befores.remove(0), afters.remove(afters.len() - 1)));
        afters.append(&mut befores);
        let thanks = |key| texts.t1(key, "reference", report.own.reference.as_str());
        let thanks = match visit {
            Visit { new: Some(_), .. } => thanks("follow-thanks"),
            Visit { same: Some(_), .. } => thanks("follow-same-thanks"),
            Visit { photo: Some(_), .. } => texts.t("follow-photo-thanks"),
            _ => String::new(),
        };
        FollowPage {
            thanks,
            reference: report.own.reference.clone(),
            status: self.status(report),
            address: report.own.address.clone(),
            category: said(&report.own.category, language).to_owned(),
            reply: current.end().filter(|_| ended).map(|end| self.reply(end)).unwrap_or_default(),
            refused: current.state == "rejected",
            wanted: self.wanted(report, &hindered),
            compared,
            pictures: afters,
            steps: current.steps.iter().map(|step| self.line(step)).collect(),
            own_steps: match report.main {
                Some(_) => report.own.steps.iter().map(|step| self.line(step)).collect(),
                None => Vec::new(),
            },
            question: self.question(visit, report),
            answered: match report.clean {
                Some(true) if current.state == "done" => texts.t("follow-said-clean"),
                Some(false) if is_open(current) => texts.t("follow-said-not-clean"),
                _ => String::new(),
            },
            hindered,
            gets_letters: report.person.gets_letters() && is_open(current),
            stop: String::new(),
            has_address: report.person.has_address,
            erased: match report.person.erased_at {
                Some(at) => texts.t1("yours-erased", "time", time::moment(texts, at, self.zone, self.now)),
                None => String::new(),
            },
            page,
            path,
        }
    }

    fn reply(self, end: &store::Event) -> String {
        let reply = end.reply.as_ref().map(|reply| said(reply, self.language));
        reply.or(end.words.as_deref()).unwrap_or_default().to_owned()
    }

    fn question(self, visit: &Visit, report: &Followed) -> Question {
        let current = report.current();
        let in_time = current.end().is_some_and(|end| contest_in_time(end.recorded_at, self.now).is_ok());
        let asked = match current.state.as_str() {
            "done" => Question::Clean,
            "rejected" => Question::Settled,
            _ => Question::Nothing,
        };
        match visit.answer.as_deref() {
            _ if !in_time || report.clean.is_some() || asked == Question::Nothing => Question::Nothing,
            Some("not-clean") => Question::WhatIsDirty,
            _ => asked,
        }
    }

    /// Only who sent the photo is asked, and only while somebody is still to come.
    fn wanted(self, report: &Followed, hindered: &Hindered) -> Option<Wanted> {
        let asked = report.person.reporter && is_open(&report.own);
        let replaces = *report.missing.first().filter(|_| asked)?;
        let others = report.photos.iter().any(|shot| shot.stage == "before" && shot.state != "unreadable");
        let others = if others || report.missing.len() > 1 { "some" } else { "none" };
        Some(Wanted {
            replaces,
            key: hindered.key.unwrap_or_else(Uuid::new_v4),
            why: self.texts.t1("follow-photo-why", "others", others),
        })
    }

    fn picture(self, path: &str, shot: &Shot) -> Picture {
        let texts = self.texts;
        let address = |size: &str| {
            if shot.state == "ready" {
                format!("{path}/photos/{}/{size}.jpg", shot.id)
            } else {
                String::new()
            }
        };
        let time = time::moment(texts, shot.at, self.zone, self.now);
        let stage = match (shot.stage.as_str(), shot.step.as_str()) {
            ("before", _) => "before",
            (_, "refuse") => "found",
            _ => "after",
        };
        let alt = if shot.state == "ready" { format!("follow-{stage}-alt") } else { "photo-none".to_owned() };
        Picture {
            small: address("small"),
            large: address("large"),
            alt: texts.t(&alt),
            caption: texts.t1(&format!("follow-{stage}-at"), "time", time.as_str()),
            time,
        }
    }
}

/// Whether somebody at the city still has something to do.
fn is_open(standing: &Standing) -> bool {
    standing.state.parse().is_ok_and(model::moves::State::is_open)
}
