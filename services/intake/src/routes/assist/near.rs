//! What is already reported around the place that is being written down: shown while the caller still speaks.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::place::Point;
use web::{Language, Texts, time};

use crate::Intake;
use crate::agent::Agent;
use crate::error::{Failed, page_response};
use crate::store::{self, said};
use crate::submission::{Submission, point};

/// The open reports of one kind around a place.
#[derive(Template)]
#[template(path = "assist_near.html")]
pub(super) struct NearList {
    pub(super) texts: &'static Texts,
    /// Metres within which one is probably the same; none: place or kind are not known yet.
    pub(super) radius_m: Option<i32>,
    pub(super) reports: Vec<NearReport>,
}

pub(super) struct NearReport {
    pub(super) reference: String,
    kind: String,
    state: String,
    /// "12 m away, 3 h ago".
    words: String,
}

impl NearList {
    pub(super) fn empty(language: Language) -> Self {
        Self { texts: Texts::of(language), radius_m: None, reports: Vec::new() }
    }

    /// As the form sends it back: what its sender has seen.
    pub(super) fn seen(&self) -> String {
        self.reports.iter().map(|report| report.reference.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The same as a piece of the page, for our script.
pub(crate) async fn near(
    State(intake): State<Intake>,
    agent: Agent,
    Query(asked): Query<HashMap<String, String>>,
) -> Result<Response, Failed> {
    let of = |name| asked.get(name).map(String::as_str).unwrap_or_default();
    let list = match point(of("latitude"), of("longitude")) {
        Ok(place) => around(&intake, place, of("category"), agent.language).await,
        Err(_) => Ok(NearList::empty(agent.language)),
    };
    let list = list.map_err(|error| Failed(agent.language, error))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], page_response(StatusCode::OK, &list)).into_response())
}

/// What is near what was typed so far.
pub(super) async fn list(
    intake: &Intake,
    typed: &Submission,
    language: Language,
) -> anyhow::Result<NearList> {
    match (typed.place(), typed.category()) {
        (Ok(place), Ok(category)) => around(intake, place.point, category, language).await,
        _ => Ok(NearList::empty(language)),
    }
}

/// Whether something is near that the sender has not seen. What the same form made when it was sent before is no news.
pub(super) async fn has_unseen(
    intake: &Intake,
    sent: &Submission,
    language: Language,
) -> anyhow::Result<bool> {
    let list = list(intake, sent, language).await?;
    let seen = sent.field("nearby").unwrap_or_default();
    let own = match sent.key() {
        Ok(key) => store::earlier(&intake.pool, key).await?.map(|earlier| earlier.reference),
        Err(_) => None,
    };
    Ok(list.reports.iter().any(|report| {
        own.as_ref() != Some(&report.reference) && !seen.split(' ').any(|seen| seen == report.reference)
    }))
}

async fn around(
    intake: &Intake,
    place: Point,
    category: &str,
    language: Language,
) -> anyhow::Result<NearList> {
    let texts = Texts::of(language);
    // PostgreSQL refuses it in a text.
    if category.contains('\0') {
        return Ok(NearList::empty(language));
    }
    let Some(near) = store::nearby(&intake.pool, place, category).await? else {
        return Ok(NearList::empty(language));
    };
    let (now, kind) = (intake.clock.now(), said(&near.category, language).to_owned());
    let reports = near.reports.into_iter().map(|near| NearReport {
        kind: kind.clone(),
        words: texts.with(
            "assist-near-where",
            &[
                ("meters", near.distance_m.round().into()),
                ("age", time::duration(texts, now - near.received_at).into()),
            ],
        ),
        reference: near.reference,
        state: near.state,
    });
    Ok(NearList { texts, radius_m: Some(near.radius_m), reports: reports.collect() })
}
