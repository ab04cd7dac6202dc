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
use model::moves::needs::{CONTESTED_WITHIN, contest_in_time};
use serde::Deserialize;
use service_kit::links::Purpose;
use uuid::Uuid;
use web::{Language, Page, Texts, time};

use crate::Intake;
use crate::error::{Failed, page_response};
use crate::store::{self, Closings, Followed, Shot, Standing, said};
use crate::track::Follower;
use crate::wrong::{Said, Wrong};
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
    /// About how content they are; what was chosen and typed.
    pub(crate) grade: String,
    pub(crate) graded: Option<i16>,
    pub(crate) why: Option<String>,
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
    /// Its name in the database, for the device's own list.
    state: String,
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
    content: Option<Content>,
    hindered: Hindered,
    gets_letters: bool,
    /// Where letters are stopped; empty: none would come.
    stop: String,
    has_address: bool,
    /// When the address was erased, in words; empty: it was not.
    erased: String,
}

/// How content somebody is: asked, or said.
struct Content {
    grades: Vec<Grade>,
    why: String,
    /// What was heard; empty before.
    heard: String,
}

struct Grade {
    value: i16,
    words: String,
    chosen: bool,
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
            state: report.own.state.clone(),
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
            answered: self.answered(visit, report),
            content: self.content(visit, report, &hindered),
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
            _ if !in_time || report.said.clean.is_some() || asked == Question::Nothing => Question::Nothing,
            Some("not-clean") => Question::WhatIsDirty,
            _ => asked,
        }
    }

    /// What they said; or why who came to answer is not asked.
    fn answered(self, visit: &Visit, report: &Followed) -> String {
        let (texts, current) = (self.texts, report.current());
        let why_not = |wrong: &Wrong| {
            let Said { what, remedy } = wrong.said(texts);
            format!("{what} {remedy}")
        };
        match report.said.clean {
            Some(true) if current.state == "done" => texts.t("follow-said-clean"),
            Some(false) if is_open(current) => texts.t("follow-said-not-clean"),
            _ if visit.answer.is_none() => String::new(),
            _ if is_open(current) => why_not(&Wrong::AnswerNotClosed),
            _ if self.question(visit, report) == Question::Nothing => why_not(&Wrong::AnswerTooLate),
            _ => String::new(),
        }
    }

    /// Asked once it is clean, and as long as it could be contested.
    fn content(self, visit: &Visit, report: &Followed, hindered: &Hindered) -> Option<Content> {
        let (texts, current) = (self.texts, report.current());
        let ended_at = current.end()?.recorded_at;
        let asked = current.state == "done" && contest_in_time(ended_at, self.now).is_ok();
        if !asked || self.question(visit, report) == Question::WhatIsDirty {
            return None;
        }
        let chosen = hindered.graded.or(report.said.grade);
        let last = time::date(
            texts,
            (ended_at + CONTESTED_WITHIN).with_timezone(&self.zone).date_naive(),
            self.now.with_timezone(&self.zone).date_naive(),
        );
        Some(Content {
            grades: (1..=5)
                .map(|value| Grade {
                    value,
                    words: texts.t(&format!("content-{value}")),
                    chosen: chosen == Some(value),
                })
                .collect(),
            why: hindered.why.clone().or_else(|| report.said.why.clone()).unwrap_or_default(),
            heard: report.said.grade.map_or_else(String::new, |grade| {
                texts.with("content-heard", &[("grade", grade.into()), ("until", last.into())])
            }),
        })
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
