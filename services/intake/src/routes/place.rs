//! A point in words, or that it is outside the city: asked while a pin is moved.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::place::Point;
use serde::Serialize;
use web::{Lang, Texts};

use crate::Intake;
use crate::error::failed_problem;
use crate::submission::point;
use crate::wrong::{Said, Wrong, problem};

/// What is known of a point.
#[derive(Debug, Serialize)]
struct PlaceKnown {
    /// Whether a report of this point is taken.
    inside: bool,
    /// The nearest house number or the sector; outside, that it is, and whose it seems to be.
    words: String,
    /// Outside: what to do.
    #[serde(skip_serializing_if = "String::is_empty")]
    remedy: String,
    /// Inside: the sector's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<String>,
}

pub(crate) async fn place(
    State(intake): State<Intake>,
    Lang(language): Lang,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let texts = Texts::of(language);
    let of = |name| query.get(name).map(String::as_str).unwrap_or_default();
    let place = match point(of("latitude"), of("longitude")) {
        Ok(place) => place,
        Err(wrong) => return problem(texts, &[wrong]).into_response(),
    };
    match known(&intake, texts, place).await {
        Ok(known) => ([(header::CACHE_CONTROL, "private, max-age=300")], Json(known)).into_response(),
        Err(error) => failed_problem(language, &error.into()),
    }
}

async fn known(intake: &Intake, texts: &Texts, place: Point) -> sqlx::Result<PlaceKnown> {
    let mut connection = intake.pool.acquire().await?;
    if let Some(sector) = database::sectors::sector_at(&mut connection, place).await? {
        let words = database::addresses::in_words(&mut connection, place, &sector).await?;
        return Ok(PlaceKnown { inside: true, words, remedy: String::new(), sector: Some(sector) });
    }
    let Said { what, remedy } = Wrong::outside(&intake.city, place).said(texts);
    Ok(PlaceKnown { inside: false, words: what, remedy, sector: None })
}
