//! What is already reported around a place.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use model::place::Point;
use serde::Serialize;
use service_kit::problem::Problem;
use utoipa::ToSchema;
use web::{Lang, Language, Texts};

use crate::Intake;
use crate::error::failed_problem;
use crate::store::{self, said};
use crate::submission::point;
use crate::wrong::{Wrong, problem};

/// The open reports around a place.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportsNearby {
    /// Metres within which an open report of this category is probably the same.
    radius_m: i32,
    /// The nearest first, ten at most.
    reports: Vec<ReportNearby>,
}

/// An open report, as a stranger may see it: no words, no photo that staff has not released, nobody's address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportNearby {
    /// The public number.
    reference: String,
    /// The category's name, in the asked language.
    category: String,
    /// Where it stands: `received`, `dispatched`, `in_progress`...
    state: String,
    /// Metres from the place, rounded.
    distance_m: f64,
    /// When the server received it.
    received_at: DateTime<Utc>,
    /// Minutes since then, by the server's clock.
    age_minutes: i64,
    /// The address of a photo, if staff released one.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo_url: Option<String>,
}

/// Open reports of a category around a place: is it already known?
#[utoipa::path(
    get,
    path = "/api/v1/reports/nearby",
    params(
        ("latitude" = f64, Query, description = "Degrees north, WGS 84."),
        ("longitude" = f64, Query, description = "Degrees east, WGS 84."),
        ("category" = String, Query, description = "A category's id, from `/api/v1/categories`."),
    ),
    responses(
        (status = 200, body = ReportsNearby),
        (status = 422, description = "What is wrong, and what to do.", body = Problem),
    )
)]
pub(crate) async fn nearby(
    State(intake): State<Intake>,
    Lang(language): Lang,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let texts = Texts::of(language);
    let asked = match Asked::read(&query) {
        Ok(asked) => asked,
        Err(wrong) => return problem(texts, &[wrong]).into_response(),
    };
    match around(&intake, &asked, language).await {
        // Reports come and go by the minute.
        Ok(Some(reports)) => ([(header::CACHE_CONTROL, "no-store")], Json(reports)).into_response(),
        Ok(None) => problem(texts, &[Wrong::CategoryUnknown]).into_response(),
        Err(error) => failed_problem(language, &error.into()),
    }
}

async fn around(
    intake: &Intake,
    asked: &Asked<'_>,
    language: Language,
) -> sqlx::Result<Option<ReportsNearby>> {
    let Some(near) = store::nearby(&intake.pool, asked.place, asked.category).await? else { return Ok(None) };
    let (now, category) = (intake.clock.now(), said(&near.category, language));
    let reports = near.reports.into_iter().map(|near| ReportNearby {
        reference: near.reference,
        category: category.to_owned(),
        state: near.state,
        distance_m: near.distance_m.round(),
        received_at: near.received_at,
        age_minutes: (now - near.received_at).num_minutes().max(0),
        photo_url: near.photo.map(|photo| format!("/photos/{photo}/small.jpg")),
    });
    Ok(Some(ReportsNearby { radius_m: near.radius_m, reports: reports.collect() }))
}

/// The query, read.
pub(super) struct Asked<'a> {
    pub(super) place: Point,
    pub(super) category: &'a str,
}

impl<'a> Asked<'a> {
    pub(super) fn read(query: &'a HashMap<String, String>) -> Result<Self, Wrong> {
        let of = |name| query.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
        let (Some(latitude), Some(longitude)) = (of("latitude"), of("longitude")) else {
            return Err(Wrong::PlaceUnreadable);
        };
        let place = point(latitude, longitude)?;
        let category = of("category").ok_or(Wrong::CategoryMissing)?;
        // PostgreSQL refuses it in a text.
        if category.contains('\0') { Err(Wrong::CategoryUnknown) } else { Ok(Self { place, category }) }
    }
}
