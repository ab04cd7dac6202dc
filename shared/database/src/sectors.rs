//! The sectors of a place: one of each kind; one kind chooses teams.

use model::place::Point;
use sqlx::PgConnection;

/// How far outside every sector a place may lie and still be taken: phones drift on bridges and quays.
pub const TOLERANCE_M: f64 = 30.0;

/// The sector that chooses a point's teams; none: outside the city.
///
/// # Errors
/// As the database says.
pub async fn sector_at(connection: &mut PgConnection, point: Point) -> sqlx::Result<Option<String>> {
    Ok(sectors_at(connection, &[point], None).await?.pop().flatten())
}

/// For each point, in their order, its sector of one kind, or of the kind that chooses teams: the one that covers it;
/// on a shared border the smallest number, so that the answer is always the same; else the nearest within
/// [`TOLERANCE_M`]; else none. Retired sectors cover nothing.
///
/// # Errors
/// As the database says.
pub async fn sectors_at(
    connection: &mut PgConnection,
    points: &[Point],
    kind: Option<&str>,
) -> sqlx::Result<Vec<Option<String>>> {
    let longitudes: Vec<f64> = points.iter().map(|point| point.longitude()).collect();
    let latitudes: Vec<f64> = points.iter().map(|point| point.latitude()).collect();
    // The flat distance in degrees, rounded up, has the index and rules out nearly all before the one on the ground,
    // which is far dearer, decides. OFFSET 0 keeps them in this order.
    sqlx::query_scalar!(
        r#"SELECT coalesce(
               (SELECT id FROM sector WHERE ST_Covers(area, here.point) AND retired_at IS NULL
                    AND ($4::text IS NULL AND assigns OR kind = $4)
                ORDER BY number, id LIMIT 1),
               (SELECT id FROM (
                    SELECT id, number, ST_Distance(area_on_ground, here.point::geography) AS metres FROM sector
                    WHERE ST_DWithin(area, here.point, $3 / (110000 * cos(radians(ST_Y(here.point)))))
                        AND retired_at IS NULL AND ($4::text IS NULL AND assigns OR kind = $4)
                    OFFSET 0) AS near
                WHERE metres <= $3 ORDER BY metres, number, id LIMIT 1))
           FROM unnest($1::float8[], $2::float8[]) WITH ORDINALITY AS given (longitude, latitude, position),
                LATERAL (SELECT ST_SetSRID(ST_MakePoint(longitude, latitude), 4326) AS point OFFSET 0) AS here
           ORDER BY position"#,
        &longitudes,
        &latitudes,
        TOLERANCE_M,
        kind,
    )
    .fetch_all(connection)
    .await
}
