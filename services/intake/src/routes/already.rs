//! "Already reported?": the open reports around a place, to choose from. Part of the form for our script, which asks as
//! soon as it knows the place and the kind; a page of its own, after sending, for a browser without JavaScript.

use std::collections::HashMap;

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;
use web::{Lang, Language, Page, Texts, time};

use super::nearby_api::Asked;
use crate::Intake;
use crate::error::{Failed, page_response};
use crate::store::{self, Near, Nearby, said};
use crate::submission::Submission;

/// Shown at most: the nearest ones.
const MOST: usize = 5;

/// The open reports around a place, as the form shows them.
pub(super) struct Around {
    /// Whether they were looked for.
    pub(super) asked: bool,
    pub(super) reports: Vec<Line>,
}

/// One of them.
pub(super) struct Line {
    pub(super) reference: String,
    pub(super) category: String,
    /// How far, and how old.
    pub(super) note: String,
    pub(super) state: String,
    /// Address of a photo that strangers may see; empty without one.
    pub(super) photo: String,
}

impl Around {
    /// Nobody has looked yet.
    pub(super) fn unknown() -> Self {
        Self { asked: false, reports: Vec::new() }
    }

    pub(super) fn of(intake: &Intake, language: Language, near: Nearby) -> Self {
        let category = said(&near.category, language).to_owned();
        let lines = near.reports.into_iter().take(MOST);
        Self { asked: true, reports: lines.map(|near| line(intake, language, &category, near)).collect() }
    }
}

fn line(intake: &Intake, language: Language, category: &str, near: Near) -> Line {
    let texts = Texts::of(language);
    let age = (intake.clock.now() - near.received_at).max(chrono::Duration::zero());
    let facts = [("meters", near.distance_m.round().into()), ("age", time::duration(texts, age).into())];
    Line {
        reference: near.reference,
        category: category.to_owned(),
        note: texts.with("near-note", &facts),
        state: near.state,
        photo: near.photo.map_or_else(String::new, |photo| format!("/photos/{photo}/small.jpg")),
    }
}

/// The part of the form.
#[derive(Template)]
#[template(path = "nearby.html")]
struct NearbyPart {
    texts: &'static Texts,
    near: Around,
}

/// The page without JavaScript: everything that was sent, once more, and the question.
#[derive(Template)]
#[template(path = "already.html")]
struct AlreadyPage {
    page: Page,
    near: Around,
    /// Everything else that was typed.
    fields: Vec<(&'static str, String)>,
    email: String,
    kept: Vec<String>,
    key: String,
}

/// The part of the form, for our script: empty where nothing is near. What is wrong with the place or the kind is said
/// when the form is sent.
pub(crate) async fn nearby(
    State(intake): State<Intake>,
    Lang(language): Lang,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Result<Response, Failed> {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let near = match Asked::read(&query) {
        Ok(asked) => store::nearby(&intake.pool, asked.place, asked.category).await,
        Err(_) => Ok(None),
    };
    let near = near.map_err(|error| Failed(language, error.into()))?;
    let near = near.map_or_else(Around::unknown, |near| Around::of(&intake, language, near));
    let part = NearbyPart { texts: Texts::of(language), near };
    let mut response = page_response(StatusCode::OK, &part);
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    Ok(response.into_response())
}

/// The question as a page, with the photos kept by the server.
pub(super) fn ask(intake: &Intake, language: Language, typed: &Submission, near: Nearby) -> Response {
    let texts = Texts::of(language);
    let fields = typed
        .fields
        .iter()
        .filter(|(name, _)| !matches!(**name, "nearby" | "same_as" | "email" | "idempotency_key"));
    let key = typed.field("idempotency_key").map_or_else(|| Uuid::new_v4().to_string(), str::to_owned);
    let page = AlreadyPage {
        page: Page::new(language, texts.t("near-title"), "/").in_city(&intake.city.name).private(),
        near: Around::of(intake, language, near),
        fields: fields.map(|(name, value)| (*name, value.clone())).collect(),
        email: typed.field("email").unwrap_or_default().to_owned(),
        kept: typed.photos.iter().map(|photo| intake.kept.keep(photo)).collect(),
        key,
    };
    page_response(StatusCode::OK, &page)
}
