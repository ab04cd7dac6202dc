//! Places in words, and places found by words.

use model::address::{Address, Sought, folded, sector_in_words};
use model::city::Localized;
use model::place::Point;
use sqlx::PgConnection;
use sqlx::types::Json;

/// How far the nearest house number may be and still name a place.
pub const NEAR_M: f64 = 100.0;

/// A place in words: the nearest house number within [`NEAR_M`], else its sector's name.
///
/// # Errors
/// As the database says; when there is no such sector.
pub async fn in_words(connection: &mut PgConnection, point: Point, sector: &str) -> sqlx::Result<String> {
    let words = many_in_words(connection, &[(point, sector)]).await?.pop();
    words.ok_or(sqlx::Error::RowNotFound)
}

/// Places in words, in their order: each with the sector that it lies in.
///
/// # Errors
/// As the database says.
pub async fn many_in_words(
    connection: &mut PgConnection,
    places: &[(Point, &str)],
) -> sqlx::Result<Vec<String>> {
    let (xs, ys): (Vec<f64>, Vec<f64>) = places.iter().map(|(point, _)| point.mercator()).unzip();
    let near: Vec<f64> = places.iter().map(|(point, _)| NEAR_M / point.ground_scale()).collect();
    let sectors: Vec<String> = places.iter().map(|(_, sector)| (*sector).to_owned()).collect();
    let rows = sqlx::query!(
        r#"SELECT city.name AS city, sector.short AS "short: Json<Localized>", nearest.number AS "number?",
                  suffix AS "suffix?", street.name AS "street?", postcode AS "postcode?", town AS "town?"
           FROM unnest($1::float8[], $2::float8[], $3::float8[], $4::text[]) WITH ORDINALITY
                    AS given (x, y, near, sector_id, position)
           CROSS JOIN city JOIN sector ON sector.id = given.sector_id
           LEFT JOIN LATERAL (
               SELECT number, suffix, street_id, place FROM address
               ORDER BY place <-> ST_SetSRID(ST_MakePoint(x, y), 3857) LIMIT 1
           ) AS nearest ON ST_Distance(place, ST_SetSRID(ST_MakePoint(x, y), 3857)) <= near
           LEFT JOIN street ON street.id = street_id
           ORDER BY position"#,
        &xs,
        &ys,
        &near,
        &sectors,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| match (row.number, row.suffix, row.street, row.postcode, row.town) {
            (Some(number), Some(suffix), Some(street), Some(postcode), Some(town)) => {
                let number = number.unsigned_abs();
                Address { number, suffix, street, postcode, town }.in_words()
            }
            _ => sector_in_words(&row.city, &row.short.0.fr),
        })
        .collect())
}

/// An address that was sought by words.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// In words, as on an envelope; without a number if none was sought, or the street doesn't have it.
    pub words: String,
    /// Of the number, else the middle one of the street's.
    pub place: Point,
    /// Whether the number and every word that was sought are this house's own: nothing had to be forgiven.
    pub exact: bool,
}

/// The addresses that are most like the words, best first. Accents, capitals and a mistyped letter are forgiven.
///
/// # Errors
/// As the database says.
pub async fn search(connection: &mut PgConnection, text: &str, most: i64) -> sqlx::Result<Vec<Found>> {
    let sought = Sought::read(text);
    if sought.words.is_empty() {
        return Ok(Vec::new());
    }
    // `%>` compares with a share of the sought words' trigrams; 0.6, its default, forgives one letter in eight.
    let rows = sqlx::query!(
        r#"SELECT street.name, postcode, town, number, suffix,
                  $2::integer IS NOT NULL AND number = $2 AS "is_sought!",
                  ST_X(place) AS "x!", ST_Y(place) AS "y!"
           FROM (SELECT id, name, postcode, town, words <->> $1 AS distance, length(words) AS length FROM street
                 WHERE words %> $1 ORDER BY words <->> $1, length(words), id LIMIT $4) AS street
           JOIN LATERAL (
               SELECT number, suffix, place FROM address WHERE street_id = street.id
               ORDER BY number IS DISTINCT FROM $2, suffix <> $3, abs(number - coalesce($2,
                   (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY number) FROM address
                    WHERE street_id = street.id))), suffix, id
               LIMIT 1) AS house ON true
           ORDER BY distance, length, street.id"#,
        sought.words,
        sought.number.and_then(|number| i32::try_from(number).ok()),
        sought.suffix,
        most,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let place = Point::from_mercator(row.x, row.y).ok()?;
            let address = Address {
                number: row.number.unsigned_abs(),
                suffix: row.suffix,
                street: row.name,
                postcode: row.postcode,
                town: row.town,
            };
            let exact = row.is_sought && address.suffix == sought.suffix && is_of(&address, &sought.words);
            let words = if row.is_sought { address.in_words() } else { address.street_in_words() };
            Some(Found { words, place, exact })
        })
        .collect())
}

/// Whether folded words are the street's name, alone or with its postcode, its town, or both.
fn is_of(address: &Address, words: &str) -> bool {
    let Address { street, postcode, town, .. } = address;
    [String::new(), postcode.clone(), town.clone(), format!("{postcode} {town}")]
        .iter()
        .any(|behind| folded(&format!("{street} {behind}")) == words)
}
