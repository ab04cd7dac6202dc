//! What comes with a close: photos, and where the phone was.

use chrono::{DateTime, Utc};
use model::ids::{HistoryId, PhotoId, ReportId, StaffId};
use model::place::Point;
use photos::Inspected;
use sqlx::{PgConnection, PgPool};

/// Whether somebody has a job in hand.
pub(crate) async fn has_it(database: &PgPool, report: ReportId, staff: StaffId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"SELECT EXISTS (SELECT FROM report
                          WHERE id = $1 AND state = 'in_progress' AND taken_by = $2) AS "has!""#,
        report.0,
        staff.0,
    )
    .fetch_one(database)
    .await
}

/// An after-photo, whose bytes are in the store.
pub(crate) struct AfterPhoto<'a> {
    pub(crate) id: PhotoId,
    pub(crate) position: i16,
    pub(crate) inspected: &'a Inspected,
    pub(crate) taken_at: Option<DateTime<Utc>>,
}

/// Writes an after-photo down.
pub(crate) async fn after_photo(
    connection: &mut PgConnection,
    report: ReportId,
    history: HistoryId,
    photo: &AfterPhoto<'_>,
    received_at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let place = photo.inspected.exif.place;
    #[expect(clippy::cast_possible_truncation, reason = "metres, kept to about a centimetre")]
    let accuracy = place.and_then(|place| place.accuracy_m).map(|metres| metres as f32);
    sqlx::query!(
        "INSERT INTO photo (id, report_id, history_id, stage, position, state, sha256, bytes, content_type,
                            place, place_accuracy_m, taken_at, received_at)
         VALUES ($1, $2, $3, 'after', $4, 'received', $5, $6, $7,
                 ST_SetSRID(ST_MakePoint($8::float8, $9::float8), 4326)::geography, $10, $11, $12)",
        photo.id.0,
        report.0,
        history.0,
        photo.position,
        &photo.inspected.sha256[..],
        i64::try_from(photo.inspected.bytes)?,
        photo.inspected.kind.content_type(),
        place.map(|place| place.longitude),
        place.map(|place| place.latitude),
        accuracy,
        photo.taken_at,
        received_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How exactly a report's place is known, and how far others are from it: all in metres.
pub(crate) struct Distances {
    /// Radius of the report's place, as its source said.
    pub(crate) report_accuracy_m: Option<f64>,
    /// Of each place that was asked for, in their order.
    pub(crate) to_each_m: Vec<f64>,
}

/// How far places are from a report's.
pub(crate) async fn distances(
    connection: &mut PgConnection,
    report: ReportId,
    places: &[Point],
) -> sqlx::Result<Distances> {
    let (longitudes, latitudes): (Vec<f64>, Vec<f64>) =
        places.iter().map(|place| (place.longitude(), place.latitude())).unzip();
    let row = sqlx::query!(
        r#"SELECT place_accuracy_m, ARRAY(
               SELECT ST_Distance(place, ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography)
               FROM unnest($2::float8[], $3::float8[]) WITH ORDINALITY AS other (longitude, latitude, number)
               ORDER BY number) AS "to_each_m!"
           FROM report WHERE id = $1"#,
        report.0,
        &longitudes,
        &latitudes,
    )
    .fetch_one(connection)
    .await?;
    Ok(Distances { report_accuracy_m: row.place_accuracy_m.map(f64::from), to_each_m: row.to_each_m })
}
