//! `/desk/addresses` and `/desk/place`: where something is, by words or on a map, for the forms of the desk.

use std::collections::HashMap;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use model::place::Point;
use serde::Serialize;
use web::Texts;

use crate::Service;
use crate::error::Problem;
use crate::session::{Referent, Staff};

/// Addresses in one answer, at most.
pub(super) const MOST: i64 = 6;
/// Characters that are sought, at most: no address is longer.
const LONGEST: usize = 120;

#[derive(Debug, Serialize)]
pub(in crate::routes) struct Addresses {
    addresses: Vec<Address>,
}

#[derive(Debug, Serialize)]
struct Address {
    words: String,
    latitude: f64,
    longitude: f64,
}

#[derive(Debug, Serialize)]
pub(in crate::routes) struct Known {
    inside: bool,
    words: String,
}

type Asked = Result<Query<HashMap<String, String>>, QueryRejection>;

/// The addresses that are most like the words.
pub(in crate::routes) async fn addresses(
    State(service): State<Service>,
    _: Referent,
    asked: Asked,
) -> Result<Json<Addresses>, Problem> {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let words = asked.get("q").map(String::as_str).unwrap_or_default();
    let found = sought(&service, words).await?.into_iter();
    let addresses = found.map(|(words, place)| Address {
        words,
        latitude: place.latitude(),
        longitude: place.longitude(),
    });
    Ok(Json(Addresses { addresses: addresses.collect() }))
}

/// What lies at a point.
pub(in crate::routes) async fn place(
    State(service): State<Service>,
    Referent(staff): Referent,
    asked: Asked,
) -> Result<Json<Known>, Problem> {
    let asked = asked.map(|Query(asked)| asked).unwrap_or_default();
    let of = |name: &str| asked.get(name).map(String::as_str).unwrap_or_default();
    let point = coordinates(of("latitude"), of("longitude")).ok_or(Problem::NotRead(None))?;
    let known = in_words(&service, &staff, point).await?;
    Ok(Json(Known { inside: known.1.is_some(), words: known.0 }))
}

/// Places that are most like the words; none for words that no address is as long as.
pub(super) async fn sought(service: &Service, words: &str) -> Result<Vec<(String, Point)>, Problem> {
    if words.chars().count() > LONGEST || words.contains('\0') {
        return Ok(Vec::new());
    }
    let mut connection = service.database.acquire().await?;
    let found = database::addresses::search(&mut connection, words, MOST).await?;
    Ok(found.into_iter().map(|found| (found.words, found.place)).collect())
}

/// A point in words and its sector; outside the city that is said, and there is none.
pub(super) async fn in_words(
    service: &Service,
    staff: &Staff,
    point: Point,
) -> Result<(String, Option<String>), Problem> {
    let mut connection = service.database.acquire().await?;
    let Some(sector) = database::sectors::sector_at(&mut connection, point).await? else {
        return Ok((Texts::of(staff.language).t("rules-outside"), None));
    };
    let words = database::addresses::in_words(&mut connection, point, &sector).await?;
    Ok((words, Some(sector)))
}

/// "48.8646, 2.3783", as map programs copy it: latitude first.
pub(super) fn written(text: &str) -> Option<Point> {
    let apart = text.split_once(';').or_else(|| text.split_once(char::is_whitespace));
    let (latitude, longitude) = apart.or_else(|| text.split_once(','))?;
    coordinates(latitude, longitude)
}

/// Two numbers as people write them.
pub(super) fn coordinates(latitude: &str, longitude: &str) -> Option<Point> {
    let number = |text: &str| {
        let text = text.trim().trim_matches(',').replace(',', ".");
        text.parse::<f64>().ok().filter(|number| number.is_finite())
    };
    Point::new(number(longitude)?, number(latitude)?).ok()
}
