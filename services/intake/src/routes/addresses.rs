//! Addresses by words, while they are typed: accents, capitals and a mistyped letter are forgiven.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use web::Lang;

use crate::Intake;
use crate::error::failed_problem;

/// Addresses in one answer, at most.
const MOST: i64 = 6;
/// Characters that are sought, at most: no address is longer.
const LONGEST: usize = 120;

/// The addresses that are most like the words.
#[derive(Debug, Serialize)]
struct Addresses {
    /// The likeliest first.
    addresses: Vec<AddressFound>,
}

/// A house number or, where none was sought or the street doesn't have it, a street.
#[derive(Debug, Serialize)]
struct AddressFound {
    /// As on an envelope.
    words: String,
    /// Degrees north, WGS 84.
    latitude: f64,
    /// Degrees east, WGS 84.
    longitude: f64,
}

pub(crate) async fn addresses(
    State(intake): State<Intake>,
    Lang(language): Lang,
    query: Result<Query<HashMap<String, String>>, QueryRejection>,
) -> Response {
    let query = query.map(|Query(query)| query).unwrap_or_default();
    let words = query.get("q").map(String::as_str).unwrap_or_default();
    let found = match search(&intake, words, MOST).await {
        Ok(found) => found,
        Err(error) => return failed_problem(language, &error),
    };
    let addresses = found.into_iter().map(|found| AddressFound {
        words: found.words,
        latitude: found.place.latitude(),
        longitude: found.place.longitude(),
    });
    // The address base changes by the month.
    let kept = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (kept, Json(Addresses { addresses: addresses.collect() })).into_response()
}

/// The addresses that are most like the words; none for words that no address is as long as.
pub(crate) async fn search(
    intake: &Intake,
    words: &str,
    most: i64,
) -> anyhow::Result<Vec<database::addresses::Found>> {
    if words.chars().count() > LONGEST {
        return Ok(Vec::new());
    }
    let mut connection = intake.pool.acquire().await?;
    Ok(database::addresses::search(&mut connection, words, most).await?)
}
